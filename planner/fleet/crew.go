package fleet

// crew searches a lean problem with a fixed number of chains, whatever the number of threads: where there are many stops, each
// chain anneals a part of the routes for a while, then the parts are put together and cut anew; where there are few, each
// anneals the whole on its own and they take over the best now and then.
type crew struct {
	l      *lean
	m      *meter
	r      *random
	chains []*chain
	levels int // of bisection; 0: every chain has the whole
	best   int64
	flat   []int32 // the best routes
}

// Stops from which the problem is cut into 2, 4 and 8 parts.
var partsFrom = [...]int{180, 600, 1600}

// partSteps is how many steps a part is annealed before the routes are cut anew.
const partSteps = 4000

func newCrew(l *lean, m *meter) *crew {
	c := &crew{l: l, m: m, r: newRandom(m.options.Seed, 0)}
	for _, from := range partsFrom {
		if l.n >= from {
			c.levels++
		}
	}
	for k := range max(2, 1<<c.levels) {
		c.chains = append(c.chains, &chain{t: newTours(l), r: newRandom(m.options.Seed, int64(k+1)), ruined: make([]uint32, l.most)})
	}
	return c
}

// run anneals from the given routes until the effort or the time is over.
func (c *crew) run(routes [][]int32, first, last int64) {
	for _, chain := range c.chains {
		chain.cool = newCooling(first, last)
	}
	c.consider(routes)
	c.m.report("search", new(c.best))
	if c.levels == 0 {
		c.apart(routes)
		return
	}
	distance := func(from, to int32) int64 { return c.l.arc(from, to) }
	for !c.m.over() {
		parts := bisect(len(routes), c.levels, c.r, func(route int) []int32 { return routes[route] }, distance)
		groups := make([][][]int32, len(parts))
		for k, part := range parts {
			for _, route := range part {
				groups[k] = append(groups[k], routes[route])
			}
		}
		c.turn(len(groups), func(k int) { c.chains[k].restart(groups[k]) })
		routes = nil
		var best [][]int32
		for k := range groups {
			routes = append(routes, c.chains[k].t.lists()...)
			best = append(best, unflat(c.chains[k].flat)...)
		}
		c.consider(best)
		c.m.report("search", new(c.best))
	}
}

// apart lets every chain anneal the whole. When a quarter of the way is gone, and two and three, all take over the best.
func (c *crew) apart(routes [][]int32) {
	for _, chain := range c.chains {
		chain.restart(routes)
	}
	for quarter := uint64(1); !c.m.over(); {
		c.turn(len(c.chains), func(int) {})
		for _, chain := range c.chains {
			c.consider(unflat(chain.flat))
		}
		c.m.report("search", new(c.best))
		if c.m.share(0)>>30 >= quarter {
			quarter = c.m.share(0)>>30 + 1
			for _, chain := range c.chains {
				chain.restart(unflat(c.flat))
			}
		}
	}
}

// turn lets the first few chains make their steps, after begin was called for each.
func (c *crew) turn(chains int, begin func(k int)) {
	each := min(partSteps, max(1, (c.m.most-c.m.effort)/int64(chains)))
	parallel(c.m.options.Threads, chains, func(k int) {
		begin(k)
		c.chains[k].run(c.m, each, int64(chains))
	})
	c.m.effort += each * int64(chains)
	c.m.stopped = c.m.out()
}

// consider keeps routes that are the best so far.
func (c *crew) consider(routes [][]int32) {
	total := int64(0)
	for _, route := range routes {
		total += c.l.routeCost(route)
	}
	if c.flat != nil && total >= c.best {
		return
	}
	c.best = total
	c.flat = c.flat[:0]
	for _, route := range routes {
		c.flat = append(append(c.flat, route...), absent)
	}
}

// routeCost returns what a route costs.
func (l *lean) routeCost(route []int32) int64 {
	cost, at := l.fixed, int32(l.n)
	for _, stop := range route {
		cost += l.arc(at, stop)
		at = stop
	}
	return cost + l.arc(at, int32(l.n))
}
