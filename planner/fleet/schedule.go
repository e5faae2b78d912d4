package fleet

import (
	"fmt"

	"cuntong/planner"
)

// Schedule gives times and loads to routes made by hand: of each route it reads the type, the vehicle, and of its calls between the
// start and the end which stop or depot they are. Departures are as late as the earliest end allows. Whether the routes keep the
// problem's rules is for planner/verify to say; Schedule fails only where a route names what the problem does not have, serves
// a stop twice, or takes a leg that does not exist. Stops that no route names are listed with NoRoom, or NotWorth where optional.
func Schedule(p *planner.Routing, routes []planner.Route) (*planner.RoutingAnswer, error) {
	if err := New().Accepts(p); err != nil {
		return nil, err
	}
	x := newRich(p)
	served := make([]bool, x.n)
	var s state
	for number, given := range routes {
		if given.Type < 0 || int(given.Type) >= len(x.kinds) {
			return nil, fmt.Errorf("route %d: vehicle type %d, expected 0 to %d", number, given.Type, len(x.kinds)-1)
		}
		slot := int32(absent)
		for _, candidate := range x.kinds[given.Type].slots {
			if x.slots[candidate].number == given.Vehicle {
				slot = candidate
			}
		}
		if slot == absent {
			return nil, fmt.Errorf("route %d: type %d has no vehicle %d", number, given.Type, given.Vehicle)
		}
		var calls []int32
		for i, call := range given.Calls {
			switch {
			case call.Stop == planner.Nowhere && (i == 0 || i == len(given.Calls)-1):
			case call.Stop == planner.Nowhere && call.Depot >= 0 && int(call.Depot) < len(p.Depots):
				calls = append(calls, int32(x.n)+call.Depot)
			case call.Stop >= 0 && int(call.Stop) < x.n && served[call.Stop]:
				return nil, fmt.Errorf("route %d: stop %d is served already", number, call.Stop)
			case call.Stop >= 0 && int(call.Stop) < x.n:
				served[call.Stop] = true
				calls = append(calls, call.Stop)
			default:
				return nil, fmt.Errorf("route %d: call %d names stop %d and depot %d, which do not exist", number, i, call.Stop, call.Depot)
			}
		}
		r := route{slot: slot, kind: given.Type, calls: calls}
		k := &x.kinds[r.kind]
		for i := range len(calls) + 1 {
			if k.meters[int(r.node(x, i))*x.nodes+int(r.node(x, i+1))] == noWay {
				return nil, fmt.Errorf("route %d: there is no way to call %d for this vehicle", number, i+1)
			}
		}
		s.tours = append(s.tours, tour{slot, calls})
	}
	a := answer(p, x, &meter{least: new(int64)}, s, nil)
	if a.Objective != nil {
		a.Status, a.Bound, a.Reason = planner.Feasible, nil, "the routes were given, no bound was asked for"
	}
	return a, nil
}
