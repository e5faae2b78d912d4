package cover

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/planner"
)

// scattered returns a covering core with random rows and costs of 1 to dearest.
func scattered(rows, sites, perRow int, dearest int64, seed uint64) *core {
	r := rand.New(rand.NewPCG(seed, 3))
	c := &core{rowStart: []int32{0}, scale: 1 << scaleBits, must: true, weight: make([]int64, rows)}
	for range rows {
		c.rowSites = append(c.rowSites, randomSites(r, sites, perRow)...)
		c.rowStart = append(c.rowStart, int32(len(c.rowSites)))
	}
	c.transpose(sites)
	for j := range sites {
		c.siteID = append(c.siteID, int32(j))
		c.cost = append(c.cost, (1+r.Int64N(dearest))*c.scale)
	}
	for i := range c.weight {
		c.weight[i] = 1 << 62
	}
	c.worth()
	return c
}

func randomSites(r *rand.Rand, sites, n int) []int32 {
	var list []int32
	for _, j := range r.Perm(sites)[:n] {
		list = append(list, int32(j))
	}
	slices.Sort(list)
	return list
}

// Losses, uncovered rows and costs, kept step by step, are what a count from nothing gives; every cover that a search claims covers.
func TestRenewalKeepsItsFiguresRight(t *testing.T) {
	for seed := uint64(*firstSeed); seed < uint64(*firstSeed)+40; seed++ {
		c := scattered(60, 90, 2+int(seed%7), 1+int64(seed%9), seed)
		m := newMeter(context.Background(), planner.Options{})
		w := newRenewal(c, m, greedy(c, m, nil, func(j int32) int64 { return fairPrice(c, j) }), nil)
		first := w.best
		for range 30 {
			w.run(2000, 0)
			paid, times, loss := int64(0), make([]int, c.rows()), make([]int64, c.sites())
			for _, j := range w.open.list {
				paid += c.cost[j]
				for _, i := range c.rowsOf(j) {
					times[i]++
				}
			}
			for _, j := range w.open.list {
				for _, i := range c.rowsOf(j) {
					if times[i] == 1 {
						loss[j] += w.rowWeight[i]
					}
				}
				if loss[j] != w.loss[j] || loss[j] == 0 {
					t.Fatalf("seed %d: site %d loses %d, kept as %d", seed, j, loss[j], w.loss[j])
				}
			}
			if slices.Contains(times, 0) || len(w.uncovered.list) > 0 || paid != w.paid {
				t.Fatalf("seed %d: %d rows uncovered, paid %d, kept as %d", seed, len(w.uncovered.list), paid, w.paid)
			}
			if value, _ := c.value(w.bestOpen); value != w.best || value > first {
				t.Fatalf("seed %d: the best cover costs %d, kept as %d, the first %d", seed, value, w.best, first)
			}
		}
	}
}

// On small problems renewal and refining, which know nothing of a proof, mostly find what a search proves to be best, and never less.
func TestRenewalAndRefiningFindGoodCovers(t *testing.T) {
	renewed, refined, all := 0, 0, 0
	for seed := uint64(*firstSeed); seed < uint64(*firstSeed)+40; seed++ {
		c := scattered(40, 120, 4+int(seed%5), 1+int64(seed%9), seed)
		m := newMeter(context.Background(), planner.Options{})
		proof := newSearch(c, m)
		proof.run()
		if proof.bound != proof.value {
			t.Fatalf("seed %d: %d is not proven, bound %d", seed, proof.value, proof.bound)
		}
		s := newSearch(c, m)
		w := newRenewal(c, m, s.open, nil)
		w.run(500_000, proof.value)
		root := c.newDual()
		root.begin(c)
		climb := newClimber(c, m, root)
		root.evaluate(c, climb.shift)
		climb.climb(s.value, 1024, 300, 30)
		r := &refine{d: root, coin: newCoin()}
		for range 12 {
			r.round(s)
		}
		if w.best < proof.value || s.value < proof.value {
			t.Fatalf("seed %d: renewal %d, refining %d, proven best %d", seed, w.best, s.value, proof.value)
		}
		all++
		if w.best == proof.value {
			renewed++
		}
		if s.value == proof.value {
			refined++
		}
	}
	if renewed*10 < all*9 || refined*10 < all*9 {
		t.Errorf("of %d covers renewal found %d, refining %d", all, renewed, refined)
	}
}
