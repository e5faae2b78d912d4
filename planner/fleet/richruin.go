package fleet

// ruin tears strings out of neighbouring routes as the lean ruin does, by position. The other end of a transfer goes with its stop.
func (p *plan) ruin(r *random, torn []int32) []int32 {
	torn = torn[:0]
	x := p.x
	if len(p.active) == 0 {
		return torn
	}
	calls := 0
	for _, s := range p.active {
		calls += len(p.routes[s].calls)
	}
	longest := min(longestString, max(1, calls/len(p.active)))
	strings := 1 + r.below(max(1, 4000*meanRemoved/(1+longest)-1000))/1000
	slot := p.active[r.below(len(p.active))]
	seed := p.routes[slot].calls[r.below(len(p.routes[slot].calls))]
	if int(seed) >= x.n {
		seed = p.routes[slot].calls[0]
	}
	p.stamp++
	near := x.near[int(seed)*x.reach:][:x.reach]
	for n := -1; n < len(near) && strings > 0; n++ {
		stop := seed
		if n >= 0 {
			stop = near[n]
		}
		slot := p.where[stop]
		if slot == absent || p.ruined[slot] == p.stamp {
			continue
		}
		p.ruined[slot] = p.stamp
		strings--
		torn = p.tear(r, slot, stop, longest, torn)
	}
	return torn
}

// tear takes one string around a stop out of its route.
func (p *plan) tear(r *random, slot, stop int32, longest int, torn []int32) []int32 {
	x := p.x
	size := len(p.routes[slot].calls)
	length := 1 + r.below(min(longest, size))
	stay := 0
	if length > 1 && length < size && r.next()&1 == 0 {
		stay = 1
		for length+stay < size && r.below(deeper) == 0 {
			stay++
		}
	}
	window := length + stay
	at := int(p.at[stop]) - 1
	least, most := max(0, at-window+1), min(at, size-window)
	from := least + r.below(most-least+1)
	hold := from + window
	if stay > 0 {
		hold = from + 1 + r.below(length-1)
	}
	begin := len(torn)
	route := p.change(slot)
	kept := route.calls[:0]
	for i, c := range route.calls {
		if i < from || i >= from+window || i >= hold && i < hold+stay {
			kept = append(kept, c)
			continue
		}
		if int(c) < x.n {
			torn = append(torn, c)
			p.where[c] = absent
		}
	}
	route.calls = kept
	route.tidy(x)
	if len(x.p.Transfers) == 0 {
		return p.settleTorn(route, torn)
	}
	// The other ends lie in the same route.
	for i := begin; i < len(torn); i++ {
		other := x.partner[torn[i]]
		if other == absent || p.where[other] == absent {
			continue
		}
		p.where[other] = absent
		torn = append(torn, other)
	}
	kept = route.calls[:0]
	for _, c := range route.calls {
		if int(c) >= x.n || p.where[c] != absent {
			kept = append(kept, c)
		}
	}
	route.calls = kept
	route.tidy(x)
	return p.settleTorn(route, torn)
}

// settleTorn works out a torn route. Where it cannot be driven without what was torn out (a leg is missing or slower than the way
// over a stop, or there is no stop left at which to rest) the rest is torn out too.
func (p *plan) settleTorn(r *route, torn []int32) []int32 {
	p.settle(r)
	if len(r.calls) == 0 || r.feasible {
		return torn
	}
	p.remove(r.slot, func(stop int32) bool {
		torn = append(torn, stop)
		return true
	})
	return torn
}
