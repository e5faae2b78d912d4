package quality

import (
	"cuntong/planner"
)

// readCordeau reads routing from several depots in the format of Cordeau, Gendreau and Laporte (1997,
// doi:10.1002/(SICI)1097-0037(199709)30:2<105::AID-NET5>3.0.CO;2-G): "2 vehicles customers depots"; for each depot the
// longest duration (0: none) and the capacity of its vehicles; then customers and last depots, each with id, x, y,
// service time, demand and numbers that matter in other problems of the set. The number of vehicles is for each depot.
// Distance and time are the exact distance, and distance alone counts.
func readCordeau(in *tokens, q Question) (*Instance, error) {
	if _, err := in.whole("the kind of problem, 2 for several depots,", 2, 2); err != nil {
		return nil, err
	}
	count, err := in.whole("the number of vehicles", 1, maxPlaces)
	if err != nil {
		return nil, err
	}
	customers, err := in.whole("the number of customers", 1, maxRoutePlaces)
	if err != nil {
		return nil, err
	}
	depots, err := in.whole("the number of depots", 1, maxRoutePlaces-customers)
	if err != nil {
		return nil, err
	}
	vehicles := make([]planner.VehicleType, depots)
	for k := range vehicles {
		longest, err := in.scaled("the longest duration")
		if err != nil {
			return nil, err
		}
		capacity, err := in.whole("the capacity", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		vehicles[k] = planner.VehicleType{Count: &count, Start: int32(k), End: int32(k), Capacity: planner.Load{capacity}, PerMeter: 1}
		if longest > 0 {
			vehicles[k].MaxSeconds = &longest
		}
	}
	p := &places{}
	var stops []planner.Stop
	for range customers + depots {
		id := int64(len(p.x) + 1)
		if _, err := in.whole("the id", id, id); err != nil {
			return nil, err
		}
		if err := p.read(in); err != nil {
			return nil, err
		}
		service, err := in.scaled("a service time")
		if err != nil {
			return nil, err
		}
		demand, err := in.whole("a demand", 0, maxMagnitude)
		if err != nil {
			return nil, err
		}
		if _, err := in.rest(); err != nil {
			return nil, err
		}
		if id <= customers {
			stops = append(stops, planner.Stop{Place: int32(id - 1), Service: service, Delivery: planner.Load{demand}})
		}
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	if err := p.exact(in); err != nil {
		return nil, err
	}
	instance := p.routed("cordeau", q, vehicles, stops)
	instance.First = 1
	instance.Routing.Depots = make([]planner.Depot, depots)
	for k := range instance.Routing.Depots {
		instance.Routing.Depots[k].Place = int32(customers) + int32(k)
	}
	return instance, nil
}
