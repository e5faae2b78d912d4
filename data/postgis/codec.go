package postgis

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"
)

// srid is WGS 84 in PostGIS.
const srid = 4326

// geometryCodec carries orb.Point and orb.MultiPolygon to and from geometry columns: as EWKB in the binary
// protocol, as its hexadecimal digits in the text protocol.
type geometryCodec struct{}

var _ pgtype.Codec = geometryCodec{}

// FormatSupported reports that both protocols work.
func (geometryCodec) FormatSupported(format int16) bool {
	return format == pgtype.BinaryFormatCode || format == pgtype.TextFormatCode
}

// PreferredFormat is binary.
func (geometryCodec) PreferredFormat() int16 { return pgtype.BinaryFormatCode }

// PlanEncode knows points and outlines.
func (geometryCodec) PlanEncode(_ *pgtype.Map, _ uint32, format int16, value any) pgtype.EncodePlan {
	switch value.(type) {
	case orb.Point, orb.MultiPolygon:
		return encodePlan{format}
	}
	return nil
}

type encodePlan struct{ format int16 }

// Encode appends one geometry.
func (p encodePlan) Encode(value any, buffer []byte) ([]byte, error) {
	body, err := encodeGeometry(value)
	if err != nil {
		return nil, err
	}
	if p.format == pgtype.TextFormatCode {
		return hex.AppendEncode(buffer, body), nil
	}
	return append(buffer, body...), nil
}

func encodeGeometry(value any) ([]byte, error) {
	switch value := value.(type) {
	case orb.Point:
		return ewkb.Marshal(geom.NewPointFlat(geom.XY, value[:]).SetSRID(srid), ewkb.NDR)
	case orb.MultiPolygon:
		coordinates, ends := flatten(value)
		return ewkb.Marshal(geom.NewMultiPolygonFlat(geom.XY, coordinates, ends).SetSRID(srid), ewkb.NDR)
	}
	return nil, fmt.Errorf("%T is no geometry that is kept here", value)
}

// flatten lays an outline out as go-geom wants it: all coordinates in a row, and for each polygon where in
// that row its rings end.
func flatten(outline orb.MultiPolygon) (coordinates []float64, ends [][]int) {
	for _, polygon := range outline {
		var rings []int
		for _, ring := range polygon {
			for _, p := range ring {
				coordinates = append(coordinates, p[0], p[1])
			}
			rings = append(rings, len(coordinates))
		}
		ends = append(ends, rings)
	}
	return coordinates, ends
}

// PlanScan knows points that may be missing and outlines; a missing or empty one leaves nil.
func (geometryCodec) PlanScan(_ *pgtype.Map, _ uint32, format int16, target any) pgtype.ScanPlan {
	switch target.(type) {
	case **orb.Point, *orb.MultiPolygon:
		return scanPlan{format}
	}
	return nil
}

type scanPlan struct{ format int16 }

// Scan reads one geometry.
func (p scanPlan) Scan(source []byte, target any) error {
	geometry, err := decodeGeometry(source, p.format)
	if err != nil {
		return err
	}
	switch target := target.(type) {
	case **orb.Point:
		*target = nil
		if geometry == nil {
			return nil
		}
		point, ok := geometry.(*geom.Point)
		if !ok {
			return fmt.Errorf("location is a %T, expected a point", geometry)
		}
		if !point.Empty() {
			*target = &orb.Point{point.X(), point.Y()}
		}
	case *orb.MultiPolygon:
		*target = nil
		if geometry == nil {
			return nil
		}
		shape, ok := geometry.(*geom.MultiPolygon)
		if !ok {
			return fmt.Errorf("outline is a %T, expected a multipolygon", geometry)
		}
		*target = unflatten(shape)
	}
	return nil
}

func decodeGeometry(source []byte, format int16) (geom.T, error) {
	if source == nil {
		return nil, nil
	}
	if format == pgtype.TextFormatCode {
		body, err := hex.AppendDecode(nil, source)
		if err != nil {
			return nil, err
		}
		source = body
	}
	return ewkb.Unmarshal(source)
}

func unflatten(shape *geom.MultiPolygon) orb.MultiPolygon {
	var outline orb.MultiPolygon
	coordinates, stride, start := shape.FlatCoords(), shape.Stride(), 0
	for _, rings := range shape.Endss() {
		polygon := make(orb.Polygon, 0, len(rings))
		for _, end := range rings {
			ring := make(orb.Ring, 0, (end-start)/stride)
			for ; start < end; start += stride {
				ring = append(ring, orb.Point{coordinates[start], coordinates[start+1]})
			}
			polygon = append(polygon, ring)
		}
		outline = append(outline, polygon)
	}
	return outline
}

// DecodeDatabaseSQLValue gives the bytes as they came, for database/sql.
func (geometryCodec) DecodeDatabaseSQLValue(_ *pgtype.Map, _ uint32, _ int16, source []byte) (driver.Value, error) {
	if source == nil {
		return nil, nil
	}
	return append([]byte(nil), source...), nil
}

// DecodeValue gives a geometry of go-geom, for rows read without a target.
func (geometryCodec) DecodeValue(_ *pgtype.Map, _ uint32, format int16, source []byte) (any, error) {
	geometry, err := decodeGeometry(source, format)
	if geometry == nil {
		return nil, err // an interface that is plainly nil
	}
	return geometry, err
}
