package main

import (
	"context"
	"fmt"
	"io"

	"cuntong/data/finding"
	"cuntong/planner/study"
)

// CheckCmd lists what is probably wrong with the records of a store.
type CheckCmd struct {
	StoreFlag
	Area string `placeholder:"CODE" help:"Only records of this area and everything inside it."`
	Most int    `default:"20" help:"Most records listed for each finding; 0: all."`
	OutputFlags
}

// checkJSON is what check prints.
type checkJSON struct {
	Store    string            `json:"store"`
	Findings []finding.Finding `json:"findings"`
}

// Run implements the command. Findings are suspicions, so that they do not make it fail.
func (c *CheckCmd) Run(ctx context.Context, p *program) (err error) {
	store, err := p.openStore(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(store, &err)
	info, err := store.Info(ctx)
	if err != nil {
		return err
	}
	s := &study.Study{Store: store, Now: p.now, Version: p.version, RoadCache: roadCache(c.Store)}
	findings, err := s.Findings(ctx, c.Area)
	if err != nil {
		return err
	}
	answer := checkJSON{Store: info.Name, Findings: []finding.Finding{}}
	for _, f := range findings {
		if c.Most > 0 {
			f = f.Shown(c.Most)
		}
		answer.Findings = append(answer.Findings, f)
	}
	return p.emit(c.OutputFlags, answer, func(w io.Writer) {
		if len(answer.Findings) == 0 {
			fmt.Fprintln(w, "没有发现问题")
		}
		for _, f := range answer.Findings {
			fmt.Fprintf(w, "%s：%d 条（%s）\n", f.ZH, f.Count, f.Code)
			if f.Fixable > 0 {
				fmt.Fprintf(w, "  可一键修正 %d 条：%s（数据页 /data）\n", f.Fixable, f.FixZH)
			}
			for _, row := range f.Rows {
				fmt.Fprintf(w, "  %s %s %s：%s\n", row.ID, row.TownName, row.Name, row.ZH)
			}
			if left := f.Count - len(f.Rows); left > 0 {
				fmt.Fprintf(w, "  …另有 %d 条\n", left)
			}
		}
	})
}
