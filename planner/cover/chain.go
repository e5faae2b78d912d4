package cover

import (
	"container/heap"
	"slices"
)

// chain is an order of opening with what each beginning of it is worth.
type chain struct {
	order   []int32 // sites of the core
	used    []int64 // used[k]: what the first k use of the limit
	covered []int64 // covered[k]: weight that the first k cover, in the core's scale
}

// newChain opens, while they gain and fit, first the preferred sites and then all, always the one with the most new weight
// for what it uses; lazily, since gains only shrink (Minoux 1978, doi:10.1007/BFb0006528). It ends at most use after
// the preferred ones. The core has one limit.
func newChain(c *core, m *meter, preferred []int32, most int64) *chain {
	l := c.limits[0]
	ch := &chain{used: []int64{0}, covered: []int64{0}}
	covered := make([]bool, c.rows())
	used, weight := int64(0), int64(0)
	gain := func(j int32) int64 {
		sum := int64(0)
		rows := c.rowsOf(j)
		for _, i := range rows {
			if !covered[i] {
				sum += c.weight[i]
			}
		}
		m.spend(int64(len(rows)) + 8)
		return sum
	}
	open := func(queue offers, most int64) {
		heap.Init(&queue)
		for len(queue) > 0 && !m.over() {
			best := queue[0]
			now := gain(best.site)
			switch {
			case now == 0 || used+l.use[best.site] > most:
				heap.Pop(&queue)
			case now < best.gain:
				queue[0].gain = now
				heap.Fix(&queue, 0)
			default:
				heap.Pop(&queue)
				for _, i := range c.rowsOf(best.site) {
					covered[i] = true
				}
				used, weight = used+l.use[best.site], weight+now
				ch.order = append(ch.order, best.site)
				ch.used, ch.covered = append(ch.used, used), append(ch.covered, weight)
			}
		}
	}
	var queue offers
	for _, j := range preferred {
		queue = append(queue, offer{j, gain(j), l.use[j]})
	}
	open(queue, l.capacity)
	isOpen := make([]bool, c.sites())
	for _, j := range ch.order {
		isOpen[j] = true
	}
	queue = queue[:0]
	for j := range int32(c.sites()) {
		if !isOpen[j] {
			queue = append(queue, offer{j, gain(j), l.use[j]})
		}
	}
	open(queue, most)
	return ch
}

// within returns how many sites of the chain keep a limit together.
func (ch *chain) within(most int64) int {
	k, _ := slices.BinarySearch(ch.used, most+1)
	return k - 1
}
