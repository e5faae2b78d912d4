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
	if k := len(history); k > 1 {
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

// Missing says what a gap lacks, operator by operator; what no record says is said apart.
func (g BoardGap) Missing() Sentence {
	var none, unknown Sentence
	for _, state := range g.Operators {
		word := OperatorWord(state.Operator)
		switch state.State {
		case StateNone:
			none = none.list(word)
		case StateUnknown:
			unknown = unknown.list(word)
		}
	}
	switch {
	case len(g.Operators) == 0:
		return Sentence{"未知", "unknown"}
	case none.ZH == "" && unknown.ZH == "":
		return Sentence{"各家都有服务记录", "all have service on record"}
	case none.ZH == "":
		return Sentence{"未记录：" + unknown.ZH, "no record: " + unknown.EN}
	case unknown.ZH == "":
		return Sentence{"缺" + none.ZH, "lacks " + none.EN}
	}
	return Sentence{"缺" + none.ZH + "；未记录：" + unknown.ZH, "lacks " + none.EN + "; no record: " + unknown.EN}
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

// PlanWords say which plan covers a gap.
func (g BoardGap) PlanWords() Sentence {
	if g.Fix == nil {
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
	if g.Fix.Stale {
		words = Sentence{words.ZH + "（过期）", words.EN + " (out of date)"}
	}
	return words
}
