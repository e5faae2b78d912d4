package depot

import (
	"cmp"
	"math/bits"
	"slices"
)

// simpleBound is a bound for any problem: the cheapest openings that hold all loads, as many vans as the loads fill, and half of the
// cheapest legs into and out of every stop and out of and into a depot for every van.
func (c *core) simpleBound() int64 {
	if c.n == 0 {
		return 0
	}
	vans := int64(1)
	if c.capacity > 0 {
		vans = max(1, (c.total+c.capacity-1)/c.capacity)
	}
	legs, home := int64(0), never
	for i := range c.n {
		in, out := never, never
		for x := range c.w {
			if x != i {
				in, out = min(in, c.in[i*c.w+x]), min(out, c.out[i*c.w+x])
			}
		}
		legs = min(never, legs+in+out)
	}
	for d := range c.m {
		in, out := never, never
		for i := range c.n {
			in, out = min(in, c.out[i*c.w+c.n+d]), min(out, c.in[i*c.w+c.n+d])
		}
		home = min(home, in+out)
	}
	sum := vans*c.fixed + (legs+vans*min(never, home))/2
	opening := slices.Clone(c.opening)
	if c.p.Feed != nil {
		base, share := c.feedShares()
		sum += base
		for d := range opening {
			opening[d] += share[d]
		}
	}
	return sum + leastOpenings(opening, c.room, c.total)
}

// mostLooked bounds the sites whose subsets leastOpenings looks through.
const mostLooked = 12

// leastOpenings returns at most what the cheapest sites that hold a load cost: exactly that for few sites, else the fractional knapsack.
func leastOpenings(cost, room []int64, load int64) int64 {
	if len(cost) <= mostLooked {
		least := never
		for set := 1; set < 1<<len(cost); set++ {
			sum, held := int64(0), int64(0)
			for k := range cost {
				if set>>k&1 != 0 {
					sum, held = sum+cost[k], held+room[k]
				}
			}
			if held >= load {
				least = min(least, sum)
			}
		}
		return min(least, never)
	}
	order := make([]int, len(cost))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int {
		high, low := bits.Mul64(uint64(cost[a]), uint64(room[b]))
		high2, low2 := bits.Mul64(uint64(cost[b]), uint64(room[a]))
		return cmp.Or(cmp.Compare(high, high2), cmp.Compare(low, low2), cmp.Compare(a, b))
	})
	sum := int64(0)
	for _, k := range order {
		switch {
		case load <= 0 || room[k] == 0:
		case room[k] >= load:
			return max(sum+part64(cost[k], load, room[k]), slices.Min(cost))
		default:
			sum += cost[k]
			load -= room[k]
		}
	}
	return max(sum, slices.Min(cost))
}

// feedShares returns what trucks cost at least: a base whatever is open, and a share of each depot that is open. Half of every leg
// counts for each of its ends, so a tour costs at least half of the cheapest legs into and out of all it meets; there are as many
// tours as the loads fill, and the cheapest hubs that hold them.
func (c *core) feedShares() (int64, []int64) {
	feed := c.p.Feed
	share := make([]int64, c.m)
	leg := func(from, to int32) int64 { return legCost(feed.Travel, feed.Truck.PerMeter, from, to) }
	home := never
	for _, hub := range feed.Hubs {
		out, in := never, never
		for _, d := range c.p.Depots {
			out, in = min(out, leg(hub.Place, d.Place)), min(in, leg(d.Place, hub.Place))
		}
		home = min(home, out+in)
	}
	for d, depot := range c.p.Depots {
		out, in := never, never
		for _, hub := range feed.Hubs {
			out, in = min(out, leg(depot.Place, hub.Place)), min(in, leg(hub.Place, depot.Place))
		}
		for e, other := range c.p.Depots {
			if e != d {
				out, in = min(out, leg(depot.Place, other.Place)), min(in, leg(other.Place, depot.Place))
			}
		}
		share[d] = min(never, out+in) / 2
	}
	opening, room := make([]int64, len(feed.Hubs)), make([]int64, len(feed.Hubs))
	for h, hub := range feed.Hubs {
		opening[h], room[h] = hub.Fixed, c.total
		if hub.Capacity != nil {
			room[h] = min(room[h], *hub.Capacity)
		}
	}
	trucks := int64(1)
	if feed.Truck.Capacity > 0 {
		trucks = max(1, (c.total+feed.Truck.Capacity-1)/feed.Truck.Capacity)
	}
	return trucks*(feed.Truck.Fixed+home/2) + leastOpenings(opening, room, c.total), share
}
