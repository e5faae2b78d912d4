package cover

import "slices"

// dive looks for covers around multipliers: it makes a cover at each of some steps, opens for good what the best of them opened
// first, prices the rest anew, and goes on until nothing is left or nothing better can come of it. Source: the refining of
// Caprara, Fischetti, Toth 1999, doi:10.1287/opre.47.5.730; we fix by order of choice in place of reduced costs, one part in
// parts of the cover each time.
func (s *search) dive(climb *climber, parts int) {
	d := climb.best
	core, opened, paid := climb.c, []int32{}, int64(0)
	for !s.tooHigh(paid+d.value) && core.sites() > 0 && !s.m.over() {
		first := s.wander(climb, opened, s.value-paid)
		if len(first) == 0 {
			return
		}
		first = first[:(len(first)+parts-1)/parts]
		rest, cost, rowID := core.restrict(first, nil, s.m)
		if rest == nil {
			return
		}
		for _, j := range first {
			opened = append(opened, core.siteID[j])
		}
		next := rest.newDual()
		for i, id := range rowID {
			next.u[i] = d.u[id]
		}
		for k, id := range rest.siteID {
			rest.siteID[k] = core.siteID[id]
		}
		core, d, paid = rest, next, paid+cost
		climb = newClimber(core, s.m, d)
		d.evaluate(core, climb.shift)
		climb.climb(s.value-paid, 256, nodeSteps, 20)
	}
	s.offer(opened)
}

// wander makes a cover at each of some steps around the best multipliers, together with what is opened already, and returns the
// sites of the best in the order in which they were chosen.
func (s *search) wander(climb *climber, opened []int32, target int64) []int32 {
	g := newPricedGreedy(climb.c, s.m, climb.best)
	var first []int32
	least := int64(0)
	climb.look = func(d *dual) {
		cover := g.cover(d)
		cost := int64(0)
		for _, j := range cover {
			cost += climb.c.cost[j]
		}
		if first == nil || cost < least {
			first, least = slices.Clone(g.order), cost
			before := s.value
			if s.offer(append(climb.c.originals(cover), opened...)); s.value < before {
				s.report("search", s.value, s.bound)
			}
		}
	}
	climb.climb(target, wanderTheta, wanderSteps, wanderSteps)
	climb.look = nil
	return first
}
