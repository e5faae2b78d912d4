package median

// swapper finds the interchanges that help: one site opens, one closes. For a site that might open it counts in one
// walk over its rows what opening gains and, for every chosen site nearby, how much less closing that one would then
// cost; for all others the least loss suffices. The moves are those of Teitz and Bart (1968, doi:10.1287/opre.16.5.955),
// the bookkeeping follows Resende and Werneck (2007, doi:10.1016/j.ejor.2005.05.024) and Schubert and Rousseeuw
// (2021, doi:10.1016/j.is.2021.101804). Where we deviate: only pairs that matter are walked, and after a swap only
// sites are tried again that serve a row whose nearest or second nearest site has changed.
type swapper struct {
	s       *state
	saved   []int64 // by site: how much less closing it costs, while one candidate is tried
	near    []int32 // sites with saved
	queue   []int32 // sites to try
	queued  []bool
	cheap   int32 // chosen site with the least loss
	history []move
}

// move opens one site and closes another.
type move struct{ add, drop int32 }

func newSwapper(c *core) *swapper {
	return &swapper{s: newState(c), saved: make([]int64, c.sites()), queued: make([]bool, c.sites())}
}

// try returns the best partner to close if j opens, and by how much the value changes.
func (w *swapper) try(j int32) (drop int32, change int64) {
	s, c := w.s, w.s.c
	from, to := c.of(j)
	rows, dists := c.cols.row[from:to], c.cols.dist[from:to]
	gain := int64(0)
	for e, i := range rows {
		d := int64(dists[e])
		second := s.nearer2[i]
		if d >= second {
			continue
		}
		less := second - d
		if d < s.near[i] {
			gain += c.weight[i] * (s.near[i] - d)
			less = second - s.near[i]
		}
		if f := s.first[i]; f >= 0 && less > 0 {
			r := c.site[f]
			if w.saved[r] == 0 {
				w.near = append(w.near, r)
			}
			w.saved[r] += c.weight[i] * less
		}
	}
	s.work += int64(len(rows))
	drop, best := w.cheap, s.loss[w.cheap]
	for _, r := range w.near {
		if cost := s.loss[r] - w.saved[r]; cost < best || cost == best && r < drop {
			drop, best = r, cost
		}
		w.saved[r] = 0
	}
	w.near = w.near[:0]
	return drop, best - gain
}

// enqueue adds the sites that might now open with gain: those near touched rows.
func (w *swapper) enqueue() {
	s, c := w.s, w.s.c
	for _, i := range s.touched {
		for k := c.start[i]; k < c.start[i+1] && int64(c.dist[k]) < s.nearer2[i]; k++ {
			s.work++
			w.push(c.site[k])
		}
	}
	s.clear()
}

func (w *swapper) push(j int32) {
	if !w.queued[j] && !w.s.open[j] {
		w.queued[j] = true
		w.queue = append(w.queue, j)
	}
}

func (w *swapper) apply(v move) {
	w.s.add(v.add)
	w.s.drop(v.drop)
	w.history = append(w.history, v)
	w.cheap = w.s.cheapest()
}

// descend tries the queued sites until none helps. It stops early when the meter says so.
func (w *swapper) descend(m *meter) {
	s := w.s
	if len(s.list) == 0 {
		return
	}
	w.cheap = s.cheapest()
	for head := 0; head < len(w.queue); head++ {
		j := w.queue[head]
		w.queued[j] = false
		if !s.open[j] {
			if drop, change := w.try(j); change < 0 {
				w.apply(move{j, drop})
				w.enqueue()
			}
		}
		if head > 4096 && head*2 > len(w.queue) {
			w.queue = append(w.queue[:0], w.queue[head+1:]...)
			head = -1
		}
		if !w.pay(m) {
			for _, j := range w.queue {
				w.queued[j] = false
			}
			break
		}
	}
	w.queue = w.queue[:0]
	s.clear()
}

func (w *swapper) pay(m *meter) bool {
	work := w.s.work
	w.s.work = 0
	return m.spend(work)
}

// all queues every site.
func (w *swapper) all() {
	for j := range w.queued {
		w.push(int32(j))
	}
}

// undo takes back the moves after the first n.
func (w *swapper) undo(n int) {
	for len(w.history) > n {
		v := w.history[len(w.history)-1]
		w.history = w.history[:len(w.history)-1]
		w.s.add(v.drop)
		w.s.drop(v.add)
	}
	w.s.clear()
}
