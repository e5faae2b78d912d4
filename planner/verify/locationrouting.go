package verify

import (
	"fmt"

	"cuntong/geo"
	"cuntong/planner"
)

// LocationRouting recounts an answer to a location-routing problem of one echelon or two and returns an error naming the first
// thing wrong, or nil. An answer without an objective passes where it has no tours and a reason.
func LocationRouting(p *planner.LocationRouting, a *planner.LocationRoutingAnswer) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("verify: the problem itself: %w", err)
	}
	if a == nil {
		return fmt.Errorf("verify: no answer")
	}
	if a.Objective == nil {
		if len(a.Tours)+len(a.Feeders) > 0 || a.Reason == "" || a.Status != planner.Stopped && a.Status != planner.Infeasible {
			return fmt.Errorf("verify: no objective, but tours, no reason or status %q", a.Status)
		}
		return nil
	}
	cost, err := LocationRoutingCost(p, a)
	switch {
	case err != nil:
		return fmt.Errorf("verify: %w", err)
	case *a.Objective != cost:
		return fmt.Errorf("verify: objective %d, counted %d", *a.Objective, cost)
	case a.Bound != nil && *a.Bound > cost:
		return fmt.Errorf("verify: bound %d above the objective %d", *a.Bound, cost)
	case a.Status == planner.Optimal && (a.Bound == nil || *a.Bound != cost):
		return fmt.Errorf("verify: status %q without a bound that proves it", a.Status)
	case a.Status != planner.Optimal && a.Status != planner.Feasible && a.Status != planner.Stopped:
		return fmt.Errorf("verify: status %q with an answer", a.Status)
	}
	return nil
}

// LocationRoutingCost counts what the tours of an answer cost, or says what they break.
func LocationRoutingCost(p *planner.LocationRouting, a *planner.LocationRoutingAnswer) (int64, error) {
	loads := make([]int64, len(p.Stops))
	places := make([]int32, len(p.Stops))
	for i, s := range p.Stops {
		loads[i], places[i] = s.Load, s.Place
	}
	vans := echelon{travel: p.Travel, word: "depot", sites: p.Depots, vehicle: p.Van, loads: loads, places: places}
	cost, given, err := vans.count(a.Tours)
	if err != nil || p.Feed == nil {
		if err == nil && len(a.Feeders) > 0 {
			err = fmt.Errorf("%d tours of trucks where nothing is fed", len(a.Feeders))
		}
		return cost, err
	}
	trucks := echelon{travel: p.Feed.Travel, word: "hub", sites: p.Feed.Hubs, vehicle: p.Feed.Truck, loads: given, places: make([]int32, len(p.Depots)), idle: make([]bool, len(p.Depots))}
	for k, d := range p.Depots {
		trucks.places[k], trucks.idle[k] = d.Place, true
	}
	for _, tour := range a.Tours {
		trucks.idle[tour.Depot] = false
	}
	upper, _, err := trucks.count(a.Feeders)
	return cost + upper, err
}

// echelon is what tours of one kind of vehicle serve.
type echelon struct {
	travel  *geo.Matrix
	word    string
	sites   []planner.DepotSite
	vehicle planner.EchelonVehicle
	loads   []int64
	places  []int32
	idle    []bool // by stop: needs no tour and may have none
}

// count returns the cost of tours and what each site gives out.
func (e *echelon) count(tours []planner.DepotTour) (int64, []int64, error) {
	served := make([]bool, len(e.loads))
	given := make([]int64, len(e.sites))
	open := make([]bool, len(e.sites))
	cost := int64(0)
	for k, tour := range tours {
		if tour.Depot < 0 || int(tour.Depot) >= len(e.sites) || len(tour.Stops) == 0 {
			return 0, nil, fmt.Errorf("tour %d starts from %s %d with %d stops", k, e.word, tour.Depot, len(tour.Stops))
		}
		if !open[tour.Depot] {
			open[tour.Depot] = true
			cost += e.sites[tour.Depot].Fixed
		}
		load, way := int64(0), []int32{e.sites[tour.Depot].Place}
		for _, i := range tour.Stops {
			if i < 0 || int(i) >= len(e.loads) || served[i] {
				return 0, nil, fmt.Errorf("tour %d from a %s serves stop %d, which does not exist or is served already", k, e.word, i)
			}
			if e.idle != nil && e.idle[i] {
				return 0, nil, fmt.Errorf("tour %d from a %s calls at %d, where nothing starts", k, e.word, i)
			}
			served[i] = true
			load += e.loads[i]
			way = append(way, e.places[i])
		}
		if load > e.vehicle.Capacity {
			return 0, nil, fmt.Errorf("tour %d from a %s carries %d, the vehicle takes %d", k, e.word, load, e.vehicle.Capacity)
		}
		given[tour.Depot] += load
		meters, err := ring(e.travel, way)
		if err != nil {
			return 0, nil, fmt.Errorf("tour %d from a %s: %w", k, e.word, err)
		}
		cost += e.vehicle.Fixed + e.vehicle.PerMeter*meters
	}
	for i := range served {
		if !served[i] && (e.idle == nil || !e.idle[i]) {
			return 0, nil, fmt.Errorf("no tour from a %s serves stop %d", e.word, i)
		}
	}
	for k, site := range e.sites {
		if site.Capacity != nil && given[k] > *site.Capacity {
			return 0, nil, fmt.Errorf("%s %d gives out %d, it holds %d", e.word, k, given[k], *site.Capacity)
		}
	}
	if e.vehicle.Count != nil && int64(len(tours)) > *e.vehicle.Count {
		return 0, nil, fmt.Errorf("%d tours from %ss, there are %d vehicles", len(tours), e.word, *e.vehicle.Count)
	}
	return cost, given, nil
}
