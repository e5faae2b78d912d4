package tier

import (
	"context"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

// TestManyHubsAgreeWithBruteForce solves small problems as if they had more hubs than can be tried one way after the other.
func TestManyHubsAgreeWithBruteForce(t *testing.T) {
	answered, missed, close := 0, 0, 0
	for seed := *firstSeed; seed < *firstSeed+250; seed++ {
		p := plannertest.RandomNetwork(seed)
		want, feasible := plannertest.BruteForceNetwork(p)
		w := read(p)
		w.hubStates, w.hubLeaves = 0, 1+int(seed%3)*4
		m := newMeter(context.Background(), planner.Options{Effort: 2_000_000}, len(p.Villages), true)
		a := solveAll(w, split(w), m).answer(w, m)
		if err := verify.Network(p, a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		switch {
		case a.Status == planner.Infeasible && feasible:
			t.Fatalf("seed %d: said to be infeasible, brute force finds %d fen", seed, want)
		case a.Bound != nil && feasible && *a.Bound > want:
			t.Fatalf("seed %d: bound %d above the true %d", seed, *a.Bound, want)
		case a.Objective == nil && feasible:
			missed++
		case a.Objective != nil && (!feasible || *a.Objective < want):
			t.Fatalf("seed %d: answered %d fen, brute force finds %d (%v)", seed, *a.Objective, want, feasible)
		case a.Objective != nil:
			answered++
			if *a.Objective-want <= want/100 {
				close++
			}
		}
	}
	t.Logf("%d answered, %d of them within a hundredth of the best, %d missed", answered, close, missed)
	if missed > answered/10 || close < answered*7/10 {
		t.Errorf("too few good answers")
	}
}
