package planner

import (
	"fmt"

	"cuntong/geo"
)

// LocationRouting is a question about depots and tours together: which depots open, and which tours of vans from them serve all
// stops, for the least Σ of opening costs, fixed costs of tours and metres driven (Prins, Prodhon and Wolfler Calvo 2006,
// doi:10.1007/s10288-006-0001-9). A stop has one van and a depot gives out no more than its capacity.
//
// With Feed the depots are satellites that trucks bring their loads to from hubs, which open and cost in the same way; the whole load of
// a satellite comes by one truck (Contardo, Hemmelmayr and Crainic 2012, doi:10.1016/j.cor.2012.04.003).
type LocationRouting struct {
	Travel *geo.Matrix // of vans between places; a pair that is missing may not be travelled
	Depots []DepotSite
	Van    EchelonVehicle
	Stops  []EchelonStop
	Feed   *Feed // nil: depots have their loads for nothing
}

// Feed is the first of two echelons.
type Feed struct {
	Travel *geo.Matrix // of trucks between places
	Hubs   []DepotSite
	Truck  EchelonVehicle
}

// DepotSite is a place that vehicles may start from.
type DepotSite struct {
	Place    int32
	Fixed    int64  // cost of being open
	Capacity *int64 // most load that leaves it; nil: no limit
}

// LocationRoutingAnswer is an answer to a LocationRouting problem. A depot is open if tours start from it or trucks call there.
type LocationRoutingAnswer struct {
	Status    Status
	Objective *int64 // nil where there is no answer
	Bound     *int64 // proven: not above the least possible; nil without one
	Tours     []DepotTour
	Feeders   []DepotTour // of trucks: from hubs over satellites
	Reason    string
	Stats     Stats
}

// DepotTour runs from a depot over stops and back; of trucks, from a hub over depots and back.
type DepotTour struct {
	Depot int32
	Stops []int32
}

// Load adds up what there is to deliver.
func (p *LocationRouting) Load() int64 {
	total := int64(0)
	for _, s := range p.Stops {
		total += s.Load
	}
	return total
}

// Check returns an error naming the first thing wrong with the problem's own numbers.
func (p *LocationRouting) Check() error {
	if p.Travel == nil || p.Feed != nil && p.Feed.Travel == nil {
		return fmt.Errorf("location-routing: a travel matrix is missing")
	}
	total := int64(0)
	places := make([]int32, 0, len(p.Stops))
	for i, s := range p.Stops {
		if s.Load < 0 || s.Load > maxTotal || total > maxTotal-s.Load {
			return fmt.Errorf("location-routing: stop %d has load %d, expected 0 or more and at most %d in all", i, s.Load, int64(maxTotal))
		}
		total += s.Load
		places = append(places, s.Place)
	}
	if err := checkEchelon(p.Travel, "depot", p.Depots, p.Van, places); err != nil || p.Feed == nil {
		return err
	}
	places = places[:0]
	for _, d := range p.Depots {
		places = append(places, d.Place)
	}
	return checkEchelon(p.Feed.Travel, "hub", p.Feed.Hubs, p.Feed.Truck, places)
}

// checkEchelon looks at what vehicles of one echelon start from and go to.
func checkEchelon(travel *geo.Matrix, word string, sites []DepotSite, v EchelonVehicle, places []int32) error {
	n, columns := travel.Size()
	if n != columns {
		return fmt.Errorf("location-routing: the travel of a %s is %d × %d, expected a square", word, n, columns)
	}
	total := int64(0)
	for k, d := range sites {
		if d.Fixed < 0 || d.Fixed > maxTotal || total > maxTotal-d.Fixed {
			return fmt.Errorf("location-routing: %s %d costs %d, expected 0 or more and at most %d in all", word, k, d.Fixed, int64(maxTotal))
		}
		if d.Capacity != nil && *d.Capacity < 0 {
			return fmt.Errorf("location-routing: %s %d has capacity %d, expected 0 or more", word, k, *d.Capacity)
		}
		total += d.Fixed
		places = append(places, d.Place)
	}
	for _, place := range places {
		if place < 0 || int(place) >= n {
			return fmt.Errorf("location-routing: place %d of %d", place, n)
		}
	}
	if v.Count != nil && *v.Count < 0 || v.Capacity < 0 || v.Capacity > maxTotal || v.Fixed < 0 || v.Fixed > maxTotal || v.PerMeter < 0 || v.PerMeter > maxRate {
		return fmt.Errorf("location-routing: a vehicle of the %ss has a number out of range: %+v", word, v)
	}
	return nil
}
