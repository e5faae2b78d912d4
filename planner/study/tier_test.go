package study

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// smallNetwork is a town of twelve villages in two rows, each with a candidate, a few points of different operators, two stations and a hub.
func smallNetwork(t *testing.T) *Study {
	t.Helper()
	s := newStudy(t)
	batch := data.Batch{}
	for n := range 12 {
		lon, lat := 118.2+0.015*float64(n%6), 37.5+0.015*float64(n/6)
		village := settlement(n, 300+int64(n)*50, lon, lat)
		village.ParcelsInDay, village.ParcelsOutDay = new(40.0+3.4*float64(n)), new(6.5)
		batch.Settlements = append(batch.Settlements, village)
		candidate := facility(fmt.Sprintf("C%02d", n), data.Candidate, lon, lat)
		candidate.Settlement = village.Code
		candidate.OpeningCostYuan, candidate.YearlyCostYuan = new(int64(15_000)), new(int64(7_000))
		batch.Facilities = append(batch.Facilities, candidate)
	}
	batch.Facilities = append(batch.Facilities, facility("P1", data.Active, 118.2, 37.5, data.Postal), facility("E1", data.Active, 118.2001, 37.5, data.Express), facility("V1", data.Active, 118.245, 37.515, data.Coop))
	for _, one := range []struct {
		id        string
		tier      data.FacilityTier
		lon       float64
		operators []data.Operator
		universal bool
	}{{"S-post", data.Station, 118.23, []data.Operator{data.Postal}, true}, {"S-express", data.Station, 118.235, []data.Operator{data.Express}, false},
		{"H", data.Hub, 118.25, data.Operators(), false}} {
		f := facility(one.id, data.Active, one.lon, 37.507, one.operators...)
		f.Tier, f.UniversalService = one.tier, one.universal
		batch.Facilities = append(batch.Facilities, f)
	}
	load(t, s, batch)
	return s
}

func TestTogetherNeverCostsMoreThanApart(t *testing.T) {
	s := smallNetwork(t)
	out, err := s.PlanNetwork(t.Context(), NetworkRequest{Area: "370522", Options: planner.Options{Effort: 20_000_000}}, true, true)
	if err != nil {
		t.Fatal(err)
	}
	if out.Joint.ObjectiveYuan == nil || out.SavingYuan == nil || out.TodayYuan == nil {
		t.Fatalf("no answer: %+v", out.Joint.Reason)
	}
	if *out.SavingYuan < 0 {
		t.Errorf("together costs %.0f yuan more than apart", -*out.SavingYuan)
	}
	parcels := int64(0)
	for _, plan := range out.Separate {
		parcels += plan.Parcels
	}
	if parcels != out.Joint.Parcels {
		t.Errorf("the operators carry %d parcels, together %d", parcels, out.Joint.Parcels)
	}
	towns := 0.0
	for _, town := range out.Joint.Towns {
		towns += town.Yuan
	}
	if whole := *out.Joint.ObjectiveYuan - out.Joint.Cost.Hubs - out.Joint.Cost.Unserved; towns < whole-0.01 || towns > whole+0.01 {
		t.Errorf("towns pay %.2f yuan, the whole without hubs and unserved is %.2f", towns, whole)
	}
	t.Log(out.Sentence.ZH, out.Joint.Cost, out.Joint.Points, out.Joint.Stations)
}

func TestEveryFacilityHasOneAction(t *testing.T) {
	s := smallNetwork(t)
	out, err := s.PlanNetwork(t.Context(), NetworkRequest{Options: planner.Options{Effort: 20_000_000}}, false, false)
	if err != nil {
		t.Fatal(err)
	}
	did := map[string]report.Action{}
	for _, action := range out.Joint.Actions {
		if _, twice := did[action.Facility]; twice {
			t.Errorf("%s has two actions", action.Facility)
		}
		did[action.Facility] = action
	}
	for _, id := range []string{"P1", "E1", "V1", "S-post", "S-express", "H"} {
		if did[id].Action == "" {
			t.Errorf("%s, which is active, has no action", id)
		}
	}
	if kept := did["S-post"]; kept.Action != "keep" && kept.Action != "upgrade" {
		t.Errorf("the universal-service station is to %s without approval", kept.Action)
	}
	run := map[string]bool{}
	for id, action := range did {
		run[id] = action.Action == "keep" || action.Action == "add" || action.Action == "upgrade"
		if action.Action == "merge" && action.Into == "" {
			t.Errorf("%s is merged into nothing", id)
		}
	}
	for _, serve := range out.Joint.Assignments {
		if !run[serve.Point] || serve.Meters > 2000 {
			t.Errorf("%s is served at %s, %d m away, which is run: %v", serve.Village, serve.Point, serve.Meters, run[serve.Point])
		}
	}
}

func TestAVillageIsToldWhyAndWhatAPointWouldCost(t *testing.T) {
	s := smallNetwork(t)
	request := NetworkRequest{Why: "370522101203", Options: planner.Options{Effort: 20_000_000}}
	out, err := s.PlanNetwork(t.Context(), request, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if out.Why == nil || !strings.Contains(out.Why.ZH, "另设一点") || !strings.Contains(out.Why.EN, "yuan a year") {
		t.Fatalf("said %+v", out.Why)
	}
	t.Log(out.Why.ZH)
	request.Why = "370522101999"
	if _, err := s.PlanNetwork(t.Context(), request, false, false); err == nil {
		t.Error("a village that is not there was explained")
	}
}

func TestMoreBudgetNeverServesFewerParcelsForMoreMoney(t *testing.T) {
	s := smallNetwork(t)
	last := -1.0
	for _, budget := range []int64{0, 20_000, 60_000, 500_000} {
		out, err := s.PlanNetwork(t.Context(), NetworkRequest{Budget: &budget, Options: planner.Options{Effort: 20_000_000}}, false, false)
		if err != nil {
			t.Fatal(err)
		}
		joint := out.Joint
		if joint.ObjectiveYuan == nil {
			t.Fatalf("budget %d: %s", budget, joint.Reason)
		}
		if joint.Cost.OpeningYuan > budget {
			t.Errorf("budget %d: %d yuan are spent", budget, joint.Cost.OpeningYuan)
		}
		if last >= 0 && *joint.BoundYuan > last {
			t.Errorf("budget %d: proven to cost at least %.2f, a smaller one costs %.2f", budget, *joint.BoundYuan, last)
		}
		last = *joint.ObjectiveYuan
	}
}

func TestVillagesWithoutParcelsAreLeftOutOfTheMoney(t *testing.T) {
	s := smallNetwork(t)
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(90, 100, 118.21, 37.51)}})
	out, err := s.PlanNetwork(t.Context(), NetworkRequest{Options: planner.Options{Effort: 5_000_000}}, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if out.Joint.LeftOut != 1 || len(out.LeftOut) != 1 || out.LeftOut[0] != "370522101290" {
		t.Errorf("left out: %d, %v", out.Joint.LeftOut, out.LeftOut)
	}
}

func TestSharesOfParcelsAddUp(t *testing.T) {
	books, err := data.PresetCostBooks()
	if err != nil {
		t.Fatal(err)
	}
	for parcels := range int64(200) {
		sum := int64(0)
		for _, operator := range data.Operators() {
			sum += shareOf(parcels, operator, books[0].Shares)
		}
		if sum != parcels {
			t.Fatalf("%d parcels are shared as %d", parcels, sum)
		}
	}
}

func tierPlan(t *testing.T, s *Study, request PlanRequest) data.Plan {
	t.Helper()
	request.Model, request.Options.Effort = TierModel, 20_000_000
	plan, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestATierPlanIsSavedReadBackAndRecounted(t *testing.T) {
	s := smallNetwork(t)
	plan := tierPlan(t, s, PlanRequest{Area: "370522", Name: "三级"})
	again := tierPlan(t, s, PlanRequest{Area: "370522", Name: "三级"})
	if again.ID != plan.ID {
		t.Errorf("the same question came to plans %s and %s", plan.ID, again.ID)
	}
	saved, err := s.readTier(t.Context(), plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.joint.report(saved.scene, Joint, saved.answer); *got.ObjectiveYuan != *saved.study.Joint.ObjectiveYuan || len(got.Actions) != len(saved.study.Joint.Actions) || got.KmPerDay != saved.study.Joint.KmPerDay {
		t.Errorf("read back: %v yuan, %v km; planned: %v yuan, %v km", *got.ObjectiveYuan, got.KmPerDay, *saved.study.Joint.ObjectiveYuan, saved.study.Joint.KmPerDay)
	}
	why, err := s.Why(t.Context(), plan.ID, "370522101203")
	if err != nil || why.Village == nil || !strings.Contains(why.Village.ZH, "另设一点") {
		t.Errorf("why: %+v, %v", why, err)
	}
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(50, 100, 118.21, 37.5)}})
	if _, err := s.readTier(t.Context(), plan.ID); err != nil {
		t.Errorf("a village without parcels is no part of the question: %v", err)
	}
	more := settlement(51, 100, 118.21, 37.5)
	more.ParcelsInDay, more.ParcelsOutDay = new(20.0), new(1.0)
	load(t, s, data.Batch{Settlements: []data.Settlement{more}})
	if _, err := s.readTier(t.Context(), plan.ID); !errors.Is(err, data.ErrConflict) {
		t.Errorf("after another village with parcels came: %v", err)
	}
}

func TestTierPlansAreComparedByMoneyAndService(t *testing.T) {
	s := smallNetwork(t)
	double := 2.0
	a := tierPlan(t, s, PlanRequest{Area: "370522"})
	b := tierPlan(t, s, PlanRequest{Area: "370522", Budget: new(int64(0)), Rules: &data.Rules{Tier: &data.TierRules{CrossTown: true}}})
	c := tierPlan(t, s, PlanRequest{Area: "370522", Changes: &data.ChangeSet{DemandFactor: &double}})
	got, err := s.Compare(t.Context(), []string{a.ID, b.ID, c.ID})
	if err != nil {
		t.Fatal(err)
	}
	if got.Alike || got.Parameters[0].Key != "changes" || got.Parameters[0].Values[2] == "" {
		t.Errorf("parameters %+v", got.Parameters)
	}
	total := map[string][]*int64{}
	for _, row := range got.Totals {
		total[row.Key] = row.Values
	}
	if *total["served_villages"][0] != 12 || *total["served_villages"][1] >= 12 || total["premises_yuan"][2] == nil {
		t.Errorf("totals %v", got.Totals)
	}
	if lost := got.Gains[1].NoLongerCovered.Settlements; int64(lost) != *total["served_villages"][0]-*total["served_villages"][1] {
		t.Errorf("without money for new points %d villages lose service, the totals say %d → %d", lost, *total["served_villages"][0], *total["served_villages"][1])
	}
	if len(got.Towns) != 1 || got.Towns[0].Plans[0].NetworkYuan == nil {
		t.Errorf("towns %+v", got.Towns)
	}
}

func TestATierScenarioTakesNoOtherRules(t *testing.T) {
	s := smallNetwork(t)
	for what, request := range map[string]PlanRequest{
		"p": {Model: TierModel, P: new(int64(3))}, "capacities": {Model: TierModel, Rules: &data.Rules{Capacities: true}},
		"tier rules elsewhere": {Model: "lscp", Rules: &data.Rules{Tier: &data.TierRules{Today: true}}},
	} {
		if _, err := s.Plan(t.Context(), request); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
