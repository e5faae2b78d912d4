package quality

import (
	"iter"

	"cuntong/geo"
)

// table is a full planner.Travel, demands by rows; -1 means unreachable. Legs are the same in metres and in seconds.
type table struct {
	sites int
	cost  []int64
}

// Size returns the number of demands and of sites.
func (t *table) Size() (demands, sites int) {
	if t.sites == 0 {
		return 0, 0
	}
	return len(t.cost) / t.sites, t.sites
}

// Row yields the sites that one demand reaches in ascending order.
func (t *table) Row(demand int) iter.Seq2[int, geo.Leg] {
	return func(yield func(int, geo.Leg) bool) {
		for j, d := range t.cost[demand*t.sites : (demand+1)*t.sites] {
			if d >= 0 && !yield(j, geo.Leg{Meters: d, Seconds: d}) {
				return
			}
		}
	}
}

// At returns one leg; false means unreachable.
func (t *table) At(demand, site int) (geo.Leg, bool) {
	d := t.cost[demand*t.sites+site]
	return geo.Leg{Meters: d, Seconds: d}, d >= 0
}
