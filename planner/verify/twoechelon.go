package verify

import (
	"fmt"

	"cuntong/geo"
	"cuntong/planner"
)

// TwoEchelon recounts an answer to a two-echelon problem and returns an error naming the first thing wrong, or nil. An answer
// without an objective passes where it has no routes and a reason.
func TwoEchelon(p *planner.TwoEchelon, a *planner.TwoEchelonAnswer) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("verify: the problem itself: %w", err)
	}
	if a == nil {
		return fmt.Errorf("verify: no answer")
	}
	if a.Objective == nil {
		if len(a.Trucks)+len(a.Vans) > 0 || a.Reason == "" || a.Status != planner.Stopped && a.Status != planner.Infeasible {
			return fmt.Errorf("verify: no objective, but routes, no reason or status %q", a.Status)
		}
		return nil
	}
	balance := make([]int64, len(p.Satellites)) // brought by trucks less taken by vans
	vans, err := countVans(p, a, balance)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	trucks, err := countTrucks(p, a, balance)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	for s, load := range balance {
		if load != 0 {
			return fmt.Errorf("verify: satellite %d is brought %d more than its vans take", s, load)
		}
	}
	cost := vans + trucks
	switch {
	case *a.Objective != cost:
		return fmt.Errorf("verify: objective %d, counted %d", *a.Objective, cost)
	case a.Bound != nil && *a.Bound > cost:
		return fmt.Errorf("verify: bound %d above the objective %d", *a.Bound, cost)
	case a.Status == planner.Optimal && (a.Bound == nil || *a.Bound != cost):
		return fmt.Errorf("verify: status %q without a bound that proves it", a.Status)
	case a.Status == planner.Infeasible:
		return fmt.Errorf("verify: status %q with an answer", a.Status)
	}
	return nil
}

func countVans(p *planner.TwoEchelon, a *planner.TwoEchelonAnswer, balance []int64) (int64, error) {
	served := make([]bool, len(p.Stops))
	tours := make([]int64, len(p.Satellites))
	cost := int64(0)
	for k, tour := range a.Vans {
		if tour.Satellite < 0 || int(tour.Satellite) >= len(p.Satellites) || len(tour.Stops) == 0 {
			return 0, fmt.Errorf("van tour %d starts from satellite %d with %d stops", k, tour.Satellite, len(tour.Stops))
		}
		tours[tour.Satellite]++
		if most := p.Satellites[tour.Satellite].MaxTours; most != nil && tours[tour.Satellite] > *most {
			return 0, fmt.Errorf("satellite %d has more than %d tours", tour.Satellite, *most)
		}
		places, load := []int32{p.Satellites[tour.Satellite].Place}, int64(0)
		for _, i := range tour.Stops {
			if i < 0 || int(i) >= len(p.Stops) || served[i] {
				return 0, fmt.Errorf("van tour %d serves stop %d, which does not exist or is served already", k, i)
			}
			served[i] = true
			load += p.Stops[i].Load
			places = append(places, p.Stops[i].Place)
		}
		if load > p.Van.Capacity {
			return 0, fmt.Errorf("van tour %d carries %d, the van takes %d", k, load, p.Van.Capacity)
		}
		balance[tour.Satellite] -= load
		meters, err := ring(p.Vans, places)
		if err != nil {
			return 0, fmt.Errorf("van tour %d: %w", k, err)
		}
		cost += p.Van.Fixed + p.Van.PerMeter*meters
	}
	for i := range served {
		if !served[i] {
			return 0, fmt.Errorf("stop %d is not served", i)
		}
	}
	if p.Van.Count != nil && int64(len(a.Vans)) > *p.Van.Count {
		return 0, fmt.Errorf("%d van tours, there are %d vans", len(a.Vans), *p.Van.Count)
	}
	return cost, nil
}

func countTrucks(p *planner.TwoEchelon, a *planner.TwoEchelonAnswer, balance []int64) (int64, error) {
	cost := int64(0)
	for k, route := range a.Trucks {
		places, load := []int32{p.Hub}, int64(0)
		for _, visit := range route.Visits {
			if visit.Satellite < 0 || int(visit.Satellite) >= len(p.Satellites) || visit.Load < 0 {
				return 0, fmt.Errorf("truck %d leaves %d at satellite %d", k, visit.Load, visit.Satellite)
			}
			places = append(places, p.Satellites[visit.Satellite].Place)
			load += visit.Load
			balance[visit.Satellite] += visit.Load
		}
		if load > p.Truck.Capacity || len(route.Visits) == 0 {
			return 0, fmt.Errorf("truck %d carries %d to %d satellites, it takes %d", k, load, len(route.Visits), p.Truck.Capacity)
		}
		meters, err := ring(p.Trucks, places)
		if err != nil {
			return 0, fmt.Errorf("truck %d: %w", k, err)
		}
		cost += p.Truck.Fixed + p.Truck.PerMeter*meters
	}
	if p.Truck.Count != nil && int64(len(a.Trucks)) > *p.Truck.Count {
		return 0, fmt.Errorf("%d truck routes, there are %d trucks", len(a.Trucks), *p.Truck.Count)
	}
	return cost, nil
}

// ring returns the metres from place to place and back to the first.
func ring(m *geo.Matrix, places []int32) (int64, error) {
	total := int64(0)
	for k, from := range places {
		to := places[(k+1)%len(places)]
		if from == to {
			continue
		}
		leg, ok := m.At(int(from), int(to))
		if !ok {
			return 0, fmt.Errorf("nothing leads from place %d to place %d", from, to)
		}
		total += leg.Meters
	}
	return total, nil
}
