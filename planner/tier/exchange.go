package tier

// exchange moves single villages to cheaper options with room, lets two villages change places, and makes room for a village
// that is left out, until nothing helps.
func (a *assigner) exchange(c *choice) {
	for moved, rounds := true, 0; moved && rounds < 6; rounds++ {
		moved = false
		for _, i := range a.order {
			moved = a.shift(c, i) || moved
		}
	}
}

// shift gives one village a cheaper option, if it must by moving another away.
func (a *assigner) shift(c *choice, i int32) (moved bool) {
	t := a.t
	for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
		o, now := c.option[t.nearPoint[k]], c.served[i]
		if o < 0 || o == now {
			continue
		}
		cost, saved := t.costAt(k, o), t.penalty[i]
		if now >= 0 {
			saved = a.costOf(i, now)
		}
		if cost >= saved {
			continue
		}
		if now >= 0 {
			a.take(now, -t.flow[i])
		}
		if !a.fits(o, t.flow[i]) && !a.makeRoom(c, o, i, saved-cost) {
			if now >= 0 {
				a.take(now, t.flow[i])
			}
			continue
		}
		a.take(o, t.flow[i])
		if now < 0 && t.penalty[i] == never {
			c.short -= max(t.flow[i], 1)
			c.value += cost
		} else {
			c.value += cost - saved
		}
		c.served[i], moved = o, true
	}
	return moved
}

// makeRoom moves one village away from an option so that another fits, where that costs less than it gains.
func (a *assigner) makeRoom(c *choice, o, in int32, gain int64) bool {
	t := a.t
	for k := t.start[o]; k < t.start[o+1]; k++ {
		i := t.village[k]
		if c.served[i] != o || i == in {
			continue
		}
		a.take(o, -t.flow[i])
		if a.fits(o, t.flow[in]) {
			a.take(o, t.flow[in])
			for l := t.nearAt[i]; l < t.nearAt[i+1]; l++ {
				to := c.option[t.nearPoint[l]]
				if to < 0 || to == o || !a.fits(to, t.flow[i]) {
					continue
				}
				if dearer := t.costAt(l, to) - t.cost[k]; dearer < gain {
					a.take(o, -t.flow[in])
					a.take(to, t.flow[i])
					c.value += dearer
					c.served[i] = to
					return true
				}
			}
			a.take(o, -t.flow[in])
		}
		a.take(o, t.flow[i])
	}
	return false
}

func (a *assigner) costOf(i, o int32) int64 {
	t := a.t
	for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
		if t.nearPoint[k] == t.point[o] {
			return t.costAt(k, o)
		}
	}
	panic("tier: a village is served without a pair")
}
