package cover

// solve returns the best set of sites found and a proven lower bound on the core's value. Without limits
// (LSCP) the connected parts are separate problems, each with a bound rounded up by itself.
func solve(c *core, m *meter) (open []int32, bound int64) {
	if c.rows() == 0 || c.sites() == 0 {
		value, _ := c.value(nil)
		return nil, value
	}
	r := reduce(c, m)
	cores := split(r.core)
	if len(c.limits) > 0 {
		whole, _ := r.core.cut(allTrue(r.core.rows()), allTrue(r.core.sites()))
		cores = []*core{whole}
	}
	open = append(open, r.forced...)
	settled := int64(0) // what forced sites cost
	for _, j := range r.forced {
		settled += c.cost[j]
	}
	searches := make([]*search, len(cores))
	pairs := int64(0)
	for k, part := range cores {
		searches[k] = newSearch(part, m)
		pairs += int64(part.pairs())
	}
	totals := func() (value, bound int64) {
		value, bound = settled, settled
		for _, s := range searches {
			value += s.value
			bound += s.bound
		}
		return value, bound
	}
	most := m.most
	for _, s := range searches {
		own := s
		s.report = func(step string, _, _ int64) {
			value, bound := totals()
			m.progress(step, value, bound)
		}
		// Each part may use its share of what is left; what it leaves is there for the next.
		mine := int64(own.c.pairs())
		if left := most - m.effort; left > 0 && mine < pairs {
			m.most = m.effort + left/pairs*mine + left%pairs*mine/pairs
		} else {
			m.most = most
		}
		pairs -= mine
		own.run()
	}
	m.most = most
	value, bound := totals()
	m.progress("branch", value, bound)
	for _, s := range searches {
		for _, j := range s.c.originals(s.open) {
			open = append(open, r.core.siteID[j])
		}
	}
	return withoutIdle(c, open), bound
}
