package report

import (
	"slices"
	"strconv"

	"cuntong/data"
)

// Comparison puts plans side by side. The first plan is what the others are held against.
type Comparison struct {
	Alike      bool             `json:"alike" doc:"false: parameters differ that decide what the figures mean, so that they are not to be compared as they stand"`
	Parameters []ParameterRow   `json:"parameters" doc:"Those in which the plans differ; the ones that decide what the figures mean come first"`
	Plans      []ComparedPlan   `json:"plans"`
	Totals     []IndicatorRow   `json:"totals"`
	Towns      []TownRow        `json:"towns" doc:"By code"`
	Shifts     []Shift          `json:"shifts" doc:"Settlements that are served differently in any plan than in the first: worse ones first, then by people, then by code"`
	Gains      []ComparedPeople `json:"gains" doc:"Of each plan against the first, itself included"`
}

// ParameterRow is one parameter in which plans differ.
type ParameterRow struct {
	Key     string   `json:"key"`
	Decides bool     `json:"decides" doc:"true: figures under different values mean different things"`
	Values  []string `json:"values" doc:"One for each plan; empty where it is not set"`
}

// ComparedPlan is what stands at the head of a column.
type ComparedPlan struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	AreaName  string   `json:"area_name"`
	Status    string   `json:"status" enum:"optimal,feasible,infeasible,stopped"`
	Objective *int64   `json:"objective"`
	Bound     *int64   `json:"bound" doc:"Proven; null without one"`
	Gap       *float64 `json:"gap" doc:"|objective − bound| / max(|objective|, 1e-9), a fraction; null where either is unknown"`
	Stale     bool     `json:"stale" doc:"过期: its inputs have changed since"`
	Sentence  Sentence `json:"sentence" doc:"The plan in one sentence"`
}

// IndicatorRow is one figure of all plans.
type IndicatorRow struct {
	Key    string   `json:"key"`
	Unit   string   `json:"unit" enum:"settlements,people,points,yuan,m,parcels,fen,km"`
	Better string   `json:"better" enum:"more,less" doc:"Which direction is an improvement"`
	Values []*int64 `json:"values" doc:"One for each plan; null unknown, or not a figure of its model"`
}

// TownRow is one town in all plans.
type TownRow struct {
	Code        string        `json:"code"`
	Name        string        `json:"name"`
	County      string        `json:"county"`
	Settlements int           `json:"settlements"`
	Plans       []TownFigures `json:"plans"`
}

// TownFigures are those of one town in one plan.
type TownFigures struct {
	CoveredSettlements int    `json:"covered_settlements"`
	CoveredPopulation  *int64 `json:"covered_population"`
	Opened             int    `json:"opened" doc:"Points that the plan opens in the town"`
	OpeningCostYuan    *int64 `json:"opening_cost_yuan" doc:"null: the cost of one of them is unknown"`
	YearlyCostYuan     *int64 `json:"yearly_cost_yuan"`
	NetworkYuan        *int64 `json:"network_yuan,omitempty" doc:"tier: what the town's premises and carriage cost a year, without hubs; absent for other models"`
}

// Shift is a settlement that plans serve differently.
type Shift struct {
	Code       string          `json:"code"`
	Name       string          `json:"name"`
	Town       string          `json:"town"`
	TownName   string          `json:"town_name"`
	Population *int64          `json:"population"`
	Plans      []EffectFigures `json:"plans" doc:"One for each plan; covered settlements with whom they are assigned to"`
	Verdicts   []Verdict       `json:"verdicts" doc:"Of each plan against the first, by the first plan's standard: better, worse or other; the first is other"`
}

// ComparedPeople says who gains and who loses against the first plan.
type ComparedPeople struct {
	Better          Moved `json:"better"`
	Worse           Moved `json:"worse"`
	NewlyCovered    Moved `json:"newly_covered"`
	NoLongerCovered Moved `json:"no_longer_covered"`
}

// ComparedInput is a plan with its audit decoded.
type ComparedInput struct {
	Plan    data.Plan
	After   Audit
	Stale   bool
	Network *NetworkStudy // nil: not a three-tier plan
}

// ComparePlans compares plans; settlements and areas give names.
func ComparePlans(inputs []ComparedInput, areas *data.AreaTree, settlements []data.Settlement) *Comparison {
	c := &Comparison{Alike: true, Parameters: parameterRows(inputs), Totals: append(indicatorRows(inputs), networkRows(inputs)...), Towns: townRows(inputs, areas), Shifts: []Shift{}}
	for _, row := range c.Parameters {
		c.Alike = c.Alike && !row.Decides
	}
	for _, in := range inputs {
		p := in.Plan
		c.Plans = append(c.Plans, ComparedPlan{p.ID, p.Scenario.Name, p.AreaName, p.Status, p.Objective, p.Bound, p.Gap, in.Stale, PlanSentence(p)})
	}
	c.shift(inputs, areas, settlements)
	return c
}

// parameter is one thing in which plans may differ.
type parameter struct {
	key     string
	decides bool
	of      func(p data.Plan) string
}

// parameterRows lists the differences, those that decide first.
func parameterRows(inputs []ComparedInput) []ParameterRow {
	rows := []ParameterRow{}
	for _, parameter := range append([]parameter{
		{"area", true, func(p data.Plan) string { return p.Scenario.Area }},
		{"standard", true, func(p data.Plan) string { return p.Scenario.Standard }},
		{"travel", true, func(p data.Plan) string { return p.Scenario.Travel }},
		{"profile", true, func(p data.Plan) string { return p.Scenario.Profile }},
		{"weight", true, func(p data.Plan) string { return p.Scenario.Weight }},
		{"changes", true, func(p data.Plan) string { return p.Scenario.Changes.Key() }},
		{"revision", true, func(p data.Plan) string { return strconv.FormatInt(p.Revision, 10) }},
		{"model", false, func(p data.Plan) string { return p.Scenario.Model }},
		{"p", false, func(p data.Plan) string { return whole(p.Scenario.P) }},
		{"budget_yuan", false, func(p data.Plan) string { return whole(p.Scenario.Budget) }},
		{"rules", false, func(p data.Plan) string { return ruleText(p) }},
		{"seed", false, func(p data.Plan) string { return strconv.FormatInt(p.Seed, 10) }},
		{"program_version", false, func(p data.Plan) string { return p.ProgramVersion }},
	}, tierParameters()...) {
		row := ParameterRow{Key: parameter.key, Decides: parameter.decides}
		for _, in := range inputs {
			row.Values = append(row.Values, parameter.of(in.Plan))
		}
		if slices.ContainsFunc(row.Values, func(v string) bool { return v != row.Values[0] }) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b ParameterRow) int {
		switch {
		case a.Decides == b.Decides:
			return 0
		case a.Decides:
			return -1
		}
		return 1
	})
	return rows
}

func whole(v *int64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatInt(*v, 10)
}
