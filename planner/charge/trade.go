package charge

import (
	"cmp"
	"slices"
	"sync"
)

// deal is the offer of a region to do with one site less, or more, and what that costs.
type deal struct {
	region *region
	more   int   // sites
	cost   int64 // scaled; below 0 where it saves
}

// trade lets regions exchange sites where their number is limited: each is solved with the going price of a site as a charge and may
// take one site more or do with fewer. A region that gives up a site for less than another would save with it makes a deal, and both
// change. Regions one after another could not find this, since each of them would make the answer worse. The price is what
// the last site that the multipliers open is worth.
func (s *singles) trade(r *roster, size int) bool {
	k := s.kernel.core
	if r.count < k.most || s.m.over() {
		return false
	}
	price := s.price()
	var all []*region
	free := make([]bool, k.sites)
	seen := map[string]bool{}
	for j := range int32(k.sites) {
		if !r.is[j] {
			continue
		}
		sites := s.around(r, j, size, free)
		if key := keyOf(sites); len(sites) >= 2 && !seen[key] {
			seen[key] = true
			all = append(all, s.region(r, sites))
		}
	}
	for _, g := range all {
		g.charge(price)
	}
	for from := 0; from < len(all) && !s.m.over(); from += 4 * batchNodes {
		s.solveAll(all[from:min(len(all), from+4*batchNodes)])
	}
	return s.strike(r, all, price)
}

// price is the worth of the last site that the kernel's multipliers open.
func (s *singles) price() int64 {
	k := s.kernel.core
	x, n := newRelaxer(k), newNode(k)
	x.price(s.lambda, n.state)
	var values []int64
	for j, is := range n.state {
		if is == undecided {
			values = append(values, x.value[j])
		}
	}
	s.m.spend(x.spent())
	if k.most == 0 || k.most > len(values) {
		return 0
	}
	slices.Sort(values)
	return max(0, -values[k.most-1])
}

// charge adds the price of a site to all of a region's, its own included, and allows it one more.
func (g *region) charge(price int64) {
	c := g.part.core
	free := 0
	for j := range c.charge {
		if !c.fixed[j] {
			c.charge[j] += price
			free++
		}
	}
	g.value = (g.cost + int64(g.count)*price) >> c.shift
	c.most = min(free, g.count+1)
}

// solveAll solves regions that need not be apart, since nothing is taken over yet.
func (s *singles) solveAll(all []*region) {
	threads := max(1, min(s.m.options.Threads, len(all)))
	var wait sync.WaitGroup
	for first := range threads {
		wait.Go(func() {
			for b := first; b < len(all); b += threads {
				all[b].solve(s)
			}
		})
	}
	wait.Wait()
	work := int64(0)
	for _, g := range all {
		work += g.work
	}
	s.m.spend(work)
}

// strike makes the best deals between regions that share no site, and takes what a region could save by itself.
func (s *singles) strike(r *roster, all []*region, price int64) (improved bool) {
	var deals []deal
	for _, g := range all {
		if g.found == nil {
			continue
		}
		cost, count := int64(0), 0
		for q, j := range g.found.serves {
			own, _ := g.part.cost(int32(q), j)
			cost += own
		}
		for _, j := range g.found.open {
			if !g.part.fixed[j] {
				cost += g.part.charge[j] - price
				count++
			}
		}
		deals = append(deals, deal{g, count - g.count, cost - g.cost})
	}
	slices.SortStableFunc(deals, func(a, b deal) int {
		return cmp.Compare(a.cost+int64(a.more)*price, b.cost+int64(b.more)*price)
	})
	gone := make([]bool, s.kernel.sites)
	apart := func(d deal) bool {
		return !slices.ContainsFunc(d.region.sites, func(j int32) bool { return gone[j] })
	}
	take := func(d deal) bool {
		if !d.region.take(r) {
			return false
		}
		for _, j := range d.region.sites {
			gone[j] = true
		}
		improved = true
		return true
	}
	for a, first := range deals {
		if !apart(first) {
			continue
		}
		if first.more == 0 {
			take(first)
			continue
		}
		for _, second := range deals[a+1:] {
			if first.more+second.more != 0 || first.cost+second.cost >= 0 || !apart(second) || !first.region.apart(second.region) {
				continue
			}
			less, more := first, second
			if less.more > 0 {
				less, more = more, less
			}
			before := r.plan()
			if take(less) && !take(more) {
				r.load(before)
			}
			break
		}
	}
	if improved {
		r.polish()
		s.best = better(s.best, r.plan())
		s.report("search")
	}
	return improved
}

// apart reports whether two regions share no open site.
func (g *region) apart(other *region) bool {
	return !slices.ContainsFunc(g.sites, func(j int32) bool { return slices.Contains(other.sites, j) })
}
