package median

import (
	"math"
	"math/rand/v2"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
)

// villages returns a problem of a few groups of places that lie far apart, so that it falls into parts.
func villages(seed int64) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 9))
	groups, each := 2+r.IntN(2), 3+r.IntN(2)
	sites := groups * each
	p := &planner.Siting{Objective: planner.PMedian, Limit: geo.Limit{Metric: geo.ByMeters, Value: 1 << 30}, New: new(int64(groups + r.IntN(sites-groups)))}
	var at [][2]float64
	for g := range groups {
		for range each {
			at = append(at, [2]float64{float64(g)*100_000 + float64(r.IntN(8)), float64(r.IntN(8))})
			p.Demands = append(p.Demands, planner.Demand{Weight: 1 + r.Int64N(3)})
			p.Sites = append(p.Sites, planner.Site{})
		}
	}
	b := geo.NewSparseBuilder(sites)
	for i := range at {
		for j := range at {
			b.Add(j, geo.Leg{Meters: int64(10 * math.Hypot(at[i][0]-at[j][0], at[i][1]-at[j][1]))})
		}
		b.EndRow()
	}
	p.Travel = b.Matrix()
	return p
}

func TestPartsAreJoinedToTheBest(t *testing.T) {
	split := 0
	for seed := *firstSeed; seed < *firstSeed+*problems; seed++ {
		p := villages(seed)
		want := plannertest.BruteForce(p)
		if a := solved(t, p, planner.Options{}); a.Status != planner.Optimal || *a.Objective != want {
			t.Fatalf("seed %d: objective %d, bound %d, brute force %d", seed, *a.Objective, *a.Bound, want)
		}
		// The parts alone, from a poor answer and with no site decided.
		q, err := newQuestion(p, newMeter(t.Context(), planner.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		s := &search{m: q.m, best: best{value: want + 1 + seed%40}, report: func(string) {}}
		n := s.start(q.core(q.free, len(p.Sites), nil))
		k := newClimber(n.c, q.m)
		k.climb((s.best.value-1)<<n.c.shift, 1, 200, 20)
		n.v = k.best.v
		n.refold(make([]bool, n.c.sites()), make([]bool, n.c.sites()), k.reach(s.best.value))
		if s.pieces = s.split(n); s.pieces == nil {
			continue
		}
		split++
		s.advance()
		if s.best.value != want || s.bound != want {
			t.Fatalf("seed %d: parts give %d, bound %d, brute force %d", seed, s.best.value, s.bound, want)
		}
	}
	if split < int(*problems)/4 {
		t.Errorf("only %d of %d problems fell into parts", split, *problems)
	}
}
