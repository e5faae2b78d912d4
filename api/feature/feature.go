// Package feature writes features of a layer as GeoJSON (RFC 7946; in other reference systems as OGC API – Features
// Part 2 has it) by appending to a buffer: no values in between, nothing that the garbage collector must look at.
//
// Null is written as null. A feature's id is the integer that stands for its ID in programs that want one; the ID
// itself is among the properties. Rings come with the outer one counter-clockwise, whatever way they are stored.
package feature

import (
	"math"
	"strconv"
	"unicode/utf8"

	"cuntong/api/layer"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Writer writes features of one layer. It is safe for many goroutines.
type Writer struct {
	layer *layer.Layer
	crs   geo.CRS
	keys  []string // `,"name":` of each field, without the comma for the first
	masks []Mask
}

// Mask changes what a text field shows; nil shows it as it is.
type Mask func(string) string

// NewWriter prepares a writer. masks stand in the order of the layer's fields; nil shows everything.
func NewWriter(l *layer.Layer, crs geo.CRS, masks []Mask) *Writer {
	if masks == nil {
		masks = make([]Mask, len(l.Fields()))
	}
	w := &Writer{layer: l, crs: crs, masks: masks}
	for k, field := range l.Fields() {
		key := string(AppendText(nil, field.Name)) + ":"
		if k > 0 {
			key = "," + key
		}
		w.keys = append(w.keys, key)
	}
	return w
}

// Append writes feature i. more is what comes behind the properties, such as `,"links":[]`; mostly empty.
func (w *Writer) Append(buf []byte, i int, more []byte) []byte {
	buf = append(buf, `{"type":"Feature","id":`...)
	buf = strconv.AppendInt(buf, w.layer.FID(i), 10)
	buf = append(buf, `,"geometry":`...)
	buf = w.geometry(buf, i)
	buf = append(buf, `,"properties":`...)
	buf = w.AppendProperties(buf, i)
	buf = append(buf, more...)
	return append(buf, '}')
}

// AppendProperties writes the properties of feature i alone.
func (w *Writer) AppendProperties(buf []byte, i int) []byte {
	buf = append(buf, '{')
	for k, key := range w.keys {
		buf = append(buf, key...)
		v := w.layer.Value(i, k)
		switch {
		case v.Null:
			buf = append(buf, "null"...)
		case v.Type == layer.Integer:
			buf = strconv.AppendInt(buf, v.Integer, 10)
		case v.Type == layer.Number:
			buf = AppendNumber(buf, v.Number)
		case v.Type == layer.Boolean:
			buf = strconv.AppendBool(buf, v.Boolean)
		case w.masks[k] != nil:
			buf = AppendText(buf, w.masks[k](v.Text))
		default:
			buf = AppendText(buf, v.Text)
		}
	}
	return append(buf, '}')
}

func (w *Writer) geometry(buf []byte, i int) []byte {
	switch g := w.layer.Geometry(i).(type) {
	case orb.Point:
		buf = append(buf, `{"type":"Point","coordinates":`...)
		buf = w.position(buf, g)
	case orb.LineString:
		buf = append(buf, `{"type":"LineString","coordinates":`...)
		buf = w.line(buf, g, false)
	case orb.MultiLineString:
		buf = append(buf, `{"type":"MultiLineString","coordinates":[`...)
		for k, line := range g {
			buf = w.line(comma(buf, k), line, false)
		}
		buf = append(buf, ']')
	case orb.MultiPolygon:
		buf = append(buf, `{"type":"MultiPolygon","coordinates":[`...)
		for k, polygon := range g {
			buf = append(comma(buf, k), '[')
			for n, ring := range polygon {
				// Clockwise is found on the plane of degrees, whichever way the axes are written.
				turned := (ring.Orientation() == orb.CW) == (n == 0)
				buf = w.line(comma(buf, n), orb.LineString(ring), turned)
			}
			buf = append(buf, ']')
		}
		buf = append(buf, ']')
	default:
		return append(buf, "null"...)
	}
	return append(buf, '}')
}

func comma(buf []byte, k int) []byte {
	if k > 0 {
		buf = append(buf, ',')
	}
	return buf
}

func (w *Writer) line(buf []byte, line orb.LineString, turned bool) []byte {
	buf = append(buf, '[')
	for k := range line {
		p := line[k]
		if turned {
			p = line[len(line)-1-k]
		}
		buf = w.position(comma(buf, k), p)
	}
	return append(buf, ']')
}

// position writes as many digits as bring the same number back when read.
func (w *Writer) position(buf []byte, p orb.Point) []byte {
	p = w.crs.FromWGS84(p)
	buf = append(buf, '[')
	buf = AppendNumber(buf, p[0])
	buf = append(buf, ',')
	buf = AppendNumber(buf, p[1])
	return append(buf, ']')
}

// AppendNumber writes a number as JSON has them; what is none becomes null.
func AppendNumber(buf []byte, v float64) []byte {
	size := math.Abs(v)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return append(buf, "null"...)
	case size != 0 && (size < 1e-6 || size >= 1e21):
		return strconv.AppendFloat(buf, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(buf, v, 'f', -1, 64)
}

const hex = "0123456789abcdef"

// AppendText writes text in quotes. What is no UTF-8 becomes the replacement character; < > & are escaped, so that the
// text stays text even in the middle of a page, and so are the two line ends that JSON has and scripts do not.
func AppendText(buf []byte, text string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || size > 1) {
				i += size
				continue
			}
			buf = append(buf, text[start:i]...)
			if r == utf8.RuneError {
				buf = append(buf, "\ufffd"...)
			} else {
				buf = append(buf, '\\', 'u', '2', '0', '2', hex[r&15])
			}
			i += size
			start = i
			continue
		}
		buf = append(buf, text[start:i]...)
		switch c {
		case '"', '\\':
			buf = append(buf, '\\', c)
		case '\n':
			buf = append(buf, '\\', 'n')
		case '\r':
			buf = append(buf, '\\', 'r')
		case '\t':
			buf = append(buf, '\\', 't')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	buf = append(buf, text[start:]...)
	return append(buf, '"')
}
