package assign

import (
	"cmp"
	"slices"
)

// diveSteps is how many steps the ascent takes between two rounds of a dive.
const diveSteps = 25

// dive follows the relaxation to an answer: sites that it chooses nearly always open, those that it nearly never chooses
// close, at least the most decided of the rest is settled, and the multipliers are improved for what is left, until every site is settled or
// no better answer lies that way (as Caprara, Fischetti and Toth 1999 do for covers, doi:10.1287/opre.47.5.730). What it reaches is
// then improved by moves. Where the bound is good this comes close to it under any limits, which swaps of single sites do not.
func (s *search) dive(from *node) {
	f, d, often := from.f.clone(), from.d, slices.Clone(from.often)
	var order []int32
	for f.frees > 0 && !s.over() {
		order = order[:0]
		for j := range int32(s.c.sites()) {
			if f.state[j] == free {
				order = append(order, j)
			}
		}
		slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(a, b)) })
		most := max(1, len(order)/8)
		for k, j := range order {
			if f.state[j] == free && often[j] >= 0.9 && k < most {
				s.c.openSite(f, j)
			}
		}
		if f.state[order[0]] == free {
			s.c.openSite(f, order[0])
		}
		for _, j := range order {
			if f.state[j] == free && often[j] < 0.01 {
				s.c.close(f, j)
			}
		}
		s.c.tidy(f)
		if f.invalid {
			return
		}
		if f.frees == 0 {
			break
		}
		result := s.a.run(d, f, diveSteps, 0.4, s.target)
		if !result.known || result.value >= s.target() {
			return
		}
		d, often = result.dual, slices.Clone(s.a.often)
	}
	if s.m.over() {
		return
	}
	var wanted []int32
	for j := range int32(s.c.sites()) {
		if f.state[j] == open {
			wanted = append(wanted, j)
		}
	}
	before := s.w.best
	s.w.from(wanted, true)
	if s.w.best != before {
		s.report("dive")
	}
}
