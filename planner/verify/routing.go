package verify

import (
	"fmt"

	"cuntong/planner"
)

// Routing recounts an answer to a routing problem and returns an error naming the first thing wrong, or nil. Objective, metres,
// seconds, costs and loads are counted again from the problem and the calls. What it cannot check is that a bound is true: it
// checks only that the bound stands on the right side.
func Routing(p *planner.Routing, a *planner.RoutingAnswer) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("verify: the problem itself: %w", err)
	}
	if a == nil {
		return fmt.Errorf("verify: no answer")
	}
	r := routes{problem: p, servedBy: map[int32]int{}, vehicles: map[[2]int32]bool{}}
	for k := range a.Routes {
		if err := r.route(k, &a.Routes[k]); err != nil {
			return fmt.Errorf("verify: route %d: %w", k, err)
		}
	}
	for _, step := range []func(*planner.RoutingAnswer) error{r.transfers, r.unserved, r.moves, r.status} {
		if err := step(a); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	return nil
}

// routes holds what has been counted so far.
type routes struct {
	problem  *planner.Routing
	servedBy map[int32]int // stop to route
	order    []placed      // by stop served
	vehicles map[[2]int32]bool
	cost     int64
	longest  int64
	required int // stops that must be served and are not
	proven   bool
}

// placed tells where a stop was met.
type placed struct {
	stop               int32
	route, trip, place int
}

// route follows one vehicle from its start to its end.
func (r *routes) route(number int, route *planner.Route) error {
	p := r.problem
	if route.Type < 0 || int(route.Type) >= len(p.Vehicles) {
		return fmt.Errorf("vehicle type %d of %d", route.Type, len(p.Vehicles))
	}
	v := &p.Vehicles[route.Type]
	key := [2]int32{route.Type, route.Vehicle}
	if route.Vehicle < 0 || v.Count != nil && int64(route.Vehicle) >= *v.Count || r.vehicles[key] {
		return fmt.Errorf("vehicle %d of type %d does not exist or is on the road already", route.Vehicle, route.Type)
	}
	r.vehicles[key] = true
	calls := route.Calls
	if len(calls) < 3 {
		return fmt.Errorf("%d calls, expected a start, an end and at least one stop between", len(calls))
	}
	first, last := calls[0], calls[len(calls)-1]
	if first.Depot != v.Start || last.Depot != v.End || first.Stop != planner.Nowhere || last.Stop != planner.Nowhere {
		return fmt.Errorf("it runs from depot %d to depot %d, expected from %d to %d", first.Depot, last.Depot, v.Start, v.End)
	}
	meters, trips, rest := int64(0), 1, false
	for i := range calls {
		call := &calls[i]
		place, err := r.placeOf(call)
		if err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
		if i > 0 {
			from, _ := r.placeOf(&calls[i-1])
			leg, ok := p.Profiles[v.Profile].At(int(from), int(place))
			if from == place {
				leg.Meters, leg.Seconds, ok = 0, 0, true
			}
			if !ok {
				return fmt.Errorf("call %d: nothing leads from place %d to place %d for this vehicle", i, from, place)
			}
			meters += leg.Meters
			if call.Arrive != calls[i-1].Depart+leg.Seconds {
				return fmt.Errorf("call %d: arrives at %d s, expected %d + %d", i, call.Arrive, calls[i-1].Depart, leg.Seconds)
			}
		}
		if err := r.times(call, i == 0, i == len(calls)-1, v, &rest); err != nil {
			return fmt.Errorf("call %d: %w", i, err)
		}
		switch {
		case call.Stop != planner.Nowhere:
			if _, again := r.servedBy[call.Stop]; again {
				return fmt.Errorf("call %d: stop %d is served twice", i, call.Stop)
			}
			r.servedBy[call.Stop] = number
			r.order = append(r.order, placed{call.Stop, number, trips, i})
			if need := p.Stops[call.Stop].Skills; need&v.Skills != need {
				return fmt.Errorf("call %d: stop %d asks for skills %b, the vehicle has %b", i, call.Stop, need, v.Skills)
			}
		case i > 0 && i < len(calls)-1:
			trips++
			if !contains(v.Reloads, call.Depot) {
				return fmt.Errorf("call %d: this vehicle may not reload at depot %d", i, call.Depot)
			}
		}
	}
	if trips > max(1, int(v.Trips)) {
		return fmt.Errorf("%d trips, at most %d are allowed", trips, max(1, v.Trips))
	}
	if err := r.loads(v, calls); err != nil {
		return err
	}
	return r.totals(route, v, meters, rest)
}

// totals checks metres, duration, break and cost of a route.
func (r *routes) totals(route *planner.Route, v *planner.VehicleType, meters int64, rest bool) error {
	begin, end := route.Calls[0].Depart, route.Calls[len(route.Calls)-1].Arrive
	seconds := end - begin
	cost := v.Fixed + v.PerMeter*meters + v.PerSecond*seconds
	switch {
	case v.MaxMeters != nil && meters > *v.MaxMeters:
		return fmt.Errorf("%d m, at most %d are allowed", meters, *v.MaxMeters)
	case v.MaxSeconds != nil && seconds > *v.MaxSeconds:
		return fmt.Errorf("%d s under way, at most %d are allowed", seconds, *v.MaxSeconds)
	case v.Break != nil && begin <= v.Break.Window.Close && end > v.Break.Window.Close && !rest:
		return fmt.Errorf("no break, though it runs from %d to %d s past the window's end at %d", begin, end, v.Break.Window.Close)
	case route.Meters != meters || route.Seconds != seconds || route.Cost != cost:
		return fmt.Errorf("says %d m, %d s, cost %d; counted %d m, %d s, cost %d", route.Meters, route.Seconds, route.Cost, meters, seconds, cost)
	}
	r.cost += cost
	r.longest = max(r.longest, seconds)
	return nil
}

// placeOf returns where a call is.
func (r *routes) placeOf(call *planner.Call) (int32, error) {
	switch {
	case call.Stop == planner.Nowhere && call.Depot >= 0 && int(call.Depot) < len(r.problem.Depots):
		return r.problem.Depots[call.Depot].Place, nil
	case call.Depot == planner.Nowhere && call.Stop >= 0 && int(call.Stop) < len(r.problem.Stops):
		return r.problem.Stops[call.Stop].Place, nil
	}
	return 0, fmt.Errorf("stop %d and depot %d, expected one of them to exist and the other to be nowhere", call.Stop, call.Depot)
}

// times checks when a call begins and ends.
func (r *routes) times(call *planner.Call, first, last bool, v *planner.VehicleType, rest *bool) error {
	window, stay := (*planner.Window)(nil), int64(0)
	if call.Stop != planner.Nowhere {
		window, stay = r.problem.Stops[call.Stop].Window, r.problem.Stops[call.Stop].Service
	} else {
		window = r.problem.Depots[call.Depot].Window
		if !first && !last {
			stay = r.problem.Depots[call.Depot].Reload
		}
	}
	if (first || last) && (call.Arrive != call.Start || call.Start != call.Depart || call.Break != nil) {
		return fmt.Errorf("times %d, %d, %d s at the start or end of a route, expected three alike and no break", call.Arrive, call.Start, call.Depart)
	}
	if call.Start < call.Arrive {
		return fmt.Errorf("begins at %d s before it arrives at %d s", call.Start, call.Arrive)
	}
	if window != nil && (call.Start < window.Open && !last || call.Start > window.Close) {
		return fmt.Errorf("begins at %d s outside the window from %d to %d s", call.Start, window.Open, window.Close)
	}
	if window != nil && call.Depot != planner.Nowhere && call.Depart > window.Close {
		return fmt.Errorf("leaves the depot at %d s after it closes at %d s", call.Depart, window.Close)
	}
	if v.Shift != nil && (first && call.Depart < v.Shift.Open || last && call.Arrive > v.Shift.Close) {
		return fmt.Errorf("at %d s outside the shift from %d to %d s", call.Arrive, v.Shift.Open, v.Shift.Close)
	}
	done := call.Start + stay
	if call.Break != nil {
		if v.Break == nil || *rest {
			return fmt.Errorf("a break that this vehicle does not have, or a second one")
		}
		if *call.Break < done || *call.Break < v.Break.Window.Open || *call.Break > v.Break.Window.Close {
			return fmt.Errorf("break at %d s, expected after %d s and from %d to %d s", *call.Break, done, v.Break.Window.Open, v.Break.Window.Close)
		}
		*rest = true
		done = *call.Break + v.Break.Seconds
	}
	if call.Depart < done {
		return fmt.Errorf("leaves at %d s, before it is done at %d s", call.Depart, done)
	}
	return nil
}

func contains(list []int32, wanted int32) bool {
	for _, x := range list {
		if x == wanted {
			return true
		}
	}
	return false
}
