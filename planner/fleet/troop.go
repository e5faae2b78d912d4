package fleet

import "slices"

// troop searches a rich problem with a fixed number of walks, whatever the number of threads; see crew, which does the same for
// lean problems.
type troop struct {
	x      *rich
	m      *meter
	r      *random
	walks  []*walk
	levels int
	best   state
	flat   []int32
	check  *plan // to work out values
}

// state is a plan as it is handed around.
type state struct {
	tours []tour
	out   []int32
	lack  int
	value int64
}

// better reports whether s serves more required stops than another, or as many for less.
func (s state) better(than state) bool {
	return s.lack < than.lack || s.lack == than.lack && s.value < than.value
}

// walkSteps is how many steps a walk makes before the plans are put together.
const walkSteps = 1000

func newTroop(x *rich, m *meter) *troop {
	x.prepare()
	t := &troop{x: x, m: m, r: newRandom(m.options.Seed, 0), check: newPlan(x)}
	if x.p.BalanceCost == 0 && x.echelon == nil {
		for _, from := range partsFrom {
			if x.n >= from {
				t.levels++
			}
		}
	}
	for k := range max(2, 1<<t.levels) {
		t.walks = append(t.walks, newWalk(x, newRandom(m.options.Seed, int64(k+1))))
	}
	return t
}

// first puts all stops in one by one.
func (t *troop) first(known []tour) {
	var out []int32
	served := make([]bool, t.x.n)
	for _, tour := range known {
		for _, c := range tour.calls {
			if int(c) < t.x.n {
				served[c] = true
			}
		}
	}
	for i := range t.x.n {
		if !served[i] {
			out = append(out, int32(i))
		}
	}
	w := t.walks[0]
	w.begin(state{tours: known, out: out}, t.spare(known))
	w.p.out, w.p.cost = w.p.out[:0], 0
	for _, s := range w.p.active {
		w.p.cost += w.p.routes[s].cost
	}
	kept := out[:0]
	for _, s := range out {
		if t.x.partner[s] == absent || t.x.first[s] {
			kept = append(kept, s)
		}
	}
	w.p.insertAll(w.r, kept)
	w.remember()
	t.best = state{lack: 1 << 30}
	t.consider(state{unflatten(w.flat), w.out, w.lack, w.value})
	t.report()
}

// spare lists the slots that no tour uses.
func (t *troop) spare(tours []tour) []int32 {
	used := make([]bool, len(t.x.slots))
	for _, tour := range tours {
		used[tour.slot] = true
	}
	var spare []int32
	for s := range used {
		if !used[s] {
			spare = append(spare, int32(s))
		}
	}
	return spare
}

// consider keeps a plan that is the best so far.
func (t *troop) consider(s state) {
	if !s.better(t.best) {
		return
	}
	t.flat = t.flat[:0]
	for _, tour := range s.tours {
		t.flat = append(append(append(t.flat, tour.slot), tour.calls...), absent)
	}
	t.best = state{unflatten(t.flat), slices.Clone(s.out), s.lack, s.value}
}

// whole reports whether every walk anneals all routes rather than a part.
func (t *troop) whole() bool { return t.levels == 0 || len(t.best.tours) < 4 }

// nearlyOut is how few stops are out in a walk when looking for fewer vehicles is given more time, and worthwhile how many steps must have been
// made before: with fewer the rest is needed for the ways.
const (
	nearlyOut  = 2
	worthwhile = 200_000
)

// close reports whether some walk has nearly done with one vehicle less.
func (t *troop) close() bool {
	if t.m.effort < worthwhile {
		return false
	}
	for _, w := range t.walks {
		if w.p.limit < len(t.best.tours) && len(w.p.out) <= nearlyOut {
			return true
		}
	}
	return false
}

// shrink looks for fewer vehicles until so much of the way is gone, of 2³², and half as long again while it is close.
func (t *troop) shrink(until uint64, fewest int, cool *cooling) {
	for _, w := range t.walks {
		w.cool, w.shrinks, w.fewest = cool.still(), true, fewest
		w.begin(t.best, t.spare(t.best.tours))
		w.took()
		if w.lack == 0 {
			w.shrink()
		}
	}
	for len(t.best.tours) > fewest && !t.m.over() && (t.m.share(0) < until || t.m.share(0) < until+until/2 && t.close()) {
		t.turn(len(t.walks), func(int) {})
		for _, w := range t.walks {
			t.consider(state{unflatten(w.flat), w.out, w.lack, w.value})
		}
		t.report()
		for _, w := range t.walks {
			if w.p.limit >= len(t.best.tours) && t.best.lack == 0 {
				w.begin(t.best, t.spare(t.best.tours))
				w.shrink()
			}
		}
	}
	for _, w := range t.walks {
		w.shrinks = false
	}
}

// anneal searches from the best plan until the effort or the time is over.
// price is the least that a required stop counts for that is out, and routes how many there may be at most.
func (t *troop) anneal(cool *cooling, price int64, routes int) {
	for _, w := range t.walks {
		own := *cool
		w.cool, w.cheap, w.price, w.most = &own, price, 4*price, routes
	}
	if t.whole() {
		t.apart()
		return
	}
	now := t.best
	for !t.m.over() {
		groups := t.cut(now)
		t.turn(len(groups), func(k int) { t.walks[k].begin(groups[k].state, groups[k].spare) })
		now = state{}
		var found state
		for k := range groups {
			w := t.walks[k]
			now = now.join(state{unflatten(w.p.flatten(nil)), w.p.out, w.p.lacking(), w.p.value()})
			found = found.join(state{unflatten(w.flat), w.out, w.lack, w.value})
		}
		t.consider(found)
		t.report()
	}
}

// join puts two parts together.
func (s state) join(other state) state {
	return state{append(s.tours, other.tours...), append(s.out, other.out...), s.lack + other.lack, s.value + other.value}
}

// apart lets every walk anneal the whole. When a quarter of the way is gone, and two and three, all take over the best.
func (t *troop) apart() {
	for _, w := range t.walks {
		w.begin(t.best, t.spare(t.best.tours))
	}
	for quarter := t.m.share(0)>>30 + 1; !t.m.over(); {
		t.turn(len(t.walks), func(int) {})
		for _, w := range t.walks {
			t.consider(state{unflatten(w.flat), w.out, w.lack, w.value})
		}
		t.report()
		if t.m.share(0)>>30 >= quarter {
			quarter = t.m.share(0)>>30 + 1
			for _, w := range t.walks {
				w.begin(t.best, t.spare(t.best.tours))
			}
		}
	}
}

// turn lets the first few walks make their steps, after begin was called for each.
func (t *troop) turn(walks int, begin func(k int)) {
	each := min(walkSteps, max(1, (t.m.most-t.m.effort)/int64(walks)))
	parallel(t.m.options.Threads, walks, func(k int) {
		begin(k)
		t.walks[k].run(t.m, each, int64(walks))
	})
	t.m.effort += each * int64(walks)
	t.m.stopped = t.m.out()
}

// report tells the best plan so far.
func (t *troop) report() {
	var objective *int64
	if t.best.lack == 0 && t.best.value < never && !t.m.hopeless {
		objective = new(t.best.value)
	}
	t.m.report("search", objective)
}

// group is a part of a plan with the slots it may use.
type group struct {
	state
	spare []int32
}

// cut splits a plan into groups of neighbouring tours; vehicles at home and stops that are out are dealt out in turn.
func (t *troop) cut(s state) []group {
	routes := make([][]int32, len(s.tours))
	for k, tour := range s.tours {
		routes[k] = tour.calls
	}
	x := t.x
	parts := bisect(len(routes), t.levels, t.r, func(route int) []int32 { return routes[route] }, func(from, to int32) int64 {
		if int(from) >= x.n || int(to) >= x.n {
			return never
		}
		return int64(uint32(x.kinds[0].meters[int(from)*x.nodes+int(to)]))
	})
	groups := make([]group, len(parts))
	for g, part := range parts {
		for _, route := range part {
			groups[g].tours = append(groups[g].tours, s.tours[route])
		}
	}
	for i, slot := range t.spare(s.tours) {
		g := (i + int(slot)) % len(groups)
		groups[g].spare = append(groups[g].spare, slot)
	}
	for i, stop := range s.out {
		if other := x.partner[stop]; other != absent && !x.first[stop] {
			continue
		}
		g := i % len(groups)
		groups[g].out = append(groups[g].out, stop)
		if other := x.partner[stop]; other != absent {
			groups[g].out = append(groups[g].out, other)
		}
	}
	return groups
}
