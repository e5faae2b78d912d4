package report

import (
	"fmt"
	"strings"

	"cuntong/data"
)

// boardSentence is the first line of the dashboard: coverage, then what is not covered, each class of it in words,
// then the change since the audit before.
func boardSentence(a *Audit, operator data.Operator, history []BoardPast) Sentence {
	counts, zh, en := headline(a)
	name := a.AreaName
	if counts.Settlements == 0 {
		return Sentence{name + "没有需要覆盖的" + zh + "。", join(name, "has no "+en+" to cover.")}
	}
	limit, share := limitWords(a.StandardRule.Limit()), Percent(counts.CoveredSettlements, counts.Settlements)
	by := Sentence{"服务点", "service point"}
	if operator != "" {
		by = Sentence{OperatorWord(operator).ZH + "服务点", OperatorWord(operator).EN + " service point"}
	}
	gaps := counts.UncoveredSettlements + counts.UnreachableSettlements
	s := Sentence{
		fmt.Sprintf("%s %s 个%s，%s 个%s内可到%s（%s），%s 个空白村", name, Thousands(int64(counts.Settlements)), zh, Thousands(int64(counts.CoveredSettlements)), limit.ZH, by.ZH, share, Thousands(int64(gaps))),
		join(name, fmt.Sprintf("%s, %s within %s of a %s (%s), %s", counted(int64(counts.Settlements), strings.TrimSuffix(en, "s"), en), Thousands(int64(counts.CoveredSettlements)), limit.EN, by.EN, share,
			counted(int64(gaps), "gap village", "gap villages"))),
	}
	if n := counts.UnreachableSettlements; n > 0 {
		s.ZH += fmt.Sprintf("（其中 %s 个无路可达）", Thousands(int64(n)))
		s.EN += fmt.Sprintf(" (%s of them unreachable)", Thousands(int64(n)))
	}
	if k := len(history); k > 1 && history[k-2].Unlocated == history[k-1].Unlocated { // else a change may be one of positions on record only
		s = s.since(history[k-2], gaps)
	}
	if n := counts.UnlocatedSettlements; n > 0 {
		s.ZH += fmt.Sprintf("；另有 %s 个没有坐标、无法判断", Thousands(int64(n)))
		s.EN += "; " + counted(int64(n), "more has", "more have") + " no position and cannot be judged"
	}
	if n := counts.UnknownPopulationSettlements; n > 0 {
		s.ZH += fmt.Sprintf("；%s 个人口未知", Thousands(int64(n)))
		s.EN += fmt.Sprintf("; the population of %s is unknown", Thousands(int64(n)))
	}
	if a.Facilities == 0 {
		s.ZH += "；没有任何营业站点的数据"
		s.EN += "; no facility that counts is on record"
	}
	return Sentence{strings.TrimSpace(s.ZH) + "。", s.EN + "."}
}

// since says how the number of gaps has changed.
func (s Sentence) since(past BoardPast, gaps int) Sentence {
	switch change := gaps - past.GapSettlements; {
	case change < 0:
		return Sentence{fmt.Sprintf("%s，比 %s 少 %s 个", s.ZH, past.Date, Thousands(int64(-change))), fmt.Sprintf("%s, %s fewer than on %s", s.EN, Thousands(int64(-change)), past.Date)}
	case change > 0:
		return Sentence{fmt.Sprintf("%s，比 %s 多 %s 个", s.ZH, past.Date, Thousands(int64(change))), fmt.Sprintf("%s, %s more than on %s", s.EN, Thousands(int64(change)), past.Date)}
	}
	return Sentence{fmt.Sprintf("%s，与 %s 相同", s.ZH, past.Date), fmt.Sprintf("%s, as many as on %s", s.EN, past.Date)}
}

// OperatorWord names an operator.
func OperatorWord(operator data.Operator) Sentence {
	switch operator {
	case data.Postal:
		return Sentence{"邮政", "post"}
	case data.Express:
		return Sentence{"快递", "express"}
	case data.Coop:
		return Sentence{"供销社", "co-op"}
	case data.Ecommerce:
		return Sentence{"电商", "e-commerce"}
	}
	return Sentence{string(operator), string(operator)}
}

// Missing says what a gap lacks, operator by operator; what no record says is said apart, and so are exemptions and
// points within the standard, which are no record of service. Who serves by record is told where nobody is known to lack.
func (g BoardGap) Missing() Sentence {
	if len(g.Operators) == 0 {
		return Sentence{"未知", "unknown"}
	}
	var by [5]Sentence
	groups := [...]struct {
		state ServiceState
		word  Sentence
	}{
		{StateNone, Sentence{"缺", "lacks "}}, {StateUnknown, Sentence{"未记录：", "no record: "}}, {StateExempt, Sentence{"豁免：", "exempt: "}},
		{StateServed, Sentence{"有服务记录：", "service on record: "}}, {StateWithin, Sentence{"站点在标准内：", "point within the standard: "}},
	}
	served := true
	for _, state := range g.Operators {
		served = served && state.State == StateServed
		for k, group := range groups {
			if group.state == state.State {
				by[k] = by[k].list(OperatorWord(state.Operator))
			}
		}
	}
	if served {
		return Sentence{"各家都有服务记录", "all have service on record"}
	}
	lacking := by[0].ZH != "" || by[1].ZH != ""
	var words Sentence
	for k, group := range groups {
		if by[k].ZH == "" || group.state == StateServed && lacking {
			continue
		}
		if words.ZH != "" {
			words = Sentence{words.ZH + "；", words.EN + "; "}
		}
		words = Sentence{words.ZH + group.word.ZH + by[k].ZH, words.EN + group.word.EN + by[k].EN}
	}
	return words
}

func (s Sentence) list(word Sentence) Sentence {
	if s.ZH == "" {
		return word
	}
	return Sentence{s.ZH + "、" + word.ZH, s.EN + ", " + word.EN}
}

// ReasonWord says why a gap is one.
func ReasonWord(reason string) Sentence {
	switch reason {
	case "beyond_limit":
		return Sentence{"超出标准", "beyond the limit"}
	case "no_facility":
		return Sentence{"没有符合条件的网点", "no facility that counts"}
	case "unreachable":
		return Sentence{"没有道路可达", "no way there"}
	case "unlinked":
		return Sentence{"附近没有道路", "no road near"}
	case "unlocated":
		return Sentence{"没有坐标，无法判断", "no position, cannot be judged"}
	}
	return Sentence{reason, reason}
}

// responsibleWords name who is on record.
func (g BoardGap) responsibleWords() Sentence {
	var words Sentence
	for _, operator := range g.Responsible {
		words = words.list(OperatorWord(operator))
	}
	if words.ZH == "" {
		return Sentence{"未记录", "not on record"}
	}
	return words
}

// notLookedAt says that some saved plans were not held against the gaps.
func notLookedAt(n int) Sentence {
	return Sentence{fmt.Sprintf("另有 %s 个已保存的方案没有查；写“未安排”的村可能已在其中。", Thousands(int64(n))),
		fmt.Sprintf("%s not looked at; settlements said to have no plan may be in them.", counted(int64(n), "further saved plan was", "further saved plans were"))}
}

// PlanWords say which plan covers a gap; notLookedAt further plans were not asked.
func (g BoardGap) PlanWords(notLookedAt int) Sentence {
	if g.Fix == nil {
		if notLookedAt > 0 {
			return Sentence{fmt.Sprintf("未安排（另有 %s 个方案没有查）", Thousands(int64(notLookedAt))), fmt.Sprintf("no plan (%s not looked at)", counted(int64(notLookedAt), "further plan", "further plans"))}
		}
		return Sentence{"未安排", "no plan"}
	}
	name := g.Fix.PlanName
	if name == "" {
		name = g.Fix.Plan
	}
	words := Sentence{name, name}
	if g.Fix.SiteName != "" {
		words = Sentence{words.ZH + "：" + g.Fix.SiteName, words.EN + ": " + g.Fix.SiteName}
	}
	if g.Fix.Accepted {
		words = Sentence{words.ZH + "（已采纳）", words.EN + " (accepted)"}
	}
	if g.Fix.Stale {
		words = Sentence{words.ZH + "（过期）", words.EN + " (out of date)"}
	}
	return words
}
