package layer

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/paulmach/orb"
)

// row is one feature on its way into a layer. Values stand in the order of the fields; the value of the field that is
// the ID is left out by its column.
type row struct {
	id       string
	area     string
	version  int64
	from     uint8
	values   []Value
	point    *orb.Point
	lines    orb.MultiLineString
	outlines orb.MultiPolygon
}

// builder collects features.
type builder struct {
	layer    *Layer
	ids      []string
	areas    map[string]uint32
	areaList []string
	words    []map[string]uint32
	lists    [][]string
	sorted   bool
}

// generations numbers the layers that one Set makes.
type generations struct{ last atomic.Uint64 }

func newBuilder(ref Ref, size int) *builder {
	fields := Fields(ref.Kind)
	l := &Layer{ref: ref, columns: make([]column, len(fields)), shapes: shapes{form: formOf(ref.Kind), first: []uint32{0}}}
	b := &builder{layer: l, ids: make([]string, 0, size), areas: map[string]uint32{"": 0}, areaList: []string{""}, sorted: true,
		words: make([]map[string]uint32, len(fields)), lists: make([][]string, len(fields))}
	for k, field := range fields {
		c := &l.columns[k]
		c.kind, c.id = field.Type, field.ID
		switch {
		case c.id:
		case c.kind == Integer:
			c.integers = make([]int64, 0, size)
		case c.kind == Number:
			c.numbers = make([]float64, 0, size)
		default:
			c.texts = make([]uint32, 0, size)
			b.words[k], b.lists[k] = map[string]uint32{}, []string{""}
		}
	}
	l.areas.of, l.versions = make([]uint32, 0, size), make([]int64, 0, size)
	if l.shapes.form == formPoints {
		l.shapes.points, l.shapes.world = make([]orb.Point, 0, size), make([]World, 0, size)
	}
	return b
}

// add takes a feature; the row may be used again.
func (b *builder) add(r *row) {
	l := b.layer
	if n := len(b.ids); n > 0 && b.ids[n-1] >= r.id {
		b.sorted = false
	}
	b.ids = append(b.ids, r.id)
	n, ok := b.areas[r.area]
	if !ok {
		n = uint32(len(b.areaList))
		b.areas[r.area] = n
		b.areaList = append(b.areaList, r.area)
	}
	l.areas.of = append(l.areas.of, n)
	l.versions = append(l.versions, r.version)
	if r.from > 0 && l.from == nil {
		l.from = make([]uint8, len(b.ids)-1, cap(b.ids))
	}
	if l.from != nil {
		l.from = append(l.from, r.from)
	}
	for k := range l.columns {
		b.addValue(k, r.values[k])
	}
	if l.shapes.form == formPoints {
		l.shapes.addPoint(r.point)
	} else {
		l.shapes.addParts(r.lines, r.outlines)
	}
}

func (b *builder) addValue(k int, v Value) {
	c := &b.layer.columns[k]
	switch {
	case c.id:
	case c.kind == Integer:
		c.integers = append(c.integers, 0)
		c.set(len(c.integers)-1, v)
	case c.kind == Number:
		c.numbers = append(c.numbers, 0)
		c.set(len(c.numbers)-1, v)
	case c.kind == Boolean:
		c.texts = append(c.texts, 0)
		c.set(len(c.texts)-1, v)
	default:
		n := uint32(nullText)
		if !v.Null {
			var ok bool
			if n, ok = b.words[k][v.Text]; !ok {
				n = uint32(len(b.lists[k]))
				b.words[k][v.Text] = n
				b.lists[k] = append(b.lists[k], v.Text)
			}
		}
		c.texts = append(c.texts, n)
	}
}

// finish makes the layer. Rows of one ID must not come twice.
func (b *builder) finish() *Layer {
	l := b.layer
	for k := range l.columns {
		l.columns[k].words = packTexts(b.lists[k])
	}
	l.areas.words = packTexts(b.areaList)
	if !b.sorted {
		b.sort()
	}
	l.ids = packTexts(b.ids)
	l.fids = make([]int64, len(b.ids))
	taken := make(map[int64]bool, 16)
	for i, id := range b.ids {
		l.fids[i] = fidOf(id)
	}
	// Two IDs may share a number about once in ten thousand nations; the later one steps aside.
	order := slices.Clone(l.fids)
	slices.Sort(order)
	for k := 1; k < len(order); k++ {
		if order[k] == order[k-1] {
			taken[order[k]] = false
		}
	}
	for i := range l.fids {
		if used, twice := taken[l.fids[i]]; twice {
			for used {
				l.fids[i]++
				_, there := slices.BinarySearch(order, l.fids[i])
				used = there || taken[l.fids[i]]
			}
			taken[l.fids[i]] = true
		}
	}
	l.index = newIndex(&l.shapes)
	return l
}

// sort puts the features in the order of their IDs.
func (b *builder) sort() {
	l := b.layer
	order := make([]int, len(b.ids))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return strings.Compare(b.ids[x], b.ids[y]) })
	b.ids = permuted(b.ids, order)
	l.areas.of, l.versions = permuted(l.areas.of, order), permuted(l.versions, order)
	if l.from != nil {
		l.from = permuted(l.from, order)
	}
	for k := range l.columns {
		c := &l.columns[k]
		c.texts, c.integers, c.numbers = permuted(c.texts, order), permuted(c.integers, order), permuted(c.numbers, order)
	}
	old := l.shapes
	if old.form == formPoints {
		l.shapes.points, l.shapes.world = permuted(old.points, order), permuted(old.world, order)
		return
	}
	l.shapes = shapes{form: old.form, first: []uint32{0}, bounds: permuted(old.bounds, order),
		points: make([]orb.Point, 0, len(old.points)), world: make([]World, 0, len(old.world))}
	s := &l.shapes
	for _, i := range order {
		for p := old.first[i]; p < old.first[i+1]; p++ {
			start, end := old.part(p)
			s.points, s.world = append(s.points, old.points[start:end]...), append(s.world, old.world[start:end]...)
			s.ends = append(s.ends, uint32(len(s.points)))
			if s.form == formOutlines {
				s.outer = append(s.outer, old.outer[p])
			}
		}
		s.first = append(s.first, uint32(len(s.ends)))
	}
}

func permuted[T any](list []T, order []int) []T {
	if list == nil {
		return nil
	}
	next := make([]T, len(order))
	for k, i := range order {
		next[k] = list[i]
	}
	return next
}

// fidOf makes a positive integer of an ID: itself where it is a number as one would write it, else 52 bits of its hash with
// a bit above them, which JavaScript can still tell apart.
func fidOf(id string) int64 {
	const hashBits = 52
	if n, err := strconv.ParseInt(id, 10, 64); err == nil && n > 0 && n < 1<<hashBits && strconv.FormatInt(n, 10) == id {
		return n
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	sum := h.Sum64()
	return int64(1<<hashBits | (sum^sum>>hashBits)&(1<<hashBits-1))
}
