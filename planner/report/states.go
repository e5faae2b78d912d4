package report

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"
)

// StateComparison holds a state of an area (B) against another (A): the present one, a scenario with its changes, or a plan of it.
type StateComparison struct {
	Alike      bool             `json:"alike" doc:"false: parameters differ that decide what the figures mean, so that they are not to be compared as they stand"`
	Parameters []ParameterRow   `json:"parameters" doc:"Those in which A and B differ, in that order of values; the ones that decide what the figures mean come first"`
	A          ComparedState    `json:"a"`
	B          ComparedState    `json:"b"`
	Indicators []StateIndicator `json:"indicators"`
	Towns      []StateTown      `json:"towns" doc:"By code"`
	Effects    Effects          `json:"effects" doc:"From A to B, by the standard of B"`
}

// ComparedState is one of the two.
type ComparedState struct {
	Scenario    string             `json:"scenario,omitempty" doc:"ID; absent: the present state"`
	Name        string             `json:"name,omitempty" doc:"Absent: the present state"`
	Plan        string             `json:"plan,omitempty" doc:"ID of the plan that is carried out besides; absent: none"`
	Stale       bool               `json:"stale" doc:"The plan is out of date: the records, or the changes of its scenario, have changed since; its sites are counted on the records of today"`
	Standard    string             `json:"standard" doc:"ID"`
	Kinds       []string           `json:"kinds" doc:"Kinds of settlements that the standard asks to cover"`
	Travel      travel.Description `json:"travel"`
	Counts      Counts             `json:"counts"`
	Uncovered   []string           `json:"uncovered" doc:"Codes of settlements beyond the limit"`
	Unreachable []string           `json:"unreachable" doc:"Codes"`
	Unlocated   []string           `json:"unlocated" doc:"Codes"`
	Changes     *data.ChangeSet    `json:"changes,omitempty" doc:"Made on the baseline; of a three-tier plan with what it does to premises"`
	Opened      []ComparedSite     `json:"opened" doc:"Sites that the plan opens besides"`
}

// ComparedSite is a site that a plan opens.
type ComparedSite struct {
	Site     string     `json:"site" doc:"Facility ID of the candidate, or the code of the settlement"`
	Name     string     `json:"name"`
	Location [2]float64 `json:"location" doc:"[lon, lat]"`
}

// StateIndicator is one figure of both states.
type StateIndicator struct {
	Key     string   `json:"key"`
	Unit    string   `json:"unit" enum:"settlements,people,share,points,yuan,m,s" doc:"share: a fraction"`
	Better  string   `json:"better,omitempty" enum:"more,less" doc:"Which direction is an improvement; absent: neither"`
	A       *float64 `json:"a" doc:"null unknown"`
	B       *float64 `json:"b" doc:"null unknown"`
	Change  *float64 `json:"change" doc:"B − A; null where either is unknown, or both are not of the same kind"`
	Verdict string   `json:"verdict" enum:"better,worse,same,none" doc:"none: the change is unknown, or no direction is better"`
	AOf     string   `json:"a_of,omitempty" doc:"Name of the settlement or town that the figure of A is of"`
	BOf     string   `json:"b_of,omitempty"`
	Unlike  bool     `json:"unlike,omitempty" doc:"The figures of A and B are not of the same kind: a three-tier plan's yearly cost holds carriage, and ways are those of settlements that reach a facility, which may be others"`
}

// StateTown is one town in both states.
type StateTown struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Settlements int      `json:"settlements" doc:"By the standard of B"`
	A           int      `json:"a_covered_settlements"`
	B           int      `json:"b_covered_settlements"`
	AShare      *float64 `json:"a_share" doc:"A fraction; null where there is nothing to cover"`
	BShare      *float64 `json:"b_share"`
	Change      *float64 `json:"change" doc:"b_share − a_share"`
	Class       *int     `json:"class" minimum:"-2" maximum:"2" doc:"Of the change: 0 below one percentage point either way, 1 up to below five, 2 from five on; below 0 for the worse; null where it is unknown"`
	Verdict     string   `json:"verdict" enum:"better,worse,same,none"`
}

// StateInput is one state with its audit and what it costs.
type StateInput struct {
	State       ComparedState
	Scenario    data.Scenario // what it asks; zero for the present state
	Audit       *Audit
	Settlements []data.Settlement
	Points      int    // village points that run
	OpeningYuan *int64 // of what is opened; nil unknown
	YearlyYuan  *int64 // of all premises that run; nil unknown
	Carriage    bool   // YearlyYuan holds carriage
}

// CompareStates holds B against A.
func CompareStates(a, b StateInput, areas *data.AreaTree) *StateComparison {
	c := &StateComparison{Alike: true, Parameters: stateParameters(a, b), A: a.fill(), B: b.fill(), Indicators: stateIndicators(a, b), Towns: stateTowns(a.Audit, b.Audit)}
	for _, row := range c.Parameters {
		c.Alike = c.Alike && !row.Decides
	}
	c.Effects = *EffectsOf(Baseline{Standard: b.Audit.StandardRule, Areas: areas, Settlements: b.Settlements}, a.Audit, b.Audit)
	return c
}

// fill completes the head of a state from its audit.
func (in StateInput) fill() ComparedState {
	s, a := in.State, in.Audit
	s.Standard, s.Travel, s.Counts, s.Kinds = a.Standard, a.Travel, a.Counts, []string{}
	for _, kind := range a.StandardRule.Kinds {
		s.Kinds = append(s.Kinds, string(kind))
	}
	codes := func(gaps []Gap) []string {
		list := []string{}
		for _, gap := range gaps {
			list = append(list, gap.Code)
		}
		slices.Sort(list)
		return list
	}
	s.Uncovered, s.Unreachable, s.Unlocated = codes(a.Uncovered), codes(a.Unreachable), codes(a.Unlocated)
	if s.Opened == nil {
		s.Opened = []ComparedSite{}
	}
	return s
}

// stateParameters lists in what the two differ, what decides first. The present state asks nothing of its own.
func stateParameters(a, b StateInput) []ParameterRow {
	rows := []ParameterRow{}
	both := a.Scenario.ID != "" && b.Scenario.ID != ""
	for _, one := range []struct {
		key     string
		decides bool
		of      func(in StateInput) string
	}{
		{"area", true, func(in StateInput) string { return in.Audit.Area }},
		{"standard", true, func(in StateInput) string { return in.Audit.Standard }},
		{"travel", true, func(in StateInput) string { return in.Audit.Travel.Method }},
		{"profile", true, func(in StateInput) string { return in.Audit.Travel.Profile }},
		{"day", true, func(in StateInput) string { return in.Audit.Travel.Day }},
		{"model", false, func(in StateInput) string { return in.Scenario.Model }},
		{"weight", false, func(in StateInput) string { return in.Scenario.Weight }},
		{"p", false, func(in StateInput) string { return whole(in.Scenario.P) }},
		{"budget_yuan", false, func(in StateInput) string { return whole(in.Scenario.Budget) }},
		{"rules", false, func(in StateInput) string { return string(in.Scenario.Rules.Text()) }},
	} {
		row := ParameterRow{Key: one.key, Decides: one.decides, Values: []string{one.of(a), one.of(b)}}
		if row.Values[0] != row.Values[1] && (one.decides || both) {
			rows = append(rows, row)
		}
	}
	return rows
}

// stateIndicators are the figures of both, coverage first, then ways, then who is worst off, then money.
func stateIndicators(a, b StateInput) []StateIndicator {
	sides := [2]StateInput{a, b}
	row := func(key, unit, better string, of func(in StateInput) (*float64, string)) StateIndicator {
		one := StateIndicator{Key: key, Unit: unit, Better: better, Verdict: "none"}
		one.A, one.AOf = of(sides[0])
		one.B, one.BOf = of(sides[1])
		one.judge()
		return one
	}
	count := func(of func(c Counts) int) func(StateInput) (*float64, string) {
		return func(in StateInput) (*float64, string) { return new(float64(of(in.Audit.Counts))), "" }
	}
	shareOf := func(part, all func(c Counts) *float64) func(StateInput) (*float64, string) {
		return func(in StateInput) (*float64, string) {
			p, w := part(in.Audit.Counts), all(in.Audit.Counts)
			if p == nil || w == nil || *w == 0 {
				return nil, ""
			}
			return new(*p / *w), ""
		}
	}
	figure := func(of func(in StateInput) *int64) func(StateInput) (*float64, string) {
		return func(in StateInput) (*float64, string) { return asFloat(of(in)), "" }
	}
	near := func(of func(q *Quantiles) *int64) func(StateInput) (*float64, string) {
		return figure(func(in StateInput) *int64 {
			if in.Audit.Near == nil {
				return nil
			}
			return of(in.Audit.Near)
		})
	}
	rows := []StateIndicator{
		row("covered_settlements", "settlements", "more", count(func(c Counts) int { return c.CoveredSettlements })),
		row("covered_share", "share", "more", shareOf(func(c Counts) *float64 { return new(float64(c.CoveredSettlements)) }, func(c Counts) *float64 { return new(float64(c.Settlements)) })),
		row("covered_population", "people", "more", figure(func(in StateInput) *int64 { return in.Audit.CoveredPopulation })),
		row("people_share", "share", "more", shareOf(func(c Counts) *float64 { return asFloat(c.CoveredPopulation) }, func(c Counts) *float64 { return asFloat(c.Population) })),
		row("gap_settlements", "settlements", "less", count(func(c Counts) int { return c.UncoveredSettlements + c.UnreachableSettlements })),
		row("nearest_p50_m", "m", "less", near(func(q *Quantiles) *int64 { return &q.P50Meters })),
		row("nearest_p90_m", "m", "less", near(func(q *Quantiles) *int64 { return &q.P90Meters })),
		row("nearest_p90_s", "s", "less", func(in StateInput) (*float64, string) { return asFloat(quantileSeconds(in.Audit, 0.9)), "" }),
		row("people_mean_m", "m", "less", near(func(q *Quantiles) *int64 { return q.PeopleMean })),
		row("worst_m", "m", "less", func(in StateInput) (*float64, string) { return worstSettlement(in, geo.ByMeters) }),
		row("worst_s", "s", "less", func(in StateInput) (*float64, string) { return worstSettlement(in, geo.BySeconds) }),
		row("lowest_town_share", "share", "more", func(in StateInput) (*float64, string) { return lowestTown(in.Audit) }),
		row("points", "points", "", func(in StateInput) (*float64, string) { return new(float64(in.Points)), "" }),
		row("opening_cost_yuan", "yuan", "less", figure(func(in StateInput) *int64 { return in.OpeningYuan })),
		row("yearly_cost_yuan", "yuan", "less", figure(func(in StateInput) *int64 { return in.YearlyYuan })),
	}
	if last := &rows[len(rows)-1]; a.Carriage != b.Carriage {
		last.unlike()
	}
	if !maps.Equal(reaching(a.Audit), reaching(b.Audit)) { // whom one state lets reach a facility at all, far away, would look worse off
		for i := range rows {
			if one := &rows[i]; one.Unit == "m" || one.Unit == "s" {
				one.unlike()
			}
		}
	}
	return rows
}

// unlike takes back what was said of the change between figures of different kinds.
func (i *StateIndicator) unlike() { i.Unlike, i.Change, i.Verdict = true, nil, "none" }

// reaching are the settlements that reach a facility, by code.
func reaching(a *Audit) map[string]bool {
	codes := map[string]bool{}
	for _, reach := range a.Reached {
		if reach.DistanceMeters != nil {
			codes[reach.Code] = true
		}
	}
	return codes
}

// judge says what the change means.
func (i *StateIndicator) judge() {
	if i.A == nil || i.B == nil {
		return
	}
	i.Change = new(*i.B - *i.A)
	i.Verdict = verdictOn(*i.Change, i.Better)
}

func verdictOn(change float64, better string) string {
	switch {
	case better == "":
		return "none"
	case change == 0:
		return "same"
	case (change > 0) == (better == "more"):
		return "better"
	}
	return "worse"
}

func asFloat(v *int64) *float64 {
	if v == nil {
		return nil
	}
	return new(float64(*v))
}

// quantileSeconds is the least time within which at least a share of the settlements that reach a facility are.
func quantileSeconds(a *Audit, share float64) *int64 {
	var times []weighted
	for _, reach := range a.Reached {
		if reach.DurationSeconds != nil && reach.Class != Unlocated {
			times = append(times, weighted{*reach.DurationSeconds, 1})
		}
	}
	if len(times) == 0 {
		return nil
	}
	slices.SortFunc(times, func(a, b weighted) int { return cmp.Compare(a.meters, b.meters) })
	return quantile(times, share)
}

// worstSettlement is the farthest of those that reach a facility, the first by code of equals.
func worstSettlement(in StateInput, by geo.Metric) (*float64, string) {
	worst, code := int64(-1), ""
	for _, reach := range in.Audit.Reached {
		of := reach.DistanceMeters
		if by == geo.BySeconds {
			of = reach.DurationSeconds
		}
		if of != nil && *of > worst {
			worst, code = *of, reach.Code
		}
	}
	if worst < 0 {
		return nil, ""
	}
	for _, one := range in.Settlements {
		if one.Code == code {
			return new(float64(worst)), one.Name
		}
	}
	return new(float64(worst)), code
}

// lowestTown is the town with the least share covered, the first by code of equals.
func lowestTown(a *Audit) (*float64, string) {
	least, name := math.Inf(1), ""
	for _, row := range a.ByArea {
		if row.Tier != data.TierTown || row.Settlements == 0 {
			continue
		}
		if share := float64(row.CoveredSettlements) / float64(row.Settlements); share < least {
			least, name = share, row.Name
		}
	}
	if name == "" {
		return nil, ""
	}
	return &least, name
}

// stateTowns puts the towns of both beside each other.
func stateTowns(a, b *Audit) []StateTown {
	was := map[string]AreaCounts{}
	for _, row := range a.ByArea {
		was[row.Code] = row
	}
	towns := []StateTown{}
	for _, now := range b.ByArea {
		if now.Tier != data.TierTown {
			continue
		}
		then, known := was[now.Code]
		town := StateTown{Code: now.Code, Name: now.Name, Settlements: now.Settlements, A: then.CoveredSettlements, B: now.CoveredSettlements, Verdict: "none"}
		if known && then.Settlements > 0 {
			town.AShare = new(float64(then.CoveredSettlements) / float64(then.Settlements))
		}
		if now.Settlements > 0 {
			town.BShare = new(float64(now.CoveredSettlements) / float64(now.Settlements))
		}
		if town.AShare != nil && town.BShare != nil {
			town.Change = new(*town.BShare - *town.AShare)
			town.Class = new(changeClass(then.CoveredSettlements, then.Settlements, now.CoveredSettlements, now.Settlements))
			town.Verdict = verdictOn(*town.Change, "more")
		}
		towns = append(towns, town)
	}
	slices.SortFunc(towns, func(x, y StateTown) int { return cmp.Compare(x.Code, y.Code) })
	return towns
}

// changeClass is the class of a change of a share, in whole numbers so that a limit is never missed by rounding.
func changeClass(coveredA, allA, coveredB, allB int) int {
	change := int64(coveredB)*int64(allA) - int64(coveredA)*int64(allB)
	whole, size, sign := int64(allA)*int64(allB), change, 1
	if change < 0 {
		size, sign = -change, -1
	}
	switch {
	case size*100 < whole:
		return 0
	case size*20 < whole:
		return sign
	}
	return 2 * sign
}
