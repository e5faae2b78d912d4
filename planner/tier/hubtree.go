package tier

import (
	"cmp"
	"slices"
)

// box is a part of the ways to run the hubs: for each, by position in the basin's hubs, its first and last allowed size; −1
// stands for not being run.
type box struct{ low, high []int }

func (r *region) wholeBox(w *ways) box {
	b := box{make([]int, len(r.hubs)), make([]int, len(r.hubs))}
	for k, h := range r.hubs {
		b.high[k] = len(w.p.Hubs[h].Sizes) - 1
		if !w.p.Hubs[h].Keep {
			b.low[k] = -1
		}
	}
	return b
}

// halve divides a box at a hub: its first allowed state, and the others.
func (b box) halve(k int) (first, others box) {
	first, others = box{slices.Clone(b.low), slices.Clone(b.high)}, box{slices.Clone(b.low), slices.Clone(b.high)}
	first.high[k] = b.low[k]
	others.low[k] = b.low[k] + 1
	return first, others
}

// leaf is a box with the best fees found for it and the bound that they give to the estimates.
type leaf struct {
	box
	fees  *fees
	bound int64
	worst int // hub to divide it at; −1 none
	// settled is set once its zones have been branched in.
	settled bool
}

// maxHubLeaves limits the boxes that are bounded in earnest.
const maxHubLeaves = 12

// leaves divides the ways to run the hubs where the estimates' bound is least, until no part is below goal or there are enough.
// Ascending by bound.
func (r *region) leaves(w *ways, o *offers, yuanPrice, goal int64, m *meter) []*leaf {
	list := []*leaf{r.split(w, o, yuanPrice, r.wholeBox(w), m)}
	for len(list) < w.hubLeaves && list[0].bound < goal && list[0].worst >= 0 && !m.over() {
		first, others := list[0].halve(list[0].worst)
		list[0] = r.split(w, o, yuanPrice, first, m)
		list = append(list, r.split(w, o, yuanPrice, others, m))
		slices.SortStableFunc(list, func(a, b *leaf) int { return cmp.Compare(a.bound, b.bound) })
	}
	return list
}
