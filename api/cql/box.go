package cql

import "github.com/paulmach/orb"

// Box decides whether geometries meet a closed box, as S_INTERSECTS with BBOX does.
type Box struct{ shape *shape }

// NewBox prepares a box in degrees of longitude and latitude. A flat one is a line or a point.
func NewBox(b orb.Bound) *Box {
	s := &shape{literal: solid(b), bound: b}
	if polygon, ok := s.literal.(orb.Polygon); ok {
		s.box, s.area = true, orb.MultiPolygon{polygon}
	}
	s.known = geometryOf(s.literal)
	return &Box{s}
}

// Bound returns the box.
func (b *Box) Bound() orb.Bound { return b.shape.bound }

// Meets reports whether a geometry has a point in the box; nil has none. An error says that the two cannot be compared.
func (b *Box) Meets(g orb.Geometry) (bool, error) {
	switch g := g.(type) {
	case nil:
		return false, nil
	case orb.Point:
		return b.shape.bound.Contains(g), nil
	}
	return relate("INTERSECTS", g, &shape{}, b.shape.literal, b.shape)
}
