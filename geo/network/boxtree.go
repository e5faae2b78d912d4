package network

import (
	"cmp"
	"math"
	"slices"
)

// boxTree is a fixed R-tree over boxes on a plane, packed by sort-tile-recursive (Leutenegger, López,
// Edgington: STR: a simple and efficient algorithm for R-tree packing. ICDE 1997,
// doi:10.1109/ICDE.1997.582015) into one array: the entries first, then each level of parents.
type boxTree struct {
	boxes  []box
	owner  []int32 // of the entries
	levels []int   // levels[l] is where level l begins; the last one is the end
}

// box is [least x, least y, greatest x, greatest y] in metres.
type box [4]float32

// fanOut is the number of children of a node of the tree.
const fanOut = 16

func emptyBox() box {
	most := float32(math.MaxFloat32)
	return box{most, most, -most, -most}
}

// add widens the box to hold a point; float32 rounds both ways, which searches allow for.
func (b *box) add(xy [2]float64) {
	x, y := float32(xy[0]), float32(xy[1])
	b[0], b[1], b[2], b[3] = min(b[0], x), min(b[1], y), max(b[2], x), max(b[3], y)
}

func (b *box) join(other box) {
	b[0], b[1], b[2], b[3] = min(b[0], other[0]), min(b[1], other[1]), max(b[2], other[2]), max(b[3], other[3])
}

func (b *box) meets(other *box) bool {
	return b[0] <= other[2] && other[0] <= b[2] && b[1] <= other[3] && other[1] <= b[3]
}

func newBoxTree(boxes []box, owner []int32) *boxTree {
	order := make([]int32, len(boxes))
	for i := range order {
		order[i] = int32(i)
	}
	middle := func(i int32, axis int) float32 { return boxes[i][axis] + boxes[i][axis+2] }
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(middle(a, 0), middle(b, 0)), cmp.Compare(a, b)) })
	leaves := (len(order) + fanOut - 1) / fanOut
	slice := fanOut * int(math.Ceil(math.Sqrt(float64(leaves))))
	for from := 0; from < len(order); from += slice {
		part := order[from:min(from+slice, len(order))]
		slices.SortFunc(part, func(a, b int32) int { return cmp.Or(cmp.Compare(middle(a, 1), middle(b, 1)), cmp.Compare(a, b)) })
	}
	t := &boxTree{boxes: make([]box, 0, len(boxes)*fanOut/(fanOut-1)+8), owner: make([]int32, len(boxes)), levels: []int{0}}
	for i, entry := range order {
		t.boxes = append(t.boxes, boxes[entry])
		t.owner[i] = owner[entry]
	}
	for from, to := 0, len(order); to-from > 1; from, to = to, len(t.boxes) {
		t.levels = append(t.levels, to)
		for child := from; child < to; child += fanOut {
			parent := emptyBox()
			for _, b := range t.boxes[child:min(child+fanOut, to)] {
				parent.join(b)
			}
			t.boxes = append(t.boxes, parent)
		}
	}
	t.levels = append(t.levels, len(t.boxes))
	return t
}

// search calls visit with the owner and the box of every entry whose box meets the window.
func (t *boxTree) search(window *box, visit func(owner int32, b *box)) {
	if len(t.boxes) > 0 {
		top := len(t.levels) - 2
		for i := t.levels[top]; i < t.levels[top+1]; i++ {
			t.descend(window, top, i, visit)
		}
	}
}

func (t *boxTree) descend(window *box, level, i int, visit func(owner int32, b *box)) {
	if !t.boxes[i].meets(window) {
		return
	}
	if level == 0 {
		visit(t.owner[i], &t.boxes[i])
		return
	}
	below := t.levels[level-1]
	first := below + (i-t.levels[level])*fanOut
	for child := first; child < min(first+fanOut, t.levels[level]); child++ {
		t.descend(window, level-1, child, visit)
	}
}
