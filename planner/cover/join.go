package cover

import (
	"cmp"
	"slices"
)

// outcome says what a sweep through a whole residue has shown.
type outcome int

const (
	tooMuch outcome = iota // too many states, or out of effort or time
	noneIn                 // no answer has a slack within delta
	found                  // the best answer, and it is within delta
	guess                  // an answer within delta, maybe not the best
)

// finish looks for the best answer within delta of the dual's bound. It sweeps each connected part by itself
// and then joins the parts' curves (what is used, what is paid), which only the limits couple.
//
// With beam it goes on with the most promising states where there are more than most of them.
func finish(c *core, d *dual, delta int64, most int, beam bool, m *meter) (open []int32, o outcome) {
	r := newResidue(c, d, delta, m)
	if r.impossible {
		return nil, noneIn
	}
	left := r.delta - r.base
	arena := &paths{}
	s := &sweep{r: r, m: m, paths: arena, most: most, beam: beam}
	var curves [][]state
	parts := r.parts()
	slices.SortStableFunc(parts, func(a, b []int32) int { return cmp.Compare(len(a), len(b)) })
	for _, order := range parts {
		curve, ok := s.run(order, left)
		if !ok {
			return nil, tooMuch
		}
		if len(curve) == 0 {
			return nil, s.verdict(noneIn)
		}
		lowest := curve[0].slack
		for _, end := range curve {
			lowest = min(lowest, end.slack)
		}
		for k := range curve { // what the part pays at least is not there for the others
			curve[k].slack -= lowest
		}
		left -= lowest
		if left < 0 {
			return nil, s.verdict(noneIn)
		}
		curves = append(curves, curve)
	}
	best, o := s.join(curves, left)
	if o == found {
		open = append(r.openSites(), arena.list(best)...)
	}
	return open, s.verdict(o)
}

// verdict is an outcome when states were lost on the way.
func (s *sweep) verdict(o outcome) outcome {
	switch {
	case s.cut && o == found:
		return guess
	case s.cut:
		return tooMuch
	}
	return o
}

// join combines the parts' curves. arena steps with a negative site point to a part's path.
func (s *sweep) join(curves [][]state, left int64) (int32, outcome) {
	r, m, arena := s.r, s.m, s.paths
	mostPaid := make([]int64, len(curves)+1) // by the parts from here on
	for k := len(curves) - 1; k >= 0; k-- {
		paid := int64(0)
		for n := range curves[k] {
			paid = max(paid, curves[k][n].paid)
		}
		mostPaid[k] = mostPaid[k+1] + paid
	}
	now := []state{{path: -1}}
	var next []state
	for k, curve := range curves {
		next = next[:0]
		if !m.spend(8*int64(len(now))*int64(len(curve)) + 1) {
			return 0, tooMuch
		}
		for a := range now {
			for b := range curve {
				to := now[a]
				to.slack += curve[b].slack
				to.paid += curve[b].paid
				to.used[0] += curve[b].used[0]
				to.used[1] += curve[b].used[1]
				if to.slack > left || to.slack+r.toll-to.paid-mostPaid[k+1] > left || !r.fits(&to) {
					continue
				}
				to.path = int32(a*len(curve) + b)
				next = append(next, to)
			}
			if len(next) > 2*s.most+len(curve) {
				if s.m.over() {
					return 0, tooMuch
				}
				if next = s.narrowed(next); len(next) > s.most {
					return 0, tooMuch
				}
			}
		}
		if next = s.narrowed(next); len(next) > s.most {
			return 0, tooMuch
		}
		for n := range next {
			pair := int(next[n].path)
			before, path := now[pair/len(curve)].path, curve[pair%len(curve)].path
			for _, site := range arena.list(path) {
				before = arena.add(site, before)
			}
			next[n].path = before
		}
		now = append(now[:0], next...)
	}
	best := -1
	for k := range now {
		if now[k].slack+r.toll-now[k].paid <= left && (best < 0 || now[k].worth() < now[best].worth()) {
			best = k
		}
	}
	if best < 0 {
		return 0, noneIn
	}
	return now[best].path, found
}

// narrowed drops dominated states and, in a beam, those of most slack.
func (s *sweep) narrowed(states []state) []state {
	s.m.spend(32 * int64(len(states)))
	states = undominated(states)
	if !s.beam || len(states) <= s.most {
		return states
	}
	s.cut = true
	slices.SortStableFunc(states, func(a, b state) int { return cmp.Compare(a.slack, b.slack) })
	return states[:s.most]
}

func (r *residue) fits(s *state) bool {
	for k := range r.room {
		if s.used[k] > r.room[k] {
			return false
		}
	}
	return true
}

// undominated sorts states by use and drops those that an earlier one beats. With two limits it drops only
// what an earlier one with the same first use, or the best so far, beats.
func undominated(states []state) []state {
	slices.SortFunc(states, func(a, b state) int {
		return cmp.Or(cmp.Compare(a.used[0], b.used[0]), cmp.Compare(a.used[1], b.used[1]), cmp.Compare(a.worth(), b.worth()), cmp.Compare(a.path, b.path))
	})
	kept := states[:0]
	best := -1
	for _, s := range states {
		if len(kept) > 0 && kept[len(kept)-1].asGood(&s) || best >= 0 && kept[best].asGood(&s) {
			continue
		}
		kept = append(kept, s)
		if best < 0 || s.worth() < kept[best].worth() {
			best = len(kept) - 1
		}
	}
	return kept
}
