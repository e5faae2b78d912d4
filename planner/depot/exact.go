package depot

import (
	"cmp"
	"math/bits"
	"slices"
)

// exact solves a problem of few stops: dynamic programming over subsets of stops gives the cheapest tour over each subset from each depot
// (Held and Karp 1962, doi:10.1137/0110015), the cheapest tours that serve it, and the cheapest way of sharing it out over depots. Where
// depots are fed, sets of depots are looked through, the most promising first, and for each the ways of sharing the stops out, as long as
// openings, vans and what feeding costs at least stay below the best answer. 3^n·m steps, and for fed depots 3^n for each set of depots
// that is left.
type exact struct {
	c    *core
	m    *meter
	full int
	load []int64   // by set of stops
	one  [][]int64 // by depot and set: a tour
	cost [][]int64 // by depot and set: tours
	best int64     // an answer costs so much; only less is looked for
	part []int     // by depot: the set that it serves in the best answer; nil while none is better
	work int64     // steps that are left
}

// exactWork bounds the steps of exact, about.
const exactWork = 2_000_000_000

// maxExact bounds the stops whose subsets are tabulated.
const maxExact = 15

// newExact returns nil where a problem has too many stops, or limits how many vehicles there are.
func newExact(c *core, m *meter, best int64) *exact {
	if c.n > maxExact || c.most < c.n || c.p.Feed != nil && c.p.Feed.Truck.Count != nil {
		return nil
	}
	e := &exact{c: c, m: m, full: 1<<c.n - 1, load: make([]int64, 1<<c.n), best: best, work: exactWork}
	if e.spend(int64(c.m) * power3(c.n)); e.work < 0 {
		return nil
	}
	for set := 1; set <= e.full; set++ {
		e.load[set] = e.load[set&(set-1)] + c.load[bits.TrailingZeros(uint(set))]
	}
	for d := range c.m {
		if m.out() {
			return nil
		}
		e.one = append(e.one, e.tours(d))
		e.cost = append(e.cost, e.combine(d))
	}
	return e
}

func power3(n int) int64 {
	p := int64(1)
	for range n {
		p *= 3
	}
	return p
}

func (e *exact) spend(steps int64) { e.work -= steps }

// tours returns the cost of the cheapest tour over each set, the van included, or never.
func (e *exact) tours(d int) []int64 {
	c := e.c
	n := c.n
	home := n + d
	end := make([]int64, (e.full+1)*n)
	one := make([]int64, e.full+1)
	for set := 1; set <= e.full; set++ {
		one[set] = never
		for j := range n {
			end[set*n+j] = never
			if set>>j&1 == 0 || e.load[set] > c.capacity {
				continue
			}
			before := set &^ (1 << j)
			least := never
			if before == 0 {
				least = c.in[j*c.w+home]
			}
			for i := range n {
				if before>>i&1 != 0 {
					least = min(least, end[before*n+i]+c.in[j*c.w+i])
				}
			}
			end[set*n+j] = min(least, never)
			one[set] = min(one[set], least+c.out[j*c.w+home]+c.fixed)
		}
	}
	return one
}

// combine returns the cost of the cheapest tours that serve each set from one depot, or never.
func (e *exact) combine(d int) []int64 {
	one, cost := e.one[d], make([]int64, e.full+1)
	for set := 1; set <= e.full; set++ {
		cost[set] = never
		if e.load[set] > e.c.room[d] {
			continue
		}
		low := set & -set
		for rest := set ^ low; ; rest = (rest - 1) & (set ^ low) {
			if tour := rest | low; one[tour] < never {
				cost[set] = min(cost[set], one[tour]+cost[set^tour])
			}
			if rest == 0 {
				break
			}
		}
	}
	return cost
}

// solve returns true if it has proven that nothing is better than best, which it makes smaller where it finds something.
func (e *exact) solve() bool {
	c := e.c
	if c.p.Feed == nil {
		depots := make([]int, c.m)
		for d := range depots {
			depots[d] = d
		}
		joint := e.join(depots, c.opening, false)
		if e.work < 0 {
			return false
		}
		if least := joint[0][e.full]; least < e.best {
			e.best = least
			e.keep(depots, e.shares(depots, c.opening, joint))
		}
		return true
	}
	return e.fed()
}

// join returns by depot of the list and set what serving the set from that depot and those after it costs at least; all makes every depot
// serve something.
func (e *exact) join(depots []int, opening []int64, all bool) [][]int64 {
	joint := make([][]int64, len(depots)+1)
	joint[len(depots)] = make([]int64, e.full+1)
	for set := 1; set <= e.full; set++ {
		joint[len(depots)][set] = never
	}
	for k := len(depots) - 1; k >= 0; k-- {
		d := depots[k]
		after, cost := joint[k+1], e.cost[d]
		now := make([]int64, e.full+1)
		joint[k] = now
		if e.m.out() {
			e.work = -1
			continue
		}
		for set := range now {
			least := after[set]
			if all {
				least = never
			}
			for own := set; own != 0; own = (own - 1) & set {
				least = min(least, opening[d]+cost[own]+after[set^own])
			}
			now[set] = min(never, least)
		}
	}
	return joint
}

// shares traces which set each depot of the list serves.
func (e *exact) shares(depots []int, opening []int64, joint [][]int64) []int {
	part := make([]int, len(depots))
	left := e.full
	for k, d := range depots {
		if joint[k][left] == joint[k+1][left] {
			continue
		}
		for own := left; own != 0; own = (own - 1) & left {
			if joint[k][left] == opening[d]+e.cost[d][own]+joint[k+1][left^own] {
				part[k] = own
				left ^= own
				break
			}
		}
	}
	return part
}

func (e *exact) keep(depots []int, part []int) {
	e.part = make([]int, e.c.m)
	for k, d := range depots {
		e.part[d] = part[k]
	}
}

// fed looks through sets of depots.
func (e *exact) fed() bool {
	c := e.c
	all := make([]int, c.m)
	for d := range all {
		all[d] = d
	}
	if e.spend(int64(c.m) * power3(c.n)); e.work < 0 || c.m > mostLooked {
		return false
	}
	vans := e.join(all, make([]int64, c.m), false)[0][e.full]
	if e.work < 0 {
		return false
	}
	type look struct {
		set   uint64
		least int64
	}
	var looks []look
	for set := uint64(1); set < 1<<c.m; set++ {
		if !c.holdsAll(set) || bits.OnesCount64(set) > c.n {
			continue
		}
		least := vans
		for d := range c.m {
			if set>>d&1 != 0 {
				least += c.opening[d]
			}
		}
		if least >= e.best {
			continue
		}
		f := newFeeder(c.p, set)
		f.solve(1<<len(f.depots) - 1) // loads of 0: at least so much
		if least += f.feedNow.cost; least < e.best {
			looks = append(looks, look{set, least})
		}
	}
	slices.SortFunc(looks, func(a, b look) int { return cmp.Or(cmp.Compare(a.least, b.least), cmp.Compare(a.set, b.set)) })
	for _, l := range looks {
		if l.least >= e.best {
			break
		}
		if e.spend(power3(c.n) * int64(bits.OnesCount64(l.set))); e.work < 0 || e.m.out() {
			return false
		}
		if !e.look(l.set) {
			return false
		}
	}
	return true
}

// look tries every way of sharing the stops out over exactly the depots of a set that may be better than the best.
func (e *exact) look(set uint64) bool {
	c := e.c
	f := newFeeder(c.p, set)
	depots := f.depots
	f.solve(1<<len(depots) - 1)
	least := f.feedNow.cost
	joint := e.join(depots, c.opening, true)
	if e.work < 0 {
		return false
	}
	part := make([]int, len(depots))
	var share func(k, left int, cost int64) bool
	share = func(k, left int, cost int64) bool {
		if cost+joint[k][left]+least >= e.best {
			return true
		}
		if k == len(depots) {
			for j := range depots {
				f.load[1<<j] = e.load[part[j]]
			}
			f.sum()
			f.solve(1<<len(depots) - 1)
			e.spend(power3(len(depots)) * int64(len(f.way)))
			if total := cost + f.feedNow.cost; total < e.best {
				e.best = total
				e.keep(depots, part)
			}
			return e.work >= 0 && !e.m.out()
		}
		d := depots[k]
		e.spend(int64(1) << bits.OnesCount(uint(left)))
		for own := left; own != 0; own = (own - 1) & left {
			part[k] = own
			if !share(k+1, left^own, cost+c.opening[d]+e.cost[d][own]) {
				return false
			}
		}
		return e.work >= 0
	}
	return share(0, e.full, 0)
}

// tours written out: the flat form of the best answer.
func (e *exact) flat() flat {
	var out flat
	for d, set := range e.part {
		for set != 0 {
			low := set & -set
			for rest := set ^ low; ; rest = (rest - 1) & (set ^ low) {
				if tour := rest | low; e.one[d][tour] < never && e.cost[d][set] == e.one[d][tour]+e.cost[d][set^tour] {
					out = append(append(append(out, int32(e.c.n+d)), e.order(d, tour)...), absent)
					set ^= tour
					break
				}
			}
		}
	}
	return out
}

// order finds the cheapest order of a small tour by trying them all behind the best so far.
func (e *exact) order(d, tour int) []int32 {
	c := e.c
	home := int32(c.n + d)
	var best, way []int32
	least := e.one[d][tour] - c.fixed
	var drive func(left int, at int32, cost int64)
	drive = func(left int, at int32, cost int64) {
		if best != nil || cost > least {
			return
		}
		if left == 0 {
			if cost+c.cost(at, home) == least {
				best = slices.Clone(way)
			}
			return
		}
		for i := range c.n {
			if left>>i&1 != 0 {
				way = append(way, int32(i))
				drive(left&^(1<<i), int32(i), cost+c.cost(at, int32(i)))
				way = way[:len(way)-1]
			}
		}
	}
	drive(tour, home, 0)
	return best
}
