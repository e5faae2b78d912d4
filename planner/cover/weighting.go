package cover

import "slices"

// weighting looks for cheaper covers by local search: it keeps a set of sites one step cheaper than the best cover,
// lets the row weights of what stays uncovered grow, and exchanges sites by what they gain for their cost. Source: Gao,
// Weise, Li 2015, doi:10.1016/j.ejor.2015.05.038, for costs of one; for other costs gains are divided by cost, and
// sites are closed until the one to open fits below the best. A closed site may be opened again once another site of one of its
// rows has been opened or closed, which is looked up row by row where it is asked. The coin is a fixed sequence, so that runs repeat.
// A step takes time in the pairs of the rows that change; memory is linear in the pairs.
type weighting struct {
	c         *core
	m         *meter
	cost      []int64 // by site, in whole units
	isOpen    []bool
	mayOpen   []bool  // by site, as far as known
	score     []int64 // by site: row weight it would cover, or less the row weight that it alone covers
	stamp     []int64 // by site: event at which it last changed
	times     []int32 // by row: open sites that cover it
	touched   []int64 // by row: event at which one of its sites last changed
	mark      []int32 // by row: those sites, xor-ed, so that a single one can be named
	rowWeight []int64
	open      members
	uncovered members
	paid      int64 // what the open sites cost
	best      int64 // what the best cover costs
	bestOpen  []int32
	event     int64 // sites opened and closed so far
	coin      coin
}

// members is a set of small numbers that is also a list.
type members struct {
	list  []int32
	place []int32 // in list, or -1
}

func newMembers(n int) members {
	return members{place: slices.Repeat([]int32{-1}, n)}
}

func (s *members) add(k int32) {
	s.place[k] = int32(len(s.list))
	s.list = append(s.list, k)
}

func (s *members) remove(k int32) {
	at, last := s.place[k], s.list[len(s.list)-1]
	s.list[at] = last
	s.place[last] = at
	s.place[k] = -1
	s.list = s.list[:len(s.list)-1]
}

// newWeighting starts from a cover of all rows.
func newWeighting(c *core, m *meter, cover []int32) *weighting {
	w := &weighting{c: c, m: m, cost: make([]int64, c.sites()), isOpen: make([]bool, c.sites()), mayOpen: allTrue(c.sites()),
		score: make([]int64, c.sites()), stamp: make([]int64, c.sites()), times: make([]int32, c.rows()), mark: make([]int32, c.rows()),
		touched: make([]int64, c.rows()), rowWeight: slices.Repeat([]int64{1}, c.rows()), open: newMembers(c.sites()), uncovered: newMembers(c.rows()), coin: newCoin()}
	for j := range w.cost {
		w.cost[j] = c.cost[j] / c.scale
		w.score[j] = int64(len(c.rowsOf(int32(j))))
	}
	for i := range int32(c.rows()) {
		w.uncovered.add(i)
	}
	m.spend(3 * int64(c.pairs()))
	for _, j := range cover {
		w.put(j)
	}
	w.best, w.bestOpen = w.paid, slices.Clone(cover)
	return w
}

// adopt takes a better cover that somebody else has found as the one to beat.
func (w *weighting) adopt(cover []int32, costs int64) {
	if costs < w.best {
		w.best, w.bestOpen = costs, slices.Clone(cover)
	}
}

// put opens a site.
func (w *weighting) put(j int32) {
	work := int64(0)
	w.event++
	w.isOpen[j], w.stamp[j] = true, w.event
	w.open.add(j)
	w.paid += w.cost[j]
	w.score[j] = 0
	for _, i := range w.c.rowsOf(j) {
		work++
		w.touched[i] = w.event
		switch w.times[i]++; w.times[i] {
		case 1:
			w.uncovered.remove(i)
			sites := w.c.sitesOf(i)
			work += int64(len(sites))
			for _, k := range sites {
				w.score[k] -= w.rowWeight[i] // j itself now loses as much if it goes
			}
		case 2:
			w.score[w.mark[i]] += w.rowWeight[i]
		}
		w.mark[i] ^= j
	}
	w.m.spend(work)
}

// take closes a site.
func (w *weighting) take(j int32) {
	work := int64(0)
	w.event++
	w.isOpen[j], w.stamp[j] = false, w.event
	w.open.remove(j)
	w.paid -= w.cost[j]
	w.score[j] = 0
	for _, i := range w.c.rowsOf(j) {
		work++
		w.touched[i] = w.event
		w.mark[i] ^= j
		switch w.times[i]--; w.times[i] {
		case 0:
			w.uncovered.add(i)
			sites := w.c.sitesOf(i)
			work += int64(len(sites))
			for _, k := range sites {
				w.score[k] += w.rowWeight[i]
			}
		case 1:
			w.score[w.mark[i]] -= w.rowWeight[i]
		}
	}
	w.mayOpen[j] = false
	w.m.spend(work)
}

// scanned is how many open sites are looked at to find the one to close; more are sampled.
const scanned = 400

// loosest returns the open site whose closing loses least row weight for its cost, the longest unchanged on ties;
// never is one that may not be closed now, or -1. It returns -1 where there is none.
func (w *weighting) loosest(never int32) int32 {
	pick := int32(-1)
	consider := func(j int32) {
		if j == never {
			return
		}
		if pick < 0 {
			pick = j
			return
		}
		a, b := float64(w.score[j])/float64(w.cost[j]), float64(w.score[pick])/float64(w.cost[pick])
		if a > b || a == b && (w.stamp[j] < w.stamp[pick] || w.stamp[j] == w.stamp[pick] && j < pick) {
			pick = j
		}
	}
	if n := len(w.open.list); n <= scanned {
		for _, j := range w.open.list {
			consider(j)
		}
		w.m.spend(int64(n))
		return pick
	}
	for range scanned / 4 {
		consider(w.open.list[w.coin.toss(len(w.open.list))])
	}
	w.m.spend(scanned / 4)
	return pick
}

// run searches for as much effort as it is given, and stops early at a cover that costs no more than enough.
func (w *weighting) run(effort, enough int64) {
	end := w.m.effort + effort
	last := int32(-1)
	for w.m.effort < end && !w.m.over() {
		if len(w.uncovered.list) == 0 {
			if w.paid < w.best {
				w.best, w.bestOpen = w.paid, slices.Clone(w.open.list)
				if w.best <= enough {
					return
				}
			}
			if j := w.loosest(-1); j >= 0 {
				w.take(j)
			}
			continue
		}
		if j := w.loosest(last); j >= 0 {
			w.take(j)
		}
		row := w.uncovered.list[w.coin.toss(len(w.uncovered.list))]
		j := w.bestFor(row)
		if j < 0 {
			continue
		}
		for w.paid+w.cost[j] >= w.best {
			out := w.loosest(-1)
			if out < 0 {
				break
			}
			w.take(out)
		}
		if w.paid+w.cost[j] < w.best {
			w.put(j)
			last = j
		}
		w.grow()
	}
}

// bestFor returns the site that gains most row weight for its cost, of those that cover the row and may be opened.
func (w *weighting) bestFor(row int32) int32 {
	pick := int32(-1)
	sites := w.c.sitesOf(row)
	w.m.spend(int64(len(sites)))
	for _, j := range sites {
		if w.cost[j] >= w.best || !w.may(j) {
			continue
		}
		if pick < 0 {
			pick = j
			continue
		}
		a, b := float64(w.score[j])/float64(w.cost[j]), float64(w.score[pick])/float64(w.cost[pick])
		if a > b || a == b && w.stamp[j] < w.stamp[pick] {
			pick = j
		}
	}
	return pick
}

// may reports whether a closed site may be opened.
func (w *weighting) may(j int32) bool {
	if w.mayOpen[j] {
		return true
	}
	for _, i := range w.c.rowsOf(j) {
		if w.touched[i] > w.stamp[j] {
			w.mayOpen[j] = true
			return true
		}
	}
	return false
}

// grow lets every uncovered row weigh one more.
func (w *weighting) grow() {
	work := int64(0)
	for _, i := range w.uncovered.list {
		w.rowWeight[i]++
		sites := w.c.sitesOf(i)
		work += int64(len(sites))
		for _, k := range sites {
			w.score[k]++
		}
	}
	w.m.spend(work)
}
