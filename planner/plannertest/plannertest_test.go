package plannertest_test

import (
	"reflect"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
)

func TestSameSeedGivesTheSameProblemAndItIsSound(t *testing.T) {
	for seed := int64(1); seed <= 200; seed++ {
		for _, objective := range []planner.Objective{planner.LSCP, planner.MCLP} {
			p := plannertest.Random(objective, seed)
			if err := p.Check(); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if !reflect.DeepEqual(p, plannertest.Random(objective, seed)) {
				t.Fatalf("seed %d gives two problems", seed)
			}
		}
	}
	county := plannertest.County{Villages: 80, FixedShare: 0.2, Seed: 1}
	if p := county.Siting(); p.Check() != nil || !reflect.DeepEqual(p, county.Siting()) {
		t.Error("the county is not sound or not the same twice")
	}
}

func TestSeedsMixWhatProblemsAreMadeOf(t *testing.T) {
	var fixed, forbidden, onlyNew, onlyBudget, both, blocked, seconds int
	for seed := int64(1); seed <= 600; seed++ {
		p := plannertest.Random(planner.MCLP, seed)
		switch {
		case p.New != nil && p.BudgetYuan != nil:
			both++
		case p.New != nil:
			onlyNew++
		default:
			onlyBudget++
		}
		if p.Limit.Metric == geo.BySeconds {
			seconds++
		}
		for _, s := range p.Sites {
			if s.Fixed {
				fixed++
			}
			if s.Forbidden {
				forbidden++
			}
		}
		for i := range p.Demands {
			reached := false
			for j, leg := range p.Travel.Row(i) {
				reached = reached || !p.Sites[j].Forbidden && p.Limit.Allows(leg)
			}
			if !reached {
				blocked++
			}
		}
	}
	for name, count := range map[string]int{"fixed": fixed, "forbidden": forbidden, "new": onlyNew, "budget": onlyBudget, "both": both, "blocked": blocked, "seconds": seconds} {
		if count < 50 {
			t.Errorf("only %d cases of %q in 600 problems", count, name)
		}
	}
}

func TestBruteForceKnowsAProblemSolvedByHand(t *testing.T) {
	b := geo.NewSparseBuilder(3)
	for _, covers := range [][]int{{0}, {0, 1}, {1, 2}, {2}} {
		for _, j := range covers {
			b.Add(j, geo.Leg{Meters: 5, Seconds: 5})
		}
		b.EndRow()
	}
	p := &planner.Siting{Objective: planner.LSCP, Travel: b.Matrix(), Limit: geo.Limit{Metric: geo.ByMeters, Value: 5},
		Demands: []planner.Demand{{Weight: 3}, {Weight: 4}, {Weight: 5}, {Weight: 6}}, Sites: []planner.Site{{CostYuan: 9}, {CostYuan: 1}, {CostYuan: 9}}}
	if got := plannertest.BruteForce(p); got != 2 {
		t.Errorf("lscp: %d, expected sites 0 and 2", got)
	}
	p.Objective, p.New = planner.MCLP, new(int64(1))
	if got := plannertest.BruteForce(p); got != 11 {
		t.Errorf("mclp with one site: %d, expected 11 by site 2", got)
	}
	p.New, p.BudgetYuan = nil, new(int64(8))
	if got := plannertest.BruteForce(p); got != 9 {
		t.Errorf("mclp within 8 yuan: %d, expected 9 by site 1", got)
	}
}
