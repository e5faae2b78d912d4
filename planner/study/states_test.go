package study

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
)

func indicatorOf(t *testing.T, c *report.StateComparison, key string) report.StateIndicator {
	t.Helper()
	for _, one := range c.Indicators {
		if one.Key == key {
			return one
		}
	}
	t.Fatalf("no indicator %s", key)
	return report.StateIndicator{}
}

// The figures of both states are those of audits of their own, and turning the comparison round turns every sign.
func TestStatesAreComparedByTheFiguresOfTheirAudits(t *testing.T) {
	s := boardCounty(t)
	few := int64(3)
	changes := &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "a"}, {Do: data.AddFacility, Facility: "c370522101209", OpeningCostYuan: new(int64(7000))}}}
	scenario, err := s.SaveScenario(t.Context(), data.Scenario{ID: "x", Name: "改", Area: "370522", Model: "mclp", P: &few, Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.Plan(t.Context(), PlanRequest{Scenario: "x", Name: "改", Area: "370522", Model: "mclp", P: &few, Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.CompareStates(t.Context(), StateRequest{}, StateRequest{Scenario: &scenario, Plan: plan.ID})
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Audit(t.Context(), AuditRequest{Area: "370522"})
	if err != nil {
		t.Fatal(err)
	}
	var after report.Audit
	if err := json.Unmarshal(plan.After, &after); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.A.Counts, before.Counts) || !reflect.DeepEqual(got.B.Counts, after.Counts) {
		t.Errorf("A %+v, the audit %+v; B %+v, the plan's audit %+v", got.A.Counts, before.Counts, got.B.Counts, after.Counts)
	}
	if len(got.B.Opened) != len(plan.Opened) || len(got.B.Uncovered) != len(after.Uncovered) || !got.Alike || len(got.Parameters) != 0 || got.B.Stale {
		t.Errorf("B %+v, parameters %+v", got.B, got.Parameters)
	}
	if one := indicatorOf(t, got, "covered_settlements"); *one.Change != float64(after.CoveredSettlements-before.CoveredSettlements) || one.Verdict != "better" {
		t.Errorf("covered settlements %+v", one)
	}
	if one := indicatorOf(t, got, "nearest_p90_m"); *one.B != float64(after.Near.P90Meters) || *one.A != float64(before.Near.P90Meters) {
		t.Errorf("P90 %+v, the audits say %d and %d", one, before.Near.P90Meters, after.Near.P90Meters)
	}
	if one := indicatorOf(t, got, "worst_m"); *one.B != float64(after.Near.MaxMeters) || one.BOf == "" {
		t.Errorf("the farthest is %+v, the audit says %d", one, after.Near.MaxMeters)
	}
	if one := indicatorOf(t, got, "opening_cost_yuan"); one.B != nil || one.Verdict != "none" || *one.A != 0 {
		t.Errorf("candidates of unknown cost are opened, and the sum is %+v", one)
	}
	newly := 0
	for _, town := range got.Towns {
		newly += town.B - town.A
	}
	if newly != after.CoveredSettlements-before.CoveredSettlements || got.Effects.NewlyCovered.Settlements-got.Effects.NoLongerCovered.Settlements != newly {
		t.Errorf("towns gain %d, effects %+v", newly, got.Effects)
	}
	back, err := s.CompareStates(t.Context(), StateRequest{Scenario: &scenario, Plan: plan.ID}, StateRequest{})
	if err != nil {
		t.Fatal(err)
	}
	turned := map[string]string{"better": "worse", "worse": "better", "same": "same", "none": "none"}
	for k, one := range got.Indicators {
		other := back.Indicators[k]
		if (one.Change == nil) != (other.Change == nil) || one.Change != nil && math.Abs(*one.Change+*other.Change) > 1e-9 || other.Verdict != turned[one.Verdict] {
			t.Errorf("%s: %+v and turned round %+v", one.Key, one, other)
		}
	}
	for k, town := range got.Towns {
		if town.Class != nil && *town.Class != -*back.Towns[k].Class {
			t.Errorf("%s is of class %d and turned round %d", town.Name, *town.Class, *back.Towns[k].Class)
		}
	}
	if _, err := s.CompareStates(t.Context(), StateRequest{}, StateRequest{}); err == nil {
		t.Error("the present state was compared with itself")
	}
}

// What is measured by another rule is not alike, and says so first.
func TestUnlikeStatesSaySo(t *testing.T) {
	s := boardCounty(t)
	one := int64(1)
	near, err := s.SaveScenario(t.Context(), data.Scenario{ID: "near", Name: "近", Area: "370522", Model: "mclp", P: &one})
	if err != nil {
		t.Fatal(err)
	}
	far, err := s.SaveScenario(t.Context(), data.Scenario{ID: "far", Name: "远", Area: "370522", Model: "lscp", Standard: "village-5km"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.CompareStates(t.Context(), StateRequest{Scenario: &near}, StateRequest{Scenario: &far})
	if err != nil {
		t.Fatal(err)
	}
	if got.Alike || len(got.Parameters) != 3 || got.Parameters[0].Key != "standard" || !got.Parameters[0].Decides || got.Parameters[1].Key != "model" || got.Parameters[2].Key != "p" {
		t.Errorf("parameters %+v", got.Parameters)
	}
}
