package fleet

import (
	"context"
	"fmt"

	"cuntong/geo"
	"cuntong/planner"
)

// SolveTwoEchelon answers a two-echelon problem with up to five satellites. For every set of satellites that could hold all tours,
// the second leg is annealed as a multi-depot problem whose value includes, exactly, what trucks cost for the loads it asks for
// (see feeder); the best set wins. The bound is that of the second leg, from the cheapest satellite each, and of as many of the
// cheapest trucks as the loads fill.
func SolveTwoEchelon(ctx context.Context, p *planner.TwoEchelon, o planner.Options) (*planner.TwoEchelonAnswer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if n := len(p.Satellites); n < 1 || n > maxSatellites {
		return nil, fmt.Errorf("two echelons: %d satellites, 1 to %d are taken", n, maxSatellites)
	}
	all := secondLeg(p, 1<<len(p.Satellites)-1)
	if err := New().Accepts(all); err != nil {
		return nil, err
	}
	m := newMeter(ctx, o, 20*defaultEffort(len(p.Stops)))
	var sets []int
	for set := 1; set < 1<<len(p.Satellites); set++ {
		if holds(p, set) {
			sets = append(sets, set)
		}
	}
	m.least = new(leastOfBoth(p, all))
	best, found := state{lack: 1 << 30}, (*rich)(nil)
	for k, set := range sets {
		x := newRich(secondLeg(p, set))
		x.echelon = p
		part := m.part(int64(len(sets) - k))
		if tell := m.options.Progress; tell != nil {
			part.options.Progress = func(r planner.Progress) {
				r.Effort, r.Bound = r.Effort+m.effort, m.least
				if best.lack == 0 && (r.Objective == nil || best.value < *r.Objective) {
					r.Objective = new(best.value)
				}
				tell(r)
			}
		}
		t := newTroop(x, part)
		if p.Van.Count != nil {
			for _, w := range t.walks {
				w.most = int(min(int64(len(x.slots)), *p.Van.Count))
			}
		}
		s := t.solve()
		m.effort += part.effort
		if s.lack == 0 && s.value < never && s.better(best) {
			best, found = s, x
		}
	}
	m.stopped = m.timed || m.out()
	a := &planner.TwoEchelonAnswer{Status: planner.Feasible, Stats: m.stats()}
	if found == nil {
		a.Status, a.Reason = planner.Stopped, "no tours were found that the satellites and trucks can carry; that is no proof that there are none"
		return a, nil
	}
	loads := make([]int64, len(p.Satellites))
	for _, t := range best.tours {
		kind := found.slots[t.slot].kind
		tour := planner.VanTour{Satellite: kind, Stops: t.calls}
		for _, stop := range t.calls {
			loads[kind] += p.Stops[stop].Load
		}
		a.Vans = append(a.Vans, tour)
	}
	feed := newFeeder(p)
	a.Trucks = feed.routes(loads)
	objective := best.value
	a.Objective, a.Bound = &objective, new(min(*m.least, objective))
	switch {
	case *a.Bound == objective:
		a.Status = planner.Optimal
	case m.stopped:
		a.Status = planner.Stopped
	}
	return a, nil
}

// leastOfBoth returns a bound: that of the second leg, from the cheapest satellite each, and of as many of the cheapest trucks as the loads fill.
func leastOfBoth(p *planner.TwoEchelon, all *planner.Routing) int64 {
	feed := newFeeder(p)
	total, cheapest := int64(0), never
	for _, s := range p.Stops {
		total += s.Load
	}
	for set := 1; set < len(feed.cost); set++ {
		cheapest = min(cheapest, feed.cost[set])
	}
	least := bound(all)
	if total > 0 && p.Truck.Capacity > 0 {
		least = min(never, least+times((total+p.Truck.Capacity-1)/p.Truck.Capacity, cheapest))
	}
	return least
}

// secondLeg makes the tours of vans a routing problem: each satellite of the set is a depot with vans of its own.
func secondLeg(p *planner.TwoEchelon, set int) *planner.Routing {
	r := &planner.Routing{Profiles: []*geo.Matrix{p.Vans}}
	for s, satellite := range p.Satellites {
		count := int64(len(p.Stops))
		if p.Van.Count != nil {
			count = min(count, *p.Van.Count)
		}
		if satellite.MaxTours != nil {
			count = min(count, *satellite.MaxTours)
		}
		if set>>s&1 == 0 {
			count = 0
		}
		r.Depots = append(r.Depots, planner.Depot{Place: satellite.Place})
		r.Vehicles = append(r.Vehicles, planner.VehicleType{Count: &count, Start: int32(s), End: int32(s),
			Capacity: planner.Load{p.Van.Capacity}, Fixed: p.Van.Fixed, PerMeter: p.Van.PerMeter})
	}
	for _, stop := range p.Stops {
		r.Stops = append(r.Stops, planner.Stop{Place: stop.Place, Delivery: planner.Load{stop.Load}})
	}
	return r
}

// holds reports whether the vans that may start from a set of satellites can carry everything.
func holds(p *planner.TwoEchelon, set int) bool {
	load, tours := int64(0), int64(0)
	for _, s := range p.Stops {
		load += s.Load
	}
	for _, v := range secondLeg(p, set).Vehicles {
		tours += *v.Count
	}
	if p.Van.Count != nil {
		tours = min(tours, *p.Van.Count)
	}
	return load <= tours*p.Van.Capacity
}
