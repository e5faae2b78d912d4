package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func TestAPlaceLiesInTheCellOfItsNearestPoint(t *testing.T) {
	box := orb.Bound{Min: orb.Point{118, 37}, Max: orb.Point{118.6, 37.5}}
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		place := func() orb.Point { return orb.Point{118 + 0.6*random.Float64(), 37 + 0.5*random.Float64()} }
		points := make([]orb.Point, 1+random.IntN(120))
		for i := range points {
			points[i] = place()
		}
		points = append(points, points[0])
		cells := geo.Cells(points, box)
		if cells[len(points)-1].Ring != nil {
			t.Fatalf("seed %d: a repeated point has a cell of its own", seed)
		}
		plane, area := geo.NewPlane(box), 0.0
		for _, cell := range cells {
			area += planar.Area(orb.Polygon{cell.Ring})
		}
		if whole := planar.Area(box.ToPolygon()); math.Abs(area-whole) > 1e-9*whole {
			t.Errorf("seed %d: cells of %d points fill %g of %g", seed, len(points), area, whole)
		}
		for range 200 {
			p := place()
			at, nearest, least, second := plane.Project(p), 0, math.Inf(1), math.Inf(1)
			for i, q := range points[:len(points)-1] {
				xy := plane.Project(q)
				if d := math.Hypot(at[0]-xy[0], at[1]-xy[1]); d < least {
					nearest, least, second = i, d, least
				} else if d < second {
					second = d
				}
			}
			if second-least > 1 && !planar.RingContains(cells[nearest].Ring, p) {
				t.Errorf("seed %d: %v is nearest to %v and not in its cell", seed, p, points[nearest])
			}
		}
	}
}

func TestEdgesOfACellNameTheNeighbour(t *testing.T) {
	cells := geo.Cells([]orb.Point{{118.1, 37.1}, {118.3, 37.1}}, orb.Bound{Min: orb.Point{118, 37}, Max: orb.Point{118.4, 37.2}})
	for i, cell := range cells {
		shared := 0
		for k, other := range cell.Beside {
			if other == 1-i {
				shared++
				if a, b := cell.Ring[k], cell.Ring[k+1]; math.Abs(a.Lon()-118.2) > 1e-9 || math.Abs(b.Lon()-118.2) > 1e-9 {
					t.Errorf("cell %d: the edge to the other is %v to %v, want it half-way at 118.2", i, a, b)
				}
			}
		}
		if shared != 1 {
			t.Errorf("cell %d has %d edges with the other, want 1: %v", i, shared, cell.Beside)
		}
	}
}
