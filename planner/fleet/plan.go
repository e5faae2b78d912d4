package fleet

// plan is a set of routes of a rich problem that can be changed and taken back as a whole.
type plan struct {
	x      *rich
	routes []*route  // by slot; nil where it stays at home
	active []int32   // slots in use
	seat   []int32   // by slot: position in active, or absent
	idle   [][]int32 // by kind: slots at home, the next to be used last; may hold ones in use, which are skipped
	listed []bool    // by slot: it stands in idle
	mine   []bool    // by slot: this plan may use it
	limit  int       // most routes

	where  []int32      // by stop: slot, or absent
	at     []int32      // by stop: position in its route
	beside []neighbours // by stop
	out    []int32      // stops of this plan that nobody serves
	cost   int64        // of routes, and penalties

	step    uint32
	touched []uint32 // by slot: the step that changed it last
	saved   []save
	oldOut  []int32
	oldCost int64
	pool    []*route
	feed    *feeder // what bringing the loads to the depots costs; nil where that is not asked
	feeds   []int64
	hidden  uint64   // kinds, by bits, that this step would rather not send out
	met     []uint32 // by slot: the look that met it last
	full    []bool   // by slot: as that look saw it
	look    uint32
	ruined  []uint32 // by slot: the ruin that tore a string out of it last
	stamp   uint32
}

// neighbours are what lies before and after a stop on its route, with the costs of the legs.
type neighbours struct {
	kind       int32
	prev, next int32 // nodes
	in, out    int64
}

// note writes down where the stops of a route are.
func (p *plan) note(r *route) {
	x := p.x
	kind := &x.kinds[r.kind]
	prev := kind.start
	for k, c := range r.calls {
		next := kind.end
		if k+1 < len(r.calls) {
			next = r.calls[k+1]
		}
		if int(c) < x.n {
			p.where[c], p.at[c] = r.slot, int32(k+1)
			p.beside[c] = neighbours{r.kind, prev, next, r.arcs[k], r.arcs[k+1]}
		}
		prev = c
	}
}

// save is a route as it was before the step.
type save struct {
	slot int32
	old  *route
}

func newPlan(x *rich) *plan {
	p := &plan{x: x, routes: make([]*route, len(x.slots)), seat: make([]int32, len(x.slots)), mine: make([]bool, len(x.slots)), listed: make([]bool, len(x.slots)),
		where: make([]int32, x.n), at: make([]int32, x.n), beside: make([]neighbours, x.n), touched: make([]uint32, len(x.slots)), met: make([]uint32, len(x.slots)), full: make([]bool, len(x.slots)), ruined: make([]uint32, len(x.slots)), idle: make([][]int32, len(x.kinds))}
	if x.echelon != nil {
		p.feed = newFeeder(x.echelon)
	}
	return p
}

// tour is a route as it is handed around: a slot and its calls.
type tour struct {
	slot  int32
	calls []int32
}

// begin takes over tours, the slots that may be used beside theirs, and the stops that are still out.
func (p *plan) begin(tours []tour, spare []int32, out []int32) {
	for s, r := range p.routes {
		if r != nil {
			p.pool = append(p.pool, r)
			p.routes[s] = nil
		}
	}
	p.active, p.cost, p.limit = p.active[:0], 0, len(p.x.slots)
	p.saved = p.saved[:0]
	for s := range p.seat {
		p.seat[s], p.mine[s] = absent, false
	}
	for i := range p.where {
		p.where[i] = absent
	}
	for k := range p.idle {
		p.idle[k] = p.idle[k][:0]
	}
	clear(p.listed)
	for _, s := range spare {
		p.mine[s] = true
	}
	for _, t := range tours {
		p.mine[t.slot] = true
	}
	// Known vehicles are used last, and low numbers first.
	for _, known := range []bool{true, false} {
		for s := len(p.x.slots) - 1; s >= 0; s-- {
			if p.mine[s] && p.x.slots[s].known == known {
				k := p.x.slots[s].kind
				p.idle[k], p.listed[s] = append(p.idle[k], int32(s)), true
			}
		}
	}
	p.nextStep()
	for _, t := range tours {
		r := p.change(t.slot)
		r.calls = append(r.calls[:0], t.calls...)
		p.settle(r)
	}
	p.out = append(p.out[:0], out...)
	for _, s := range out {
		p.cost += p.x.penalty[s]
	}
	p.nextStep()
}

// nextStep makes what was done lasting.
func (p *plan) nextStep() {
	for _, s := range p.saved {
		if s.old != nil {
			p.pool = append(p.pool, s.old)
		}
	}
	p.saved = p.saved[:0]
	p.oldOut = append(p.oldOut[:0], p.out...)
	p.oldCost = p.cost
	p.step++
}

// undo brings back what nextStep saw.
func (p *plan) undo() {
	for _, s := range p.saved {
		if r := p.routes[s.slot]; r != nil {
			for _, c := range r.calls {
				if int(c) < p.x.n {
					p.where[c] = absent
				}
			}
			p.pool = append(p.pool, r)
		}
	}
	for _, s := range p.saved {
		p.routes[s.slot] = s.old
		switch {
		case s.old == nil && p.seat[s.slot] != absent:
			p.leave(s.slot)
		case s.old != nil && p.seat[s.slot] == absent:
			p.join(s.slot)
		}
		if s.old != nil {
			p.note(s.old)
		}
	}
	p.saved = p.saved[:0]
	p.out = append(p.out[:0], p.oldOut...)
	p.cost = p.oldCost
	p.step++
}

func (p *plan) join(slot int32) {
	p.seat[slot] = int32(len(p.active))
	p.active = append(p.active, slot)
}

func (p *plan) leave(slot int32) {
	last := p.active[len(p.active)-1]
	p.active[p.seat[slot]], p.seat[last] = last, p.seat[slot]
	p.active, p.seat[slot] = p.active[:len(p.active)-1], absent
	if k := p.x.slots[slot].kind; !p.listed[slot] {
		p.idle[k], p.listed[slot] = append(p.idle[k], slot), true
	}
}

// change returns the route of a slot to be changed, and takes its cost out of the plan until settle.
func (p *plan) change(slot int32) *route {
	old := p.routes[slot]
	if old != nil {
		p.cost -= old.cost
		if p.touched[slot] == p.step {
			return old
		}
	}
	var r *route
	if n := len(p.pool); n > 0 {
		r, p.pool = p.pool[n-1], p.pool[:n-1]
	} else {
		r = &route{}
	}
	r.slot, r.kind, r.calls = slot, p.x.slots[slot].kind, r.calls[:0]
	if old != nil {
		r.calls = append(r.calls, old.calls...)
	}
	if p.touched[slot] != p.step {
		p.saved = append(p.saved, save{slot, old})
		p.touched[slot] = p.step
	}
	if old == nil {
		p.join(slot)
	}
	p.routes[slot] = r
	return r
}

// settle works out a changed route and puts its cost back. A route without calls goes home.
func (p *plan) settle(r *route) {
	if len(r.calls) == 0 {
		p.routes[r.slot] = nil
		p.leave(r.slot)
		p.pool = append(p.pool, r)
		return
	}
	r.update(p.x)
	p.cost += r.cost
	p.note(r)
}

// tidy drops reloads that no trip needs any more: at either end of a route, or one after the other.
func (r *route) tidy(x *rich) {
	kept := r.calls[:0]
	for _, c := range r.calls {
		if int(c) >= x.n && (len(kept) == 0 || int(kept[len(kept)-1]) >= x.n) {
			continue
		}
		kept = append(kept, c)
	}
	for len(kept) > 0 && int(kept[len(kept)-1]) >= x.n {
		kept = kept[:len(kept)-1]
	}
	r.calls = kept
}

// idleSlot returns a slot of the kind that is at home, or absent.
func (p *plan) idleSlot(kind int) int32 {
	idle := p.idle[kind]
	for len(idle) > 0 && p.seat[idle[len(idle)-1]] != absent {
		p.listed[idle[len(idle)-1]] = false
		idle = idle[:len(idle)-1]
	}
	p.idle[kind] = idle
	if len(idle) == 0 {
		return absent
	}
	return idle[len(idle)-1]
}

// flatten writes all routes one after the other: slot, calls, absent.
func (p *plan) flatten(into []int32) []int32 {
	into = into[:0]
	for _, s := range p.active {
		into = append(append(append(into, s), p.routes[s].calls...), absent)
	}
	return into
}

// unflatten turns what flatten wrote into tours that share its memory.
func unflatten(flat []int32) []tour {
	var tours []tour
	for begin, i := 0, 0; i < len(flat); i++ {
		if flat[i] == absent {
			tours = append(tours, tour{flat[begin], flat[begin+1 : i : i]})
			begin = i + 1
		}
	}
	return tours
}

// feedLoads returns the loads that the routes of each kind take from their depot.
func (p *plan) feedLoads() []int64 {
	p.feeds = sized(p.feeds, len(p.x.kinds))
	clear(p.feeds)
	for _, s := range p.active {
		if p.x.dims > 0 {
			p.feeds[p.x.slots[s].kind] += p.routes[s].aboard[0]
		}
	}
	return p.feeds
}

// value is what the plan is worth: cost with the balance of work.
func (p *plan) value() int64 {
	if p.feed != nil {
		return p.cost + p.feed.price(p.feedLoads())
	}
	if p.x.p.BalanceCost == 0 {
		return p.cost
	}
	longest := int64(0)
	for _, s := range p.active {
		longest = max(longest, p.routes[s].finish-p.routes[s].begin)
	}
	return p.cost + p.x.p.BalanceCost*longest
}
