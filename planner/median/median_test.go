package median

import (
	"context"
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"cuntong/geo"
	"cuntong/planner"
	"cuntong/planner/plannertest"
	"cuntong/planner/verify"
)

var (
	firstSeed = flag.Int64("seed", 1, "first seed of the random problems")
	problems  = flag.Int64("problems", 400, "random problems for each question")
)

// random returns a small problem: places on a square, some sites fixed, some forbidden, weights that repeat and that are
// zero; where limited, demands out of reach and limits that bind.
func random(objective planner.Objective, seed int64) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 7))
	demands, sites := 1+r.IntN(14), 1+r.IntN(12)
	p := &planner.Siting{Objective: objective, Limit: geo.Limit{Metric: geo.ByMeters, Value: 1000}, New: new(int64(r.IntN(5)))}
	if r.IntN(3) == 0 {
		p.Limit.Metric = geo.BySeconds
	}
	if r.IntN(3) == 0 {
		p.Limit.Value = 20 + r.Int64N(60)
	}
	for range demands {
		p.Demands = append(p.Demands, planner.Demand{Weight: []int64{0, 1, 1, 2, 3, 7, r.Int64N(1000)}[r.IntN(7)]})
	}
	fixed, forbidden := r.IntN(3), r.IntN(3)
	for range sites {
		site := planner.Site{}
		switch roll := r.IntN(10); {
		case roll < fixed:
			site.Fixed = true
		case roll < fixed+forbidden:
			site.Forbidden = true
		}
		p.Sites = append(p.Sites, site)
	}
	missing := []int{0, 0, 8, 4}[r.IntN(4)]
	grid := 1 + r.Int64N(20)
	at := make([][2]float64, sites)
	for j := range at {
		at[j] = [2]float64{r.Float64() * 100, r.Float64() * 100}
	}
	b := geo.NewSparseBuilder(sites)
	for range demands {
		x, y := r.Float64()*100, r.Float64()*100
		for j := range at {
			length := geo.WholeMeters(geo.Meters(math.Hypot(x-at[j][0], y-at[j][1])))
			if missing == 0 || r.IntN(missing) > 0 {
				b.Add(j, geo.Leg{Meters: length / grid * grid, Seconds: r.Int64N(60)})
			}
		}
		b.EndRow()
	}
	p.Travel = b.Matrix()
	return p
}

// solved solves and has the answer recounted.
func solved(t testing.TB, p *planner.Siting, o planner.Options) *planner.SitingAnswer {
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
	for _, objective := range []planner.Objective{planner.PMedian, planner.PCenter} {
		for seed := *firstSeed; seed < *firstSeed+*problems; seed++ {
			p := random(objective, seed)
			want := plannertest.BruteForce(p)
			a := solved(t, p, planner.Options{Seed: seed})
			switch {
			case want < 0 && a.Status != planner.Infeasible:
				t.Fatalf("%s seed %d: status %s, expected infeasible", objective, seed, a.Status)
			case want >= 0 && (a.Status != planner.Optimal || *a.Objective != want):
				t.Fatalf("%s seed %d: %+v, brute force %d", objective, seed, a, want)
			}
		}
	}
}
