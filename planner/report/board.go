package report

import (
	"cmp"
	"slices"
	"time"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// Board is what an official reads about an area: the sentence, the figures against the target, the towns, and every
// settlement that is not covered with what is missing there and what would mend it.
type Board struct {
	Area     string             `json:"area" doc:"Code; empty: everything in the store"`
	AreaName string             `json:"area_name"`
	Tier     data.AreaTier      `json:"tier" doc:"Of the area; empty for everything"`
	Standard data.Standard      `json:"standard"`
	Travel   travel.Description `json:"travel"`
	Operator data.Operator      `json:"operator,omitempty" doc:"Only this operator's facilities count; absent: all"`
	Date     data.Date          `json:"date" doc:"Day on which service records are judged"`
	Revision int64              `json:"revision" doc:"Of the store's records"`
	Sentence Sentence           `json:"sentence" doc:"The whole in one sentence"`
	Counts   Counts             `json:"counts" doc:"Settlements of all kinds that the standard asks to cover"`
	Villages *Counts            `json:"villages,omitempty" doc:"Village committees (建制村) alone; absent where the area has none or the standard does not ask for them"`
	Service  ServiceRate        `json:"service"`
	GapShares
	Facilities int            `json:"facilities" doc:"Facilities that count, of the whole store"`
	NotAsked   int            `json:"not_asked_settlements"`
	Operators  []OperatorRate `json:"operators" doc:"站点可达率 if only this operator's facilities counted"`
	Towns      []BoardTown    `json:"towns" doc:"By code"`
	Gaps       []BoardGap     `json:"gaps" doc:"Not covered, worst first: unreachable, then by distance, then people; those without a position last"`
	Planned    int            `json:"planned_settlements" doc:"Of the gaps, those that a saved plan covers"`
	Plans      []BoardPlan    `json:"plans" doc:"Saved plans for the area or around it by the same standard and travel, accepted ones first, then up to date ones, then those for the area itself, then newest; of scenarios with changes only accepted ones"`
	// PlansNotLookedAt is never silent: where it is above 0, a gap without a fix may have one after all.
	PlansNotLookedAt int         `json:"plans_not_looked_at" doc:"Further plans, last in the order of plans, that were not held against the gaps; above 0, a gap without a fix may have one after all"`
	History          []BoardPast `json:"history" doc:"Audits on record by day, oldest first, the present one last: each plan keeps the audit it began from"`
}

// GapShares say how much of an area is not covered, of what can be judged.
type GapShares struct {
	GapShare       *float64 `json:"gap_share" doc:"(uncovered + unreachable) / located settlements; null where none is located"`
	GapPeopleShare *float64 `json:"gap_people_share" doc:"The same by residents; null where populations are unknown"`
}

// BoardTown is one town of a board.
type BoardTown struct {
	AreaCounts
	County     string `json:"county" doc:"Code"`
	CountyName string `json:"county_name"`
	GapShares
	Operators []OperatorCount `json:"operators" doc:"Settlements covered if only this operator's facilities counted; empty where the records have changed since"`
}

// OperatorCount is what one operator alone reaches in a town.
type OperatorCount struct {
	Operator           data.Operator `json:"operator"`
	CoveredSettlements int           `json:"covered_settlements"`
}

// BoardGap is a settlement that is not covered.
type BoardGap struct {
	Gap
	Class       Class           `json:"class" enum:"uncovered,unreachable,unlocated"`
	Location    *orb.Point      `json:"location" doc:"[lon, lat]; null: no position on record"`
	Operators   []OperatorState `json:"operators" doc:"What each operator has here; empty where the records have changed since"`
	Fix         *Fix            `json:"fix,omitempty" doc:"The first of the plans that covers it; absent: 未安排"`
	OtherFixes  int             `json:"other_fixes" doc:"How many further plans cover it"`
	Responsible []data.Operator `json:"responsible" doc:"Who is on record as operating the place that the plan opens; empty: 未记录"`
}

// OperatorState says what one operator has in a settlement.
type OperatorState struct {
	Operator data.Operator `json:"operator"`
	State    ServiceState  `json:"state" enum:"within,served,exempt,none,unknown"`
	Meters   *int64        `json:"distance_m" doc:"To this operator's nearest facility that counts; null where none can be reached"`
}

// ServiceState is what an operator has in a settlement.
type ServiceState string

// The states. Unknown is what no record says; it is never counted as missing nor as served.
const (
	StateWithin  ServiceState = "within"  // a facility within the standard
	StateServed  ServiceState = "served"  // a record of service at the door, on schedule or at a point, valid on the day
	StateExempt  ServiceState = "exempt"  // a record, valid on the day, that no service is asked for (免设点)
	StateNone    ServiceState = "none"    // a record that there is no service, or only records that have ended
	StateUnknown ServiceState = "unknown" // no record
)

// Fix is the plan that covers a gap, and from where.
type Fix struct {
	Plan     string `json:"plan" doc:"ID"`
	PlanName string `json:"plan_name"`
	Stale    bool   `json:"stale" doc:"The records, or what the scenario asks that accepted it, have changed since the plan was made"`
	Accepted bool   `json:"accepted" doc:"The plan was accepted (已采纳) for a scenario"`
	Site     string `json:"site" doc:"Facility ID of the place it opens, or code of the settlement; empty where the plan does not say"`
	SiteName string `json:"site_name"`
	Meters   *int64 `json:"distance_m"`
}

// BoardPlan is a saved plan and what it does for the board's gaps.
type BoardPlan struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	Model           string    `json:"model"`
	Area            string    `json:"area"`
	AreaName        string    `json:"area_name"`
	Status          string    `json:"status"`
	Stale           bool      `json:"stale" doc:"The records, or what the scenario asks that accepted it, have changed since the plan was made"`
	Accepted        bool      `json:"accepted" doc:"It was accepted (已采纳) for a scenario"`
	CreatedAt       time.Time `json:"created_at"`
	OpeningCostYuan *int64    `json:"opening_cost_yuan"`
	YearlyCostYuan  *int64    `json:"yearly_cost_yuan"`
	Covers          int       `json:"covers" doc:"How many of the board's gaps it covers"`
}

// BoardPast is one audit on record.
type BoardPast struct {
	Date               data.Date `json:"date"`
	Plan               string    `json:"plan,omitempty" doc:"ID of the plan that keeps it; absent: the present audit"`
	Settlements        int       `json:"settlements" doc:"Village committees, or all settlements where there are none"`
	CoveredSettlements int       `json:"covered_settlements"`
	GapSettlements     int       `json:"gap_settlements" doc:"Uncovered and unreachable"`
	Unlocated          int       `json:"unlocated_settlements" doc:"Without a position and not judged; where it differs from day to day, gaps cannot be compared"`
}

// BoardInput is what BuildBoard needs beside the audit.
type BoardInput struct {
	Audit       *Audit
	Area        data.Area
	Operator    data.Operator
	Areas       *data.AreaTree
	Settlements []data.Settlement
	Services    []data.Service
	ByOperator  []OperatorReach // empty where the records have changed since the audit
	Plans       []PlanInput     // in order of preference
	NotLookedAt int             // further plans that were not read
	Past        []BoardPast     // without the present one
	Facilities  map[string]data.Facility
}

// OperatorReach is what a router found where only one operator's facilities count.
type OperatorReach struct {
	Operator   data.Operator
	Facilities int
	Subjects   []Subject
}

// PlanInput is a saved plan with its audits decoded.
type PlanInput struct {
	Plan          data.Plan
	Stale         bool
	Before, After *Audit
	Accepted      *Acceptance // nil: it was not

	trimmed bool     // Trim was called
	mended  []string // of a trimmed plan: settlements that are gaps before and none after, by code
}

// Trim leaves out of a plan what no board reads, so that many can be kept: of a plan on the records as they are there stay what it mends, from
// where, and the figures of the audit it began from. Papers need the whole.
func (p *PlanInput) Trim() {
	p.Plan.Before, p.Plan.After, p.Plan.Network, p.Plan.Blocked = nil, nil, nil, nil
	if p.trimmed || !p.Plan.Scenario.Changes.IsZero() {
		return // what a plan with changes covers depends on the gaps of the day on which it was accepted
	}
	p.mended, p.trimmed = p.mends(), true
	serving := map[string]bool{}
	var served []data.Assignment
	for _, one := range p.Plan.Assignments {
		if _, ok := slices.BinarySearch(p.mended, one.Settlement); ok {
			served = append(served, one)
			serving[one.Site] = true
		}
	}
	var opened []data.PlanSite
	for _, site := range p.Plan.Opened {
		if serving[site.Site] {
			opened = append(opened, site)
		}
	}
	p.Plan.Assignments, p.Plan.Opened, p.After = served, opened, nil
	if b := p.Before; b != nil {
		p.Before = &Audit{Area: b.Area, Date: b.Date, Revision: b.Revision, StandardRule: b.StandardRule, Travel: b.Travel, Counts: b.Counts, ByKind: b.ByKind}
	}
}

// mends lists the settlements that are gaps before a plan and none after it, by code.
func (p *PlanInput) mends() []string {
	if p.trimmed {
		return p.mended
	}
	left := map[string]bool{}
	for _, gap := range allGaps(p.After) {
		left[gap.Code] = true
	}
	var codes []string
	for _, gap := range allGaps(p.Before) {
		if !left[gap.Code] {
			codes = append(codes, gap.Code)
		}
		left[gap.Code] = true // told already
	}
	slices.Sort(codes)
	return codes
}

// Acceptance says who accepted a plan, when, and for which scenario.
type Acceptance struct {
	Scenario string // ID
	By       string
	At       time.Time
	// OtherQuestion names what the scenario asks otherwise by now than the plan was asked; empty: nothing.
	OtherQuestion string
}

// BuildBoard puts a board together.
func BuildBoard(in BoardInput) *Board {
	a := in.Audit
	board := &Board{
		Area: a.Area, AreaName: a.AreaName, Tier: in.Area.Tier, Standard: a.StandardRule, Travel: a.Travel, Operator: in.Operator, Date: a.Date, Revision: a.Revision,
		Counts: a.Counts, Service: a.Service, GapShares: gapShares(a.Counts), Facilities: a.Facilities, NotAsked: a.NotAsked,
		Operators: []OperatorRate{}, Towns: []BoardTown{}, Gaps: []BoardGap{}, Plans: []BoardPlan{}, PlansNotLookedAt: in.NotLookedAt,
	}
	for _, kind := range a.ByKind {
		if kind.Kind == data.KindVillage {
			board.Villages = &kind.Counts
		}
	}
	for _, reach := range in.ByOperator {
		board.Operators = append(board.Operators, RateOperator(reach.Operator, reach.Facilities, a.StandardRule, reach.Subjects))
	}
	board.Towns = boardTowns(in)
	board.Gaps = boardGaps(in)
	board.attachPlans(in)
	board.History = append(slices.Clone(in.Past), PastOf("", a))
	board.Sentence = boardSentence(a, in.Operator, board.History)
	return board
}

func gapShares(c Counts) GapShares {
	var shares GapShares
	if located := c.Settlements - c.UnlocatedSettlements; located > 0 {
		shares.GapShare = new(float64(c.UncoveredSettlements+c.UnreachableSettlements) / float64(located))
	}
	if c.Population == nil || c.UncoveredPopulation == nil || c.UnreachablePopulation == nil || c.UnlocatedPopulation == nil {
		return shares
	}
	if people := *c.Population - *c.UnlocatedPopulation; people > 0 {
		shares.GapPeopleShare = new(float64(*c.UncoveredPopulation+*c.UnreachablePopulation) / float64(people))
	}
	return shares
}

func boardTowns(in BoardInput) []BoardTown {
	limit := in.Audit.StandardRule.Limit()
	covered := map[string]map[data.Operator]int{}
	for _, reach := range in.ByOperator {
		for _, s := range reach.Subjects {
			if s.class(limit) != Covered {
				continue
			}
			if covered[s.Settlement.Town] == nil {
				covered[s.Settlement.Town] = map[data.Operator]int{}
			}
			covered[s.Settlement.Town][reach.Operator]++
		}
	}
	towns := []BoardTown{}
	for _, row := range in.Audit.ByArea {
		if row.Tier != data.TierTown {
			continue
		}
		county, _ := in.Areas.County(row.Code)
		town := BoardTown{AreaCounts: row, County: county.Code, CountyName: county.Name, GapShares: gapShares(row.Counts), Operators: []OperatorCount{}}
		for _, reach := range in.ByOperator {
			town.Operators = append(town.Operators, OperatorCount{reach.Operator, covered[row.Code][reach.Operator]})
		}
		towns = append(towns, town)
	}
	slices.SortFunc(towns, func(a, b BoardTown) int { return cmp.Compare(a.Code, b.Code) })
	return towns
}

func boardGaps(in BoardInput) []BoardGap {
	settlements := make(map[string]data.Settlement, len(in.Settlements))
	for _, s := range in.Settlements {
		settlements[s.Code] = s
	}
	states := operatorStates(in)
	gaps := []BoardGap{}
	add := func(class Class, list []Gap) {
		for _, gap := range list {
			row := BoardGap{Gap: gap, Class: class, Operators: states[gap.Code], Responsible: []data.Operator{}}
			if s, ok := settlements[gap.Code]; ok {
				row.Location = s.Location
			}
			if row.Operators == nil {
				row.Operators = []OperatorState{}
			}
			gaps = append(gaps, row)
		}
	}
	add(Unreachable, in.Audit.Unreachable)
	add(Uncovered, in.Audit.Uncovered)
	add(Unlocated, in.Audit.Unlocated)
	return gaps
}

// operatorStates says for every settlement what each operator has there.
func operatorStates(in BoardInput) map[string][]OperatorState {
	type key struct {
		settlement string
		operator   data.Operator
	}
	records := map[key]ServiceState{}
	for _, record := range in.Services {
		at := key{record.Settlement, record.Operator}
		valid := record.ValidOn(in.Audit.Date)
		switch {
		case valid && (record.Mode == data.AtPoint || record.Mode == data.AtDoor || record.Mode == data.Scheduled):
			records[at] = StateServed
		case valid && record.Mode == data.Exempt && records[at] != StateServed:
			records[at] = StateExempt
		case records[at] == "" && record.Mode != data.Exempt:
			records[at] = StateNone
		}
	}
	limit := in.Audit.StandardRule.Limit()
	states := map[string][]OperatorState{}
	for _, reach := range in.ByOperator {
		for _, s := range reach.Subjects {
			one := OperatorState{Operator: reach.Operator, State: cmp.Or(records[key{s.Settlement.Code, reach.Operator}], StateUnknown)}
			if s.Found && s.Settlement.Location != nil {
				one.Meters = &s.Leg.Meters
			}
			if s.class(limit) == Covered {
				one.State = StateWithin
			}
			states[s.Settlement.Code] = append(states[s.Settlement.Code], one)
		}
	}
	return states
}

// attachPlans names for every gap the first plan that covers it.
func (b *Board) attachPlans(in BoardInput) {
	at := make(map[string]int, len(b.Gaps))
	for i, gap := range b.Gaps {
		at[gap.Code] = i
	}
	for _, p := range in.Plans {
		head := BoardPlan{
			ID: p.Plan.ID, Name: p.Plan.Scenario.Name, Model: p.Plan.Scenario.Model, Area: p.Plan.Scenario.Area, AreaName: p.Plan.AreaName, Status: p.Plan.Status, Stale: p.Stale, Accepted: p.Accepted != nil,
			CreatedAt: p.Plan.CreatedAt, OpeningCostYuan: p.Plan.OpeningCostYuan, YearlyCostYuan: p.Plan.YearlyCostYuan,
		}
		opened := make(map[string]data.PlanSite, len(p.Plan.Opened))
		for _, site := range p.Plan.Opened {
			opened[site.Site] = site
		}
		added := map[string]data.FacilityChange{} // what an accepted scenario opens before its plan does
		if changes := p.Plan.Scenario.Changes; changes != nil {
			for _, change := range changes.Facilities {
				if change.Do == data.AddFacility {
					added[change.Facility] = change
				}
			}
		}
		served := make(map[string]data.Assignment, len(p.Plan.Assignments))
		for _, assignment := range p.Plan.Assignments {
			served[assignment.Settlement] = assignment
		}
		for _, code := range p.covers(b.Gaps) {
			i, ok := at[code]
			if !ok {
				continue
			}
			fix := &Fix{Plan: head.ID, PlanName: head.Name, Stale: p.Stale, Accepted: head.Accepted}
			operators := []data.Operator{}
			if site, ok := opened[served[code].Site]; ok {
				fix.Site, fix.SiteName, fix.Meters = site.Site, site.Name, new(served[code].Meters)
				operators = append(operators, in.Facilities[site.Site].Operators...)
			} else if change, ok := added[served[code].Site]; ok {
				fix.Site, fix.SiteName, fix.Meters = change.Facility, cmp.Or(change.Name, in.Facilities[change.Facility].Name), new(served[code].Meters)
				operators = append(operators, change.Operators...)
				if len(operators) == 0 {
					operators = append(operators, in.Facilities[change.Facility].Operators...)
				}
			}
			if in.Operator != "" && !slices.Contains(operators, in.Operator) {
				continue // a place of no known operator is no place of this one
			}
			if head.Covers++; b.Gaps[i].Fix != nil {
				b.Gaps[i].OtherFixes++
				continue
			}
			b.Gaps[i].Fix, b.Gaps[i].Responsible = fix, operators
			b.Planned++
		}
		b.Plans = append(b.Plans, head)
	}
}

// covers lists the settlements that are gaps before a plan and none after it, by code. What the changes of an accepted scenario cover before
// its plan does is covered by it too: whom the plan serves within the standard and who is a gap today.
func (p *PlanInput) covers(today []BoardGap) []string {
	codes := p.mends()
	if p.After == nil || p.Accepted == nil || p.Plan.Scenario.Changes.IsZero() {
		return codes
	}
	told := map[string]bool{}
	for _, gap := range slices.Concat(allGaps(p.Before), allGaps(p.After)) {
		told[gap.Code] = true
	}
	limit := p.After.StandardRule.Limit()
	served := make(map[string]bool, len(p.Plan.Assignments))
	for _, one := range p.Plan.Assignments {
		served[one.Settlement] = limit.Allows(geo.Leg{Meters: one.Meters, Seconds: one.Seconds})
	}
	for _, gap := range today {
		if served[gap.Code] && !told[gap.Code] {
			codes = append(codes, gap.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

func allGaps(a *Audit) []Gap {
	if a == nil {
		return nil
	}
	return slices.Concat(a.Unreachable, a.Uncovered, a.Unlocated)
}

// PastOf is an audit that a plan keeps, as one line of a history.
func PastOf(plan string, a *Audit) BoardPast {
	counts, _, _ := headline(a)
	return BoardPast{a.Date, plan, counts.Settlements, counts.CoveredSettlements, counts.UncoveredSettlements + counts.UnreachableSettlements, counts.UnlocatedSettlements}
}

// limitWords say a standard's limit, such as 2 公里.
func limitWords(limit geo.Limit) Sentence { return Sentence{limitZH(limit), limitEN(limit)} }
