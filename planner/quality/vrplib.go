package quality

import (
	"strings"

	"cuntong/geo"
	"cuntong/planner"
)

// vrplib is a CVRPLIB file while it is read.
type vrplib struct {
	n        int64
	capacity int64
	kind     string // EDGE_WEIGHT_TYPE
	p        places
	matrix   *geo.Matrix
	delivery []int64
	pickup   []int64
	back     bool // there are backhauls
	service  []int64
}

// readVRPLIB reads the format of CVRPLIB (Uchoa et al. 2017, doi:10.1016/j.ejor.2016.08.012) with two of its dialects:
// BACKHAUL_SECTION says how much is fetched from a customer, after all deliveries of a route (Queiroga et al. 2020,
// doi:10.1016/j.dib.2019.105015); PICKUP_AND_DELIVERY_SECTION has "id demand begin end service pick-up delivery" for
// simultaneous pick-up and delivery (Dethloff 2001, doi:10.1007/PL00013346, whose matrix and loads are scaled by 10,000).
// EUC_2D distances are rounded to the nearest whole number. Distance alone counts, vehicles are as many as needed.
func readVRPLIB(in *tokens, q Question) (*Instance, error) {
	v := &vrplib{}
	for {
		word, err := in.take()
		if err != nil {
			return nil, err
		}
		if word == "" || word == "EOF" {
			break
		}
		if !strings.HasSuffix(word, "_SECTION") {
			err = v.header(in, word)
		} else if v.n == 0 {
			err = in.wrong("%s comes before DIMENSION", word)
		} else {
			err = v.section(in, word)
		}
		if err != nil {
			return nil, err
		}
	}
	return v.instance(in, q)
}

// header reads "KEY : value".
func (v *vrplib) header(in *tokens, word string) error {
	key, value, _ := strings.Cut(word, ":")
	rest, err := in.rest()
	if err != nil {
		return err
	}
	value = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(value+rest), ":"))
	number := func(most int64) (int64, error) {
		d, err := parseDecimal(value)
		n, ok := d.times(1)
		if err != nil || !ok || n < 1 || n > most {
			return 0, in.wrong("%s is %q, expected 1 to %d", key, value, most)
		}
		return n, nil
	}
	switch key {
	case "DIMENSION":
		v.n, err = number(maxRoutePlaces)
	case "CAPACITY":
		v.capacity, err = number(maxMagnitude)
	case "EDGE_WEIGHT_TYPE":
		if v.kind = value; value != "EUC_2D" && value != "EXPLICIT" {
			err = in.wrong("EDGE_WEIGHT_TYPE is %q, expected EUC_2D or EXPLICIT", value)
		}
	case "EDGE_WEIGHT_FORMAT":
		if value != "FULL_MATRIX" {
			err = in.wrong("EDGE_WEIGHT_FORMAT is %q, expected FULL_MATRIX", value)
		}
	}
	return err
}

// section reads what follows a section's name.
func (v *vrplib) section(in *tokens, name string) error {
	switch name {
	case "NODE_COORD_SECTION":
		v.p = places{}
		return v.each(in, func(int64) error { return v.p.read(in) })
	case "DEMAND_SECTION":
		v.delivery = make([]int64, v.n)
		return v.each(in, func(i int64) (err error) {
			v.delivery[i], err = in.whole("a demand", 0, maxMagnitude)
			return err
		})
	case "BACKHAUL_SECTION":
		if v.delivery == nil {
			return in.wrong("BACKHAUL_SECTION comes before DEMAND_SECTION")
		}
		v.back, v.pickup = true, make([]int64, v.n)
		return v.each(in, func(i int64) error {
			amount, err := in.whole("what is fetched", 0, maxMagnitude)
			if err == nil && amount > 0 && v.delivery[i] > 0 {
				err = in.wrong("customer %d has a demand of %d and a backhaul of %d, expected one of them to be 0", i+1, v.delivery[i], amount)
			}
			v.pickup[i] = amount
			return err
		})
	case "PICKUP_AND_DELIVERY_SECTION":
		v.delivery, v.pickup, v.service = make([]int64, v.n), make([]int64, v.n), make([]int64, v.n)
		return v.each(in, func(i int64) error {
			for _, part := range []struct {
				what string
				to   *int64
			}{{"a demand", nil}, {"the begin of a window", nil}, {"the end of a window", nil}, {"a service time", &v.service[i]}, {"a pick-up", &v.pickup[i]}, {"a delivery", &v.delivery[i]}} {
				amount, err := in.whole(part.what, 0, maxMagnitude)
				if err != nil {
					return err
				}
				if part.to != nil {
					*part.to = amount
				}
			}
			return nil
		})
	case "EDGE_WEIGHT_SECTION":
		v.matrix = geo.NewMatrix(int(v.n), int(v.n))
		for i := range int(v.n) {
			for j := range int(v.n) {
				d, err := in.whole("a distance", 0, maxLeg)
				if err != nil {
					return err
				}
				v.matrix.Set(i, j, geo.Leg{Meters: d, Seconds: d})
			}
		}
		return nil
	case "DEPOT_SECTION":
		if _, err := in.whole("the depot", 1, 1); err != nil {
			return err
		}
		if next, err := in.peek(); err != nil || next != "-1" {
			return err
		}
		_, err := in.take()
		return err
	}
	return in.wrong("%s is no section that is read here", name)
}

// each reads "id …" for all places in order.
func (v *vrplib) each(in *tokens, read func(i int64) error) error {
	for i := range v.n {
		if _, err := in.whole("the id", i+1, i+1); err != nil {
			return err
		}
		if err := read(i); err != nil {
			return err
		}
	}
	return nil
}

func (v *vrplib) instance(in *tokens, q Question) (*Instance, error) {
	switch {
	case v.n < 1 || v.capacity == 0:
		return nil, in.wrong("DIMENSION or CAPACITY is missing")
	case v.delivery == nil:
		return nil, in.wrong("the file has no demands")
	case v.matrix == nil && len(v.p.x) == 0:
		return nil, in.wrong("the file has neither points nor a matrix")
	}
	var stops []planner.Stop
	for i := int32(1); i < int32(v.n); i++ {
		stop := planner.Stop{Place: i, Delivery: planner.Load{v.delivery[i]}}
		if v.pickup != nil {
			stop.Pickup[0] = v.pickup[i]
		}
		stops = append(stops, stop)
	}
	vehicles := []planner.VehicleType{{Capacity: planner.Load{v.capacity}, PerMeter: 1}}
	v.p.metric, v.p.scale = Nearest, 1
	if v.matrix == nil {
		instance := v.p.routed("vrplib", q, vehicles, stops)
		instance.First, instance.Routing.BackhaulsLast = 1, v.back
		if v.back {
			v.linehaulFirst(instance.Routing)
		}
		return instance, nil
	}
	instance := &Instance{Family: "vrplib", Question: q, Scale: 1, First: 1, Routing: &planner.Routing{
		Profiles: []*geo.Matrix{v.matrix}, Depots: []planner.Depot{{}}, Vehicles: vehicles, Stops: stops, BackhaulsLast: v.back,
	}}
	if v.service != nil {
		instance.Scale = dethloffScale
	}
	return instance, nil
}

// linehaulFirst takes out the ways from the depot to those from whom something is fetched: the published routes with
// backhauls all begin with a delivery.
func (v *vrplib) linehaulFirst(p *planner.Routing) {
	full := p.Profiles[0]
	p.Profiles[0] = geo.NewMatrix(int(v.n), int(v.n))
	for i := range int(v.n) {
		for j := range int(v.n) {
			if leg, ok := full.At(i, j); ok && (i > 0 || v.pickup[j] == 0) {
				p.Profiles[0].Set(i, j, leg)
			}
		}
	}
}

// dethloffScale is what distances of simultaneous pick-up and delivery files are multiplied by.
const dethloffScale = 10_000
