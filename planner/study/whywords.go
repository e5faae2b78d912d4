package study

import (
	"fmt"
	"strings"

	"cuntong/geo"
	"cuntong/planner/report"
)

// siteSentence says what an opened site brings.
func siteSentence(w WhySite, objective int64, weight string) report.Sentence {
	n, people := report.Thousands(int64(len(w.Settlements))), report.Thousands(w.Weight)
	unitZH, unitEN := "人", "people"
	if weight == BySettlements {
		unitZH, unitEN = "个居民点计", "counting each settlement once"
	}
	s := report.Sentence{
		ZH: fmt.Sprintf("%s：只有它覆盖 %s 个居民点（%s %s）", w.Name, n, people, unitZH),
		EN: fmt.Sprintf("%s alone covers %s settlements (%s %s)", w.Name, n, people, unitEN),
	}
	if w.Parcels > 0 {
		s.ZH += fmt.Sprintf("，每日 %.1f 件", w.Parcels)
		s.EN += fmt.Sprintf(", %.1f parcels a day", w.Parcels)
	}
	if w.Without == nil {
		s.ZH += "；去掉它，其余的点不能满足全部条件"
		s.EN += "; without it the others break a limit"
	} else {
		s.ZH += fmt.Sprintf("；去掉它，目标值由 %s 变为 %s", report.Thousands(objective), report.Thousands(*w.Without))
		s.EN += fmt.Sprintf("; without it the objective goes from %s to %s", report.Thousands(objective), report.Thousands(*w.Without))
	}
	if len(w.Alternatives) == 0 {
		s.ZH += "；试过的替代点都差 5% 以上。"
		s.EN += "; every site tried in its place is more than 5 % worse."
		return s
	}
	best := w.Alternatives[0]
	within := "5%"
	if best.Worse <= 10 {
		within = "1%"
	}
	s.ZH += fmt.Sprintf("；可换为 %s，目标值 %s（相差不超过 %s）。", best.Name, report.Thousands(best.Objective), within)
	s.EN += fmt.Sprintf("; %s could stand in its place with %s (within %s).", best.Name, report.Thousands(best.Objective), within)
	return s
}

// demandSentence says what keeps a settlement uncovered.
func demandSentence(w WhyDemand, limit geo.Limit) report.Sentence {
	words := map[string]report.Sentence{
		"distance":     {ZH: "标准之内的可选点不够", EN: "too few sites are within the standard"},
		"forbidden":    {ZH: "标准之内的点被禁止", EN: "the sites within the standard are forbidden"},
		"several":      {ZH: "标准之内开着的点少于要求", EN: "fewer sites within the standard are open than it needs"},
		"capacity":     {ZH: "标准之内开着的点已满", EN: "the open sites within the standard are full"},
		"minimum_load": {ZH: "标准之内的点都达不到最低业务量", EN: "no site within the standard could reach its least load"},
		"exclusive":    {ZH: "标准之内的点与已开的点互斥或相距太近", EN: "open sites exclude every site within the standard or stand too close to it"},
		"town_limit":   {ZH: "标准之内各点所在乡镇的新点数已用完", EN: "the towns of all sites within the standard have as many new points as they may"},
		"number":       {ZH: "新点数已用完", EN: "the number of new points is used up"},
		"budget":       {ZH: "剩余预算不够开标准之内的任何一点", EN: "what is left of the budget opens no site within the standard"},
		"choice":       {ZH: "标准之内有点可开，但开别处得益更多", EN: "a site within the standard could open, but others brought more"},
	}[w.Reason]
	s := report.Sentence{ZH: fmt.Sprintf("%s：未覆盖，%s", w.Name, words.ZH), EN: fmt.Sprintf("%s is not covered: %s", w.Name, words.EN)}
	if w.Meters != nil {
		s.ZH += fmt.Sprintf("；最近的可选点在 %s 米外", report.Thousands(*w.Meters))
		s.EN += fmt.Sprintf("; the nearest possible site is %s m away", report.Thousands(*w.Meters))
	}
	if limit.Metric == geo.BySeconds {
		s.ZH += fmt.Sprintf("（标准 %d 秒）", limit.Value)
		s.EN += fmt.Sprintf(" (standard %d s)", limit.Value)
	} else {
		s.ZH += fmt.Sprintf("（标准 %s 米）", report.Thousands(limit.Value))
		s.EN += fmt.Sprintf(" (standard %s m)", report.Thousands(limit.Value))
	}
	if w.CostYuan != nil {
		s.ZH += fmt.Sprintf("；另加建设费 %s 元可覆盖", report.Thousands(*w.CostYuan))
		s.EN += fmt.Sprintf("; %s yuan of opening cost would cover it", report.Thousands(*w.CostYuan))
	}
	s.ZH += "。"
	s.EN += "."
	return s
}

// conflictSentence names the limits that cannot hold together.
func conflictSentence(w *WhyConflict) report.Sentence {
	words := map[string]report.Sentence{
		"demand": {ZH: "服务 %s", EN: "serving %s"}, "number": {ZH: "新点数", EN: "the number of new points"}, "budget": {ZH: "预算", EN: "the budget"},
		"town_min": {ZH: "%s 的最少新点数", EN: "the least new points of %s"}, "town_max": {ZH: "%s 的最多新点数", EN: "the most new points of %s"},
		"town_floor": {ZH: "%s 的覆盖底线", EN: "the floor of coverage of %s"}, "capacity": {ZH: "容量", EN: "capacities"}, "minimum_load": {ZH: "最低业务量", EN: "least loads"},
		"exclusive": {ZH: "互斥", EN: "exclusive sites"}, "spacing": {ZH: "最小间距", EN: "the least spacing"},
	}
	var zh, en []string
	for _, limit := range w.Limits {
		word, name := words[limit.Kind], limit.Name
		if name == "" {
			name = limit.At
		}
		if strings.Contains(word.ZH, "%s") {
			word = report.Sentence{ZH: fmt.Sprintf(word.ZH, name), EN: fmt.Sprintf(word.EN, name)}
		}
		zh, en = append(zh, word.ZH), append(en, word.EN)
	}
	s := report.Sentence{ZH: "这些条件不能同时成立：" + strings.Join(zh, "、"), EN: "These cannot hold together: " + strings.Join(en, ", ")}
	if len(w.Limits) == 1 {
		s = report.Sentence{ZH: "这个条件单独就不能成立：" + zh[0], EN: "This cannot hold even alone: " + en[0]}
	}
	switch {
	case w.Smallest:
		s.ZH += "（已证明没有更小的冲突）。"
		s.EN += " (proven: no smaller conflict)."
	case w.Irreducible:
		s.ZH += "（已证明去掉其中任何一个，其余就能成立；是否另有更小的冲突未知）。"
		s.EN += " (proven: without any one of them the others can; whether a smaller conflict exists is unknown)."
	default:
		s.ZH += "（是否都必要未全部证明）。"
		s.EN += " (not proven that all of them are needed)."
	}
	return s
}
