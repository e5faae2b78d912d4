package api

import (
	"encoding/json"
	"net/http"

	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// osrmLeg is the way between two neighbouring coordinates; we know no turns, so there are no steps.
type osrmLeg struct {
	Steps    []struct{} `json:"steps"`
	Summary  string     `json:"summary"`
	Weight   int64      `json:"weight"`
	Duration int64      `json:"duration"`
	Distance int64      `json:"distance"`
}

type osrmRoute struct {
	Geometry   any       `json:"geometry,omitempty"`
	Legs       []osrmLeg `json:"legs"`
	WeightName string    `json:"weight_name"`
	Weight     int64     `json:"weight"`
	Duration   int64     `json:"duration"`
	Distance   int64     `json:"distance"`
}

// simplifiedDegrees is how far overview=simplified may cut corners: about ten metres.
const simplifiedDegrees = 1e-4

// osrmRoute answers /route: the fastest path through the coordinates in their order.
func (s *server) osrmRoute(r *http.Request, q *osrmQuery) ([]byte, error) {
	switch {
	case len(q.places) < 2:
		return nil, refusal(osrmInvalidQuery, "Query needs at least two coordinates")
	case len(q.places) > osrmMaxRoute:
		return nil, refusal(osrmTooBig, "Number of entries %d is higher than current maximum (%d)", len(q.places), osrmMaxRoute)
	}
	if text := q.options["annotations"]; text != "" && text != "false" {
		return nil, refusal(osrmNotImplemented, "annotations of a route are not kept here")
	}
	draw, err := q.drawer()
	if err != nil {
		return nil, err
	}
	waypoints, err := q.waypoints(r)
	if err != nil {
		return nil, err
	}
	route := osrmRoute{WeightName: "duration", Legs: []osrmLeg{}}
	var line orb.LineString
	for i := range q.places[1:] {
		path, found, err := q.road.Path(r.Context(), q.places[i], q.places[i+1], geo.BySeconds)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, refusal(osrmNoRoute, "Impossible route between coordinates %d and %d", i, i+1)
		}
		route.Legs = append(route.Legs, osrmLeg{Steps: []struct{}{}, Weight: path.Leg.Seconds, Duration: path.Leg.Seconds, Distance: path.Leg.Meters})
		route.Duration += path.Leg.Seconds
		route.Distance += path.Leg.Meters
		if i > 0 {
			path.Line = path.Line[1:]
		}
		line = append(line, path.Line...)
	}
	route.Weight, route.Geometry = route.Duration, draw(line)
	return json.Marshal(struct {
		Code      string      `json:"code"`
		Routes    []osrmRoute `json:"routes"`
		Waypoints []waypoint  `json:"waypoints"`
	}{osrmOk, []osrmRoute{route}, waypoints})
}

// drawer reads how the line is wanted.
func (q *osrmQuery) drawer() (func(orb.LineString) any, error) {
	var write func(orb.LineString) any
	switch q.options["geometries"] {
	case "", "polyline":
		write = func(line orb.LineString) any { return encodePolyline(line, 1e5) }
	case "polyline6":
		write = func(line orb.LineString) any { return encodePolyline(line, 1e6) }
	case "geojson":
		write = func(line orb.LineString) any {
			for i := range line {
				line[i] = roundedPoint(line[i])
			}
			if len(line) == 1 {
				line = append(line, line[0])
			}
			return LineGeometry{"LineString", line}
		}
	default:
		return nil, refusal(osrmInvalidOptions, "geometries %q is not polyline, polyline6 or geojson", shorten(q.options["geometries"]))
	}
	switch q.options["overview"] {
	case "", "simplified":
		return func(line orb.LineString) any {
			return write(simplify.DouglasPeucker(simplifiedDegrees).LineString(line))
		}, nil
	case "full", "by_legs":
		return write, nil
	case "false":
		return func(orb.LineString) any { return nil }, nil
	}
	return nil, refusal(osrmInvalidOptions, "overview %q is not simplified, full or false", shorten(q.options["overview"]))
}
