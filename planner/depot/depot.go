// Package depot answers location-routing problems of one echelon and of two: which depots to open and which tours of vans to drive from
// them, and with two echelons which tours of trucks bring the depots their loads.
package depot

import (
	"context"

	"cuntong/planner"
)

// defaultSteps is the effort of a problem of so many stops where no other is asked for.
func defaultSteps(stops int) int64 { return 100_000 + 4000*int64(stops) }

// Solve answers a problem.
func Solve(ctx context.Context, p *planner.LocationRouting, o planner.Options) (*planner.LocationRoutingAnswer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	c, err := newCore(p)
	if err != nil {
		return nil, err
	}
	m := newMeter(ctx, o, defaultSteps(c.n))
	a := &planner.LocationRoutingAnswer{Status: planner.Feasible}
	found, value, proven := flat(nil), never, false
	if c.n <= maxExact && c.most >= c.n {
		found, value, proven = c.small(m)
	}
	if !proven {
		m.share = searchShare
		if other, cost, ok := c.race(m); ok && cost < value {
			found, value = other, cost
		}
		m.share = 100
	}
	a.Stats = m.stats()
	switch {
	case value >= never && proven:
		a.Status, a.Reason = planner.Infeasible, "all ways of serving the stops were looked through: vehicles and depots cannot carry them"
		return a, nil
	case value >= never:
		a.Status, a.Reason = planner.Stopped, "no tours were found that vehicles and depots can carry; that is no proof that there are none"
		return a, nil
	}
	c.write(a, found, value)
	bound := value
	if !proven {
		bound = min(value, c.bound(m, found, value))
	}
	a.Bound = &bound
	a.Stats = m.stats()
	switch {
	case bound == value:
		a.Status = planner.Optimal
	case m.timed || m.out():
		a.Status = planner.Stopped
	}
	return a, nil
}

const (
	// smallSteps is the search before everything is looked through.
	smallSteps = 20_000
	// smallShare is the part of a time limit that both have, in hundredths.
	smallShare = 40
	// searchShare is the part of a time limit that the search has, in hundredths; the rest is for the bound.
	searchShare = 85
)

// small searches shortly and then looks through everything, where that is little. It reports whether the answer is proven best.
func (c *core) small(m *meter) (flat, int64, bool) {
	most, timed := m.most, m.timed
	m.most, m.timed, m.share = min(most, smallSteps), false, smallShare
	found, value, _ := c.race(m)
	e := newExact(c, m, value)
	proven := e != nil && e.solve()
	if e != nil && e.part != nil {
		found, value = e.flat(), e.best
	}
	m.most, m.timed, m.share = most, timed, 100
	return found, value, proven
}

// bound returns the best bound on all answers, of which one is known.
func (c *core) bound(m *meter, found flat, value int64) int64 {
	least := c.simpleBound()
	if b := newBounder(c); b != nil {
		b.start(found)
		least = max(least, b.prove(m, b.rounds(m), value))
	}
	return least
}

// flow works out the exact cost of tours and the trucks that feed their depots.
func (c *core) flow(found flat) (int64, *feeder) {
	s := newState(c)
	for k, x := range found {
		if x != absent && (k == 0 || found[k-1] == absent) {
			s.allowed |= 1 << (x - int32(c.n))
		}
	}
	s.fill(found)
	if c.p.Feed == nil {
		return s.total, nil
	}
	f := newFeeder(c.p, s.allowed)
	f.solve(f.fill(s))
	return s.total + f.feedNow.cost, f
}

// write turns tours into an answer.
func (c *core) write(a *planner.LocationRoutingAnswer, found flat, value int64) {
	for begin, k := 0, 0; k < len(found); k++ {
		if found[k] != absent {
			continue
		}
		a.Tours = append(a.Tours, planner.DepotTour{Depot: found[begin] - int32(c.n), Stops: append([]int32(nil), found[begin+1:k]...)})
		begin = k + 1
	}
	if _, f := c.flow(found); f != nil {
		for _, part := range f.feedNow.parts {
			a.Feeders = append(a.Feeders, planner.DepotTour{Depot: int32(part.hub), Stops: f.order(part)})
		}
	}
	a.Objective = &value
}
