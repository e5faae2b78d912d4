package cover

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
	manySeeds = flag.Int64("seeds", 600, "how many random problems of each objective")
)

func solved(t *testing.T, p *planner.Siting, o planner.Options) *planner.SitingAnswer {
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

func TestSmallProblemsMatchBruteForce(t *testing.T) {
	for _, objective := range []planner.Objective{planner.LSCP, planner.SetCover, planner.MCLP} {
		t.Run(string(objective), func(t *testing.T) {
			for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
				p := plannertest.Random(objective, seed)
				a := solved(t, p, planner.Options{})
				if want := plannertest.BruteForce(p); *a.Objective != want || *a.Bound != want {
					t.Fatalf("seed %d: objective %d bound %d, brute force %d (rerun with -seed %d -seeds 1)", seed, *a.Objective, *a.Bound, want, seed)
				}
				if a.Status != planner.Optimal && a.Status != planner.Infeasible {
					t.Fatalf("seed %d: status %s", seed, a.Status)
				}
			}
		})
	}
}

func TestPartialCoverageMatchesBruteForce(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
		p := plannertest.Mixed(planner.MCLP, seed, planner.OptionDecay)
		a := solved(t, p, planner.Options{})
		if want := plannertest.BruteForce(p); *a.Objective != want || *a.Bound != want || a.Status != planner.Optimal {
			t.Fatalf("seed %d: objective %d bound %d status %s, brute force %d (rerun with -seed %d -seeds 1)", seed, *a.Objective, *a.Bound, a.Status, want, seed)
		}
	}
}
