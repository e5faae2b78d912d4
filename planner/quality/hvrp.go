package quality

import (
	"strings"

	"cuntong/planner"
)

// readHeterogeneous reads routing with a mixed fleet (Taillard 1999, doi:10.1051/ro:1999101) as collected in files whose
// first lines begin with "//": "customers types range service bound best"; for each type of vehicle its number, capacity,
// fixed cost and cost per unit of distance; the depot's point; then point and demand of each customer. Distances are
// exact. Range limits a route's distance, service its time.
func readHeterogeneous(in *tokens, q Question) (*Instance, error) {
	for {
		next, err := in.peek()
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(next, "//") {
			break
		}
		if _, err := in.take(); err != nil {
			return nil, err
		}
		if _, err := in.rest(); err != nil {
			return nil, err
		}
	}
	customers, err := in.whole("the number of customers", 1, maxRoutePlaces-1)
	if err != nil {
		return nil, err
	}
	types, err := in.whole("the number of types of vehicles", 1, 1000)
	if err != nil {
		return nil, err
	}
	farthest, err := in.scaled("the range")
	if err != nil {
		return nil, err
	}
	service, err := in.scaled("the service time")
	if err != nil {
		return nil, err
	}
	if _, err := in.rest(); err != nil { // a bound and the best known value
		return nil, err
	}
	vehicles := make([]planner.VehicleType, types)
	var fixed, rates []decimal
	for k := range vehicles {
		count, err := in.whole("the number of vehicles", 0, maxPlaces)
		if err != nil {
			return nil, err
		}
		capacity, err := in.whole("the capacity", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		cost, err := in.decimal("a fixed cost", 0)
		if err != nil {
			return nil, err
		}
		rate, err := in.decimal("a cost per unit of distance", 0)
		if err != nil {
			return nil, err
		}
		fixed, rates = append(fixed, cost), append(rates, rate)
		vehicles[k] = planner.VehicleType{Count: &count, Capacity: planner.Load{capacity}, MaxMeters: &farthest}
	}
	p := &places{}
	if err := p.read(in); err != nil {
		return nil, err
	}
	var stops []planner.Stop
	for i := range customers {
		if err := p.read(in); err != nil {
			return nil, err
		}
		demand, err := in.whole("a demand", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		stops = append(stops, planner.Stop{Place: int32(i + 1), Service: service, Delivery: planner.Load{demand}})
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if err := p.exact(in); err != nil {
		return nil, err
	}
	return p.fleet(in, q, vehicles, stops, fixed, rates)
}

// fleet turns rates into whole costs per unit of distance; the instance's scale grows by what makes them whole.
func (p *places) fleet(in *tokens, q Question, vehicles []planner.VehicleType, stops []planner.Stop, fixed, rates []decimal) (*Instance, error) {
	finer := scaleOf(rates)
	perMeter, err := whole(rates, finer)
	if err != nil {
		return nil, in.wrong("%v", err)
	}
	if finer > maxMagnitude/routeScale {
		return nil, in.wrong("costs per unit of distance have too many places")
	}
	perVehicle, err := whole(fixed, finer*routeScale)
	if err != nil {
		return nil, in.wrong("%v", err)
	}
	dearest := int64(0)
	for k := range vehicles {
		vehicles[k].PerMeter, vehicles[k].Fixed = perMeter[k], perVehicle[k]
		dearest = max(dearest, perMeter[k])
	}
	instance := p.routed("hvrp", q, vehicles, stops)
	instance.Scale *= finer
	instance.Rounding *= float64(dearest) / float64(finer)
	return instance, nil
}
