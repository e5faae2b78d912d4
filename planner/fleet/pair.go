package fleet

// findPair looks for the cheapest spots of both ends of a transfer in one trip, over all routes: for each place of the first end
// the second is tried further and further on, as long as the loads and the clock allow. Range and longest time are left to insert. Where no
// detour is shorter than the straight leg, a first end that is too dear or too late alone is not looked at with the second.
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
	row := func(table []int64, stop int32) []int64 { return table[int(stop)*x.nodes:][:x.nodes] }
	toFrom, fromOn, toTo, toOn := row(k.back, from), row(k.cost, from), row(k.back, to), row(k.cost, to)
	extra := x.moved(from, r.slot) + x.moved(to, r.slot) + k.v.PerSecond*(x.stay[from]+x.stay[to])
	strict := x.metric && !k.rest
	a := k.start
	for i := 0; i <= len(r.calls); i++ {
		b := k.end
		if i < len(r.calls) {
			b = r.calls[i]
		}
		before := a
		a = b
		cost1 := toFrom[before] + fromOn[b] - r.arcs[i] + extra
		if toFrom[before] >= blocked || x.metric && cost1 >= c.worst() || !x.orderAllows(r, from, i) {
			continue
		}
		var w when
		if x.clocked {
			w = x.drive(k, r.early[i], before, from)
			if w.fresh >= never && w.rested >= never || strict && w.fresh+int64(k.seconds[int(from)*x.nodes+int(b)]) > r.late[i+1].fresh {
				continue
			}
		}
		if !x.pairFits(r, k, from, to, i, i) {
			continue
		}
		// The second end at once after the first.
		if legs := toFrom[before] + fromOn[to] + toOn[b]; legs < blocked && legs-r.arcs[i]+extra < c.worst() && x.orderAllows(r, to, i) {
			if !x.clocked || x.meets(k, x.drive(k, w, from, to), to, b, r.late[i+1]) {
				c.add(spot{legs - r.arcs[i] + extra, r.slot, int32(i), int32(i), absent, false})
			}
		}
		if fromOn[b] >= blocked {
			continue
		}
		at := from
		for j := i + 1; j <= len(r.calls); j++ {
			call := r.calls[j-1]
			if int(call) >= x.n {
				break // the trip ends
			}
			next := k.end
			if j < len(r.calls) {
				next = r.calls[j]
			}
			if x.clocked {
				w = x.drive(k, w, at, call)
				if w.fresh >= never && w.rested >= never || strict && w.fresh+int64(k.seconds[int(call)*x.nodes+int(next)]) > r.late[j+1].fresh {
					break
				}
			}
			at = call
			if !x.pairFits(r, k, from, to, i, j) {
				break
			}
			legs := toTo[call] + toOn[next]
			cost := cost1 + legs - r.arcs[j]
			if legs >= blocked || cost >= c.worst() || !x.orderAllows(r, to, j) {
				continue
			}
			if !x.clocked || x.meets(k, x.drive(k, w, call, to), to, next, r.late[j+1]) {
				c.add(spot{cost, r.slot, int32(i), int32(j), absent, false})
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
