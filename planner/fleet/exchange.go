package fleet

import "slices"

// exchange gives the calls of a route near what was torn out to a vehicle of another kind, one at home or one that takes over its
// own calls in turn, so that a route may change its vehicle or its depot as a whole. What does not fit then is torn out too.
func (p *plan) exchange(r *random, torn []int32) []int32 {
	x := p.x
	from := p.nearTorn(r, torn)
	if from == absent {
		return torn
	}
	to := int32(absent)
	if r.next()&1 == 0 {
		if kind := r.below(len(x.kinds)); int32(kind) != x.slots[from].kind {
			to = p.idleSlot(kind)
		}
	} else {
		for range 4 {
			if slot := p.active[r.below(len(p.active))]; x.slots[slot].kind != x.slots[from].kind {
				to = slot
				break
			}
		}
	}
	if to == absent {
		return torn
	}
	ahead := append([]int32(nil), p.routes[from].calls...)
	var back []int32
	if p.routes[to] != nil {
		back = append(back, p.routes[to].calls...)
	}
	torn = p.give(r, from, back, torn)
	return p.give(r, to, ahead, torn)
}

// give makes calls those of a slot and tears out what the slot cannot do.
func (p *plan) give(r *random, slot int32, calls, torn []int32) []int32 {
	x := p.x
	if p.routes[slot] == nil && len(calls) == 0 {
		return torn
	}
	kind := x.slots[slot].kind
	route := p.change(slot)
	route.calls = route.calls[:0]
	for _, c := range calls {
		switch {
		case int(c) >= x.n:
			if depot := x.kinds[kind].reloadFor(c); depot != absent {
				route.calls = append(route.calls, depot)
			}
		case !x.rightFor(c, kind) || x.partner[c] != absent && !x.rightFor(x.partner[c], kind):
			p.where[c] = absent
			torn = append(torn, c)
		default:
			route.calls = append(route.calls, c)
		}
	}
	route.tidy(x)
	p.settle(route)
	for len(route.calls) > 0 && !route.feasible {
		victim := route.calls[r.below(len(route.calls))]
		if int(victim) >= x.n {
			victim = route.calls[0]
		}
		other := x.partner[victim]
		p.remove(slot, func(stop int32) bool {
			if stop == victim || stop == other {
				torn = append(torn, stop)
				return true
			}
			return false
		})
		if p.routes[slot] == nil {
			break
		}
		route = p.routes[slot]
	}
	return torn
}

// reloadFor returns where a vehicle of the kind reloads on a route on which another reloads at depot: there where it may, else at
// the first depot where it may, or absent.
func (k *kind) reloadFor(depot int32) int32 {
	switch {
	case k.trips == 1:
		return absent
	case slices.Contains(k.reloads, depot):
		return depot
	}
	return k.reloads[0]
}

// longestDissolved is how many calls a route may have to be dissolved.
const longestDissolved = 25

// dissolve tears out all of a route near what was torn out.
func (p *plan) dissolve(r *random, torn []int32) []int32 {
	slot := p.nearTorn(r, torn)
	if slot == absent || len(p.routes[slot].calls) > longestDissolved {
		return torn
	}
	p.remove(slot, func(stop int32) bool {
		torn = append(torn, stop)
		return true
	})
	return torn
}

// nearTorn returns the slot of the first stop near what was torn out that is on a route, or one drawn, or absent.
func (p *plan) nearTorn(r *random, torn []int32) int32 {
	x := p.x
	if len(p.active) == 0 || len(torn) == 0 {
		return absent
	}
	for _, stop := range x.near[int(torn[0])*x.reach:][:x.reach] {
		if p.where[stop] != absent {
			return p.where[stop]
		}
	}
	return p.active[r.below(len(p.active))]
}
