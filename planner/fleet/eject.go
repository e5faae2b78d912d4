package fleet

import "slices"

// eject puts the required stop that has been out most often into a route from which one or two others are taken that have been out
// less often together, if there is such a route (the ejections of Nagata and Bräysy 2009, doi:10.1016/j.orl.2009.04.006, on the
// absence counters of the walk). What is taken out is tried again in the next steps. Routes with transfers are left alone.
func (w *walk) eject() {
	p := w.p
	x := p.x
	stop := int32(absent)
	for _, s := range p.out {
		if x.required[s] && x.partner[s] == absent && (stop == absent || w.missed[s] > w.missed[stop]) {
			stop = s
		}
	}
	if stop == absent {
		return
	}
	best := ejection{worth: 1 + w.missed[stop]}
	for _, slot := range p.active {
		if r := p.routes[slot]; x.rightFor(stop, r.kind) && r.trips == 1 {
			w.ejectFrom(r, stop, &best)
		}
	}
	if best.calls == nil {
		return
	}
	r := p.change(best.slot)
	for _, c := range r.calls {
		p.where[c] = absent
	}
	r.calls = append(r.calls[:0], best.calls...)
	p.settle(r)
	p.dropOut(stop)
	for _, s := range best.gone {
		if s != absent {
			p.out = append(p.out, s)
			p.cost += x.penalty[s]
		}
	}
}

// ejection is the best change that was found: the calls that a slot gets, and who goes.
type ejection struct {
	worth int64 // how often those who go have been out, to be undercut
	slot  int32
	calls []int32
	gone  [2]int32
}

// ejectFrom tries one route.
func (w *walk) ejectFrom(r *route, stop int32, best *ejection) {
	x := w.p.x
	price := func(s int32) int64 {
		if !x.required[s] || x.partner[s] != absent {
			return never // optional stops have a price of their own
		}
		return 1 + w.missed[s]
	}
	for i, first := range r.calls {
		one := price(first)
		if one >= best.worth {
			continue
		}
		w.without(r, stop, i, i, best, one)
		for j := i + 1; j < len(r.calls); j++ {
			if both := one + price(r.calls[j]); both < best.worth {
				w.without(r, stop, i, j, best, both)
			}
		}
	}
}

// without tries the route less the calls i and j, which may be the same, with the stop in it.
func (w *walk) without(r *route, stop int32, i, j int, best *ejection, worth int64) {
	t := &w.trial
	t.slot, t.kind, t.calls = r.slot, r.kind, t.calls[:0]
	for k, c := range r.calls {
		if k != i && k != j {
			t.calls = append(t.calls, c)
		}
	}
	t.update(w.p.x)
	if !t.feasible {
		return
	}
	for after := range len(t.calls) + 1 {
		if _, ok := w.p.x.between(t, stop, after, never); !ok {
			continue
		}
		calls := slices.Insert(slices.Clone(t.calls), after, stop)
		with := route{slot: r.slot, kind: r.kind, calls: calls}
		if with.update(w.p.x); !with.feasible {
			continue
		}
		best.worth, best.slot, best.calls, best.gone = worth, r.slot, calls, [2]int32{r.calls[i], absent}
		if i != j {
			best.gone[1] = r.calls[j]
		}
		return
	}
}
