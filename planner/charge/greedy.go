package charge

import (
	"container/heap"
	"math"
	"slices"
)

// greedy makes an answer from multipliers: the site whose knapsack is worth most opens and takes what is in it; others are priced
// anew for the demands that are left, as late as possible, since their worth can only fall. What no site took is
// inserted as in build. False where that fails.
func (r *roster) greedy(x *relaxer, lambda []int64, state []int8) bool {
	c := r.c
	r.clear()
	r.lambda = append(r.lambda[:0], lambda...)
	x.price(r.lambda, state)
	highest := int64(math.MinInt64)
	for _, l := range lambda {
		highest = max(highest, l)
	}
	room := -c.total
	var line worths
	for j := range int32(c.sites) {
		if state[j] != closed {
			if c.fixed[j] {
				room += c.capacity[j]
			}
			line = append(line, worth{j, x.value[j]})
		}
	}
	heap.Init(&line)
	for len(line) > 0 {
		j := line[0].site
		load, profit := x.gather(int(j), r.lambda, highest)
		items := x.items
		if load > c.capacity[j] {
			profit, _ = x.knap.solve(x.items, c.capacity[j])
			items = x.knap.best
		}
		if value := c.charge[j] - profit; value > line[0].value {
			line[0].value = value
			heap.Fix(&line, 0)
			continue
		}
		heap.Pop(&line)
		if !r.is[j] {
			if r.count >= c.most || profit <= c.charge[j] && room >= 0 || profit == 0 {
				continue
			}
			r.open(j)
			room += c.capacity[j]
		}
		for _, it := range items {
			r.place(it.demand, j, c.colCost[it.pair])
			r.lambda[it.demand] = math.MinInt64 / 2
		}
	}
	r.work += x.spent()
	return r.rest()
}

// rest inserts the demands that are not served, heaviest first.
func (r *roster) rest() bool {
	c := r.c
	var left []int32
	for i := range int32(c.demands) {
		if r.site[i] == nobody {
			left = append(left, i)
		}
	}
	slices.SortStableFunc(left, func(a, b int32) int { return int(min(1, max(-1, c.load[b]-c.load[a]))) })
	for _, i := range left {
		if !r.insert(i) {
			return false
		}
	}
	r.work += int64(c.demands) * 8
	return true
}

// worth is what opening a site adds, at most as low as it once was.
type worth struct {
	site  int32
	value int64
}

// worths is a heap, least value first, then by site.
type worths []worth

func (w worths) Len() int { return len(w) }
func (w worths) Less(a, b int) bool {
	return w[a].value < w[b].value || w[a].value == w[b].value && w[a].site < w[b].site
}
func (w worths) Swap(a, b int) { w[a], w[b] = w[b], w[a] }

// Push adds a site; for container/heap.
func (w *worths) Push(x any) { *w = append(*w, x.(worth)) }

// Pop removes the last site; for container/heap.
func (w *worths) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}
