package assign

import (
	"cmp"
	"slices"
)

// leaf finds the best way to serve the demands once every site is open or closed: a generalised assignment problem,
// by depth first with the cheapest way out for the rest as bound. Where demands are split only who is served is
// searched, and a flow says who carries what.
type leaf struct {
	c      *core
	m      *meter
	isOpen []bool
	opens  []int32

	order   []int32   // demands
	ways    [][]way   // of each demand in order, cheapest first
	rest    []int64   // what the demands from a place on cost at least
	loads   []int64   // what the demands from a place on bring at most
	weights [][]int64 // of each town: what the demands from a place on may cover
	loadOf  []int64
	short   int64 // what least loads lack in all
	has     []int64
	taken   []int32 // the entry of each demand in order; −1 none
	value   int64

	cutoff int64 // only what costs less is of interest
	best   *solution
	budget int64 // steps that are left
}

// way is one way to serve a demand.
type way struct {
	entry  int32 // −1: not at all; where split, any entry stands for all
	cost   int64
	covers bool
}

// leafSteps limits the search at one leaf.
const leafSteps = 400_000

// solveLeaf returns the best answer below the cutoff, nil if there is none; complete is false where the search ended
// before it could know.
func solveLeaf(c *core, m *meter, isOpen []bool, cutoff int64) (best *solution, complete bool) {
	l := &leaf{c: c, m: m, isOpen: isOpen, cutoff: cutoff, budget: leafSteps, opens: make([]int32, c.demands()), loadOf: make([]int64, c.sites()), has: make([]int64, len(c.floor))}
	for j := range int32(c.sites()) {
		if isOpen[j] && !c.fixed[j] {
			l.value += c.cost[j]
		}
		if isOpen[j] {
			l.short += c.least[j]
			for _, e := range c.col(j) {
				l.opens[c.demandOf[e]]++
			}
		}
	}
	if !l.prepare() {
		return nil, true
	}
	l.search(0)
	return l.best, l.budget > 0 && !m.over()
}

// prepare lists the ways of every demand; false where one that must be served has none.
func (l *leaf) prepare() bool {
	c := l.c
	all := make([][]way, c.demands())
	for i := range int32(c.demands()) {
		covers := l.opens[i] >= c.needs[i]
		if c.must[i] && !covers {
			return false
		}
		var ways []way
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if j := c.rowSite[e]; !l.isOpen[j] || !c.split && c.load[i] > c.capacity[j] {
				continue
			}
			cost := c.rowCost[e]
			if !c.must[i] && !covers {
				cost = 0
			} else if !c.must[i] {
				cost -= c.gain[i]
				if l.opens[i] > c.needs[i] {
					cost -= c.backup[i]
				}
			}
			ways = append(ways, way{e, cost, covers})
		}
		slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.cost, b.cost) })
		if c.split && len(ways) > 0 {
			ways = ways[:1]
		}
		if !c.must[i] {
			ways = append(ways, way{-1, 0, false})
		}
		if len(ways) == 0 {
			return false
		}
		all[i] = ways
		l.order = append(l.order, i)
	}
	slices.SortStableFunc(l.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(len(all[a]), len(all[b])), cmp.Compare(c.load[b], c.load[a]))
	})
	n := len(l.order)
	l.rest, l.loads, l.taken = make([]int64, n+1), make([]int64, n+1), make([]int32, n)
	l.weights = make([][]int64, n+1)
	l.weights[n] = make([]int64, len(c.floor))
	for k := n - 1; k >= 0; k-- {
		i := l.order[k]
		l.ways = append(l.ways, nil)
		cheapest := all[i][0].cost
		for _, one := range all[i] {
			cheapest = min(cheapest, one.cost)
		}
		l.rest[k] = l.rest[k+1] + cheapest
		l.loads[k] = l.loads[k+1] + c.load[i]
		l.weights[k] = l.weights[k+1]
		if all[i][0].covers && len(c.floor) > 0 {
			l.weights[k] = slices.Clone(l.weights[k+1])
			l.weights[k][c.town[i]] += c.weight[i]
		}
	}
	for k, i := range l.order {
		l.ways[k] = all[i]
	}
	return true
}

// search serves the demands from place k on.
func (l *leaf) search(k int) {
	c := l.c
	if l.budget--; l.budget <= 0 || !l.m.spend(2) {
		return
	}
	if l.value+l.rest[k] >= l.cutoff || l.short > l.loads[k] && !c.split {
		return
	}
	for t, floor := range c.floor {
		if l.has[t]+l.weights[k][t] < floor {
			return
		}
	}
	if k == len(l.order) {
		l.finish()
		return
	}
	i := l.order[k]
	for _, one := range l.ways[k] {
		l.taken[k] = one.entry
		site := int32(-1)
		if one.entry >= 0 && !c.split {
			site = c.rowSite[one.entry]
			if c.capacity[site] != none && l.loadOf[site]+c.load[i] > c.capacity[site] {
				continue
			}
		}
		before := l.short
		if site >= 0 {
			l.short -= max(0, c.least[site]-l.loadOf[site])
			l.loadOf[site] += c.load[i]
			l.short += max(0, c.least[site]-l.loadOf[site])
		}
		if one.covers && len(c.floor) > 0 {
			l.has[c.town[i]] += c.weight[i]
		}
		l.value += one.cost
		l.search(k + 1)
		l.value -= one.cost
		if one.covers && len(c.floor) > 0 {
			l.has[c.town[i]] -= c.weight[i]
		}
		if site >= 0 {
			l.loadOf[site] -= c.load[i]
			l.short = before
		}
	}
}

// finish keeps a complete way to serve.
func (l *leaf) finish() {
	c := l.c
	if !c.split {
		l.best = &solution{isOpen: slices.Clone(l.isOpen), value: l.value, server: make([]int32, c.demands())}
		for k, i := range l.order {
			l.best.server[i] = l.taken[k]
		}
		l.cutoff = l.value
		return
	}
	served := make([]bool, c.demands())
	for k, i := range l.order {
		served[i] = l.taken[k] >= 0
	}
	shares, ok := flow(c, l.m, l.isOpen, served)
	if !ok {
		return
	}
	if value := c.sharedValue(l.isOpen, l.opens, shares); value < l.cutoff {
		l.best = &solution{isOpen: slices.Clone(l.isOpen), value: value, shares: shares}
		l.cutoff = value
	}
}
