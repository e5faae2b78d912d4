package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/sample"
	"cuntong/planner"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// DemoCmd shows the sample county.
type DemoCmd struct {
	Store   string `placeholder:"FILE" help:"Keep the demo in this GeoPackage file; default: one in the user's cache folder."`
	Exit    bool   `help:"Leave after printing, without serving."`
	Browser bool   `help:"Open the map in the browser."`
	SolveFlags
	ListenFlags
	OutputFlags
}

// demoJSON is what demo --json prints: the audit, with the plan of the city and one plan per county.
type demoJSON struct {
	*report.Audit
	Sentence report.Sentence `json:"sentence"`
	Plan     answerJSON      `json:"plan"`
	Plans    []answerJSON    `json:"plans"`
	Store    string          `json:"store"`
	Notice   string          `json:"notice"`
}

// sampleCity is the code of the sample's city.
const sampleCity = "370500"

// Run implements the command.
func (c *DemoCmd) Run(ctx context.Context, p *program) (err error) {
	s, file, err := p.demoStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	audit, err := s.Audit(ctx, study.AuditRequest{Area: sampleCity})
	if err != nil {
		return err
	}
	result := demoJSON{Audit: audit, Store: file, Notice: sample.NoticeZH}
	counties, err := countiesOf(ctx, s.Store)
	if err != nil {
		return err
	}
	var city data.Plan
	for _, area := range append(counties, data.Area{Code: sampleCity, Name: audit.AreaName}) {
		options := c.SolveFlags.options(p)
		options.Progress = p.solveProgress()
		plan, err := s.Plan(ctx, study.PlanRequest{Name: area.Name + "村点全覆盖", Area: area.Code, Model: string(planner.LSCP), Options: options})
		if err != nil {
			return fmt.Errorf("plan %s: %w", area.Name, err)
		}
		p.say("  %s：%s", area.Name, report.PlanSentence(plan).ZH)
		if area.Code == sampleCity {
			city, result.Plan = plan, answerOf(plan)
		} else {
			result.Plans = append(result.Plans, answerOf(plan))
		}
	}
	result.Sentence = bothSentences(audit, city)
	if err := p.emit(c.OutputFlags, result, func(w io.Writer) {
		fmt.Fprintf(w, "%s。\n（%s；数据文件 %s）\n", result.Sentence.ZH, sample.NoticeZH, file)
	}); err != nil || c.Exit {
		return err
	}
	log := p.logger(LogFlags{})
	runner, err := p.runner(ctx, s, file, 1, log)
	if err != nil {
		return err
	}
	defer closeRunner(ctx, runner, &err)
	if err := runner.Start(ctx, runtime.NumCPU()); err != nil {
		return err
	}
	return p.serve(ctx, s, c.ListenFlags, serving{imports: importFolder(file), jobs: runner, log: log, drain: DrainFlags{DrainTime: 30 * time.Second}, told: func(url string) {
		if c.Browser {
			if err := p.openBrowser(url); err != nil {
				p.say("浏览器没有自动打开（%v），请手工打开 %s", err, url)
			}
		}
	}})
}

func bothSentences(audit *report.Audit, plan data.Plan) report.Sentence {
	now, then := report.AuditSentence(audit), report.PlanSentence(plan)
	return report.Sentence{ZH: now.ZH + "；" + then.ZH, EN: now.EN + "; " + then.EN}
}

// countiesOf lists the counties of the store by code, without statistical ones.
func countiesOf(ctx context.Context, store data.Store) ([]data.Area, error) {
	areas, err := store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	var counties []data.Area
	for _, area := range areas {
		if area.Tier == data.TierCounty && area.Kind != data.KindStatistical {
			counties = append(counties, area)
		}
	}
	return counties, nil
}

// demoStore opens a store that holds exactly the sample, making it where needed. The file in the cache folder
// is the program's own and is made anew when it holds something else; a file the user named is never touched then.
func (p *program) demoStore(ctx context.Context, named string) (*study.Study, string, error) {
	batch, err := sample.Dongying()
	if err != nil {
		return nil, "", fmt.Errorf("build the sample: %w", err)
	}
	file := named
	if named == "" {
		folder, err := os.UserCacheDir()
		if err != nil {
			folder = os.TempDir()
		}
		folder = filepath.Join(folder, "cuntong")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, "", fmt.Errorf("make folder %s: %w; name a file with --store FILE", folder, err)
		}
		file = filepath.Join(folder, "demo.gpkg")
	}
	s, err := p.loadSample(ctx, file, batch)
	if err != nil && named == "" && (errors.Is(err, errNotTheSample) || errors.Is(err, data.ErrNewer) || errors.Is(err, data.ErrInvalid)) {
		if err := gpkg.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, "", fmt.Errorf("remove the old demo %s: %w", file, err)
		}
		s, err = p.loadSample(ctx, file, batch)
	}
	return s, file, err
}

var errNotTheSample = fmt.Errorf("the store holds something else than the sample; name a new file with --store FILE: %w", data.ErrInvalid)

func (p *program) loadSample(ctx context.Context, file string, batch data.Batch) (*study.Study, error) {
	s, err := p.study(ctx, file, createStore)
	if err != nil {
		return nil, err
	}
	if err := fillSample(ctx, s, batch, p); err != nil {
		s.Store.Close()
		if errors.Is(err, errNotTheSample) {
			return nil, fmt.Errorf("store %s: %w", file, err)
		}
		return nil, err
	}
	return s, nil
}

// fillSample loads the sample into an empty store, or checks that a filled one holds just the sample.
func fillSample(ctx context.Context, s *study.Study, batch data.Batch, p *program) error {
	before, err := s.Store.Info(ctx)
	if err != nil {
		return err
	}
	if n := before.Counts["settlements"]; n != 0 && (n != int64(len(batch.Settlements)) || !before.Sample) {
		return errNotTheSample
	}
	if _, err := s.Store.Load(ctx, batch, data.ChangeNote{Actor: s.Actor, At: s.Now().UTC(), Action: "load", Reason: "sample"}); err != nil {
		return fmt.Errorf("load the sample: %w", err)
	}
	after, err := s.Store.Info(ctx)
	if err != nil {
		return err
	}
	for kind, want := range map[string]int{"areas": len(batch.Areas), "settlements": len(batch.Settlements), "facilities": len(batch.Facilities), "services": len(batch.Services), "vehicles": len(batch.Vehicles), "networks": len(batch.Networks)} {
		if after.Counts[kind] != int64(want) {
			return errNotTheSample
		}
	}
	return nil
}
