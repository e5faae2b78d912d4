package tier

// improver is a local search over choices: premises are run, closed, swapped and run differently, each move costed anew
// by assign, the first that helps taken, in a fixed order, until none does.
type improver struct {
	*assigner
	pointGroupOf, stationGroupOf []int32
	near                         [][]int32 // by point: other points that share a village
	work                         *choice
}

func newImprover(t *plot, m *meter) *improver {
	v := &improver{assigner: newAssigner(t, m), pointGroupOf: make([]int32, len(t.optionAt)-1), stationGroupOf: make([]int32, len(t.feedAt)-1)}
	for g, members := range t.pointGroup {
		for _, p := range members {
			v.pointGroupOf[p] = int32(g)
		}
	}
	for g, members := range t.stationGroup {
		for _, s := range members {
			v.stationGroupOf[s] = int32(g)
		}
	}
	v.near = make([][]int32, len(t.optionAt)-1)
	seen := make([]int32, len(v.near))
	for p := range v.near {
		seen[p] = -1
	}
	for p := range v.near {
		seen[p] = int32(p)
		if t.optionAt[p] == t.optionAt[p+1] {
			continue
		}
		o := t.optionAt[p]
		for k := t.start[o]; k < t.start[o+1]; k++ {
			i := t.village[k]
			for l := t.nearAt[i]; l < t.nearAt[i+1]; l++ {
				if q := t.nearPoint[l]; seen[q] != int32(p) {
					seen[q] = int32(p)
					v.near[p] = append(v.near[p], q)
				}
			}
		}
	}
	return v
}

// usable reports whether an option may be chosen with the feeds of a choice.
func (v *improver) usable(c *choice, o int32) bool {
	f := v.t.feedOf(o)
	return f < 0 || c.feed[v.t.feedStation[f]] == f
}

// refit gives each point that is run the usable option that serves its villages cheapest, or closes it where it has none.
func (v *improver) refit(c *choice) {
	t := v.t
	for p, now := range c.option {
		if now < 0 {
			continue
		}
		best, bestCost, moving := int32(-1), int64(0), int64(0)
		for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
			if !v.usable(c, o) {
				continue
			}
			cost, flow := int64(0), int64(0)
			for k := t.start[o]; k < t.start[o+1]; k++ {
				if by := c.served[t.village[k]]; by >= 0 && t.point[by] == int32(p) {
					cost += t.cost[k]
					flow += t.flow[t.village[k]]
				}
			}
			cost += t.sizes.fixed[t.sizes.fitting(o, flow)]
			if f := t.feedOf(o); flow > t.sizes.most(o) || f >= 0 && f != t.feedOf(now) && v.feedLeft[f] < flow {
				cost += never
			}
			if best < 0 || cost < bestCost {
				best, bestCost, moving = o, cost, flow
			}
		}
		if c.option[p] = best; best >= 0 && t.feedOf(best) != t.feedOf(now) {
			if f := t.feedOf(now); f >= 0 {
				v.feedLeft[f] += moving
			}
			if f := t.feedOf(best); f >= 0 {
				v.feedLeft[f] -= moving
			}
		}
	}
}

// improve searches from a choice until no move helps or effort ends.
func (v *improver) improve(c *choice) {
	v.settle(c)
	v.work = c.copy()
	for better := true; better && !v.m.over(); {
		better = v.stationMoves(c)
		better = v.pointMoves(c) || better
	}
}

// settle refits and serves anew, twice, since either changes the other.
func (v *improver) settle(c *choice) {
	v.assign(c)
	for range 2 {
		v.refit(c)
		v.assign(c)
	}
	for v.closeSmallest(c) {
		v.assign(c)
	}
}

// closeSmallest closes the point furthest below its least flow; false where none is.
func (v *improver) closeSmallest(c *choice) bool {
	worst, lack := -1, int64(0)
	for p, o := range c.option {
		if o >= 0 && !v.t.mustPoint[p] && v.t.minFlow[p]-v.pointFlow[p] > lack {
			worst, lack = p, v.t.minFlow[p]-v.pointFlow[p]
		}
	}
	if worst >= 0 {
		c.option[worst] = -1
	}
	return worst >= 0
}

// accept keeps the work where it is better than c.
func (v *improver) accept(c *choice) bool {
	if v.work.better(c) {
		copy(c.option, v.work.option)
		copy(c.feed, v.work.feed)
		copy(c.served, v.work.served)
		copy(c.limit, v.work.limit)
		c.value, c.short = v.work.value, v.work.short
		return true
	}
	return false
}

func (v *improver) reset(c *choice) {
	copy(v.work.option, c.option)
	copy(v.work.feed, c.feed)
	copy(v.work.served, c.served)
	copy(v.work.limit, c.limit)
}

// stationMoves runs stations, closes them, and changes how and how large they are run.
func (v *improver) stationMoves(c *choice) bool {
	t, better := v.t, false
	for s := range c.feed {
		try := func(feed, limit int32) {
			if feed == c.feed[s] && limit == c.limit[s] || v.m.over() {
				return
			}
			v.reset(c)
			if feed >= 0 && !v.clearGroup(v.work.feed, t.stationGroup[v.stationGroupOf[s]], t.mustStation, int32(s)) {
				return
			}
			v.work.feed[s], v.work.limit[s] = feed, limit
			v.settle(v.work)
			better = v.accept(c) || better
		}
		if !t.mustStation[s] {
			try(-1, -1)
		}
		for f := t.feedAt[s]; f < t.feedAt[s+1]; f++ {
			for rung := t.feedSizes.at[f]; rung < t.feedSizes.at[f+1]; rung++ {
				try(f, rung)
			}
		}
	}
	return better
}

// clearGroup closes the other members of a group; false where one of them must be run.
func (v *improver) clearGroup(run []int32, group []int32, must []bool, keep int32) bool {
	for _, other := range group {
		if other != keep && run[other] >= 0 {
			if must[other] {
				return false
			}
			run[other] = -1
		}
	}
	return true
}

func (v *improver) pointMoves(c *choice) bool {
	t, better := v.t, false
	try := func() {
		v.assign(v.work)
		better = v.accept(c) || better
	}
	for p := range c.option {
		if v.m.over() {
			return better
		}
		if c.option[p] >= 0 && !t.mustPoint[p] {
			v.reset(c)
			v.work.option[p] = -1
			try()
		}
		for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
			if o == c.option[p] || !v.usable(c, o) {
				continue
			}
			v.reset(c)
			if v.clearGroup(v.work.option, t.pointGroup[v.pointGroupOf[p]], t.mustPoint, int32(p)) {
				v.work.option[p] = o
				try()
			}
		}
		if c.option[p] < 0 || t.mustPoint[p] {
			continue
		}
		for _, q := range v.near[p] {
			if c.option[q] >= 0 || c.option[p] < 0 {
				continue
			}
			for o := t.optionAt[q]; o < t.optionAt[q+1] && c.option[p] >= 0; o++ {
				if !v.usable(c, o) {
					continue
				}
				v.reset(c)
				v.work.option[p] = -1
				if v.clearGroup(v.work.option, t.pointGroup[v.pointGroupOf[q]], t.mustPoint, q) {
					v.work.option[q] = o
					try()
				}
			}
		}
	}
	return better
}
