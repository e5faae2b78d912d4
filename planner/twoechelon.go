package planner

import (
	"fmt"

	"cuntong/geo"
)

// TwoEchelon is a question about two legs of delivery: trucks bring loads from a hub to satellites, where vans take them over and
// tour the stops. A satellite may get its load from several trucks; a stop has one van (Perboli, Tadei and Vigo 2011,
// doi:10.1287/trsc.1110.0368). The objective is least Σ of fixed costs and metres of trucks and vans. Times are not kept here:
// planner/study synchronises by the windows of depots in Routing.
type TwoEchelon struct {
	Trucks     *geo.Matrix // travel of trucks between places; a pair that is missing may not be travelled
	Vans       *geo.Matrix // travel of vans
	Hub        int32       // place
	Satellites []Satellite
	Truck, Van EchelonVehicle
	Stops      []EchelonStop
}

// Satellite is a place where loads change from trucks to vans.
type Satellite struct {
	Place    int32
	MaxTours *int64 // nil no such limit
}

// EchelonVehicle is a fleet of like vehicles.
type EchelonVehicle struct {
	Count                     *int64 // nil: as many as needed
	Capacity, Fixed, PerMeter int64
}

// EchelonStop is a place to be brought a load.
type EchelonStop struct {
	Place int32
	Load  int64
}

// TwoEchelonAnswer is an answer to a TwoEchelon problem.
type TwoEchelonAnswer struct {
	Status    Status
	Objective *int64 // nil where there is no answer
	Bound     *int64 // proven: not above the least possible; nil without one
	Trucks    []TruckRoute
	Vans      []VanTour
	Reason    string
	Stats     Stats
}

// TruckRoute runs from the hub over satellites and back.
type TruckRoute struct{ Visits []TruckVisit }

// TruckVisit leaves a load at a satellite.
type TruckVisit struct {
	Satellite int32
	Load      int64
}

// VanTour runs from a satellite over stops and back.
type VanTour struct {
	Satellite int32
	Stops     []int32
}

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *TwoEchelon) Check() error {
	if p.Trucks == nil || p.Vans == nil {
		return fmt.Errorf("two echelons: a travel matrix is missing")
	}
	n, _ := p.Trucks.Size()
	for _, m := range []*geo.Matrix{p.Trucks, p.Vans} {
		if rows, columns := m.Size(); rows != n || columns != n {
			return fmt.Errorf("two echelons: a matrix is %d × %d, expected %d × %d", rows, columns, n, n)
		}
	}
	places := []int32{p.Hub}
	for k, s := range p.Satellites {
		places = append(places, s.Place)
		if s.MaxTours != nil && *s.MaxTours < 0 {
			return fmt.Errorf("two echelons: satellite %d has %d tours, expected 0 or more", k, *s.MaxTours)
		}
	}
	total := int64(0)
	for i, s := range p.Stops {
		places = append(places, s.Place)
		if s.Load < 0 || s.Load > maxTotal || total > maxTotal-s.Load {
			return fmt.Errorf("two echelons: stop %d has load %d, expected 0 or more and at most %d in all", i, s.Load, int64(maxTotal))
		}
		total += s.Load
	}
	for _, place := range places {
		if place < 0 || int(place) >= n {
			return fmt.Errorf("two echelons: place %d of %d", place, n)
		}
	}
	for _, v := range []EchelonVehicle{p.Truck, p.Van} {
		if v.Count != nil && *v.Count < 0 || v.Capacity < 0 || v.Capacity > maxTotal || v.Fixed < 0 || v.Fixed > maxTotal || v.PerMeter < 0 || v.PerMeter > maxRate {
			return fmt.Errorf("two echelons: a vehicle has a number out of range: %+v", v)
		}
	}
	return nil
}
