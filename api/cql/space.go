package cql

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// shape is one side of a predicate: the feature's own geometry where literal is nil.
type shape struct {
	literal orb.Geometry
	bound   orb.Bound
	box     bool             // the literal is a box with an inside
	area    orb.MultiPolygon // of a literal with an inside
	known   geom.Geometry
}

func (c *checker) spatial(n *node) (truth, error) {
	c.compares = true
	a, err := c.shape(n.kids[0], n.word)
	if err != nil {
		return nil, err
	}
	b, err := c.shape(n.kids[1], n.word)
	if err != nil {
		return nil, err
	}
	return func(r *reading) tri {
		g, h := a.literal, b.literal
		if g == nil {
			g = r.row.Geometry()
		}
		if h == nil {
			h = r.row.Geometry()
		}
		if g == nil || h == nil {
			return unknown
		}
		holds, err := relate(n.word, g, a, h, b)
		if err != nil {
			r.err = err
			return unknown
		}
		return triOf(holds)
	}, nil
}

func (c *checker) shape(n *node, predicate string) (*shape, error) {
	switch n.op {
	case opProperty:
		i, err := c.find(n)
		if err != nil {
			return nil, err
		}
		if c.properties[i].Type != Geometry {
			return nil, wrong(n.at, "S_%s takes geometries, %s is %s", predicate, n.shown(), c.properties[i].Type)
		}
		return &shape{}, nil
	case opGeometry:
		return c.literal(n)
	}
	return nil, wrong(n.at, "S_%s takes a geometry property, a WKT literal or BBOX(…)", predicate)
}

// literal brings a geometry literal to WGS 84 and keeps it ready.
func (c *checker) literal(n *node) (*shape, error) {
	literal := n.geometry
	if c.reference != nil {
		var err error
		if literal, err = move(literal, c.reference); err != nil {
			return nil, wrong(n.at, "%v", err)
		}
	}
	s := &shape{literal: literal, bound: literal.Bound()}
	c.bounds[n] = s.bound
	if !withinDegrees(s.bound) {
		return nil, wrong(n.at, "the geometry lies outside -180..180 degrees of longitude and -90..90 of latitude; longitude comes first unless filter-crs says otherwise")
	}
	switch g := literal.(type) {
	case orb.Bound:
		s.literal = solid(g)
		if polygon, ok := s.literal.(orb.Polygon); ok {
			s.box, s.area = true, orb.MultiPolygon{polygon}
		}
	case orb.Polygon:
		s.area = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		s.area = g
	}
	s.known = geometryOf(s.literal)
	if err := s.known.Validate(); err != nil {
		return nil, wrong(n.at, "the geometry is not valid: %v", err)
	}
	return s, nil
}

func withinDegrees(b orb.Bound) bool {
	return b.Min[0] >= -180 && b.Min[1] >= -90 && b.Max[0] <= 180 && b.Max[1] <= 90
}

// solid is a box as a polygon, or as the line or the point that a flat one is.
func solid(b orb.Bound) orb.Geometry {
	switch {
	case b.Min == b.Max:
		return b.Min
	case b.Min[0] == b.Max[0] || b.Min[1] == b.Max[1]:
		return orb.LineString{b.Min, b.Max}
	}
	return b.ToPolygon()
}

// relate decides a predicate. What the boxes or an exact look at a point can settle is settled here.
func relate(predicate string, g orb.Geometry, a *shape, h orb.Geometry, b *shape) (bool, error) {
	boundG, boundH := a.bound, b.bound
	if a.literal == nil {
		boundG = g.Bound()
	}
	if b.literal == nil {
		boundH = h.Bound()
	}
	if !boundG.Intersects(boundH) {
		return predicate == "DISJOINT", nil
	}
	if p, ok := g.(orb.Point); ok && b.area != nil {
		return pointRelation(predicate, false, place(p, b.area)), nil
	}
	if p, ok := h.(orb.Point); ok && a.area != nil {
		return pointRelation(predicate, true, place(p, a.area)), nil
	}
	if b.box && inside(boundG, boundH) || a.box && inside(boundH, boundG) {
		switch predicate {
		case "INTERSECTS":
			return true, nil
		case "DISJOINT":
			return false, nil
		}
	}
	left, right := a.known, b.known
	if a.literal == nil {
		left = geometryOf(g)
	}
	if b.literal == nil {
		right = geometryOf(h)
	}
	return compare(predicate, left, right)
}

func inside(small, large orb.Bound) bool {
	return large.Contains(small.Min) && large.Contains(small.Max)
}

// pointRelation is what holds between a point and an area; turned: between the area and the point.
func pointRelation(predicate string, turned bool, where location) bool {
	switch predicate {
	case "INTERSECTS":
		return where != outside
	case "DISJOINT":
		return where == outside
	case "TOUCHES":
		return where == onBoundary
	case "WITHIN":
		return !turned && where == interior
	case "CONTAINS":
		return turned && where == interior
	}
	return false // points and areas neither equal, cross nor overlap
}

// compare asks simplefeatures. It answers its failures, panics included, as an error: data must not stop the program.
func compare(predicate string, a, b geom.Geometry) (holds bool, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("two geometries cannot be compared: %v", cause)
		}
	}()
	switch predicate {
	case "INTERSECTS":
		return geom.Intersects(a, b), nil
	case "DISJOINT":
		return !geom.Intersects(a, b), nil
	}
	ask := map[string]func(a, b geom.Geometry) (bool, error){
		"EQUALS": geom.Equals, "TOUCHES": geom.Touches, "CROSSES": geom.Crosses,
		"WITHIN": geom.Within, "CONTAINS": geom.Contains, "OVERLAPS": geom.Overlaps,
	}[predicate]
	if holds, err = ask(a, b); err != nil {
		err = fmt.Errorf("two geometries cannot be compared: %w", err)
	}
	return holds, err
}
