package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
)

// The HTTP interface of OSRM, version 1, over the store's roads, so that programs made for OSRM can use them:
// /nearest, /route and /table, answered and refused as OSRM does. What differs: figures are whole metres and
// seconds, rounded up, and hold the walk to the road and from it; a coordinate farther than the link limit
// from any road is NoSegment; steps and hints are empty; nodes are our vertices. See API.md.

// The codes of OSRM's answers that are used here.
const (
	osrmOk             = "Ok"
	osrmInvalidURL     = "InvalidUrl"
	osrmInvalidQuery   = "InvalidQuery"
	osrmInvalidOptions = "InvalidOptions"
	osrmInvalidValue   = "InvalidValue"
	osrmNoSegment      = "NoSegment"
	osrmNoRoute        = "NoRoute"
	osrmTooBig         = "TooBig"
	osrmNotImplemented = "NotImplemented"
	osrmNoData         = "DisabledDataset"
)

// osrmRefusal is an answer that is not Ok.
type osrmRefusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error returns the message.
func (r *osrmRefusal) Error() string { return r.Message }

func refusal(code, format string, args ...any) *osrmRefusal {
	return &osrmRefusal{code, fmt.Sprintf(format, args...)}
}

// Bounds of a request, kept before anything large is made.
const (
	osrmMaxCoordinates = 10_000
	osrmMaxPairs       = 4_000_000
	osrmMaxRoute       = 500
	osrmMaxNearest     = 100
)

// osrmQuery is a request as all services have it.
type osrmQuery struct {
	road    *travel.Road
	places  []orb.Point
	reaches []geo.Meters // of each place: the most distance to a road
	options map[string]string
}

// mountOSRM registers the services.
func (s *server) mountOSRM(router chi.Router) {
	for service, handler := range map[string]func(*http.Request, *osrmQuery) ([]byte, error){
		"nearest": s.osrmNearest, "route": s.osrmRoute, "table": s.osrmTable,
	} {
		router.Get("/"+service+"/v1/*", require(mayRead, func(w http.ResponseWriter, r *http.Request) { s.answerOSRM(w, r, service, handler) }))
	}
}

func (s *server) answerOSRM(w http.ResponseWriter, r *http.Request, service string, handler func(*http.Request, *osrmQuery) ([]byte, error)) {
	query, err := s.parseOSRM(r, service)
	var body []byte
	if err == nil {
		body, err = handler(r, query)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	var refused *osrmRefusal
	switch {
	case err == nil:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // only the connection can fail
		return
	case errors.As(err, &refused):
	case errors.Is(err, data.ErrNotFound):
		refused = refusal(osrmNoData, "%s", sentence(err, data.ErrNotFound))
	default:
		writeProblem(w, r, s.problemOf(r.Context(), err))
		return
	}
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(refused)
}

// parseOSRM reads /{service}/v1/{profile}/{coordinates}[.json]?{options}. Options are parted by & alone: lists
// in them have semicolons, which url.Values refuses.
func (s *server) parseOSRM(r *http.Request, service string) (*osrmQuery, error) {
	profile, text, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"+service+"/v1/"), "/")
	if !ok || text == "" {
		return nil, refusal(osrmInvalidURL, "URL string malformed, expected /%s/v1/{profile}/{coordinates}", service)
	}
	q := &osrmQuery{options: map[string]string{}}
	for _, option := range strings.Split(r.URL.RawQuery, "&") {
		key, value, _ := strings.Cut(option, "=")
		value, err := url.PathUnescape(value)
		if err != nil {
			return nil, refusal(osrmInvalidQuery, "Query string malformed close to %q", shorten(option))
		}
		if key != "" {
			q.options[key] = value
		}
	}
	var err error
	if q.places, err = osrmCoordinates(strings.TrimSuffix(text, ".json")); err != nil {
		return nil, err
	}
	if err := q.onlyKnown(service); err != nil {
		return nil, err
	}
	id, ok := osrmProfile(profile)
	if !ok {
		return nil, refusal(osrmInvalidValue, "profile %q is neither driving, walking nor the ID of a speed profile such as plain-van", shorten(profile))
	}
	if q.road, err = s.Study.Roads(r.Context(), id); err != nil {
		if errors.Is(err, data.ErrInvalid) {
			return nil, refusal(osrmInvalidValue, "%s", sentence(err, data.ErrInvalid))
		}
		return nil, err
	}
	return q, q.readReaches()
}

// osrmProfile maps OSRM's usual names to speed profiles.
func osrmProfile(name string) (id string, ok bool) {
	switch name {
	case "driving", "car":
		return "", true
	case "walking", "foot":
		return "plain-walk", true
	}
	return name, strings.Contains(name, "-")
}

// onlyKnown refuses options that would change the answer and are not kept; those that change nothing pass.
func (q *osrmQuery) onlyKnown(service string) error {
	for key, value := range q.options {
		switch key {
		case "hints", "generate_hints", "continue_straight", "skip_waypoints", "radiuses", "snapping", "alternatives":
		case "bearings", "approaches":
			for part := range strings.SplitSeq(value, ";") {
				if part != "" && part != "unrestricted" {
					return refusal(osrmNotImplemented, "%s is not kept here", key)
				}
			}
		case "exclude", "waypoints", "fallback_speed", "fallback_coordinate", "scale_factor":
			if value != "" && value != "1" {
				return refusal(osrmNotImplemented, "%s is not kept here", key)
			}
		case "number":
			if service != "nearest" {
				return refusal(osrmInvalidOptions, "number belongs to nearest")
			}
		case "steps", "overview", "geometries":
			if service != "route" {
				return refusal(osrmInvalidOptions, "%s belongs to route", key)
			}
		case "sources", "destinations":
			if service != "table" {
				return refusal(osrmInvalidOptions, "%s belongs to table", key)
			}
		case "annotations":
		default:
			return refusal(osrmInvalidOptions, "option %q is unknown", shorten(key))
		}
	}
	return nil
}

// osrmCoordinates reads lon,lat;lon,lat or polyline(…) or polyline6(…).
func osrmCoordinates(text string) ([]orb.Point, error) {
	var places []orb.Point
	if packed, steps, ok := packedCoordinates(text); ok {
		var err error
		if places, err = decodePolyline(packed, steps); err != nil {
			return nil, refusal(osrmInvalidQuery, "%v", err)
		}
	} else {
		if strings.Count(text, ";") >= osrmMaxCoordinates {
			return nil, refusal(osrmTooBig, "Too many coordinates: more than %d", osrmMaxCoordinates)
		}
		for i, pair := range strings.Split(text, ";") {
			lon, lat, two := strings.Cut(pair, ",")
			x, errX := strconv.ParseFloat(lon, 64)
			y, errY := strconv.ParseFloat(lat, 64)
			if !two || errX != nil || errY != nil {
				return nil, refusal(osrmInvalidQuery, "Query string malformed at coordinate %d: %q is not longitude,latitude", i, shorten(pair))
			}
			places = append(places, orb.Point{x, y})
		}
	}
	if len(places) > osrmMaxCoordinates {
		return nil, refusal(osrmTooBig, "Too many coordinates: more than %d", osrmMaxCoordinates)
	}
	for i, p := range places {
		if !(math.Abs(p.Lon()) <= 180 && math.Abs(p.Lat()) <= 90) {
			return nil, refusal(osrmInvalidValue, "Invalid coordinate value at coordinate %d: %v,%v", i, p.Lon(), p.Lat())
		}
	}
	return places, nil
}

// readReaches reads radiuses: metres for each coordinate, or unlimited.
func (q *osrmQuery) readReaches() error {
	q.reaches = slices.Repeat([]geo.Meters{q.road.LinkLimit()}, len(q.places))
	text := q.options["radiuses"]
	if text == "" {
		return nil
	}
	parts := strings.Split(text, ";")
	if len(parts) != len(q.places) {
		return refusal(osrmInvalidOptions, "Number of elements in radiuses %d does not match number of coordinates %d", len(parts), len(q.places))
	}
	for i, part := range parts {
		if part == "" || part == "unlimited" {
			continue
		}
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || !(v >= 0) {
			return refusal(osrmInvalidOptions, "radius %q at coordinate %d is not a number of metres", shorten(part), i)
		}
		q.reaches[i] = min(q.reaches[i], geo.Meters(v))
	}
	return nil
}

// waypoint is where a coordinate joins the roads.
type waypoint struct {
	Distance float64   `json:"distance"`
	Name     string    `json:"name"`
	Location orb.Point `json:"location"`
	Nodes    *[2]int32 `json:"nodes,omitempty"` // of nearest only
}

func waypointOf(link travel.Beside) waypoint {
	return waypoint{Distance: math.Round(float64(link.Distance)*1e3) / 1e3, Name: link.Name, Location: roundedPoint(link.Point)}
}

func roundedPoint(p orb.Point) orb.Point {
	return orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
}

// waypoints finds where each coordinate joins the roads, or refuses the first that does not.
func (q *osrmQuery) waypoints(r *http.Request) ([]waypoint, error) {
	found, err := q.road.Beside(r.Context(), q.places, 1, q.road.LinkLimit())
	if err != nil {
		return nil, err
	}
	list := make([]waypoint, len(found))
	for i, links := range found {
		if len(links) == 0 || links[0].Distance > q.reaches[i] {
			return nil, refusal(osrmNoSegment, "Could not find a matching segment for coordinate %d", i)
		}
		list[i] = waypointOf(links[0])
	}
	return list, nil
}

// osrmNearest answers /nearest: the stretches of road nearest to one coordinate. It looks as far as it takes,
// unless a radius is given, as OSRM does.
func (s *server) osrmNearest(r *http.Request, q *osrmQuery) ([]byte, error) {
	if len(q.places) != 1 {
		return nil, refusal(osrmInvalidQuery, "Only one input coordinate is supported")
	}
	number := 1
	if text := q.options["number"]; text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil || number < 1 {
			return nil, refusal(osrmInvalidOptions, "number %q is not at least 1", shorten(text))
		}
		if number > osrmMaxNearest {
			return nil, refusal(osrmTooBig, "Number of results %d is higher than current maximum (%d)", number, osrmMaxNearest)
		}
	}
	limit := geo.Meters(math.Pi * geo.EarthRadius)
	if radius := q.options["radiuses"]; radius != "" && radius != "unlimited" {
		limit = q.reaches[0]
	}
	found, err := q.road.Beside(r.Context(), q.places, number, limit)
	if err != nil {
		return nil, err
	}
	if len(found[0]) == 0 {
		return nil, refusal(osrmNoSegment, "Could not find a matching segment for coordinate 0")
	}
	var answer struct {
		Code      string     `json:"code"`
		Waypoints []waypoint `json:"waypoints"`
	}
	answer.Code = osrmOk
	for _, link := range found[0] {
		one := waypointOf(link)
		one.Nodes = &link.Ends
		answer.Waypoints = append(answer.Waypoints, one)
	}
	return json.Marshal(answer)
}
