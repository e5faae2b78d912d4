package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"cuntong/planner/report"
	"cuntong/planner/study"
)

// FrontierCmd draws the curve of coverage against new points or yuan.
type FrontierCmd struct {
	StoreFlag
	By       string `enum:"points,yuan" default:"points" help:"Draw coverage against the number of new points, or against their opening cost in yuan."`
	Most     *int64 `placeholder:"N" help:"End of the curve, in points or yuan; default: where nothing more can be covered."`
	Nested   bool   `help:"Every point of the curve keeps what the points before it open (phase 2 keeps phase 1's); without it the points are free and cover more."`
	Standard string `placeholder:"ID" help:"Service standard; default village-2km."`
	Travel   string `enum:"straight,road," default:"" placeholder:"WAY" help:"How travel is measured: straight (the default) or road."`
	Profile  string `placeholder:"ID" help:"Speed profile of travel on roads; default plain-van."`
	Area     string `placeholder:"CODE" help:"Only this area."`
	Weight   string `enum:"population,settlements," default:"" help:"What a demand counts: population, or settlements (one each). Default: population where all are known."`
	CSV      bool   `name:"csv" help:"Print the points as a CSV table."`
	SolveFlags
	OutputFlags
}

func (c *FrontierCmd) check() error {
	if c.Most != nil && *c.Most < 0 {
		return fmt.Errorf("--most %d is negative", *c.Most)
	}
	if c.CSV && c.JSON {
		return fmt.Errorf("--csv and --json ask for two forms at once; leave one out")
	}
	return c.SolveFlags.check()
}

// Run implements the command.
func (c *FrontierCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	f, err := s.Frontier(ctx, study.FrontierRequest{
		Area: c.Area, Standard: c.Standard, Travel: c.Travel, Profile: c.Profile, Weight: c.Weight, By: c.By, Most: c.Most, Nested: c.Nested, Options: c.SolveFlags.options(p),
	})
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, f, func(w io.Writer) {
		if c.CSV {
			tableFrontier(w, f)
			return
		}
		printFrontier(w, f)
	})
}

// tableFrontier writes one line for each point. A nested curve names what each point adds.
func tableFrontier(w io.Writer, f *study.Frontier) {
	table := csv.NewWriter(w)
	table.Write([]string{"points", "opening_cost_yuan", "weight", "bound", "gap", "total_weight", "added"})
	before := int64(0)
	for _, point := range f.Points {
		yuan, added := "", ""
		if point.Yuan != nil {
			yuan = fmt.Sprint(*point.Yuan)
		}
		if f.Nested {
			added = strings.Join(f.Chains[point.Chain][before:point.Points], " ")
			before = point.Points
		}
		table.Write([]string{fmt.Sprint(point.Points), yuan, fmt.Sprint(point.Weight), fmt.Sprint(point.Bound), fmt.Sprintf("%.6f", point.Gap), fmt.Sprint(f.TotalWeight), added})
	}
	table.Flush()
}

// printFrontier writes at most some twenty points for people.
func printFrontier(w io.Writer, f *study.Frontier) {
	unit := map[string]string{study.ByPopulation: "人", study.BySettlements: "个居民点"}[f.Weight]
	fmt.Fprintf(w, "%s 覆盖—投入曲线（%s），%d 个点，合计 %s %s\n", f.AreaName, map[bool]string{true: "逐点累加，只增不减", false: "各点独立"}[f.Nested], len(f.Points), report.Thousands(f.TotalWeight), unit)
	fmt.Fprintln(w, "新增点\t建设费（元）\t覆盖\t占比\t已证明上限\t差距")
	const shown = 20
	for k, point := range f.Points {
		if every := (len(f.Points) + shown - 1) / shown; k%every != 0 && k != len(f.Points)-1 {
			continue
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%.2f%%\n", point.Points, orUnknown(point.Yuan), report.Thousands(point.Weight), report.Percent(int(point.Weight), int(f.TotalWeight)), report.Thousands(point.Bound), point.Gap*100)
	}
	for _, note := range f.Notes {
		fmt.Fprintln(w, "请留意："+note.ZH)
	}
	fmt.Fprintf(w, "状态 %s · 工作量 %d · %.2f 秒 · 已独立复核\n", f.Status, f.Effort, f.Seconds)
}
