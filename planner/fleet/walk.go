package fleet

// walk is one simulated annealing over plans of a rich problem by ruin and recreate. Required stops may be out for a while, at a
// price that follows how often they are; a plan that lacks fewer is always the better one. While it looks for fewer vehicles,
// what counts is how often the stops that are out have been out before, so that hard stops come in and easy ones take turns
// (the absence counters of Christiaens and Vanden Berghe 2020).
type walk struct {
	p       *plan
	r       *random
	cool    *cooling
	torn    []int32
	trial   route
	other   route
	trip    excursion
	changed []int32 // slots
	as      []int64 // by kind: what the route at hand would cost it
	missed  []int64 // by stop: how often it was out
	price   int64   // what a required stop that is out counts for
	cheap   int64   // the least price
	lacked  int     // of the steps since price was looked at, how many ended with required stops out
	steps   int
	most    int     // routes; 0: no limit
	shrinks bool    // whenever all are served, one route more is given up
	fewest  int     // routes that shrinking stops at
	flat    []int32 // the best plan since begin
	out     []int32
	lack    int
	value   int64
}

func newWalk(x *rich, r *random) *walk {
	return &walk{p: newPlan(x), r: r, missed: make([]int64, x.n)}
}

// begin goes on from tours.
func (w *walk) begin(s state, spare []int32) {
	w.p.begin(s.tours, spare, s.out)
	if w.most > 0 {
		w.p.limit = w.most
	}
	w.remember()
}

func (w *walk) remember() {
	w.flat = w.p.flatten(w.flat)
	w.out = append(w.out[:0], w.p.out...)
	w.lack, w.value = w.p.lacking(), w.p.value()
}

// lacking counts the required stops that are out.
func (p *plan) lacking() int {
	n := 0
	for _, s := range p.out {
		if p.x.required[s] {
			n++
		}
	}
	return n
}

// absence adds up how often required stops that are out have been out before.
func (w *walk) absence(out []int32) int64 {
	sum := int64(0)
	for _, s := range out {
		if w.p.x.required[s] {
			sum += 1 + w.missed[s]
		}
	}
	return sum
}

// retried is how many stops that are out a step tries again at most.
const retried = 12

// exchanged is one in how many steps vehicles are exchanged, where there are several kinds, and one in how many a route is dissolved and some
// kinds are kept at home if possible, so that the stops may get another.
const exchanged = 8

// step tries one change.
func (w *walk) step() {
	p := w.p
	p.nextStep()
	before, was, lacked := p.value(), w.absence(p.out), p.lacking()
	w.torn = p.ruin(w.r, w.torn)
	p.hidden = 0
	if len(p.x.kinds) > 1 {
		switch w.r.below(exchanged) {
		case 0:
			w.torn = p.exchange(w.r, w.torn)
		case 1:
			w.torn = p.dissolve(w.r, w.torn)
			p.hidden = w.r.next()
		}
	}
	w.takeOut()
	w.insertTorn()
	p.reassign(w)
	if w.shrinks && len(p.out) > 0 {
		w.eject()
	}
	if w.shrinks {
		is := w.absence(p.out)
		for _, s := range p.out {
			w.missed[s]++
		}
		if is > was {
			p.undo()
			return
		}
		if is < was {
			w.took()
			return
		}
	}
	lack := p.lacking()
	worse := p.value() - before + w.price*int64(lack-lacked)
	if worse >= 0 && worse > w.cool.worse(w.r) {
		p.undo()
		lack = lacked
	} else {
		w.took()
	}
	w.weigh(lack)
}

// insertTorn puts back what was torn out; a transfer goes in by its first end.
func (w *walk) insertTorn() {
	kept := w.torn[:0]
	for _, s := range w.torn {
		if w.p.x.partner[s] == absent || w.p.x.first[s] {
			kept = append(kept, s)
		}
	}
	w.p.insertAll(w.r, kept)
}

// weigh makes required stops that are out dearer while plans lack some too often, and cheaper while they hardly ever do.
func (w *walk) weigh(lack int) {
	if lack > 0 {
		w.lacked++
	}
	if w.steps++; w.steps < 100 {
		return
	}
	switch {
	case w.lacked > 20:
		w.price += w.price / 8
	case w.lacked < 5:
		w.price = max(w.cheap, w.price-w.price/8)
	}
	w.steps, w.lacked = 0, 0
}

// took looks at a plan that was accepted.
func (w *walk) took() {
	p := w.p
	if w.lack == 0 && (len(p.out) == 0 || w.lack == p.lacking()) && p.value() >= w.value {
		return
	}
	lack := p.lacking()
	if lack < w.lack || lack == w.lack && p.value() < w.value {
		w.remember()
	}
	if w.shrinks && lack == 0 {
		w.shrink()
	}
}

// takeOut moves some stops that are out to torn.
func (w *walk) takeOut() {
	p := w.p
	for n := 0; n < retried && len(p.out) > 0; n++ {
		i := 0
		if len(p.out) > retried {
			i = w.r.below(len(p.out))
		}
		s := p.out[i]
		w.torn = append(w.torn, s)
		p.dropOut(s)
		if other := p.x.partner[s]; other != absent {
			w.torn = append(w.torn, other)
			p.dropOut(other)
		}
	}
}

// dropOut takes a stop off the list of those that are out.
func (p *plan) dropOut(stop int32) {
	for i, s := range p.out {
		if s == stop {
			p.out = append(p.out[:i], p.out[i+1:]...)
			p.cost -= p.x.penalty[stop]
			return
		}
	}
}

// shrink gives up the route whose stops have been out least.
func (w *walk) shrink() {
	p := w.p
	p.nextStep()
	if len(p.active) <= w.fewest {
		w.shrinks = false
		return
	}
	best, least := int32(absent), int64(0)
	for _, slot := range p.active {
		sum := int64(0)
		for _, c := range p.routes[slot].calls {
			if int(c) < p.x.n {
				sum += 1 + w.missed[c]
			}
		}
		if best == absent || sum < least || sum == least && slot < best {
			best, least = slot, sum
		}
	}
	p.remove(best, func(stop int32) bool {
		p.out = append(p.out, stop)
		p.cost += p.x.penalty[stop]
		return true
	})
	p.limit = len(p.active)
	p.nextStep()
}

// run makes steps, looking at the share of the way now and then; so many walks run beside each other.
func (w *walk) run(m *meter, steps, beside int64) {
	out := len(w.p.x.kinds) > 1 && w.p.feed == nil && !w.shrinks && steps > 2*excursionFrom && len(w.p.active) > 1
	for i := range steps {
		if i%50 == 0 {
			w.cool.at(m.share(i * beside))
			if i > 0 && m.out() {
				return
			}
		}
		if out && i == excursionFrom {
			out = w.trip.set(w)
		}
		w.step()
	}
	if out {
		w.trip.judge(w)
	}
}
