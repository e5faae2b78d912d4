package fleet

import (
	"cmp"
	"math/bits"
	"slices"

	"cuntong/planner"
)

// needed returns how many vehicles no answer can do without that serves all required stops, at least 1, and what the vehicles of such an
// answer cost in fixed costs at the least. A trip leaves with all it delivers and comes home with all it picked up, so that in each
// dimension the capacities of all trips hold the deliveries, and the pick-ups. The number is that of the largest vehicles that do; the cost the
// larger of that number of the cheapest vehicles, and the fractional knapsack (Dantzig 1957, doi:10.1287/opre.5.2.266) that
// holds the load at the least cost.
func needed(p *planner.Routing) (vehicles, fixed int64) {
	vehicles, fixed = 1, 0
	cheapest := never
	for k := range p.Vehicles {
		cheapest = min(cheapest, p.Vehicles[k].Fixed)
	}
	for d := range len(planner.Load{}) {
		deliver, collect := int64(0), int64(0)
		for i := range p.Stops {
			if s := &p.Stops[i]; !s.Optional {
				deliver, collect = deliver+s.Delivery[d], collect+s.Pickup[d]
			}
		}
		if load := max(deliver, collect); load > 0 {
			most := holders(p, d)
			vehicles = max(vehicles, fewestHolders(most, load))
			fixed = max(fixed, cheapestHolders(most, load))
		}
	}
	return vehicles, max(fixed, times(vehicles, cheapest))
}

// times returns a product of numbers not below 0, or never where it would be larger.
func times(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi > 0 || lo > uint64(never) {
		return never
	}
	return int64(lo)
}

// holder is a vehicle type as far as one dimension is concerned.
type holder struct {
	room  int64 // of all trips of one vehicle
	fixed int64
	count int64
}

// holders lists the vehicle types that hold anything.
func holders(p *planner.Routing, dimension int) []holder {
	var list []holder
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		h := holder{times(v.Capacity[dimension], int64(max(1, v.Trips))), v.Fixed, int64(len(p.Stops))}
		if v.Count != nil {
			h.count = min(h.count, *v.Count)
		}
		if h.room > 0 && h.count > 0 {
			list = append(list, h)
		}
	}
	return list
}

// fewestHolders returns how many vehicles hold a load at the least; where all do not, their number, for then there is no answer.
func fewestHolders(list []holder, load int64) int64 {
	slices.SortFunc(list, func(a, b holder) int { return cmp.Compare(b.room, a.room) })
	taken := int64(0)
	for _, h := range list {
		n := min(h.count, (load+h.room-1)/h.room)
		taken += n
		if load -= min(load, times(n, h.room)); load == 0 {
			break
		}
	}
	return max(1, taken)
}

// cheapestHolders returns the least fixed cost of holding a load, parts of vehicles allowed, rounded down.
func cheapestHolders(list []holder, load int64) int64 {
	slices.SortFunc(list, func(a, b holder) int { // by fixed cost for each unit of room
		ah, al := bits.Mul64(uint64(a.fixed), uint64(b.room))
		bh, bl := bits.Mul64(uint64(b.fixed), uint64(a.room))
		return cmp.Or(cmp.Compare(ah, bh), cmp.Compare(al, bl))
	})
	cost := int64(0)
	for _, h := range list {
		n := min(h.count, load/h.room)
		cost = min(never, cost+times(n, h.fixed))
		load -= n * h.room
		if n < h.count {
			return cost + portion(h.fixed, load, h.room)
		}
	}
	return cost
}

// leastHome returns the least cost of an arc by which any vehicle comes home from a stop.
func leastHome(p *planner.Routing) int64 {
	least := never
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		end := p.Depots[v.End].Place
		for i := range p.Stops {
			if p.Stops[i].Place == end {
				return 0
			}
			if leg, ok := p.Profiles[v.Profile].At(int(p.Stops[i].Place), int(end)); ok {
				least = min(least, leg.Meters*v.PerMeter+leg.Seconds*v.PerSecond)
			}
		}
	}
	if least == never {
		return 0
	}
	return least
}
