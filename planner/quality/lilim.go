package quality

import (
	"cuntong/planner"
)

// readLiLim reads pick-up and delivery with time windows in the format of Li and Lim (2001,
// doi:10.1109/ICTAI.2001.974461): "vehicles capacity speed", then a line for the depot and for each call with id, x, y,
// demand, begin and end of the window, service time, and the ids of its pick-up (0 where it is one) and of its delivery (0
// where it is one). Distance and time are the exact distance; the speed has to be 1, or 0 as five of the files have it, which nobody uses. Published values count vehicles
// first, then distance.
func readLiLim(in *tokens, q Question) (*Instance, error) {
	count, err := in.whole("the number of vehicles", 1, maxPlaces)
	if err != nil {
		return nil, err
	}
	capacity, err := in.whole("the capacity", 0, maxMagnitude)
	if err != nil {
		return nil, err
	}
	if _, err := in.whole("the speed", 0, 1); err != nil {
		return nil, err
	}
	p := &places{}
	var stops []planner.Stop
	var depot planner.Stop
	var partners []int64 // of each stop: the id of its delivery, 0 where it is one
	for {
		next, err := in.peek()
		if err != nil {
			return nil, err
		}
		if next == "" {
			break
		}
		stop, err := readTimedStop(in, p)
		if err != nil {
			return nil, err
		}
		if stop.Service, err = in.scaled("a service time"); err != nil {
			return nil, err
		}
		from, err := in.whole("the id of a pick-up", 0, maxRoutePlaces)
		if err != nil {
			return nil, err
		}
		to, err := in.whole("the id of a delivery", 0, maxRoutePlaces)
		if err != nil {
			return nil, err
		}
		if stop.Place == 0 {
			depot = stop
			continue
		}
		if (from == 0) == (to == 0) {
			return nil, in.wrong("the call names pick-up %d and delivery %d, expected one of them to be 0", from, to)
		}
		stops, partners = append(stops, stop), append(partners, to)
	}
	if len(p.x) == 0 {
		return nil, in.wrong("the file ends, expected the depot")
	}
	transfers, err := pairs(in, stops, partners)
	if err != nil {
		return nil, err
	}
	if err := p.exact(in); err != nil {
		return nil, err
	}
	instance := p.routed("lilim", q, []planner.VehicleType{{Count: &count, Capacity: planner.Load{capacity}, PerMeter: 1}}, stops)
	instance.Routing.Depots[0].Window = depot.Window
	instance.Routing.Transfers = transfers
	return instance, instance.fewestFirst()
}

// pairs turns demands into transfers: what a pick-up loads, its delivery unloads.
func pairs(in *tokens, stops []planner.Stop, partners []int64) ([]planner.Transfer, error) {
	var transfers []planner.Transfer
	for k, to := range partners {
		if to == 0 {
			continue
		}
		if to > int64(len(stops)) || stops[to-1].Pickup != stops[k].Delivery {
			return nil, in.wrong("the delivery of call %d is %d, expected a call that takes what was loaded", k+1, to)
		}
		transfers = append(transfers, planner.Transfer{From: int32(k), To: int32(to - 1), Load: stops[k].Delivery})
	}
	if 2*len(transfers) != len(stops) {
		return nil, in.wrong("%d calls make %d pairs", len(stops), len(transfers))
	}
	for k := range stops {
		stops[k].Delivery, stops[k].Pickup = planner.Load{}, planner.Load{}
	}
	return transfers, nil
}
