package main

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"cuntong/data"
	"cuntong/planner/study"
)

// ScenarioCmd keeps scenarios: what to plan, with which changes on the baseline.
type ScenarioCmd struct {
	StoreFlag
	Files []string `arg:"" optional:"" name:"file" type:"existingfile" help:"Scenarios to keep, one JSON object in each file; one of the same id is replaced. Without files the kept ones are listed."`
	OutputFlags
}

// scenariosJSON is what scenario --json prints.
type scenariosJSON struct {
	Scenarios []data.Scenario `json:"scenarios"`
}

// Run implements the command.
func (c *ScenarioCmd) Run(ctx context.Context, p *program) (err error) {
	mode := readStore
	if len(c.Files) == 0 {
		mode = viewStore
	}
	s, err := p.study(ctx, c.Store, mode)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	result := scenariosJSON{Scenarios: []data.Scenario{}}
	if len(c.Files) == 0 {
		list, err := s.Store.Scenarios(ctx, data.Query{})
		if err != nil {
			return err
		}
		result.Scenarios = append(result.Scenarios, list...)
	}
	for _, file := range c.Files {
		scenario, err := study.ReadScenario(file)
		if err != nil {
			return err
		}
		if scenario, err = s.SaveScenario(ctx, scenario); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		result.Scenarios = append(result.Scenarios, scenario)
	}
	return p.emit(c.OutputFlags, result, func(w io.Writer) {
		for _, scenario := range result.Scenarios {
			printScenario(w, scenario)
		}
		if len(result.Scenarios) == 0 {
			fmt.Fprintln(w, "还没有情景方案；用 cuntong scenario --store S 文件.json 保存一个")
		}
	})
}

func printScenario(w io.Writer, s data.Scenario) {
	facilities, roads, day := 0, 0, "无"
	if s.Changes != nil {
		facilities, roads = len(s.Changes.Facilities), len(s.Changes.Roads)
		if s.Changes.Date != "" {
			day = string(s.Changes.Date)
		}
	}
	area := s.Area
	if area == "" {
		area = "全部"
	}
	fmt.Fprintf(w, "%s %s（第 %d 版）：范围 %s，标准 %s，模型 %s，出行 %s；改动：网点 %d 处，道路 %d 处，需求 ×%g，出行日 %s；%s\n",
		s.ID, s.Name, s.Version, area, s.Standard, s.Model, s.Travel, facilities, roads, s.Changes.Factor(), day, stateWords(s.ScenarioState))
}

// stateWords say what has become of a scenario.
func stateWords(s data.ScenarioState) string {
	words := "未采纳方案"
	if s.AcceptedPlan != "" {
		words = fmt.Sprintf("已采纳方案 %s（%s，%s）", s.AcceptedPlan, cmp.Or(s.AcceptedBy, "未记录何人"), s.AcceptedAt.Local().Format("2006-01-02 15:04"))
	}
	if s.Archived {
		words += "，已归档"
	}
	return words
}
