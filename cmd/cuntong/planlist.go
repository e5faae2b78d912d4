package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// planLine is what the list says about a saved plan.
type planLine struct {
	ID        string          `json:"plan_id"`
	Name      string          `json:"name"`
	Model     string          `json:"model"`
	Area      string          `json:"area"`
	AreaName  string          `json:"area_name"`
	Status    string          `json:"status"`
	Gap       *float64        `json:"gap"`
	CreatedAt time.Time       `json:"created_at"`
	Stale     bool            `json:"stale"`
	Sentence  report.Sentence `json:"sentence"`
}

// runList lists saved plans.
func (c *PlanCmd) runList(ctx context.Context, p *program, s *study.Study) error {
	area := c.Area
	if area != "" {
		code, err := data.AreaCode(area)
		if err != nil {
			return fmt.Errorf("--area: %w: %w", err, data.ErrInvalid)
		}
		area = code
	}
	info, err := s.Store.Info(ctx)
	if err != nil {
		return err
	}
	heads, err := s.Store.Plans(ctx, data.Query{Area: area})
	if err != nil {
		return err
	}
	lines := []planLine{}
	for _, head := range heads {
		plan, err := s.Store.Plan(ctx, head.ID)
		if err != nil {
			return err
		}
		stale, err := s.Stale(ctx, plan, info.Revision)
		if err != nil {
			return err
		}
		lines = append(lines, planLine{plan.ID, plan.Scenario.Name, plan.Scenario.Model, plan.Scenario.Area, plan.AreaName, plan.Status, plan.Gap, plan.CreatedAt, stale, report.PlanSentence(plan)})
	}
	return p.emit(c.OutputFlags, map[string][]planLine{"plans": lines}, func(w io.Writer) {
		for _, line := range lines {
			stale := ""
			if line.Stale {
				stale = "（过期）"
			}
			fmt.Fprintf(w, "%s %s %-10s %s %s%s\n  %s\n", line.ID, line.CreatedAt.Format(time.DateTime), line.Model, line.AreaName, line.Name, stale, line.Sentence.ZH)
		}
		if len(lines) == 0 {
			fmt.Fprintln(w, "还没有方案。")
		}
	})
}
