package travel

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// ServiceArea is a part of the road network drawn as an area.
//
// The outline is the set of points whose distance to a piece, read off a grid, is at most seven tenths of the
// buffer. That distance changes by at most as much as one moves, so reading it off a triangle of grid points
// errs by at most the triangle's circumradius (Jensen: the mean distance to the corners, weighted as the
// reading is, is largest at the centre of the circle), which is 0.18 of the buffer. Hence the two things that
// are promised: every piece lies inside, at least half a buffer from the outline, and no point inside is
// farther than the buffer from a piece. Unreachable roads beside a reachable one are covered as far as the
// buffer goes; Pieces says exactly which are reached.
type ServiceArea struct {
	Outline    orb.MultiPolygon // outer rings counter-clockwise, holes clockwise, largest first; empty where nothing is reached
	Buffer     geo.Meters       // as asked, or more where the area is too wide for it
	RoadMeters int64            // length of the pieces
}

// The shares of the buffer that the proof above needs: outlineLevel + circumradius of gridShare stay below 1, and
// their difference above a half.
const (
	outlineLevel = 0.7
	gridShare    = 0.25
)

// mostGridPoints bounds the grid to 32 MB; an area wider than some 35 km gets a wider buffer instead.
const mostGridPoints = 8 << 20

// The least and the greatest buffer in metres.
const (
	leastBuffer    = 5
	greatestBuffer = 5000
)

// Outline draws pieces as an area with a buffer in metres: about 0.2 s of a processor for the 12,000 stretches of a quarter
// of an hour by van, far less for a few kilometres.
func (r *Road) Outline(pieces []Piece, buffer geo.Meters) (ServiceArea, error) {
	if !(buffer >= leastBuffer && buffer <= greatestBuffer) {
		return ServiceArea{}, fmt.Errorf("buffer %v m is not between %d and %d", float64(buffer), leastBuffer, greatestBuffer)
	}
	area := ServiceArea{Buffer: buffer}
	if len(pieces) == 0 {
		return area, nil
	}
	n := r.costs.Network()
	lines := make([]orb.LineString, len(pieces))
	bound := n.Point(0).Bound()
	var centimeters uint64
	for i, piece := range pieces {
		lines[i] = n.AppendPart(nil, piece.Stretch, piece.From, piece.To)
		if i == 0 {
			bound = lines[i].Bound()
		}
		bound = bound.Union(lines[i].Bound())
		centimeters += uint64(max(piece.From, piece.To) - min(piece.From, piece.To))
	}
	area.RoadMeters = int64((centimeters + 50) / 100)
	g := newGrid(bound, &area.Buffer)
	for _, line := range lines {
		g.draw(line)
	}
	area.Outline = g.polygons(g.trace())
	return area, nil
}

// grid holds, for points in rows from south to north, the squared distance to the nearest line, up to far.
type grid struct {
	plane      geo.Plane
	origin     [2]float64 // of the first point
	step       float64    // metres on the plane
	cols, rows int
	squared    []float32
	level, far float64
}

// newGrid lays a grid around a bound with room for the buffer, which it widens where the grid would be too large.
func newGrid(bound orb.Bound, buffer *geo.Meters) *grid {
	g := &grid{plane: geo.NewPlane(bound)}
	// Towards the equator lengths are drawn shorter than they are: the buffer on the plane is the shortest.
	nearest := max(0, math.Abs(bound.Center().Lat())-(bound.Max.Lat()-bound.Min.Lat())/2)
	shrink := math.Cos(bound.Center().Lat()*math.Pi/180) / math.Cos(nearest*math.Pi/180)
	low, high := g.plane.Project(bound.Min), g.plane.Project(bound.Max)
	for ; ; *buffer = geo.Meters(math.Ceil(float64(*buffer) * 1.1)) {
		onPlane := float64(*buffer) * shrink
		g.step, g.level = onPlane*gridShare, onPlane*outlineLevel
		g.far = g.level + 2*g.step
		g.origin = [2]float64{low[0] - g.far, low[1] - g.far}
		cols, rows := math.Ceil((high[0]-low[0]+2*g.far)/g.step)+1, math.Ceil((high[1]-low[1]+2*g.far)/g.step)+1
		if cols*rows <= mostGridPoints {
			g.cols, g.rows = int(cols), int(rows)
			break
		}
	}
	g.squared = make([]float32, g.cols*g.rows)
	for i := range g.squared {
		g.squared[i] = float32(g.far * g.far)
	}
	return g
}

// draw lowers the distances around a line.
func (g *grid) draw(line orb.LineString) {
	a := g.at(line[0])
	for _, p := range line[1:] {
		b := g.at(p)
		g.drawStep(a, b)
		a = b
	}
}

// at places a point on the grid, in metres from its origin.
func (g *grid) at(p orb.Point) [2]float64 {
	xy := g.plane.Project(p)
	return [2]float64{xy[0] - g.origin[0], xy[1] - g.origin[1]}
}

// drawStep visits, row by row, the points that may be nearer than far to the step from a to b.
func (g *grid) drawStep(a, b [2]float64) {
	dx, dy := b[0]-a[0], b[1]-a[1]
	squared := dx*dx + dy*dy
	first := max(0, int((min(a[1], b[1])-g.far)/g.step))
	last := min(g.rows-1, int((max(a[1], b[1])+g.far)/g.step)+1)
	for row := first; row <= last; row++ {
		y := float64(row) * g.step
		from, to := 0.0, 1.0 // of the step, the share within far of the row
		if dy != 0 {
			from, to = (y-g.far-a[1])/dy, (y+g.far-a[1])/dy
			from, to = max(0, min(from, to)), min(1, max(from, to))
			if from > to {
				continue
			}
		}
		left, right := a[0]+from*dx, a[0]+to*dx
		begin := max(0, int((min(left, right)-g.far)/g.step))
		end := min(g.cols-1, int((max(left, right)+g.far)/g.step)+1)
		for col := begin; col <= end; col++ {
			x := float64(col) * g.step
			t := 0.0
			if squared > 0 {
				t = max(0, min(1, ((x-a[0])*dx+(y-a[1])*dy)/squared))
			}
			ex, ey := a[0]+t*dx-x, a[1]+t*dy-y
			if away := float32(ex*ex + ey*ey); away < g.squared[row*g.cols+col] {
				g.squared[row*g.cols+col] = away
			}
		}
	}
}

// polygons turns rings, interior to their left, into polygons with their holes, the largest first.
func (g *grid) polygons(rings []tracedRing) orb.MultiPolygon {
	outer, holes := map[int32]orb.Ring{}, map[int32][]orb.Ring{}
	var parts []int32
	for _, one := range rings {
		ring := make(orb.Ring, 0, len(one.points)+1)
		for _, xy := range one.points {
			p := g.plane.Unproject([2]float64{xy[0] + g.origin[0], xy[1] + g.origin[1]})
			ring = append(ring, orb.Point{math.Round(p[0]*degreeSteps) / degreeSteps, math.Round(p[1]*degreeSteps) / degreeSteps})
		}
		ring = append(ring, ring[0])
		if ring.Orientation() == orb.CW {
			holes[one.part] = append(holes[one.part], ring)
			continue
		}
		outer[one.part] = ring
		parts = append(parts, one.part)
	}
	slices.SortStableFunc(parts, func(a, b int32) int { return cmp.Compare(planar.Area(outer[b]), planar.Area(outer[a])) })
	polygons := make(orb.MultiPolygon, len(parts))
	for i, part := range parts {
		polygons[i] = append(orb.Polygon{outer[part]}, holes[part]...)
	}
	return polygons
}

// degreeSteps rounds coordinates to 1e-7 degree, a centimetre.
const degreeSteps = 1e7
