// Package fleet answers who drives where: routes of mixed vehicles over stops with deliveries and pick-ups, windows, breaks, reloads,
// transfers and prices for what is left out (planner.Routing).
//
// Times are seconds, lengths metres, costs the problem's own whole units; stops, depots and vehicle types are positions in the
// problem. Effort is counted in ruin-and-recreate steps. Plain problems take a leaner way than those with options; both give the
// same answer for the same seed and effort on any number of threads. Travel matrices and the choice of units are left to the
// caller, checking the answer to planner/verify.
package fleet

import (
	"context"
	"fmt"

	"cuntong/planner"
)

// Solver answers routing problems. It keeps nothing between solves and may be used from many goroutines.
type Solver struct{}

// New returns a solver.
func New() *Solver { return &Solver{} }

// maxNodes bounds stops and depots together: matrices of this many rows fill some gigabytes.
const maxNodes = 20_000

// Accepts returns nil, or a sentence that says why the solver cannot take the problem and what to change.
func (*Solver) Accepts(p *planner.Routing) error {
	if err := p.Check(); err != nil {
		return err
	}
	if n := len(p.Stops) + len(p.Depots); n > maxNodes {
		return fmt.Errorf("routing: %d stops and depots, at most %d are taken; split the area", n, maxNodes)
	}
	if len(p.Vehicles) == 0 {
		return fmt.Errorf("routing: no vehicle types; add one")
	}
	for k, m := range p.Profiles {
		n, _ := m.Size()
		for i := range n {
			for j := range n {
				if leg, ok := m.At(i, j); ok && (leg.Meters > maxRichLeg || leg.Seconds > maxRichLeg) {
					return fmt.Errorf("routing: profile %d has a leg of %d m and %d s from place %d to place %d, at most %d of each are taken", k, leg.Meters, leg.Seconds, i, j, maxRichLeg)
				}
			}
		}
	}
	return nil
}

// Solve answers the problem. It fails only on a problem it does not accept. The answer depends on the problem, the seed and the
// effort alone unless a time limit or the context stops it. Without an effort a time limit is used to its end and the answer is
// Stopped. Previous routes, where there are any, are where the search begins.
func (s *Solver) Solve(ctx context.Context, p *planner.Routing, o planner.Options) (*planner.RoutingAnswer, error) {
	if err := s.Accepts(p); err != nil {
		return nil, err
	}
	m := newMeter(ctx, o, defaultEffort(len(p.Stops)))
	m.least = new(bound(p))
	m.report("bound", nil)
	fixed, left := sift(p)
	for _, u := range left {
		m.hopeless = m.hopeless || !p.Stops[u.Stop].Optional
	}
	if l := newLean(p); l != nil && len(left) == 0 {
		tours, complete := solveLean(l, m)
		if complete {
			return answer(p, newRich(p), m, state{tours: tours}, nil), nil
		}
	}
	x := newRich(fixed)
	return answer(p, x, m, solveRich(x, m), left), nil
}

// defaultEffort ends a solve that nothing else ends.
func defaultEffort(stops int) int64 { return 200_000 + 2_000*int64(stops) }

// solveLean anneals a lean problem from its savings. It is false where the vehicles do not suffice for all stops that way.
func solveLean(l *lean, m *meter) ([]tour, bool) {
	routes := savings(l)
	if len(routes) > l.most {
		return nil, false
	}
	c := newCrew(l, m)
	total := int64(0)
	for _, route := range routes {
		total += l.routeCost(route) - l.fixed
	}
	first, last := temperatures(total, l.n+len(routes))
	c.run(routes, first, last)
	var tours []tour
	for k, route := range unflat(c.flat) {
		tours = append(tours, tour{int32(k), route})
	}
	return tours, true
}

// temperatures returns where annealing begins and ends, in thousandths, for arcs that cost total together.
func temperatures(total int64, arcs int) (first, last int64) {
	mean := max(1, total/int64(max(1, arcs)))
	return max(10, mean*550), max(1, mean*20)
}

// solveRich anneals a problem with options.
func solveRich(x *rich, m *meter) state { return newTroop(x, m).solve() }

// solve builds first routes, gives up vehicles where those cost much, and anneals.
func (t *troop) solve() state {
	x, m := t.x, t.m
	t.first(t.previous())
	if m.over() || x.n == 0 {
		return t.best
	}
	total, fixed, arcs := int64(0), int64(1)<<62, 0
	for _, tour := range t.best.tours {
		r := route{slot: tour.slot, kind: x.slots[tour.slot].kind, calls: tour.calls}
		r.update(x)
		own := x.kinds[r.kind].v.Fixed
		total += r.cost - own
		fixed = min(fixed, own)
		arcs += len(tour.calls) + 1
	}
	first, last := temperatures(total, arcs)
	cool := newCooling(first, last)
	most := len(x.slots)
	if routes := int64(len(t.best.tours)); routes > 0 && fixed > total/routes {
		t.shrink(1<<32/3, x.fewest(), cool)
		cool.after(m.share(0))
	}
	if set := t.walks[0].most; set > 0 {
		most = set
	}
	t.anneal(cool, max(1, 2*total/int64(max(1, arcs))), most)
	return t.best
}

// fewest returns a number of vehicles that no plan can do without: by the loads, where there is one trip each.
func (x *rich) fewest() int {
	most := 1
	for d := range x.dims {
		capacity, deliver, collect := int64(0), int64(0), int64(0)
		for k := range x.kinds {
			capacity = max(capacity, x.kinds[k].capacity[d]*int64(x.kinds[k].trips))
		}
		for i := range x.n {
			if x.required[i] {
				deliver += x.deliver[i*x.dims+d]
				collect += x.collect[i*x.dims+d]
			}
		}
		if capacity > 0 {
			most = max(most, int((max(deliver, collect)+capacity-1)/capacity))
		}
	}
	return most
}

// previous returns the previous routes as far as they can still be driven: stops are left out from the end until they can.
func (t *troop) previous() []tour {
	x := t.x
	var tours []tour
	for _, before := range x.p.Previous {
		slot := int32(absent)
		for s := range x.slots {
			if x.slots[s].kind == before.Type && x.slots[s].number == before.Vehicle {
				slot = int32(s)
			}
		}
		if slot == absent {
			continue
		}
		calls := make([]int32, 0, len(before.Stops))
		for _, stop := range before.Stops {
			if x.rightFor(stop, before.Type) && x.partner[stop] == absent {
				calls = append(calls, stop)
			}
		}
		for len(calls) > 0 {
			r := route{slot: slot, kind: before.Type, calls: calls}
			if r.update(x); r.feasible {
				tours = append(tours, tour{slot, calls})
				break
			}
			calls = calls[:len(calls)-1]
		}
	}
	return tours
}
