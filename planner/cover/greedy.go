package cover

import (
	"container/heap"
	"math/bits"
	"slices"
)

// offer is a site in the greedy queue with the weight it added when last looked at.
type offer struct {
	site  int32
	gain  int64
	price int64
}

// offers is a queue: most weight for its price first, then the lower position.
type offers []offer

func (q offers) Len() int      { return len(q) }
func (q offers) Swap(a, b int) { q[a], q[b] = q[b], q[a] }
func (q offers) Less(a, b int) bool {
	ahi, alo := bits.Mul64(uint64(q[a].gain), uint64(q[b].price))
	bhi, blo := bits.Mul64(uint64(q[b].gain), uint64(q[a].price))
	switch {
	case ahi != bhi:
		return ahi > bhi
	case alo != blo:
		return alo > blo
	case q[a].gain != q[b].gain:
		return q[a].gain > q[b].gain
	}
	return q[a].site < q[b].site
}
func (q *offers) Push(x any) { *q = append(*q, x.(offer)) }
func (q *offers) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// greedy opens, from the given sites on, the site with the most new weight for its price until nothing that
// fits adds any. Gains only shrink, so a stale offer is looked at again before it is taken (lazy evaluation,
// Minoux 1978, doi:10.1007/BFb0006528). It never opens a site for which weight gained is not more than cost,
// except that a tie opens it, which is how LSCP covers everything.
func greedy(c *core, m *meter, begin []int32, price func(site int32) int64) []int32 {
	open := slices.Clone(begin)
	covered := make([]bool, c.rows())
	isOpen := make([]bool, c.sites())
	left := make([]int64, len(c.limits))
	for k, l := range c.limits {
		left[k] = l.capacity
	}
	take := func(j int32) {
		isOpen[j] = true
		for k, l := range c.limits {
			left[k] -= l.use[j]
		}
		for _, i := range c.rowsOf(j) {
			covered[i] = true
		}
	}
	for _, j := range begin {
		take(j)
	}
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
	queue := make(offers, 0, c.sites())
	for j := range int32(c.sites()) {
		if !isOpen[j] {
			queue = append(queue, offer{j, gain(j), price(j)})
		}
	}
	heap.Init(&queue)
	for len(queue) > 0 {
		best := queue[0]
		now := gain(best.site)
		fits := now > 0 && (c.must || now >= c.cost[best.site])
		for k, l := range c.limits {
			fits = fits && l.use[best.site] <= left[k]
		}
		switch {
		case !fits:
			heap.Pop(&queue)
		case now < best.gain:
			queue[0].gain = now
			heap.Fix(&queue, 0)
		default:
			heap.Pop(&queue)
			open = append(open, best.site)
			take(best.site)
		}
	}
	return withoutIdle(c, open)
}

// withoutIdle closes, highest position first, every site whose rows are all covered by others, and sorts.
func withoutIdle(c *core, open []int32) []int32 {
	times := make([]int32, c.rows())
	for _, j := range open {
		for _, i := range c.rowsOf(j) {
			times[i]++
		}
	}
	open = slices.Clone(open)
	slices.Sort(open)
	kept := open[:0:0]
	for _, j := range slices.Backward(open) {
		idle := true
		for _, i := range c.rowsOf(j) {
			idle = idle && times[i] > 1
		}
		if !idle {
			kept = append(kept, j)
			continue
		}
		for _, i := range c.rowsOf(j) {
			times[i]--
		}
	}
	slices.Reverse(kept)
	return kept
}

// fairPrice is what a site uses of the limits, or costs where there are none.
func fairPrice(c *core, site int32) int64 {
	switch len(c.limits) {
	case 0:
		return c.cost[site]
	case 1:
		return c.limits[0].use[site]
	}
	const parts = 1 << 20
	sum := int64(0)
	for _, l := range c.limits {
		if l.capacity > 0 {
			hi, lo := bits.Mul64(uint64(l.use[site]), parts)
			share, _ := bits.Div64(hi, lo, uint64(l.capacity))
			sum += int64(share)
		}
	}
	return sum
}

// unitPrice prices every site alike.
func unitPrice(int32) int64 { return 1 }
