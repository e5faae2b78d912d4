package layer

import (
	"iter"
	"math"
	"math/bits"
	"slices"

	"github.com/paulmach/orb"
)

// index is a packed R-tree over the extents of features: sorted along a Hilbert curve and grouped sixteen by sixteen,
// level by level (Kamel and Faloutsos 1993; packed as in "static" trees, without pointers). Boxes are single precision
// rounded outwards, so what it finds is measured again on the exact extents. Rows that edits moved or added
// are in extra and looked at one by one; their old boxes stay and are found wrong when measured.
//
// Building takes O(n log n), 20 bytes for each feature and sixteenth part more for the levels above.
type index struct {
	extent orb.Bound
	empty  bool
	rows   []uint32 // leaves, in Hilbert order
	boxes  []box    // of the leaves, then of each level above
	levels []int    // where each level begins in boxes; the last is the root's
	extra  []uint32
	crowd  [crowdZooms]uint32 // the most leaves whose middle lies in one tile, by zoom
}

// crowdZooms is how many zooms the Hilbert curve can tell apart.
const crowdZooms = 17

const fanout = 16

type box struct{ minX, minY, maxX, maxY float32 }

func boxOf(b orb.Bound) box {
	return box{down(b.Min[0]), down(b.Min[1]), up(b.Max[0]), up(b.Max[1])}
}

func down(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func up(v float64) float32 {
	f := float32(v)
	if float64(f) < v {
		f = math.Nextafter32(f, float32(math.Inf(1)))
	}
	return f
}

func (b box) meets(o box) bool {
	return b.minX <= o.maxX && b.maxX >= o.minX && b.minY <= o.maxY && b.maxY >= o.minY
}

func (b box) join(o box) box {
	return box{min(b.minX, o.minX), min(b.minY, o.minY), max(b.maxX, o.maxX), max(b.maxY, o.maxY)}
}

// newIndex builds the index of all geometries.
func newIndex(s *shapes) *index {
	x := &index{extent: nowhere, empty: true}
	type leaf struct {
		along uint64
		row   uint32
	}
	leaves := make([]leaf, 0, s.len())
	for i := range s.len() {
		b, ok := s.bound(i)
		if !ok {
			continue
		}
		x.cover(b)
		leaves = append(leaves, leaf{hilbert(WorldOf(b.Center())), uint32(i)})
	}
	slices.SortFunc(leaves, func(a, b leaf) int {
		switch {
		case a.along < b.along:
			return -1
		case a.along > b.along:
			return 1
		}
		return int(a.row) - int(b.row)
	})
	for zoom := range x.crowd { // a tile is a stretch of the curve
		run, before := uint32(0), uint64(0)
		for k, leaf := range leaves {
			tile := leaf.along >> (2 * (crowdZooms - 1 - zoom))
			if k == 0 || tile != before {
				run, before = 0, tile
			}
			run++
			x.crowd[zoom] = max(x.crowd[zoom], run)
		}
	}
	x.rows = make([]uint32, len(leaves))
	x.boxes = make([]box, len(leaves), len(leaves)+len(leaves)/(fanout-2)+2)
	for k, leaf := range leaves {
		b, _ := s.bound(int(leaf.row))
		x.rows[k], x.boxes[k] = leaf.row, boxOf(b)
	}
	x.levels = []int{0}
	for start := 0; len(x.boxes)-start > 1; {
		end := len(x.boxes)
		for k := start; k < end; k += fanout {
			joined := x.boxes[k]
			for _, b := range x.boxes[k+1 : min(k+fanout, end)] {
				joined = joined.join(b)
			}
			x.boxes = append(x.boxes, joined)
		}
		start = end
		x.levels = append(x.levels, start)
	}
	return x
}

func (x *index) cover(b orb.Bound) {
	x.extent, x.empty = orb.Bound{
		Min: orb.Point{math.Min(x.extent.Min[0], b.Min[0]), math.Min(x.extent.Min[1], b.Min[1])},
		Max: orb.Point{math.Max(x.extent.Max[0], b.Max[0]), math.Max(x.extent.Max[1], b.Max[1])},
	}, false
}

// hilbert is how far along a Hilbert curve over 2¹⁶ × 2¹⁶ cells a position lies.
func hilbert(w World) uint64 {
	x, y := w.X>>16, w.Y>>16
	var d uint64
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d = d<<2 | uint64((3*rx)^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = ^x, ^y
			}
			x, y = y, x
		}
	}
	return d
}

// search calls visit with every row whose box meets the bound, in the order of the tree, extras last. Rows may come
// twice and may lie outside.
func (x *index) search(bound orb.Bound, visit func(row uint32)) {
	for _, row := range x.extra {
		visit(row)
	}
	if len(x.boxes) == 0 {
		return
	}
	wanted := boxOf(bound)
	top := len(x.levels) - 1
	if wanted.meets(x.boxes[x.levels[top]]) {
		x.descend(top, x.levels[top], wanted, visit)
	}
}

// descend visits below a box that meets the wanted one.
func (x *index) descend(level, at int, wanted box, visit func(row uint32)) {
	if level == 0 {
		if row := x.rows[at]; row != gone {
			visit(row)
		}
		return
	}
	below, end := x.levels[level-1], x.levels[level]
	first := below + (at-end)*fanout
	for k := first; k < min(first+fanout, end); k++ {
		if wanted.meets(x.boxes[k]) {
			x.descend(level-1, k, wanted, visit)
		}
	}
}

// meets is the exact closed test.
func meets(a, b orb.Bound) bool {
	return a.Min[0] <= b.Max[0] && a.Max[0] >= b.Min[0] && a.Min[1] <= b.Max[1] && a.Max[1] >= b.Min[1]
}

// Visit calls visit with every feature whose extent meets the closed bound, each once, in an order that is the same each
// time but is not that of the index. Features without a geometry are in no bound.
func (l *Layer) Visit(bound orb.Bound, visit func(i int)) {
	extras := l.index.extra
	number := 0
	l.index.search(bound, func(row uint32) {
		number++
		if b, ok := l.shapes.bound(int(row)); !ok || !meets(b, bound) {
			return
		}
		if number > len(extras) && len(extras) > 0 && slices.Contains(extras, row) {
			return // it came among the extras
		}
		visit(int(row))
	})
}

// Within yields, in order, every feature from index from on whose extent meets the closed bound. Features without a geometry
// are in no bound. Each call costs the time of finding all of them.
func (l *Layer) Within(bound orb.Bound, from int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if l.index.empty || !meets(l.index.extent, bound) {
			return
		}
		if bound.Contains(l.index.extent.Min) && bound.Contains(l.index.extent.Max) {
			for i := max(from, 0); i < l.Len(); i++ {
				if _, ok := l.shapes.bound(i); ok && !yield(i) {
					return
				}
			}
			return
		}
		marks := make([]uint64, (l.Len()+63)/64)
		l.index.search(bound, func(row uint32) { marks[row/64] |= 1 << (row % 64) })
		for word := max(from, 0) / 64; word < len(marks); word++ {
			for rest := marks[word]; rest != 0; rest &= rest - 1 {
				i := word*64 + bits.TrailingZeros64(rest)
				if i < from {
					continue
				}
				if b, ok := l.shapes.bound(i); ok && meets(b, bound) && !yield(i) {
					return
				}
			}
		}
	}
}

// gone stands in a leaf for a feature that was removed.
const gone = math.MaxUint32

// mostExtra is how many features are looked at one by one before the tree is made anew.
const mostExtra = 128

// moved returns the index after feature row got another geometry.
func (x *index) moved(s *shapes, row int) *index {
	if len(x.extra) >= mostExtra {
		return newIndex(s)
	}
	next := *x
	if !slices.Contains(next.extra, uint32(row)) {
		next.extra = append(slices.Clip(next.extra), uint32(row))
	}
	next.measure(s)
	return &next
}

// inserted returns the index after feature row was put in and those from there on moved up by one.
func (x *index) inserted(s *shapes, row int) *index {
	next := *x
	next.rows, next.extra = slices.Clone(x.rows), slices.Clone(x.extra)
	for _, list := range [][]uint32{next.rows, next.extra} {
		for k, r := range list {
			if int(r) >= row && r != gone {
				list[k] = r + 1
			}
		}
	}
	return next.moved(s, row)
}

// removed returns the index after feature row was taken out and those behind it moved down by one.
func (x *index) removed(s *shapes, row int) *index {
	next := *x
	next.rows = slices.Clone(x.rows)
	next.extra = slices.DeleteFunc(slices.Clone(x.extra), func(r uint32) bool { return int(r) == row })
	for _, list := range [][]uint32{next.rows, next.extra} {
		for k, r := range list {
			switch {
			case int(r) == row:
				list[k] = gone
			case int(r) > row && r != gone:
				list[k] = r - 1
			}
		}
	}
	next.measure(s)
	return &next
}

// measure finds the extent anew.
func (x *index) measure(s *shapes) {
	x.extent, x.empty = nowhere, true
	for i := range s.len() {
		if b, ok := s.bound(i); ok {
			x.cover(b)
		}
	}
}

// Crowd is the most features whose middle lies in one Web Mercator tile of a zoom, as it was when the tree was made; beyond zoom 16,
// what it is at 16.
func (l *Layer) Crowd(zoom uint32) uint32 { return l.index.crowd[min(zoom, crowdZooms-1)] }
