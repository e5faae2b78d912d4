package tile

import (
	"encoding/binary"
	"math"

	"cuntong/api/layer"
	"cuntong/data"
)

// The wire format of Mapbox Vector Tiles 2.1 (https://github.com/mapbox/vector-tile-spec, 2016), written by appending. Only what a tile
// needs is written: no message is built in memory first.

// Tags of the messages' fields: the number of the field eightfold, plus the wire type where it is not 0, a number.
const (
	tileLayers = 3<<3 | 2

	layerName     = 1<<3 | 2
	layerFeatures = 2<<3 | 2
	layerKeys     = 3<<3 | 2
	layerValues   = 4<<3 | 2
	layerExtent   = 5 << 3
	layerVersion  = 15 << 3

	featureID       = 1 << 3
	featureTags     = 2<<3 | 2
	featureType     = 3 << 3
	featureGeometry = 4<<3 | 2

	valueText     = 1<<3 | 2
	valueDouble   = 3<<3 | 1
	valueUnsigned = 5 << 3
	valueSigned   = 6 << 3
	valueBoolean  = 7 << 3
)

// Kinds of geometry.
const (
	pointType   = 1
	lineType    = 2
	polygonType = 3
)

// Commands of a geometry.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// encoder writes one layer.
type encoder struct {
	body     []byte // features so far
	keys     []string
	values   []byte // messages of the values, complete
	known    dictionary
	features int

	tags     []uint32
	geometry []uint32
	at       point // of the geometry's pen
	packed   []byte
}

func (e *encoder) reset() {
	e.body, e.keys, e.values, e.features = e.body[:0], e.keys[:0], e.values[:0], 0
	e.known.empty()
}

// key returns the number of a new attribute name.
func (e *encoder) key(name string) uint32 {
	e.keys = append(e.keys, name)
	return uint32(len(e.keys) - 1)
}

// size is how many bytes the layer takes, but for its head.
func (e *encoder) size() int { return len(e.body) + len(e.values) }

// begin starts a feature.
func (e *encoder) begin() { e.tags, e.geometry, e.at = e.tags[:0], e.geometry[:0], point{} }

// tag gives the feature what row i of a layer says in a field; null gives nothing.
func (e *encoder) tag(key uint32, l *layer.Layer, i, field int) {
	code, ok := l.Code(i, field)
	if !ok {
		return
	}
	n, fresh := e.known.number(key, code)
	if fresh {
		v := l.Value(i, field)
		if l.Fields()[field].Words {
			v.Text = data.MaskText(v.Text) // for everybody: a tile is kept for all
		}
		e.addValue(v)
	}
	e.tags = append(e.tags, key, n)
}

// tagNumber gives the feature an attribute that is in no layer. Codes of such attributes are set apart by the highest bit of the key.
func (e *encoder) tagNumber(key uint32, v layer.Value) {
	code := uint64(v.Integer)
	if v.Type == layer.Number {
		code = math.Float64bits(v.Number)
	}
	n, fresh := e.known.number(key|1<<31, code)
	if fresh {
		e.addValue(v)
	}
	e.tags = append(e.tags, key, n)
}

func (e *encoder) addValue(v layer.Value) {
	m := e.packed[:0]
	switch v.Type {
	case layer.Integer:
		if v.Integer >= 0 {
			m = binary.AppendUvarint(append(m, valueUnsigned), uint64(v.Integer))
		} else {
			m = binary.AppendVarint(append(m, valueSigned), v.Integer)
		}
	case layer.Number:
		m = binary.LittleEndian.AppendUint64(append(m, valueDouble), math.Float64bits(v.Number))
	case layer.Boolean:
		m = append(m, valueBoolean, 0)
		if v.Boolean {
			m[len(m)-1] = 1
		}
	default:
		m = appendText(m, valueText, v.Text)
	}
	e.values = binary.AppendUvarint(append(e.values, layerValues), uint64(len(m)))
	e.values = append(e.values, m...)
	e.packed = m
}

// move, line and closed draw.

func (e *encoder) command(id, count uint32) {
	e.geometry = append(e.geometry, id|count<<3)
}

func (e *encoder) step(p point) {
	e.geometry = append(e.geometry, zigzag(p.x-e.at.x), zigzag(p.y-e.at.y))
	e.at = p
}

func (e *encoder) path(list []point, closed bool) {
	e.command(moveTo, 1)
	e.step(list[0])
	e.command(lineTo, uint32(len(list)-1))
	for _, p := range list[1:] {
		e.step(p)
	}
	if closed {
		e.command(closePath, 1)
	}
}

func zigzag(v int32) uint32 { return uint32(v<<1) ^ uint32(v>>31) }

// end writes the feature; an id of 0 is none.
func (e *encoder) end(kind byte, id int64) {
	e.features++
	m := e.packed[:0]
	if id > 0 {
		m = binary.AppendUvarint(append(m, featureID), uint64(id))
	}
	if len(e.tags) > 0 {
		m = appendPacked(append(m, featureTags), e.tags)
	}
	m = append(m, featureType, kind)
	m = appendPacked(append(m, featureGeometry), e.geometry)
	e.body = binary.AppendUvarint(append(e.body, layerFeatures), uint64(len(m)))
	e.body = append(e.body, m...)
	e.packed = m
}

// appendPacked writes the length in bytes of some numbers, then the numbers.
func appendPacked(m []byte, list []uint32) []byte {
	size := 0
	for _, n := range list {
		size += varintSize(n)
	}
	m = binary.AppendUvarint(m, uint64(size))
	for _, n := range list {
		for n >= 0x80 {
			m = append(m, byte(n)|0x80)
			n >>= 7
		}
		m = append(m, byte(n))
	}
	return m
}

func varintSize(n uint32) int {
	switch {
	case n < 1<<7:
		return 1
	case n < 1<<14:
		return 2
	case n < 1<<21:
		return 3
	case n < 1<<28:
		return 4
	}
	return 5
}

func appendText(m []byte, tag byte, text string) []byte {
	m = binary.AppendUvarint(append(m, tag), uint64(len(text)))
	return append(m, text...)
}

// appendLayer puts the layer behind a tile. A layer without features is left out.
func (e *encoder) appendLayer(tile []byte, name string) []byte {
	if e.features == 0 {
		return tile
	}
	m := e.packed[:0]
	m = append(m, layerVersion, 2)
	m = appendText(m, layerName, name)
	m = binary.AppendUvarint(append(m, layerExtent), Extent)
	for _, key := range e.keys {
		m = appendText(m, layerKeys, key)
	}
	tile = binary.AppendUvarint(append(tile, tileLayers), uint64(len(m)+len(e.body)+len(e.values)))
	tile = append(tile, m...)
	tile = append(tile, e.body...)
	e.packed = m
	return append(tile, e.values...)
}
