package charge

import (
	"math"
	"slices"
	"sync"
)

// Regions where demands are shared: how many pairs of a demand they look at, and the effort that one takes at most for each of its
// pairs.
const (
	sharedPairs  = 20
	sharedEffort = 1500
)

// fewSites is the number of open sites up to which sets are searched as a whole.
const fewSites = 14

// sharedRegion is a part of an answer with shared demands: some open sites, what they serve, and the closed sites near them.
type sharedRegion struct {
	part  *cut
	sites []int32 // open in the answer under way
	found *plan
	work  int64
}

// regions improves the best answer by solving parts of it anew, as singles.regions does. A demand that is shared with
// sites outside is in a region with the load that it has there. What a region opens in place of its sites is tried in the
// whole: it is taken where the flow of all loads costs less then.
func (t *tree) regions(n *node) {
	w := t.workers[0]
	tried := map[string]bool{}
	sharedSizes := [...]int{30, 60, 100} // in demands
	for size := 0; size < len(sharedSizes) && !t.m.over() && t.best != nil && n.bound <= t.cutoff(); {
		if !t.sharedPass(w, n, sharedSizes[size], tried) {
			size++
		}
	}
}

// sharedPass tries a region of that size around every open site.
func (t *tree) sharedPass(w *worker, n *node, size int, tried map[string]bool) (improved bool) {
	c := t.c
	busy := make([]bool, c.sites)
	var batch []*sharedRegion
	solve := func() {
		improved = t.sharedBatch(w, n, batch) || improved
		batch = batch[:0]
		clear(busy)
	}
	for j := range int32(c.sites) {
		if t.m.over() {
			return improved
		}
		if busy[j] || !slices.Contains(t.best.open, j) {
			continue
		}
		g := t.sharedRegion(j, size, busy)
		key := keyOf(append(slices.Clone(g.part.siteOf), g.part.demandOf...))
		if len(g.sites) < 2 || tried[key] {
			continue
		}
		tried[key] = true
		for _, at := range g.sites {
			busy[at] = true
		}
		if batch = append(batch, g); len(batch) == batchNodes {
			solve()
		}
	}
	if len(batch) > 0 {
		solve()
	}
	return improved
}

// sharedRegion gathers open sites near j until they serve about so many demands.
func (t *tree) sharedRegion(j int32, size int, busy []bool) *sharedRegion {
	c := t.c
	is := make([]bool, c.sites)
	for _, at := range t.best.open {
		is[at] = true
	}
	serves := make([][]part3, c.sites)
	for _, p := range t.best.parts {
		serves[p.site] = append(serves[p.site], p)
	}
	near := make([]int64, c.sites)
	for at := range near {
		near[at] = never
	}
	g := &sharedRegion{sites: []int32{j}}
	inside := make([]bool, c.sites)
	inside[j] = true
	have := 0
	for at := j; ; {
		have += len(serves[at])
		for _, p := range serves[at] {
			from := c.rowStart[p.demand]
			for k := from; k < min(from+4*sharedPairs, c.rowStart[p.demand+1]); k++ {
				if to := c.rowSite[k]; is[to] && !busy[to] {
					near[to] = min(near[to], c.rowCost[k]-c.rowCost[from])
				}
			}
		}
		next := nobody
		for to := range int32(c.sites) {
			if !inside[to] && near[to] < never && (next == nobody || near[to] < near[next]) {
				next = to
			}
		}
		if next == nobody || len(g.sites) >= 2 && have+len(serves[next]) > size {
			break
		}
		inside[next] = true
		g.sites = append(g.sites, next)
		at = next
	}
	t.cutRegion(g, is, inside, serves)
	return g
}

// cutRegion makes the region's core: its loads, its sites and the closed ones among the cheapest pairs of its demands.
func (t *tree) cutRegion(g *sharedRegion, is, inside []bool, serves [][]part3) {
	c := t.c
	loads := map[int32]int64{}
	var demands []int32
	keep, pairs := slices.Clone(inside), make([]bool, c.pairs())
	count := 0
	for _, j := range t.best.open {
		if !c.fixed[j] {
			count++
		}
	}
	mine := 0
	for _, j := range g.sites {
		if !c.fixed[j] {
			mine++
		}
		for _, p := range serves[j] {
			if _, has := loads[p.demand]; !has {
				demands = append(demands, p.demand)
			}
			loads[p.demand] += p.load
		}
	}
	slices.Sort(demands)
	for _, i := range demands {
		closed := 0
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			j := c.rowSite[k]
			if inside[j] {
				pairs[c.rowPair[k]] = true
			} else if !is[j] && closed < sharedPairs {
				closed++
				keep[j], pairs[c.rowPair[k]] = true, true
			}
		}
	}
	g.part = c.cut(demands, keep, pairs, mine+c.most-count)
	part := g.part
	part.total = 0
	for q, i := range demands {
		load, full := loads[i], c.load[i]
		part.load[q] = load
		part.total += load
		if load == full {
			continue
		}
		for k := part.rowStart[q]; k < part.rowStart[q+1]; k++ {
			cost := partDown(part.rowCost[k], load, full)
			part.rowCost[k], part.colCost[part.rowPair[k]] = cost, cost
		}
	}
	part.sortColumns()
}

// sharedBatch solves some regions that share no open site and takes over, one after another, what makes the whole cheaper.
func (t *tree) sharedBatch(w *worker, n *node, batch []*sharedRegion) (improved bool) {
	threads := max(1, min(t.m.options.Threads, len(batch)))
	var wait sync.WaitGroup
	for first := range threads {
		wait.Go(func() {
			for b := first; b < len(batch); b += threads {
				batch[b].solve(t, n)
			}
		})
	}
	wait.Wait()
	work := int64(0)
	for _, g := range batch {
		work += g.work
		if g.found == nil || t.m.over() {
			continue
		}
		var set []int32
		for _, j := range t.best.open {
			if !slices.Contains(g.sites, j) {
				set = append(set, j)
			}
		}
		for _, q := range g.found.open {
			set = append(set, g.part.siteOf[q])
		}
		slices.Sort(set)
		count := 0
		for _, j := range set {
			if !t.c.fixed[j] {
				count++
			}
		}
		set = slices.Compact(set)
		if count > t.c.most {
			continue
		}
		if _, ok := w.primal.flow.solve(set); ok && t.offer(w.primal.flow.plan()) {
			improved = true
			t.m.progress("search", t.value(), t.c.whole(n.bound))
		}
	}
	t.m.spend(work + w.effort())
	return improved
}

// solve looks for a better answer to the region.
func (g *sharedRegion) solve(t *tree, root *node) {
	c := g.part.core
	m := t.m.part(sharedEffort * c.pairs())
	inner := newTree(c, m, 1)
	n := newNode(c)
	for q, i := range g.part.demandOf {
		n.lambda[q] = root.lambda[i]
		if full := t.c.load[i]; c.load[q] != full {
			n.lambda[q] = int64(float64(root.lambda[i]) * (float64(c.load[q]) / float64(full)))
		}
	}
	var open []int32
	for q, j := range g.part.siteOf {
		if slices.Contains(g.sites, j) {
			open = append(open, int32(q))
		}
	}
	w := inner.workers[0]
	if _, ok := w.primal.flow.solve(open); ok {
		inner.offer(w.primal.flow.plan())
	}
	before := inner.best
	w.ascend(n, 2*nodeSteps, 15, inner.cutoff(), func() bool {
		inner.offer(w.candidate(n, inner.tried, nodeWork))
		return m.spend(w.effort())
	})
	if n.bound != math.MaxInt64 && n.bound <= inner.cutoff() {
		inner.grow(n)
	}
	m.spend(w.effort())
	if inner.best != before {
		g.found = inner.best
	}
	g.work = m.effort
}
