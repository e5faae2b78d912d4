package fleet

import (
	"cmp"
	"slices"
)

// nearest picks the few stops with the least keys out of many, ties by the lower stop: those that may be among them are collected, and when
// twice as many have come together the worse half goes.
type nearest struct {
	most int
	list []ranked
	over ranked // what is not below cannot be among them
}

type ranked struct {
	key  int64
	stop int32
}

func (a ranked) compare(b ranked) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.stop, b.stop))
}

func (n *nearest) begin(most int) {
	n.most, n.list, n.over = most, n.list[:0], ranked{1<<63 - 1, 1<<31 - 1}
}

func (n *nearest) add(key int64, stop int32) {
	r := ranked{key, stop}
	if r.compare(n.over) >= 0 {
		return
	}
	n.list = append(n.list, r)
	if len(n.list) >= 2*n.most+8 {
		n.cut()
		n.over = n.list[len(n.list)-1]
	}
}

func (n *nearest) cut() {
	slices.SortFunc(n.list, ranked.compare)
	n.list = n.list[:min(n.most, len(n.list))]
}

// write puts the stops into a list, nearest first.
func (n *nearest) write(into []int32) {
	n.cut()
	for k, r := range n.list {
		into[k] = r.stop
	}
}
