// Package plannertest helps to test models: problems made from a seed, tiny ones with every mixture of fixed
// and forbidden sites, county-like ones at the size that planners work with, and a brute force that knows
// the truth about the tiny ones. Lengths are metres, costs yuan, weights people.
package plannertest

import (
	"math"
	"math/rand/v2"

	"cuntong/geo"
	"cuntong/planner"
)

// Random returns a small problem with up to 9 demands and 11 sites: places on a small square, some sites
// fixed, some forbidden, some demands out of reach, weights and costs that repeat and that are zero. It has
// what its objective needs and no options. Same objective and seed, same problem.
func Random(objective planner.Objective, seed int64) *planner.Siting {
	p := random(objective, seed, 10, 12)
	if objective != planner.LSCP && objective != planner.MCLP {
		complete(p, rand.New(rand.NewPCG(uint64(seed), 5)))
	}
	return p
}

// random returns a problem with fewer demands and sites than said.
func random(objective planner.Objective, seed int64, mostDemands, mostSites int) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	demands, sites := r.IntN(mostDemands), r.IntN(mostSites)
	p := &planner.Siting{Objective: objective, Limit: geo.Limit{Metric: geo.ByMeters, Value: 10 + r.Int64N(40)}}
	if r.IntN(4) == 0 {
		p.Limit.Metric = geo.BySeconds
	}
	for range demands {
		p.Demands = append(p.Demands, planner.Demand{Weight: []int64{0, 1, 1, 2, 3, 7, r.Int64N(1000)}[r.IntN(7)]})
	}
	fixed, forbidden := r.IntN(3), r.IntN(3)
	for range sites {
		site := planner.Site{CostYuan: []int64{0, 1, 2, 5, r.Int64N(60), 10, 10}[r.IntN(7)]}
		switch roll := r.IntN(10); {
		case roll < fixed:
			site.Fixed = true
		case roll < fixed+forbidden:
			site.Forbidden = true
		}
		p.Sites = append(p.Sites, site)
	}
	if objective == planner.MCLP {
		mix := r.IntN(3)
		if mix != 1 {
			p.New = new(r.Int64N(6))
		}
		if mix != 0 {
			p.BudgetYuan = new(r.Int64N(60))
		}
	}
	at := make([][2]float64, sites)
	for j := range at {
		at[j] = [2]float64{r.Float64() * 100, r.Float64() * 100}
	}
	p.Travel = among(r, demands, at)
	return p
}

// among measures from demands at random places, whole multiples of 5 m and seconds at random, to sites.
func among(r *rand.Rand, demands int, at [][2]float64) *geo.SparseMatrix {
	b := geo.NewSparseBuilder(len(at))
	for range demands {
		x, y := r.Float64()*100, r.Float64()*100
		for j := range at {
			length := geo.WholeMeters(geo.Meters(math.Hypot(x-at[j][0], y-at[j][1])))
			if r.IntN(8) > 0 { // a pair may be missing from the matrix
				b.Add(j, geo.Leg{Meters: length / 5 * 5, Seconds: r.Int64N(60)})
			}
		}
		b.EndRow()
	}
	return b.Matrix()
}

// Tangled returns a problem with 24 demands and 14 sites that cover them at random, as no geography would:
// bounds are weak there and proofs must do real work. Same objective and seed, same problem.
func Tangled(objective planner.Objective, seed int64) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 3))
	const demands, sites = 24, 14
	p := &planner.Siting{Objective: objective, Limit: geo.Limit{Metric: geo.ByMeters, Value: 9}}
	b := geo.NewSparseBuilder(sites)
	share := 2 + r.IntN(4)
	for range demands {
		p.Demands = append(p.Demands, planner.Demand{Weight: 1 + r.Int64N(30)})
		for j := range sites {
			if r.IntN(share+2) == 0 {
				b.Add(j, geo.Leg{Meters: r.Int64N(10), Seconds: 1})
			}
		}
		b.EndRow()
	}
	for range sites {
		p.Sites = append(p.Sites, planner.Site{CostYuan: 5 + r.Int64N(20)})
	}
	p.Travel = b.Matrix()
	if mix := r.IntN(3); objective == planner.MCLP {
		if mix != 1 {
			p.New = new(2 + r.Int64N(4))
		}
		if mix != 0 {
			p.BudgetYuan = new(20 + r.Int64N(50))
		}
	}
	return p
}
