package fleet

// Times of a route: earliest departures from the front, latest arrivals from the back, each on two clocks (see when), so that an
// insertion is checked in constant time (Savelsbergh 1985, doi:10.1007/BF02022044, for windows; the second clock for the break is
// ours). Departures are as early as possible; a route whose seconds cost is then shifted to leave as late as its earliest end
// allows, which is the least time under way for given windows without a break and a good one with it.

// drive goes from one node to the next and through the call there.
func (x *rich) drive(k *kind, w when, from, to int32) when {
	leg := k.seconds[int(from)*x.nodes+int(to)]
	if leg == noWay {
		return when{never, never}
	}
	next := when{x.serve(w.fresh+int64(leg), to), never}
	if w.rested < never {
		next.rested = x.serve(w.rested+int64(leg), to)
	}
	if k.rest && next.fresh < never {
		b := k.v.Break
		if begin := max(next.fresh, b.Window.Open); begin <= b.Window.Close && begin+b.Seconds <= x.leave[to] {
			next.rested = min(next.rested, begin+b.Seconds)
		}
	}
	return next
}

// serve returns the departure after an arrival, or never.
func (x *rich) serve(arrive int64, at int32) int64 {
	begin := max(arrive, x.open[at])
	if begin > x.shut[at] || begin+x.stay[at] > x.leave[at] {
		return never
	}
	return begin + x.stay[at]
}

// home returns the earliest end after the last call, or never.
func (x *rich) home(k *kind, w when, from int32) when {
	leg := k.seconds[int(from)*x.nodes+int(k.end)]
	if leg == noWay {
		return when{never, never}
	}
	end := when{w.fresh + int64(leg), w.rested + int64(leg)}
	if end.fresh > k.latestFresh() {
		end.fresh = never
	}
	if end.rested > k.latest {
		end.rested = never
	}
	return end
}

// latestFresh is the latest end of a route without its break.
func (k *kind) latestFresh() int64 {
	if k.rest {
		return min(k.latest, k.v.Break.Window.Close)
	}
	return k.latest
}

// backward returns the latest arrival at a node from which one can be at the next by its latest arrival.
func (x *rich) backward(k *kind, at, next int32, by when) when {
	leg := k.seconds[int(at)*x.nodes+int(next)]
	if leg == noWay {
		return when{ages, ages}
	}
	w := when{x.call(at, by.fresh-int64(leg)), ages}
	if k.rest {
		w.rested = x.call(at, by.rested-int64(leg))
		b := k.v.Break
		begin := min(b.Window.Close, min(by.rested-int64(leg), x.leave[at])-b.Seconds)
		if begin >= b.Window.Open {
			w.fresh = max(w.fresh, x.call(at, begin))
		}
	}
	return w
}

// call returns the latest arrival at a node that leaves by some time, or ages.
func (x *rich) call(at int32, by int64) int64 {
	begin := min(x.shut[at], min(by, x.leave[at])-x.stay[at])
	if begin < x.open[at] {
		return ages
	}
	return begin
}

// clock fills early, late, begin and finish. With shift the departure is as late as the earliest end allows; otherwise as early as
// possible. A route that cannot take its break, or would be home sooner without, may leave after the break's window.
func (r *route) clock(x *rich, k *kind, shift bool) {
	ok := r.times(x, k, shift)
	if !k.rest || ok && !shift {
		r.feasible = r.feasible && ok
		return
	}
	late := *k
	late.rest, late.earliest = false, k.v.Break.Window.Close+1
	begin, finish := r.begin, r.finish
	if r.times(x, &late, shift) && (!ok || r.finish-r.begin < finish-begin) {
		return
	}
	r.times(x, k, shift)
	r.feasible = r.feasible && ok
}

// times does clock's work for a kind as it is, and reports whether the route can be driven in time.
func (r *route) times(x *rich, k *kind, shift bool) bool {
	r.early[0], r.begin, r.finish = when{k.earliest, never}, k.earliest, k.earliest
	r.forward(x, k)
	r.backwards(x, k, when{k.latestFresh(), k.latest})
	end := r.early[len(r.calls)+1]
	finish := min(end.fresh, end.rested)
	if finish >= never || k.earliest > k.latestStart {
		return false
	}
	r.finish = finish
	if shift {
		r.begin = r.latestBegin(x, k, finish)
	}
	return true
}

func (r *route) forward(x *rich, k *kind) {
	from := k.start
	for p := 1; p <= len(r.calls); p++ {
		to := r.calls[p-1]
		r.early[p] = x.drive(k, r.early[p-1], from, to)
		from = to
	}
	r.early[len(r.calls)+1] = x.home(k, r.early[len(r.calls)], from)
}

func (r *route) backwards(x *rich, k *kind, by when) {
	next := k.end
	r.late[len(r.calls)+1] = by
	for p := len(r.calls); p >= 1; p-- {
		r.late[p] = x.backward(k, r.calls[p-1], next, r.late[p+1])
		next = r.calls[p-1]
	}
}

// latestBegin returns the latest departure that still ends by finish.
func (r *route) latestBegin(x *rich, k *kind, finish int64) int64 {
	by := when{min(finish, k.latestFresh()), finish}
	next := k.end
	for p := len(r.calls); p >= 1; p-- {
		by = x.backward(k, r.calls[p-1], next, by)
		next = r.calls[p-1]
	}
	leg := int64(k.seconds[int(k.start)*x.nodes+int(next)])
	return max(k.earliest, min(k.latestStart, by.fresh-leg))
}
