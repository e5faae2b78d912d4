package depot

import (
	"cmp"
	"math/bits"
	"slices"
)

// choice is a set of depots with an estimate of what the least answer from them costs.
type choice struct {
	depots   uint64
	estimate int64
	done     bool
}

const (
	expanded  = 300    // how many choices have their neighbours estimated
	estimated = 30_000 // and how many are estimated at most
	refined   = 300    // and how many of the best are estimated again
)

// choices estimates sets of depots, best first: from a greedy set on, the most promising set has its neighbours (one depot more, one
// less, one for another) estimated, again and again. Only sets that can hold all loads are returned, best first.
func (c *core) choices(m *meter) []choice {
	seen := map[uint64]bool{}
	var all []choice
	visit := func(depots uint64) {
		if !seen[depots] {
			seen[depots] = true
			all = append(all, choice{depots: depots, estimate: c.estimate(depots)})
		}
	}
	if first := c.greedy(); c.holdsAll(first) {
		visit(first)
	}
	for range expanded {
		best := -1
		for k := range all {
			if !all[k].done && (best < 0 || all[k].estimate < all[best].estimate) {
				best = k
			}
		}
		if best < 0 || len(all) > estimated || m.out() {
			break
		}
		all[best].done = true
		for _, set := range c.neighbours(all[best].depots) {
			visit(set)
		}
	}
	slices.SortFunc(all, byEstimate)
	all = all[:min(len(all), refined)]
	for k := range all {
		if m.out() {
			break
		}
		all[k].estimate = c.refine(all[k].depots)
	}
	slices.SortFunc(all, byEstimate)
	return all
}

func byEstimate(a, b choice) int {
	return cmp.Or(cmp.Compare(a.estimate, b.estimate), cmp.Compare(a.depots, b.depots))
}

// neighbours lists the sets that differ from one by a depot more, less or in another's place.
func (c *core) neighbours(depots uint64) []uint64 {
	var sets []uint64
	for d := range c.m {
		sets = append(sets, depots^1<<d)
		for e := range c.m {
			if depots>>d&1 != 0 && depots>>e&1 == 0 {
				sets = append(sets, depots&^(1<<d)|1<<e)
			}
		}
	}
	return slices.DeleteFunc(sets, func(set uint64) bool { return !c.holdsAll(set) || c.p.Feed != nil && !fits(set) })
}

// refine estimates a set of depots again: now each depot takes no more stops than it holds, those with most to lose from another
// depot first, and feeding is worked out for what the depots were given.
func (c *core) refine(depots uint64) int64 {
	sum := (c.total + max(1, c.capacity) - 1) / max(1, c.capacity) * c.fixed
	given := make([]int64, c.m)
	var open []int
	for d := range c.m {
		if depots>>d&1 != 0 {
			open = append(open, d)
			sum += c.opening[d]
		}
	}
	type wish struct {
		stop   int
		regret int64
	}
	wishes := make([]wish, c.n)
	for i := range c.n {
		least, second := never, never
		for _, d := range open {
			if turn := c.turn(d, i); turn < least {
				least, second = turn, least
			} else {
				second = min(second, turn)
			}
		}
		wishes[i] = wish{i, second - least}
	}
	slices.SortFunc(wishes, func(a, b wish) int { return cmp.Or(cmp.Compare(b.regret, a.regret), cmp.Compare(a.stop, b.stop)) })
	for _, w := range wishes {
		best, least := -1, never<<2
		for _, d := range open {
			turn := c.turn(d, w.stop)
			if given[d]+c.load[w.stop] > c.room[d] {
				turn += never // only where nothing else is left
			}
			if turn < least {
				best, least = d, turn
			}
		}
		given[best] += c.load[w.stop]
		sum += c.serving[best*c.n+w.stop]
	}
	if c.p.Feed == nil {
		return sum
	}
	f := newFeeder(c.p, depots)
	used := uint32(0)
	for j, d := range f.depots {
		if f.load[1<<j] = min(given[d], c.room[d]); given[d] > 0 {
			used |= 1 << j
		}
	}
	f.sum()
	f.solve(used)
	return sum + f.feedNow.cost
}

// estimateServing fills what serving a stop from a depot may cost: its share, by load, of the turn from the depot (Haimovich and Rinnooy
// Kan 1985, doi:10.1287/moor.10.4.527) and, for the rest, a leg to its nearest stop, or the turn where that is less.
func (c *core) estimateServing() {
	c.serving = make([]int64, c.m*c.n)
	vans := max(1, c.capacity)
	for i := range c.n {
		leg := never
		if c.reach > 0 {
			leg = min(never, c.out[i*c.w+int(c.near[i*c.reach])])
		}
		load := min(c.load[i], vans)
		for d := range c.m {
			turn := c.turn(d, i)
			c.serving[d*c.n+i] = part64(turn, load, vans) + part64(min(turn, leg), vans-load, vans)
		}
	}
}

// holdsAll reports whether the depots together hold the load of all stops.
func (c *core) holdsAll(depots uint64) bool {
	room := int64(0)
	for d := range c.m {
		if depots>>d&1 != 0 {
			room += c.room[d]
		}
	}
	return depots != 0 && room >= c.total
}

// greedy adds the depot that makes the estimate least until all loads are held and nothing more is gained.
func (c *core) greedy() uint64 {
	depots, now := uint64(0), never
	for {
		best, least := -1, never
		for d := range c.m {
			if depots>>d&1 == 0 {
				if cost := c.estimate(depots | 1<<d); best < 0 || cost < least {
					best, least = d, cost
				}
			}
		}
		if best < 0 || c.holdsAll(depots) && (least >= now || c.p.Feed != nil && bits.OnesCount64(depots) >= maxFed) {
			return depots
		}
		depots |= 1 << best
		now = least
	}
}

// estimate adds up openings, as many vans as are needed at least, what serving each stop from its nearest depot may cost, and the cheapest
// hub's trucks on the way of the nearest neighbour.
func (c *core) estimate(depots uint64) int64 {
	sum := int64(0)
	var given [maxDepots]int64
	var open []int
	for d := range c.m {
		if depots>>d&1 != 0 {
			open = append(open, d)
			sum += c.opening[d]
		}
	}
	vans := max(1, c.capacity)
	sum += (c.total + vans - 1) / vans * c.fixed
	for i := range c.n {
		best, least := 0, never
		for _, d := range open {
			if turn := c.turn(d, i); turn < least {
				best, least = d, turn
			}
		}
		given[best] += c.load[i]
		sum += c.serving[best*c.n+i]
	}
	if c.p.Feed == nil {
		return sum
	}
	least := never
	for h := range c.p.Feed.Hubs {
		least = min(least, c.trucks(h, open, &given))
	}
	return sum + least
}

// trucks estimates the cost of feeding depots from one hub.
func (c *core) trucks(hub int, open []int, given *[maxDepots]int64) int64 {
	feed := c.p.Feed
	home := feed.Hubs[hub].Place
	cost, at, room := feed.Hubs[hub].Fixed, home, int64(0)
	visited := uint64(0)
	for range open {
		best, least := -1, never
		for _, d := range open {
			if visited>>d&1 == 0 {
				if leg := legCost(feed.Travel, feed.Truck.PerMeter, at, c.p.Depots[d].Place); best < 0 || leg < least {
					best, least = d, leg
				}
			}
		}
		load := min(given[best], c.room[best])
		place := c.p.Depots[best].Place
		if load > room {
			if at != home {
				cost += legCost(feed.Travel, feed.Truck.PerMeter, at, home)
			}
			least = legCost(feed.Travel, feed.Truck.PerMeter, home, place)
			cost += feed.Truck.Fixed
			room = feed.Truck.Capacity
		}
		visited |= 1 << best
		cost += least
		room -= load
		at = place
	}
	return cost + legCost(feed.Travel, feed.Truck.PerMeter, at, home)
}
