package charge

import "slices"

// nobody stands for no site.
const nobody int32 = -1

// roster says who serves each demand whole: the answer under way where demands are not shared. Its moves look only at the
// pairs that the core holds.
type roster struct {
	c       *core
	site    []int32 // by demand
	price   []int64 // by demand: cost of its pair
	used    []int64 // load, by site
	is      []bool  // open
	members [][]int32
	count   int   // of new sites
	cost    int64 // scaled, charges included
	lambda  []int64
	work    int64
	stop    func() bool // whether to break off; nil: never
	asked   int64       // work when stop was last asked
}

// halted asks stop now and then.
func (r *roster) halted() bool {
	if r.stop == nil || r.work-r.asked < lookEvery && r.work >= r.asked {
		return false
	}
	r.asked = r.work
	return r.stop()
}

func newRoster(c *core) *roster {
	r := &roster{c: c, site: make([]int32, c.demands), price: make([]int64, c.demands), used: make([]int64, c.sites), is: make([]bool, c.sites), members: make([][]int32, c.sites)}
	r.clear()
	return r
}

// clear opens fixed sites only and leaves all demands unserved.
func (r *roster) clear() {
	r.cost, r.count = 0, 0
	for i := range r.site {
		r.site[i], r.price[i] = nobody, 0
	}
	for j := range r.used {
		r.used[j], r.is[j], r.members[j] = 0, r.c.fixed[j], r.members[j][:0]
	}
}

// load takes over a plan.
func (r *roster) load(p *plan) {
	r.clear()
	for _, j := range p.open {
		r.open(j)
	}
	for i, j := range p.serves {
		cost, _ := r.c.cost(int32(i), j)
		r.place(int32(i), j, cost)
	}
}

// plan copies the roster; every demand must be served. Sites that serve nobody stay closed.
func (r *roster) plan() *plan {
	p := &plan{serves: slices.Clone(r.site)}
	sum := int64(0)
	for j := range int32(r.c.sites) {
		if r.is[j] && (len(r.members[j]) > 0 || r.c.fixed[j]) {
			p.open = append(p.open, j)
		}
	}
	for _, cost := range r.price {
		sum += cost
	}
	p.value = (sum + r.c.charges(p.open)) >> r.c.shift
	return p
}

func (r *roster) open(j int32) {
	if r.is[j] {
		return
	}
	r.is[j] = true
	r.cost += r.c.charge[j]
	r.count++ // fixed sites are open from the start
}

func (r *roster) shut(j int32) {
	r.is[j] = false
	r.cost -= r.c.charge[j]
	r.count--
}

func (r *roster) place(i, j int32, cost int64) {
	r.site[i], r.price[i] = j, cost
	r.used[j] += r.c.load[i]
	r.members[j] = append(r.members[j], i)
	r.cost += cost
}

func (r *roster) lift(i int32) {
	j := r.site[i]
	at := slices.Index(r.members[j], i)
	last := len(r.members[j]) - 1
	r.members[j][at] = r.members[j][last]
	r.members[j] = r.members[j][:last]
	r.used[j] -= r.c.load[i]
	r.cost -= r.price[i]
	r.site[i], r.price[i] = nobody, 0
}

func (r *roster) room(j int32) int64 { return r.c.capacity[j] - r.used[j] }

// build makes an answer from the relaxation's: a demand that several picked sites would serve goes to the cheapest of them, one
// that none would is put where there is room, moving others aside or opening a site where there is none. It reports
// false where that fails.
func (r *roster) build(x *relaxer) bool {
	c := r.c
	r.clear()
	for j := range int32(c.sites) {
		if x.pick[j] > 0.5 && r.count < c.most {
			r.open(j)
		}
	}
	for _, t := range x.taken {
		i, cost := c.colItem[t.pair], c.colCost[t.pair]
		if !r.is[t.site] {
			continue
		}
		if r.site[i] != nobody {
			if r.price[i] <= cost {
				continue
			}
			r.lift(i)
		}
		r.place(i, t.site, cost)
	}
	return r.rest()
}

// insert serves a demand at the least extra cost: at a site with room, or by moving another demand aside, or by opening a site.
func (r *roster) insert(i int32) bool {
	c := r.c
	best, aside, then := nobody, nobody, nobody
	least, asideCost, own := int64(never), int64(0), int64(0)
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		j, cost := c.rowSite[k], c.rowCost[k]
		if cost >= least {
			break
		}
		if !r.is[j] {
			if extra := cost + c.charge[j]; r.count < c.most && extra < least && c.load[i] <= c.capacity[j] {
				best, aside, least, own = j, nobody, extra, cost
			}
			continue
		}
		if r.room(j) >= c.load[i] {
			best, aside, least, own = j, nobody, cost, cost
			break
		}
		for _, other := range r.members[j] {
			if r.room(j)+c.load[other] < c.load[i] {
				continue
			}
			if to, price := r.elsewhere(other, j, least-cost+r.price[other]); to != nobody {
				best, aside, then, asideCost = j, other, to, price
				least, own = cost+price-r.price[other], cost
			}
		}
	}
	if best == nobody {
		return false
	}
	if aside != nobody {
		r.lift(aside)
		r.place(aside, then, asideCost)
	}
	r.open(best)
	r.place(i, best, own)
	return true
}

// elsewhere returns the cheapest open site with room for a demand other than one, at a cost below limit.
func (r *roster) elsewhere(i, not int32, limit int64) (int32, int64) {
	c := r.c
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		r.work++
		if c.rowCost[k] >= limit {
			break
		}
		if j := c.rowSite[k]; j != not && r.is[j] && r.room(j) >= c.load[i] {
			return j, c.rowCost[k]
		}
	}
	return nobody, 0
}
