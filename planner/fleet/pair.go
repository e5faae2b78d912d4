package fleet

// findPair looks for the cheapest spots of both ends of a transfer in one trip, over all routes: for each place of the first end
// the second is tried further and further on, as long as the loads and the clock allow.
func (p *plan) findPair(r *random, stop int32, c *choice) {
	x := p.x
	from, to := stop, x.partner[stop]
	if !x.first[stop] {
		from, to = to, from
	}
	draw := r.next()
	for _, slot := range p.active {
		kind := x.slots[slot].kind
		if !x.rightFor(from, kind) || !x.rightFor(to, kind) {
			continue
		}
		draw = draw*6364136223846793005 + 1442695040888963407
		if draw>>32%blink == 0 {
			continue
		}
		x.pairIn(p.routes[slot], from, to, c)
	}
	p.findIdle(stop, c, func(slot int32) (int64, bool) { return x.pairAlone(from, to, slot) })
}

// pairIn adds the spots of one route.
func (x *rich) pairIn(r *route, from, to int32, c *choice) {
	k := &x.kinds[r.kind]
	extra := x.moved(from, r.slot) + x.moved(to, r.slot)
	for i := 0; i <= len(r.calls); i++ {
		a, b := r.node(x, i), r.node(x, i+1)
		cost1, meters1, ok := x.detour(k, a, from, b)
		toFrom := k.meters[int(a)*x.nodes+int(from)]
		if toFrom == noWay || !x.orderAllows(r, from, i) {
			continue
		}
		var w when
		if x.clocked {
			w = x.drive(k, r.early[i], a, from)
			if w.fresh >= never && w.rested >= never {
				continue
			}
		}
		if !x.pairFits(r, k, from, to, i, i) {
			continue
		}
		// The second end at once after the first.
		if leg := k.meters[int(from)*x.nodes+int(to)]; leg != noWay {
			if cost2, meters2, ok2 := x.detour(k, from, to, b); ok2 && ok && cost1+cost2+extra < c.worst() && r.meters+meters1+meters2 <= k.maxMeters && x.orderAllows(r, to, i) {
				if !x.clocked || x.meets(k, x.drive(k, w, from, to), to, b, r.late[i+1]) {
					c.add(spot{cost1 + cost2 + extra, r.slot, int32(i), int32(i), absent, false})
				}
			}
		}
		if !ok {
			continue
		}
		at := from
		for j := i + 1; j <= len(r.calls); j++ {
			call := r.calls[j-1]
			if int(call) >= x.n {
				break // the trip ends
			}
			if x.clocked {
				w = x.drive(k, w, at, call)
				if w.fresh >= never && w.rested >= never {
					break
				}
			}
			at = call
			if !x.pairFits(r, k, from, to, i, j) {
				break
			}
			next := r.node(x, j+1)
			cost2, meters2, ok2 := x.detour(k, call, to, next)
			if !ok2 || cost1+cost2+extra >= c.worst() || r.meters+meters1+meters2 > k.maxMeters || !x.orderAllows(r, to, j) {
				continue
			}
			if !x.clocked || x.meets(k, x.drive(k, w, call, to), to, next, r.late[j+1]) {
				c.add(spot{cost1 + cost2 + extra, r.slot, int32(i), int32(j), absent, false})
			}
		}
	}
}

// orderAllows reports whether backhauls stay last with a stop after a position.
func (x *rich) orderAllows(r *route, stop int32, after int) bool {
	switch x.order[stop] {
	case forward:
		return !r.bends[after].backBefore
	case backward:
		return !r.bends[after+1].forwardAfter
	}
	return true
}

// pairFits reports whether the loads allow the first end after position i and the second after j, where they allowed all j before.
func (x *rich) pairFits(r *route, k *kind, from, to int32, i, j int) bool {
	for d := range x.dims {
		f, t := int(from)*x.dims+d, int(to)*x.dims+d
		if r.before[i*x.dims+d]+x.deliver[f]+x.deliver[t] > k.capacity[d] ||
			r.aboard[j*x.dims+d]+x.collect[f]+x.deliver[t]+x.transfer[f] > k.capacity[d] ||
			j == i && r.aboard[i*x.dims+d]+x.deliver[f]+x.deliver[t] > k.capacity[d] {
			return false
		}
	}
	return true
}

// pairAlone tries a transfer as all that an idle slot does.
func (x *rich) pairAlone(from, to, slot int32) (int64, bool) {
	kind := x.slots[slot].kind
	k := &x.kinds[kind]
	if !x.rightFor(from, kind) || !x.rightFor(to, kind) {
		return 0, false
	}
	r := route{slot: slot, kind: kind, calls: []int32{from, to}}
	r.update(x)
	if !r.feasible {
		return 0, false
	}
	seconds := int64(k.seconds[int(k.start)*x.nodes+int(from)]) + int64(k.seconds[int(from)*x.nodes+int(to)]) + int64(k.seconds[int(to)*x.nodes+int(k.end)])
	return k.v.Fixed + k.v.PerMeter*r.meters + k.v.PerSecond*(seconds+x.stay[from]+x.stay[to]) + x.moved(from, slot) + x.moved(to, slot), true
}
