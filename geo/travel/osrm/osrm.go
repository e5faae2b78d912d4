// Package osrm is the router seam over any server that speaks the HTTP interface of OSRM, version 1: its own
// roads, its own profile, on this machine or in the office. It is used only where the user names a server, and
// it is the one place below api that speaks HTTP.
//
// Figures are the server's, rounded up to whole metres and seconds. OSRM chooses paths by time alone, so
// metres are those of the fastest path, also where Nearest and Within go by metres. OSRM moves every place to
// the nearest road without counting the walk; a place farther from it than Options.LinkMeters, or one for
// which the server finds no road, is unlinked and reaches nothing.
package osrm

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cuntong/geo"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// Options say which server to ask, and how much at once.
type Options struct {
	URL        string        // such as http://127.0.0.1:5000, with a path before /table where there is one
	Profile    string        // of the server's paths; empty: driving
	LinkMeters float64       // a place farther from the server's road is unlinked, closed; 0: 1000
	Timeout    time.Duration // of one request; 0: 60 s
	Batch      int           // most coordinates of one request; 0: 100, what OSRM allows by default
	Parallel   int           // requests at once; 0: 4
	// Transport carries the requests; nil: a plain one that goes through no proxy.
	Transport http.RoundTripper
}

// Router asks an OSRM server. It is safe for any number of goroutines.
type Router struct {
	options Options
	base    string
	name    string // of the server, without password
	client  *http.Client
}

var _ travel.Router = (*Router)(nil)

// New checks the options; it asks nothing yet.
func New(o Options) (*Router, error) {
	server, err := url.Parse(o.URL)
	if err != nil || server.Scheme != "http" && server.Scheme != "https" || server.Host == "" || server.RawQuery != "" || server.Fragment != "" {
		return nil, fmt.Errorf("%q is not the address of an OSRM server, expected one such as http://127.0.0.1:5000", o.URL)
	}
	if o.Profile == "" {
		o.Profile = "driving"
	}
	if o.LinkMeters == 0 {
		o.LinkMeters = travel.DefaultLinkRule().LimitMeters
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Batch == 0 {
		o.Batch = 100
	}
	if o.Parallel == 0 {
		o.Parallel = 4
	}
	switch {
	case strings.ContainsAny(o.Profile, "/?# "):
		return nil, fmt.Errorf("profile %q holds a character that a path cannot have", o.Profile)
	case !(o.LinkMeters > 0 && o.LinkMeters <= 100_000):
		return nil, fmt.Errorf("link limit %v m is not between 0 and 100000", o.LinkMeters)
	case o.Timeout < 0 || o.Batch < 2 || o.Parallel < 1 || o.Parallel > 64:
		return nil, fmt.Errorf("timeout %v, batch %d and parallel %d must be positive, at least 2, and 1 to 64", o.Timeout, o.Batch, o.Parallel)
	}
	transport := o.Transport
	if transport == nil {
		transport = &http.Transport{MaxIdleConnsPerHost: o.Parallel, IdleConnTimeout: time.Minute, DisableCompression: true}
	}
	plain := *server
	plain.User = nil
	return &Router{options: o, base: strings.TrimSuffix(server.String(), "/"), name: strings.TrimSuffix(plain.String(), "/"),
		client: &http.Client{Transport: transport, Timeout: o.Timeout}}, nil
}

// Describe implements travel.Router.
func (r *Router) Describe() travel.Description {
	return travel.Description{Method: "osrm", Server: r.name, Profile: r.options.Profile}
}

// Matrix implements travel.Router: paths are the server's fastest.
func (r *Router) Matrix(ctx context.Context, origins, destinations []orb.Point) (*geo.Matrix, error) {
	matrix := geo.NewMatrix(len(origins), len(destinations))
	err := r.blocks(ctx, origins, destinations, func(b block, legs [][]leg) {
		for i, row := range legs {
			for j, one := range row {
				if one.found {
					matrix.Set(b.fromOrigin+i, b.fromDestination+j, one.Leg)
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return matrix, nil
}

// rowsAtOnce bounds the pairs that Within and Nearest hold: 8 bytes for each of so many rows.
const rowsAtOnce = 1000

// Within implements travel.Router.
func (r *Router) Within(ctx context.Context, origins, destinations []orb.Point, limit geo.Limit) (*geo.SparseMatrix, error) {
	builder := geo.NewSparseBuilder(len(destinations))
	err := r.rows(ctx, origins, destinations, func(matrix *geo.Matrix, row, _ int) {
		for j := range destinations {
			if leg, ok := matrix.At(row, j); ok && limit.Allows(leg) {
				builder.Add(j, leg)
			}
		}
		builder.EndRow()
	})
	if err != nil {
		return nil, err
	}
	return builder.Matrix(), nil
}

// Nearest implements travel.Router.
func (r *Router) Nearest(ctx context.Context, origins, destinations []orb.Point, by geo.Metric) ([]travel.Nearest, error) {
	nearest := make([]travel.Nearest, len(origins))
	err := r.rows(ctx, origins, destinations, func(matrix *geo.Matrix, row, origin int) {
		for j := range destinations {
			if leg, ok := matrix.At(row, j); ok && (!nearest[origin].Found || nearer(by, leg, nearest[origin].Leg)) {
				nearest[origin] = travel.Nearest{Found: true, Destination: j, Leg: leg}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return nearest, nil
}

// nearer compares by one figure, ties by the other.
func nearer(by geo.Metric, a, b geo.Leg) bool {
	first, second := [2]int64{a.Seconds, b.Seconds}, [2]int64{a.Meters, b.Meters}
	if by == geo.ByMeters {
		first, second = second, first
	}
	return first[0] < first[1] || first[0] == first[1] && second[0] < second[1]
}

// rows measures some origins at a time and visits their rows in order.
func (r *Router) rows(ctx context.Context, origins, destinations []orb.Point, visit func(matrix *geo.Matrix, row, origin int)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for from := 0; from < len(origins); from += rowsAtOnce {
		some := origins[from:min(from+rowsAtOnce, len(origins))]
		matrix, err := r.Matrix(ctx, some, destinations)
		if err != nil {
			return err
		}
		for row := range some {
			visit(matrix, row, from+row)
		}
	}
	return nil
}

// Unlinked returns the places that the server finds no road for within the link limit, in their order.
func (r *Router) Unlinked(ctx context.Context, places []orb.Point) ([]travel.Unlinked, error) {
	found := make([]*waypoint, len(places))
	err := r.each(ctx, len(places), func(ctx context.Context, i int) error {
		var answer struct{ Waypoints []waypoint }
		err := r.ask(ctx, "nearest", coordinates(places[i:i+1]), "number=1", &answer)
		if _, refused := coordinateOf(err, 1); refused {
			return nil
		}
		if err == nil && len(answer.Waypoints) > 0 {
			found[i] = &answer.Waypoints[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []travel.Unlinked
	for i, one := range found {
		switch {
		case one == nil:
			list = append(list, travel.Unlinked{Index: i})
		case one.Distance > r.options.LinkMeters:
			list = append(list, travel.Unlinked{Index: i, Found: true, Distance: geo.Meters(one.Distance)})
		}
	}
	return list, nil
}

// Path returns the server's fastest path; false if there is none. It has no pieces: the roads are the server's.
func (r *Router) Path(ctx context.Context, from, to orb.Point) (travel.Path, bool, error) {
	var answer struct {
		Routes []struct {
			Duration, Distance float64
			Geometry           struct{ Coordinates []orb.Point }
		}
		Waypoints []waypoint
	}
	err := r.ask(ctx, "route", coordinates([]orb.Point{from, to}), "overview=full&geometries=geojson&steps=false", &answer)
	if code := codeOf(err); code == "NoRoute" || code == "NoSegment" {
		return travel.Path{}, false, nil
	}
	if err != nil {
		return travel.Path{}, false, err
	}
	for _, one := range answer.Waypoints {
		if one.Distance > r.options.LinkMeters {
			return travel.Path{}, false, nil
		}
	}
	if len(answer.Routes) == 0 {
		return travel.Path{}, false, fmt.Errorf("the OSRM server %s answered Ok without a route", r.name)
	}
	route := answer.Routes[0]
	whole, ok := legOf(&route.Distance, &route.Duration)
	if !ok {
		return travel.Path{}, false, fmt.Errorf("the OSRM server %s answered a route of %v m and %v s", r.name, route.Distance, route.Duration)
	}
	return travel.Path{Leg: whole, Line: route.Geometry.Coordinates}, true, nil
}

// roundingMargin absorbs that OSRM's figures are decimal fractions kept in binary.
const roundingMargin = 1e-6

// legOf rounds figures up; nil, as a server writes what cannot be reached, is no leg.
func legOf(meters, seconds *float64) (geo.Leg, bool) {
	if meters == nil || seconds == nil || !(*meters >= 0 && *meters < math.MaxInt32) || !(*seconds >= 0 && *seconds < math.MaxInt32) {
		return geo.Leg{}, false
	}
	return geo.Leg{Meters: int64(math.Ceil(*meters - roundingMargin)), Seconds: int64(math.Ceil(*seconds - roundingMargin))}, true
}
