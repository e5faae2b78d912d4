package cover

// How the search spends its effort. None of these can make an answer wrong.
const (
	rootSteps     = 4000    // subgradient steps at the root
	nodeSteps     = 150     // and at every other node
	rootStates    = 200_000 // states a sweep may hold at the root,
	beamStates    = 1000    // a beam at the root,
	wideStates    = 20_000  // a beam where the former have not been enough,
	nodeStates    = 5000    // and elsewhere
	beamEvery     = 8       // of so many nodes one is searched by a beam
	firstFraction = 16      // the first sweep looks within this fraction of the gap, the next within half as much again
)

// diveSites is how many sites for each row make a cover worth diving for: with fewer, sweeps and branches soon prove it.
const diveSites = 20

// sweepNode tries to finish a node; true when nothing is left of it. At the root it first looks for a better
// answer with beams in growing parts of the gap, which narrows the gap, and then proves part after part.
func (s *search) sweepNode(n *node, part *core, d *dual, paid int64, isRoot bool) bool {
	if !isRoot {
		if s.sweepOnce(n, part, d, paid, never, nodeStates, false) {
			return true
		}
		return n.number%beamEvery == 0 && s.sweepOnce(n, part, d, paid, never, beamStates/4, true)
	}
	first := s.value
	for delta := (s.value - paid - d.value) / firstFraction; !s.m.over() && delta < s.value-paid-d.value; delta += delta + 1 {
		if s.sweepOnce(n, part, d, paid, delta, beamStates, true) {
			return true
		}
		if s.value < first {
			break
		}
	}
	for again := true; again && !s.m.over(); {
		before := s.value
		if s.sweepOnce(n, part, d, paid, never, beamStates, true) {
			return true
		}
		again = s.value < before
	}
	return s.prove(n, part, d, paid)
}

// prove sweeps growing parts of the root's gap; true when the gap is closed. Where a sweep meets too many
// states a wide beam looks for a better answer once, because with a narrower gap the sweep may succeed.
func (s *search) prove(n *node, part *core, d *dual, paid int64) bool {
	widened := false
	delta := max(n.bound-paid-d.value, (s.value-s.c.scale-paid-d.value)/firstFraction)
	for !s.m.over() {
		bound, value := n.bound, s.value
		if s.sweepOnce(n, part, d, paid, delta, rootStates, false) {
			return true
		}
		if n.bound > bound {
			s.raise(n.bound)
			s.report("search", s.value, s.bound)
			delta += delta/2 + 1
			continue
		}
		if widened {
			return false
		}
		if s.sweepOnce(n, part, d, paid, delta, wideStates, true) {
			return true
		}
		gap := s.value - s.c.scale - paid - d.value
		if s.value == value || gap >= delta {
			return false
		}
		widened, delta = true, gap
	}
	return false
}

// sweepOnce looks for answers within delta of the node's dual; true when the node is finished.
func (s *search) sweepOnce(n *node, part *core, d *dual, paid, delta int64, states int, beam bool) bool {
	if n.number == 1 {
		s.polish()
	}
	gap := s.value - s.c.scale - paid - d.value
	if gap < 0 {
		return true
	}
	delta = min(delta, gap)
	open, o := finish(part, d, delta, min(states, s.states), beam, s.m)
	switch o {
	case found:
		s.offer(append(part.originals(open), n.open...))
		return true
	case guess:
		s.offer(append(part.originals(open), n.open...))
		s.report("search", s.value, s.bound)
	case noneIn:
		n.bound = max(n.bound, paid+d.value+delta+1)
		return delta == gap
	}
	return false
}
