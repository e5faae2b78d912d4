package report

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner"
)

// Sentence says one thing in both languages.
type Sentence struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// AuditSentence is the first line of every page and report: how many village committees are within the
// standard. Where the area has no village committees it speaks of all settlements.
func AuditSentence(a *Audit) Sentence {
	counts, zh, en := headline(a)
	name := a.AreaName
	if counts.Settlements == 0 {
		return Sentence{name + "没有需要覆盖的" + zh + "。", join(name, "has no "+en+" to cover.")}
	}
	share := Percent(counts.CoveredSettlements, counts.Settlements)
	limit := a.StandardRule.Limit()
	s := Sentence{
		fmt.Sprintf("%s %s 个%s，%s 个%s内有服务点（%s）", name, Thousands(int64(counts.Settlements)), zh,
			Thousands(int64(counts.CoveredSettlements)), limitZH(limit), share),
		join(name, fmt.Sprintf("%s, %s within %s of a service point (%s)", counted(int64(counts.Settlements), strings.TrimSuffix(en, "s"), en),
			Thousands(int64(counts.CoveredSettlements)), limitEN(limit), share)),
	}
	if a.Facilities == 0 {
		s.ZH += "，没有任何营业站点的数据"
		s.EN += ", no facility that counts is on record"
	}
	if n := counts.UnlocatedSettlements; n > 0 {
		s.ZH += fmt.Sprintf("，%s 个没有坐标、无法判断", Thousands(int64(n)))
		s.EN += fmt.Sprintf(", %s without a position cannot be judged", Thousands(int64(n)))
	}
	if n := counts.UnreachableSettlements; n > 0 {
		s.ZH += fmt.Sprintf("，%s 个没有道路可达", Thousands(int64(n)))
		s.EN += fmt.Sprintf(", %s cannot be reached", Thousands(int64(n)))
	}
	s.ZH = strings.TrimSpace(s.ZH)
	return s
}

// PlanSentence says what a plan opens, what it reaches, and whether that is proven.
func PlanSentence(p data.Plan) Sentence {
	if len(p.Network) > 0 {
		var network struct{ Sentence Sentence }
		if err := json.Unmarshal(p.Network, &network); err == nil {
			return network.Sentence
		}
	}
	var after Audit
	if p.Objective == nil && p.Status == string(planner.Infeasible) {
		return Sentence{"方案：已证明没有一组点能同时满足全部条件，什么也不新增。", "Plan: proven that no set of sites keeps all limits; nothing opens. " + p.Reason}
	}
	if p.Objective == nil || json.Unmarshal(p.After, &after) != nil {
		return Sentence{"方案：没有得到解答。", "Plan: no feasible answer. " + p.Reason}
	}
	counts, zh, en := headline(&after)
	located := counts.Settlements - counts.UnlocatedSettlements
	share := Percent(counts.CoveredSettlements, located)
	subjectZH, subjectEN := "", ""
	if counts.UnlocatedSettlements > 0 {
		subjectZH, subjectEN = "有坐标的"+zh, " of the located "+en
	}
	opened := int64(len(p.Opened))
	s := Sentence{
		fmt.Sprintf("方案：新增 %s 个村级点，%s可达 %s", Thousands(opened), subjectZH, share),
		fmt.Sprintf("Plan: %s %s%s", counted(opened, "new village point reaches", "new village points reach"), share, subjectEN),
	}
	s.ZH = strings.Replace(s.ZH, "，可达", "可达", 1)
	proofZH, proofEN := proof(p)
	s.ZH += proofZH
	s.EN += proofEN
	if n := len(p.Blocked); n > 0 {
		var unlocated int
		for _, blocked := range p.Blocked {
			if blocked.Reason == "unlocated" {
				unlocated++
			}
		}
		if n > unlocated {
			s.ZH += fmt.Sprintf("；%d 个居民点没有任何备选点在标准之内", n-unlocated)
			s.EN += "; " + counted(int64(n-unlocated), "settlement has", "settlements have") + " no site within the standard"
		}
	}
	return s
}

// MixedNotice is what is shown with every figure of a store in which some records, but not all, are made up.
func MixedNotice() Sentence {
	return Sentence{"数据中有示例：部分村庄或网点是模拟的，数字不代表真实情况", "Some villages or facilities are made up (sample data): figures do not tell of the real place"}
}

// ruleText is what a plan was asked beside model, number and budget, as JSON; empty: nothing.
func ruleText(p data.Plan) string {
	if text := string(p.Scenario.Rules.Text()); text != "{}" {
		return text
	}
	return ""
}

// proof says what is proven, and only that: of a plan with rules of its own, under these.
func proof(p data.Plan) (zh, en string) {
	ruled := ruleText(p) != "" && p.Scenario.Model != "tier" && p.Status == string(planner.Optimal)
	switch {
	case ruled && p.Scenario.Model == string(planner.LSCP):
		return "（在所定规则下已证明最少）", " (proven fewest under the rules given)"
	case ruled:
		return "（在所定规则下已证明最优）", " (proven optimal under the rules given)"
	case p.Status == string(planner.Optimal) && p.Scenario.Model == string(planner.LSCP):
		return "（已证明最少）", " (proven fewest)"
	case p.Status == string(planner.Optimal):
		return "（已证明最优）", " (proven optimal)"
	case p.Status == string(planner.Infeasible) && p.Bound != nil && *p.Bound == *p.Objective:
		return "（对其余居民点已证明最少）", " (proven fewest for the others)"
	case p.Gap != nil:
		text := strconv.FormatFloat(math.Ceil(*p.Gap*1000)/10, 'f', 1, 64)
		return "（距理论界不超过 " + text + "%）", " (within " + text + "% of the proven bound)"
	}
	return "（未证明最优）", " (not proven optimal)"
}

// headline picks the counts officials are judged on: village committees, or all settlements where there are none.
func headline(a *Audit) (counts Counts, zh, en string) {
	for _, kind := range a.ByKind {
		if kind.Kind == data.KindVillage {
			return kind.Counts, "建制村", "administrative villages"
		}
	}
	return a.Counts, "居民点", "settlements"
}

// Percent writes a share with one decimal. It says 100% only for all and 0% only for none.
func Percent(part, whole int) string {
	switch {
	case whole == 0:
		return "—"
	case part == whole:
		return "100%"
	case part == 0:
		return "0%"
	}
	tenths := math.Round(float64(part) / float64(whole) * 1000)
	return strconv.FormatFloat(math.Min(999, math.Max(1, tenths))/10, 'f', 1, 64) + "%"
}

// Thousands writes a whole number with commas between groups of three digits.
func Thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// counted writes a number with the word for one or for many.
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

func limitZH(limit geo.Limit) string {
	if limit.Metric == geo.BySeconds {
		return " " + trim(float64(limit.Value)/60) + " 分钟"
	}
	return " " + trim(float64(limit.Value)/1000) + " 公里"
}

func limitEN(limit geo.Limit) string {
	if limit.Metric == geo.BySeconds {
		return trim(float64(limit.Value)/60) + " min"
	}
	return trim(float64(limit.Value)/1000) + " km"
}

func trim(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func join(name, rest string) string {
	if name == "" {
		return rest
	}
	return name + ": " + rest
}
