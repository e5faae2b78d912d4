package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// osrmTable answers /table: durations, distances or both, from sources to destinations. Durations are asked
// for where nothing is said, as with OSRM; distances are those of the fastest paths.
func (s *server) osrmTable(r *http.Request, q *osrmQuery) ([]byte, error) {
	sources, err := q.subset("sources")
	if err != nil {
		return nil, err
	}
	destinations, err := q.subset("destinations")
	if err != nil {
		return nil, err
	}
	if len(sources)*len(destinations) > osrmMaxPairs {
		return nil, refusal(osrmTooBig, "Too many table coordinates: %d x %d pairs are more than %d", len(sources), len(destinations), osrmMaxPairs)
	}
	var durations, distances bool
	switch q.options["annotations"] {
	case "", "duration":
		durations = true
	case "distance":
		distances = true
	case "duration,distance", "distance,duration":
		durations, distances = true, true
	default:
		return nil, refusal(osrmInvalidOptions, "annotations %q is not duration, distance or both", shorten(q.options["annotations"]))
	}
	waypoints, err := q.waypoints(r)
	if err != nil {
		return nil, err
	}
	matrix, err := q.road.Matrix(r.Context(), q.pick(sources), q.pick(destinations))
	if err != nil {
		return nil, err
	}
	body := make([]byte, 0, tableBytes(len(sources), len(destinations), durations && distances))
	body = append(body, `{"code":"Ok"`...)
	if durations {
		body = appendTable(append(body, `,"durations":`...), matrix, func(leg geo.Leg) int64 { return leg.Seconds })
	}
	if distances {
		body = appendTable(append(body, `,"distances":`...), matrix, func(leg geo.Leg) int64 { return leg.Meters })
	}
	if q.options["skip_waypoints"] != "true" {
		if body, err = appendWaypoints(append(body, `,"sources":`...), waypoints, sources); err != nil {
			return nil, err
		}
		if body, err = appendWaypoints(append(body, `,"destinations":`...), waypoints, destinations); err != nil {
			return nil, err
		}
	}
	return append(body, '}'), nil
}

// tableBytes estimates the size of an answer, so that it is not copied while it grows.
func tableBytes(sources, destinations int, both bool) int {
	cell := 6
	if both {
		cell = 12
	}
	return 1024 + sources*destinations*cell + 120*(sources+destinations)
}

// appendTable writes one figure of a matrix by hand: encoding/json takes some ten times as long over a million numbers.
func appendTable(body []byte, matrix *geo.Matrix, figure func(geo.Leg) int64) []byte {
	rows, columns := matrix.Size()
	body = append(body, '[')
	for i := range rows {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, '[')
		for j := range columns {
			if j > 0 {
				body = append(body, ',')
			}
			if leg, ok := matrix.At(i, j); ok {
				body = strconv.AppendInt(body, figure(leg), 10)
			} else {
				body = append(body, "null"...)
			}
		}
		body = append(body, ']')
	}
	return append(body, ']')
}

func appendWaypoints(body []byte, waypoints []waypoint, which []int) ([]byte, error) {
	chosen := make([]waypoint, len(which))
	for k, i := range which {
		chosen[k] = waypoints[i]
	}
	text, err := json.Marshal(chosen)
	return append(body, text...), err
}

// subset reads a list of positions among the coordinates; all where nothing is said.
func (q *osrmQuery) subset(option string) ([]int, error) {
	text := q.options[option]
	var list []int
	if text == "" || text == "all" {
		for i := range q.places {
			list = append(list, i)
		}
		return list, nil
	}
	for _, part := range strings.Split(text, ";") {
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(q.places) {
			return nil, refusal(osrmInvalidOptions, "%s: %q is not one of the %d coordinates", option, shorten(part), len(q.places))
		}
		if list = append(list, i); len(list) > osrmMaxCoordinates {
			return nil, refusal(osrmTooBig, "Too many %s", option)
		}
	}
	return list, nil
}

func (q *osrmQuery) pick(which []int) []orb.Point {
	places := make([]orb.Point, len(which))
	for k, i := range which {
		places[k] = q.places[i]
	}
	return places
}
