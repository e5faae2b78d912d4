package assign

import (
	"math/bits"
	"slices"
)

// dual holds the multipliers of one Lagrangian relaxation, whole numbers in units of cost/scale.
type dual struct {
	serve  []int64 // u, of pairs: what serving a demand once is worth; any sign
	count  []int64 // v, of counts: what an open site in a demand's row is worth; at least 0
	budget uint64  // λ, for each yuan, in units of cost/scale/2^20
	floor  []uint64
	share  []int64 // Huff: where the tangent of each demand touches, in 1/shareUnit
}

func (d *dual) clone() *dual {
	return &dual{slices.Clone(d.serve), slices.Clone(d.count), d.budget, slices.Clone(d.floor), slices.Clone(d.share)}
}

// relaxation evaluates duals. Relaxed are: that what serves a demand adds up (u), that what covers it is open (v), the
// budget (λ) and the floors of towns. What is left falls apart by site, each a knapsack where loads count, and the
// selection chooses among the sites. Sources: Geoffrion 1974 (doi:10.1007/BFb0120690); for capacities Beasley 1993
// (European Journal of Operational Research 65:383-399). The value is exact in whole numbers; knapsacks are relaxed to fractions and
// rounded down, so it never lies above the truth.
type relaxation struct {
	c     *core
	m     *meter
	scale int64
	limit int64 // multipliers stay within ± limit, so that sums stay exact
	pick  *selection

	value    []int64   // of each site, if open
	served   []bool    // of each demand, in the relaxed answer
	backed   []bool    // of each demand: backup counts in the relaxed answer
	given    []float64 // of each entry: how much of it the site takes, if open
	sack     sack
	gu, gv   []float64 // subgradients
	gl       float64
	gf       []float64
	gain     []int64
	loosened bool // needs count as 1, since a demand may be served without being covered

	lacks []int32 // of each demand: how many of the free sites cover it; below 1: the open ones do
	spare []int32 // of each demand: free sites in its row
	worth []int64 // of each demand: v where it counts, else 0
}

func newRelaxation(c *core, m *meter) *relaxation {
	r := &relaxation{c: c, m: m, pick: newSelection(c), value: make([]int64, c.sites()), served: make([]bool, c.demands()), backed: make([]bool, c.demands()),
		lacks: make([]int32, c.demands()), spare: make([]int32, c.demands()), worth: make([]int64, c.demands()),
		given: make([]float64, c.pairs()), gu: make([]float64, c.demands()), gv: make([]float64, c.demands()), gf: make([]float64, len(c.floor))}
	largest := int64(1)
	for _, cost := range c.rowCost {
		largest = max(largest, cost, -cost)
	}
	for j, cost := range c.cost {
		largest = max(largest, cost)
		r.loosened = r.loosened || c.loaded && c.least[j] > 0
	}
	r.gain = c.gain
	if c.choice != nil { // without competition a demand is won by any open site, which is covering
		r.gain = make([]int64, c.demands())
		for i := range r.gain {
			largest = max(largest, 1000*c.weight[i])
			if c.choice.fixed[i] == 0 {
				r.gain[i] = 1000 * c.weight[i]
			}
		}
	}
	for i := range c.gain {
		largest = max(largest, c.gain[i]+c.backup[i])
	}
	all := int64(c.pairs()+c.demands()+c.sites()) + 16
	for _, take := range c.take {
		all += int64(take)
	}
	for _, needs := range c.needs {
		all += int64(needs)
	}
	r.limit = unreachable / 8 / all
	r.scale = 1
	for r.scale < 1<<20 && r.scale*2 <= r.limit/16/largest {
		r.scale *= 2
	}
	if c.choice != nil {
		c.choice.prepare(r)
	}
	return r
}

func (r *relaxation) newDual() *dual {
	c := r.c
	d := &dual{serve: make([]int64, c.demands()), count: make([]int64, c.demands()), floor: make([]uint64, len(c.floor))}
	if c.choice != nil {
		d.share = make([]int64, c.demands())
	}
	return d
}

const fraction = 20

// times is the product of a multiplier and a figure without its 2^fraction, rounded down; at most ceiling.
func times(multiplier uint64, figure int64, ceiling int64) int64 {
	hi, lo := bits.Mul64(multiplier, uint64(figure))
	if hi >= 1<<fraction {
		return ceiling
	}
	return min(ceiling, int64(min(hi<<(64-fraction)|lo>>fraction, 1<<62)))
}

// needed is how many open sites the relaxation asks for a demand.
func (r *relaxation) needed(i int) int32 {
	if r.loosened && !r.c.must[i] {
		return 1
	}
	return r.c.needs[i]
}

// reduceNeeds takes from what each demand needs the sites that are open already. What is left, and the sites that may still open,
// bound better than the whole: with one of two needed sites open, a demand would else count half without another.
func (r *relaxation) reduceNeeds(d *dual, f *fixes) {
	c := r.c
	for i := range r.lacks {
		r.lacks[i], r.spare[i] = r.needed(i), 0
	}
	for j := range int32(c.sites()) {
		switch f.state[j] {
		case open:
			for _, e := range c.col(j) {
				r.lacks[c.demandOf[e]]--
			}
		case free:
			for _, e := range c.col(j) {
				r.spare[c.demandOf[e]]++
			}
		}
	}
	for i, lacks := range r.lacks {
		if r.worth[i] = 0; lacks > 0 || lacks == 0 && c.backup[i] > 0 {
			r.worth[i] = d.count[i]
		}
	}
}

// covers is what covering a demand costs at the price of its sites, and whether a backup pays.
func (r *relaxation) covers(i int) (price int64, backed bool) {
	price = int64(max(0, r.lacks[i])) * r.worth[i]
	if r.c.must[i] || r.c.backup[i] == 0 || r.lacks[i] >= r.spare[i] && r.lacks[i] >= 0 {
		return price, false
	}
	more := int64(max(0, r.lacks[i]+1))*r.worth[i] - r.c.backup[i]*r.scale
	return min(price, more), more < price
}

// evaluate returns the value of the relaxed problem at d under the fixes; false where it has no answer. It leaves
// behind values, the choice and subgradients.
func (r *relaxation) evaluate(d *dual, f *fixes) (int64, bool) {
	c := r.c
	if r.m.spend(int64(c.pairs())*2 + int64(c.sites())*4); c.loaded {
		r.m.spend(int64(c.pairs()) * 6)
	}
	if c.counted {
		r.reduceNeeds(d, f)
	}
	total := int64(0)
	for i := range c.demands() {
		price, backed := int64(0), false
		if c.paired {
			price += int64(c.take[i]) * d.serve[i]
			r.gu[i] = 0
		}
		if c.counted {
			if r.lacks[i] > r.spare[i] && c.must[i] {
				return 0, false
			}
			var cover int64
			cover, backed = r.covers(i)
			price += cover
			r.gv[i] = 0
		}
		r.served[i] = true
		if !c.must[i] {
			price -= r.gain[i] * r.scale
			if len(c.floor) > 0 && d.floor[c.town[i]] > 0 {
				price -= times(d.floor[c.town[i]], c.weight[i], r.limit) + 1
			}
			if r.served[i] = price < 0 && !(c.counted && r.lacks[i] > r.spare[i]); !r.served[i] {
				price, backed = 0, false
			}
		}
		r.backed[i] = backed
		total += price
		if c.choice != nil && c.choice.fixed[i] > 0 {
			total -= portion(1000*c.weight[i]*r.scale, d.share[i]*d.share[i], shareUnit*shareUnit) + 1
		}
	}
	if c.budget != none {
		total -= times(d.budget, c.budget, r.limit) + 1
	}
	for k, floor := range c.floor {
		total += times(d.floor[k], floor, r.limit)
	}
	for j := range int32(c.sites()) {
		if f.state[j] == closed {
			continue
		}
		value := int64(0)
		if !c.fixed[j] {
			value = c.cost[j] * r.scale
			if c.budget != none {
				value += times(d.budget, c.yuan[j], r.limit)
			}
		}
		if c.counted && f.state[j] == free {
			for _, e := range c.col(j) {
				value -= r.worth[c.demandOf[e]]
			}
		}
		if c.choice != nil && !c.fixed[j] {
			for _, e := range c.col(j) {
				if i := c.demandOf[e]; c.choice.fixed[i] > 0 {
					value -= c.choice.adds(e, d.share[i], r.scale)
				}
			}
		}
		if c.paired {
			if c.loaded {
				if bag := r.knapsack(d, j); bag < unreachable {
					value += bag
				} else {
					value = unreachable
				}
			} else {
				for _, e := range c.col(j) {
					if reduced := c.rowCost[e]*r.scale - d.serve[c.demandOf[e]]; reduced < 0 {
						value += reduced
						r.given[e] = 1
					} else {
						r.given[e] = 0
					}
				}
			}
		}
		r.value[j] = min(value, unreachable)
		if f.state[j] == open {
			if value >= unreachable {
				return 0, false
			}
			total += value
		}
	}
	sum, ok := r.pick.choose(f, r.value)
	return total + sum, ok
}

// subgradient fills gu, gv, gl and gf for the last evaluated point and returns their squared length, the budget's and
// the floors' measured by the given units.
func (r *relaxation) subgradient(f *fixes, yuanUnit, weightUnit float64) float64 {
	c := r.c
	spent := int64(0)
	for j := range int32(c.sites()) {
		if f.state[j] == closed || f.state[j] == free && !r.pick.chosen[j] {
			continue
		}
		if !c.fixed[j] {
			spent += c.yuan[j]
		}
		for _, e := range c.col(j) {
			i := c.demandOf[e]
			if c.paired {
				r.gu[i] -= r.given[e]
			}
			if c.counted && f.state[j] == free {
				r.gv[i]--
			}
		}
	}
	norm := float64(0)
	for k := range r.gf {
		r.gf[k] = float64(c.floor[k]) / weightUnit
	}
	for i := range c.demands() {
		if r.served[i] {
			r.gu[i] += float64(c.take[i])
			if lacks := r.lacks[i]; c.counted && r.backed[i] {
				r.gv[i] += float64(max(0, lacks+1))
			} else if c.counted {
				r.gv[i] += float64(max(0, lacks))
			}
			if len(c.floor) > 0 && !c.must[i] {
				r.gf[c.town[i]] -= float64(float64(c.weight[i]) / weightUnit)
			}
		}
		if c.paired {
			norm += float64(r.gu[i] * r.gu[i])
		}
		if c.counted {
			if r.lacks[i] < 0 || r.lacks[i] == 0 && c.backup[i] == 0 {
				r.gv[i] = 0 // nothing is asked for
			}
			norm += float64(r.gv[i] * r.gv[i])
		}
	}
	if c.budget != none {
		r.gl = (float64(spent) - float64(c.budget)) / yuanUnit
		norm += float64(r.gl * r.gl)
	}
	for _, g := range r.gf {
		norm += float64(g * g)
	}
	r.m.spend(int64(c.pairs()))
	return norm
}
