package study

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner"
)

// silent is the small network without the parcels of every third village, and said the one whose records say 25 down and 5 up there.
func silent(t *testing.T) (without, said *Study) {
	t.Helper()
	without, said = smallNetwork(t), smallNetwork(t)
	rows, err := without.Store.Settlements(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var gone, filled []data.Settlement
	for n, village := range rows {
		if n%3 != 0 {
			continue
		}
		village.ParcelsInDay, village.ParcelsOutDay = nil, nil
		gone = append(gone, village)
		village.ParcelsInDay, village.ParcelsOutDay = new(25.0), new(5.0)
		filled = append(filled, village)
	}
	load(t, without, data.Batch{Settlements: gone})
	load(t, said, data.Batch{Settlements: filled})
	return without, said
}

func TestAssumedParcelsPlanAsRecordsThatSayThem(t *testing.T) {
	without, said := silent(t)
	options := planner.Options{Effort: 5_000_000}
	double := &data.ChangeSet{DemandFactor: new(2.0)}
	for _, changes := range []*data.ChangeSet{nil, double} {
		assumed, err := without.PlanNetwork(t.Context(), NetworkRequest{Area: "370522", Assume: &data.AssumedParcels{In: 25, Out: 5}, Changes: changes, Options: options}, true, false)
		if err != nil {
			t.Fatal(err)
		}
		recorded, err := said.PlanNetwork(t.Context(), NetworkRequest{Area: "370522", Changes: changes, Options: options}, true, false)
		if err != nil {
			t.Fatal(err)
		}
		assumed.Joint.Seconds, recorded.Joint.Seconds = 0, 0
		if !reflect.DeepEqual(assumed.Joint, recorded.Joint) || *assumed.SavingYuan != *recorded.SavingYuan {
			t.Errorf("assumed: %+v\nrecorded: %+v", assumed.Joint, recorded.Joint)
		}
		if assumed.Assumed == nil || assumed.Assumed.Villages != 4 || recorded.Assumed != nil {
			t.Errorf("assumed for %+v, recorded %+v, expected 4 villages and none", assumed.Assumed, recorded.Assumed)
		}
		if assumed.Fingerprint == recorded.Fingerprint {
			t.Error("an assumption and a record have the same fingerprint")
		}
		if !strings.Contains(assumed.Sentence.ZH, "4 个村没有件量记录，缺的按假定计（每村每日下行 25 件、上行 5 件）") || strings.Contains(recorded.Sentence.ZH, "假定") {
			t.Errorf("said %s and %s", assumed.Sentence.ZH, recorded.Sentence.ZH)
		}
	}
	left, err := without.PlanNetwork(t.Context(), NetworkRequest{Area: "370522", Options: options}, false, false)
	if err != nil || left.Joint.LeftOut != 4 || left.Joint.Villages != 8 || left.Assumed != nil {
		t.Errorf("without an assumption %+v, %v", left, err)
	}
}

func TestAVillageWithoutPositionIsNotAssumed(t *testing.T) {
	s := smallNetwork(t)
	nowhere := settlement(90, 100, 0, 0)
	nowhere.Location = nil
	half := settlement(91, 100, 118.21, 37.51)
	half.ParcelsInDay = new(60.0)
	load(t, s, data.Batch{Settlements: []data.Settlement{nowhere, half}})
	out, err := s.PlanNetwork(t.Context(), NetworkRequest{Assume: &data.AssumedParcels{In: 25, Out: 5}, Options: planner.Options{Effort: 5_000_000}}, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if out.Joint.LeftOut != 1 || out.LeftOut[0] != nowhere.Code || out.Assumed.Villages != 1 {
		t.Errorf("left out %v, assumed for %d", out.LeftOut, out.Assumed.Villages)
	}
	plain, err := smallNetwork(t).PlanNetwork(t.Context(), NetworkRequest{Options: planner.Options{Effort: 5_000_000}}, false, false)
	if err != nil || out.Joint.Parcels != plain.Joint.Parcels+65 {
		t.Errorf("%d parcels, expected the recorded 60 down and the assumed 5 up beside the %d of the others (%v)", out.Joint.Parcels, plain.Joint.Parcels, err)
	}
}

func TestAnAssumptionIsSavedTriedPhasedAndCompared(t *testing.T) {
	s, _ := silent(t)
	assume := func(in float64) *data.Rules {
		return &data.Rules{Tier: &data.TierRules{Assume: &data.AssumedParcels{In: in, Out: 5}}}
	}
	a, b := tierPlan(t, s, PlanRequest{Area: "370522", Rules: assume(25)}), tierPlan(t, s, PlanRequest{Area: "370522", Rules: assume(40)})
	none := tierPlan(t, s, PlanRequest{Area: "370522"})
	if a.InputFingerprint == b.InputFingerprint || a.InputFingerprint == none.InputFingerprint {
		t.Error("other assumptions have the same input fingerprint")
	}
	if tried, err := s.Robust(t.Context(), a.ID, RobustRequest{}); err != nil || tried.Base.Served != 12 {
		t.Errorf("tried: %+v, %v", tried, err)
	}
	got, err := s.Compare(t.Context(), []string{a.ID, b.ID, none.ID})
	if err != nil {
		t.Fatal(err)
	}
	if first := got.Parameters[0]; got.Alike || first.Key != "assume_parcels" || !reflect.DeepEqual(first.Values, []string{"25/5", "40/5", ""}) {
		t.Errorf("parameters %+v", got.Parameters)
	}
	phased := tierPlan(t, s, PlanRequest{Area: "370522", Rules: assume(25), Phases: []int64{60_000, 60_000, 60_000}})
	if out := phasesOf(t, phased); len(out.Phases) != 3 || out.Assumed == nil || out.Assumed.Villages != 4 {
		t.Errorf("in phases: %+v", out.Assumed)
	}
	if _, err := s.Plan(t.Context(), PlanRequest{Model: TierModel, Rules: assume(-1)}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("-1 parcels: %v", err)
	}
}
