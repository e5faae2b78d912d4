package quality

import (
	"fmt"
	"math"
	"strings"

	"cuntong/geo"
	"cuntong/planner"
)

const (
	// maxRoutePlaces bounds the travel matrix to 800 MB.
	maxRoutePlaces = 10_000
	// routeScale is what exact distances and times of routing files are multiplied by.
	routeScale = 1_000_000
	// maxRouteCoordinate keeps scaled distances within a cell of a geo.Matrix.
	maxRouteCoordinate = 700
)

// routingFamily finds the reader for a routing file that begins with head.
func routingFamily(head string) reader {
	first := firstLines(head, 1)
	switch {
	case strings.HasPrefix(strings.TrimSpace(first), "//"):
		return readHeterogeneous
	case strings.Contains(head, "VEHICLE") && strings.Contains(head, "CUSTOMER"):
		return readSolomon
	case strings.Contains(first, "NAME"):
		return readVRPLIB
	case len(strings.Fields(first)) == 3:
		return readLiLim
	}
	return readCordeau
}

// places are points of a routing file with the travel between them.
type places struct{ points }

// exact prepares exact distances in units of 1/routeScale.
func (p *places) exact(in *tokens) error {
	for i := range p.x {
		if math.Abs(p.x[i]) > maxRouteCoordinate || math.Abs(p.y[i]) > maxRouteCoordinate {
			return in.wrong("point %d lies at %g, %g, expected coordinates between -%d and %d", i, p.x[i], p.y[i], maxRouteCoordinate, maxRouteCoordinate)
		}
	}
	p.metric, p.scale = Euclid, routeScale
	return nil
}

// matrix measures all pairs. Metres are rounded as the metric says. Seconds are the same, but exact ones are rounded up: a
// route that keeps its windows in whole units keeps them in fractions too.
func (p *places) matrix() *geo.Matrix {
	m := geo.NewMatrix(len(p.x), len(p.x))
	for i := range p.x {
		for j := range p.x {
			leg, _ := p.At(i, j)
			if p.metric == Euclid {
				dx, dy := p.x[i]-p.x[j], p.y[i]-p.y[j]
				leg.Seconds = int64(math.Ceil(float64(math.Sqrt(float64(dx*dx)+float64(dy*dy)) * p.scale)))
			}
			m.Set(i, j, leg)
		}
	}
	return m
}

// routed makes an instance of one depot at place 0 whose distances are exact.
func (p *places) routed(family string, q Question, vehicles []planner.VehicleType, stops []planner.Stop) *Instance {
	instance := &Instance{Family: family, Question: q, Scale: 1, Routing: &planner.Routing{
		Profiles: []*geo.Matrix{p.matrix()}, Depots: []planner.Depot{{}}, Vehicles: vehicles, Stops: stops,
	}}
	if p.metric == Euclid {
		instance.Scale = routeScale
		instance.Rounding = float64(len(stops)) / routeScale // at most two legs for each stop, half a unit each
	}
	return instance
}

// fewestFirst makes every vehicle cost more than all distances of two answers can differ by: the smallest such power of
// ten. Counts are then to be read before distances, see Instance.Vehicle.
func (in *Instance) fewestFirst() error {
	longest := int64(1)
	n, _ := in.Routing.Profiles[0].Size()
	for i := range n {
		for j := range n {
			if leg, ok := in.Routing.Profiles[0].At(i, j); ok {
				longest = max(longest, leg.Meters)
			}
		}
	}
	most := 2 * longest * int64(len(in.Routing.Stops)+1)
	in.Vehicle = 1
	for in.Vehicle <= most {
		in.Vehicle *= 10
	}
	if in.Vehicle > maxMagnitude/int64(len(in.Routing.Stops)+1) {
		return fmt.Errorf("%d stops with legs up to %d are too much to count vehicles before distance", len(in.Routing.Stops), longest)
	}
	for k := range in.Routing.Vehicles {
		in.Routing.Vehicles[k].Fixed = in.Vehicle
	}
	return nil
}

// window reads the two ends of a window in whole or decimal units and scales them.
func (t *tokens) window() (*planner.Window, error) {
	open, err := t.scaled("the begin of a window")
	if err != nil {
		return nil, err
	}
	end, err := t.scaled("the end of a window")
	if err != nil {
		return nil, err
	}
	if end < open {
		return nil, t.wrong("a window ends before it begins")
	}
	return &planner.Window{Open: open, Close: end}, nil
}

// scaled reads a decimal of at most six places, at least 0, in units of 1/routeScale.
func (t *tokens) scaled(what string) (int64, error) {
	d, err := t.decimal(what, 0)
	if err != nil {
		return 0, err
	}
	v, ok := d.times(routeScale)
	if !ok || v > 1<<40 {
		return 0, t.wrong("%s has too many places or is too large", what)
	}
	return v, nil
}
