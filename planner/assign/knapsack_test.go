package assign

import (
	"math/rand/v2"
	"testing"

	"cuntong/planner"
)

// What a site is worth in the relaxation must never lie above its best bag of whole demands, and be just that where only
// one of least load and capacity can bind.
func TestKnapsackMatchesEveryBag(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+5**manySeeds; seed++ {
		random := rand.New(rand.NewPCG(uint64(seed), 8))
		n := 1 + random.IntN(8)
		c := &core{loaded: true, paired: true, rowStart: []int32{0}, cost: []int64{0}, capacity: []int64{none}, least: []int64{0}, fixed: []bool{false}, siteTown: []int32{-1}, rivals: make([][]int32, 1)}
		for range n {
			c.rowSite, c.rowCost = append(c.rowSite, 0), append(c.rowCost, random.Int64N(20))
			c.rowStart = append(c.rowStart, int32(len(c.rowSite)))
			c.must, c.take, c.needs = append(c.must, true), append(c.take, 1), append(c.needs, 1)
			c.gain, c.backup, c.weight = append(c.gain, 0), append(c.backup, 0), append(c.weight, 1)
			c.load = append(c.load, random.Int64N(6))
		}
		if random.IntN(2) == 0 {
			c.capacity[0] = random.Int64N(20)
		}
		if random.IntN(2) == 0 {
			c.least[0] = random.Int64N(12)
		}
		c.transpose()
		r := newRelaxation(c, newMeter(t.Context(), planner.Options{}))
		d := r.newDual()
		for i := range d.serve {
			d.serve[i] = random.Int64N(25) * r.scale
		}
		best := unreachable
		for bag := range 1 << n {
			load, value := int64(0), int64(0)
			for i := range n {
				if bag>>i&1 == 1 {
					load += c.load[i]
					value += c.rowCost[i]*r.scale - d.serve[i]
				}
			}
			if load >= c.least[0] && load <= c.capacity[0] {
				best = min(best, value)
			}
		}
		got := r.knapsack(d, 0)
		if got > best || got < best && (c.capacity[0] == none || c.least[0] == 0) {
			t.Fatalf("seed %d: loads %v costs %v serve %v least %d capacity %d: %d, best bag %d", seed, c.load, c.rowCost, d.serve, c.least[0], c.capacity[0], got, best)
		}
	}
}
