package depot

import (
	"math/bits"
	"slices"

	"cuntong/planner"
)

// feeder works out what trucks cost that bring given loads to the depots in use, each depot's whole load by one truck: dynamic
// programming over subsets of depots, by hub first and then over hubs. Exact. 3^k steps for k depots and each hub, so k is at most
// maxFed. Ways of feeding that were found once are tried first: price returns the cheapest of them that still holds the loads, and looks
// anew every lookAgain calls, so between these it may be above the least.
type feeder struct {
	p       *planner.LocationRouting
	depots  []int     // that are allowed
	way     [][]int64 // by hub and subset of depots: what a truck's tour costs, or never
	hold    []int64   // by hub
	known   map[uint32][]feeding
	calls   int
	load    []int64   // by subset
	alone   [][]int64 // by hub and subset: least cost of trucks that start there
	joint   [][]int64 // by number of hubs and subset
	feedNow feeding
}

// feeding is a way of feeding: tours over subsets.
type feeding struct {
	cost  int64
	parts []part
}

type part struct {
	hub int
	set uint32
}

const (
	lookAgain = 64
	mostKnown = 32
)

func newFeeder(p *planner.LocationRouting, depots uint64) *feeder {
	f := &feeder{p: p, known: map[uint32][]feeding{}}
	total := p.Load()
	for d := range p.Depots {
		if depots>>d&1 != 0 {
			f.depots = append(f.depots, d)
		}
	}
	sets := 1 << len(f.depots)
	f.load = make([]int64, sets)
	for h, hub := range p.Feed.Hubs {
		f.way = append(f.way, f.tours(h))
		room := total
		if hub.Capacity != nil {
			room = min(room, *hub.Capacity)
		}
		f.hold = append(f.hold, room)
		f.alone = append(f.alone, make([]int64, sets))
		f.joint = append(f.joint, make([]int64, sets))
	}
	return f
}

func (f *feeder) leg(from, to int32) int64 {
	return legCost(f.p.Feed.Travel, f.p.Feed.Truck.PerMeter, from, to)
}

// ends fills what the cheapest way from a hub over a subset to each depot of it costs (Held and Karp 1962, doi:10.1137/0110015).
func (f *feeder) ends(hub int) [][]int64 {
	k := len(f.depots)
	home := f.p.Feed.Hubs[hub].Place
	place := make([]int32, k)
	for j, d := range f.depots {
		place[j] = f.p.Depots[d].Place
	}
	end := make([][]int64, 1<<k)
	for set := 1; set < 1<<k; set++ {
		end[set] = make([]int64, k)
		for j := range k {
			end[set][j] = never
			before := set &^ (1 << j)
			switch {
			case before == set:
			case before == 0:
				end[set][j] = f.leg(home, place[j])
			default:
				for i := range k {
					if before>>i&1 != 0 {
						end[set][j] = min(end[set][j], end[before][i]+f.leg(place[i], place[j]))
					}
				}
			}
		}
	}
	return end
}

// tours returns what a truck's tour from a hub over each subset costs.
func (f *feeder) tours(hub int) []int64 {
	end := f.ends(hub)
	cost := make([]int64, len(end))
	for set := 1; set < len(end); set++ {
		cost[set] = never
		for j, d := range f.depots {
			if set>>j&1 != 0 {
				cost[set] = min(cost[set], end[set][j]+f.leg(f.p.Depots[d].Place, f.p.Feed.Hubs[hub].Place)+f.p.Feed.Truck.Fixed)
			}
		}
	}
	return cost
}

// order returns the depots of a tour in order.
func (f *feeder) order(tour part) []int32 {
	end := f.ends(tour.hub)
	home := f.p.Feed.Hubs[tour.hub].Place
	place := func(j int) int32 { return f.p.Depots[f.depots[j]].Place }
	var back []int32
	for set, next := tour.set, home; set != 0; {
		best, least := 0, 2*never
		for j := range f.depots {
			if set>>j&1 != 0 {
				if cost := end[set][j] + f.leg(place(j), next); cost < least {
					best, least = j, cost
				}
			}
		}
		back = append(back, int32(f.depots[best]))
		next = place(best)
		set &^= 1 << best
	}
	slices.Reverse(back)
	return back
}

// price returns what feeding the depots in use costs, or never.
func (f *feeder) price(s *state) int64 {
	used := f.fill(s)
	f.calls++
	known := f.known[used]
	if f.calls%lookAgain != 0 {
		for _, way := range known {
			if f.holds(way) {
				return way.cost
			}
		}
	}
	f.solve(used)
	if f.feedNow.cost >= never {
		return never
	}
	for k, way := range known {
		if slices.Equal(way.parts, f.feedNow.parts) {
			return known[k].cost
		}
		if way.cost > f.feedNow.cost || k == len(known)-1 && len(known) >= mostKnown {
			known = slices.Insert(known, k, f.feedNow.clone())
			f.known[used] = known[:min(len(known), mostKnown)]
			return f.feedNow.cost
		}
	}
	f.known[used] = append(known, f.feedNow.clone())
	return f.feedNow.cost
}

func (w feeding) clone() feeding { return feeding{w.cost, slices.Clone(w.parts)} }

// fill works out the loads of all subsets and returns the set of depots in use.
func (f *feeder) fill(s *state) uint32 {
	used := uint32(0)
	for j, d := range f.depots {
		if s.uses[d] > 0 {
			used |= 1 << j
		}
		f.load[1<<j] = s.given[d]
	}
	f.sum()
	return used
}

func (f *feeder) sum() {
	for set := 1; set < len(f.load); set++ {
		if low := set & -set; low != set {
			f.load[set] = f.load[low] + f.load[set^low]
		}
	}
}

// holds reports whether a way of feeding still carries the loads.
func (f *feeder) holds(way feeding) bool {
	count := f.p.Feed.Truck.Count
	if count != nil && int64(len(way.parts)) > *count {
		return false
	}
	for k, tour := range way.parts {
		if f.load[tour.set] > f.p.Feed.Truck.Capacity {
			return false
		}
		given := f.load[tour.set]
		for _, other := range way.parts[k+1:] {
			if other.hub == tour.hub {
				given += f.load[other.set]
			}
		}
		if given > f.hold[tour.hub] {
			return false
		}
	}
	return true
}

// solve finds the cheapest way of feeding the used depots with the loads that are filled in.
func (f *feeder) solve(used uint32) {
	most := f.p.Feed.Truck.Capacity
	hubs := len(f.way)
	f.feedNow.cost, f.feedNow.parts = never, f.feedNow.parts[:0]
	for h := range hubs {
		alone, way := f.alone[h], f.way[h]
		alone[0] = 0
		for set := uint32(1); set < uint32(len(alone)); set++ {
			alone[set] = never
			if set&^used != 0 || f.load[set] > f.hold[h] {
				continue
			}
			low := set & -set
			for rest := set ^ low; ; rest = (rest - 1) & (set ^ low) {
				if tour := rest | low; f.load[tour] <= most {
					alone[set] = min(alone[set], way[tour]+alone[set^tour])
				}
				if rest == 0 {
					break
				}
			}
		}
		opening := f.p.Feed.Hubs[h].Fixed
		joint := f.joint[h]
		for set := range uint32(len(joint)) {
			if set&^used != 0 {
				continue
			}
			joint[set] = never
			if h > 0 {
				joint[set] = f.joint[h-1][set]
			} else if set == 0 {
				joint[set] = 0
			}
			for own := set; own != 0; own = (own - 1) & set {
				rest := never
				if h > 0 {
					rest = f.joint[h-1][set^own]
				} else if own == set {
					rest = 0
				}
				joint[set] = min(joint[set], opening+alone[own]+rest)
			}
		}
	}
	if f.joint[hubs-1][used] >= never {
		return
	}
	f.trace(used)
	if f.p.Feed.Truck.Count != nil && int64(len(f.feedNow.parts)) > *f.p.Feed.Truck.Count {
		return
	}
	f.feedNow.cost = f.joint[hubs-1][used]
}

// trace writes down the tours that solve found.
func (f *feeder) trace(set uint32) {
	most := f.p.Feed.Truck.Capacity
	for h := len(f.way) - 1; h >= 0 && set != 0; h-- {
		if h > 0 && f.joint[h][set] == f.joint[h-1][set] {
			continue
		}
		for own := set; own != 0; own = (own - 1) & set {
			rest := never
			if h > 0 {
				rest = f.joint[h-1][set^own]
			} else if own == set {
				rest = 0
			}
			if f.joint[h][set] == f.p.Feed.Hubs[h].Fixed+f.alone[h][own]+rest {
				f.split(h, own, most)
				set ^= own
				break
			}
		}
	}
}

// split writes down the tours from one hub.
func (f *feeder) split(hub int, set uint32, most int64) {
	for set != 0 {
		low := set & -set
		for rest := set ^ low; ; rest = (rest - 1) & (set ^ low) {
			tour := rest | low
			if f.load[tour] <= most && f.alone[hub][set] == f.way[hub][tour]+f.alone[hub][set^tour] {
				f.feedNow.parts = append(f.feedNow.parts, part{hub, tour})
				set ^= tour
				break
			}
		}
	}
}

// fits reports whether a set of depots is small enough to be fed.
func fits(depots uint64) bool { return bits.OnesCount64(depots) <= maxFed }
