package tier

import (
	"slices"

	"cuntong/planner"
)

// ladder holds the sizes of many ways to run premises, each way's by ascending capacity and cost: at[k]..at[k+1] are way
// k's. A size that takes no more than another and costs no less is left out.
type ladder struct {
	at       []int32
	id       []int32 // position in the premises' sizes
	capacity []int64
	fixed    []int64 // units of money
}

func newLadder() ladder { return ladder{at: []int32{0}} }

// families groups sizes that handle a parcel for the same, in the order of their first.
func families(sizes []planner.Size) [][]int32 {
	var list [][]int32
	for k, size := range sizes {
		at := slices.IndexFunc(list, func(f []int32) bool { return sizes[f[0]].HandlingFen == size.HandlingFen })
		if at < 0 {
			list = append(list, []int32{int32(k)})
		} else {
			list[at] = append(list[at], int32(k))
		}
	}
	return list
}

// add appends one way with the sizes of a family, each with a fixed cost in fen on top and the price of a yuan of opening. It
// reports whether there is a choice of sizes, or one that does not take total.
func (l *ladder) add(sizes []planner.Size, family []int32, total, fixedFen, yuanPrice int64) (binds bool) {
	begin := len(l.id)
	for _, k := range family {
		capacity, fixed := total, scale*(sizes[k].YearlyFen+fixedFen)+yuanPrice*sizes[k].OpeningYuan
		if sizes[k].Capacity != nil {
			capacity = min(total, *sizes[k].Capacity)
		}
		for len(l.id) > begin && l.fixed[len(l.id)-1] >= fixed && l.capacity[len(l.id)-1] <= capacity {
			l.cut(len(l.id) - 1)
		}
		if len(l.id) > begin && l.capacity[len(l.id)-1] >= capacity {
			continue
		}
		l.id, l.capacity, l.fixed = append(l.id, k), append(l.capacity, capacity), append(l.fixed, fixed)
	}
	l.at = append(l.at, int32(len(l.id)))
	return len(l.id) > begin+1 || l.capacity[begin] < total
}

func (l *ladder) cut(n int) { l.id, l.capacity, l.fixed = l.id[:n], l.capacity[:n], l.fixed[:n] }

// most is the largest capacity of a way.
func (l *ladder) most(way int32) int64 { return l.capacity[l.at[way+1]-1] }

// least is the cost of the cheapest size of a way.
func (l *ladder) least(way int32) int64 { return l.fixed[l.at[way]] }

// dearest is the cost of the dearest size of a way.
func (l *ladder) dearest(way int32) int64 { return l.fixed[l.at[way+1]-1] }

// fitting is the rung of the cheapest size that takes a flow; the largest where none does.
func (l *ladder) fitting(way int32, flow int64) int32 {
	for k := l.at[way]; k < l.at[way+1]; k++ {
		if l.capacity[k] >= flow {
			return k
		}
	}
	return l.at[way+1] - 1
}
