package plannertest

import (
	"math"
	"math/rand/v2"

	"cuntong/geo"
	"cuntong/planner"
)

// County describes a county-like problem in which every village is demand and candidate at once.
type County struct {
	Villages    int
	FixedShare  float64 // share of villages that have a fixed site already
	LimitMeters int64   // 0: 1,538 m, which is 2 km on the road at a detour factor of 1.3
	Seed        int64
}

// spacingMeters is the mean square a village takes: villages of the plain lie 0.8 to 1.7 km apart.
const spacingMeters = 1250

// minSpacingMeters keeps two villages apart.
const minSpacingMeters = 600

// Siting returns the problem as LSCP; for MCLP change Objective and set New or BudgetYuan. Weights are
// log-normal populations with a median of 700 people, costs whole thousands from 8,000 to 60,000 yuan.
func (c County) Siting() *planner.Siting {
	r := rand.New(rand.NewPCG(uint64(c.Seed), 2))
	limit := c.LimitMeters
	if limit == 0 {
		limit = 1538
	}
	p := &planner.Siting{Objective: planner.LSCP, Limit: geo.Limit{Metric: geo.ByMeters, Value: limit}}
	height := math.Sqrt(float64(c.Villages)/1.5) * spacingMeters
	at := make([][2]float64, 0, c.Villages)
	for len(at) < c.Villages {
		here := [2]float64{r.Float64() * height * 1.5, r.Float64() * height}
		free := true
		for _, other := range at {
			free = free && math.Hypot(here[0]-other[0], here[1]-other[1]) >= minSpacingMeters
		}
		if !free && r.IntN(20) > 0 { // one in twenty stays, as real villages do
			continue
		}
		at = append(at, here)
		p.Demands = append(p.Demands, planner.Demand{Weight: 1 + int64(700*math.Exp(r.NormFloat64()*0.7))})
		p.Sites = append(p.Sites, planner.Site{Fixed: r.Float64() < c.FixedShare, CostYuan: 1000 * (8 + r.Int64N(53))})
	}
	b := geo.NewSparseBuilder(c.Villages)
	for i := range at {
		for j := range at {
			if meters := geo.WholeMeters(geo.Meters(math.Hypot(at[i][0]-at[j][0], at[i][1]-at[j][1]))); meters <= limit {
				b.Add(j, geo.Leg{Meters: meters, Seconds: meters / 10})
			}
		}
		b.EndRow()
	}
	p.Travel = b.Matrix()
	return p
}
