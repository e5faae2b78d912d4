package cover

import "slices"

// renewal looks for cheaper covers by tearing down and repairing: it closes some of the open sites that matter least for their
// cost, lets the rows so uncovered grow in weight, and opens again, one by one, the site that covers most row weight for its
// cost, closing what becomes idle. Sources: Jacobs and Brusco 1995, doi:10.1002/1520-6750(199510)42:7<1129::AID-NAV3220420711>3.0.CO;2-M,
// for tearing down and repairing a cover; Gao, Weise, Li 2015, doi:10.1016/j.ejor.2015.05.038, for the weights of rows. We
// differ in that every repaired cover is kept, however dear: the weights alone lead the walk. How many sites are closed is
// tossed, up to the root of how many are open. Gains of closed sites are counted only in a repair and looked at again only when
// they come first (Minoux 1978, doi:10.1007/BFb0006528), so that a round takes time in the pairs of the rows uncovered; memory
// is linear in the pairs. The coin is a fixed sequence, so that runs repeat.
type renewal struct {
	c         *core
	m         *meter
	cost      []float64 // by site, in whole units, at least 1
	loss      []int64   // by open site: row weight that it alone covers
	gain      []int64   // by site: row weight that a repair lets it cover; 0 outside of repairs
	stamp     []int64   // by site: event at which it last changed
	times     []int32   // by row: open sites that cover it
	mark      []int32   // by row: those sites, xor-ed, so that a single one can be named
	rowWeight []int64
	open      members
	uncovered members
	idle      []int32 // open sites that may have become idle
	queue     []remedy
	paid      int64 // what the open sites cost
	best      int64 // what the best cover costs
	bestOpen  []int32
	event     int64
	coin      coin
}

// remedy is a closed site as a repair sees it.
type remedy struct {
	worth float64 // row weight that it would cover for each unit of its cost, or did when it was last looked at
	stamp int64
	site  int32
}

// before puts the worthiest site first, of those the longest unchanged.
func (a remedy) before(b remedy) bool {
	if a.worth != b.worth {
		return a.worth > b.worth
	}
	return a.stamp < b.stamp || a.stamp == b.stamp && a.site < b.site
}

// newRenewal starts from a cover of all rows. Rows begin with a weight of one, or with the given ones, all above 0.
func newRenewal(c *core, m *meter, cover []int32, rowWeight []int64) *renewal {
	w := &renewal{c: c, m: m, cost: make([]float64, c.sites()), loss: make([]int64, c.sites()), gain: make([]int64, c.sites()),
		stamp: make([]int64, c.sites()), times: make([]int32, c.rows()), mark: make([]int32, c.rows()), rowWeight: rowWeight,
		open: newMembers(c.sites()), uncovered: newMembers(c.rows()), coin: newCoin()}
	if rowWeight == nil {
		w.rowWeight = slices.Repeat([]int64{1}, c.rows())
	}
	for j := range w.cost {
		w.cost[j] = float64(max(1, c.cost[j]/c.scale))
	}
	for i := range int32(c.rows()) {
		w.uncovered.add(i)
	}
	for _, j := range cover {
		w.put(j)
	}
	w.idle = w.idle[:0]
	w.best, w.bestOpen = w.paid, slices.Clone(cover)
	return w
}

// adopt takes a better cover that somebody else has found as the one to beat.
func (w *renewal) adopt(cover []int32, costs int64) {
	if costs < w.best {
		w.best, w.bestOpen = costs, slices.Clone(cover)
	}
}

// put opens a site.
func (w *renewal) put(j int32) {
	w.event++
	w.stamp[j] = w.event
	w.open.add(j)
	w.paid += w.c.cost[j]
	w.loss[j] = 0
	rows := w.c.rowsOf(j)
	w.m.spend(2 * int64(len(rows)))
	for _, i := range rows {
		switch w.times[i]++; w.times[i] {
		case 1:
			w.uncovered.remove(i)
			w.loss[j] += w.rowWeight[i]
		case 2:
			only := w.mark[i]
			if w.loss[only] -= w.rowWeight[i]; w.loss[only] == 0 {
				w.idle = append(w.idle, only)
			}
		}
		w.mark[i] ^= j
	}
}

// take closes a site.
func (w *renewal) take(j int32) {
	w.event++
	w.stamp[j] = w.event
	w.open.remove(j)
	w.paid -= w.c.cost[j]
	rows := w.c.rowsOf(j)
	w.m.spend(2 * int64(len(rows)))
	for _, i := range rows {
		w.mark[i] ^= j
		switch w.times[i]--; w.times[i] {
		case 0:
			w.uncovered.add(i)
		case 1:
			w.loss[w.mark[i]] += w.rowWeight[i]
		}
	}
}

// loosest returns the open site whose closing loses least row weight for its cost, the longest unchanged on ties.
func (w *renewal) loosest() int32 {
	pick := w.open.list[0]
	least := float64(w.loss[pick]) / w.cost[pick]
	for _, j := range w.open.list[1:] {
		loss := float64(w.loss[j]) / w.cost[j]
		if loss < least || loss == least && w.stamp[j] < w.stamp[pick] {
			pick, least = j, loss
		}
	}
	w.m.spend(2 * int64(len(w.open.list)))
	return pick
}

// run searches for as much effort as it is given, and stops early at a cover that costs no more than enough.
func (w *renewal) run(effort, enough int64) {
	end := w.m.effort + effort
	for len(w.open.list) > 0 && w.best > enough && w.m.effort < end && !w.m.over() {
		root := 1
		for root*root < len(w.open.list) {
			root++
		}
		for range min(1+w.coin.toss(root), len(w.open.list)) {
			w.take(w.loosest())
		}
		w.repair()
		if w.paid < w.best {
			w.best, w.bestOpen = w.paid, slices.Clone(w.open.list)
		}
	}
}

// repair lets uncovered rows grow in weight and covers them. Sites that are open are never in its queue: they cover no such row.
func (w *renewal) repair() {
	w.queue, w.idle = w.queue[:0], w.idle[:0]
	pairs := int64(0)
	for _, i := range w.uncovered.list {
		w.rowWeight[i]++
		sites := w.c.sitesOf(i)
		pairs += int64(len(sites))
		for _, j := range sites {
			if w.gain[j] == 0 {
				w.queue = append(w.queue, remedy{site: j})
			}
			w.gain[j] += w.rowWeight[i]
		}
	}
	for k := range w.queue {
		j := w.queue[k].site
		w.queue[k].worth, w.queue[k].stamp = float64(w.gain[j])/w.cost[j], w.stamp[j]
		w.gain[j] = 0
	}
	for k := len(w.queue)/2 - 1; k >= 0; k-- {
		w.sink(k)
	}
	w.m.spend(2*pairs + 8*int64(len(w.queue)))
	for len(w.uncovered.list) > 0 {
		first := &w.queue[0]
		gain := int64(0)
		rows := w.c.rowsOf(first.site)
		for _, i := range rows {
			if w.times[i] == 0 {
				gain += w.rowWeight[i]
			}
		}
		w.m.spend(2*int64(len(rows)) + 16)
		worth := float64(gain) / w.cost[first.site]
		if worth == first.worth {
			w.put(first.site)
			w.closeIdle()
			gain = 0
		}
		if gain > 0 {
			first.worth = worth
		} else {
			last := len(w.queue) - 1
			w.queue[0] = w.queue[last]
			w.queue = w.queue[:last]
		}
		w.sink(0)
	}
}

// closeIdle closes what covers no row alone.
func (w *renewal) closeIdle() {
	for len(w.idle) > 0 {
		j := w.idle[len(w.idle)-1]
		w.idle = w.idle[:len(w.idle)-1]
		if w.open.place[j] >= 0 && w.loss[j] == 0 {
			w.take(j)
		}
	}
}

// sink lets one remedy fall to its place in the queue, a binary heap.
func (w *renewal) sink(k int) {
	if k >= len(w.queue) {
		return
	}
	item := w.queue[k]
	for {
		child := 2*k + 1
		if child+1 < len(w.queue) && w.queue[child+1].before(w.queue[child]) {
			child++
		}
		if child >= len(w.queue) || !w.queue[child].before(item) {
			break
		}
		w.queue[k] = w.queue[child]
		k = child
	}
	w.queue[k] = item
}
