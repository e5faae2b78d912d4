package gpkg

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// srsID is WGS 84 in gpkg_spatial_ref_sys.
const srsID = 4326

// The flags of a GeoPackage geometry header (OGC 12-128r17, 2.1.3): bit 0 says that numbers are little
// endian, bits 1-3 which envelope follows, bit 4 that the geometry is empty, bit 5 that it is an extended type.
const (
	flagLittleEndian   = 0x01
	flagEnvelopeXY     = 0x02
	flagEnvelopeMask   = 0x0e
	flagEmpty          = 0x10
	flagExtended       = 0x20
	blobHeaderSize     = 8
	pointBlobSize      = blobHeaderSize + 21
	multiPolygonHeader = blobHeaderSize + 32
)

// WKB types that the layers hold.
const (
	wkbPoint        = 1
	wkbPolygon      = 3
	wkbMultiPolygon = 6
)

// encodePoint writes a point as a GeoPackage blob. A point needs no envelope.
func encodePoint(p orb.Point) []byte {
	blob := make([]byte, 0, pointBlobSize)
	blob = append(blob, 'G', 'P', 0, flagLittleEndian)
	blob = binary.LittleEndian.AppendUint32(blob, srsID)
	blob = append(blob, 1) // WKB, little endian
	blob = binary.LittleEndian.AppendUint32(blob, wkbPoint)
	blob = binary.LittleEndian.AppendUint64(blob, math.Float64bits(p[0]))
	return binary.LittleEndian.AppendUint64(blob, math.Float64bits(p[1]))
}

// encodeOutline writes an outline as a GeoPackage blob with its envelope.
func encodeOutline(outline orb.MultiPolygon) ([]byte, error) {
	body, err := wkb.Marshal(outline, binary.LittleEndian)
	if err != nil {
		return nil, err
	}
	bound := outline.Bound()
	blob := make([]byte, 0, multiPolygonHeader+len(body))
	blob = append(blob, 'G', 'P', 0, flagLittleEndian|flagEnvelopeXY)
	blob = binary.LittleEndian.AppendUint32(blob, srsID)
	for _, value := range []float64{bound.Min[0], bound.Max[0], bound.Min[1], bound.Max[1]} {
		blob = binary.LittleEndian.AppendUint64(blob, math.Float64bits(value))
	}
	return append(blob, body...), nil
}

// body checks the header of a blob and returns the WKB behind it, its type and whether it is empty.
func body(blob []byte) (geometry []byte, kind uint32, empty bool, err error) {
	if len(blob) < blobHeaderSize || blob[0] != 'G' || blob[1] != 'P' {
		return nil, 0, false, fmt.Errorf("geometry does not begin with the GeoPackage header")
	}
	if blob[2] != 0 {
		return nil, 0, false, fmt.Errorf("geometry has header version %d, expected 0", blob[2])
	}
	flags := blob[3]
	if flags&flagExtended != 0 {
		return nil, 0, false, fmt.Errorf("geometry is of an extended type; only points and polygons are kept here")
	}
	envelope := int(flags&flagEnvelopeMask) >> 1
	if envelope > 4 {
		return nil, 0, false, fmt.Errorf("geometry has envelope kind %d, expected 0 to 4", envelope)
	}
	size := blobHeaderSize + [...]int{0, 32, 48, 48, 64}[envelope]
	if len(blob) < size+5 {
		return nil, 0, false, fmt.Errorf("geometry is cut off after %d bytes", len(blob))
	}
	geometry = blob[size:]
	switch geometry[0] {
	case 0:
		kind = binary.BigEndian.Uint32(geometry[1:])
	case 1:
		kind = binary.LittleEndian.Uint32(geometry[1:])
	default:
		return nil, 0, false, fmt.Errorf("geometry has byte order %d, expected 0 or 1", geometry[0])
	}
	return geometry, kind, flags&flagEmpty != 0, nil
}

// decodeGeometry reads a blob. An empty geometry comes back as nil.
func decodeGeometry(blob []byte) (orb.Geometry, error) {
	geometry, kind, empty, err := body(blob)
	if err != nil || empty {
		return nil, err
	}
	switch kind {
	case wkbPoint:
		point, err := readPoint(geometry)
		if err != nil || math.IsNaN(point[0]) && math.IsNaN(point[1]) { // how WKB writes an empty point
			return nil, err
		}
		return point, nil
	case wkbPolygon, wkbMultiPolygon:
		decoded, err := wkb.Unmarshal(geometry)
		if err != nil {
			return nil, fmt.Errorf("geometry of type %d: %w", kind, err)
		}
		if polygon, single := decoded.(orb.Polygon); single {
			decoded = orb.MultiPolygon{polygon}
		}
		if len(decoded.(orb.MultiPolygon)) == 0 {
			return nil, nil
		}
		return decoded, nil
	}
	return nil, fmt.Errorf("geometry is of WKB type %d; only points and polygons in two dimensions are kept here", kind)
}

func readPoint(geometry []byte) (orb.Point, error) {
	if len(geometry) < 21 {
		return orb.Point{}, fmt.Errorf("point is cut off after %d bytes", len(geometry))
	}
	var order binary.ByteOrder = binary.LittleEndian
	if geometry[0] == 0 {
		order = binary.BigEndian
	}
	return orb.Point{math.Float64frombits(order.Uint64(geometry[5:])), math.Float64frombits(order.Uint64(geometry[13:]))}, nil
}

// boundOf returns the extent of a blob; false where it is empty.
func boundOf(blob []byte) (orb.Bound, bool, error) {
	geometry, err := decodeGeometry(blob)
	if err != nil || geometry == nil {
		return orb.Bound{}, false, err
	}
	bound := geometry.Bound()
	return bound, !bound.IsEmpty(), nil
}
