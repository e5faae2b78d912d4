package cql

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

var geometryWords = []string{"POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION", "BBOX"}

func geometryWord(t token) bool {
	return t.kind == wordToken && slices.Contains(geometryWords, strings.ToUpper(t.text))
}

// geometry reads a WKT literal or BBOX(…). BBOX(property, four numbers) of the older CQL is a predicate.
func (p *parser) geometry() (*node, error) {
	t := p.take()
	kind := strings.ToUpper(t.text)
	if p.now().is("Z") || p.now().is("EMPTY") || kind == "GEOMETRYCOLLECTION" {
		return nil, wrong(t.at, "expected a geometry of two dimensions that is neither empty nor a collection, found %s %s", kind, p.now().text)
	}
	if kind == "BBOX" {
		return p.box(t)
	}
	n := node{op: opGeometry, at: t.at}
	var err error
	switch kind {
	case "POINT":
		err = p.inside(func() (err error) {
			n.geometry, err = p.position()
			return err
		})
	case "LINESTRING":
		n.geometry, err = p.line(2)
	case "POLYGON":
		n.geometry, err = p.polygon()
	case "MULTIPOINT":
		var points orb.MultiPoint
		err = p.each(func() error {
			bracketed := p.takeSign("(")
			point, err := p.position()
			if err == nil && bracketed {
				err = p.expect(")", "after the point")
			}
			points = append(points, point)
			return err
		})
		n.geometry = points
	case "MULTILINESTRING":
		var lines orb.MultiLineString
		err = p.each(func() error {
			line, err := p.line(2)
			lines = append(lines, line)
			return err
		})
		n.geometry = lines
	case "MULTIPOLYGON":
		var polygons orb.MultiPolygon
		err = p.each(func() error {
			polygon, err := p.polygon()
			polygons = append(polygons, polygon)
			return err
		})
		n.geometry = polygons
	}
	if err != nil {
		return nil, err
	}
	return p.make(n)
}

func (p *parser) inside(read func() error) error {
	if err := p.expect("(", "to begin the coordinates"); err != nil {
		return err
	}
	if err := read(); err != nil {
		return err
	}
	return p.expect(")", "to end the coordinates")
}

func (p *parser) each(read func() error) error {
	return p.inside(func() error {
		for {
			if err := read(); err != nil {
				return err
			}
			if !p.takeSign(",") {
				return nil
			}
		}
	})
}

func (p *parser) line(least int) (orb.LineString, error) {
	at := p.now().at
	var line orb.LineString
	err := p.each(func() error {
		point, err := p.position()
		line = append(line, point)
		return err
	})
	if err == nil && len(line) < least {
		err = wrong(at, "the line has %d points, expected at least %d", len(line), least)
	}
	return line, err
}

func (p *parser) polygon() (orb.Polygon, error) {
	var polygon orb.Polygon
	err := p.each(func() error {
		at := p.now().at
		ring, err := p.line(4)
		if err == nil && ring[0] != ring[len(ring)-1] {
			err = wrong(at, "the ring is not closed: its last point differs from its first")
		}
		polygon = append(polygon, orb.Ring(ring))
		return err
	})
	return polygon, err
}

func (p *parser) position() (orb.Point, error) {
	at := p.now().at
	if p.points++; p.points > maxPoints {
		return orb.Point{}, wrong(at, "the filter has too many points, expected at most %d", maxPoints)
	}
	x, err := p.coordinate()
	if err != nil {
		return orb.Point{}, err
	}
	y, err := p.coordinate()
	if err != nil {
		return orb.Point{}, err
	}
	if p.now().kind == numberToken {
		return orb.Point{}, wrong(p.now().at, "the point has a third coordinate, expected two")
	}
	return orb.Point{x, y}, nil
}

// farthest is beyond every coordinate of every reference system that is read here.
const farthest = 1e9

func (p *parser) coordinate() (float64, error) {
	sign := 1.0
	if p.takeSign("-") {
		sign = -1
	} else {
		p.takeSign("+")
	}
	t := p.take()
	if t.kind != numberToken {
		return 0, wrong(t.at, "expected a coordinate, found %s", t.shown())
	}
	if math.Abs(t.number) > farthest {
		return 0, wrong(t.at, "the coordinate %s lies beyond the Earth", shorten(t.text))
	}
	return sign * t.number, nil
}

// box reads BBOX(west, south, east, north), with the heights of six numbers left out, or the predicate.
func (p *parser) box(t token) (*node, error) {
	if err := p.expect("(", "after "+strings.ToUpper(t.text)); err != nil {
		return nil, err
	}
	var property *node
	if word := p.now(); word.kind == wordToken || word.kind == nameToken {
		p.take()
		var err error
		if property, err = p.make(node{op: opProperty, at: word.at, word: word.text}); err != nil {
			return nil, err
		}
		if err := p.expect(",", "after the property"); err != nil {
			return nil, err
		}
	}
	var v []float64
	for {
		number, err := p.coordinate()
		if err != nil {
			return nil, err
		}
		v = append(v, number)
		if len(v) > 6 || !p.takeSign(",") {
			break
		}
	}
	if err := p.expect(")", "to end the box"); err != nil {
		return nil, err
	}
	switch {
	case len(v) == 6:
		v = []float64{v[0], v[1], v[3], v[4]}
	case len(v) != 4:
		return nil, wrong(t.at, "the box has %d numbers, expected four: west, south, east, north", len(v))
	}
	if v[0] > v[2] || v[1] > v[3] {
		return nil, wrong(t.at, "the box is turned round, expected west, south, east, north")
	}
	bound := orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}
	box, err := p.make(node{op: opGeometry, at: t.at, geometry: bound, box: true})
	if err != nil || property == nil {
		return box, err
	}
	return p.make(node{op: opSpatial, at: t.at, word: "INTERSECTS", kids: []*node{property, box}})
}
