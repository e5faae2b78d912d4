package fleet

import (
	"cmp"
	"slices"
)

// richClose is how many near stops insert looks beside for a place, before it looks on only if there was none; without a clock, which
// closes many places, it is closeReach and the rest is as in recreate.
const richClose = 40

// insertAll puts stops back one by one, each at its cheapest place beside a near stop, in an order drawn anew. What finds no place,
// or is not worth its penalty, stays out.
func (p *plan) insertAll(r *random, stops []int32) {
	p.arrange(r, stops)
	var c choice
	for _, stop := range stops {
		if p.where[stop] != absent {
			continue // it came in with the other end of its transfer
		}
		p.find(r, stop, &c)
		if !p.insert(stop, &c) {
			p.out = append(p.out, stop)
			p.cost += p.x.penalty[stop]
			if other := p.x.partner[stop]; other != absent {
				p.out = append(p.out, other)
				p.cost += p.x.penalty[other]
			}
		}
	}
}

// arrange draws the order: at random, by load, far from its depot first or last, by the width of its window or by its beginning.
// Of two ends of a transfer only the first is kept.
func (p *plan) arrange(r *random, stops []int32) {
	x := p.x
	for i := len(stops) - 1; i > 0; i-- {
		j := r.below(i + 1)
		stops[i], stops[j] = stops[j], stops[i]
	}
	k := &x.kinds[0]
	by := func(key func(s int32) int64) {
		slices.SortStableFunc(stops, func(a, b int32) int { return cmp.Compare(key(a), key(b)) })
	}
	far := func(s int32) int64 {
		return int64(max(0, k.seconds[int(k.start)*x.nodes+int(s)])) + int64(max(0, k.meters[int(k.start)*x.nodes+int(s)]))
	}
	choices := 11
	if x.clocked {
		choices = 15
	}
	switch draw := r.below(choices); {
	case draw < 4:
	case draw < 8:
		by(func(s int32) int64 { return -x.weight(s) })
	case draw < 10:
		by(func(s int32) int64 { return -far(s) })
	case draw < 11:
		by(far)
	case draw < 13:
		by(func(s int32) int64 { return x.shut[s] - max(x.open[s], -never/2) })
	case draw < 14:
		by(func(s int32) int64 { return x.open[s] })
	default:
		by(func(s int32) int64 { return -x.shut[s] })
	}
}

// weight is a stop's load, all dimensions together.
func (x *rich) weight(s int32) int64 {
	sum := int64(0)
	for d := range x.dims {
		i := int(s)*x.dims + d
		sum += max(x.deliver[i], x.collect[i], x.transfer[i])
	}
	return sum
}

// find looks for the cheapest spots of a stop, or of a transfer by either end.
func (p *plan) find(r *random, stop int32, c *choice) {
	x := p.x
	c.n, c.most = 0, x.spots
	if x.partner[stop] != absent {
		p.findPair(r, stop, c)
		return
	}
	draw := r.next()
	near := x.near[int(stop)*x.reach:][:x.reach]
	enough := richClose
	if !x.clocked {
		enough = closeReach
	}
	found, met := false, 0 // routes with room
	p.look++
	for n, beside := range near {
		if n >= enough && found && (met >= closeRoutes || n >= farReach) {
			break
		}
		slot := p.where[beside]
		if slot == absent {
			continue
		}
		b := &p.beside[beside]
		if !x.allowed[int(stop)*len(x.kinds)+int(b.kind)] {
			continue
		}
		if p.met[slot] != p.look {
			p.met[slot] = p.look
			if p.full[slot] = !p.routes[slot].room(x, stop); !p.full[slot] {
				met++
			}
		}
		if p.full[slot] {
			continue
		}
		draw = draw*6364136223846793005 + 1442695040888963407
		if draw>>32%blink == 0 {
			continue
		}
		found = p.tryBeside(stop, slot, beside, b, c, true, true) || found
	}
	for _, beside := range x.behind[int(stop)*x.beyond:][:x.beyond] {
		slot := p.where[beside]
		if slot == absent {
			continue
		}
		b := &p.beside[beside]
		first, last := int(b.prev) >= x.n, int(b.next) >= x.n
		if (first || last) && x.allowed[int(stop)*len(x.kinds)+int(b.kind)] {
			p.tryBeside(stop, slot, beside, b, c, first, last)
		}
	}
	for _, slot := range p.active {
		if k := x.slots[slot].kind; x.kinds[k].trips > 1 && x.rightFor(stop, k) {
			x.ownTrip(p.routes[slot], stop, c)
		}
	}
	p.findIdle(stop, c, func(slot int32) (int64, bool) {
		k := &x.kinds[x.slots[slot].kind]
		if k.v.Fixed+k.back[int(stop)*x.nodes+int(k.start)]+k.cost[int(stop)*x.nodes+int(k.end)] >= c.worst() {
			return 0, false
		}
		return x.alone(stop, slot)
	})
}

// room reports whether the loads with which a route of one trip leaves and comes home let a stop in somewhere; routes of more trips may.
func (r *route) room(x *rich, stop int32) bool {
	if r.trips > 1 {
		return true
	}
	capacity := x.kinds[r.kind].capacity
	for d := range x.dims {
		i := int(stop)*x.dims + d
		if r.before[d]+x.deliver[i] > capacity[d] || r.beyond[len(r.calls)*x.dims+d]+x.collect[i] > capacity[d] {
			return false
		}
	}
	return true
}

// tryBeside tries the places before and after a stop that lies on a slot's route, and reports whether one was added.
func (p *plan) tryBeside(stop, slot, beside int32, b *neighbours, c *choice, before, after bool) bool {
	x := p.x
	k := &x.kinds[b.kind]
	in, out := k.back[int(stop)*x.nodes:][:x.nodes], k.cost[int(stop)*x.nodes:][:x.nodes]
	extra := int64(0)
	if x.adds {
		extra = k.v.PerSecond*x.stay[stop] + x.moved(stop, slot)
	}
	worst := c.worst()
	added := false
	if before {
		if legs := in[b.prev] + out[beside]; legs-b.in+extra < worst && legs < blocked {
			at := int(p.at[beside])
			if x.holds(p.routes[slot], k, stop, at-1, b.prev, beside) {
				c.add(spot{legs - b.in + extra, slot, int32(at - 1), absent, absent, false})
				worst, added = c.worst(), true
			}
		}
	}
	if after {
		if legs := in[beside] + out[b.next]; legs-b.out+extra < worst && legs < blocked {
			at := int(p.at[beside])
			if x.holds(p.routes[slot], k, stop, at, beside, b.next) {
				c.add(spot{legs - b.out + extra, slot, int32(at), absent, absent, false})
				added = true
			}
		}
	}
	return added
}

// findIdle tries one vehicle of each kind that is at home, and the one that served the stop before.
func (p *plan) findIdle(stop int32, c *choice, cost func(slot int32) (int64, bool)) {
	if len(p.active) >= p.limit {
		return
	}
	try := func(slot int32) {
		if cost, ok := cost(slot); ok {
			c.add(spot{cost, slot, 0, 0, absent, false})
		}
	}
	for k := range p.x.kinds {
		if p.hidden>>(k%64)&1 != 0 {
			continue
		}
		if slot := p.idleSlot(k); slot != absent {
			try(slot)
		}
	}
	if c.n == 0 && p.hidden != 0 {
		for k := range p.x.kinds {
			if slot := p.idleSlot(k); slot != absent {
				try(slot)
			}
		}
	}
	if slot := p.x.before[stop]; slot != absent && p.x.p.MoveCost > 0 && p.mine[slot] && p.seat[slot] == absent {
		try(slot)
	}
}

// insert puts a stop at the cheapest of its spots that holds when the route is worked out again.
func (p *plan) insert(stop int32, c *choice) bool {
	x := p.x
	other := x.partner[stop]
	for i := range c.n {
		s := &c.spots[i]
		if !x.required[stop] {
			penalty := x.penalty[stop]
			if other != absent {
				penalty += x.penalty[other]
			}
			if s.cost >= penalty {
				return false
			}
		}
		r := p.change(s.slot)
		at := int(s.after)
		switch {
		case other != absent:
			first, second := stop, other
			if !x.first[stop] {
				first, second = other, stop
			}
			r.calls = slices.Insert(r.calls, int(s.second), second)
			r.calls = slices.Insert(r.calls, at, first)
		case s.reload != absent && s.reloaded:
			r.calls = slices.Insert(r.calls, at, stop, s.reload)
		case s.reload != absent:
			r.calls = slices.Insert(r.calls, at, s.reload, stop)
		default:
			r.calls = slices.Insert(r.calls, at, stop)
		}
		p.settle(r)
		if r.feasible {
			return true
		}
		p.remove(s.slot, func(c int32) bool { return c == stop || c == other })
	}
	return false
}

// remove takes the calls that gone names out of a route.
func (p *plan) remove(slot int32, gone func(stop int32) bool) {
	r := p.change(slot)
	kept := r.calls[:0]
	for _, c := range r.calls {
		if int(c) < p.x.n && gone(c) {
			p.where[c] = absent
			continue
		}
		kept = append(kept, c)
	}
	r.calls = kept
	r.tidy(p.x)
	p.settle(r)
}
