package charge

import (
	"context"
	"flag"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

var (
	firstSeed = flag.Int64("seed", 1, "first seed of the random problems")
	manySeeds = flag.Int64("seeds", 600, "how many random problems of each kind")
)

// solved returns a recounted answer.
func solved(t testing.TB, p *planner.Siting, o planner.Options) *planner.SitingAnswer {
	t.Helper()
	a, err := New().Solve(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Siting(p, a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnswersAgreeWithBruteForce(t *testing.T) {
	for _, c := range []struct {
		name      string
		objective planner.Objective
		options   []planner.Option
		split     bool
	}{
		{"without capacities", planner.FixedCharge, []planner.Option{planner.OptionSplit}, false},
		{"capacities, demands shared", planner.FixedCharge, []planner.Option{planner.OptionCapacity}, true},
		{"capacities, demands whole", planner.FixedCharge, []planner.Option{planner.OptionCapacity}, false},
		{"p-median, demands shared", planner.PMedian, []planner.Option{planner.OptionCapacity}, true},
		{"p-median, demands whole", planner.PMedian, []planner.Option{planner.OptionCapacity}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, answered := 0, 0
			for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
				p := plannertest.Mixed(c.objective, seed, c.options...)
				p.Splittable = p.Splittable || c.split
				p.BudgetYuan = nil
				if p.Objective == planner.PMedian && (p.New == nil || !p.Loaded()) {
					continue
				}
				if err := New().Accepts(p); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				asked++
				a := solved(t, p, planner.Options{Threads: 2})
				want := plannertest.BruteForce(p)
				switch {
				case want < 0 && a.Status != planner.Infeasible:
					t.Fatalf("seed %d: status %s objective %v, there is no answer", seed, a.Status, a.Objective)
				case want < 0:
					continue
				case a.Objective == nil:
					t.Fatalf("seed %d: status %s (%s), brute force %d", seed, a.Status, a.Reason, want)
				case *a.Objective != want || a.Status != planner.Optimal:
					t.Fatalf("seed %d: objective %d bound %d %s, brute force %d", seed, *a.Objective, *a.Bound, a.Status, want)
				}
				answered++
			}
			t.Logf("%d problems from seed %d, %d with an answer", asked, *firstSeed, answered)
		})
	}
}
