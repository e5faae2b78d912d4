package tile

import (
	"cuntong/api/layer"
)

// mostPoints is how many points of a layer a tile shows one by one. The zoom at which a layer is counted in cells is the same
// for all its tiles, so that neighbours look alike.
const mostPoints = 3000

// CellsBelow returns the zoom below which a layer of points is counted in cells.
func CellsBelow(l *layer.Layer) uint32 {
	for z := range uint32(MaxZoom) {
		if l.Crowd(z) <= mostPoints {
			return z
		}
	}
	return MaxZoom
}

func (m *maker) encodePoints(l *layer.Layer) {
	if m.detail > 0 || m.tile.Z < CellsBelow(l) {
		m.encodeCells(l)
		return
	}
	attributes := m.attributes(l)
	for _, row := range m.hits {
		if m.full() {
			return
		}
		w, ok := l.Point(int(row))
		if p := m.grid.of(w); ok && shown.has(p) {
			m.encodePoint(l, int(row), p, attributes, nil)
		}
	}
}

func (m *maker) encodePoint(l *layer.Layer, row int, p point, attributes []attribute, count *uint32) {
	m.out.begin()
	if count != nil {
		m.out.tagNumber(*count, layer.Value{Type: layer.Integer, Integer: 1})
	}
	for _, a := range attributes {
		m.out.tag(a.key, l, row, a.field)
	}
	m.out.command(moveTo, 1)
	m.out.step(p)
	m.out.end(pointType, l.FID(row))
}

// cells count points. A cell is cellUnits wide at full detail and stands where its points lie on average; the ring of cells outside
// the tile is as wide as the buffer and the same as in the neighbouring tile.
type cells struct {
	count        []int32
	x, y         []int64
	row          []int32 // of the one point
	sum, unknown [][]float64
}

const (
	cellUnits = 64
	across    = Extent/cellUnits + 2
)

func (c *cells) reset(sums int) {
	c.count, c.x, c.y, c.row = cleared(c.count), cleared(c.x), cleared(c.y), cleared(c.row)
	for len(c.sum) < sums {
		c.sum, c.unknown = append(c.sum, nil), append(c.unknown, nil)
	}
	for k := range sums {
		c.sum[k], c.unknown[k] = cleared(c.sum[k]), cleared(c.unknown[k])
	}
}

func cleared[T any](list []T) []T {
	if list == nil {
		return make([]T, across*across)
	}
	clear(list)
	return list
}

// encodeCells counts points in cells, which say how many they are and the sums of what adds up. A cell of one point is that point.
func (m *maker) encodeCells(l *layer.Layer) {
	fields := l.Fields()
	var sums []int
	for k, field := range fields {
		if field.Sum {
			sums = append(sums, k)
		}
	}
	c := &m.cells
	c.reset(len(sums))
	// At less than full detail cells are wider; those of the buffer are then left out, as their neighbours do not see them whole.
	width := int32(cellUnits) << max(0, m.detail-1)
	for _, row := range m.hits {
		w, ok := l.Point(int(row))
		p := m.grid.of(w)
		if !ok || p.x < -buffer || p.y < -buffer || p.x >= Extent+buffer || p.y >= Extent+buffer {
			continue
		}
		if width > cellUnits && (p.x < 0 || p.y < 0 || p.x >= Extent || p.y >= Extent) {
			continue
		}
		at := ((p.y+width)/width)*across + (p.x+width)/width
		c.count[at]++
		c.x[at] += int64(p.x)
		c.y[at] += int64(p.y)
		c.row[at] = row
		for k, field := range sums {
			switch v := l.Value(int(row), field); {
			case v.Null:
				c.unknown[k][at]++
			case v.Type == layer.Integer:
				c.sum[k][at] += float64(v.Integer)
			default:
				c.sum[k][at] += v.Number
			}
		}
	}
	attributes := m.attributes(l)
	count := m.out.key(CountName)
	keys, unknown := make([]uint32, len(sums)), make([]uint32, len(sums))
	for k, field := range sums {
		name := fields[field].Name
		keys[k], unknown[k] = m.out.key(name), m.out.key(name+UnknownSuffix)
		for _, a := range attributes {
			if a.field == field {
				keys[k] = a.key // one key for one name
			}
		}
	}
	for at, n := range c.count {
		switch {
		case n == 0:
			continue
		case m.full():
			return
		}
		p := point{int32(floorDiv(c.x[at], int64(n))), int32(floorDiv(c.y[at], int64(n)))}
		if n == 1 {
			m.encodePoint(l, int(c.row[at]), p, attributes, &count)
			continue
		}
		m.out.begin()
		m.out.tagNumber(count, layer.Value{Type: layer.Integer, Integer: int64(n)})
		for k, field := range sums {
			missing := c.unknown[k][at]
			if missing < float64(n) { // a sum of nothing known is unknown
				v := layer.Value{Type: fields[field].Type}
				if v.Type == layer.Integer {
					v.Integer = int64(c.sum[k][at])
				} else {
					v.Number = c.sum[k][at]
				}
				m.out.tagNumber(keys[k], v)
			}
			if missing > 0 {
				m.out.tagNumber(unknown[k], layer.Value{Type: layer.Integer, Integer: int64(missing)})
			}
		}
		m.out.command(moveTo, 1)
		m.out.step(p)
		m.out.end(pointType, 0)
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
