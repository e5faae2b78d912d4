package charge

// warm is where a search begins.
type warm struct {
	lambda []int64 // multipliers; the best ones are left here for the next time
	open   []int32 // sites that were open before; nil: not known
	serves []int32 // and whom they served; nil: not known
}

// newWarm takes over what a reply to a question of the same size knew, or begins afresh: each multiplier at the cost of its demand's
// second cheapest site.
func newWarm(c *core, before *Reply) *warm {
	w := &warm{lambda: make([]int64, c.demands)}
	if before == nil || len(before.lambda) != c.demands {
		for i := range w.lambda {
			if from, to := c.rowStart[i], c.rowStart[i+1]; to > from {
				w.lambda[i] = c.rowCost[min(from+1, to-1)]
			}
		}
		return w
	}
	for i, l := range before.lambda {
		if c.shift >= before.shift {
			high := c.highest[i] >> (c.shift - before.shift)
			w.lambda[i] = min(high, max(-high, l)) << (c.shift - before.shift)
		} else {
			w.lambda[i] = min(c.highest[i], max(-c.highest[i], l>>(before.shift-c.shift)))
		}
	}
	for _, j := range before.Open {
		if int(j) >= c.sites {
			return w
		}
	}
	w.open, w.serves = before.Open, before.Serves
	return w
}

// plan is what was open and served before, at the costs of this core; nil where it does not fit any more.
func (w *warm) plan(c *core) *plan {
	if len(w.serves) != c.demands {
		return nil
	}
	r := newRoster(c)
	for _, j := range w.open {
		r.open(j)
	}
	for i, j := range w.serves {
		cost, ok := c.cost(int32(i), j)
		if !ok || !r.is[j] || r.room(j) < c.load[i] {
			return nil
		}
		r.place(int32(i), j, cost)
	}
	if r.count > c.most {
		return nil
	}
	return r.plan()
}
