package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"cuntong/data"
	"cuntong/geo/travel"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// AuditCmd audits a store against a standard.
type AuditCmd struct {
	StoreFlag
	Standard string `placeholder:"ID" help:"Service standard; default village-2km. Standards are listed by the API and in data/standards."`
	Travel   string `default:"" enum:"straight,road,osrm," placeholder:"WAY" help:"How travel is measured: straight (the default: straight line times the standard's detour factor) road (the store's road network) or osrm (the server that --osrm names)."`
	Profile  string `placeholder:"ID" help:"Speed profile of travel on roads, such as plain-van (the default), mountain-van, plain-walk."`
	Area     string `placeholder:"CODE" help:"Audit only this area and what lies inside it."`
	Date     string `placeholder:"YYYY-MM-DD" help:"Day on which service records are judged; on roads the seasonal closures of that day are in force too. Default: records today, no closures."`
	OSRMFlag
	Scenario string `placeholder:"ID" help:"Audit with the changes of a saved scenario, and say for whom they make a difference. Area, standard and travel are the scenario's where no flag says otherwise."`
	OutputFlags
}

// Run implements the command.
func (c *AuditCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, viewStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	if err := c.nameServer(s, c.Travel, c.Profile); err != nil {
		return err
	}
	if _, err := data.ParseDate(c.Date); c.Date != "" && err != nil {
		return invalid("--date: %v", err)
	}
	request := study.AuditRequest{Area: c.Area, Standard: c.Standard, Travel: c.Travel, Profile: c.Profile, Date: data.Date(c.Date), Changes: (*data.ChangeSet)(nil).On(data.Date(c.Date))}
	if c.Scenario != "" {
		return c.runScenario(ctx, p, s, request)
	}
	audit, err := s.Audit(ctx, request)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, audit, func(w io.Writer) { printAudit(w, audit) })
}

// scenarioAuditJSON is what audit --scenario prints: the audit with the changes, and what they change for whom.
type scenarioAuditJSON struct {
	*report.Audit
	Scenario data.Scenario   `json:"scenario"`
	Effects  *report.Effects `json:"effects"`
}

func (c *AuditCmd) runScenario(ctx context.Context, p *program, s *study.Study, request study.AuditRequest) error {
	scenario, err := s.Store.Scenario(ctx, c.Scenario)
	if err != nil {
		return err
	}
	request.Changes = scenario.Changes.On(data.Date(c.Date))
	orText(&request.Area, scenario.Area)
	orText(&request.Standard, scenario.Standard)
	orText(&request.Travel, scenario.Travel)
	orText(&request.Profile, scenario.Profile)
	audit, effects, err := s.AuditChanges(ctx, request)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, scenarioAuditJSON{audit, scenario, effects}, func(w io.Writer) {
		printEffects(w, scenario, effects)
		printAudit(w, audit)
	})
}

// printEffects writes what a scenario changes for whom, worst first.
func printEffects(w io.Writer, scenario data.Scenario, e *report.Effects) {
	fmt.Fprintf(w, "情景“%s”与现状相比：改善 %s，恶化 %s；新进入标准 %s，退出标准 %s\n",
		scenario.Name, movedZH(e.Better), movedZH(e.Worse), movedZH(e.NewlyCovered), movedZH(e.NoLongerCovered))
	if len(e.Approvals) > 0 {
		fmt.Fprintf(w, "需审批：撤销、合并或迁移邮政普遍服务营业场所 %s\n", strings.Join(e.Approvals, "、"))
	}
	for i, one := range e.Items {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 个见 --json 的 effects\n", len(e.Items)-printedRows)
			break
		}
		fmt.Fprintf(w, "  %s：%s %s%s，人口 %s，%s → %s\n", verdictZH(one.Verdict), one.Code, one.TownName, one.Name, orUnknown(one.Population), figuresZH(one.Before), figuresZH(one.After))
	}
}

func movedZH(m report.Moved) string {
	return fmt.Sprintf("%d 个居民点（%s 人）", m.Settlements, report.Thousands(m.Population))
}

func verdictZH(v report.Verdict) string {
	switch v {
	case report.VerdictBetter:
		return "▲ 改善"
	case report.VerdictWorse:
		return "▼ 恶化"
	}
	return "变化"
}

func figuresZH(f report.EffectFigures) string {
	class := map[report.Class]string{report.Covered: "达标", report.Uncovered: "未达标", report.Unreachable: "道路不通", report.Unlocated: "位置不明"}[f.Class]
	if f.DistanceMeters == nil || f.DurationSeconds == nil {
		return class
	}
	return fmt.Sprintf("%s 米、%d 分钟（%s）", report.Thousands(*f.DistanceMeters), (*f.DurationSeconds+59)/60, class)
}

// orText fills in a text that is empty.
func orText(target *string, value string) {
	if *target == "" {
		*target = value
	}
}

// printAudit writes an audit for people: the sentence, both rates, operators, areas, worst gaps.
func printAudit(w io.Writer, a *report.Audit) {
	fmt.Fprintln(w, report.AuditSentence(a).ZH)
	mark := ""
	if !a.StandardRule.Verified {
		mark = "（待核）"
	}
	fmt.Fprintf(w, "标准 %s%s：%s；出处：%s\n", a.Standard, mark, a.StandardRule.NameZH, a.StandardRule.Source)
	fmt.Fprintf(w, "站点可达率：居民点 %d 个，覆盖 %d（%s），未覆盖 %d，道路不通 %d，位置不明 %d\n", a.Settlements, a.CoveredSettlements,
		report.Percent(a.CoveredSettlements, a.Settlements), a.UncoveredSettlements, a.UnreachableSettlements, a.UnlocatedSettlements)
	fmt.Fprintf(w, "人口：共 %s，覆盖 %s，未覆盖 %s；%d 个居民点人口未知\n", orUnknown(a.Population), orUnknown(a.CoveredPopulation),
		orUnknown(a.UncoveredPopulation), a.UnknownPopulationSettlements)
	if a.Other != nil {
		printOther(w, a)
	}
	if a.NotAsked > 0 {
		fmt.Fprintf(w, "另有 %d 个单位（类似居委会、村委会等）不在标准所列类别之内，未计入以上数字\n", a.NotAsked)
	}
	printService(w, a.Service)
	if a.Near != nil {
		fmt.Fprintf(w, "到最近站点：中位 %s 米，九成在 %s 米之内，最远 %s 米\n", report.Thousands(a.Near.P50Meters), report.Thousands(a.Near.P90Meters), report.Thousands(a.Near.MaxMeters))
	}
	for _, operator := range a.ByOperator {
		fmt.Fprintf(w, "  %s：网点 %d，覆盖居民点 %d（%s），人口 %s\n", operatorZH(operator.Operator), operator.Facilities, operator.CoveredSettlements,
			report.Percent(operator.CoveredSettlements, a.Settlements), orUnknown(operator.CoveredPopulation))
	}
	for _, area := range a.ByArea {
		if area.Tier == data.TierCounty {
			fmt.Fprintf(w, "  %s %s：%d 个居民点，覆盖 %d（%s）\n", area.Code, area.Name, area.Settlements, area.CoveredSettlements, report.Percent(area.CoveredSettlements, area.Settlements))
		}
	}
	for i, gap := range a.Uncovered {
		if i == printedRows {
			fmt.Fprintf(w, "  … 其余 %d 个见 --json\n", len(a.Uncovered)-printedRows)
			break
		}
		distance := "没有站点"
		if gap.DistanceMeters != nil {
			distance = fmt.Sprintf("最近 %s %s 米", gap.NearestName, report.Thousands(*gap.DistanceMeters))
		}
		fmt.Fprintf(w, "  空白：%s %s%s，人口 %s，%s\n", gap.Code, gap.TownName, gap.Name, orUnknown(gap.Population), distance)
	}
}

// printOther puts both measures side by side.
func printOther(w io.Writer, a *report.Audit) {
	fmt.Fprintf(w, "出行方式：以上按%s；按%s则覆盖 %d（%s），人口 %s，道路不通 %d\n", travelZH(a.Travel), travelZH(a.Other.Travel), a.Other.CoveredSettlements,
		report.Percent(a.Other.CoveredSettlements, a.Settlements), orUnknown(a.Other.CoveredPopulation), a.Other.UnreachableSettlements)
}

// travelZH says how travel was measured. The preset speed profiles are estimates.
func travelZH(d travel.Description) string {
	switch {
	case d.Method == study.ByOSRM:
		return "OSRM（" + d.Server + "，" + d.Profile + "）"
	case d.Method == study.ByRoad && d.Day != "":
		return "道路（" + d.Profile + "，待核，" + d.Day + " 的季节性封闭计入）"
	case d.Method == study.ByRoad:
		return "道路（" + d.Profile + "，待核）"
	}
	return fmt.Sprintf("直线 × %g", d.DetourFactor)
}

func printService(w io.Writer, s report.ServiceRate) {
	if s.Rate == nil {
		fmt.Fprintf(w, "建制村服务覆盖率：未知（%s）\n", reasonZH(s.Reason))
		return
	}
	rate := report.Percent(s.Served, s.Villages-s.Exempt)
	if s.NoRecord > 0 {
		rate = fmt.Sprintf("至少 %s（无记录的 %d 个如都已有服务则为 %s）", rate, s.NoRecord, report.Percent(s.Served+s.NoRecord, s.Villages-s.Exempt))
	}
	fmt.Fprintf(w, "建制村服务覆盖率：%s；有有效记录 %d，无记录 %d，已停或未通 %d，共 %d；免设点 %d 不计入\n",
		rate, s.Served, s.NoRecord, s.Unserved, s.Villages-s.Exempt, s.Exempt)
}

func operatorZH(operator data.Operator) string {
	switch operator {
	case data.Postal:
		return "邮政"
	case data.Express:
		return "快递"
	case data.Coop:
		return "供销社"
	case data.Ecommerce:
		return "电商"
	}
	return string(operator)
}

// reasonZH says in words why a figure is unknown.
func reasonZH(reason string) string {
	switch reason {
	case report.NoVillages:
		return "没有村委会"
	case report.NoServiceRecords:
		return "没有服务记录"
	case report.AllExempt:
		return "全部免设点"
	case report.NoPopulationKnown, report.NoPopulationInAClass:
		return "人口未知"
	}
	return reason
}
