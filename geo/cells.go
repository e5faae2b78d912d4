package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Cell is the Thiessen cell of a point: all of a box that lies nearer to it than to any other point.
type Cell struct {
	Ring   orb.Ring // closed, counterclockwise; nil for a point that repeats an earlier one
	Beside []int    // position of the point on the other side of the edge that begins at Ring[k]; -1: the edge of the box
}

// Cells divides a box among points inside it. Nearness is measured on the Plane of the box, which is good enough to draw
// with and never to judge by. Each cell is the box cut by the bisectors with its neighbours, nearest first, until the
// next one is too far off to cut (Green and Sibson 1978 find the same cells by walking; cutting needs no topology).
func Cells(points []orb.Point, box orb.Bound) []Cell {
	plane := NewPlane(box)
	flat := make([][2]float64, len(points))
	for i, p := range points {
		flat[i] = plane.Project(p)
	}
	index := NewIndex(points, []orb.Point{box.Min, box.Max})
	low, high := plane.Project(box.Min), plane.Project(box.Max)
	cells := make([]Cell, len(points))
	for i, p := range points {
		piece := polygon{at: [][2]float64{low, {high[0], low[1]}, high, {low[0], high[1]}}, beside: []int{-1, -1, -1, -1}}
		for asked, cut := 16, 1; ; asked *= 2 {
			near := index.Nearest(p, asked)
			done := len(near) == len(points)
			for _, neighbor := range near[min(cut, len(near)):] {
				q := flat[neighbor.Index]
				if away := math.Hypot(q[0]-flat[i][0], q[1]-flat[i][1]); away > 2*piece.farthest(flat[i])*cellSlack {
					done = true
					break
				}
				piece = piece.cut(flat[i], q, neighbor.Index)
			}
			if cut = len(near); done {
				break
			}
		}
		if first := index.Nearest(p, 1)[0].Index; first < i && points[first] == p {
			continue // what repeats an earlier point has no room of its own
		}
		cells[i] = piece.cell(plane)
	}
	return cells
}

// cellSlack absorbs that neighbours come in order of true distance while cells are cut on the plane.
const cellSlack = 1.02

// polygon is convex; edge k runs from at[k] to the next.
type polygon struct {
	at     [][2]float64
	beside []int
}

// cut keeps what is nearer to p than to q; the new edge borders q's cell. A q that lies on p cuts nothing.
func (g polygon) cut(p, q [2]float64, label int) polygon {
	dx, dy := q[0]-p[0], q[1]-p[1]
	if dx == 0 && dy == 0 {
		return g
	}
	mx, my := (p[0]+q[0])/2, (p[1]+q[1])/2
	beyond := func(v [2]float64) float64 { return (v[0]-mx)*dx + (v[1]-my)*dy }
	var left polygon
	for k, v := range g.at {
		next := g.at[(k+1)%len(g.at)]
		here, there := beyond(v), beyond(next)
		cross := func() [2]float64 {
			t := here / (here - there)
			return [2]float64{v[0] + t*(next[0]-v[0]), v[1] + t*(next[1]-v[1])}
		}
		switch {
		case here <= 0 && there <= 0:
			left.at, left.beside = append(left.at, v), append(left.beside, g.beside[k])
		case here <= 0:
			left.at, left.beside = append(left.at, v, cross()), append(left.beside, g.beside[k], label)
		case there < 0:
			left.at, left.beside = append(left.at, cross()), append(left.beside, g.beside[k])
		}
	}
	return left
}

// farthest is the distance from p to the farthest corner.
func (g polygon) farthest(p [2]float64) float64 {
	most := 0.0
	for _, v := range g.at {
		most = math.Max(most, math.Hypot(v[0]-p[0], v[1]-p[1]))
	}
	return most
}

func (g polygon) cell(plane Plane) Cell {
	if len(g.at) < 3 {
		return Cell{}
	}
	ring := make(orb.Ring, 0, len(g.at)+1)
	for _, v := range g.at {
		ring = append(ring, plane.Unproject(v))
	}
	return Cell{append(ring, ring[0]), g.beside}
}
