package study

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
)

var changeSeed = flag.Uint64("change-seed", 1, "seed of random change-sets")

// The gain of every opening is the difference of two audits, after those before it and alone, and no other site gains more.
func TestASuggestionGainsWhatTheAuditsSay(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T) *Study
		ask  SuggestRequest
	}{
		{"candidates on record", boardCounty, SuggestRequest{Area: "370522", Most: 4}},
		{"by settlements, with rules", boardCounty, SuggestRequest{Area: "370522", Most: 3, Weight: BySettlements, Ignore: []string{"c370522101203"},
			Rules: &data.Rules{Forbid: []string{"c370522101201"}, Open: []string{"c370522101202"}}}},
		{"settlements as hosts, by road, with changes", river, SuggestRequest{Most: 5, Travel: ByRoad, Changes: &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "east"}}}}},
		{"the sample", func(t *testing.T) *Study { return sampled(t) }, SuggestRequest{Area: "370522", Most: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.make(t)
			got, err := s.Suggest(t.Context(), c.ask)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Openings) == 0 {
				t.Fatal("nothing is suggested")
			}
			open := []data.Facility{}
			if c.ask.Rules != nil {
				for _, id := range c.ask.Rules.Open {
					found, err := s.Store.Facilities(t.Context(), data.Query{IDs: []string{id}})
					if err != nil {
						t.Fatal(err)
					}
					found[0].Status = data.Active
					open = append(open, found...)
				}
			}
			counts := func(changes *data.ChangeSet) report.Counts {
				t.Helper()
				audit, err := s.Audit(t.Context(), AuditRequest{Area: c.ask.Area, Travel: c.ask.Travel, Changes: changes, Extra: open})
				if err != nil {
					t.Fatal(err)
				}
				return audit.Counts
			}
			start := counts(c.ask.Changes)
			if !reflect.DeepEqual(start, got.Counts) {
				t.Errorf("before: %+v, the audit says %+v", got.Counts, start)
			}
			for k, one := range got.Openings {
				was, is := counts(withOpenings(c.ask.Changes, got.Openings[:k])), counts(withOpenings(c.ask.Changes, got.Openings[:k+1]))
				alone := counts(withOpenings(c.ask.Changes, got.Openings[k:k+1]))
				if one.Rank != k+1 || one.Gain.Settlements != is.CoveredSettlements-was.CoveredSettlements || one.Alone.Settlements != alone.CoveredSettlements-start.CoveredSettlements ||
					people(is)-people(was) != one.Gain.Population || people(alone)-people(start) != one.Alone.Population {
					t.Errorf("%d %s gains %+v, alone %+v; the audits go from %+v to %+v, alone to %+v", k, one.Site, one.Gain, one.Alone, was, is, alone)
				}
				if len(one.Covers) != one.Gain.Settlements || one.Why.ZH == "" || one.Why.EN == "" || k > 0 && got.Weight == BySettlements && one.Gain.Settlements > got.Openings[k-1].Gain.Settlements {
					t.Errorf("%+v", one)
				}
				if slices.Contains(c.ask.Ignore, one.Site) || c.ask.Rules != nil && (slices.Contains(c.ask.Rules.Forbid, one.Site) || slices.Contains(c.ask.Rules.Open, one.Site)) {
					t.Errorf("%s is suggested against the rules", one.Site)
				}
			}
			after := counts(withOpenings(c.ask.Changes, got.Openings))
			if !reflect.DeepEqual(after, got.After) {
				t.Errorf("after: %+v, the audit says %+v", got.After, after)
			}
			again, err := s.Suggest(t.Context(), c.ask)
			if err != nil || !reflect.DeepEqual(got, again) {
				t.Errorf("asked again it says something else: %v", err)
			}
			t.Log(got.Sentence.ZH, got.Openings[0].Why.ZH)
		})
	}
}

func people(c report.Counts) int64 {
	if c.CoveredPopulation == nil {
		return 0
	}
	return *c.CoveredPopulation
}

// Of equal sites the cheaper is first, unknown costs last, then the ID decides.
func TestSuggestionsBreakTiesByCostAndID(t *testing.T) {
	s := newStudy(t)
	batch := data.Batch{}
	for i, cost := range []int64{-1, 30, 20, 20} {
		lon := 118 + float64(i)*0.2
		batch.Settlements = append(batch.Settlements, settlement(i, 100, lon, 37.4))
		one := facility(fmt.Sprintf("c%d", 9-i), data.Candidate, lon, 37.4)
		if cost >= 0 {
			one.OpeningCostYuan = &cost
		}
		batch.Facilities = append(batch.Facilities, one)
	}
	load(t, s, batch)
	got, err := s.Suggest(t.Context(), SuggestRequest{Most: 10})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, one := range got.Openings {
		order = append(order, one.Site)
	}
	if fmt.Sprint(order) != "[c6 c7 c8 c9]" || got.Openings[3].PeoplePer10000 != nil || *got.Openings[0].PeoplePer10000 != 50_000 || *got.Openings[0].SettlementsShare != 0.25 || got.Further != 0 {
		t.Errorf("got %v, %+v", order, got.Openings)
	}
}

// A proposal to merge is told with what it saves, and what it does to coverage is the difference of two audits.
func TestMergesAreSuggestedWithWhatTheySave(t *testing.T) {
	s := newStudy(t)
	rng := rand.New(rand.NewPCG(*changeSeed, 0))
	batch := data.Batch{}
	for i := range 12 {
		lon, lat := 118+rng.Float64()*0.1, 37.4+rng.Float64()*0.1
		batch.Settlements = append(batch.Settlements, settlement(i, 10, lon, lat))
		for k, operator := range []data.Operator{data.Postal, data.Express} {
			one := facility(fmt.Sprintf("%s-%02d", operator, i), data.Active, lon+float64(k)*0.0002, lat, operator)
			if one.YearlyCostYuan = new(int64(1000 + i)); i == 3 {
				one.YearlyCostYuan = nil
			}
			batch.Facilities = append(batch.Facilities, one)
		}
	}
	load(t, s, batch)
	got, err := s.Suggest(t.Context(), SuggestRequest{Most: 12})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Merges) != 12 || len(got.Openings) != 0 {
		t.Fatalf("%d merges and %d openings", len(got.Merges), len(got.Openings))
	}
	unknown := 0
	for _, one := range got.Merges {
		if one.Premises != 1 || one.Covered != 0 {
			t.Errorf("%+v", one)
		}
		if one.YearlyCostYuan == nil {
			unknown++
		}
	}
	if unknown != 1 {
		t.Errorf("%d savings are unknown, expected the one without a cost on record", unknown)
	}
}
