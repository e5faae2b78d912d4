package study

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// Of many scenarios, good and bad, those are blocked that the plan refuses, in its words, and no others.
func TestAPreflightBlocksWhatThePlanRefusesAndNothingElse(t *testing.T) {
	one, ten := int64(1), int64(10)
	bare := func() *Study { // no candidates, a population and a position unknown
		s := newStudy(t)
		unknown, lost := settlement(1, 0, 118, 37.4), settlement(3, 5, 0, 0)
		unknown.Population, lost.Location = nil, nil
		load(t, s, data.Batch{Settlements: []data.Settlement{unknown, settlement(2, 5, 118.1, 37.4), lost}})
		return s
	}
	lost := func() *Study {
		s := newStudy(t)
		one := settlement(1, 10, 0, 0)
		one.Location = nil
		load(t, s, data.Batch{Settlements: []data.Settlement{one}})
		return s
	}
	stores := map[string]*Study{"sample": sampled(t), "bare": bare(), "lost": lost(), "empty": newStudy(t), "network": smallNetwork(t), "river": river(t)}
	rules := func(r data.Rules) *data.Rules { return &r }
	blocked := map[string]int{}
	for _, c := range []struct {
		store, code string // of what blocks; empty: nothing
		ask         data.Scenario
	}{
		{"sample", "", data.Scenario{Area: "370522", Model: "lscp"}},
		{"sample", "", data.Scenario{Area: "370522", Model: "mclp", P: &ten, Weight: ByPopulation}},
		{"sample", "", data.Scenario{Area: "370522", Model: "mclp", Budget: &ten}},
		{"sample", "", data.Scenario{Area: "370522", Model: "mclp", P: &one, Rules: rules(data.Rules{FloorPermil: new(int64(1000))})}}, // infeasible is an answer
		{"bare", "no_roads", data.Scenario{Model: "lscp", Travel: ByRoad}},
		{"sample", "refused", data.Scenario{Area: "370522", Model: "lscp", P: &one}},
		{"sample", "refused", data.Scenario{Area: "370522", Model: "best"}},
		{"sample", "refused", data.Scenario{Area: "110000", Model: "lscp"}},
		{"sample", "refused", data.Scenario{Model: "lscp", Standard: "none"}},
		{"sample", "rule_sites", data.Scenario{Area: "370522", Model: "mclp", P: &one, Rules: rules(data.Rules{Forbid: []string{"nowhere", "elsewhere"}})}},
		{"sample", "refused", data.Scenario{Area: "370522", Model: "mclp", P: &one, Rules: rules(data.Rules{Needs: new(int64(0))})}},
		{"sample", "refused", data.Scenario{Area: "370522", Model: "facility", Rules: rules(data.Rules{})}},
		{"sample", "refused", data.Scenario{Area: "370522", Model: "mclp", P: &one, Rules: rules(data.Rules{Tier: &data.TierRules{}})}},
		{"sample", "refused", data.Scenario{Area: "370522", Model: "mclp", P: &one, Changes: &data.ChangeSet{Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "nowhere"}}}}},
		{"bare", "", data.Scenario{Model: "lscp"}},
		{"bare", "", data.Scenario{Model: "mclp", P: &one}},
		{"bare", "population", data.Scenario{Model: "mclp", P: &one, Weight: ByPopulation}},
		{"bare", "opening_costs", data.Scenario{Model: "mclp", Budget: &ten}},
		{"bare", "opening_costs", data.Scenario{Model: "scp"}},
		{"bare", "parcels", data.Scenario{Model: "mclp", P: &one, Rules: rules(data.Rules{Capacity: new(5.0)})}},
		{"bare", "refused", data.Scenario{Model: TierModel, P: &one}},
		{"bare", "parcels", data.Scenario{Model: TierModel}},
		{"bare", "hubs", data.Scenario{Model: TierModel, Rules: rules(data.Rules{Tier: &data.TierRules{Assume: &data.AssumedParcels{In: 5, Out: 5}}})}},
		{"lost", "positions", data.Scenario{Model: "lscp"}},
		{"empty", "refused", data.Scenario{Model: "lscp"}},
		{"network", "", data.Scenario{Area: "370522", Model: TierModel}},
		{"river", "", data.Scenario{Model: "lscp", Travel: ByRoad}},
		{"river", "refused", data.Scenario{Model: "lscp", Travel: ByRoad, Changes: &data.ChangeSet{Roads: []data.RoadChange{{Do: data.CloseRoad, Road: "no such road"}}}}},
		{"river", "refused", data.Scenario{Model: "lscp", Changes: &data.ChangeSet{Roads: []data.RoadChange{{Do: data.CloseRoad, Road: "no such road"}}}}}, // by straight line too
		{"river", "refused", data.Scenario{Model: "lscp", Travel: ByRoad, Profile: "rocket"}},
	} {
		t.Run(fmt.Sprint(c.store, " ", c.ask.Model, " ", c.code), func(t *testing.T) {
			s, q := stores[c.store], c.ask
			_, err := s.SolvePlan(t.Context(), PlanRequest{Area: q.Area, Standard: q.Standard, Travel: q.Travel, Profile: q.Profile, Model: q.Model, Weight: q.Weight, P: q.P, Budget: q.Budget,
				Changes: q.Changes, Rules: q.Rules, Options: planner.Options{Effort: 20_000_000}})
			got, failed := s.Preflight(t.Context(), q)
			if failed != nil {
				t.Fatal(failed)
			}
			var blocks []report.PreflightFinding
			for i, f := range got.Findings {
				if f.Level == report.PreflightBlocks {
					blocks = append(blocks, f)
				}
				if f.Sentence.ZH == "" || f.Sentence.EN == "" || f.Count < len(f.Keys) || (f.Level == report.PreflightOK) != (f.Level != report.PreflightBlocks && f.Level != report.PreflightWarns) {
					t.Errorf("finding %d: %+v", i, f)
				}
				if i > 0 && f.Code == got.Findings[i-1].Code {
					t.Errorf("%s is found twice", f.Code)
				}
			}
			switch {
			case (err != nil) != (len(blocks) == 1) || got.Ready != (err == nil):
				t.Fatalf("the plan says %v, the pre-flight %+v", err, blocks)
			case err == nil && c.code == "":
				if got.Demands == nil || got.Sites == nil || got.Pairs == nil || *got.Demands == 0 {
					t.Errorf("the size is %v × %v, %v pairs", got.Demands, got.Sites, got.Pairs)
				}
			case err == nil || blocks[0].Code != c.code || blocks[0].Detail != refusalWords(err):
				t.Errorf("the plan says %q, expected %q; the pre-flight %+v", err, c.code, blocks)
			}
			blocked[c.code]++
		})
	}
	if len(blocked) < 9 {
		t.Errorf("only %v were seen", blocked)
	}
}

func TestAPreflightCountsAndNamesWhatToMind(t *testing.T) {
	s := newStudy(t)
	unknown, lost := settlement(1, 0, 118, 37.4), settlement(3, 5, 0, 0)
	unknown.Population, lost.Location = nil, nil
	cheap, dear := facility("cheap", data.Candidate, 118, 37.4), facility("dear", data.Candidate, 118.0, 37.401)
	dear.OpeningCostYuan = nil
	cheap.OpeningCostYuan = new(int64(5))
	load(t, s, data.Batch{Settlements: []data.Settlement{unknown, settlement(2, 5, 118.9, 37.4), lost}, Facilities: []data.Facility{cheap, dear, facility("soon", data.Planned, 118, 37.4)}})
	one := int64(1)
	p, err := s.Preflight(t.Context(), data.Scenario{ID: "x", Model: "mclp", P: &one})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"positions": "warns 1 [" + lost.Code + "]", "population": "warns 1 [" + unknown.Code + "]", "opening_costs": "warns 1 [dear]", "within_limit": "warns 1 [" + settlement(2, 0, 0, 0).Code + "]",
		"planned": "warns 1 []", "candidates": "ok 2 []", "standard": "warns 0 []", "sample": "-",
	}
	for code, words := range want {
		at := slices.IndexFunc(p.Findings, func(f report.PreflightFinding) bool { return f.Code == code })
		got := "-"
		if at >= 0 {
			got = fmt.Sprintf("%s %d %v", p.Findings[at].Level, p.Findings[at].Count, p.Findings[at].Keys)
		}
		if got != words {
			t.Errorf("%s: got %s, want %s", code, got, words)
		}
	}
	if !p.Ready || *p.Demands != 2 || *p.Sites != 2 || *p.Pairs != 2 || p.Estimate != nil {
		t.Errorf("got %+v", p)
	}

	// A model that serves everybody ends without an answer where somebody is out of reach, and pairs are those within its own limit.
	ask := data.Scenario{ID: "x", Model: "median", P: &one, Rules: &data.Rules{Within: new(int64(50))}}
	if p, err = s.Preflight(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	plan, err := s.SolvePlan(t.Context(), PlanRequest{Model: ask.Model, P: ask.P, Rules: ask.Rules})
	if err != nil || plan.Objective != nil || plan.Status != string(planner.Infeasible) {
		t.Fatalf("%s, %v", plan.Status, err)
	}
	at := slices.IndexFunc(p.Findings, func(f report.PreflightFinding) bool { return f.Code == report.FindWithin })
	if f := p.Findings[at]; f.Params["ends"] != plan.Status || !strings.Contains(f.Sentence.EN, "infeasible") || *p.Pairs != 1 {
		t.Errorf("%+v, %d pairs", f, *p.Pairs)
	}
}

// An estimate is of jobs on record alone.
func TestAnEstimateIsOfComparableJobs(t *testing.T) {
	s := newStudy(t)
	store := s.Store.(data.JobStore)
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(1, 5, 118, 37.4)}})
	for _, parameters := range []string{`{"model":"lscp","area":"370522"}`, `{"model":"lscp","area":"370522","seed":2}`, `{"model":"mclp","area":"370522","p":1}`, `{"model":"lscp","area":""}`, `{"model":"lscp","area":"370522","travel":"road"}`} {
		j, _, err := store.SubmitJob(t.Context(), data.JobDraft{Kind: "plan", Parameters: []byte(parameters), Priority: data.Interactive})
		if err != nil {
			t.Fatal(err)
		}
		claimed, err := store.ClaimJob(t.Context(), j.ID, "w", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.FinishJob(t.Context(), j.ID, claimed.Lease.Token, data.JobOutcome{State: data.JobDone}); err != nil {
			t.Fatal(err)
		}
	}
	p, err := s.Preflight(t.Context(), data.Scenario{Area: "370522", Model: "lscp"})
	if err != nil || p.Estimate == nil || p.Estimate.Jobs != 2 || p.Estimate.LeastSeconds < 0 || p.Estimate.MedianSeconds > p.Estimate.MostSeconds {
		t.Errorf("got %+v, %v, want the two jobs of lscp in the county by straight line", p.Estimate, err)
	}
	if p, err = s.Preflight(t.Context(), data.Scenario{Area: "370522", Model: "center", P: new(int64(1))}); err != nil || p.Estimate != nil {
		t.Errorf("got %+v, %v, want none: unknown is never zero", p.Estimate, err)
	}
}
