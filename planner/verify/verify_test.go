package verify_test

import (
	"slices"
	"strings"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/verify"
)

// problem has five demands and five sites; demand 4 is out of reach of everything. Site 0 is fixed, site 4
// forbidden. Sites 1 and 2 are equally far from demand 1 in metres, site 2 in fewer seconds.
func problem(objective planner.Objective) *planner.Siting {
	b := geo.NewSparseBuilder(5)
	for _, row := range [][]struct {
		site            int
		meters, seconds int64
	}{
		{{0, 100, 10}, {1, 50, 5}},
		{{1, 80, 9}, {2, 80, 8}, {4, 10, 1}},
		{{2, 100, 30}, {3, 101, 1}},
		{{3, 60, 6}},
		{{3, 500, 50}},
	} {
		for _, pair := range row {
			b.Add(pair.site, geo.Leg{Meters: pair.meters, Seconds: pair.seconds})
		}
		b.EndRow()
	}
	p := &planner.Siting{Objective: objective, Travel: b.Matrix(), Limit: geo.Limit{Metric: geo.ByMeters, Value: 100},
		Demands: []planner.Demand{{Weight: 5}, {Weight: 7}, {Weight: 11}, {Weight: 13}, {Weight: 17}},
		Sites:   []planner.Site{{Fixed: true}, {CostYuan: 3}, {CostYuan: 4}, {CostYuan: 5}, {Forbidden: true}}}
	if objective == planner.MCLP {
		p.New, p.BudgetYuan = new(int64(2)), new(int64(9))
	}
	return p
}

// right is the answer to it.
func right(objective planner.Objective) *planner.SitingAnswer {
	a := &planner.SitingAnswer{Status: planner.Optimal, Objective: new(int64(36)), Bound: new(int64(36)),
		Open: []int32{0, 2, 3}, Assignment: []int32{0, 2, 2, 3, planner.Unassigned}, Blocked: []int32{4}}
	if objective == planner.LSCP {
		a.Status, a.Objective, a.Bound, a.Reason = planner.Infeasible, new(int64(2)), new(int64(2)), "Demand 4 is out of reach."
	}
	return a
}

func TestARightAnswerPasses(t *testing.T) {
	for _, objective := range []planner.Objective{planner.LSCP, planner.MCLP} {
		if err := verify.Siting(problem(objective), right(objective)); err != nil {
			t.Errorf("%s: %v", objective, err)
		}
	}
	stopped := &planner.SitingAnswer{Status: planner.Stopped, Reason: "Stopped before a first answer.", Assignment: slices.Repeat([]int32{planner.Unassigned}, 5)}
	if err := verify.Siting(problem(planner.LSCP), stopped); err != nil {
		t.Errorf("stopped with nothing: %v", err)
	}
}

func TestEveryTamperingIsNamed(t *testing.T) {
	both := []planner.Objective{planner.LSCP, planner.MCLP}
	lscp, mclp := both[:1], both[1:]
	cases := []struct {
		name   string
		of     []planner.Objective
		tamper func(p *planner.Siting, a *planner.SitingAnswer)
		want   string
	}{
		{"a site that is not there is open", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Open[2] = 5 }, "open site 5 is not one of 5"},
		{"a site is open twice", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Open = []int32{0, 2, 2, 3} }, "expected ascending"},
		{"a forbidden site is open", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Open = []int32{0, 2, 3, 4} }, "site 4 is open though forbidden"},
		{"a fixed site is closed", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Open = []int32{2, 3} }, "site 0 is fixed but not open"},
		{"too many new sites", mclp, func(p *planner.Siting, _ *planner.SitingAnswer) { p.New = new(int64(1)) }, "2 new sites are open, at most 1"},
		{"the budget is overspent", mclp, func(p *planner.Siting, _ *planner.SitingAnswer) { p.BudgetYuan = new(int64(8)) }, "cost 9 yuan, the budget is 8"},
		{"an assignment is missing", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Assignment = a.Assignment[:4] }, "4 assignments for 5 demands"},
		{"an assignment is not the nearest", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Assignment[1] = 1 }, "demand 1 is assigned to site 1, expected site 2"},
		{"a served demand is left out", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Assignment[2] = planner.Unassigned }, "assigned to nobody, expected site 2"},
		{"an assignment breaks the limit", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Assignment[4] = 3 }, "assigned to site 3, expected nobody"},
		{"a closer site was opened than assigned", both, func(_ *planner.Siting, a *planner.SitingAnswer) {
			a.Open = []int32{0, 1, 3}
		}, "demand 0 is assigned to site 0, expected site 1"},
		{"seconds break a tie in metres", both, func(p *planner.Siting, a *planner.SitingAnswer) {
			p.New, p.BudgetYuan = unlimited(p.New), unlimited(p.BudgetYuan)
			a.Open, a.Assignment = []int32{0, 1, 2, 3}, []int32{1, 1, 2, 3, planner.Unassigned}
		}, "demand 1 is assigned to site 1, expected site 2"},
		{"a blocked demand is not listed", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Blocked = nil }, "0 demands are listed as blocked, 1 are"},
		{"the wrong demand is listed as blocked", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Blocked[0] = 3 }, "blocked[0] is demand 3, expected 4"},
		{"lscp leaves a demand uncovered", lscp, func(_ *planner.Siting, a *planner.SitingAnswer) {
			a.Open, a.Assignment, a.Objective = []int32{0, 2}, []int32{0, 2, 2, planner.Unassigned, planner.Unassigned}, new(int64(1))
		}, "demand 3 is not covered"},
		{"the objective is too good", both, func(_ *planner.Siting, a *planner.SitingAnswer) { *a.Objective++ }, "recounted"},
		{"the bound is on the wrong side", lscp, func(_ *planner.Siting, a *planner.SitingAnswer) { *a.Bound = 3 }, "bound 3 is above"},
		{"the bound is on the wrong side", mclp, func(_ *planner.Siting, a *planner.SitingAnswer) { *a.Bound = 35 }, "bound 35 is below"},
		{"optimal without a proof", mclp, func(_ *planner.Siting, a *planner.SitingAnswer) { *a.Bound = 37 }, "without a bound equal"},
		{"no bound and no reason", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Bound, a.Reason = nil, "" }, "no bound and no reason"},
		{"optimal without a bound", mclp, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Bound, a.Reason = nil, "lost" }, "without a bound equal"},
		{"optimal though demands are blocked", lscp, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Status = planner.Optimal }, "cannot be covered"},
		{"infeasible without a cause", mclp, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Status = planner.Infeasible }, "though nothing"},
		{"infeasible without a reason", lscp, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Reason = "" }, "without a reason"},
		{"a status of its own making", mclp, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Status = "best" }, "is not one of"},
		{"no objective but open sites", both, func(_ *planner.Siting, a *planner.SitingAnswer) {
			a.Objective, a.Status = nil, planner.Stopped
		}, "3 sites open without an objective"},
		{"no objective though solved", both, func(_ *planner.Siting, a *planner.SitingAnswer) { a.Objective, a.Status = nil, planner.Optimal }, "without an objective"},
		{"the problem is wrong itself", both, func(p *planner.Siting, _ *planner.SitingAnswer) { p.Sites[0].Forbidden = true }, "both fixed and forbidden"},
	}
	for _, c := range cases {
		for _, objective := range c.of {
			t.Run(string(objective)+" "+c.name, func(t *testing.T) {
				p, a := problem(objective), right(objective)
				c.tamper(p, a)
				if err := verify.Siting(p, a); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want an error with %q", err, c.want)
				}
			})
		}
	}
}

// unlimited raises a limit out of the way.
func unlimited(limit *int64) *int64 {
	if limit == nil {
		return nil
	}
	return new(int64(1000))
}

func TestALimitInSecondsIsClosed(t *testing.T) {
	p, a := problem(planner.MCLP), right(planner.MCLP)
	p.Limit = geo.Limit{Metric: geo.BySeconds, Value: 8}
	// Demand 0 is 10 s from site 0; demand 1 exactly 8 s from site 2; demand 2 one second from site 3.
	a.Assignment = []int32{planner.Unassigned, 2, 3, 3, planner.Unassigned}
	*a.Objective, *a.Bound = 31, 31
	if err := verify.Siting(p, a); err != nil {
		t.Error(err)
	}
}
