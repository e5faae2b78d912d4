package cover

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"cuntong/planner"
)

// FrontierOptions steer a frontier. Effort 0 is curvePairs for each pair, within leastCurveEffort and mostCurveEffort.
type FrontierOptions struct {
	planner.Options
	Nested bool // every point keeps what the points before it open
}

const (
	curvePairs       = 450
	leastCurveEffort = 20_000_000
	mostCurveEffort  = 900_000_000 // some four seconds on an office machine
	firstThreshold   = 12          // a shift may at first lose one part in so many of what the capacity's last site gained
)

// Frontier answers an MCLP problem for every limit up to its own: the number of new sites where the problem has New, yuan
// where it has BudgetYuan (not both). One greedy order gives a first curve, which is nested. For a dozen capacities
// multipliers are improved by subgradient steps; each set of them bounds the whole curve (envelope), and, unless the
// curve must be nested, is rounded to an answer, polished by exchanges and continued to the next capacity.
//
// The relation of Lagrangian multipliers on a budget to the whole curve is Everett's (1963, doi:10.1287/opre.11.3.399).
// Sparse: time in the pairs for each of some hundred steps; meant for up to a million demands and tens of thousands of
// sites. The same problem and effort give the same curve on any number of threads.
func Frontier(ctx context.Context, p *planner.Siting, o FrontierOptions) (*planner.Frontier, error) {
	if err := New().Accepts(p); err != nil {
		return nil, err
	}
	if p.Objective != planner.MCLP || (p.New == nil) == (p.BudgetYuan == nil) {
		return nil, fmt.Errorf("a frontier is asked of mclp with either a number of new sites or a budget, which is the end of the curve")
	}
	m := newMeter(ctx, o.Options)
	if m.stopped {
		return &planner.Frontier{Status: planner.Stopped, Nested: o.Nested, Reason: "The solve was stopped before it began.", Stats: m.stats()}, nil
	}
	in := newInstance(p)
	c := in.core
	c.limits = []limit{in.wholeLimit()}
	r := reduce(c, m)
	if o.Effort <= 0 {
		m.most = min(max(int64(r.core.pairs())*curvePairs, leastCurveEffort), mostCurveEffort)
	}
	f := &frontier{in: in, c: r.core, m: m, nested: o.Nested}
	f.run(o.Threads)
	return f.result(), nil
}

// frontier is one run.
type frontier struct {
	in     *instance
	c      *core
	m      *meter
	nested bool
	chains []*chain
	bounds envelope
}

// wholeLimit is the problem's limit, also where all sites together keep it.
func (in *instance) wholeLimit() limit {
	p, use := in.problem, make([]int64, in.core.sites())
	for j, id := range in.core.siteID {
		use[j] = 1
		if p.BudgetYuan != nil {
			use[j] = p.Sites[id].CostYuan
		}
	}
	if p.BudgetYuan != nil {
		return limit{use, *p.BudgetYuan}
	}
	return limit{use, *p.New}
}

// run makes the first chain, bounds the curve and, unless it must be nested, looks for better answers.
func (f *frontier) run(threads int) {
	first := newChain(f.c, f.m, nil, f.c.limits[0].capacity)
	f.chains = append(f.chains, first)
	d := f.c.newDual()
	copy(d.u, f.c.weight) // nobody covers more than the sites with the most weight, each by itself
	f.bounds.add(f.c, d)
	if len(first.order) == 0 || f.m.over() {
		return
	}
	targets := f.targets(first)
	left := f.m.most - f.m.effort
	most := f.m.most
	if !f.nested {
		f.m.most = f.m.effort + left*2/3
	}
	opened := f.climb(first, targets)
	f.m.most = most
	if f.nested {
		return
	}
	chains := make([]*chain, len(opened))
	meters := make([]*meter, len(opened))
	share := max(f.m.most-f.m.effort, 1) / int64(len(opened))
	var group sync.WaitGroup
	slots := make(chan struct{}, max(1, threads))
	for k := range opened {
		meters[k] = f.m.child(share)
		slots <- struct{}{}
		group.Go(func() {
			next := f.c.limits[0].capacity
			if k+1 < len(targets) {
				next = targets[k+1]
			}
			chains[k] = f.polished(meters[k], opened[k], targets[k], next)
			<-slots
		})
	}
	group.Wait()
	for _, m := range meters {
		f.m.join(m)
	}
	f.chains = append(f.chains, chains...)
}

// targets are capacities at which the first chain covers growing parts of what it covers in all. Near the end the
// relaxed problem covers everything and nothing better than that can be proven.
func (f *frontier) targets(first *chain) []int64 {
	var targets []int64
	whole := first.covered[len(first.covered)-1]
	for _, percent := range []int64{8, 20, 32, 44, 55, 64, 72, 79, 85, 90, 95} {
		n, _ := slices.BinarySearch(first.covered, whole/100*percent)
		if used := first.used[n]; used > 0 && (len(targets) == 0 || used > targets[len(targets)-1]) {
			targets = append(targets, used)
		}
	}
	if len(targets) == 0 { // all that gains uses nothing
		targets = []int64{first.used[len(first.used)-1]}
	}
	return targets
}

// climb improves multipliers for one target after the other, each starting from those of the one before, and returns
// what the relaxed problem of each opens.
func (f *frontier) climb(first *chain, targets []int64) [][]int32 {
	c := f.at(0)
	d := c.newDual()
	n := first.within(targets[0])
	begin(c, d, first, n)
	climb := newClimber(c, f.m, d)
	most := f.m.most
	opened := make([][]int32, len(targets))
	for k, target := range targets {
		c.limits[0].capacity = target
		n = first.within(target)
		f.m.most = f.m.effort + (most-f.m.effort)/int64(len(targets)-k)*int64(k+2)/int64(len(targets)+1)
		d.evaluate(c, climb.shift)
		climb.climb(total(c)-first.covered[n], 256, rootSteps, 4)
		f.bounds.add(c, climb.best)
		for j, reduced := range climb.best.reduced {
			if reduced <= 0 {
				opened[k] = append(opened[k], int32(j))
			}
		}
	}
	f.m.most = most
	return opened
}

// at is the core with another capacity.
func (f *frontier) at(capacity int64) *core {
	own := *f.c
	own.limits = []limit{{f.c.limits[0].use, capacity}}
	return &own
}

// polished makes an answer for a capacity of what multipliers open or of the first chain, whichever covers more, exchanges
// sites, and continues it to the next capacity.
func (f *frontier) polished(m *meter, opened []int32, capacity, next int64) *chain {
	c := f.at(capacity)
	best := newChain(c, m, opened, capacity).order
	first := f.chains[0]
	n := first.within(capacity) // at least 1: capacities are uses of the first chain
	a, _ := c.value(best)
	if b, _ := c.value(first.order[:n]); b < a {
		best = first.order[:n]
	}
	best = newExchange(c, m, best).run(m.most-m.effort, (first.covered[n]-first.covered[n-1])/firstThreshold)
	m.most = never
	return newChain(c, m, best, next)
}

// begin gives the rows that the first n sites of a chain leave uncovered all their weight. A row covered first by a site that
// gained more for its use than the last one does gets as much less, and less the more often it is covered: then
// the rows of every site are worth about as much as what the site uses at the price of the last one.
func begin(c *core, d *dual, first *chain, n int) {
	times := make([]int64, c.rows())
	copy(d.u, c.weight)
	if n == 0 {
		return
	}
	use := c.limits[0].use
	last := float64(first.covered[n]-first.covered[n-1]) / float64(max(1, use[first.order[n-1]]))
	for k, j := range first.order[:n] {
		share := min(1, last*float64(max(1, use[j]))/float64(first.covered[k+1]-first.covered[k]))
		for _, i := range c.rowsOf(j) {
			if times[i]++; times[i] == 1 {
				d.u[i] = int64(share * float64(c.weight[i]))
			}
		}
	}
	for i, n := range times {
		d.u[i] /= max(1, n)
	}
}

func total(c *core) int64 {
	sum := int64(0)
	for _, weight := range c.weight {
		sum += weight
	}
	return sum
}

// result picks, for every use, the best beginning of any chain.
func (f *frontier) result() *planner.Frontier {
	in := f.in
	out := &planner.Frontier{Nested: f.nested, Status: planner.Optimal}
	type beginning struct {
		used, covered int64
		chain, count  int
	}
	var all []beginning
	for k, ch := range f.chains {
		for n := range ch.used {
			all = append(all, beginning{ch.used[n], ch.covered[n], k, n})
		}
	}
	slices.SortStableFunc(all, func(a, b beginning) int {
		switch {
		case a.used != b.used:
			return int(min(max(a.used-b.used, -1), 1))
		case a.covered != b.covered:
			return int(min(max(b.covered-a.covered, -1), 1))
		}
		return 0
	})
	whole := total(f.c)
	var kept []beginning
	for _, b := range all {
		if len(kept) == 0 || b.covered > kept[len(kept)-1].covered {
			kept = append(kept, b)
		}
	}
	chainAt := map[int]int32{} // looked up only
	for k, b := range kept {
		most := f.c.limits[0].capacity
		if k+1 < len(kept) {
			most = kept[k+1].used - 1
		}
		at, has := chainAt[b.chain]
		if !has {
			at = int32(len(out.Chains))
			chainAt[b.chain] = at
			var order []int32
			for _, j := range f.chains[b.chain].order {
				order = append(order, in.core.siteID[f.c.siteID[j]])
			}
			out.Chains = append(out.Chains, order)
		}
		point := planner.FrontierPoint{New: int64(b.count), Weight: *in.figure(whole - b.covered), Bound: *in.figure(f.bounds.at(most)), Chain: at}
		for _, j := range out.Chains[at][:b.count] {
			point.Yuan += in.problem.Sites[j].CostYuan
		}
		if point.Bound > point.Weight {
			out.Status = planner.Feasible
		}
		out.Points = append(out.Points, point)
	}
	if out.Status == planner.Feasible && f.m.stopped {
		out.Status = planner.Stopped
	}
	out.Stats = f.m.stats()
	return out
}
