package fleet

import (
	"context"
	"flag"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

var firstSeed = flag.Int64("seed", 1, "first seed of random problems")

func TestSmallProblemsOfEveryOptionAgainstBruteForce(t *testing.T) {
	exact, served, tried := 0, 0, int64(250)
	for seed := *firstSeed; seed < *firstSeed+tried; seed++ {
		p := plannertest.RandomRouting(seed)
		a, err := New().Solve(context.Background(), p, planner.Options{Seed: seed, Effort: 2000})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := verify.Routing(p, a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		best, ok := plannertest.BruteRouting(p)
		switch {
		case !ok && a.Objective != nil:
			t.Fatalf("seed %d: served what cannot be served", seed)
		case ok && a.Objective == nil:
			if a.Status == planner.Infeasible {
				t.Fatalf("seed %d: a proof (%s) that there is no answer, but there is one of %d", seed, a.Reason, best)
			}
			t.Logf("seed %d: no answer, expected %d", seed, best)
		case !ok:
			continue
		case *a.Objective < best:
			t.Fatalf("seed %d: objective %d below the least possible %d", seed, *a.Objective, best)
		case *a.Bound > best:
			t.Fatalf("seed %d: bound %d above the least possible %d", seed, *a.Bound, best)
		case *a.Objective == best:
			exact++
		default:
			t.Logf("seed %d: objective %d, best %d", seed, *a.Objective, best)
		}
		served++
	}
	if exact*100 < served*95 {
		t.Errorf("only %d of %d problems were solved to the least possible cost", exact, served)
	}
	t.Logf("%d of %d exact", exact, served)
}
