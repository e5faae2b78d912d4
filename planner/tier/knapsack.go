package tier

import (
	"math"
	"slices"
)

// item is a village that an option could take.
type item struct {
	profit, weight int64
	village        int32
}

// gather lists the villages that would pay for an option, by falling profit for each parcel.
func (b *bounder) gather(nd *node, o int32) {
	t := b.t
	toll, _ := b.tollOf(nd, o)
	b.items = b.items[:0]
	for k := t.start[o]; k < t.start[o+1]; k++ {
		if profit := b.profit(k, toll); profit > 0 && nd.allowed(t.village[k], o) {
			b.items = append(b.items, item{profit, t.flow[t.village[k]], t.village[k]})
		}
	}
	slices.SortStableFunc(b.items, func(x, y item) int {
		left, right := float64(y.profit)*float64(x.weight), float64(x.profit)*float64(y.weight)
		switch {
		case left < right:
			return -1
		case left > right:
			return 1
		}
		return 0
	})
}

// partly is at least the most profit that fits: the first item that does not counts in part, rounded up.
func partly(items []item, room int64) int64 {
	sum := int64(0)
	for _, one := range items {
		if one.weight > room {
			return sum + int64(math.Ceil(float64(one.profit)/float64(one.weight)*float64(room))) + 1
		}
		sum += one.profit
		room -= one.weight
	}
	return sum
}

// packer packs a knapsack by depth first branch and bound (Horowitz and Sahni 1974, doi:10.1145/321812.321823): a dozen
// items a point, so a few dozen nodes.
type packer struct {
	items      []item
	take, best []bool
	most       int64
	nodes      int
}

// packNodes limits the nodes of one knapsack; beyond, the partial value stands.
const packNodes = 4000

// knapsack is the most profit of the gathered villages that fits, or a little more where packNodes end it. It leaves the
// packing in pack.best, by position in items.
func (b *bounder) knapsack(room int64) int64 {
	p := &b.pack
	p.items, p.most, p.nodes = b.items, -1, 0
	p.take, p.best = slices.Grow(p.take[:0], len(b.items))[:len(b.items)], slices.Grow(p.best[:0], len(b.items))[:len(b.items)]
	clear(p.take)
	p.pack(0, room, 0)
	if p.nodes > packNodes {
		return partly(b.items, room)
	}
	return p.most
}

func (p *packer) pack(k int, room, profit int64) {
	if p.nodes++; p.nodes > packNodes {
		return
	}
	if profit > p.most {
		p.most = profit
		copy(p.best, p.take)
	}
	if k == len(p.items) || profit+partly(p.items[k:], room) <= p.most {
		return
	}
	if one := p.items[k]; one.weight <= room {
		p.take[k] = true
		p.pack(k+1, room-one.weight, profit+one.profit)
		p.take[k] = false
	}
	p.pack(k+1, room, profit)
}
