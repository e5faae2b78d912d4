package depot

import (
	"math/bits"
	"slices"

	"cuntong/planner"
)

// The bound. Every stop gets a price; what an answer costs is then at least the sum of the prices and the least that openings and vans can
// cost after the prices of the stops they serve are taken off. For that least, a van's tour is relaxed to a walk that may come back to a
// stop but not at once, and is known by its load alone (q-routes without two-stop cycles: Christofides, Mingozzi and Toth 1981,
// doi:10.1007/BF01589353); each depot combines walks up to its capacity, and the depots together give out exactly the load of all stops
// (as in Baldacci, Mingozzi and Wolfler Calvo 2011, doi:10.1287/opre.1110.0989, whose route enumeration we leave out). Prices are
// improved by subgradient steps (Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223). All in whole numbers: whatever the prices, the
// figure is a proof. A round takes m·(n²·Q + D·C) steps for m depots, n stops, vans of Q, a load of D and depots of C.
type bounder struct {
	c      *core
	share  []int64 // by depot: what feeding it costs at least, beside the base
	base   int64   // what feeding costs at least whatever is open
	most   int     // load of a van at most
	price  []int64 // by stop
	walks  []walks // by depot
	joint  [][]int64
	visits []int64 // by stop, of the last round
	used   []int   // by depot: in how many rounds of a branch it gave something out
	none   []int64 // shares where feeding is counted for the depots that must be open together
	feed   *planner.LocationRouting
}

// walks are the q-routes from one depot.
type walks struct {
	first, second []int64 // by load and stop where the walk stands: least cost, and least among those that came from elsewhere
	from          []int16 // by load and stop: where the first came from, or absent from the depot
	closed        []int64 // by load: least cost of a walk that came home
	packed        []int64 // by load: least cost of walks together
}

const (
	maxBoundStates = 6_000_000     // loads × stops × depots that are kept
	boundWork      = 2_000_000_000 // steps in all that rounds take, about
	maxBoundRounds = 600
)

// newBounder returns nil where walks cannot be told by their load: loads of 0, or too many loads.
func newBounder(c *core) *bounder {
	most := int(min(c.capacity, c.total))
	if c.n > 1<<15-1 || most < 1 || most > 1<<20 || c.total > 1<<20 || c.n*c.m*most > maxBoundStates || slices.Contains(c.load, 0) {
		return nil
	}
	b := &bounder{c: c, most: most, price: make([]int64, c.n), visits: make([]int64, c.n), used: make([]int, c.m), walks: make([]walks, c.m), share: make([]int64, c.m), none: make([]int64, c.m)}
	if c.p.Feed != nil {
		b.base, b.share = c.feedShares()
		b.feed = closure(c.p)
	}
	states := (most + 1) * c.n
	for d := range b.walks {
		b.walks[d] = walks{make([]int64, states), make([]int64, states), make([]int16, states), make([]int64, most+1), make([]int64, c.room[d]+1)}
	}
	for range c.m + 1 {
		b.joint = append(b.joint, make([]int64, c.total+1))
	}
	return b
}

// rounds returns how many rounds are worth their work after the search, or very many where the clock decides.
func (b *bounder) rounds(m *meter) int {
	if m.timed {
		return 10 * maxBoundRounds
	}
	c := b.c
	work := c.m * (3*c.n*c.n*b.most + int(c.total)*int(slices.Max(c.room)))
	return min(maxBoundRounds, max(6, boundWork/max(1, work)), max(6, int(min(m.effort/1000, maxBoundRounds))))
}

// evaluate returns the bound that the prices prove, and counts the visits of the walks behind it; 0 where the clock ended it.
func (b *bounder) evaluate(m *meter, at *branch) int64 {
	c := b.c
	parallel(max(1, m.options.Threads), c.m, func(_, d int) {
		if at.closed>>d&1 == 0 && !m.out() {
			b.extend(d)
			b.pack(d)
		}
	})
	if m.out() {
		return 0
	}
	clear(b.visits)
	sum := at.base
	for _, price := range b.price {
		sum += price
	}
	first := b.joint[0]
	for load := range first {
		first[load] = never
	}
	first[0] = 0
	for d := range c.m {
		before, after, packed := b.joint[d], b.joint[d+1], b.walks[d].packed
		copy(after, before)
		if at.closed>>d&1 != 0 {
			continue
		}
		opening := at.opening(b, d)
		for load, cost := range before {
			if cost >= never {
				continue
			}
			reach := after[load:]
			for own, more := range packed[:min(len(packed), len(reach))] {
				if own > 0 {
					reach[own] = min(reach[own], cost+opening+more)
				}
			}
		}
	}
	least := b.joint[c.m][c.total]
	if least >= never>>1 {
		return never
	}
	b.trace(at)
	return sum + least
}

// extend works out the walks from one depot.
func (b *bounder) extend(d int) {
	c := b.c
	n := c.n
	w := &b.walks[d]
	home := n + d
	for load := 1; load <= b.most; load++ {
		first, second, from := w.first[load*n:][:n], w.second[load*n:][:n], w.from[load*n:][:n]
		closed := never
		for i := range n {
			one, two, origin := never, never, int16(absent)
			switch rest := load - int(c.load[i]); {
			case rest == 0:
				one = c.in[i*c.w+home] - b.price[i]
			case rest > 0:
				in := c.in[i*c.w:][:n]
				before, beside, came := w.first[rest*n:][:n], w.second[rest*n:][:n], w.from[rest*n:][:n]
				for j, leg := range in {
					cost := before[j]
					if int(came[j]) == i {
						cost = beside[j]
					}
					if cost += leg; cost < two && j != i {
						if cost < one {
							one, two, origin = cost, one, int16(j)
						} else {
							two = cost
						}
					}
				}
				if one < never {
					one -= b.price[i]
				}
				if two < never {
					two -= b.price[i]
				}
			}
			first[i], second[i], from[i] = one, two, origin
			if one < never {
				closed = min(closed, one+c.out[i*c.w+home]+c.fixed)
			}
		}
		w.closed[load] = closed
	}
}

// pack combines the walks of one depot.
func (b *bounder) pack(d int) {
	w := &b.walks[d]
	for load := 1; load < len(w.packed); load++ {
		least := never
		for own := 1; own <= min(load, len(w.closed)-1); own++ {
			if w.closed[own] < never>>1 && w.packed[load-own] < never>>1 {
				least = min(least, w.closed[own]+w.packed[load-own])
			}
		}
		w.packed[load] = least
	}
}

// trace counts the visits of the walks that evaluate found.
func (b *bounder) trace(at *branch) {
	c := b.c
	load := int(c.total)
	for d := c.m - 1; d >= 0; d-- {
		if b.joint[d+1][load] == b.joint[d][load] {
			continue
		}
		b.used[d]++
		packed := b.walks[d].packed
		opening := at.opening(b, d)
		for own := 1; own <= min(load, len(packed)-1); own++ {
			if b.joint[d][load-own] < never && b.joint[d+1][load] == b.joint[d][load-own]+opening+packed[own] {
				b.unpack(d, own)
				load -= own
				break
			}
		}
	}
}

func (b *bounder) unpack(d, load int) {
	w := &b.walks[d]
	for load > 0 {
		for own := 1; own <= min(load, len(w.closed)-1); own++ {
			if w.closed[own] < never>>1 && w.packed[load-own] < never>>1 && w.packed[load] == w.closed[own]+w.packed[load-own] {
				b.walkBack(d, own)
				load -= own
				break
			}
		}
	}
}

// walkBack follows the cheapest closed walk of a load to its beginning.
func (b *bounder) walkBack(d, load int) {
	c := b.c
	w := &b.walks[d]
	at, second := absent, false
	for i := range c.n {
		if w.first[load*c.n+i] < never && w.closed[load] == w.first[load*c.n+i]+c.out[i*c.w+c.n+d]+c.fixed {
			at = i
			break
		}
	}
	for {
		b.visits[at]++
		x := load*c.n + at
		rest := load - int(c.load[at])
		if rest == 0 {
			return
		}
		next := int(w.from[x])
		if second {
			next = b.secondFrom(w, at, rest, next, w.second[x])
		}
		second = int(w.from[rest*c.n+next]) == at
		at, load = next, rest
	}
}

// secondFrom finds where the second best walk to a stop came from.
func (b *bounder) secondFrom(w *walks, at, rest, not int, cost int64) int {
	c := b.c
	for j := range c.n {
		if j == not || j == at {
			continue
		}
		before := w.first[rest*c.n+j]
		if int(w.from[rest*c.n+j]) == at {
			before = w.second[rest*c.n+j]
		}
		if before < never && before+c.in[at*c.w+j]-b.price[at] == cost {
			return j
		}
	}
	panic("depot: a walk without an origin")
}

// start prices the stops as an answer does: what a tour and its share of its depot cost, dealt out by load.
func (b *bounder) start(found flat) {
	c := b.c
	given := make([]int64, c.m)
	tours := func(work func(depot int, stops []int32)) {
		for begin, k := 0, 0; k < len(found); k++ {
			if found[k] == absent {
				work(int(found[begin])-c.n, found[begin+1:k])
				begin = k + 1
			}
		}
	}
	tours(func(depot int, stops []int32) {
		for _, i := range stops {
			given[depot] += c.load[i]
		}
	})
	tours(func(depot int, stops []int32) {
		cost, load, at := c.fixed, int64(0), int32(c.n+depot)
		for _, i := range stops {
			cost += c.cost(at, i)
			load += c.load[i]
			at = i
		}
		cost += c.cost(at, int32(c.n+depot))
		for _, i := range stops {
			b.price[i] = part64(cost, c.load[i], load) + part64(c.opening[depot]+b.share[depot], c.load[i], given[depot])
		}
	})
}

// part64 returns cost·part/whole rounded down, for 0 ≤ part ≤ whole and whole above 0.
func part64(cost, part, whole int64) int64 {
	hi, lo := bits.Mul64(uint64(cost), uint64(part))
	share, _ := bits.Div64(hi, lo, uint64(whole))
	return int64(share)
}
