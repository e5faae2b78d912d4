package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cuntong/data"
)

// Paper is a report to print and to sign: a board, and where it is about a plan what the plan opens and costs.
type Paper struct {
	ID           string // of the plan, or the code of the area
	Board        *Board
	Grounds      *Grounds
	Places       []Place    // located settlements, for the map
	Changed      bool       // the records have changed since the audit: Places are its gaps only
	Plan         *PlanInput // nil: about the present state
	MadeAt       time.Time
	Version      string   // of the program
	Notice       Sentence // shown with every figure of made-up data; empty: none
	ReviewNumber string   // 审图号 of the map; empty: none
	Language     Language
}

// Title heads the paper.
func (p *Paper) Title() string {
	name := p.Board.AreaName
	if p.Plan != nil {
		return p.Language.say(name+"农村寄递物流网点方案报告", name+": plan of rural delivery points")
	}
	return p.Language.say(name+"农村寄递物流覆盖核查报告", name+": audit of rural delivery coverage")
}

// Summary is the first paragraph.
func (p *Paper) Summary() string {
	summary := p.Language.Say(p.Board.Sentence)
	if p.Plan != nil {
		summary += p.Language.say("", " ") + p.Language.Say(PlanSentence(p.Plan.Plan)) + p.Language.say("。", ".")
	}
	return summary + p.Language.say("", " ") + p.planned()
}

// planned says how many gaps the plan, or the saved plans, cover.
func (p *Paper) planned() string {
	gaps := len(p.Board.Gaps)
	if gaps == 0 {
		return p.Language.say("没有空白村。", "There is no gap.")
	}
	by := Sentence{"已保存的方案", "saved plans"}
	if p.Plan != nil {
		by = Sentence{"本方案", "this plan"}
	}
	words := p.Language.say(fmt.Sprintf("清单中 %s 个村（社区），%s覆盖 %s 个，未安排 %s 个。", Thousands(int64(gaps)), by.ZH, Thousands(int64(p.Board.Planned)), Thousands(int64(gaps-p.Board.Planned))),
		fmt.Sprintf("Of %s listed, %s cover %s; %s have no plan.", counted(int64(gaps), "settlement", "settlements"), by.EN, Thousands(int64(p.Board.Planned)), Thousands(int64(gaps-p.Board.Planned))))
	if n := p.Board.PlansNotLookedAt; n > 0 {
		words += p.Language.say("", " ") + p.Language.Say(notLookedAt(n))
	}
	return words
}

// Facts say what the paper is about and what it rests on.
func (p *Paper) Facts() Table {
	l, b := p.Language, p.Board
	rule := l.say(b.Standard.NameZH, b.Standard.NameEN)
	if !b.Standard.Verified {
		rule += l.say("（待核）", " (not verified)")
	}
	rows := [][]Cell{
		{word(l.say("地区", "Area")), word(b.AreaName + " " + b.Area)},
		{word(l.say("服务标准", "Standard")), word(rule)},
		{word(l.say("标准出处", "Source of the standard")), word(sourceOf(b.Standard, l))},
		{word(l.say("目标", "Target")), p.target()},
		{word(l.say("距离算法", "Distances")), word(travelWords(b, l))},
		{word(l.say("数据日期与版次", "Day and revision of the data")), word(fmt.Sprintf("%s · %d", b.Date, b.Revision))},
		{word(l.say("制作", "Made")), word(p.MadeAt.Format("2006-01-02 15:04") + " · " + l.say("村通 ", "Cuntong ") + p.Version)},
	}
	if p.Plan != nil {
		plan := p.Plan.Plan
		rows = append(rows, []Cell{word(l.say("方案", "Plan")), word(fmt.Sprintf("%s · %s · %s", cmp.Or(plan.Scenario.Name, plan.Scenario.Model), plan.ID, plan.CreatedAt.Format(time.DateOnly)))})
	}
	return Table{l.say("依据", "Basis"), l.say("报告依据", "What the report rests on"), []Column{{Name: l.say("项目", "Item")}, {Name: l.say("内容", "What")}}, rows}
}

func (p *Paper) target() Cell {
	if p.Board.Standard.TargetShare == nil {
		return word(p.Language.say("标准未设目标", "the standard sets none"))
	}
	return shareFigure(p.Board.Standard.TargetShare, "")
}

func sourceOf(s data.Standard, l Language) string {
	source := s.Source
	if s.Clause != "" {
		source += l.say("，", ", ") + s.Clause
	}
	if s.ValidFrom != "" || s.ValidTo != "" {
		source += l.say("；有效期 ", "; valid ") + cmp.Or(string(s.ValidFrom), "…") + l.say(" 至 ", " to ") + cmp.Or(string(s.ValidTo), "…")
	}
	return source
}

func travelWords(b *Board, l Language) string {
	switch b.Travel.Method {
	case "straight":
		return l.say("直线距离 × "+trim(b.Travel.DetourFactor), "straight line × "+trim(b.Travel.DetourFactor))
	case "road":
		return l.say("道路网 ", "road network ") + b.Travel.Network + l.say("，车速档案 ", ", speed profile ") + b.Travel.Profile
	}
	return b.Travel.Method
}

// Figures are the counts of the whole area; of a plan, with what it leaves beside.
func (p *Paper) Figures() Table {
	l, b := p.Language, p.Board
	counts, zh, en := b.Counts, "村（社区）", "settlements"
	if b.Villages != nil {
		counts, zh, en = *b.Villages, "建制村", "villages"
	}
	var after *Counts
	if p.Plan != nil && p.Plan.After != nil {
		left, _, _ := headline(p.Plan.After)
		after = &left
	}
	columns := []Column{{Name: l.say("指标", "Figure")}, {Name: l.say("现状", "Today"), Figure: true}}
	if after != nil {
		columns = append(columns, Column{Name: l.say("方案后", "With the plan"), Figure: true})
	}
	row := func(zh, en string, of func(Counts) Cell) []Cell {
		cells := []Cell{word(l.say(zh, en)), of(counts)}
		if after != nil {
			cells = append(cells, of(*after))
		}
		return cells
	}
	people := func(pick func(Counts) *int64) func(Counts) Cell {
		return func(c Counts) Cell { return figure(pick(c), l.unknown()) }
	}
	rows := [][]Cell{
		row(zh+"总数", "All "+en, func(c Counts) Cell { return figureOf(c.Settlements) }),
		row("已覆盖", "Covered", func(c Counts) Cell { return figureOf(c.CoveredSettlements) }),
		row("站点可达率", "Share covered", func(c Counts) Cell { return shareOf(c.CoveredSettlements, c.Settlements) }),
		row("超出标准", "Beyond the limit", func(c Counts) Cell { return figureOf(c.UncoveredSettlements) }),
		row("无路可达", "Unreachable", func(c Counts) Cell { return figureOf(c.UnreachableSettlements) }),
		row("没有坐标、无法判断", "Without a position, not judged", func(c Counts) Cell { return figureOf(c.UnlocatedSettlements) }),
		row("人口", "Residents", people(func(c Counts) *int64 { return c.Population })),
		row("其中已覆盖", "Of them covered", people(func(c Counts) *int64 { return c.CoveredPopulation })),
		row("人口未知的个数", "With unknown population", func(c Counts) Cell { return figureOf(c.UnknownPopulationSettlements) }),
	}
	service := []Cell{word(l.say("建制村服务覆盖率（服务记录）", "Served villages, by service records")), shareFigure(b.Service.Rate, l.unknown())}
	if after != nil {
		service = append(service, word("—"))
	}
	return Table{l.say("指标", "Figures"), l.say("总体情况", "The whole"), columns, append(rows, service)}
}

// Towns lists towns from the lowest coverage to the highest; those that cannot be judged come last.
func (p *Paper) Towns() Table {
	l := p.Language
	after := map[string]Counts{}
	if p.Plan != nil && p.Plan.After != nil {
		for _, row := range p.Plan.After.ByArea {
			after[row.Code] = row.Counts
		}
	}
	columns := []Column{{Name: l.say("乡镇", "Town")}, {Name: l.say("县区", "County")}, {Name: l.say("村（社区）", "Settlements"), Figure: true}, {Name: l.say("已覆盖", "Covered"), Figure: true}, {Name: l.say("可达率", "Share"), Figure: true},
		{Name: l.say("空白", "Gaps"), Figure: true}, {Name: l.say("空白占比", "Gap share"), Figure: true}, {Name: l.say("空白人口占比", "Gap share, people"), Figure: true}, {Name: l.say("没有坐标", "No position"), Figure: true}}
	if len(after) > 0 {
		columns = append(columns, Column{Name: l.say("方案后可达率", "Share with the plan"), Figure: true})
	}
	var rows [][]Cell
	for _, town := range p.Board.TownsWorstFirst() {
		cells := []Cell{word(town.Name), word(town.CountyName), figureOf(town.Settlements), figureOf(town.CoveredSettlements), shareOf(town.CoveredSettlements, town.Settlements),
			figureOf(town.UncoveredSettlements + town.UnreachableSettlements), shareFigure(town.GapShare, l.say("无数据", "no data")), shareFigure(town.GapPeopleShare, l.unknown()), figureOf(town.UnlocatedSettlements)}
		if len(after) > 0 {
			cells = append(cells, shareOf(after[town.Code].CoveredSettlements, after[town.Code].Settlements))
		}
		rows = append(rows, cells)
	}
	return Table{l.say("乡镇", "Towns"), l.say("各乡镇覆盖情况，低的在前", "Coverage by town, lowest first"), columns, rows}
}

// TownsWorstFirst orders towns by the share of settlements that are not covered, largest first, then by people, then by code.
func (b *Board) TownsWorstFirst() []BoardTown {
	towns := slices.Clone(b.Towns)
	of := func(share *float64) float64 {
		if share == nil {
			return -1
		}
		return *share
	}
	slices.SortStableFunc(towns, func(x, y BoardTown) int {
		return cmp.Or(cmp.Compare(of(y.GapShare), of(x.GapShare)), cmp.Compare(of(y.GapPeopleShare), of(x.GapPeopleShare)), cmp.Compare(x.Code, y.Code))
	})
	return towns
}

// Gaps lists what is not covered, worst first.
func (p *Paper) Gaps() Table { return p.Board.GapTable(p.Language, p.Board.Gaps) }

// GapTable lists some of a board's gaps, in the order given.
func (b *Board) GapTable(l Language, gaps []BoardGap) Table {
	columns := []Column{{Name: l.say("序", "No."), Figure: true}, {Name: l.say("村（社区）", "Settlement")}, {Name: l.say("乡镇", "Town")}, {Name: l.say("人口", "Residents"), Figure: true}, {Name: l.say("最近网点", "Nearest facility")}, {Name: l.say("米", "Metres"), Figure: true}, {Name: l.say("分钟", "Minutes"), Figure: true},
		{Name: l.say("原因", "Why")}, {Name: l.say("缺什么（服务记录）", "What is missing (service records)")}, {Name: l.say("哪个方案解决", "Plan")}, {Name: l.say("责任单位", "Responsible")}, {Name: l.say("代码", "Code"), Code: true}}
	var rows [][]Cell
	for i, gap := range gaps {
		var minutes *int64
		if gap.DurationSeconds != nil {
			minutes = new((*gap.DurationSeconds + 59) / 60)
		}
		rows = append(rows, []Cell{figureOf(i + 1), word(gap.Name), word(gap.TownName), figure(gap.Population, l.unknown()), word(gap.NearestName), figure(gap.DistanceMeters, "—"), figure(minutes, "—"),
			word(l.Say(ReasonWord(gap.Reason))), word(l.Say(gap.Missing())), word(l.Say(gap.PlanWords(b.PlansNotLookedAt))), word(l.Say(gap.responsibleWords())), word(gap.Code)})
	}
	return Table{l.say("空白村", "Gaps"), l.say("空白村清单，最远的在前", "Gaps, farthest first"), columns, rows}
}

// Sites lists what the plan opens, with costs and a sum; no rows where the paper is about no plan.
func (p *Paper) Sites() Table {
	l := p.Language
	table := Table{Name: l.say("新增点", "Sites"), Caption: l.say("方案新增点与费用", "Proposed sites and what they cost"), Columns: []Column{{Name: l.say("序", "No."), Figure: true}, {Name: l.say("名称", "Name")}, {Name: l.say("乡镇", "Town")},
		{Name: l.say("建设费（元）", "Opening (yuan)"), Figure: true}, {Name: l.say("年费用（元）", "Yearly (yuan)"), Figure: true}, {Name: l.say("新覆盖村", "Newly covered"), Figure: true}, {Name: l.say("新覆盖人口", "People"), Figure: true}}}
	if p.Plan == nil {
		return table
	}
	towns := map[string]string{}
	for _, town := range p.Board.Towns {
		towns[town.Code] = town.Name
	}
	var newly int64
	for i, site := range p.Plan.Plan.Opened {
		newly += site.NewlyCovered
		table.Rows = append(table.Rows, []Cell{figureOf(i + 1), word(site.Name), word(towns[site.Town]), figure(site.OpeningCostYuan, l.unknown()), figure(site.YearlyCostYuan, l.unknown()),
			figure(&site.NewlyCovered, ""), figure(site.NewlyCoveredPeople, l.unknown())})
	}
	if len(table.Rows) > 0 && len(p.Plan.Plan.Network) == 0 { // a three-tier plan's own costs are of the whole network
		table.Rows = append(table.Rows, []Cell{word(""), word(l.say("合计", "Sum")), word(""), figure(p.Plan.Plan.OpeningCostYuan, l.unknown()), figure(p.Plan.Plan.YearlyCostYuan, l.unknown()), figure(&newly, ""), word("")})
	}
	return table
}

// Tables are all tables of the paper, in order; those without rows are left out.
func (p *Paper) Tables() []Table {
	return slices.DeleteFunc([]Table{p.Facts(), p.Figures(), p.Towns(), p.Gaps(), p.Sites()}, func(t Table) bool { return len(t.Rows) == 0 })
}

// Method says how the figures are made and what they do not say, line by line.
func (p *Paper) Method() []string {
	l, b := p.Language, p.Board
	limit := limitWords(b.Standard.Limit())
	lines := []string{
		l.say("站点可达率：到最近的、符合标准的在用网点不超过"+limit.ZH+"（含）的村（社区）所占比例；县外的网点也算。", "Share covered: settlements whose nearest active facility that counts is at most "+limit.EN+" away (closed limit); facilities outside the area count too."),
		l.say("空白占比 =（超出标准 + 无路可达）÷ 有坐标的村（社区）；没有坐标的无法判断，单列，不算已覆盖也不算空白。", "Gap share = (beyond the limit + unreachable) / settlements with a position; those without one cannot be judged and are listed apart."),
		l.say("人口未知的村不计入人口数字，从不按 0 计。", "Settlements with unknown population are in no figure of people; unknown is never counted as zero."),
		l.say("缺什么：按各家的服务记录；没有记录写未记录，不算有也不算缺。", "What is missing is by service records; where none exists, it says so."),
		l.say("计划：同一标准、同一距离算法的已保存方案中，方案前为空白、方案后已覆盖的；先列已采纳的，再列未过期且最新的。带改动的情景（如假设修路、设点、换日期）的方案，只有已采纳的才算。", "Plan: of the saved plans by the same standard and distances, those after which the gap is covered; accepted ones are named first, then the newest that is up to date. Plans of what-if scenarios (roads, facilities or days that are assumed) count only where they were accepted."),
	}
	lines = append(lines, p.drawn()...)
	if p.Changed {
		lines = append(lines, l.say("核查之后数据有过改动：图上只画当时的空白村（按现在记录的位置），不画已覆盖的村。", "The records have changed since the audit: the map shows the gaps of that time, where the records place them now, and no covered settlements."))
	}
	if p.Plan != nil {
		lines = append(lines, l.Say(acceptedWords(p.Plan.Accepted, p.MadeAt.Location())))
		for _, note := range Notes(p.Plan.Plan) {
			lines = append(lines, l.Say(note))
		}
		if p.Plan.Stale {
			lines = append(lines, l.say("方案算出之后数据有过改动，本报告按方案算出时的核查结果。", "The records have changed since the plan was made; this paper keeps to the audit of that time."))
		}
	}
	if p.Notice.ZH != "" {
		lines = append(lines, l.Say(p.Notice))
	}
	return lines
}

// acceptedWords say whether a plan was accepted, by whom and when in the paper's own time zone.
func acceptedWords(a *Acceptance, zone *time.Location) Sentence {
	if a == nil {
		return Sentence{"本方案未采纳。", "This plan was not accepted."}
	}
	by := Sentence{a.By, a.By}
	if a.By == "" {
		by = Sentence{"未记录何人", "by whom is not on record"}
	}
	at := a.At.In(zone).Format("2006-01-02 15:04")
	words := Sentence{"本方案已采纳（" + by.ZH + "，" + at + "）。", "This plan was accepted (" + by.EN + ", " + at + ")."}
	if a.OtherQuestion != "" {
		words.ZH += "采纳它的情景后来改了（" + a.OtherQuestion + "），本方案不再是它的答案（过期）。"
		words.EN += " The scenario that accepted it asks another question now (" + a.OtherQuestion + "), which this plan does not answer (out of date)."
	}
	return words
}

// drawn says that towns are shaped by their settlements where no outline is on record.
func (p *Paper) drawn() []string {
	if p.Grounds == nil || !slices.ContainsFunc(p.Grounds.Towns, func(g Ground) bool { return g.Drawn }) {
		return nil
	}
	return []string{p.Language.say("没有乡镇界线数据：图上乡镇的范围按离哪个村最近划出，只表示村的分布，不是行政区域界线。", "No outlines of towns are on record: the map gives each place to the town of its nearest settlement; these shapes are no boundaries.")}
}
