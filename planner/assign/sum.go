package assign

import (
	"cmp"
	"slices"

	"cuntong/planner"
)

// found is an answer in the problem's own words: which sites are open and, where demands may choose, who serves whom.
type found struct {
	isOpen []bool
	server []int32 // sites; nil where nobody may choose or demands are split
	shares []planner.Share
}

// out turns a core's solution into the problem's words.
func (c *core) out(s *solution) *found {
	if s == nil {
		return nil
	}
	f := &found{isOpen: s.isOpen}
	switch {
	case c.split:
		for _, one := range s.shares {
			f.shares = append(f.shares, planner.Share{Demand: c.demandOf[one.entry], Site: c.rowSite[one.entry], Load: one.load})
		}
		slices.SortFunc(f.shares, func(a, b planner.Share) int {
			return cmp.Or(cmp.Compare(a.Demand, b.Demand), cmp.Compare(a.Site, b.Site))
		})
	case c.loaded:
		for _, e := range s.server {
			site := planner.Unassigned
			if e >= 0 {
				site = c.rowSite[e]
			}
			f.server = append(f.server, site)
		}
	}
	return f
}

// sum answers the questions whose objective is one sum: lscp, scp, mclp, pmedian, facility.
func (t *table) sum(m *meter) *planner.SitingAnswer {
	s := newSearch(t.build(t.p.Objective, none), m)
	sign := int64(1)
	if t.p.Objective.Maximises() {
		sign = -1
	}
	s.report = func(step string) {
		if m.report == nil {
			return
		}
		var objective *int64
		if s.w.best != nil {
			objective = new(sign * s.w.best.value)
		}
		m.progress(step, objective, new(sign*s.bound))
	}
	if mustServe := t.p.Objective == planner.PMedian || t.p.Objective == planner.FixedCharge; mustServe && (t.p.New != nil || t.p.BudgetYuan != nil) {
		s.rescue = func() (possible bool) {
			m.share(400, func() { possible = t.rescue(s) })
			return possible
		}
	}
	s.run()
	if s.w.best == nil {
		return t.without(m, s.done)
	}
	bound := min(s.bound, s.w.best.value)
	if s.done {
		bound = s.w.best.value
	}
	s.fill()
	return t.answer(m, s.c.out(s.w.best), sign*s.w.best.value, sign*bound)
}

// fill serves demands that nobody gains by where there is room, so that nobody is left out for nothing.
func (s *search) fill() {
	if !s.c.loaded || s.c.split || s.w.best == nil {
		return
	}
	st := s.w.restore(s.w.best)
	for i := range int32(s.c.demands()) {
		for e := s.c.rowStart[i]; e < s.c.rowStart[i+1] && st.server[i] < 0; e++ {
			if !st.room(e) {
				continue
			}
			before := st.measure()
			st.place(i, e)
			if st.measure() != before {
				st.place(i, -1)
			}
		}
	}
	s.w.best.server = st.server
}

// rescue asks for the fewest sites that keep every limit, whatever serving costs, and goes on from what it finds. Where so few
// may open that costs lead the search nowhere, this finds an answer or proves that there is none; false says the latter.
func (t *table) rescue(s *search) bool {
	f, got := t.feasible(t.build(planner.LSCP, none), s.m)
	if got == holds {
		s.adopt(f)
	}
	return got != fails
}

// adopt takes over an answer to another question about the same sites and demands and improves it.
func (s *search) adopt(f *found) {
	if s.c.split {
		s.split(f.isOpen)
		return
	}
	kept := &solution{isOpen: f.isOpen}
	for i, site := range f.server {
		entry := int32(-1)
		for e := s.c.rowStart[i]; e < s.c.rowStart[i+1]; e++ {
			if s.c.rowSite[e] == site {
				entry = e
			}
		}
		kept.server = append(kept.server, entry)
	}
	st := s.w.restore(kept)
	s.w.offer(st)
	s.w.improve(st, true)
	s.report("search")
}
