package cql

import (
	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// geometryOf copies a geometry into the form that simplefeatures reads.
func geometryOf(g orb.Geometry) geom.Geometry {
	switch g := g.(type) {
	case orb.Point:
		return pointOf(g).AsGeometry()
	case orb.MultiPoint:
		points := make([]geom.Point, len(g))
		for i, p := range g {
			points[i] = pointOf(p)
		}
		return geom.NewMultiPoint(points).AsGeometry()
	case orb.LineString:
		return lineOf(g).AsGeometry()
	case orb.MultiLineString:
		lines := make([]geom.LineString, len(g))
		for i, line := range g {
			lines[i] = lineOf(line)
		}
		return geom.NewMultiLineString(lines).AsGeometry()
	case orb.Ring:
		return polygonOf(orb.Polygon{g}).AsGeometry()
	case orb.Polygon:
		return polygonOf(g).AsGeometry()
	case orb.Bound:
		return geometryOf(solid(g))
	case orb.MultiPolygon:
		polygons := make([]geom.Polygon, len(g))
		for i, polygon := range g {
			polygons[i] = polygonOf(polygon)
		}
		return geom.NewMultiPolygon(polygons).AsGeometry()
	case orb.Collection:
		parts := make([]geom.Geometry, len(g))
		for i, part := range g {
			parts[i] = geometryOf(part)
		}
		return geom.NewGeometryCollection(parts).AsGeometry()
	}
	return geom.Geometry{}
}

func pointOf(p orb.Point) geom.Point {
	return geom.NewPoint(geom.Coordinates{XY: geom.XY{X: p[0], Y: p[1]}})
}

func lineOf(line []orb.Point) geom.LineString {
	flat := make([]float64, 0, 2*len(line))
	for _, p := range line {
		flat = append(flat, p[0], p[1])
	}
	return geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
}

func polygonOf(polygon orb.Polygon) geom.Polygon {
	rings := make([]geom.LineString, len(polygon))
	for i, ring := range polygon {
		rings[i] = lineOf(ring)
	}
	return geom.NewPolygon(rings)
}

// move brings every point of a literal through a change of reference. A box stays one between its moved corners.
func move(g orb.Geometry, by Reference) (orb.Geometry, error) {
	var failed error
	point := func(p orb.Point) orb.Point {
		q, err := by(p)
		if err != nil && failed == nil {
			failed = err
		}
		return q
	}
	line := func(points []orb.Point) []orb.Point {
		moved := make([]orb.Point, len(points))
		for i, p := range points {
			moved[i] = point(p)
		}
		return moved
	}
	polygon := func(rings orb.Polygon) orb.Polygon {
		moved := make(orb.Polygon, len(rings))
		for i, ring := range rings {
			moved[i] = line(ring)
		}
		return moved
	}
	switch s := g.(type) {
	case orb.Point:
		g = point(s)
	case orb.Bound:
		g = orb.Bound{Min: point(s.Min), Max: point(s.Max)}
	case orb.MultiPoint:
		g = orb.MultiPoint(line(s))
	case orb.LineString:
		g = orb.LineString(line(s))
	case orb.MultiLineString:
		moved := make(orb.MultiLineString, len(s))
		for i, l := range s {
			moved[i] = line(l)
		}
		g = moved
	case orb.Polygon:
		g = polygon(s)
	case orb.MultiPolygon:
		moved := make(orb.MultiPolygon, len(s))
		for i, one := range s {
			moved[i] = polygon(one)
		}
		g = moved
	}
	return g, failed
}
