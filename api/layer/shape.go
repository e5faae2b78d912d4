package layer

import (
	"math"

	"github.com/paulmach/orb"
)

// World is a position on the Web Mercator square, cut into 2³² steps (about a centimetre) each way: X from its western
// edge eastwards, Y from its northern edge southwards.
type World struct{ X, Y uint32 }

// worldSteps is the number of steps along an edge of the square.
const worldSteps = 1 << 32

// WorldOf places a position; what lies beyond the square's edges (85.05° of latitude) is put on them.
func WorldOf(p orb.Point) World {
	x := (float64(p[0]) + 180) / 360
	sin := math.Sin(float64(p[1]) * (math.Pi / 180))
	y := 0.5 - float64(math.Log((1+sin)/(1-sin)))/(4*math.Pi)
	return World{worldStep(x), worldStep(y)}
}

func worldStep(share float64) uint32 {
	return uint32(math.Max(0, math.Min(worldSteps-1, math.Floor(share*worldSteps))))
}

// form says what the geometries of a layer are.
type form uint8

const (
	formPoints form = iota
	formLines
	formOutlines
)

// formOf returns what the geometries of a kind are.
func formOf(kind Kind) form {
	switch kind {
	case Areas:
		return formOutlines
	case Roads, Routes, Assignments:
		return formLines
	}
	return formPoints
}

// shapes are the geometries of all features in flat arrays. A point layer has one point for each feature, NaN
// where none is known. Else feature i has the parts first[i] to first[i+1], lines or rings, part p the points ends[p-1]
// to ends[p]; a ring that begins a polygon is marked in outer.
type shapes struct {
	form   form
	points []orb.Point
	world  []World
	first  []uint32
	ends   []uint32
	outer  []bool
	bounds []orb.Bound // not of points; of no geometry: empty
}

var noPoint = orb.Point{math.NaN(), math.NaN()}

// nowhere is a bound that holds nothing.
var nowhere = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}

func (s *shapes) addPoint(p *orb.Point) {
	if p == nil {
		s.points, s.world = append(s.points, noPoint), append(s.world, World{})
		return
	}
	s.points, s.world = append(s.points, *p), append(s.world, WorldOf(*p))
}

func (s *shapes) addParts(lines orb.MultiLineString, outlines orb.MultiPolygon) {
	bound := nowhere
	for _, line := range lines {
		bound = s.addPart(line, false, bound)
	}
	for _, polygon := range outlines {
		for k, ring := range polygon {
			bound = s.addPart(orb.LineString(ring), k == 0, bound)
		}
	}
	s.bounds = append(s.bounds, bound)
	s.first = append(s.first, uint32(len(s.ends)))
}

func (s *shapes) addPart(line orb.LineString, outer bool, bound orb.Bound) orb.Bound {
	for _, p := range line {
		s.points, s.world = append(s.points, p), append(s.world, WorldOf(p))
		bound.Min[0], bound.Min[1] = math.Min(bound.Min[0], p[0]), math.Min(bound.Min[1], p[1])
		bound.Max[0], bound.Max[1] = math.Max(bound.Max[0], p[0]), math.Max(bound.Max[1], p[1])
	}
	s.ends = append(s.ends, uint32(len(s.points)))
	if s.form == formOutlines {
		s.outer = append(s.outer, outer)
	}
	return bound
}

func (s *shapes) len() int {
	if s.form == formPoints {
		return len(s.points)
	}
	return len(s.bounds)
}

// bound returns the extent of feature i; false where it has no geometry.
func (s *shapes) bound(i int) (orb.Bound, bool) {
	if s.form == formPoints {
		p := s.points[i]
		return orb.Bound{Min: p, Max: p}, p[0] == p[0]
	}
	b := s.bounds[i]
	return b, b.Min[0] <= b.Max[0]
}

// part returns where part p lies in the points.
func (s *shapes) part(p uint32) (start, end uint32) {
	if p > 0 {
		start = s.ends[p-1]
	}
	return start, s.ends[p]
}

// Geometry returns the geometry of feature i, nil where none is known. It shares memory with the layer.
func (l *Layer) Geometry(i int) orb.Geometry {
	s := &l.shapes
	if _, ok := s.bound(i); !ok {
		return nil
	}
	switch s.form {
	case formPoints:
		return s.points[i]
	case formLines:
		lines := make(orb.MultiLineString, 0, s.first[i+1]-s.first[i])
		for p := s.first[i]; p < s.first[i+1]; p++ {
			start, end := s.part(p)
			lines = append(lines, orb.LineString(s.points[start:end:end]))
		}
		if len(lines) == 1 {
			return lines[0]
		}
		return lines
	}
	var outline orb.MultiPolygon
	for p := s.first[i]; p < s.first[i+1]; p++ {
		start, end := s.part(p)
		ring := orb.Ring(s.points[start:end:end])
		if s.outer[p] || len(outline) == 0 {
			outline = append(outline, orb.Polygon{ring})
		} else {
			outline[len(outline)-1] = append(outline[len(outline)-1], ring)
		}
	}
	return outline
}

// Bound returns the extent of feature i; false where it has no geometry.
func (l *Layer) Bound(i int) (orb.Bound, bool) { return l.shapes.bound(i) }

// Point returns the Web Mercator position of feature i of a layer of points; false where none is known.
func (l *Layer) Point(i int) (World, bool) {
	return l.shapes.world[i], l.shapes.points[i][0] == l.shapes.points[i][0]
}

// Parts calls visit with every line or ring of feature i; outer marks the ring that begins a polygon. The positions
// share memory with the layer and must not be changed. A layer of points has no parts.
func (l *Layer) Parts(i int, visit func(part []World, outer bool)) {
	s := &l.shapes
	if s.form == formPoints {
		return
	}
	for p := s.first[i]; p < s.first[i+1]; p++ {
		start, end := s.part(p)
		visit(s.world[start:end:end], s.form == formOutlines && s.outer[p])
	}
}

// The forms of geometry, for those who write features of a whole layer.

// HasPoints reports whether the geometries are points.
func (l *Layer) HasPoints() bool { return l.shapes.form == formPoints }

// HasLines reports whether the geometries are lines.
func (l *Layer) HasLines() bool { return l.shapes.form == formLines }

// HasOutlines reports whether the geometries are outlines with an inside.
func (l *Layer) HasOutlines() bool { return l.shapes.form == formOutlines }
