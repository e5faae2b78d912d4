package tier

// tightenRounds limits the passes over the villages.
const tightenRounds = 8

// tighten moves single villages, and lets two change places, where that costs less with the sizes that premises then need. What
// assign does before takes every size for the same price, which fills points just beyond a size.
func (a *assigner) tighten(c *choice) {
	for moved, rounds := true, 0; moved && rounds < tightenRounds; rounds++ {
		moved = false
		a.m.spend(int64(len(a.t.nearPoint)))
		for _, i := range a.order {
			moved = c.served[i] >= 0 && a.relocate(c, i) || moved
		}
	}
}

// relocate makes the best move or change of places of a village; false where none helps.
func (a *assigner) relocate(c *choice, i int32) bool {
	t, now := a.t, c.served[i]
	q, paid := t.flow[i], a.costOf(i, now)
	best, to, partner := int64(0), int32(-1), int32(-1)
	for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
		o := c.option[t.nearPoint[k]]
		if o < 0 || o == now {
			continue
		}
		dearer := t.costAt(k, o) - paid
		if delta := dearer + a.steps(now, o, q); delta < best && a.leaves(now, q) {
			if a.roomFor(now, o, q) {
				best, to, partner = delta, o, -1
			}
		}
		for l := t.start[o]; l < t.start[o+1]; l++ {
			j := t.village[l]
			if c.served[j] != o || j == i || t.flow[j] == q {
				continue
			}
			back, reaches := a.pair(j, now)
			if !reaches {
				continue
			}
			delta := dearer + back - t.cost[l] + a.steps(now, o, q-t.flow[j])
			if delta < best && a.swapFits(now, o, q-t.flow[j]) {
				best, to, partner = delta, o, j
			}
		}
	}
	if to < 0 {
		return false
	}
	a.hand(c, i, to)
	if partner >= 0 {
		a.hand(c, partner, now)
	}
	return true
}

// hand gives a village to another option.
func (a *assigner) hand(c *choice, i, to int32) {
	now := c.served[i]
	c.value += a.costOf(i, to) - a.costOf(i, now)
	a.take(now, -a.t.flow[i])
	a.take(to, a.t.flow[i])
	c.served[i] = to
}

// pair is what a village costs at an option; false where it is out of reach.
func (a *assigner) pair(i, o int32) (int64, bool) {
	t := a.t
	for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
		if t.nearPoint[k] == t.point[o] {
			return t.costAt(k, o), true
		}
	}
	return 0, false
}

// steps is what sizes cost more if flow q changes from one option to another.
func (a *assigner) steps(from, to int32, q int64) int64 {
	t := a.t
	rung := func(l *ladder, way int32, flow int64) int64 { return l.fixed[l.fitting(way, flow)] }
	out, in := a.pointFlow[t.point[from]], a.pointFlow[t.point[to]]
	sum := rung(&t.sizes, from, out-q) - rung(&t.sizes, from, out) + rung(&t.sizes, to, in+q) - rung(&t.sizes, to, in)
	f, g := t.feedOf(from), t.feedOf(to)
	if f == g {
		return sum
	}
	if f >= 0 {
		out := a.stationFlow[t.feedStation[f]]
		sum += rung(&t.feedSizes, f, out-q) - rung(&t.feedSizes, f, out)
	}
	if g >= 0 {
		in := a.stationFlow[t.feedStation[g]]
		sum += rung(&t.feedSizes, g, in+q) - rung(&t.feedSizes, g, in)
	}
	return sum
}

// leaves reports whether an option and its station keep their least flow when q leaves them.
func (a *assigner) leaves(o int32, q int64) bool {
	t := a.t
	if a.pointFlow[t.point[o]]-q < t.minFlow[t.point[o]] {
		return false
	}
	f := t.feedOf(o)
	return f < 0 || a.stationFlow[t.feedStation[f]]-q >= t.stationMinFlow[t.feedStation[f]]
}

// roomFor reports whether q can come to an option from another one.
func (a *assigner) roomFor(from, o int32, q int64) bool {
	f := a.t.feedOf(o)
	return a.left[o] >= q && (f < 0 || f == a.t.feedOf(from) || a.feedLeft[f] >= q)
}

// swapFits reports whether q, which may be below 0, can change from one option to another.
func (a *assigner) swapFits(from, to int32, q int64) bool {
	if q < 0 {
		from, to, q = to, from, -q
	}
	return a.leaves(from, q) && a.roomFor(from, to, q)
}
