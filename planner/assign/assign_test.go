package assign

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
	manySeeds = flag.Int64("seeds", 200, "how many random problems of each objective")
)

func solved(t *testing.T, p *planner.Siting, o planner.Options) *planner.SitingAnswer {
	t.Helper()
	a, err := New().Solve(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Siting(p, a); err != nil {
		t.Fatalf("%v (answer %+v)", err, a)
	}
	return a
}

func TestSmallProblemsMatchBruteForce(t *testing.T) {
	for _, objective := range plannertest.Objectives() {
		t.Run(string(objective), func(t *testing.T) {
			for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
				for _, p := range []*planner.Siting{plannertest.Random(objective, seed), plannertest.Mixed(objective, seed)} {
					a, want := solved(t, p, planner.Options{}), plannertest.BruteForce(p)
					if want < 0 {
						if a.Status != planner.Infeasible || a.Objective != nil {
							t.Fatalf("seed %d %v: status %s with %v, brute force finds nothing (rerun with -seed %d -seeds 1)", seed, p.Options(), a.Status, a.Objective, seed)
						}
						continue
					}
					if a.Objective == nil {
						t.Fatalf("seed %d %v: %s without an answer (%s), brute force %d", seed, p.Options(), a.Status, a.Reason, want)
					}
					if *a.Objective != want || *a.Bound != want {
						t.Fatalf("seed %d %v: objective %d bound %d, brute force %d (rerun with -seed %d -seeds 1)", seed, p.Options(), *a.Objective, *a.Bound, want, seed)
					}
					if a.Status != planner.Optimal && !(objective.MustServe() && len(a.Blocked) > 0) {
						t.Fatalf("seed %d: status %s", seed, a.Status)
					}
				}
			}
		})
	}
}
