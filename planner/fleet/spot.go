package fleet

// spot is a place for a stop, or for both ends of a transfer.
type spot struct {
	cost     int64
	slot     int32
	after    int32 // position before the stop
	second   int32 // position before the other end of the transfer, counted without the first; absent without one
	reload   int32 // node of a reload that comes with the stop, or absent
	reloaded bool  // the reload comes after the stop, at the beginning of the route
}

// choice keeps the cheapest few spots: one where a spot that was found is sure to hold, three where the route has to be worked out to see.
type choice struct {
	spots [3]spot
	n     int
	most  int
}

// worst is the cost that a spot must undercut to be kept.
func (c *choice) worst() int64 {
	if c.n < c.most {
		return never
	}
	return c.spots[c.n-1].cost
}

func (c *choice) add(s spot) {
	if s.cost >= c.worst() {
		return
	}
	for i := range c.n { // a place is seen from the stops on both its sides
		if old := &c.spots[i]; old.slot == s.slot && old.after == s.after && old.second == s.second && old.reload == s.reload && old.reloaded == s.reloaded {
			return
		}
	}
	if c.n < c.most {
		c.n++
	}
	i := c.n - 1
	for i > 0 && c.spots[i-1].cost > s.cost {
		c.spots[i] = c.spots[i-1]
		i--
	}
	c.spots[i] = s
}

// rightFor reports whether a kind may serve a stop.
func (x *rich) rightFor(stop, kind int32) bool { return x.allowed[int(stop)*len(x.kinds)+int(kind)] }

// moved returns what serving a stop by a slot costs because it was another's before.
func (x *rich) moved(stop, slot int32) int64 {
	if x.p.MoveCost > 0 && x.before[stop] != absent && x.before[stop] != slot {
		return x.p.MoveCost
	}
	return 0
}

// detour returns what going from a over s to b costs more than going straight, by metres and seconds, and whether there is a way.
func (x *rich) detour(k *kind, a, s, b int32) (cost, meters int64, ok bool) {
	in, out, straight := int(a)*x.nodes+int(s), int(s)*x.nodes+int(b), int(a)*x.nodes+int(b)
	if k.meters[in] == noWay || k.meters[out] == noWay {
		return 0, 0, false
	}
	meters = int64(k.meters[in]) + int64(k.meters[out]) - int64(k.meters[straight])
	cost = k.v.PerMeter * meters
	if k.v.PerSecond > 0 {
		cost += k.v.PerSecond * (int64(k.seconds[in]) + int64(k.seconds[out]) - int64(k.seconds[straight]) + x.stay[s])
	}
	return cost, meters, true
}

// between tries a stop after a position of a route that its kind may serve it on, against a cost to undercut.
func (x *rich) between(r *route, stop int32, after int, below int64) (int64, bool) {
	k := &x.kinds[r.kind]
	a, b := r.node(x, after), r.node(x, after+1)
	legs := k.cost[int(a)*x.nodes+int(stop)] + k.cost[int(stop)*x.nodes+int(b)]
	cost := legs - r.arcs[after] + k.v.PerSecond*x.stay[stop] + x.moved(stop, r.slot)
	if legs >= blocked || cost >= below {
		return 0, false
	}
	return cost, x.holds(r, k, stop, after, a, b)
}

// holds reports whether a stop between a and b, after a position of a route, keeps the range, the loads, the order of backhauls and the clock.
// The longest time under way is looked at only where nothing makes a vehicle wait.
func (x *rich) holds(r *route, k *kind, stop int32, after int, a, b int32) bool {
	if k.maxMeters < never || x.steady && k.maxSeconds < never {
		in, out, straight := int(a)*x.nodes+int(stop), int(stop)*x.nodes+int(b), int(a)*x.nodes+int(b)
		if r.meters+int64(k.meters[in])+int64(k.meters[out])-int64(k.meters[straight]) > k.maxMeters {
			return false
		}
		if x.steady && r.finish-r.begin+int64(k.seconds[in])+int64(k.seconds[out])-int64(k.seconds[straight])+x.stay[stop] > k.maxSeconds {
			return false
		}
	}
	for d := range x.dims {
		i := after*x.dims + d
		c := int(stop)*x.dims + d
		if r.before[i]+x.deliver[c] > k.capacity[d] || r.beyond[i]+x.collect[c] > k.capacity[d] {
			return false
		}
	}
	switch x.order[stop] {
	case forward:
		if r.bends[after].backBefore {
			return false
		}
	case backward:
		if r.bends[after+1].forwardAfter && int(b) < x.n {
			return false
		}
	}
	if !x.clocked {
		return true
	}
	if k.rest {
		return x.meets(k, x.drive(k, r.early[after], a, stop), stop, b, r.late[after+1])
	}
	begin := max(r.early[after].fresh+int64(k.seconds[int(a)*x.nodes+int(stop)]), x.open[stop])
	return begin <= x.shut[stop] && begin+x.stay[stop]+int64(k.seconds[int(stop)*x.nodes+int(b)]) <= r.late[after+1].fresh
}

// meets reports whether a departure from one node is in time for the next.
func (x *rich) meets(k *kind, w when, at, next int32, by when) bool {
	if w.fresh >= never && w.rested >= never {
		return false
	}
	leg := k.seconds[int(at)*x.nodes+int(next)]
	if leg == noWay {
		return false
	}
	return w.fresh+int64(leg) <= by.fresh || k.rest && w.rested < never && w.rested+int64(leg) <= by.rested
}

// alone tries a stop as the only one of an idle slot.
func (x *rich) alone(stop, slot int32) (int64, bool) {
	k := &x.kinds[x.slots[slot].kind]
	if !x.rightFor(stop, x.slots[slot].kind) || !x.fits(k, stop) {
		return 0, false
	}
	in, out := int(k.start)*x.nodes+int(stop), int(stop)*x.nodes+int(k.end)
	if k.meters[in] == noWay || k.meters[out] == noWay {
		return 0, false
	}
	meters := int64(k.meters[in]) + int64(k.meters[out])
	seconds := int64(k.seconds[in]) + int64(k.seconds[out]) + x.stay[stop]
	if meters > k.maxMeters || seconds > k.maxSeconds {
		return 0, false
	}
	if x.clocked {
		w := x.drive(k, when{k.earliest, never}, k.start, stop)
		// A vehicle with a break may still leave after it: insert will see.
		if end := x.home(k, w, stop); !k.rest && end.fresh >= never {
			return 0, false
		}
	}
	return k.v.Fixed + k.v.PerMeter*meters + k.v.PerSecond*seconds + x.moved(stop, slot), true
}

// fits reports whether a stop alone is not too much for a kind.
func (x *rich) fits(k *kind, stop int32) bool {
	for d := range x.dims {
		if x.deliver[int(stop)*x.dims+d] > k.capacity[d] || x.collect[int(stop)*x.dims+d] > k.capacity[d] {
			return false
		}
	}
	return true
}

// ownTrip tries a stop as a trip of its own at either end of a route, and adds what it finds.
func (x *rich) ownTrip(r *route, stop int32, c *choice) {
	k := &x.kinds[r.kind]
	if r.trips >= k.trips || !x.fits(k, stop) {
		return
	}
	last := len(r.calls)
	extra := x.moved(stop, r.slot) + k.v.PerSecond*x.stay[stop]
	for _, depot := range k.reloads {
		for _, reloaded := range []bool{false, true} {
			after, first, second := last, depot, stop
			if reloaded {
				after, first, second = 0, stop, depot
			}
			a, b := r.node(x, after), r.node(x, after+1)
			legs := k.cost[int(a)*x.nodes+int(first)] + k.cost[int(first)*x.nodes+int(second)] + k.cost[int(second)*x.nodes+int(b)]
			cost := legs - r.arcs[after] + extra + k.v.PerSecond*x.stay[depot]
			if legs >= blocked || cost >= c.worst() {
				continue
			}
			if k.maxMeters < never {
				meters := func(from, to int32) int64 { return int64(k.meters[int(from)*x.nodes+int(to)]) }
				if r.meters+meters(a, first)+meters(first, second)+meters(second, b)-meters(a, b) > k.maxMeters {
					continue
				}
			}
			if x.clocked {
				w := x.drive(k, x.drive(k, r.early[after], a, first), first, second)
				if !x.meets(k, w, second, b, r.late[after+1]) {
					continue
				}
			}
			c.add(spot{cost, r.slot, int32(after), absent, depot, reloaded})
		}
	}
}
