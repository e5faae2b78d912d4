package tile

import (
	"slices"
	"sync"

	"cuntong/api/layer"
)

// Input is a layer that a tile shows, under a name of its own, as far as a scope reaches.
type Input struct {
	Name  string
	Layer *layer.Layer
	Scope layer.Scope
}

// Maker makes tiles. Many may use it at once; it keeps the memory that tiles are made in.
type Maker struct{ pool sync.Pool }

// NewMaker returns a maker.
func NewMaker() *Maker {
	return &Maker{sync.Pool{New: func() any { return &maker{} }}}
}

// maker is the memory in which one tile is made.
type maker struct {
	tile     ID
	grid     grid
	detail   int // 0: full; each step more halves what is shown
	limit    int // bytes of the layer at which it is given up
	encoders []*encoder
	details  []int
	out      *encoder

	hits     []int32
	line     []point
	spare    []point
	piece    []point
	rings    [][]point
	points   []point // memory of rings
	kept     []bool
	stack    [][2]int
	segments []segment
	cuts     []cutAt
	strips   strips
	cells    cells
}

func (m *maker) marks(n int) []bool {
	if cap(m.kept) < n {
		m.kept = make([]bool, n, 2*n)
	}
	m.kept = m.kept[:n]
	clear(m.kept)
	return m.kept
}

// mostDetail is the coarsest step; at it, features that do not fit are left out.
const mostDetail = 7

// Tile returns a tile of some layers, as one message; nil where none of them shows anything there. The same layers give the
// same bytes.
func (mk *Maker) Tile(id ID, inputs []Input) []byte { return mk.Append(nil, id, inputs) }

// Append puts such a tile behind what a buffer holds.
func (mk *Maker) Append(tile []byte, id ID, inputs []Input) []byte {
	m := mk.pool.Get().(*maker)
	defer mk.pool.Put(m)
	m.tile, m.grid = id, gridOf(id)
	for len(m.encoders) < len(inputs) {
		m.encoders = append(m.encoders, &encoder{})
	}
	m.details = append(m.details[:0], make([]int, len(inputs))...)
	total := 0
	for i := range inputs {
		m.encode(i, &inputs[i])
		total += m.taken(i)
	}
	// The layer that takes most gives way first.
	for total > MostBytes-headBytes*len(inputs) {
		worst := -1
		for i := range inputs {
			if m.details[i] < mostDetail && (worst < 0 || m.taken(i) > m.taken(worst)) {
				worst = i
			}
		}
		if worst < 0 {
			break // each has at most its share by now
		}
		total -= m.taken(worst)
		m.details[worst]++
		m.limit = MostBytes / len(inputs)
		m.encode(worst, &inputs[worst])
		total += m.taken(worst)
	}
	if total == 0 {
		return tile
	}
	tile = slices.Grow(tile, total+headBytes*len(inputs))
	for i, input := range inputs {
		tile = m.encoders[i].appendLayer(tile, input.Name)
	}
	return tile
}

// headBytes is more than the name and keys of any layer take.
const headBytes = 1000

func (m *maker) taken(i int) int { return m.encoders[i].size() }

// full reports whether the layer is larger than it may be, so that its rest need not be made.
func (m *maker) full() bool {
	if m.detail == mostDetail {
		return m.out.size() > m.limit-roomForOne
	}
	return m.out.size() > MostBytes
}

// roomForOne is kept free for the feature that fills a layer.
const roomForOne = 20_000

// encode makes one layer at its present detail.
func (m *maker) encode(i int, input *Input) {
	m.out, m.detail = m.encoders[i], m.details[i]
	m.out.reset()
	l := input.Layer
	bound := m.tile.Bound(buffer + 1)
	m.hits = m.hits[:0]
	zoom := uint8(m.tile.Z)
	all := input.Scope.All()
	l.Visit(bound, func(row int) {
		if l.FromZoom(row) <= zoom && (all || input.Scope.Has(row)) {
			m.hits = append(m.hits, int32(row))
		}
	})
	if len(m.hits) == 0 {
		return
	}
	switch {
	case l.HasPoints():
		m.encodePoints(l)
	case l.HasLines():
		m.encodeLines(l)
	default:
		m.encodeOutlines(l)
	}
}

// attribute is an attribute of the layer being made.
type attribute struct {
	key   uint32
	field int
}

// attributes names the layer's attributes at this zoom and detail.
func (m *maker) attributes(l *layer.Layer) []attribute {
	var list []attribute
	for _, a := range Attributes(l.Kind()) {
		if a.From > m.tile.Z || a.From > 0 && m.detail > 1 {
			continue
		}
		if field, ok := l.FieldIndex(a.Name); ok {
			list = append(list, attribute{m.out.key(a.Name), field})
		}
	}
	return list
}
