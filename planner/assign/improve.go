package assign

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// nobody is no site to open or close.
var nobody = [2]int32{-1, -1}

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
	whole   *solution // split: the best answer in whole demands
	nearest measure   // of all answers seen, also of those that lack something
	orphans []int32
	often   []float64 // how often the relaxation chose each site; nil: unknown
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

// attempt closes some sites and opens others (−1: none) and keeps that if it is better.
func (w *finder) attempt(s *state, out, in [2]int32) bool {
	before, mark := s.measure(), len(s.undo)
	orphans := w.orphans[:0]
	for _, j := range out {
		if j < 0 {
			continue
		}
		if w.c.loaded {
			for _, e := range w.c.col(j) {
				if i := w.c.demandOf[e]; s.server[i] == e {
					orphans = append(orphans, i)
				}
			}
		}
		s.shut(j)
	}
	for _, j := range in {
		if j >= 0 {
			s.open(j)
			if w.c.loaded {
				s.draw(j)
			}
		}
	}
	w.orphans = orphans
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
	for _, j := range in {
		if j >= 0 {
			s.shut(j)
		}
	}
	for _, j := range out {
		if j >= 0 {
			s.open(j)
		}
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
			if s.may(j) && w.attempt(s, nobody, [2]int32{j, -1}) {
				again = true
			}
		}
		for j := range int32(c.sites()) {
			if s.isOpen[j] && !c.fixed[j] && (c.cost[j] > 0 || c.least[j] > 0 || c.yuan[j] > 0) && w.attempt(s, [2]int32{j, -1}, nobody) {
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
				if s.mayAfter(in, out) && w.attempt(s, [2]int32{out, -1}, [2]int32{in, -1}) {
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

// exchange tries to close sites that are missed least and to open those that bring most, wherever they lie: one for one,
// two for one and one for two, in the order of what they promise if they do not touch each other.
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
	const most = 30
	outs, ins = outs[:min(len(outs), most)], ins[:min(len(ins), most)]
	type trade struct {
		out, in [2]int32 // −1: none
		m       measure
	}
	var trades []trade
	promise := func(m measure, t trade) {
		if m.better(measure{}) && w.affords(s, t.out, t.in) {
			t.m = m
			trades = append(trades, t)
		}
	}
	plus := func(a, b measure) measure { return measure{a.lack + b.lack, a.value + b.value} }
	for k, out := range outs {
		for l, in := range ins {
			both := plus(out.m, in.m)
			promise(both, trade{out: [2]int32{out.j, -1}, in: [2]int32{in.j, -1}})
			for _, other := range outs[k+1:] {
				promise(plus(both, other.m), trade{out: [2]int32{out.j, other.j}, in: [2]int32{in.j, -1}})
			}
			for _, other := range ins[l+1:] {
				promise(plus(both, other.m), trade{out: [2]int32{out.j, -1}, in: [2]int32{in.j, other.j}})
			}
		}
	}
	slices.SortStableFunc(trades, func(a, b trade) int {
		return cmp.Or(cmp.Compare(a.m.lack, b.m.lack), cmp.Compare(a.m.value, b.m.value))
	})
	w.m.spend(int64(len(outs) * len(ins) * most / 8))
	for _, t := range trades[:min(len(trades), 40)] {
		if w.attempt(s, t.out, t.in) {
			return true
		}
	}
	return false
}

// affords reports whether the limits on sites allow a trade.
func (w *finder) affords(s *state, out, in [2]int32) bool {
	c := w.c
	newly, yuan, value := s.newly, s.yuan, s.value
	for _, j := range out {
		if j >= 0 {
			newly--
			yuan -= c.yuan[j]
			value -= c.cost[j]
		}
	}
	for _, j := range in {
		if j >= 0 {
			newly++
			yuan += c.yuan[j]
			value += c.cost[j]
		}
	}
	if newly > c.most || yuan > c.budget || s.most != none && value > s.most {
		return false
	}
	for _, j := range in {
		if j < 0 || c.siteTown[j] < 0 {
			continue
		}
		t := c.siteTown[j]
		has := s.inTown[t]
		for k := range 2 {
			if out[k] >= 0 && c.siteTown[out[k]] == t {
				has--
			}
			if in[k] >= 0 && c.siteTown[in[k]] == t {
				has++
			}
		}
		if has > c.townMost[t] {
			return false
		}
	}
	if in[1] >= 0 {
		if _, rivals := slices.BinarySearch(c.rivals[in[0]], in[1]); rivals {
			return false
		}
	}
	return true
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
			w.whole = &solution{isOpen: w.best.isOpen, server: w.best.server, value: s.value}
			w.best.server = nil
		}
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

// guided makes an answer from the sites that the relaxation likes, with some chance in their order.
func (w *finder) guided() *state {
	liking := make([]float64, w.c.sites())
	var wanted []int32
	for j := range int32(w.c.sites()) {
		if liking[j] = w.often[j] + float64(0.35*w.random.Float64()); w.often[j] > 0.02 {
			wanted = append(wanted, j)
		}
	}
	slices.SortFunc(wanted, func(a, b int32) int { return cmp.Or(cmp.Compare(liking[b], liking[a]), cmp.Compare(a, b)) })
	return w.from(wanted, true)
}

// roam shakes and improves, or begins anew from what the relaxation likes, until the effort of its part is spent,
// nothing got better for long, or until says so.
func (w *finder) roam(s *state, until func() bool) {
	if w.c.sitesOnly && w.best != nil && (!w.c.split || w.whole != nil) {
		w.squeeze(until)
		return
	}
	kept := w.keep(s)
	for idle := 0; idle < 60 && !w.m.over() && !until(); idle++ {
		before := s.measure()
		if w.often != nil && idle%2 == 1 {
			s = w.guided()
		} else {
			w.shake(s, 1+w.random.IntN(3))
			w.improve(s, true)
		}
		switch now := s.measure(); {
		case now.better(before):
			idle = 0
			kept = w.keep(s)
		case before.better(now):
			s = w.restore(kept)
		}
	}
}

// squeeze looks for answers that cost less than the best, where only sites cost: it closes sites of the best answer
// until the rest is cheap enough, and then swaps until nothing is lacking any more or patience ends.
func (w *finder) squeeze(until func() bool) {
	c := w.c
	for idle := 0; idle < 40 && !w.m.over() && !until(); idle++ {
		from := w.best
		if w.c.split {
			from = w.whole
		}
		s := w.restore(from)
		most := w.best.value - 1
		w.shake(s, w.random.IntN(4))
		for s.value > most {
			out, least := int32(-1), measure{none, none}
			for j := range int32(c.sites()) {
				if !s.isOpen[j] || c.fixed[j] || c.cost[j] == 0 || w.random.IntN(8) == 0 {
					continue
				}
				mark := len(s.undo)
				s.shut(j)
				if now := s.measure(); now.better(least) {
					out, least = j, now
				}
				s.open(j)
				s.back(mark)
			}
			if out >= 0 {
				w.shut(s, out)
			}
			if w.m.over() {
				return
			}
		}
		s.most = most
		s.undo = s.undo[:0]
		kept := w.keep(s)
		for tries := 0; tries < 12 && s.lack > 0 && !w.m.over() && !until(); tries++ {
			before := s.measure()
			if tries > 0 {
				w.shake(s, 1+w.random.IntN(3))
			}
			w.improve(s, true)
			if s.measure().better(before) {
				kept = w.keep(s)
			} else if s.lack > 0 {
				s = w.restore(kept)
				s.most = most
			}
		}
		if s.lack == 0 && s.value <= most {
			w.offer(s)
			idle = 0
		}
	}
}

// shut closes a site and finds other servers for those it served.
func (w *finder) shut(s *state, out int32) {
	var orphans []int32
	for _, e := range w.c.col(out) {
		if i := w.c.demandOf[e]; w.c.loaded && s.server[i] == e {
			orphans = append(orphans, i)
		}
	}
	s.shut(out)
	s.settle(orphans)
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
