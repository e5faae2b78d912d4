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
// fixed, some forbidden, some demands out of reach, weights and costs that repeat and that are zero.
// Same objective and seed, same problem.
func Random(objective planner.Objective, seed int64) *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	demands, sites := r.IntN(10), r.IntN(12)
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
	b := geo.NewSparseBuilder(sites)
	at := make([][2]float64, sites)
	for j := range at {
		at[j] = [2]float64{r.Float64() * 100, r.Float64() * 100}
	}
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
	p.Travel = b.Matrix()
	return p
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

// BruteForce returns the best objective by trying every set of sites: for LSCP the fewest new sites that
// cover every demand that can be covered, for MCLP the most weight. It is meant for at most some 16 free sites.
func BruteForce(p *planner.Siting) int64 {
	var free []int
	covers := make([]uint64, len(p.Sites)) // demands as bits
	for i := range p.Demands {
		for j, leg := range p.Travel.Row(i) {
			if p.Limit.Allows(leg) {
				covers[j] |= 1 << i
			}
		}
	}
	always, possible := uint64(0), uint64(0)
	for j, site := range p.Sites {
		switch {
		case site.Forbidden:
			continue
		case site.Fixed:
			always |= covers[j]
		default:
			free = append(free, j)
		}
		possible |= covers[j]
	}
	best := int64(-1)
	for set := range uint64(1) << len(free) {
		covered, count, yuan := always, int64(0), int64(0)
		for k, j := range free {
			if set>>k&1 == 1 {
				covered |= covers[j]
				count++
				yuan += p.Sites[j].CostYuan
			}
		}
		if p.Objective == planner.LSCP {
			if covered == possible && (best < 0 || count < best) {
				best = count
			}
			continue
		}
		if p.New != nil && count > *p.New || p.BudgetYuan != nil && yuan > *p.BudgetYuan {
			continue
		}
		weight := int64(0)
		for i, demand := range p.Demands {
			if covered>>i&1 == 1 {
				weight += demand.Weight
			}
		}
		best = max(best, weight)
	}
	return best
}
