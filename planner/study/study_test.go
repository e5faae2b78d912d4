package study

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/report"

	"github.com/paulmach/orb"
)

const testTown = "370522101000"

// newStudy opens an empty store in a temporary file.
func newStudy(t testing.TB) *Study {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }
	store, err := gpkg.Open(t.Context(), filepath.Join(t.TempDir(), "s.gpkg"), gpkg.Options{Create: true, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Study{Store: store, Now: now, Version: "test", Actor: "test"}
}

func load(t *testing.T, s *Study, batch data.Batch) {
	t.Helper()
	batch.Areas = append(batch.Areas,
		data.Area{Code: "370522", Name: "利津县", Tier: data.TierCounty, Kind: data.KindCounty},
		data.Area{Code: testTown, Name: "北宋镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "370522"})
	if _, err := s.Store.Load(t.Context(), batch, data.ChangeNote{Actor: "test", At: s.Now(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
}

func settlement(n int, population int64, lon, lat float64) data.Settlement {
	return data.Settlement{Code: fmt.Sprintf("370522101%03d", 200+n), Name: fmt.Sprintf("%d村", n), Kind: data.KindVillage, Town: testTown,
		Population: &population, Location: &orb.Point{lon, lat}}
}

func facility(id string, status data.FacilityStatus, lon, lat float64, operators ...data.Operator) data.Facility {
	return data.Facility{ID: id, Name: id, Tier: data.ServicePoint, Operators: operators, Offers: []data.Offer{data.Pickup}, Status: status,
		Town: testTown, Location: &orb.Point{lon, lat}}
}

func TestAuditAgreesWithARecountByHand(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 0))
	s := newStudy(t)
	var batch data.Batch
	for i := range 60 {
		batch.Settlements = append(batch.Settlements, settlement(i, int64(100+i), 118+rng.Float64()*0.2, 37.4+rng.Float64()*0.2))
	}
	batch.Settlements[7].Location = nil
	batch.Settlements[8].Kind = data.KindPseudo
	for i := range 12 {
		one := facility(fmt.Sprint("f", i), data.Active, 118+rng.Float64()*0.2, 37.4+rng.Float64()*0.2, data.Operators()[i%4])
		switch i {
		case 3:
			one.Status = data.Closed
		case 4:
			one.Offers = []data.Offer{data.Retail}
		case 5:
			one.Location = nil
		}
		batch.Facilities = append(batch.Facilities, one)
	}
	load(t, s, batch)
	audit, err := s.Audit(t.Context(), AuditRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var covered, located int
	var people int64
	for _, one := range batch.Settlements {
		if one.Kind == data.KindPseudo || one.Location == nil {
			continue
		}
		located++
		for _, f := range batch.Facilities {
			if f.Status == data.Active && f.Location != nil && f.Offers[0] == data.Pickup && float64(geo.Distance(*one.Location, *f.Location))*1.3 <= 2000 {
				covered++
				people += *one.Population
				break
			}
		}
	}
	if covered == 0 || covered == located {
		t.Fatalf("the instance says nothing: %d of %d covered", covered, located)
	}
	if audit.CoveredSettlements != covered || *audit.CoveredPopulation != people || audit.UnlocatedSettlements != 1 || audit.Settlements != 59 {
		t.Fatalf("got %+v; by hand %d covered, %d people", audit.Counts, covered, people)
	}
	if len(audit.Reached) != 59 {
		t.Fatalf("%d of 59 settlements have a class", len(audit.Reached))
	}
}

func TestFacilitiesOutsideTheAreaCount(t *testing.T) {
	s := newStudy(t)
	neighbour := facility("f", data.Active, 118.001, 37.4, data.Postal)
	neighbour.Town = "370523101000"
	load(t, s, data.Batch{
		Areas: []data.Area{{Code: "370523", Tier: data.TierCounty, Kind: data.KindCounty, Name: "广饶县"},
			{Code: "370523101000", Tier: data.TierTown, Kind: data.KindTown, Name: "大王镇", Parent: "370523"}},
		Settlements: []data.Settlement{settlement(1, 10, 118, 37.4)}, Facilities: []data.Facility{neighbour},
	})
	audit, err := s.Audit(t.Context(), AuditRequest{Area: "370522"})
	if err != nil || audit.CoveredSettlements != 1 {
		t.Fatalf("got %+v, %v", audit, err)
	}
}

func lscp(area string) PlanRequest { return PlanRequest{Area: area, Model: "lscp"} }

func TestAPlanIsSavedVerifiedAndRepeats(t *testing.T) {
	s := newStudy(t)
	var batch data.Batch
	for i := range 30 {
		batch.Settlements = append(batch.Settlements, settlement(i, 100, 118+float64(i)*0.01, 37.4))
	}
	batch.Facilities = append(batch.Facilities, facility("f", data.Active, 118, 37.4, data.Postal))
	load(t, s, batch)
	plan, err := s.Plan(t.Context(), lscp("370522"))
	if err != nil {
		t.Fatal(err)
	}
	// 0.01 degree is 883 m, 1148 m with the detour: a point covers itself and one neighbour on each side.
	// The facility covers villages 0 and 1, so 28 are left: ten points.
	if plan.Status != "optimal" || *plan.Objective != 10 || !plan.Verified || len(plan.Opened) != 10 || len(plan.Assignments) != 30 {
		t.Fatalf("status %s, objective %d, opened %d, assigned %d", plan.Status, *plan.Objective, len(plan.Opened), len(plan.Assignments))
	}
	var newly int64
	for _, site := range plan.Opened {
		newly += site.NewlyCovered
	}
	if newly != 28 {
		t.Errorf("sites claim %d newly covered settlements, want 28", newly)
	}
	var after report.Audit
	if err := json.Unmarshal(plan.After, &after); err != nil || after.CoveredSettlements != 30 {
		t.Fatalf("after: %+v, %v", after.Counts, err)
	}
	again, err := s.Plan(t.Context(), lscp("370522"))
	if err != nil || again.Fingerprint != plan.Fingerprint {
		t.Fatalf("again: %s, then %s, %v", plan.Fingerprint, again.Fingerprint, err)
	}
	saved, err := s.Store.Plan(t.Context(), plan.ID)
	if err != nil || saved.Fingerprint != plan.Fingerprint {
		t.Fatalf("saved %s, %v", saved.Fingerprint, err)
	}
	plans, err := s.Store.Plans(t.Context(), data.Query{})
	if err != nil || len(plans) != 1 {
		t.Fatalf("%d plans, %v; saving again adds none", len(plans), err)
	}
}

func TestAChangedInputChangesTheFingerprint(t *testing.T) {
	s := newStudy(t)
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(1, 10, 118, 37.4), settlement(2, 10, 118.1, 37.4)}})
	one := int64(1)
	first, err := s.Plan(t.Context(), PlanRequest{Model: "mclp", P: &one})
	if err != nil {
		t.Fatal(err)
	}
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(1, 11, 118, 37.4)}})
	second, err := s.Plan(t.Context(), PlanRequest{Model: "mclp", P: &one})
	if err != nil || first.InputFingerprint == second.InputFingerprint {
		t.Fatalf("one more person left the fingerprint at %s, %v", second.InputFingerprint, err)
	}
	if *second.Objective != 11 {
		t.Fatalf("objective %d, want the village of 11", *second.Objective)
	}
}

func TestAnUnreachableVillageMakesThePlanInfeasibleAndIsNamed(t *testing.T) {
	s := newStudy(t)
	load(t, s, data.Batch{
		Settlements: []data.Settlement{settlement(1, 10, 118, 37.4), settlement(2, 10, 118.5, 37.4)},
		Facilities:  []data.Facility{facility("c", data.Candidate, 118, 37.4)},
	})
	plan, err := s.Plan(t.Context(), lscp(""))
	if err != nil {
		t.Fatal(err)
	}
	if plan.Status != string(planner.Infeasible) || len(plan.Blocked) != 1 || plan.Blocked[0].Name != "2村" || plan.Reason == "" || len(plan.Opened) != 1 {
		t.Fatalf("got %s, blocked %+v, reason %q, opened %+v", plan.Status, plan.Blocked, plan.Reason, plan.Opened)
	}
	if plan.Blocked[0].NearestMeters == nil || *plan.Blocked[0].NearestMeters < 50_000 {
		t.Fatalf("the nearest site of a blocked village is not told: %+v", plan.Blocked[0])
	}
}

func TestAPlanRefusesWhatItCannotCount(t *testing.T) {
	s := newStudy(t)
	unknown := settlement(1, 0, 118, 37.4)
	unknown.Population = nil
	load(t, s, data.Batch{Settlements: []data.Settlement{unknown, settlement(2, 5, 118.1, 37.4)}})
	ten := int64(10)
	for want, request := range map[string]PlanRequest{
		"--weight settlements": {Model: "mclp", P: &ten, Weight: ByPopulation},
		"opening cost":         {Model: "mclp", Budget: &ten},
		"use mclp":             {Model: "lscp", P: &ten},
		"weight":               {Model: "lscp", Weight: "cows"},
		"is not one of":        {Model: "best"},
	} {
		if _, err := s.Plan(t.Context(), request); err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%+v: got %v, want an invalid error with %q", request, err, want)
		}
	}
	plan, err := s.Plan(t.Context(), PlanRequest{Model: "mclp", P: &ten})
	if err != nil || plan.Scenario.Weight != BySettlements || len(plan.Notes) == 0 {
		t.Fatalf("without a weight: %+v, %v", plan.Scenario, err)
	}
}

func TestAnEmptyStoreSaysWhatToDo(t *testing.T) {
	s := newStudy(t)
	if _, err := s.Audit(t.Context(), AuditRequest{}); err == nil || !strings.Contains(err.Error(), "cuntong load") {
		t.Fatalf("got %v", err)
	}
}

func TestAPlanCancelledBeforeItsFirstAnswerSavesNothing(t *testing.T) {
	s := newStudy(t)
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(1, 10, 118, 37.4)}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Plan(ctx, lscp("")); err == nil {
		t.Fatal("a cancelled plan was answered")
	}
	if plans, err := s.Store.Plans(t.Context(), data.Query{}); err != nil || len(plans) != 0 {
		t.Fatalf("%d plans were saved, %v", len(plans), err)
	}
}

// countrysideToPhase has 40 villages of unlike size and a candidate at every other one, with costs.
func countrysideToPhase(t *testing.T) *Study {
	s := newStudy(t)
	rng := rand.New(rand.NewPCG(5, 0))
	var batch data.Batch
	for i := range 40 {
		lon, lat := 118+rng.Float64()*0.15, 37.4+rng.Float64()*0.15
		batch.Settlements = append(batch.Settlements, settlement(i, 50+rng.Int64N(900), lon, lat))
		if i%2 == 0 {
			one := facility(fmt.Sprintf("c%02d", i), data.Candidate, lon, lat)
			one.OpeningCostYuan = new(10_000 + rng.Int64N(9)*1000)
			batch.Facilities = append(batch.Facilities, one)
		}
	}
	load(t, s, batch)
	return s
}

func TestAPlanInPhasesKeepsEachBudgetAndIsListedYearByYear(t *testing.T) {
	s := countrysideToPhase(t)
	request := PlanRequest{Model: "mclp", Phases: []int64{40_000, 0, 30_000}}
	plan, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	counts := report.Phases(plan)
	if len(counts) != 3 || counts[0] == 0 || counts[1] != 0 || counts[2] == 0 {
		t.Fatalf("phases open %v sites", counts)
	}
	at := 0
	for k, count := range counts {
		yuan := int64(0)
		for _, site := range plan.Opened[at : at+count] {
			yuan += *site.OpeningCostYuan
		}
		if yuan > request.Phases[k] {
			t.Errorf("phase %d spends %d of %d yuan", k+1, yuan, request.Phases[k])
		}
		at += count
	}
	if at != len(plan.Opened) || plan.Status != string(planner.Optimal) {
		t.Errorf("%d sites in phases, %d in all, status %s", at, len(plan.Opened), plan.Status)
	}
	first, err := s.SolvePlan(t.Context(), PlanRequest{Model: "mclp", Budget: &request.Phases[0]})
	if err != nil || len(first.Opened) != counts[0] {
		t.Errorf("the first year alone opens %d sites, error %v", len(first.Opened), err)
	}
	kept, err := s.Store.Plan(t.Context(), plan.ID)
	if err != nil || fmt.Sprint(kept.Scenario.Phases) != "[40000 0 30000]" || fmt.Sprint(report.Phases(kept)) != fmt.Sprint(counts) {
		t.Errorf("kept: phases %v, counts %v, error %v", kept.Scenario.Phases, report.Phases(kept), err)
	}
	if _, err := s.SolvePlan(t.Context(), PlanRequest{Model: "lscp", Phases: []int64{1}}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("lscp in phases: %v", err)
	}
}

func TestAFrontierAgreesWithPlansOfTheSameLimit(t *testing.T) {
	s := countrysideToPhase(t)
	for _, by := range []string{ByPoints, ByYuan} {
		f, err := s.Frontier(t.Context(), FrontierRequest{By: by})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []int{0, len(f.Points) / 2, len(f.Points) - 1} {
			point := f.Points[k]
			request := PlanRequest{Model: "mclp", P: &point.Points}
			if by == ByYuan {
				request.P, request.Budget = nil, point.Yuan
			}
			plan, err := s.SolvePlan(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			if *plan.Objective < point.Weight || *plan.Objective > point.Bound {
				t.Errorf("by %s, point %d: a plan covers %d, the curve says %d to %d", by, k, *plan.Objective, point.Weight, point.Bound)
			}
		}
	}
}
