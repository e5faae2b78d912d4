// Package traveltest is test support: the contract of travel.Router as a suite that every router passes, the
// straight line, the built-in roads and an OSRM server alike. What differs between them is figures, not rules.
package traveltest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"cuntong/geo"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// Case is a router and places to ask it about; the more the better, some of them equal.
type Case struct {
	Router    travel.Router
	Places    []orb.Point
	Reachable int // at least so many pairs of different places can be travelled
	Blocked   int // and at least so many cannot
}

// figure returns what a metric counts.
func figure(by geo.Metric, leg geo.Leg) int64 {
	if by == geo.ByMeters {
		return leg.Meters
	}
	return leg.Seconds
}

// Keep runs the contract.
func Keep(t *testing.T, c Case) {
	t.Run("a matrix has a row for each origin and a column for each destination", func(t *testing.T) { matrixKeepsItsOrder(t, c) })
	t.Run("a limit is closed and a nearest is the least", func(t *testing.T) { limitIsClosed(t, c) })
	t.Run("a nearest is found for whom anything can be reached", func(t *testing.T) { nearestIsFound(t, c) })
	t.Run("nothing is asked about nothing", func(t *testing.T) { nothingIsNothing(t, c) })
	t.Run("a cancelled context stops every question", func(t *testing.T) { contextIsHonoured(t, c) })
	t.Run("many may ask at once and hear the same", func(t *testing.T) { manyAsk(t, c) })
	t.Run("it says what it is", func(t *testing.T) {
		if d := c.Router.Describe(); d.Method == "" || d != c.Router.Describe() {
			t.Errorf("described as %+v", d)
		}
	})
}

func matrixOf(t *testing.T, c Case, origins, destinations []orb.Point) *geo.Matrix {
	t.Helper()
	m, err := c.Router.Matrix(context.Background(), origins, destinations)
	if err != nil {
		t.Fatal(err)
	}
	if rows, columns := m.Size(); rows != len(origins) || columns != len(destinations) {
		t.Fatalf("a matrix of %d × %d for %d × %d places", rows, columns, len(origins), len(destinations))
	}
	return m
}

func matrixKeepsItsOrder(t *testing.T, c Case) {
	whole := matrixOf(t, c, c.Places, c.Places)
	reachable, blocked := 0, 0
	for i := range c.Places {
		for j := range c.Places {
			leg, ok := whole.At(i, j)
			switch {
			case ok && (leg.Meters < 0 || leg.Seconds < 0):
				t.Fatalf("pair %d,%d: %+v", i, j, leg)
			case c.Places[i] == c.Places[j]:
			case ok:
				reachable++
			default:
				blocked++
			}
		}
	}
	if reachable < c.Reachable || blocked < c.Blocked {
		t.Errorf("%d pairs can be travelled and %d cannot, expected at least %d and %d", reachable, blocked, c.Reachable, c.Blocked)
	}
	turned := slices.Clone(c.Places)
	slices.Reverse(turned)
	part := matrixOf(t, c, c.Places[:len(c.Places)/2], turned)
	for i := range len(c.Places) / 2 {
		for j := range turned {
			got, gotOK := part.At(i, j)
			want, wantOK := whole.At(i, len(turned)-1-j)
			if got != want || gotOK != wantOK {
				t.Fatalf("pair %d,%d is %+v (%v) in one matrix and %+v (%v) in another", i, j, got, gotOK, want, wantOK)
			}
		}
	}
}

// limitIsClosed asks for what lies within exactly the distance of the nearest, and within one less.
func limitIsClosed(t *testing.T, c Case) {
	ctx := context.Background()
	origins, destinations := c.Places[:len(c.Places)/2], c.Places[len(c.Places)/2:]
	for _, by := range []geo.Metric{geo.ByMeters, geo.BySeconds} {
		nearest, err := c.Router.Nearest(ctx, origins, destinations, by)
		if err != nil {
			t.Fatal(err)
		}
		for i, found := range nearest[:min(len(nearest), 10)] {
			if !found.Found {
				continue
			}
			value := figure(by, found.Leg)
			at := rowWithin(t, c, origins[i], destinations, geo.Limit{Metric: by, Value: value})
			if leg, ok := at[found.Destination]; !ok || leg != found.Leg {
				t.Fatalf("%s: the nearest of origin %d is %d at %+v, within exactly that there is %+v", by, i, found.Destination, found.Leg, at)
			}
			for j, leg := range at {
				if figure(by, leg) != value || j < found.Destination && leg == found.Leg {
					t.Fatalf("%s: %d at %+v is nearer than the nearest, %d at %+v", by, j, leg, found.Destination, found.Leg)
				}
			}
			if below := rowWithin(t, c, origins[i], destinations, geo.Limit{Metric: by, Value: value - 1}); value > 0 && len(below) > 0 {
				t.Fatalf("%s: within %d there is %+v, and the nearest is at %d", by, value-1, below, value)
			}
		}
	}
}

func rowWithin(t *testing.T, c Case, origin orb.Point, destinations []orb.Point, limit geo.Limit) map[int]geo.Leg {
	t.Helper()
	m, err := c.Router.Within(context.Background(), []orb.Point{origin}, destinations, limit)
	if err != nil {
		t.Fatal(err)
	}
	row, last := map[int]geo.Leg{}, -1
	for j, leg := range m.Row(0) {
		if j <= last || !limit.Allows(leg) {
			t.Fatalf("destination %d after %d at %+v within %+v", j, last, leg, limit)
		}
		row[j], last = leg, j
	}
	return row
}

func nearestIsFound(t *testing.T, c Case) {
	whole := matrixOf(t, c, c.Places, c.Places)
	for _, by := range []geo.Metric{geo.ByMeters, geo.BySeconds} {
		nearest, err := c.Router.Nearest(context.Background(), c.Places, c.Places, by)
		if err != nil || len(nearest) != len(c.Places) {
			t.Fatalf("%d answers for %d places, %v", len(nearest), len(c.Places), err)
		}
		for i := range c.Places {
			any := false
			for j := range c.Places {
				leg, ok := whole.At(i, j)
				any = any || ok
				if ok && figure(by, leg) < figure(by, nearest[i].Leg) {
					t.Fatalf("%s: the nearest of %d is at %+v, and %d at %+v", by, i, nearest[i].Leg, j, leg)
				}
			}
			if any != nearest[i].Found {
				t.Fatalf("place %d reaches something: %v, has a nearest: %v", i, any, nearest[i].Found)
			}
		}
	}
}

func nothingIsNothing(t *testing.T, c Case) {
	ctx, limit := context.Background(), geo.Limit{Metric: geo.ByMeters, Value: 1000}
	for _, sides := range [][2][]orb.Point{{nil, c.Places}, {c.Places, nil}, {nil, nil}} {
		matrixOf(t, c, sides[0], sides[1])
		within, err := c.Router.Within(ctx, sides[0], sides[1], limit)
		if err != nil {
			t.Fatal(err)
		}
		if rows, columns := within.Size(); rows != len(sides[0]) || columns != len(sides[1]) || within.Pairs() != 0 {
			t.Errorf("within: %d × %d with %d pairs", rows, columns, within.Pairs())
		}
		nearest, err := c.Router.Nearest(ctx, sides[0], sides[1], geo.BySeconds)
		if err != nil || len(nearest) != len(sides[0]) || slices.ContainsFunc(nearest, func(n travel.Nearest) bool { return n.Found }) {
			t.Errorf("nearest of nothing: %+v, %v", nearest, err)
		}
	}
}

func contextIsHonoured(t *testing.T, c Case) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, matrix := c.Router.Matrix(ctx, c.Places, c.Places)
	_, within := c.Router.Within(ctx, c.Places, c.Places, geo.Limit{Metric: geo.ByMeters, Value: 1000})
	_, nearest := c.Router.Nearest(ctx, c.Places, c.Places, geo.BySeconds)
	for name, err := range map[string]error{"matrix": matrix, "within": within, "nearest": nearest} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func manyAsk(t *testing.T, c Case) {
	want := matrixOf(t, c, c.Places, c.Places)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			got, err := c.Router.Matrix(context.Background(), c.Places, c.Places)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("another matrix: %v", err)
			}
		})
	}
	group.Wait()
}
