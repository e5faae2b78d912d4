package cover

import (
	"context"
	"math/rand/v2"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
)

var allObjectives = []planner.Objective{planner.LSCP, planner.SetCover, planner.MCLP}

func TestTangledProblemsMatchBruteForce(t *testing.T) {
	for _, objective := range allObjectives {
		for seed := *firstSeed; seed < *firstSeed+*manySeeds/3; seed++ {
			p := plannertest.Tangled(objective, seed)
			a := solved(t, p, planner.Options{})
			if want := plannertest.BruteForce(p); *a.Objective != want || *a.Bound != want {
				t.Fatalf("seed %d %s: objective %d bound %d, brute force %d", seed, objective, *a.Objective, *a.Bound, want)
			}
		}
	}
}

// truth returns the tangled problem's core and the value of its best answer.
func truth(objective planner.Objective, seed int64) (*core, int64) {
	p := plannertest.Tangled(objective, seed)
	in, best := newInstance(p), plannertest.BruteForce(p)
	if objective == planner.MCLP {
		best = in.total - best
	}
	return in.core, best / in.unit * in.core.scale
}

// A sweep is right for any multipliers, not only for good ones: within a wide delta it finds the best answer,
// and within any delta it says that there is none exactly when the best answer's slack is larger.
func TestSweepsAreExactForAnyMultipliers(t *testing.T) {
	for _, objective := range allObjectives {
		for seed := *firstSeed; seed < *firstSeed+*manySeeds/3; seed++ {
			c, best := truth(objective, seed)
			r := rand.New(rand.NewPCG(uint64(seed), 9))
			d := c.newDual()
			for i := range d.u {
				d.u[i] = r.Int64N(c.weight[i]+1) / (1 + r.Int64N(4))
			}
			shift := c.shift()
			for k := range d.lambda {
				d.lambda[k] = r.Uint64N(1 << (shift + scaleBits + 1))
			}
			d.evaluate(c, shift)
			if d.value > best {
				t.Fatalf("seed %d %s: bound %d above the best value %d", seed, objective, d.value, best)
			}
			m := newMeter(context.Background(), planner.Options{})
			for _, delta := range []int64{best - d.value, best - d.value + r.Int64N(best+1), 3*(best-d.value) + 1} {
				open, o := finish(c, d, delta, 1_000_000, false, m)
				if value, ok := c.value(open); o != found || !ok || value != best {
					t.Fatalf("seed %d %s: within %d outcome %d, value %d (limits kept: %v), brute force %d", seed, objective, delta, o, value, ok, best)
				}
			}
			if _, o := finish(c, d, best-d.value-1, 1_000_000, false, m); d.value < best && o != noneIn {
				t.Fatalf("seed %d %s: outcome %d just below the best answer's slack, expected none", seed, objective, o)
			}
		}
	}
}

func TestBranchingAloneProvesTheOptimum(t *testing.T) {
	branched := 0
	for _, objective := range allObjectives {
		for seed := *firstSeed; seed < *firstSeed+*manySeeds/3; seed++ {
			c, best := truth(objective, seed)
			s := newSearch(c, newMeter(context.Background(), planner.Options{}))
			s.states = 1
			s.run()
			if s.value != best || s.bound != best {
				t.Fatalf("seed %d %s: value %d bound %d, brute force %d", seed, objective, s.value, s.bound, best)
			}
			if s.number > 1 {
				branched++
			}
		}
	}
	if branched < 20 {
		t.Errorf("only %d searches branched: the test has lost its edge", branched)
	}
}
