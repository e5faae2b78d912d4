package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"cuntong/planner/report"
)

// CompareCmd puts saved plans side by side.
type CompareCmd struct {
	StoreFlag
	Plans []string `arg:"" name:"plan" help:"IDs of two to ten saved plans; the others are held against the first."`
	OutputFlags
}

// Run implements the command.
func (c *CompareCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	comparison, err := s.Compare(ctx, c.Plans)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, comparison, func(w io.Writer) { printComparison(w, comparison) })
}

// printComparison writes differences in parameters first, so that unlike is not compared with unlike.
func printComparison(w io.Writer, c *report.Comparison) {
	for i, plan := range c.Plans {
		stale := ""
		if plan.Stale {
			stale = "（过期）"
		}
		fmt.Fprintf(w, "方案 %c：%s %s %s · %s%s\n", 'A'+i, plan.ID, plan.AreaName, plan.Name, plan.Status, stale)
		fmt.Fprintf(w, "  %s\n", plan.Sentence.ZH)
	}
	switch {
	case len(c.Parameters) == 0:
		fmt.Fprintln(w, "参数：全部相同")
	case c.Alike:
		fmt.Fprintln(w, "参数不同之处：")
	default:
		fmt.Fprintln(w, "注意：下列带 ! 的参数不同，各方案的数字含义不同，不能直接相比：")
	}
	for _, row := range c.Parameters {
		mark := " "
		if row.Decides {
			mark = "!"
		}
		values := make([]string, len(row.Values))
		for i, value := range row.Values {
			if values[i] = value; value == "" {
				values[i] = "—"
			}
		}
		fmt.Fprintf(w, "%s %s：%s\n", mark, parameterZH(row.Key), strings.Join(values, " | "))
	}
	for _, row := range c.Totals {
		fmt.Fprintf(w, "%s：%s\n", indicatorZH(row.Key), strings.Join(indicatorCells(row), " | "))
	}
	for k := 1; k < len(c.Plans); k++ {
		g := c.Gains[k]
		fmt.Fprintf(w, "%c 比 A：改善 %s，恶化 %s；新进入标准 %s，退出标准 %s\n", 'A'+k, movedZH(g.Better), movedZH(g.Worse), movedZH(g.NewlyCovered), movedZH(g.NoLongerCovered))
	}
	for _, town := range c.Towns {
		cells := make([]string, len(town.Plans))
		for k, f := range town.Plans {
			cells[k] = fmt.Sprintf("覆盖 %d、新增 %d、年费用 %s", f.CoveredSettlements, f.Opened, orUnknown(f.YearlyCostYuan))
			if f.NetworkYuan != nil {
				cells[k] = fmt.Sprintf("覆盖 %d、新增 %d、站点和运送每年 %s 元", f.CoveredSettlements, f.Opened, orUnknown(f.NetworkYuan))
			}
		}
		fmt.Fprintf(w, "  %s（%d 个居民点）：%s\n", town.Name, town.Settlements, strings.Join(cells, " | "))
	}
	for i, shift := range c.Shifts {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 个见 --json 的 shifts\n", len(c.Shifts)-printedRows)
			break
		}
		cells := make([]string, len(shift.Plans))
		for k, f := range shift.Plans {
			cells[k] = figuresZH(f)
			if k > 0 {
				cells[k] += " " + verdictZH(shift.Verdicts[k])
			}
		}
		fmt.Fprintf(w, "  %s%s，人口 %s：%s\n", shift.TownName, shift.Name, orUnknown(shift.Population), strings.Join(cells, " | "))
	}
}

// indicatorCells writes a row of totals, each later plan with its change against the first and what that means.
func indicatorCells(row report.IndicatorRow) []string {
	cells := make([]string, len(row.Values))
	for k, value := range row.Values {
		if cells[k] = orUnknown(value); k == 0 || value == nil || row.Values[0] == nil || *value == *row.Values[0] {
			continue
		}
		change := *value - *row.Values[0]
		word, sign := "▼ 恶化", "+"
		if (change > 0) == (row.Better == "more") {
			word = "▲ 改善"
		}
		if change < 0 {
			sign = "−"
			change = -change
		}
		cells[k] += fmt.Sprintf("（%s%s %s）", sign, report.Thousands(change), word)
	}
	return cells
}

// parameterZH and indicatorZH say the keys of a comparison in words.
func parameterZH(key string) string {
	return wordOr(key, map[string]string{
		"area": "范围", "standard": "标准", "travel": "出行方式", "profile": "车速档案", "weight": "权重", "changes": "改动", "revision": "数据版本",
		"model": "模型", "costs": "费用依据", "cross_town": "跨乡镇", "approved": "普服可撤（需审批）", "p": "新增个数", "budget_yuan": "预算（元）", "rules": "规则", "seed": "种子", "program_version": "程序版本",
	})
}

func indicatorZH(key string) string {
	return wordOr(key, map[string]string{
		"covered_settlements": "覆盖居民点", "covered_population": "覆盖人口", "uncovered_settlements": "未覆盖居民点", "unreachable_settlements": "道路不通",
		"unlocated_settlements": "位置不明", "opened": "新增点", "opening_cost_yuan": "建设费（元）", "yearly_cost_yuan": "年费用（元）",
		"nearest_p50_m": "到最近站点中位（米）", "nearest_p90_m": "九成在（米）之内", "nearest_max_m": "最远（米）", "people_mean_m": "人均（米）",
		"served_villages": "服务村", "served_people": "服务人口", "served_parcels_day": "服务件量（件/日）", "points_run": "村级点", "stations_run": "乡镇站", "hubs_run": "县级中心",
		"premises_yuan": "站点费用（元/年）", "handling_yuan": "处理费用（元/年）", "carriage_yuan": "运送费用（元/年）", "unserved_yuan": "无点服务的件（元/年，按费用依据的单价）", "fen_per_parcel": "每件（分）", "km_day": "公里/日",
	})
}

func wordOr(key string, words map[string]string) string {
	if word := words[key]; word != "" {
		return word
	}
	return key
}
