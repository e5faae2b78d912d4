package assign

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/planner"
	"cuntong/planner/plannertest"
)

// What is kept while sites open and close is what pouring from nothing gives, and what a minimum cost flow says; and no site
// that would help is missing among the helpers.
func TestPouringIsAMaximumFlow(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
		p := plannertest.Mixed(planner.LSCP, seed, planner.OptionCapacity)
		p.Splittable = true
		c := newTable(p).build(planner.LSCP, none)
		if !c.split {
			continue
		}
		m := newMeter(t.Context(), planner.Options{})
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		kept := newPour(c, m)
		for range 12 {
			if j := int32(r.IntN(c.sites())); kept.isOpen[j] {
				kept.shut(j)
			} else {
				kept.isOpen[j] = true
			}
			kept.fill()
			fresh := newPour(c, m)
			copy(fresh.isOpen, kept.isOpen)
			if fresh.fill(); fresh.lacking != kept.lacking {
				t.Fatalf("seed %d: %d left over, %d counted from nothing", seed, kept.lacking, fresh.lacking)
			}
			served := slices.Clone(c.must)
			for i := range served {
				served[i] = served[i] && c.load[i] > 0
			}
			if _, ok := flow(c, m, kept.isOpen, served); ok != (kept.lacking == 0) {
				t.Fatalf("seed %d: %d left over, a flow carries all: %v", seed, kept.lacking, ok)
			}
			helpers := kept.helpers(c.sites())
			for j := range int32(c.sites()) {
				if kept.isOpen[j] || c.banned[j] {
					continue
				}
				more := newPour(c, m)
				more.copyFrom(kept)
				more.isOpen[j] = true
				if more.fill(); more.lacking < kept.lacking && !slices.Contains(helpers, j) {
					t.Fatalf("seed %d: site %d would help and is not named", seed, j)
				}
			}
		}
	}
}

// The search itself: from an answer with every site open it comes to the proven optimum on nearly all problems.
func TestPackingFindsFewSites(t *testing.T) {
	asked, reached := 0, 0
	for seed := *firstSeed; seed < *firstSeed+*manySeeds; seed++ {
		p := plannertest.Mixed(planner.LSCP, seed, planner.OptionCapacity)
		p.Splittable = true
		c := newTable(p).build(planner.LSCP, none)
		best := solved(t, p, planner.Options{})
		if !c.packs() || best.Objective == nil {
			continue
		}
		s := newSearch(c, newMeter(t.Context(), planner.Options{}))
		isOpen := make([]bool, c.sites())
		for j := range isOpen {
			isOpen[j] = !c.banned[j]
		}
		if s.split(isOpen); s.w.best == nil {
			t.Fatalf("seed %d: every site together carries less than some", seed)
		}
		s.pack()
		asked++
		if s.w.best.value < *best.Objective {
			t.Fatalf("seed %d: %d sites, %d proven", seed, s.w.best.value, *best.Objective)
		}
		if s.w.best.value == *best.Objective {
			reached++
		}
	}
	if asked < int(*manySeeds)/20 || reached*10 < asked*9 {
		t.Errorf("the fewest sites were found in %d of %d problems", reached, asked)
	}
}
