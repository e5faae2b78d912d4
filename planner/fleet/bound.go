package fleet

import (
	"math/bits"

	"cuntong/planner"
)

// bound returns a cost that no answer can undercut, the larger of two that are cheap to work out; a stop that may be left out
// counts by its penalty at most. Balance, moves and waiting are left out: they only add.
//
// In: every served stop is reached by one arc, at the least by the cheapest of any vehicle; so many vehicles as the loads need come
// home by an arc each, and have their fixed cost.
//
// Radial (Haimovich and Rinnooy Kan 1985, doi:10.1287/moor.10.4.527): a trip that carries at most Q and goes to the farthest of
// its stops and home costs at least Σ qᵢ/Q · (out + home) over its stops, where out and home are least costs over any places
// between. qᵢ are the deliveries in the one dimension that fills most vehicles; a fixed cost is shared out among all trips that
// the vehicle may make.
func bound(p *planner.Routing) int64 {
	if len(p.Stops) == 0 {
		return 0
	}
	in := int64(0)
	least := leastIn(p)
	required := false
	for i := range p.Stops {
		if s := &p.Stops[i]; s.Optional {
			in += min(s.Penalty, least[s.Place])
		} else {
			in += least[s.Place]
			required = true
		}
	}
	if required {
		vehicles, fixed := needed(p)
		in += fixed + times(vehicles, leastHome(p))
	}
	return max(in, radial(p))
}

// leastIn returns by place the least cost of an arc that leads there from a stop or a depot that is not the same call; 0 where
// two calls are at one place.
func leastIn(p *planner.Routing) []int64 {
	n, _ := p.Profiles[0].Size()
	calls := make([]int, n)
	for i := range p.Stops {
		calls[p.Stops[i].Place]++
	}
	for i := range p.Depots {
		calls[p.Depots[i].Place]++
	}
	least := make([]int64, n)
	for to := range n {
		if calls[to] != 1 {
			continue
		}
		least[to] = never
		for from := range n {
			if from == to || calls[from] == 0 {
				continue
			}
			for k := range p.Vehicles {
				v := &p.Vehicles[k]
				if leg, ok := p.Profiles[v.Profile].At(from, to); ok {
					least[to] = min(least[to], leg.Meters*v.PerMeter+leg.Seconds*v.PerSecond)
				}
			}
		}
		if least[to] == never {
			least[to] = 0
		}
	}
	return least
}

// radial returns the second bound.
func radial(p *planner.Routing) int64 {
	share := make([]int64, len(p.Stops)) // over the vehicles, the least
	for i := range share {
		share[i] = never
	}
	dimension := boundDimension(p)
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		trips := int64(max(1, v.Trips))
		starts := []int32{v.Start}
		ends := []int32{v.End}
		if trips > 1 {
			starts, ends = append(starts, v.Reloads...), append(ends, v.Reloads...)
		}
		out, home := leastCost(p, v, starts, false), leastCost(p, v, ends, true)
		for i := range p.Stops {
			s := &p.Stops[i]
			if s.Skills&v.Skills != s.Skills || out[s.Place] == never || home[s.Place] == never {
				continue
			}
			trip := out[s.Place] + home[s.Place] + v.Fixed/trips
			share[i] = min(share[i], portion(trip, s.Delivery[dimension], v.Capacity[dimension]))
		}
	}
	total := int64(0)
	for i := range share {
		if share[i] == never {
			continue
		}
		if p.Stops[i].Optional {
			share[i] = min(share[i], p.Stops[i].Penalty)
		}
		total += share[i]
	}
	return total
}

// portion returns ⌊cost·load/capacity⌋, at most cost.
func portion(cost, load, capacity int64) int64 {
	if load >= capacity {
		if load == 0 {
			return 0
		}
		return cost
	}
	hi, lo := bits.Mul64(uint64(cost), uint64(load))
	quotient, _ := bits.Div64(hi, lo, uint64(capacity))
	return int64(quotient)
}

// boundDimension is the load that fills most vehicles.
func boundDimension(p *planner.Routing) int {
	best, most := 0, 0.0
	for d := range len(planner.Load{}) {
		load, capacity := int64(0), int64(1)
		for i := range p.Stops {
			load += p.Stops[i].Delivery[d]
		}
		for k := range p.Vehicles {
			capacity = max(capacity, p.Vehicles[k].Capacity[d])
		}
		if trips := float64(load) / float64(capacity); trips > most {
			best, most = d, trips
		}
	}
	return best
}

// leastCost returns by place the least cost from any of the depots, or with home to any of them, over any places between.
func leastCost(p *planner.Routing, v *planner.VehicleType, depots []int32, home bool) []int64 {
	n, _ := p.Profiles[v.Profile].Size()
	best, done := make([]int64, n), make([]bool, n)
	for i := range best {
		best[i] = never
	}
	for _, d := range depots {
		best[p.Depots[d].Place] = 0
	}
	for {
		at := -1
		for i := range best {
			if !done[i] && best[i] < never && (at < 0 || best[i] < best[at]) {
				at = i
			}
		}
		if at < 0 {
			return best
		}
		done[at] = true
		for j := range best {
			from, to := at, j
			if home {
				from, to = j, at
			}
			if leg, ok := p.Profiles[v.Profile].At(from, to); ok {
				best[j] = min(best[j], best[at]+leg.Meters*v.PerMeter+leg.Seconds*v.PerSecond)
			}
		}
	}
}
