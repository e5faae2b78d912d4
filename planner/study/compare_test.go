package study

import (
	"errors"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
)

func TestPlansAreComparedWithTheirDifferencesFirst(t *testing.T) {
	s := newStudy(t)
	load(t, s, data.Batch{
		Settlements: []data.Settlement{settlement(1, 100, 118.0, 37.4), settlement(2, 200, 118.2, 37.4), settlement(3, 50, 118.4, 37.4)},
		Facilities:  []data.Facility{facility("c1", data.Candidate, 118.0, 37.4), facility("c2", data.Candidate, 118.2, 37.4), facility("c3", data.Candidate, 118.4, 37.4)},
	})
	plan := func(request PlanRequest) string {
		t.Helper()
		made, err := s.Plan(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	one, two := int64(1), int64(2)
	a, b := plan(PlanRequest{Model: "mclp", P: &one}), plan(PlanRequest{Model: "mclp", P: &two})
	c, err := s.Compare(t.Context(), []string{a, b})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Alike || len(c.Parameters) != 1 || c.Parameters[0].Key != "p" || c.Parameters[0].Values[1] != "2" {
		t.Errorf("parameters %+v", c.Parameters)
	}
	total := map[string][]*int64{}
	for _, row := range c.Totals {
		total[row.Key] = row.Values
	}
	if *total["covered_settlements"][0] != 1 || *total["covered_population"][1] != 300 || *total["opened"][1] != 2 || total["opening_cost_yuan"][0] != nil {
		t.Errorf("totals %v", c.Totals)
	}
	if g := c.Gains[1]; g.NewlyCovered.Settlements != 1 || g.NewlyCovered.Population != 100 || g.Worse.Settlements != 0 || g.Better.Settlements != 1 {
		t.Errorf("gains %+v", g)
	}
	if len(c.Shifts) != 1 || c.Shifts[0].Name != "1村" || c.Shifts[0].Plans[0].Class != report.Uncovered || c.Shifts[0].Plans[1].Nearest != "c1" || c.Shifts[0].Verdicts[1] != report.VerdictBetter {
		t.Errorf("shifts %+v", c.Shifts)
	}
	if len(c.Towns) != 1 || c.Towns[0].Plans[1].Opened != 2 || c.Towns[0].Plans[1].CoveredSettlements != 2 || c.Towns[0].Settlements != 3 {
		t.Errorf("towns %+v", c.Towns)
	}
	other := plan(PlanRequest{Model: "mclp", P: &one, Standard: "village-5km"})
	if c, err := s.Compare(t.Context(), []string{a, other}); err != nil || c.Alike || c.Parameters[0].Key != "standard" || !c.Parameters[0].Decides {
		t.Errorf("under another standard: %+v, %v", c.Parameters, err)
	}
	if _, err := s.Compare(t.Context(), []string{a}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("one plan alone: %v", err)
	}
	if _, err := s.Compare(t.Context(), []string{a, "none"}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a plan that is not there: %v", err)
	}
}

func TestAPlanWhoseScenarioChangedIsStale(t *testing.T) {
	s := newStudy(t)
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(1, 10, 118, 37.4)}})
	scenario, err := s.SaveScenario(t.Context(), data.Scenario{ID: "s", Name: "情景", Changes: &data.ChangeSet{DemandFactor: ref(2.0)}})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.Plan(t.Context(), PlanRequest{Scenario: "s", Model: scenario.Model, Changes: scenario.Changes})
	if err != nil {
		t.Fatal(err)
	}
	stale := func() bool {
		t.Helper()
		info, err := s.Store.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		is, err := s.Stale(t.Context(), plan, info.Revision)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	if stale() {
		t.Error("stale at once")
	}
	scenario.Changes = &data.ChangeSet{DemandFactor: ref(3.0)}
	if _, err := s.SaveScenario(t.Context(), scenario); err != nil || !stale() {
		t.Errorf("not stale after its scenario changed (%v)", err)
	}
	scenario.Changes = &data.ChangeSet{DemandFactor: ref(2.0)}
	if _, err := s.SaveScenario(t.Context(), scenario); err != nil || stale() {
		t.Errorf("stale although its scenario is as it was (%v)", err)
	}
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(2, 10, 118, 37.5)}})
	if !stale() {
		t.Error("not stale after the records changed")
	}
}

// Records that no part of the question rests on change; the same answer, found anew, is up to date again and its audits are of today.
func TestASolveOnChangedRecordsBringsTheSamePlanUpToDate(t *testing.T) {
	s := boardCounty(t)
	request := PlanRequest{Name: "全覆盖", Area: "370522", Model: "lscp"}
	first, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	load(t, s, data.Batch{Vehicles: []data.Vehicle{{ID: "V", Name: "面包车", Kind: "van", Count: 1}}})
	info, err := s.Store.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state := func() (data.Plan, bool) {
		t.Helper()
		plan, err := s.Store.Plan(t.Context(), first.ID)
		if err != nil {
			t.Fatal(err)
		}
		stale, err := s.Stale(t.Context(), plan, info.Revision)
		if err != nil {
			t.Fatal(err)
		}
		return plan, stale
	}
	if _, stale := state(); !stale {
		t.Error("the records changed and the plan is not said to be of earlier ones")
	}
	again, err := s.Plan(t.Context(), request)
	if err != nil || again.ID != first.ID {
		t.Fatalf("%s, then %s, %v", first.ID, again.ID, err)
	}
	if plan, stale := state(); stale || plan.Revision != info.Revision {
		t.Errorf("still said to be stale: revision %d of %d", plan.Revision, info.Revision)
	}
}
