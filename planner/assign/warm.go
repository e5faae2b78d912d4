package assign

import (
	"cmp"
	"slices"
)

// warmSteps is how many steps the ascent of the question without loads takes; warmPrices how many prices of a unit of load
// are tried, each three quarters of the one before.
const (
	warmSteps  = 200
	warmPrices = 16
)

// warmDuals are where ascents begin. Where only sites cost and loads count, steps from nothing are long in finding which few
// demands, and how much load, ask for sites. Two easier questions tell. The load alone, each demand worth its load times one
// price, which is the bound of one knapsack over the sites: a smooth place to begin, which steps hardly leave. And the same question without loads: its multipliers
// bound at least as well here, since a site that must fit its demands in gains no more by them; but steps lead away from there for long.
func (s *search) warmDuals(f *fixes) []*dual {
	c, best := s.c, s.r.newDual()
	if !c.sitesOnly {
		return []*dual{best}
	}
	if !c.loaded {
		return []*dual{s.r.raiseRows(f)}
	}
	most, known := s.r.evaluate(best, f)
	price := s.dearest()
	for range warmPrices {
		d := s.r.newDual()
		for i, load := range c.load {
			if c.split { // whole prices keep the ratios equal
				d.serve[i] = min(int64(price), s.r.limit/4/max(1, load)) * load
			} else {
				d.serve[i] = min(int64(float64(price*float64(load))), s.r.limit/4)
			}
		}
		if value, ok := s.r.evaluate(d, f); ok && known && value > most {
			best, most = d, value
		}
		price *= 0.75
	}
	starts := []*dual{s.r.newDual(), best}
	if easy := s.withoutLoads(f); easy != nil {
		starts = append(starts, easy)
	}
	return starts
}

// dearest is the highest cost of a site for a unit of its capacity, in units of cost/scale; 0 where no site has a capacity.
func (s *search) dearest() float64 {
	dearest := float64(0)
	for j, cost := range s.c.cost {
		if capacity := s.c.capacity[j]; capacity != none && capacity > 0 && !s.c.banned[j] {
			dearest = max(dearest, float64(cost)*float64(s.r.scale)/float64(capacity))
		}
	}
	return dearest
}

// raiseRows is a dual of a covering question: row after row, those with fewest sites first, is worth what its cheapest site has
// left of its cost (dual ascent, Fisher and Kedia 1990, doi:10.1287/mnsc.36.6.674). No site is worth less than nothing by it.
func (r *relaxation) raiseRows(f *fixes) *dual {
	c, d := r.c, r.newDual()
	r.reduceNeeds(d, f)
	left := make([]int64, c.sites())
	for j, cost := range c.cost {
		left[j] = cost * r.scale
	}
	var rows []int32
	for i := range int32(c.demands()) {
		if c.must[i] && r.lacks[i] > 0 {
			rows = append(rows, i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int32) int { return cmp.Compare(r.spare[a], r.spare[b]) })
	for _, i := range rows {
		least := r.limit / 4
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if j := c.rowSite[e]; f.state[j] == free {
				least = min(least, left[j])
			}
		}
		d.count[i] = least
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			left[c.rowSite[e]] -= least
		}
	}
	return d
}

// unloaded is a core without what sites must and can carry, where nothing costs but open sites.
func (c *core) unloaded() *core {
	free := *c
	free.loaded, free.split, free.paired, free.counted = false, false, false, true
	return &free
}

// withoutLoads bounds the same question without loads and gives its multipliers in this one's words; nil where it has none.
func (s *search) withoutLoads(f *fixes) *dual {
	r := newRelaxation(s.c.unloaded(), s.m)
	r.scale = min(r.scale, s.r.scale)
	easy := newAscent(r).run(r.raiseRows(f), f, warmSteps, 1.2, func() int64 { return (s.cutoff()-1)*r.scale + 1 })
	if !easy.known {
		return nil
	}
	d, finer := s.r.newDual(), s.r.scale/r.scale
	for i, v := range easy.dual.count {
		if r.lacks[i] <= 0 {
			continue // open sites cover it
		}
		v = min(v, s.r.limit/4/finer) * finer
		if s.c.counted {
			d.count[i] = v
		} else {
			d.serve[i] = v
		}
	}
	d.budget = easy.dual.budget * uint64(finer)
	for k, floor := range easy.dual.floor {
		d.floor[k] = floor * uint64(finer)
	}
	return d
}
