package charge

import (
	"math"
	"slices"
)

// enter makes a node's bans the worker's, and returns what takes them back.
func (w *worker) enter(n *node) (leave func()) {
	for _, k := range n.bans {
		w.off[k] = true
	}
	return func() {
		for _, k := range n.bans {
			w.off[k] = false
		}
	}
}

// round makes answers of the last evaluation and of the node's multipliers; nil where both fail.
func (w *worker) round(n *node) (p *plan) {
	if w.roster.build(w.relaxer) {
		w.roster.polish()
		p = w.roster.plan()
	}
	if w.roster.greedy(w.relaxer, n.lambda, n.state) {
		w.roster.polish()
		p = better(p, w.roster.plan())
	}
	return p
}

// better returns the plan of less value, the first of equals; either may be nil.
func better(a, b *plan) *plan {
	if a == nil || b != nil && b.value < a.value {
		return b
	}
	return a
}

// openSingle is open where each demand is served whole: pairs are ruled out as well as sites, and where the sites leave no doubt
// a demand is branched on: served at its likeliest site, or not.
func (w *worker) openSingle(n *node, cutoff int64, m *meter) (o outcome) {
	o.loose = math.MaxInt64
	c := w.c
	leave := w.enter(n)
	defer func() { leave() }()
	before := n.bound
	lower := func() {
		if o.found != nil {
			cutoff = min(cutoff, (o.found.value-1)<<c.shift)
		}
	}
	w.ascend(n, nodeSteps, 15, cutoff, func() bool {
		o.found = better(o.found, w.round(n))
		return !m.halted()
	})
	lower()
	if n.bound == math.MaxInt64 || n.bound > cutoff {
		return o
	}
	n.bound = max(n.bound, before)
	if !w.reduce(n, cutoff) {
		return o
	}
	j, pair := w.doubt(n)
	if j == nobody && pair == nobody {
		o.found = better(o.found, w.forced(n))
		return o
	}
	if j != nobody {
		for _, state := range []int8{opened, closed} {
			child := n.child()
			child.state[j] = state
			o.children = append(o.children, child)
		}
		return o
	}
	i := c.colItem[pair]
	here, there := n.child(), n.child()
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		if other := c.rowPair[k]; other != pair && !w.off[other] {
			here.bans = append(here.bans, other)
		} else if other == pair {
			here.state[c.rowSite[k]] = opened
		}
	}
	there.bans = append(there.bans, pair)
	o.children = append(o.children, here, there)
	return o
}

// child is a node below, its own to change.
func (n *node) child() *node {
	return &node{state: slices.Clone(n.state), lambda: slices.Clone(n.lambda), share: slices.Clone(n.share), bans: slices.Clone(n.bans), bound: n.bound, depth: n.depth + 1}
}

// reduce settles sites and rules out pairs until nothing changes; false where nothing is left.
func (w *worker) reduce(n *node, cutoff int64) bool {
	for range 6 {
		settled, possible := w.settle(n, cutoff)
		if !possible {
			return false
		}
		marked, possible := w.thin(n, cutoff)
		n.bans = append(n.bans, marked...)
		if !possible {
			return false
		}
		if settled == 0 && len(marked) == 0 {
			break
		}
	}
	return true
}

// doubt returns the site to branch on, or the pair where sites are hardly in doubt; nobody twice where nothing is left to decide.
func (w *worker) doubt(n *node) (site, chosen int32) {
	c := w.c
	site, chosen = nobody, nobody
	most := -1.0
	for j, state := range n.state {
		if state == undecided {
			if doubt := min(n.share[j], 1-n.share[j]); doubt > most {
				site, most = int32(j), doubt
			}
		}
	}
	if most > 0.15 {
		return site, nobody
	}
	least := 2.0
	for i := range int32(c.demands) {
		left, best := 0, nobody
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			if p := c.rowPair[k]; !w.off[p] {
				left++
				if best == nobody || w.mix[p] > w.mix[best] {
					best = p
				}
			}
		}
		if left > 1 && w.mix[best] < least {
			least, chosen = w.mix[best], best
		}
	}
	if chosen != nobody && least < 1-most {
		return nobody, chosen
	}
	return site, chosen
}

// forced is the one answer that is left where every demand has one pair and every site its state; nil where it does not fit.
func (w *worker) forced(n *node) *plan {
	c := w.c
	p := &plan{serves: make([]int32, c.demands)}
	used, sum, count := make([]int64, c.sites), int64(0), 0
	for i := range int32(c.demands) {
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			if !w.off[c.rowPair[k]] {
				p.serves[i] = c.rowSite[k]
				used[c.rowSite[k]] += c.load[i]
				sum += c.rowCost[k]
			}
		}
	}
	serves := make([]bool, c.sites)
	for _, j := range p.serves {
		serves[j] = true
	}
	for j := range int32(c.sites) {
		if used[j] > c.capacity[j] {
			return nil
		}
		if serves[j] && !c.fixed[j] {
			count++
		}
		if serves[j] || c.fixed[j] {
			p.open = append(p.open, j)
		}
	}
	if count > c.most {
		return nil
	}
	p.value = (sum + c.charges(p.open)) >> c.shift
	return p
}
