package charge

import (
	"math"
	"slices"
)

// What a search node says of a site.
const (
	undecided int8 = iota
	opened
	closed
)

// relaxer evaluates the Lagrangian relaxation of "every demand is served once":
//
//	L(λ) = Σ λ_i + min over y of Σ_j y_j · (charge_j − gain_j(λ)),   gain_j the most Σ (λ_i − c_ij) x_ij within capacity_j
//
// where y respects the states, opens no more new sites than are allowed and, of those answers, enough capacity for
// all loads (Christofides and Beasley 1983, doi:10.1016/0377-2217(83)90164-1). All in whole scaled units, rounded to
// the side that keeps L a lower bound. Source of the relaxation: Geoffrion and McBride 1978,
// doi:10.1080/05695557808975181. A relaxer is scratch space for one goroutine.
type relaxer struct {
	c     *core
	value []int64 // charge_j − gain_j, by site; what opening the site adds to L
	gain  []int64
	items []item
	knap  *knapsack
	pick  []float64 // y of the last evaluation, by site
	serve []float64 // Σ_j x_ij y_j of the last evaluation, by demand
	taken []served  // single: who is served by sites that are picked whole, in the last evaluation
	off   []bool    // by pair of a site: not allowed at this node; nil where none is
	order []int32   // sites by value
	dense []int32   // sites by value for each unit of capacity
	work  int64     // effort since it was last asked for
}

func newRelaxer(c *core) *relaxer {
	return &relaxer{c: c, value: make([]int64, c.sites), gain: make([]int64, c.sites), pick: make([]float64, c.sites),
		serve: make([]float64, c.demands), knap: &knapsack{}}
}

// spent returns the effort since the last call.
func (r *relaxer) spent() int64 {
	work := r.work
	r.work = 0
	return work
}

// gather lists what a site would gain from, at multipliers lambda, and adds up loads and profits.
func (r *relaxer) gather(j int, lambda []int64, highest int64) (load, profit int64) {
	c := r.c
	r.items = r.items[:0]
	k := c.colStart[j]
	for end := c.colStart[j+1]; k < end; k++ {
		cost := c.colCost[k]
		if cost >= highest {
			break
		}
		i := c.colItem[k]
		if p := lambda[i] - cost; p > 0 && (r.off == nil || !r.off[k]) {
			r.items = append(r.items, item{p, c.load[i], i, int32(k)})
			load, profit = load+c.load[i], profit+p
		}
	}
	r.work += int64(k - c.colStart[j] + 1)
	return load, profit
}

// price computes gain and value of every site that is not closed.
func (r *relaxer) price(lambda []int64, state []int8) (sum int64) {
	highest := int64(math.MinInt64)
	for _, l := range lambda {
		sum += l
		highest = max(highest, l)
	}
	for j := range r.c.sites {
		if state[j] == closed {
			r.gain[j], r.value[j] = 0, math.MaxInt64
			continue
		}
		load, profit := r.gather(j, lambda, highest)
		if load > r.c.capacity[j] {
			profit = r.fill(j)
		}
		r.gain[j], r.value[j] = profit, r.c.charge[j]-profit
	}
	return sum
}

// fill returns the most profit of the gathered items within the capacity, rounded up.
func (r *relaxer) fill(j int) int64 {
	r.work += 4 * int64(len(r.items))
	if r.c.mode == shared {
		profit, _, _ := pack(r.items, r.c.capacity[j])
		return profit
	}
	profit, work := r.knap.solve(r.items, r.c.capacity[j])
	r.work += work
	return profit
}

// evaluate returns L and leaves in pick and serve an answer of the relaxation that attains it (nearly, where the
// bound is the best of several).
func (r *relaxer) evaluate(lambda []int64, state []int8) int64 {
	sum := r.price(lambda, state)
	low := r.master(state, -1, true)
	if low == math.MaxInt64 {
		return low
	}
	highest := int64(math.MinInt64)
	for _, l := range lambda {
		highest = max(highest, l)
	}
	clear(r.serve)
	r.taken = r.taken[:0]
	for j, share := range r.pick {
		if share == 0 || r.gain[j] == 0 {
			continue
		}
		load, _ := r.gather(j, lambda, highest)
		if load <= r.c.capacity[j] {
			r.note(j, r.items, share)
			continue
		}
		r.work += 4 * int64(len(r.items))
		if r.c.mode == shared {
			_, whole, left := pack(r.items, r.c.capacity[j])
			r.note(j, r.items[:whole], share)
			if left > 0 {
				cut := r.items[whole]
				r.serve[cut.demand] += float64(share * (float64(left) / float64(cut.load)))
			}
			continue
		}
		_, work := r.knap.solve(r.items, r.c.capacity[j])
		r.work += work
		r.note(j, r.knap.best, share)
	}
	return sum + low
}

// served is a pair of the columns that an answer of the relaxation uses.
type served struct{ site, pair int32 }

// note adds the demands of a site to serve.
func (r *relaxer) note(j int, items []item, share float64) {
	for _, it := range items {
		r.serve[it.demand] += share
		if r.c.mode == single && share > 0.5 {
			r.taken = append(r.taken, served{int32(j), it.pair})
		}
	}
}

// master returns the least Σ value over the sets of sites that a node allows, or a bound below it; MaxInt64 where there
// is none. A site flipped (−1: none) counts as opened if it is undecided and its pick says that it is not, and the
// other way round: master(state, j, false) − master(state, −1, false) is what a change of mind about j costs at least.
func (r *relaxer) master(state []int8, flipped int, choose bool) int64 {
	c := r.c
	base, room, count := int64(0), -c.total, 0
	if flipped < 0 {
		r.sort(state)
	}
	is := func(j int32) int8 {
		if int(j) == flipped {
			if r.pick[j] > 0.5 {
				return closed
			}
			return opened
		}
		return state[j]
	}
	if choose {
		clear(r.pick)
	}
	for j := range c.sites {
		if is(int32(j)) == opened {
			base, room = base+r.value[j], room+c.capacity[j]
			if !c.fixed[j] {
				count++
			}
			if choose {
				r.pick[j] = 1
			}
		}
	}
	if count > c.most {
		return math.MaxInt64
	}
	// With a limit on the number: the cheapest, as long as they pay.
	least, possible := r.least(state, flipped, room)
	if !possible || count+least > c.most {
		return math.MaxInt64
	}
	sum, taken, roomThen := base, 0, room
	for _, j := range r.order {
		if is(j) != undecided {
			continue
		}
		if (r.value[j] >= 0 && taken >= least) || count+taken >= c.most {
			break
		}
		sum, taken, roomThen = sum+r.value[j], taken+1, roomThen+c.capacity[j]
		if choose {
			r.pick[j] = 1
		}
	}
	if roomThen >= 0 || c.mode == free {
		return sum
	}
	// Too little capacity: the linear relaxation of the covering knapsack, if that is the stronger bound.
	cover, need := base, -room
	for _, j := range r.order {
		if is(j) == undecided && r.value[j] < 0 {
			cover, need = cover+r.value[j], need-c.capacity[j]
		}
	}
	cut, share := int32(-1), 0.0
	for _, j := range r.dense {
		if need <= 0 {
			break
		}
		if is(j) != undecided || r.value[j] < 0 {
			continue
		}
		if c.capacity[j] <= need {
			cover, need = cover+r.value[j], need-c.capacity[j]
			continue
		}
		cut, share = j, float64(need)/float64(c.capacity[j])
		cover += partDown(r.value[j], need, c.capacity[j])
		need = 0
	}
	if need > 0 {
		return math.MaxInt64
	}
	if cover <= sum {
		return sum
	}
	if choose {
		r.chooseCover(state, -room, cut, share)
	}
	return cover
}

// partDown returns value · need / capacity rounded down (or one less), for value at least 0 and need below capacity.
func partDown(value, need, capacity int64) int64 {
	return max(0, part(value, need, capacity)-1)
}

// chooseCover repeats the covering knapsack's choice in pick.
func (r *relaxer) chooseCover(state []int8, need int64, cut int32, share float64) {
	for j := range r.pick {
		if state[j] != opened {
			r.pick[j] = 0
		}
	}
	for _, j := range r.order {
		if state[j] == undecided && r.value[j] < 0 {
			r.pick[j] = 1
			need -= r.c.capacity[j]
		}
	}
	for _, j := range r.dense {
		if need <= 0 {
			break
		}
		if state[j] != undecided || r.value[j] < 0 {
			continue
		}
		if j == cut {
			r.pick[j] = share
			break
		}
		r.pick[j] = 1
		need -= r.c.capacity[j]
	}
}

// sort orders the undecided sites by value and by value for each unit of capacity.
func (r *relaxer) sort(state []int8) {
	r.order, r.dense = r.order[:0], r.dense[:0]
	for j := range state {
		if state[j] == undecided {
			r.order = append(r.order, int32(j))
		}
	}
	slices.SortFunc(r.order, func(a, b int32) int {
		if r.value[a] != r.value[b] {
			if r.value[a] < r.value[b] {
				return -1
			}
			return 1
		}
		return int(a) - int(b)
	})
	if r.c.mode == free {
		return
	}
	for _, j := range r.order {
		if r.value[j] >= 0 && r.c.capacity[j] > 0 {
			r.dense = append(r.dense, j)
		}
	}
	slices.SortFunc(r.dense, func(a, b int32) int {
		// The smaller value for each unit of capacity first: the denser capacity for each unit of value.
		x, y := item{profit: r.c.capacity[a], load: r.value[a], demand: a}, item{profit: r.c.capacity[b], load: r.value[b], demand: b}
		if denser(x, y) {
			return -1
		}
		return 1
	})
}

// least returns how many undecided sites must open at least so that capacities reach all loads.
func (r *relaxer) least(state []int8, flipped int, room int64) (count int, possible bool) {
	if room >= 0 || r.c.mode == free {
		return 0, true
	}
	for _, j := range r.c.widest {
		if state[j] != undecided || int(j) == flipped {
			continue
		}
		room, count = room+r.c.capacity[j], count+1
		if room >= 0 {
			return count, true
		}
	}
	return 0, false
}
