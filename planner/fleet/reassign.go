package fleet

// reassign gives routes that changed in this step to vehicles of other kinds, one at home or one that takes over theirs in turn, as long as
// that is cheaper: types, depots and profiles follow what the routes carry. Ours; each candidate is priced in the length of a route and
// worked out before it is taken. Routes with reloads or transfers stay with their kind.
func (p *plan) reassign(w *walk) {
	x := p.x
	if len(x.kinds) < 2 || p.feed != nil || len(x.p.Transfers) > 0 {
		return
	}
	w.changed = w.changed[:0]
	for _, s := range p.saved {
		w.changed = append(w.changed, s.slot)
	}
	for _, slot := range w.changed {
		for range reassigned {
			if p.routes[slot] == nil || p.routes[slot].trips > 1 || !p.reassignOne(w, slot) {
				break
			}
		}
	}
}

// reassigned is how often a route is given away in one step at most.
const reassigned = 3

// reassignOne makes the best exchange of one route that pays.
func (p *plan) reassignOne(w *walk, slot int32) bool {
	x := p.x
	r := p.routes[slot]
	best, most := int32(absent), int64(0)
	w.as = sized(w.as, len(x.kinds))
	for k := range x.kinds {
		w.as[k] = never
		if int32(k) == r.kind {
			continue
		}
		w.as[k] = r.costAs(x, k)
		if gain := r.cost - w.as[k]; gain > most {
			if idle := p.idleSlot(k); idle != absent {
				best, most = idle, gain
			}
		}
	}
	for _, other := range p.active {
		o := p.routes[other]
		if o.kind == r.kind || w.as[o.kind] >= blocked || o.trips > 1 || r.cost+o.cost-w.as[o.kind] <= most {
			continue
		}
		if gain := r.cost + o.cost - w.as[o.kind] - o.costAs(x, int(r.kind)); gain > most {
			best, most = other, gain
		}
	}
	if best == absent {
		return false
	}
	return p.swapVehicles(w, slot, best)
}

// costAs estimates what a route would cost a kind, blocked and more where it may not or cannot carry it. Waiting counts as it is now; the stops
// that a vehicle had before do not count.
func (r *route) costAs(x *rich, k int) int64 {
	c := &x.kinds[k]
	last := len(r.calls)
	for d := range x.dims {
		if r.before[last*x.dims+d] > c.capacity[d] {
			return never
		}
	}
	own := &x.kinds[r.kind]
	cost, from := c.v.Fixed, c.start
	for _, call := range r.calls {
		if !x.allowed[int(call)*len(x.kinds)+k] {
			return never
		}
		cost += c.cost[int(from)*x.nodes+int(call)]
		if c.v.PerSecond > 0 {
			cost += c.v.PerSecond * x.stay[call]
		}
		from = call
	}
	cost += c.cost[int(from)*x.nodes+int(c.end)]
	if own.v.PerSecond > 0 && c.v.PerSecond > 0 {
		cost += c.v.PerSecond * max(0, r.finish-r.begin-r.seconds(x, own))
	}
	return cost
}

// swapVehicles exchanges the routes of two slots, of which the second may be at home, if that is cheaper and can be driven.
func (p *plan) swapVehicles(w *walk, a, b int32) bool {
	x := p.x
	now := p.routes[a].cost
	first, second := &w.trial, &w.other
	first.slot, first.kind, first.calls = b, x.slots[b].kind, append(first.calls[:0], p.routes[a].calls...)
	first.update(x)
	after := first.cost
	if !first.feasible {
		return false
	}
	second.calls = second.calls[:0]
	if o := p.routes[b]; o != nil {
		now += o.cost
		second.slot, second.kind, second.calls = a, x.slots[a].kind, append(second.calls, o.calls...)
		second.update(x)
		if after += second.cost; !second.feasible {
			return false
		}
	}
	if after >= now {
		return false
	}
	p.place(b, first.calls)
	p.place(a, second.calls)
	return true
}

// place makes calls those of a slot.
func (p *plan) place(slot int32, calls []int32) {
	if p.routes[slot] == nil && len(calls) == 0 {
		return
	}
	r := p.change(slot)
	r.calls = append(r.calls[:0], calls...)
	p.settle(r)
}
