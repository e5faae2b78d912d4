package why

import (
	"context"
	"flag"
	"slices"
	"testing"

	"cuntong/planner"
	"cuntong/planner/assign"
	"cuntong/planner/plannertest"
)

var (
	firstSeed = flag.Int64("seed", 1, "first seed of the random problems")
	manySeeds = flag.Int64("seeds", 120, "how many random problems of each objective")
)

const effort = 20_000_000

func TestAConflictIsOneAndCannotBeReduced(t *testing.T) {
	found := 0
	for _, objective := range plannertest.Objectives() {
		for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
			p := plannertest.Mixed(objective, seed)
			best := plannertest.BruteForce(p)
			c, err := FindConflict(t.Context(), p, effort)
			if err != nil {
				t.Fatal(err)
			}
			if best >= 0 {
				if c != nil {
					t.Fatalf("%s seed %d: a conflict %v, though there is an answer", objective, seed, c.Limits)
				}
				continue
			}
			if c == nil {
				if objective == planner.Huff && p.Loaded() {
					continue // loads that are chosen are not searched
				}
				t.Fatalf("%s seed %d: no conflict, though there is no answer", objective, seed)
			}
			found++
			all := limitsOf(p)
			keep := make([]bool, len(all))
			for k, limit := range all {
				keep[k] = slices.Contains(c.Limits, limit)
			}
			if left := plannertest.BruteForce(without(p, all, keep)); left >= 0 {
				t.Fatalf("%s seed %d: %v hold together (%d)", objective, seed, c.Limits, left)
			}
			if !c.Irreducible {
				t.Errorf("%s seed %d: %v not proven irreducible", objective, seed, c.Limits)
			}
			for k := range keep {
				if !keep[k] {
					continue
				}
				keep[k] = false
				if plannertest.BruteForce(without(p, all, keep)) < 0 {
					t.Fatalf("%s seed %d: %v of %v is not needed", objective, seed, all[k], c.Limits)
				}
				keep[k] = true
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d conflicts", found)
	}
}

func TestWhatASiteIsWorthAgreesWithBruteForce(t *testing.T) {
	explained := 0
	for _, objective := range []planner.Objective{planner.MCLP, planner.PMedian, planner.PCenter, planner.MaxMin} {
		options := []planner.Option{planner.OptionExclusive}
		if objective == planner.MCLP {
			options = []planner.Option{planner.OptionNeeds, planner.OptionDecay, planner.OptionBackup, planner.OptionExclusive}
		}
		for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
			p := plannertest.Mixed(objective, seed, options...)
			a, err := assign.New().Solve(context.Background(), p, planner.Options{})
			if err != nil || a.Objective == nil {
				continue
			}
			x, err := Explain(t.Context(), p, a, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, site := range x.Sites {
				explained++
				only := func(open ...int32) int64 {
					q := *p
					q.Sites = slices.Clone(p.Sites)
					for j := range q.Sites {
						if !q.Sites[j].Fixed && !slices.Contains(open, int32(j)) {
							q.Sites[j].Forbidden = true
						}
					}
					return plannertest.BruteForce(&q)
				}
				rest := slices.DeleteFunc(slices.Clone(a.Open), func(j int32) bool { return j == site.Site })
				got := int64(-1)
				if site.Without != nil {
					got = *site.Without
				}
				if want := only(rest...); got != want {
					t.Fatalf("%s seed %d: without site %d %d, brute force %d", objective, seed, site.Site, got, want)
				}
				for _, other := range site.Others {
					if want := only(append(slices.Clone(rest), other.Site)...); other.Objective != want {
						t.Fatalf("%s seed %d: site %d for %d gives %d, brute force %d", objective, seed, other.Site, site.Site, other.Objective, want)
					}
				}
			}
			for _, one := range x.Demands {
				if blocked := slices.Contains(a.Blocked, one.Demand); blocked != (one.Block == Distance || one.Block == Forbidden) {
					t.Fatalf("%s seed %d: demand %d is held back by %s, blocked: %v", objective, seed, one.Demand, one.Block, blocked)
				}
			}
		}
	}
	if explained < 100 {
		t.Errorf("only %d sites explained", explained)
	}
}

func TestEveryUncoveredDemandHasAReasonThatHolds(t *testing.T) {
	seen := map[Block]int{}
	for seed := *firstSeed; seed < *firstSeed+4**manySeeds; seed++ {
		p := plannertest.Mixed(planner.MCLP, seed)
		a, err := assign.New().Solve(context.Background(), p, planner.Options{})
		if err != nil || a.Objective == nil {
			continue
		}
		x, err := Explain(t.Context(), p, a, Options{Others: 1})
		if err != nil {
			t.Fatal(err)
		}
		newly := int64(0)
		for _, j := range a.Open {
			if !p.Sites[j].Fixed {
				newly++
			}
		}
		for _, one := range x.Demands {
			seen[one.Block]++
			if one.Block == Number && newly < *p.New {
				t.Errorf("seed %d: the number is not used up", seed)
			}
			if one.Block == Distance && len(p.Sites) > 0 && one.Nearest >= 0 && p.Sites[one.Nearest].Forbidden {
				t.Errorf("seed %d: demand %d has a forbidden site as its nearest", seed, one.Demand)
			}
		}
	}
	for _, block := range []Block{Distance, Forbidden, Capacity, MinLoad, Rival, Number, Budget, Choice} {
		if seen[block] == 0 {
			t.Errorf("no demand is held back by %s: %v", block, seen)
		}
	}
}
