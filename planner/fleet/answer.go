package fleet

import (
	"cmp"
	"fmt"
	"slices"

	"cuntong/planner"
)

// answer turns a plan into what the caller of problem p gets; left are the stops known to be hopeless, which x may take for optional.
func answer(p *planner.Routing, x *rich, m *meter, s state, left []planner.Unserved) *planner.RoutingAnswer {
	a := &planner.RoutingAnswer{Status: planner.Feasible}
	objective, longest := int64(0), int64(0)
	served := make([]bool, x.n)
	for _, t := range s.tours {
		r := &route{slot: t.slot, kind: x.slots[t.slot].kind, calls: t.calls}
		r.update(x)
		made := x.driven(r)
		objective += made.Cost
		longest = max(longest, made.Seconds)
		a.Routes = append(a.Routes, made)
		for _, c := range t.calls {
			if int(c) < x.n {
				served[c] = true
				objective += x.moved(c, t.slot)
			}
		}
	}
	objective += p.BalanceCost * longest
	slices.SortFunc(a.Routes, func(a, b planner.Route) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Vehicle, b.Vehicle))
	})
	if len(p.Previous) == 0 { // then one vehicle of a type is as good as another
		for k := range a.Routes {
			if k == 0 || a.Routes[k].Type != a.Routes[k-1].Type {
				a.Routes[k].Vehicle = 0
			} else {
				a.Routes[k].Vehicle = a.Routes[k-1].Vehicle + 1
			}
		}
	}
	hopeless := map[int32]planner.Cause{}
	for _, u := range left {
		hopeless[u.Stop] = u.Cause
	}
	missing, proven := 0, 0
	for i := range int32(x.n) {
		if served[i] {
			continue
		}
		stop := &p.Stops[i]
		cause := cmp.Or(hopeless[i], planner.NoRoom)
		if stop.Optional && !cause.Proven() {
			cause = planner.NotWorth
		}
		a.Unserved = append(a.Unserved, planner.Unserved{Stop: i, Cause: cause})
		objective += stop.Penalty
		if !stop.Optional {
			missing++
			if cause.Proven() {
				proven++
			}
		}
	}
	a.Stats = m.stats()
	if m.stopped {
		a.Status = planner.Stopped
	}
	switch {
	case proven > 0:
		a.Status = planner.Infeasible
		a.Reason = fmt.Sprintf("%d required stops can be served by no vehicle even alone; the first is stop %d (%s)", proven, first(a, true), hopeless[first(a, true)])
	case missing > 0:
		a.Status = planner.Stopped
		a.Reason = fmt.Sprintf("no routes were found that serve the last %d required stops too, the first of them stop %d; that is no proof that there are none", missing, first(a, false))
	default:
		a.Objective = &objective
		if m.least == nil {
			m.least = new(bound(p))
		}
		a.Bound = new(min(objective, *m.least))
		if *a.Bound == objective {
			a.Status = planner.Optimal
		}
	}
	return a
}

// first returns the first unserved stop whose cause is, or is not, a proof.
func first(a *planner.RoutingAnswer, proven bool) int32 {
	for _, u := range a.Unserved {
		if u.Cause.Proven() == proven && u.Cause != planner.NotWorth {
			return u.Stop
		}
	}
	return planner.Nowhere
}
