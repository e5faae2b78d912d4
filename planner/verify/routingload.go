package verify

import (
	"fmt"

	"cuntong/planner"
)

// loads goes through the trips of a route and counts what is on board after each call.
func (r *routes) loads(v *planner.VehicleType, calls []planner.Call) error {
	moved := map[int32]planner.Load{} // what a transfer puts on board at a stop, or takes off where negative
	for _, t := range r.problem.Transfers {
		off := t.Load
		for d := range off {
			off[d] = -off[d]
		}
		moved[t.From], moved[t.To] = t.Load, off
	}
	for begin := 0; begin < len(calls)-1; {
		end := begin + 1
		for calls[end].Stop != planner.Nowhere {
			end++
		}
		if end == begin+1 {
			return fmt.Errorf("call %d: a trip without stops", end)
		}
		var aboard planner.Load
		for _, call := range calls[begin+1 : end] {
			for d, amount := range r.problem.Stops[call.Stop].Delivery {
				aboard[d] += amount
			}
		}
		backhaul := false
		for i := begin; i < end; i++ {
			if i > begin {
				stop := &r.problem.Stops[calls[i].Stop]
				for d := range aboard {
					aboard[d] += stop.Pickup[d] - stop.Delivery[d] + moved[calls[i].Stop][d]
				}
				delivers, collects := stop.Delivery != planner.Load{}, stop.Pickup != planner.Load{}
				if r.problem.BackhaulsLast && backhaul && delivers {
					return fmt.Errorf("call %d: stop %d is delivered to after a backhaul of the same trip", i, calls[i].Stop)
				}
				backhaul = backhaul || collects && !delivers
			}
			if aboard != calls[i].Load {
				return fmt.Errorf("call %d: says %v on board, counted %v", i, calls[i].Load, aboard)
			}
			for d := range aboard {
				if aboard[d] < 0 || aboard[d] > v.Capacity[d] {
					return fmt.Errorf("call %d: %v on board, the vehicle takes %v", i, aboard, v.Capacity)
				}
			}
		}
		if end == len(calls)-1 && aboard != calls[end].Load {
			return fmt.Errorf("says %v brought home, counted %v", calls[end].Load, aboard)
		}
		begin = end
	}
	return nil
}

// transfers checks that both ends of each transfer lie in the same trip and in order, or are both left out.
func (r *routes) transfers(*planner.RoutingAnswer) error {
	where := map[int32]placed{}
	for _, at := range r.order {
		where[at.stop] = at
	}
	for k, t := range r.problem.Transfers {
		from, fromServed := where[t.From]
		to, toServed := where[t.To]
		if fromServed != toServed {
			return fmt.Errorf("transfer %d has only one end served", k)
		}
		if fromServed && (from.route != to.route || from.trip != to.trip || from.place > to.place) {
			return fmt.Errorf("transfer %d is not taken from stop %d to stop %d in one trip", k, t.From, t.To)
		}
	}
	return nil
}

// unserved checks the list of stops left out, their causes and penalties.
func (r *routes) unserved(a *planner.RoutingAnswer) error {
	listed := map[int32]bool{}
	last := int32(-1)
	for _, u := range a.Unserved {
		if u.Stop <= last || int(u.Stop) >= len(r.problem.Stops) {
			return fmt.Errorf("unserved stop %d after %d, expected ascending and below %d", u.Stop, last, len(r.problem.Stops))
		}
		last, listed[u.Stop] = u.Stop, true
		stop := &r.problem.Stops[u.Stop]
		switch u.Cause {
		case planner.NoSkill, planner.TooLarge, planner.NoWay, planner.NoTime:
			if r.possibleAlone(stop, u.Cause) {
				return fmt.Errorf("unserved stop %d is said to fail for %q, but a vehicle could serve it alone", u.Stop, u.Cause)
			}
			r.proven = r.proven || !stop.Optional
		case planner.PartnerLost:
			r.proven = r.proven || !stop.Optional
		case planner.NotWorth:
			if !stop.Optional {
				return fmt.Errorf("unserved stop %d must be served, whatever the price", u.Stop)
			}
		case planner.NoRoom:
		default:
			return fmt.Errorf("unserved stop %d has the unknown cause %q", u.Stop, u.Cause)
		}
		if stop.Optional {
			r.cost += stop.Penalty
		} else {
			r.required++
		}
	}
	for i := range r.problem.Stops {
		if _, served := r.servedBy[int32(i)]; served == listed[int32(i)] {
			return fmt.Errorf("stop %d is served and listed as unserved, or neither", i)
		}
	}
	return nil
}

// possibleAlone reports whether some vehicle passes the tests up to the one that is said to fail. Breaks and depot windows are
// left out: they could only make it harder.
func (r *routes) possibleAlone(stop *planner.Stop, cause planner.Cause) bool {
	p := r.problem
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		if v.Count != nil && *v.Count == 0 || stop.Skills&v.Skills != stop.Skills {
			continue
		}
		if cause == planner.NoSkill {
			return true
		}
		fits := true
		for d := range v.Capacity {
			fits = fits && stop.Delivery[d] <= v.Capacity[d] && stop.Pickup[d] <= v.Capacity[d]
		}
		if !fits {
			continue
		}
		if cause == planner.TooLarge {
			return true
		}
		if r.reaches(v, stop, cause == planner.NoTime) {
			return true
		}
	}
	return false
}

// reaches tries start, stop, end along quickest and shortest ways over other places too: a detour may serve where the direct
// leg is missing or slower.
func (r *routes) reaches(v *planner.VehicleType, stop *planner.Stop, timed bool) bool {
	p := r.problem
	start, end := p.Depots[v.Start].Place, p.Depots[v.End].Place
	outSeconds, outMeters, ok1 := r.least(v.Profile, start, stop.Place)
	homeSeconds, homeMeters, ok2 := r.least(v.Profile, stop.Place, end)
	if !ok1 || !ok2 {
		return false
	}
	if !timed {
		return true
	}
	leave := int64(-1 << 50)
	if v.Shift != nil {
		leave = v.Shift.Open
	}
	begin := leave + outSeconds
	if stop.Window != nil {
		begin = max(begin, stop.Window.Open)
		if begin > stop.Window.Close {
			return false
		}
	}
	home := begin + stop.Service + homeSeconds
	switch {
	case v.Shift != nil && home > v.Shift.Close:
		return false
	case v.MaxSeconds != nil && outSeconds+stop.Service+homeSeconds > *v.MaxSeconds:
		return false
	case v.MaxMeters != nil && outMeters+homeMeters > *v.MaxMeters:
		return false
	}
	return true
}

// least returns the least seconds and the least metres from one place to another over any places, each by its own way.
func (r *routes) least(profile, from, to int32) (seconds, meters int64, ok bool) {
	n, _ := r.problem.Profiles[profile].Size()
	find := func(measure func(i, j int) (int64, bool)) (int64, bool) {
		best := make([]int64, n)
		known, done := make([]bool, n), make([]bool, n)
		known[from] = true
		for {
			at := -1
			for i := range best {
				if known[i] && !done[i] && (at < 0 || best[i] < best[at]) {
					at = i
				}
			}
			if at < 0 {
				return 0, false
			}
			if at == int(to) {
				return best[at], true
			}
			done[at] = true
			for j := range best {
				if length, ok := measure(at, j); ok && (!known[j] || best[at]+length < best[j]) {
					best[j], known[j] = best[at]+length, true
				}
			}
		}
	}
	seconds, ok = find(func(i, j int) (int64, bool) { leg, ok := r.problem.Profiles[profile].At(i, j); return leg.Seconds, ok })
	meters, _ = find(func(i, j int) (int64, bool) { leg, ok := r.problem.Profiles[profile].At(i, j); return leg.Meters, ok })
	return seconds, meters, ok
}

// moves adds what stops cost that changed their vehicle.
func (r *routes) moves(a *planner.RoutingAnswer) error {
	for _, before := range r.problem.Previous {
		for _, stop := range before.Stops {
			if k, served := r.servedBy[stop]; served && (a.Routes[k].Type != before.Type || a.Routes[k].Vehicle != before.Vehicle) {
				r.cost += r.problem.MoveCost
			}
		}
	}
	r.cost += r.problem.BalanceCost * r.longest
	return nil
}

// status checks objective, bound and status.
func (r *routes) status(a *planner.RoutingAnswer) error {
	if r.required > 0 {
		switch {
		case a.Objective != nil:
			return fmt.Errorf("objective %d though %d required stops are unserved", *a.Objective, r.required)
		case a.Status == planner.Infeasible && !r.proven:
			return fmt.Errorf("status %q, but no unserved stop has a proof", a.Status)
		case a.Status != planner.Infeasible && a.Status != planner.Stopped:
			return fmt.Errorf("status %q with required stops unserved", a.Status)
		case a.Reason == "":
			return fmt.Errorf("required stops are unserved and no reason is given")
		}
		return nil
	}
	if a.Objective == nil || *a.Objective != r.cost {
		return fmt.Errorf("the objective is not %d, as counted", r.cost)
	}
	if a.Bound != nil && *a.Bound > r.cost {
		return fmt.Errorf("bound %d above the objective %d", *a.Bound, r.cost)
	}
	if a.Bound == nil && a.Reason == "" {
		return fmt.Errorf("no bound and no reason")
	}
	optimal := a.Bound != nil && *a.Bound == r.cost
	switch a.Status {
	case planner.Optimal:
		if !optimal {
			return fmt.Errorf("status %q without a bound that proves it", a.Status)
		}
	case planner.Feasible, planner.Stopped:
	default:
		return fmt.Errorf("status %q with every required stop served", a.Status)
	}
	return nil
}
