package tier

import "cuntong/planner"

// answer writes the result as an answer to the problem.
func (r *result) answer(w *ways, m *meter) *planner.NetworkAnswer {
	p := w.p
	a := &planner.NetworkAnswer{
		Points: none(len(p.Points)), Stations: none(len(p.Stations)), Hubs: none(len(p.Hubs)), ServedAt: none(len(p.Villages)),
		FedFrom: none(len(p.Points)), DirectFrom: none(len(p.Points)), TrunkFrom: none(len(p.Stations)), Blocked: w.blocked, Stats: m.stats(),
	}
	switch {
	case r.infeasible != "":
		a.Status, a.Reason = planner.Infeasible, r.infeasible
		return a
	case r.chosen == nil:
		a.Status, a.Reason = planner.Stopped, "the search ended before it found a way that keeps all rules, and without proof that there is none; allow more effort, capacity or budget"
		if r.bound > 0 {
			a.Bound = &r.bound
		}
		return a
	}
	for n, g := range r.chosen {
		region := r.regions[n]
		for _, h := range region.hubs {
			a.Hubs[h] = region.states[g.state].size[h]
		}
		for _, out := range g.zones {
			for _, s := range out.stations {
				a.Stations[s.station], a.TrunkFrom[s.station] = s.size, s.hub
			}
			for _, point := range out.points {
				a.Points[point.point] = point.size
				if point.station >= 0 {
					a.FedFrom[point.point] = point.station
				} else {
					a.DirectFrom[point.point] = point.hub
				}
			}
			for _, v := range out.served {
				a.ServedAt[v.village] = v.point
			}
		}
	}
	a.Cost = costOf(w, a)
	fen := a.Cost.Sum()
	a.Objective, a.Bound = &fen, &r.bound
	switch {
	case r.bound == fen:
		a.Status = planner.Optimal
	case m.stopped:
		a.Status = planner.Stopped
	default:
		a.Status = planner.Feasible
	}
	return a
}

func none(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = planner.NotRun
	}
	return list
}

// costOf says where the money goes.
func costOf(w *ways, a *planner.NetworkAnswer) planner.NetworkCost {
	p := w.p
	var c planner.NetworkCost
	for h, size := range a.Hubs {
		if size != planner.NotRun {
			c.Hubs += p.Hubs[h].Sizes[size].YearlyFen
			c.OpeningYuan += p.Hubs[h].Sizes[size].OpeningYuan
		}
	}
	for s, size := range a.Stations {
		if size != planner.NotRun {
			c.Stations += p.Stations[s].Sizes[size].YearlyFen
			c.OpeningYuan += p.Stations[s].Sizes[size].OpeningYuan
			c.Trucks += p.Truck.FixedFen(trunkMeters(w, int32(s), a.TrunkFrom[s]), p.Stations[s].LocalMeters)
		}
	}
	for j, size := range a.Points {
		if size == planner.NotRun {
			continue
		}
		c.Points += p.Points[j].Sizes[size].YearlyFen
		c.OpeningYuan += p.Points[j].Sizes[size].OpeningYuan
		if s := a.FedFrom[j]; s != planner.Unassigned {
			c.Tours += p.Tour.FixedFen(meters(w.feed[j], s), p.Points[j].LocalMeters)
		} else {
			c.Straight += p.Straight.FixedFen(meters(w.direct[j], a.DirectFrom[j]), p.Points[j].LocalMeters)
		}
	}
	for i, j := range a.ServedAt {
		flow := p.Villages[i].Flow()
		if j == planner.Unassigned {
			if len(w.reach[i]) > 0 {
				c.Unserved += flow * p.UnservedFen
			}
			continue
		}
		c.Handling += flow * p.Points[j].Sizes[a.Points[j]].HandlingFen
		hub := a.DirectFrom[j]
		if s := a.FedFrom[j]; s != planner.Unassigned {
			hub = a.TrunkFrom[s]
			c.Handling += flow * p.Stations[s].Sizes[a.Stations[s]].HandlingFen
			c.Tours += p.Tour.FlowFen(meters(w.feed[j], s), flow)
			c.Trucks += p.Truck.FlowFen(trunkMeters(w, s, hub), flow)
		} else {
			c.Straight += p.Straight.FlowFen(meters(w.direct[j], hub), flow)
		}
		c.Handling += flow * p.Hubs[hub].Sizes[a.Hubs[hub]].HandlingFen
	}
	return c
}
