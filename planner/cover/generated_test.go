package cover

import (
	"math/rand/v2"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// generated returns an MCLP problem with demands and sites spread evenly over a square: all coordinates are whole numbers below side, drawn from
// PCG(seed, 11) in the order x, y of each site, then x, y, weight of each demand; weights are 1 to 100, sites cost 10 to 100, drawn
// after all else. A site covers a demand at a distance of at most radius.
func generated(demands, sites int, side, radius int64, seed uint64) *planner.Siting {
	r := rand.New(rand.NewPCG(seed, 11))
	p := &planner.Siting{Objective: planner.MCLP, Limit: geo.Limit{Metric: geo.ByMeters, Value: radius}}
	type point struct{ x, y int64 }
	at := make([]point, sites)
	cells := side/radius + 1
	grid := make([][]int32, cells*cells)
	for j := range at {
		at[j] = point{r.Int64N(side), r.Int64N(side)}
		cell := at[j].x/radius*cells + at[j].y/radius
		grid[cell] = append(grid[cell], int32(j))
	}
	b := geo.NewSparseBuilder(sites)
	var near []int32
	for range demands {
		x, y := r.Int64N(side), r.Int64N(side)
		p.Demands = append(p.Demands, planner.Demand{Weight: 1 + r.Int64N(100)})
		near = near[:0]
		for cx := max(0, x/radius-1); cx <= min(cells-1, x/radius+1); cx++ {
			for cy := max(0, y/radius-1); cy <= min(cells-1, y/radius+1); cy++ {
				for _, j := range grid[cx*cells+cy] {
					if dx, dy := x-at[j].x, y-at[j].y; dx*dx+dy*dy <= radius*radius {
						near = append(near, j)
					}
				}
			}
		}
		slices.Sort(near)
		for _, j := range near {
			b.Add(int(j), geo.Leg{Meters: 1, Seconds: 1})
		}
		b.EndRow()
	}
	for range sites {
		p.Sites = append(p.Sites, planner.Site{CostYuan: 10 + r.Int64N(91)})
	}
	p.Travel = b.Matrix()
	return p
}
