package api

import (
	"context"
	"fmt"
	"strings"

	"cuntong/planner"
	"cuntong/planner/study"

	"github.com/maypok86/otter/v2"
)

// frontierKey names a curve: the same key always gives the same figures.
type frontierKey struct {
	revision                                    int64
	standard, area, travel, profile, weight, by string
	nested                                      bool
}

type frontierInput struct {
	Standard string `query:"standard" maxLength:"100" doc:"ID of a standard; absent: default_standard of /api/v1/info"`
	Area     string `query:"area" maxLength:"12" doc:"Code of the area; absent: everything in the store"`
	Travel   string `query:"travel" enum:"straight,road" default:"straight" doc:"How travel is measured"`
	Profile  string `query:"profile" maxLength:"100" doc:"ID of the speed profile of travel on roads"`
	Weight   string `query:"weight" enum:"population,settlements" doc:"What a demand counts; absent: residents where all are known"`
	By       string `query:"by" enum:"points,yuan" default:"points" doc:"What the curve is drawn against: new points, or their opening cost"`
	Nested   bool   `query:"nested" doc:"true: every point keeps what the points before it open"`
}

func (s *server) registerFrontier(o *operations) {
	register(o, get("frontier", "/api/v1/frontier", "plans", "The whole curve of coverage against new points or yuan",
		"Each point is an answer with a proven bound: mclp for every limit at once, recounted from the problem alone. Kept in memory for each revision of the store."),
		[]int{400, 404, 422}, s.getFrontier)
	register(o, asCSV(get("frontierTable", "/api/v1/frontier.csv", "plans", "The same curve as a table", "")), []int{400, 404, 422}, s.getFrontierTable)
}

func (s *server) getFrontier(ctx context.Context, in *frontierInput) (*answer[study.Frontier], error) {
	f, err := s.frontier(ctx, in)
	if err != nil {
		return nil, err
	}
	return &answer[study.Frontier]{*f}, nil
}

// frontier returns the curve from memory, or draws it once for all who ask at the same time.
func (s *server) frontier(ctx context.Context, in *frontierInput) (*study.Frontier, error) {
	key := frontierKey{standard: in.Standard, travel: in.Travel, profile: in.Profile, weight: in.Weight, by: in.By, nested: in.Nested}
	var err error
	if key.standard, err = s.usualStandard(ctx, key.standard); err != nil {
		return nil, err
	}
	if _, err := s.Study.Standard(ctx, key.standard); err != nil {
		return nil, err
	}
	if key.area, err = s.area(ctx, "area", in.Area); err != nil {
		return nil, err
	}
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	key.revision = stamp.Revision
	return s.frontiers.Get(ctx, key, otter.LoaderFunc[frontierKey, *study.Frontier](s.drawFrontier))
}

// drawFrontier does the work. Others may wait for it, so whoever asked first does not take it away when leaving.
func (s *server) drawFrontier(ctx context.Context, key frontierKey) (*study.Frontier, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.AuditTime)
	defer cancel()
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return s.Study.Frontier(ctx, study.FrontierRequest{
		Area: key.area, Standard: key.standard, Travel: key.travel, Profile: key.profile, Weight: key.weight, By: key.by, Nested: key.nested,
		Options: planner.Options{Seed: frontierSeed, Now: s.Study.Now},
	})
}

// frontierSeed is that of the command line, so that both come to the same curve.
const frontierSeed = 1

func (s *server) getFrontierTable(ctx context.Context, in *frontierInput) (*csvAnswer, error) {
	f, err := s.frontier(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"新增点", "建设费（元）", "覆盖", "已证明上限", "差距", "合计", "本点新增"}}
	before := int64(0)
	for _, point := range f.Points {
		added := ""
		if f.Nested {
			added = strings.Join(f.Chains[point.Chain][before:point.Points], " ")
			before = point.Points
		}
		rows = append(rows, []string{fmt.Sprint(point.Points), number(point.Yuan), fmt.Sprint(point.Weight), fmt.Sprint(point.Bound), fmt.Sprintf("%.6f", point.Gap), fmt.Sprint(f.TotalWeight), added})
	}
	return table(fmt.Sprintf("frontier-%s-%s-%s.csv", f.Area, f.Standard, f.By), rows)
}
