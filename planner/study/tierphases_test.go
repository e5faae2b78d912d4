package study

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
)

func phasesOf(t *testing.T, plan data.Plan) report.NetworkStudy {
	t.Helper()
	var out report.NetworkStudy
	if err := json.Unmarshal(plan.Network, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// checkPhases checks what holds of every plan in phases: no year pays more than there is, nothing that was opened goes, no year serves less or
// costs more than the one before, and the last one is the joint plan.
func checkPhases(t *testing.T, out report.NetworkStudy, budgets []int64) {
	t.Helper()
	left, open := int64(0), map[string]bool{}
	for k, year := range out.Phases {
		left += budgets[k] - year.SpentYuan
		if left < 0 || year.LeftYuan != left || !year.Verified || year.Sentence.ZH == "" {
			t.Errorf("year %+v with %d yuan left", year, left)
		}
		for _, id := range year.Dropped {
			if open[id] {
				t.Errorf("year %d drops %s, which was opened before", k+1, id)
			}
		}
		for _, id := range year.Opened {
			if open[id] {
				t.Errorf("year %d opens %s again", k+1, id)
			}
			open[id] = true
		}
		if k > 0 && (year.ServedParcels < out.Phases[k-1].ServedParcels || year.ObjectiveYuan > out.Phases[k-1].ObjectiveYuan+0.01) {
			t.Errorf("year %d serves %d parcels for %.0f, the year before %d for %.0f", k+1, year.ServedParcels, year.ObjectiveYuan, out.Phases[k-1].ServedParcels, out.Phases[k-1].ObjectiveYuan)
		}
	}
	if last := out.Phases[len(out.Phases)-1]; last.ObjectiveYuan != *out.Joint.ObjectiveYuan || last.Served != out.Joint.Served {
		t.Errorf("the last year is %+v, the joint plan %v", last, *out.Joint.ObjectiveYuan)
	}
}

func TestATierPlanIsSpreadOverYearsWithinTheirMoney(t *testing.T) {
	s := smallNetwork(t)
	budgets := []int64{40_000, 0, 40_000}
	plan := tierPlan(t, s, PlanRequest{Area: "370522", Phases: budgets})
	out := phasesOf(t, plan)
	if len(out.Phases) != 3 || len(plan.Scenario.Phases) != 3 {
		t.Fatalf("phases %+v", out.Phases)
	}
	checkPhases(t, out, budgets)
	if out.Phases[0].ServedParcels >= out.Joint.ServedParcels || len(out.Phases[0].Opened) == 0 {
		t.Errorf("year 1 %+v of %d parcels", out.Phases[0], out.Joint.ServedParcels)
	}
	if _, err := s.readTier(t.Context(), plan.ID); err != nil {
		t.Errorf("read back: %v", err)
	}
	if _, err := s.Plan(t.Context(), PlanRequest{Model: TierModel, Phases: budgets, Budget: new(int64(1))}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("phases and a budget: %v", err)
	}
}

func TestSubsidiesStretchTheMoneyAndWhatTakesLongIsPaidBefore(t *testing.T) {
	s := smallNetwork(t)
	budgets := []int64{20_000, 20_000, 20_000}
	book := data.SubsidyBook{ID: "half", Source: "trial", Rules: []data.SubsidyRule{{Tier: data.ServicePoint, Do: data.AddFacility, Share: 0.5, CapYuan: 1_000_000}}, Grades: map[string]float64{"A": 1, "B": 0.5}}
	without := phasesOf(t, tierPlan(t, s, PlanRequest{Phases: budgets}))
	with := phasesOf(t, tierPlan(t, s, PlanRequest{Phases: budgets, Rules: &data.Rules{Tier: &data.TierRules{Subsidies: &book}}}))
	checkPhases(t, with, budgets)
	if with.Grade != "A" || with.Joint.Cost.SubsidyYuan <= 0 || *with.Joint.ObjectiveYuan > *without.Joint.ObjectiveYuan || with.Phases[0].ServedParcels < without.Phases[0].ServedParcels {
		t.Errorf("with half paid by others: %+v, first year %+v; without: first year %+v", with.Joint.Cost, with.Phases[0], without.Phases[0])
	}
	costs, err := costBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	tiers := map[data.FacilityTier]data.TierCost{}
	for tier, cost := range costs.Tiers {
		if cost.BuildMonths = 0; tier == data.ServicePoint {
			cost.BuildMonths = 18
		}
		tiers[tier] = cost
	}
	costs.Tiers = tiers
	slow := phasesOf(t, tierPlan(t, s, PlanRequest{Phases: budgets, Rules: &data.Rules{Tier: &data.TierRules{Costs: &costs}}}))
	checkLate := slow.Phases
	if len(checkLate[0].Opened) != 0 || len(checkLate[0].Building) == 0 || !slices.Equal(checkLate[0].Building, checkLate[1].Opened) || checkLate[0].SpentYuan == 0 || checkLate[2].SpentYuan != 0 {
		t.Errorf("points that take 18 months: %+v", slow.Phases)
	}
}

func TestAHubThatIsPaidAYearAheadLeavesTheYearItsOwnMoney(t *testing.T) {
	s := smallNetwork(t)
	hub := facility("H", data.Candidate, 118.25, 37.507)
	hub.Tier, hub.OpeningCostYuan = data.Hub, new(int64(100_000)) // 18 months to build
	costs, err := costBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	costs.UnservedYuan = 30                               // so that so small a hub is worth its year
	batch := data.Batch{Facilities: []data.Facility{hub}} // what stands and stays would need a hub in the first year: nothing does
	for _, id := range []string{"P1", "E1", "V1", "S-post", "S-express"} {
		gone := facility(id, data.Closed, 118.23, 37.507)
		if gone.Tier = data.ServicePoint; id[0] == 'S' {
			gone.Tier = data.Station
		}
		batch.Facilities = append(batch.Facilities, gone)
	}
	load(t, s, batch)
	budgets := []int64{120_000, 10_000, 60_000}
	rules := data.Rules{Tier: &data.TierRules{Costs: &costs}}
	out := phasesOf(t, tierPlan(t, s, PlanRequest{Phases: budgets, Rules: &rules}))
	first, second := out.Phases[0], out.Phases[1]
	if first.Served != 0 || !slices.Contains(first.Building, "H") || first.SpentYuan != 100_000 || !slices.Contains(second.Opened, "H") || first.LeftYuan != 20_000 || second.SpentYuan > 30_000 || out.Phases[2].ObjectiveYuan != *out.Joint.ObjectiveYuan || second.Served == 0 {
		t.Errorf("year 1 %+v, year 2 %+v", first, second)
	}
}
