package travel

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
)

func mustMatrix(t *testing.T, r *Road, by geo.Metric, origins, destinations []orb.Point) *geo.Matrix {
	t.Helper()
	r.options.MatrixBy = by
	m, err := r.Matrix(context.Background(), origins, destinations)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// neverWorse compares two matrices of the same pairs by the figure that paths were chosen by.
func neverWorse(t *testing.T, what string, by geo.Metric, before, after *geo.Matrix) {
	t.Helper()
	rows, columns := before.Size()
	for i := range rows {
		for j := range columns {
			old, was := before.At(i, j)
			if leg, is := after.At(i, j); was && (!is || figure(by, leg) > figure(by, old)) {
				t.Fatalf("%s made pair %d,%d worse by %s: from %v to %v (reachable: %v)", what, i, j, by, old, leg, is)
			}
		}
	}
}

func TestANewRoadBridgeOrFerryNeverLowersAccess(t *testing.T) {
	rng := random(t)
	for range 150 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		profile, day, rule := anyProfile(t, rng), anyDay(rng), anyRule(rng)
		origins, destinations := roads.Places(rng, 10), roads.Places(rng, 10)
		before := roadOf(t, costsOf(t, roads.Build(t, rng), profile, day), rule)
		// New nodes too: a lane that passes close by and leads nowhere must not capture a place.
		more := networktest.Roads{Nodes: slices.Clone(roads.Nodes), Ways: slices.Clone(roads.Ways)}
		for range rng.IntN(6) {
			place := origins[rng.IntN(len(origins))]
			more.Nodes = append(more.Nodes, orb.Point{place[0] + (rng.Float64()-0.5)*0.002, place[1] + (rng.Float64()-0.5)*0.002})
		}
		for range 1 + rng.IntN(3) {
			more.Add(rng)
		}
		after := roadOf(t, costsOf(t, more.Build(t, rng), profile, day), rule)
		for _, by := range bothMetrics() {
			neverWorse(t, profile+": a new road", by, mustMatrix(t, before, by, origins, destinations), mustMatrix(t, after, by, origins, destinations))
		}
	}
}

func TestANewFacilityNeverLowersAccess(t *testing.T) {
	rng, ctx := random(t), context.Background()
	for range 60 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		r := roadOf(t, costsOf(t, roads.Build(t, rng), anyProfile(t, rng), anyDay(rng)), anyRule(rng))
		origins, facilities := roads.Places(rng, 10), roads.Places(rng, 6)
		for _, by := range bothMetrics() {
			before, err := r.Nearest(ctx, origins, facilities[:4], by)
			if err != nil {
				t.Fatal(err)
			}
			after, err := r.Nearest(ctx, origins, facilities, by)
			if err != nil {
				t.Fatal(err)
			}
			for i := range origins {
				if before[i].Found && (!after[i].Found || figure(by, after[i].Leg) > figure(by, before[i].Leg)) {
					t.Fatalf("origin %d: from %+v to %+v", i, before[i], after[i])
				}
			}
		}
	}
}

func TestOpeningOrSpeedingARoadNeverLowersAccess(t *testing.T) {
	rng := random(t)
	for range 60 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		n := roads.Build(t, rng)
		costs := costsOf(t, n, anyProfile(t, rng), network.Day{})
		open := roadOf(t, costs, anyRule(rng))
		closed, err := costs.With([]network.Change{{Stretch: int32(rng.IntN(n.Stretches())), Closed: true}})
		if err != nil {
			t.Fatal(err)
		}
		shut, err := open.With(closed)
		if err != nil {
			t.Fatal(err)
		}
		origins, destinations := roads.Places(rng, 10), roads.Places(rng, 10)
		for _, by := range bothMetrics() {
			neverWorse(t, "opening a road", by, mustMatrix(t, shut, by, origins, destinations), mustMatrix(t, open, by, origins, destinations))
		}
	}
}

func TestTheRoadNeverBeatsTheStraightLine(t *testing.T) {
	rng := random(t)
	for range 60 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		r := roadOf(t, costsOf(t, roads.Build(t, rng), anyProfile(t, rng), network.Day{}), anyRule(rng))
		origins, destinations := roads.Places(rng, 10), roads.Places(rng, 10)
		for _, by := range bothMetrics() {
			m := mustMatrix(t, r, by, origins, destinations)
			for i := range origins {
				for j := range destinations {
					leg, ok := m.At(i, j)
					// Two links are rounded to the nearest centimetre each.
					if straight := geo.Distance(origins[i], destinations[j]); ok && float64(leg.Meters) < float64(straight)-0.02 {
						t.Fatalf("%v m by road, %v m straight", leg.Meters, straight)
					}
				}
			}
		}
	}
}

// stopAt links a place to every linkable stretch within the limit, useful or not.
func (r *Road) stopAt(place orb.Point, by geo.Metric) stop {
	s := stop{place: place}
	for _, link := range r.linker().Within(place, geo.Meters(r.options.Link.LimitMeters), r.costs.Linkable) {
		s.links = append(s.links, stopLink{link, r.options.Link.walk(by, link.Distance)})
	}
	return s
}

func TestServiceAreasHoldExactlyWhatThePathsReach(t *testing.T) {
	rng, ctx := random(t), context.Background()
	for range 60 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		n := roads.Build(t, rng)
		r := roadOf(t, costsOf(t, n, anyProfile(t, rng), anyDay(rng)), LinkRule{LimitMeters: 150, WalkingKmh: 4.5, DetourFactor: 1.2})
		place := roads.Places(rng, 1)[0]
		limit := geo.Limit{Metric: bothMetrics()[rng.IntN(2)], Value: int64(rng.IntN(3000))}
		pieces, err := r.Reach(ctx, place, limit)
		if err != nil {
			t.Fatal(err)
		}
		by := limit.Metric
		from := r.stopAt(place, by)
		d := newDijkstra(newArcs(r.costs, by))
		d.run(r.departures(from, by, nil), noLimit, func(int32, weight) bool { return true })
		for range 200 {
			s := int32(rng.IntN(n.Stretches()))
			if n.Length(s) < 2 {
				continue
			}
			position := 1 + uint32(rng.IntN(int(n.Length(s))-1)) // inside: an end belongs to several stretches
			tail, head := n.Ends(s)
			best := unreached
			if c := r.piece(2*s, 0, position, by); c < unreached && d.cost[tail] < unreached {
				best = min(best, d.cost[tail]+c)
			}
			if c := r.piece(2*s+1, n.Length(s), position, by); c < unreached && d.cost[head] < unreached {
				best = min(best, d.cost[head]+c)
			}
			for _, link := range from.links {
				if link.Stretch == s {
					best = min(best, r.alongOne(link, stopLink{Link: network.Link{Stretch: s, Position: position}}, by))
				}
			}
			held := slices.ContainsFunc(pieces, func(p Piece) bool { return p.Stretch == s && p.From <= position && position <= p.To })
			if want := best <= most(limit); held != want {
				t.Fatalf("stretch %d (%d cm) at %d: held %v, want %v (cost %d of %d)", s, n.Length(s), position, held, want, best>>32, limit.Value*100)
			}
		}
	}
}

func TestServiceAreasOfManyPlacesAreThoseOfEach(t *testing.T) {
	rng, ctx := random(t), context.Background()
	total := 0
	for range 120 {
		roads := networktest.Random(rng, 2+rng.IntN(80), 1+rng.IntN(80))
		r := roadOf(t, costsOf(t, roads.Build(t, rng), anyProfile(t, rng), anyDay(rng)), anyRule(rng))
		places := roads.Places(rng, 1+rng.IntN(60))
		limit := geo.Limit{Metric: bothMetrics()[rng.IntN(2)], Value: int64(rng.IntN(4000)) - 10}
		r.options.Threads = 1 + rng.IntN(3)
		areas, err := r.ReachAll(ctx, places, limit)
		if err != nil {
			t.Fatal(err)
		}
		for i, place := range places {
			want, err := r.Reach(ctx, place, limit)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(areas[i], want) {
				t.Fatalf("place %d of %d within %+v: got %v, want %v", i, len(places), limit, areas[i], want)
			}
			total += len(want)
		}
	}
	if total < 10_000 {
		t.Errorf("only %d pieces: the test tries too little", total)
	}
}

func TestACancelledContextStopsEveryQuestion(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	roads := networktest.Random(rng, 20, 20)
	r := roadOf(t, costsOf(t, roads.Build(t, rng), "plain-car", network.Day{}), DefaultLinkRule())
	places := roads.Places(rng, 5)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	limit := geo.Limit{Metric: geo.ByMeters, Value: 1000}
	for name, ask := range map[string]func() error{
		"matrix":   func() error { _, err := r.Matrix(ctx, places, places); return err },
		"within":   func() error { _, err := r.Within(ctx, places, places, limit); return err },
		"nearest":  func() error { _, err := r.Nearest(ctx, places, places, geo.BySeconds); return err },
		"path":     func() error { _, _, err := r.Path(ctx, places[0], places[1], geo.BySeconds); return err },
		"reach":    func() error { _, err := r.Reach(ctx, places[0], limit); return err },
		"unlinked": func() error { _, err := r.Unlinked(ctx, places); return err },
	} {
		if err := ask(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want a cancelled context", name, err)
		}
	}
}
