package assign

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// finder looks for answers: opens, closes and swaps sites until nothing gets better (Teitz and Bart 1968,
// doi:10.1287/opre.16.5.955, for any costs), shakes what it has and begins again (iterated local search, Lourenço, Martin, Stützle
// 2003, doi:10.1007/0-306-48056-5_11). The best answer found without lack is kept.
type finder struct {
	c       *core
	m       *meter
	near    [][]int32 // of each site: others that could take its place
	all     []int32   // demands
	random  *rand.Rand
	best    *solution
	nearest measure // of all answers seen, also of those that lack something
	offered func()  // called where best has changed
}

// solution is a set of open sites and, where loaded, who serves whom.
type solution struct {
	isOpen []bool
	server []int32 // entries; nil where not loaded or split
	shares []share // split
	value  int64
}

// share is how much of a demand's load one entry carries.
type share struct {
	entry int32
	load  int64
}

func newFinder(c *core, m *meter) *finder {
	w := &finder{c: c, m: m, random: rand.New(rand.NewPCG(uint64(m.options.Seed), 5)), near: make([][]int32, c.sites()), nearest: measure{none, none}}
	for i := range int32(c.demands()) {
		w.all = append(w.all, i)
	}
	const first, keep = 8, 20
	times := make([]int32, c.sites())
	for j := range int32(c.sites()) {
		var met []int32
		for _, e := range c.col(j) {
			i := c.demandOf[e]
			if e-c.rowStart[i] >= first && len(c.col(j)) > 3*first {
				continue
			}
			for k := c.rowStart[i]; k < min(c.rowStart[i]+first, c.rowStart[i+1]); k++ {
				if other := c.rowSite[k]; other != j && !c.fixed[other] && !c.banned[other] {
					if times[other] == 0 {
						met = append(met, other)
					}
					times[other]++
				}
			}
		}
		slices.SortFunc(met, func(a, b int32) int { return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b)) })
		for _, other := range met {
			times[other] = 0
		}
		w.near[j] = slices.Clone(met[:min(len(met), keep)])
	}
	m.spend(int64(c.pairs()) * first)
	return w
}

// from makes an answer from wanted sites, best first, and improves it.
func (w *finder) from(wanted []int32, thorough bool) *state {
	s := newState(w.c, w.m)
	for _, j := range wanted {
		if s.may(j) {
			s.open(j)
		}
	}
	if w.c.loaded {
		s.settle(slices.Clone(w.all))
		s.polish(w.all)
	}
	w.improve(s, thorough)
	return s
}

// attempt closes out and opens in (−1: none) and keeps that if it is better.
func (w *finder) attempt(s *state, out, in int32) bool {
	before, mark := s.measure(), len(s.undo)
	var orphans []int32
	if out >= 0 {
		if w.c.loaded {
			for _, e := range w.c.col(out) {
				if i := w.c.demandOf[e]; s.server[i] == e {
					orphans = append(orphans, i)
				}
			}
		}
		s.shut(out)
	}
	if in >= 0 {
		s.open(in)
		if w.c.loaded {
			s.draw(in)
		}
	}
	if len(orphans) > 0 {
		left := orphans[:0]
		for _, i := range orphans {
			if s.server[i] < 0 {
				left = append(left, i)
			}
		}
		s.settle(left)
	}
	if s.measure().better(before) {
		s.undo = s.undo[:0]
		return true
	}
	if in >= 0 {
		s.shut(in)
	}
	if out >= 0 {
		s.open(out)
	}
	s.back(mark)
	return false
}

// improve moves until no move helps; without thorough it only opens and closes.
func (w *finder) improve(s *state, thorough bool) {
	c := w.c
	for again := true; again && !w.m.over(); {
		again = false
		for j := range int32(c.sites()) {
			if s.may(j) && w.attempt(s, -1, j) {
				again = true
			}
		}
		for j := range int32(c.sites()) {
			if s.isOpen[j] && !c.fixed[j] && (c.cost[j] > 0 || c.least[j] > 0 || c.yuan[j] > 0) && w.attempt(s, j, -1) {
				again = true
			}
		}
		w.offer(s)
		if !thorough || again {
			continue
		}
		for out := range int32(c.sites()) {
			if !s.isOpen[out] || c.fixed[out] || w.m.over() {
				continue
			}
			for _, in := range w.near[out] {
				if s.mayAfter(in, out) && w.attempt(s, out, in) {
					again = true
					break
				}
			}
		}
		if !again {
			again = w.exchange(s)
		}
		if !again && c.loaded {
			before := s.measure()
			s.polish(w.all)
			s.undo = s.undo[:0]
			again = s.measure().better(before)
		}
		w.offer(s)
	}
}

// exchange tries to close the sites that are missed least and open those that bring most, wherever they lie.
func (w *finder) exchange(s *state) bool {
	c := w.c
	type worth struct {
		j int32
		m measure
	}
	var outs, ins []worth
	now := s.measure()
	for j := range int32(c.sites()) {
		if s.isOpen[j] && !c.fixed[j] {
			mark := len(s.undo)
			s.shut(j)
			outs = append(outs, worth{j, measure{s.lack - now.lack, s.value - now.value}})
			s.open(j)
			s.back(mark)
		} else if !s.isOpen[j] && !c.banned[j] && s.rivals[j] == 0 {
			mark := len(s.undo)
			s.open(j)
			if c.loaded {
				s.draw(j)
			}
			ins = append(ins, worth{j, measure{s.lack - now.lack, s.value - now.value}})
			s.shut(j)
			s.back(mark)
		}
	}
	order := func(a, b worth) int {
		return cmp.Or(cmp.Compare(a.m.lack, b.m.lack), cmp.Compare(a.m.value, b.m.value), cmp.Compare(a.j, b.j))
	}
	slices.SortFunc(outs, order)
	slices.SortFunc(ins, order)
	for _, out := range outs[:min(len(outs), 15)] {
		for _, in := range ins[:min(len(ins), 15)] {
			if s.isOpen[out.j] && s.mayAfter(in.j, out.j) && w.attempt(s, out.j, in.j) {
				return true
			}
		}
	}
	return false
}

// offer keeps the state's answer if it is the best.
func (w *finder) offer(s *state) {
	if now := s.measure(); now.better(w.nearest) {
		w.nearest = now
	}
	if s.lack > 0 || w.best != nil && s.value >= w.best.value {
		return
	}
	w.best = &solution{isOpen: slices.Clone(s.isOpen), value: s.value}
	if w.c.loaded {
		w.best.server = slices.Clone(s.server)
		if w.c.split {
			for i, e := range s.server {
				if e >= 0 {
					w.best.shares = append(w.best.shares, share{e, w.c.load[i]})
				}
			}
			w.best.server = nil
		}
	}
	if w.offered != nil {
		w.offered()
	}
}

// shake swaps a few sites for others near them, whatever that costs.
func (w *finder) shake(s *state, swaps int) {
	c := w.c
	for range swaps {
		var opened []int32
		for j := range int32(c.sites()) {
			if s.isOpen[j] && !c.fixed[j] {
				opened = append(opened, j)
			}
		}
		if len(opened) == 0 {
			break
		}
		out := opened[w.random.IntN(len(opened))]
		s.shut(out)
		if near := w.near[out]; len(near) > 0 {
			if in := near[w.random.IntN(len(near))]; s.may(in) {
				s.open(in)
				if c.loaded {
					s.draw(in)
				}
			}
		}
	}
	if c.loaded {
		var left []int32
		for i, e := range s.server {
			if e < 0 {
				left = append(left, int32(i))
			}
		}
		s.settle(left)
	}
	s.undo = s.undo[:0]
}

// roam shakes and improves until the effort of its part is spent, nothing got better for long, or until says so.
func (w *finder) roam(s *state, until func() bool) {
	kept := w.keep(s)
	for idle := 0; idle < 30 && !w.m.over() && !until(); idle++ {
		before := s.measure()
		w.shake(s, 1+w.random.IntN(3))
		w.improve(s, true)
		switch now := s.measure(); {
		case now.better(before):
			idle = 0
			kept = w.keep(s)
		case before.better(now):
			s = w.restore(kept)
		}
	}
}

// keep notes the open sites and servers of a state.
func (w *finder) keep(s *state) *solution {
	return &solution{isOpen: slices.Clone(s.isOpen), server: slices.Clone(s.server)}
}

// restore makes a state from what was kept.
func (w *finder) restore(kept *solution) *state {
	s := newState(w.c, w.m)
	for j := range int32(w.c.sites()) {
		if kept.isOpen[j] && !s.isOpen[j] {
			s.open(j)
		}
	}
	for i, e := range kept.server {
		if e >= 0 {
			s.place(int32(i), e)
		}
	}
	return s
}
