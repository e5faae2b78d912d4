package median

import (
	"testing"

	"cuntong/planner"
	"cuntong/planner/verify"
)

// What is found and proven by parts is compared with the proven optimum of the whole.
func TestPartsOfManySitesBracketTheOptimum(t *testing.T) {
	for seed := int64(1); seed <= 5; seed++ {
		sites := 3 + seed%6
		p := square(planner.PMedian, 300, sites, seed)
		whole := solved(t, p, planner.Options{})
		if whole.Status != planner.Optimal {
			t.Fatalf("seed %d: %s", seed, whole.Status)
		}
		q, err := newQuestion(p, newMeter(t.Context(), planner.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		a, err := q.coarse(300 * 40)
		if err == nil {
			err = verify.Siting(p, a)
		}
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		best := float64(*whole.Objective)
		if *a.Bound > *whole.Objective || *a.Objective < *whole.Objective {
			t.Errorf("seed %d: bound %d and objective %d around the optimum %d", seed, *a.Bound, *a.Objective, *whole.Objective)
		}
		if float64(*a.Objective) > best*1.002 || float64(*a.Bound) < best*0.97 {
			t.Errorf("seed %d: bound %d and objective %d are far from the optimum %d", seed, *a.Bound, *a.Objective, *whole.Objective)
		}
		t.Logf("seed %d, %d sites: %.4f %.4f", seed, sites, float64(*a.Bound)/best, float64(*a.Objective)/best)
	}
}

func TestAPartThatIsCutOffKeepsItsBound(t *testing.T) {
	for _, effort := range []int64{1, 100_000, 1_000_000, 3_000_000} {
		p := square(planner.PMedian, 400, 5, 1)
		q, err := newQuestion(p, newMeter(t.Context(), planner.Options{Effort: effort}))
		if err != nil {
			t.Fatal(err)
		}
		a, err := q.coarse(300 * 40)
		if err != nil {
			t.Fatal(err)
		}
		if a.Objective == nil {
			continue
		}
		if err := verify.Siting(p, a); err != nil {
			t.Errorf("effort %d: %v", effort, err)
		}
	}
}
