package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Index answers nearest and within-radius questions over a fixed set of points, exactly: candidates come
// from an R-tree on a Plane, distances from Distance. It is safe for concurrent readers.
type Index struct {
	points []orb.Point
	plane  Plane
	tree   rtree.RTreeGN[float64, int]
}

// Neighbor is a point of an Index and its distance from the place asked about.
type Neighbor struct {
	Index    int // position in the slice given to NewIndex
	Distance Meters
}

// NewIndex indexes points by their position in the slice. around names further places that will be asked
// about (may be nil); places outside the joint bound are still answered exactly, only slower.
func NewIndex(points []orb.Point, around []orb.Point) *Index {
	bound := orb.MultiPoint(points).Bound()
	if len(around) > 0 {
		other := orb.MultiPoint(around).Bound()
		if len(points) == 0 {
			bound = other
		} else {
			bound = bound.Union(other)
		}
	}
	ix := &Index{points: points, plane: NewPlane(bound)}
	for i, p := range points {
		xy := ix.plane.Project(p)
		ix.tree.Insert(xy, xy, i)
	}
	return ix
}

// Len returns the number of indexed points.
func (ix *Index) Len() int { return len(ix.points) }

// Within returns every point at most radius away (the limit is closed), nearest first, ties by position.
func (ix *Index) Within(place orb.Point, radius Meters) []Neighbor {
	if radius < 0 || len(ix.points) == 0 {
		return nil
	}
	reach := float64(radius)/ix.plane.LowerBoundFactor(place) + 1
	xy := ix.plane.Project(place)
	var found []Neighbor
	ix.tree.Search([2]float64{xy[0] - reach, xy[1] - reach}, [2]float64{xy[0] + reach, xy[1] + reach},
		func(_, _ [2]float64, i int) bool {
			if d := Distance(place, ix.points[i]); d <= radius {
				found = append(found, Neighbor{i, d})
			}
			return true
		})
	slices.SortFunc(found, compareNeighbors)
	return found
}

// Nearest returns the count nearest points, nearest first, ties by position; fewer if the index holds fewer.
func (ix *Index) Nearest(place orb.Point, count int) []Neighbor {
	if count <= 0 || len(ix.points) == 0 {
		return nil
	}
	factor := ix.plane.LowerBoundFactor(place)
	xy := ix.plane.Project(place)
	var found []Neighbor
	ix.tree.Nearby(
		func(lo, hi [2]float64, i int, item bool) float64 {
			if item {
				return float64(Distance(place, ix.points[i]))
			}
			dx := math.Max(0, math.Max(lo[0]-xy[0], xy[0]-hi[0]))
			dy := math.Max(0, math.Max(lo[1]-xy[1], xy[1]-hi[1]))
			return math.Hypot(dx, dy) * factor
		},
		func(_, _ [2]float64, i int, distance float64) bool {
			// Equal distances may come in any order: take all that tie with the last wanted one.
			if len(found) >= count && Meters(distance) > found[count-1].Distance {
				return false
			}
			found = append(found, Neighbor{i, Meters(distance)})
			return true
		})
	slices.SortFunc(found, compareNeighbors)
	return found[:min(count, len(found))]
}

func compareNeighbors(a, b Neighbor) int {
	return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Index, b.Index))
}
