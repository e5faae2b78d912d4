package tile

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/peterstace/simplefeatures/geom"
)

// turnsAround is how often rings turn leftwards around a place that lies on none of their segments.
func turnsAround(rings [][]point, x, y float64) int {
	turns := 0
	for _, ring := range rings {
		p := ring[len(ring)-1]
		for _, q := range ring {
			side := (float64(q.x)-float64(p.x))*(y-float64(p.y)) - (float64(q.y)-float64(p.y))*(x-float64(p.x))
			switch {
			case float64(p.y) <= y && y < float64(q.y) && side > 0:
				turns++
			case float64(q.y) <= y && y < float64(p.y) && side < 0:
				turns--
			}
			p = q
		}
	}
	return turns
}

// nearest is how far a place is from the rings.
func nearest(rings [][]point, x, y float64) float64 {
	least := math.Inf(1)
	for _, ring := range rings {
		p := ring[len(ring)-1]
		for _, q := range ring {
			dx, dy := float64(q.x-p.x), float64(q.y-p.y)
			share := 0.0
			if l := dx*dx + dy*dy; l > 0 {
				share = math.Max(0, math.Min(1, ((x-float64(p.x))*dx+(y-float64(p.y))*dy)/l))
			}
			least = math.Min(least, math.Hypot(x-float64(p.x)-share*dx, y-float64(p.y)-share*dy))
			p = q
		}
	}
	return least
}

// checkValid asks an independent library, and how rings turn.
func checkValid(t *testing.T, shapes []shape, what any) {
	t.Helper()
	if len(shapes) == 0 {
		return
	}
	polygons := make([]geom.Polygon, 0, len(shapes))
	for _, shape := range shapes {
		rings := make([]geom.LineString, 0, len(shape))
		for k, ring := range shape {
			if (area2(ring) > 0) != (k == 0) || area2(ring) == 0 {
				t.Fatalf("%v: ring %d of %v has twice the area %d", what, k, shape, area2(ring))
			}
			var flat []float64
			for _, p := range ring {
				flat = append(flat, float64(p.x), float64(p.y))
			}
			flat = append(flat, float64(ring[0].x), float64(ring[0].y))
			rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
		}
		polygons = append(polygons, geom.NewPolygon(rings))
	}
	if err := geom.NewMultiPolygon(polygons).Validate(); err != nil {
		t.Fatalf("%v: %v is not valid: %v", what, shapes, err)
	}
}

// randomRing is a ring of random points, which crosses and touches itself the more, the smaller the square.
func randomRing(r *rand.Rand, points int, square int32) []point {
	ring := make([]point, 0, points)
	for range points {
		ring = append(ring, point{r.Int32N(square), r.Int32N(square)})
	}
	return ring
}

func TestRepairedPolygonsAreValidAndEncloseWhatTheRingsDo(t *testing.T) {
	var m maker
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 4))
		square := []int32{4, 8, 30, 200, 4000}[r.IntN(5)]
		var rings [][]point
		for k := range 1 + r.IntN(3) {
			ring := distinct(randomRing(r, 3+r.IntN(12), square))
			if len(ring) < 3 {
				continue
			}
			if (area2(ring) > 0) != (k == 0) {
				reverse(ring)
			}
			rings = append(rings, ring)
		}
		if len(rings) == 0 {
			continue
		}
		shapes := m.repair(rings)
		checkValid(t, shapes, seed)
		var flat [][]point
		for _, shape := range shapes {
			flat = append(flat, shape...)
		}
		for range 20 {
			x, y := r.Float64()*float64(square), r.Float64()*float64(square)
			if nearest(rings, x, y) < 2 {
				continue
			}
			if got, want := turnsAround(flat, x, y), turnsAround(rings, x, y) > 0; (got == 1) != want || got < 0 || got > 1 {
				t.Fatalf("seed %d: %v,%v lies %d times inside, want %v: %v became %v", seed, x, y, got, want, rings, shapes)
			}
		}
	}
}

func TestClippedAndThinnedRingsAreValid(t *testing.T) {
	var m maker
	lost := 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 5))
		// A star with long arms around a place near the edge of the tile: clipping leaves many pieces.
		cx, cy := float64(r.IntN(Extent)), float64(r.IntN(3)-1)*Extent
		points := 8 + r.IntN(300)
		star := func(scale float64) []point {
			var ring []point
			for k := range points {
				angle := 2 * math.Pi * float64(k) / float64(points)
				radius := scale * (200 + r.Float64()*4000)
				ring = append(ring, point{int32(cx + radius*math.Cos(angle)), int32(cy + radius*math.Sin(angle))})
			}
			return ring
		}
		var rings [][]point
		for k, scale := range []float64{1, 0.04} {
			ring, _ := shown.clipRing(star(scale), nil)
			ring = m.simplifyRing(distinct(ring), int64(r.IntN(40)))
			if len(ring) < 3 {
				break
			}
			if (area2(ring) > 0) != (k == 0) {
				reverse(ring)
			}
			rings = append(rings, append([]point(nil), ring...))
		}
		if len(rings) == 0 {
			continue
		}
		shapes := m.repair(rings)
		checkValid(t, shapes, seed)
		if len(shapes) == 0 && area2(rings[0]) > 1000 {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d polygons were lost", lost)
	}
}

func TestRepairKnowsTheHardCases(t *testing.T) {
	var m maker
	for name, c := range map[string]struct {
		rings [][]point
		want  []int // rings of each polygon, in no order
	}{
		"a bow tie keeps the lobe that turns leftwards":      {[][]point{{{0, 0}, {10, 10}, {10, 0}, {0, 20}}}, []int{1}},
		"a hole that touches its outside in a point":         {[][]point{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{0, 0}, {2, 5}, {5, 2}}}, []int{2}},
		"a hole that touches in two points parts the inside": {[][]point{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{0, 0}, {4, 6}, {10, 10}, {6, 4}}}, []int{1, 1}},
		"two holes that touch":                               {[][]point{{{0, 0}, {20, 0}, {20, 20}, {0, 20}}, {{2, 2}, {2, 8}, {8, 8}}, {{8, 8}, {8, 14}, {14, 14}}}, []int{3}},
		"a spike vanishes":                                   {[][]point{{{0, 0}, {10, 0}, {20, 0}, {10, 0}, {10, 10}}}, []int{1}},
		"a hole outside vanishes":                            {[][]point{{{0, 0}, {10, 0}, {10, 10}}, {{20, 20}, {20, 30}, {30, 30}}}, []int{1}},
		"parts that overlap become one":                      {[][]point{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{5, 5}, {15, 5}, {15, 15}, {5, 15}}}, []int{1}},
		"an island in a hole":                                {[][]point{{{0, 0}, {20, 0}, {20, 20}, {0, 20}}, {{2, 2}, {2, 18}, {18, 18}, {18, 2}}, {{4, 4}, {8, 4}, {8, 8}, {4, 8}}}, []int{2, 1}},
		"nothing":                                            {[][]point{{{0, 0}, {10, 0}, {5, 0}}}, nil},
	} {
		shapes := m.repair(c.rings)
		checkValid(t, shapes, name)
		count := map[int]int{}
		for _, shape := range shapes {
			count[len(shape)]++
		}
		for _, n := range c.want {
			count[n]--
		}
		for n, left := range count {
			if left != 0 {
				t.Errorf("%s: got %v, want polygons of %v rings (%d too many of %d)", name, shapes, c.want, left, n)
			}
		}
	}
}
