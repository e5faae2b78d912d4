package charge

import "math"

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
// doi:10.1080/05695557808975181. Where demands are whole the 0/1 knapsacks make it the bound of column generation (Ceselli and
// Righini 2005, doi:10.1002/net.20059) without a master problem; where they are shared, the one with zᵢⱼ ≤ xⱼ.
//
// An evaluation visits the pairs that cost less than the largest multiplier, which late in an ascent are a few dozen for each
// site, and sorts or partitions what a site would gain from. Meant for up to some 10 million pairs. A relaxer is scratch space for one goroutine.
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
