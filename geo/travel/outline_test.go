package travel

import (
	"context"
	"math"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// farFrom returns the distance of a point to the nearest of some lines, measured on a plane through it.
func farFrom(p orb.Point, lines []orb.LineString) float64 {
	least := math.Inf(1)
	plane := geo.NewPlane(p.Bound())
	for _, line := range lines {
		for i := range len(line) - 1 {
			a, b := plane.Project(line[i]), plane.Project(line[i+1])
			least = min(least, planar.DistanceFromSegment(orb.Point(a), orb.Point(b), orb.Point{}))
		}
	}
	return least
}

func TestOutlinesHoldEveryPieceAndNothingBeyondTheBuffer(t *testing.T) {
	rng, ctx := random(t), context.Background()
	inside, outside, holes := 0, 0, 0
	for range 40 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		n := roads.Build(t, rng)
		r := roadOf(t, costsOf(t, n, anyProfile(t, rng), network.Day{}), LinkRule{LimitMeters: 150, WalkingKmh: 4.5, DetourFactor: 1.2})
		pieces, err := r.Reach(ctx, roads.Places(rng, 1)[0], geo.Limit{Metric: geo.ByMeters, Value: int64(rng.IntN(6000))})
		if err != nil {
			t.Fatal(err)
		}
		buffer := geo.Meters(20 + rng.Float64()*80)
		area, err := r.Outline(pieces, buffer)
		if err != nil || area.Buffer != buffer {
			t.Fatalf("buffer %v, asked %v, %v", area.Buffer, buffer, err)
		}
		if (len(pieces) == 0) != (len(area.Outline) == 0) {
			t.Fatalf("%d pieces, %d polygons", len(pieces), len(area.Outline))
		}
		for _, polygon := range area.Outline {
			holes += len(polygon) - 1
			for i, ring := range polygon {
				if len(ring) < 4 || !ring.Closed() || (ring.Orientation() == orb.CCW) != (i == 0) {
					t.Fatalf("ring %d has %d points, turns %v", i, len(ring), ring.Orientation())
				}
			}
		}
		var lines []orb.LineString
		for _, piece := range pieces {
			line := n.AppendPart(nil, piece.Stretch, piece.From, piece.To)
			lines = append(lines, line)
			for _, p := range line {
				if !planar.MultiPolygonContains(area.Outline, p) {
					t.Fatalf("%v of stretch %d lies outside", p, piece.Stretch)
				}
			}
		}
		if len(lines) == 0 {
			continue
		}
		for _, polygon := range area.Outline {
			for _, ring := range polygon {
				for i := range ring[1:] {
					middle := orb.Point{(ring[i][0] + ring[i+1][0]) / 2, (ring[i][1] + ring[i+1][1]) / 2}
					if away := farFrom(middle, lines); away < 0.5*float64(buffer) || away > float64(buffer) {
						t.Fatalf("the outline passes %v m from the roads, buffer %v", away, buffer)
					}
				}
			}
		}
		for range 100 {
			line := lines[rng.IntN(len(lines))]
			p := line[rng.IntN(len(line))]
			p = orb.Point{p[0] + (rng.Float64()-0.5)*0.004, p[1] + (rng.Float64()-0.5)*0.004}
			away, in := farFrom(p, lines), planar.MultiPolygonContains(area.Outline, p)
			if in && away > float64(buffer) || !in && away < 0.5*float64(buffer) {
				t.Fatalf("%v is %v m from the roads, buffer %v: inside %v", p, away, buffer, in)
			}
			if in {
				inside++
			} else {
				outside++
			}
		}
	}
	if inside < 100 || outside < 100 || holes == 0 {
		t.Errorf("%d points inside, %d outside, %d holes: the test tries too little", inside, outside, holes)
	}
}

func TestAnOutlineTooWideForItsBufferSaysSo(t *testing.T) {
	n := drawn(t, []orb.Point{at(0, 0), at(90_000, 0), at(90_000, 90_000)}, village(1, 2, 3))
	r := roadOf(t, costsOf(t, n, "plain-car", network.Day{}), onRoad())
	area, err := r.Outline([]Piece{{0, 0, n.Length(0)}}, 10)
	if err != nil || area.Buffer < 100 || area.Buffer > 200 || area.RoadMeters < 179_900 || area.RoadMeters > 180_100 {
		t.Errorf("got buffer %v, %d m, %v", area.Buffer, area.RoadMeters, err)
	}
	for _, buffer := range []geo.Meters{0, 4, 6000, geo.Meters(math.NaN())} {
		if _, err := r.Outline(nil, buffer); err == nil {
			t.Errorf("buffer %v was taken", buffer)
		}
	}
}
