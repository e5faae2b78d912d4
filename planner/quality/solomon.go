package quality

import (
	"cuntong/planner"
)

// readSolomon reads vehicle routing with time windows in the format of Solomon (1987, doi:10.1287/opre.35.2.254), which
// Gehring and Homberger use too: number and capacity of vehicles, then a line for the depot and for each customer with
// id, x, y, demand, begin and end of the window, and service time. Distance and time are the exact distance. Published
// values count vehicles first, then distance.
func readSolomon(in *tokens, q Question) (*Instance, error) {
	for {
		word, err := in.word("VEHICLE, NUMBER and CAPACITY")
		if err != nil {
			return nil, err
		}
		if word == "CAPACITY" {
			break
		}
	}
	count, err := in.whole("the number of vehicles", 1, maxPlaces)
	if err != nil {
		return nil, err
	}
	capacity, err := in.whole("the capacity", 0, maxMagnitude)
	if err != nil {
		return nil, err
	}
	if word, err := in.word("CUSTOMER"); err != nil || word != "CUSTOMER" {
		return nil, in.wrong("%q stands where CUSTOMER is expected", word)
	}
	if _, err := in.word("the heads of the columns"); err != nil {
		return nil, err
	}
	if _, err := in.rest(); err != nil {
		return nil, err
	}
	p := &places{}
	var stops []planner.Stop
	var depot planner.Stop
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
		service, err := in.scaled("a service time")
		if err != nil {
			return nil, err
		}
		if stop.Service = service; stop.Place == 0 {
			depot = stop
			continue
		}
		stops = append(stops, stop)
	}
	if len(p.x) == 0 {
		return nil, in.wrong("the file ends, expected the depot")
	}
	if err := p.exact(in); err != nil {
		return nil, err
	}
	instance := p.routed("solomon", q, []planner.VehicleType{{Count: &count, Capacity: planner.Load{capacity}, PerMeter: 1}}, stops)
	instance.Routing.Depots[0].Window = depot.Window
	return instance, instance.fewestFirst()
}

// readTimedStop reads id, point, demand and window of the next customer.
func readTimedStop(in *tokens, p *places) (planner.Stop, error) {
	id := int64(len(p.x))
	if id == maxRoutePlaces {
		return planner.Stop{}, in.wrong("more than %d places", maxRoutePlaces)
	}
	if _, err := in.whole("the id", id, id); err != nil {
		return planner.Stop{}, err
	}
	if err := p.read(in); err != nil {
		return planner.Stop{}, err
	}
	demand, err := in.whole("a demand", -maxMagnitude, maxMagnitude)
	if err != nil {
		return planner.Stop{}, err
	}
	window, err := in.window()
	if err != nil {
		return planner.Stop{}, err
	}
	stop := planner.Stop{Place: int32(id), Window: window}
	switch {
	case demand >= 0:
		stop.Delivery[0] = demand
	default: // only lilim allows that
		stop.Pickup[0] = -demand
	}
	return stop, nil
}
