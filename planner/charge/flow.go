package charge

import (
	"math"
	"math/bits"
)

// flow finds the cheapest way to serve all loads from a set of open sites within their capacities, demands shared where that
// helps: the transportation problem (Hitchcock 1941, doi:10.1002/sapm1941201224). Every demand begins at its
// cheapest site; loads beyond a capacity are then moved along cheapest chains of sites, one augmentation after
// another (Edmonds and Karp 1972, doi:10.1145/321694.321699), on the small graph of open sites whose arc j → k is the demand at j that
// moves to k at least cost. Prices of sites keep all arcs at least 0. An augmentation takes O(s² + changed demands · s)
// for s open sites. A flow is scratch space for one goroutine.
type flow struct {
	c      *core
	open   []int32
	unit   []int64 // cost for each unit of load, by open site and demand
	cost   []int64 // of the whole demand, likewise
	amount []int64
	at     [][]int32 // demands of an open site
	used   []int64
	price  []int64
	arc    []int64 // cheapest move, by pair of open sites
	mover  []int32
	dist   []int64
	from   []int32
	done   []bool
	path   []int32
	work   int64
	stop   func() bool // whether to break off; nil: never
	asked  int64       // work when stop was last asked
	broken bool        // whether the last solve was broken off
}

const never = math.MaxInt64 / 4

func newFlow(c *core) *flow { return &flow{c: c} }

func (f *flow) reset(open []int32) {
	s, n := len(open), f.c.demands
	f.open = append(f.open[:0], open...)
	f.unit, f.cost, f.amount = sized(f.unit, s*n), sized(f.cost, s*n), sized(f.amount, s*n)
	f.used, f.price, f.dist = sized(f.used, s), sized(f.price, s), sized(f.dist, s)
	f.from, f.done = sized(f.from, s), sized(f.done, s)
	f.arc, f.mover = sized(f.arc, s*s), sized(f.mover, s*s)
	for len(f.at) < s {
		f.at = append(f.at, nil)
	}
	for k, j := range open {
		f.at[k], f.used[k], f.price[k] = f.at[k][:0], 0, 0
		unit, cost, amount := f.unit[k*n:(k+1)*n], f.cost[k*n:(k+1)*n], f.amount[k*n:(k+1)*n]
		for i := range unit {
			unit[i], cost[i], amount[i] = never, never, 0
		}
		for p := f.c.colStart[j]; p < f.c.colStart[j+1]; p++ {
			i := f.c.colItem[p]
			cost[i] = f.c.colCost[p]
			unit[i] = cost[i] / max(1, f.c.load[i])
		}
	}
	f.work += int64(2 * s * n)
}

// sized returns a slice of that length, with the old contents where it was long enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// solve returns the scaled cost of serving everyone from the open sites, without their charges, rounded down by less than one
// scaled unit a share; false where that cannot be done, or where it was broken off. amount, at and price hold the answer.
func (f *flow) solve(open []int32) (int64, bool) {
	f.broken = false
	f.reset(open)
	s, n := len(open), f.c.demands
	for i := range n {
		best := -1
		for k := range s {
			if f.cost[k*n+i] < never && (best < 0 || f.unit[k*n+i] < f.unit[best*n+i]) {
				best = k
			}
		}
		if best < 0 {
			return 0, false
		}
		f.at[best] = append(f.at[best], int32(i))
		f.amount[best*n+i] = f.c.load[i]
		f.used[best] += f.c.load[i]
	}
	ready := false
	for k := range s {
		for f.used[k] > f.c.capacity[open[k]] {
			if !ready {
				for q := range s {
					f.arcs(q)
				}
				ready = true
			}
			if f.halted() || !f.augment(k) {
				return 0, false
			}
		}
	}
	total := int64(0)
	for k := range s {
		for _, i := range f.at[k] {
			if part := f.amount[k*n+int(i)]; part == f.c.load[i] {
				total += f.cost[k*n+int(i)]
			} else {
				total += partDown(f.cost[k*n+int(i)], part, f.c.load[i])
			}
		}
	}
	return total, true
}

// halted asks stop now and then and remembers that the flow is broken off.
func (f *flow) halted() bool {
	if f.stop != nil && (f.work-f.asked >= lookEvery || f.work < f.asked) {
		f.asked = f.work
		f.broken = f.stop()
	}
	return f.broken
}

// arcs finds the cheapest moves out of an open site.
func (f *flow) arcs(k int) {
	s, n := len(f.open), f.c.demands
	row, movers := f.arc[k*s:(k+1)*s], f.mover[k*s:(k+1)*s]
	for q := range row {
		row[q] = never
	}
	for _, i := range f.at[k] {
		if f.c.load[i] > 0 {
			f.offer(k, int(i), row, movers, s, n)
		}
	}
	f.work += int64(s * (1 + len(f.at[k])))
}

func (f *flow) offer(k, i int, row []int64, movers []int32, s, n int) {
	here := f.unit[k*n+i]
	for q, p := 0, i; q < s; q, p = q+1, p+n {
		if move := f.unit[p] - here; f.unit[p] < never && move < row[q] && q != k {
			row[q], movers[q] = move, int32(i)
		}
	}
}

// augment moves load away from an open site that has too much, along the cheapest chain to one with room.
func (f *flow) augment(source int) bool {
	s, n := len(f.open), f.c.demands
	for k := range s {
		f.dist[k], f.done[k] = never, false
	}
	f.dist[source] = 0
	target := -1
	for {
		k := -1
		for q := range s {
			if !f.done[q] && f.dist[q] < never && (k < 0 || f.dist[q] < f.dist[k]) {
				k = q
			}
		}
		f.work += int64(s)
		if k < 0 {
			return false
		}
		f.done[k] = true
		if f.used[k] < f.c.capacity[f.open[k]] {
			target = k
			break
		}
		for q := range s {
			if move := f.arc[k*s+q]; move < never && !f.done[q] {
				if d := f.dist[k] + move + f.price[q] - f.price[k]; d < f.dist[q] {
					f.dist[q], f.from[q] = d, int32(k)
				}
			}
		}
	}
	far := f.dist[target]
	for k := range s {
		if f.done[k] {
			f.price[k] += far - f.dist[k]
		}
	}
	push := min(f.used[source]-f.c.capacity[f.open[source]], f.c.capacity[f.open[target]]-f.used[target])
	f.path = f.path[:0]
	for k := target; k != source; k = int(f.from[k]) {
		f.path = append(f.path, int32(k))
		j := int(f.from[k])
		push = min(push, f.amount[j*n+int(f.mover[j*s+k])])
	}
	f.path = append(f.path, int32(source))
	for p := len(f.path) - 1; p > 0; p-- {
		j, k := int(f.path[p]), int(f.path[p-1])
		i := int(f.mover[j*s+k])
		f.amount[j*n+i] -= push
		if f.amount[k*n+i] == 0 {
			f.at[k] = append(f.at[k], int32(i))
		}
		f.amount[k*n+i] += push
	}
	f.used[source] -= push
	f.used[target] += push
	for _, k := range f.path {
		kept := f.at[k][:0]
		for _, i := range f.at[k] {
			if f.amount[int(k)*n+int(i)] > 0 || f.c.load[i] == 0 {
				kept = append(kept, i)
			}
		}
		f.at[k] = kept
		f.arcs(int(k))
	}
	return true
}

// multipliers writes the duals of the last flow: what one more demand like i would cost, at the sites' prices.
func (f *flow) multipliers(lambda []int64) {
	n := f.c.demands
	for i := range lambda {
		lambda[i] = f.c.highest[i]
		for k := range f.open {
			if high, low := bits.Mul64(uint64(f.c.load[i]), uint64(f.price[k])); high == 0 && low < never {
				lambda[i] = min(lambda[i], f.cost[k*n+i]+int64(low))
			}
		}
	}
	f.work += int64(len(f.open) * n)
}
