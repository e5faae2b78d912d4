package cover

import "slices"

// exchange looks for more weight under the limits by local search with a memory: it closes the open site that
// loses least weight for what it uses and opens what gains most and fits, and what was just moved stays for some
// steps. Sources: Teitz and Bart 1968, doi:10.1287/opre.16.5.955, for exchanging; Glover 1989, doi:10.1287/ijoc.1.3.190,
// for the memory. Losses and gains of all sites are kept up to date by the rows that change, as in weighting, so that a
// step takes time in the sites and in the pairs of those rows.
type exchange struct {
	w     *weighting
	price []int64 // by site: what it uses of the limits
	until []int64 // by site: step until which it stays as it is
	room  []int64 // by limit
	value int64   // of what is open
}

// newExchange starts from a set of sites that keeps the limits.
func newExchange(c *core, m *meter, open []int32) *exchange {
	w := newWeighting(c, m, nil)
	x := &exchange{w: w, price: make([]int64, c.sites()), until: make([]int64, c.sites()), room: make([]int64, len(c.limits))}
	for k, l := range c.limits {
		x.room[k] = l.capacity
	}
	copy(w.rowWeight, c.weight)
	for i := range c.rows() {
		x.value += c.weight[i]
	}
	for j := range int32(c.sites()) {
		x.price[j] = max(1, fairPrice(c, j))
		w.score[j] = 0
		for _, i := range c.rowsOf(j) {
			w.score[j] += c.weight[i]
		}
	}
	for _, j := range open {
		x.put(j)
	}
	w.best, w.bestOpen = x.value, slices.Clone(open)
	return x
}

func (x *exchange) put(j int32) {
	x.value += x.w.c.cost[j] - x.w.score[j]
	for k, l := range x.w.c.limits {
		x.room[k] -= l.use[j]
	}
	x.w.put(j)
}

func (x *exchange) take(j int32) {
	x.value -= x.w.c.cost[j] + x.w.score[j] // the score of an open site is what it loses, negative
	for k, l := range x.w.c.limits {
		x.room[k] += l.use[j]
	}
	x.w.take(j)
}

// run searches for as much effort as it is given.
func (x *exchange) run(effort int64) {
	w := x.w
	end := w.m.effort + effort
	for w.m.effort < end && !w.m.over() {
		w.step++
		out := x.pick(w.open.list, -1)
		if out >= 0 {
			x.take(out)
			x.until[out] = w.step + 2 + int64(w.coin.toss(8))
		}
		opened := false
		for in := x.pick(nil, out); in >= 0; in = x.pick(nil, out) {
			x.put(in)
			x.until[in] = w.step + 1 + int64(w.coin.toss(6))
			opened = true
		}
		if x.value < w.best {
			w.best, w.bestOpen = x.value, slices.Clone(w.open.list)
		}
		if out < 0 && !opened && len(w.open.list) == 0 {
			return
		}
	}
}

// pick returns the movable site of most score for its price: of a list of open sites, or with none of all closed
// ones that gain and fit; -1 where there is none. Ties go to the one longest unchanged, then to the lowest.
func (x *exchange) pick(open []int32, never int32) int32 {
	w, best, pick := x.w, 0.0, int32(-1)
	consider := func(j int32) {
		if x.until[j] >= w.step || j == never {
			return
		}
		per := float64(w.score[j]) / float64(x.price[j])
		if pick < 0 || per > best || per == best && (w.stamp[j] < w.stamp[pick] || w.stamp[j] == w.stamp[pick] && j < pick) {
			pick, best = j, per
		}
	}
	if open != nil {
		w.m.spend(int64(len(open)))
		for _, j := range open {
			consider(j)
		}
		return pick
	}
	w.m.spend(int64(w.c.sites()))
	for j := range int32(w.c.sites()) {
		if !w.isOpen[j] && w.score[j] > w.c.cost[j] && x.fits(j) {
			consider(j)
		}
	}
	return pick
}

func (x *exchange) fits(j int32) bool {
	for k, l := range x.w.c.limits {
		if l.use[j] > x.room[k] {
			return false
		}
	}
	return true
}
