package assign

import (
	"testing"

	"cuntong/geo"
	"cuntong/planner"
)

// One of two sites may open. One covers the most people and 500 thousandths of the smaller town, the other 501: a bound that is one
// threshold too low takes the first for the best. Towns of a thousand people and more tell thousandths apart.
func TestMaxMinWithLoadsTellsOneThousandthApart(t *testing.T) {
	for _, second := range []int{0, 1} {
		for _, split := range []bool{false, true} {
			most, fair := second, 1-second
			p := &planner.Siting{Objective: planner.MaxMin, Limit: geo.Limit{Metric: geo.ByMeters, Value: 100}, New: new(int64(1)), Splittable: split,
				Towns: make([]planner.Town, 2), Sites: make([]planner.Site, 2),
				Demands: []planner.Demand{{Weight: 500, Load: 5}, {Weight: 1, Load: 1}, {Weight: 499, Load: 5}, {Weight: 600_000, Load: 7, Town: 1}, {Weight: 400_000, Load: 7, Town: 1}}}
			p.Sites[most].Capacity, p.Sites[fair].Capacity = new(int64(19)), new(int64(13))
			b := geo.NewSparseBuilder(2)
			for _, sites := range [][]int{{most, fair}, {fair}, {}, {most, fair}, {most}} {
				for _, j := range []int{0, 1} {
					for _, reached := range sites {
						if reached == j {
							b.Add(j, geo.Leg{Meters: 10, Seconds: 1})
						}
					}
				}
				b.EndRow()
			}
			p.Travel = b.Matrix()
			a := solved(t, p, planner.Options{})
			if a.Status != planner.Optimal || *a.Objective != 501 {
				t.Errorf("site %d covers most, split %v: %s %d, want 501 proven", most, split, a.Status, *a.Objective)
			}
		}
	}
}
