package charge

import (
	"math"
	"slices"
)

// How the search for whole demands spends its effort. None of these can make an answer wrong.
const (
	firstSteps  = 150 // steps of the ascent over all pairs,
	kernelSteps = 300 // and over those that are left
)

// singles is the search under way.
type singles struct {
	c      *core
	m      *meter
	best   *plan // in the kernel's sites where there is a kernel, else in the core's
	bound  int64 // in whole units, proven
	kernel *cut
	lambda []int64
}

// solveSingle answers questions in which each demand is served whole by one site within capacities: bound, kernel of pairs
// that good answers can use, improvement region by region, then branch and bound. The plan is one of the core returned.
func solveSingle(c *core, m *meter) (in *core, best *plan, bound int64) {
	s := &singles{c: c, m: m, bound: math.MinInt64}
	s.shrink()
	if s.kernel == nil {
		return c, s.best, s.figure()
	}
	s.regions()
	s.prove()
	return s.kernel.core, s.best, s.figure()
}

// figure is the proven bound.
func (s *singles) figure() int64 {
	if s.best != nil {
		return min(s.bound, s.best.value)
	}
	return s.bound
}

func (s *singles) report(step string) {
	value := int64(-1)
	if s.best != nil {
		value = s.best.value
	}
	s.m.progress(step, value, s.figure())
}

// raise notes that every answer costs at least so much, in scaled units.
func (s *singles) raise(scaled int64) { s.bound = max(s.bound, s.c.whole(scaled)) }

// shrink bounds the question over all pairs, then looks for answers among the pairs that may be part of one within a few
// per cent of the bound, and leaves as kernel those that may be part of one as good as the best found. Where it proves that there is no (better) answer,
// or the effort ends, there is no kernel.
func (s *singles) shrink() {
	c, m := s.c, s.m
	n := newNode(c)
	start(c, n.lambda)
	v := newVolume(c)
	v.off = make([]bool, c.pairs())
	v.ascend(n, firstSteps, 10, math.MaxInt64, func() bool {
		m.progress("bound", -1, c.whole(n.bound))
		return m.spend(v.spent())
	})
	s.raise(n.bound)
	if n.bound == math.MaxInt64 {
		return
	}
	states := slices.Clone(n.state)
	for margin := n.bound/100 + 1<<c.shift; ; margin *= 4 {
		limit := int64(math.MaxInt64)
		switch {
		case s.best != nil:
			limit = s.best.value << c.shift
		case margin < n.bound && n.bound < maxCost:
			limit = n.bound + margin
		}
		copy(n.state, states)
		clear(v.off)
		_, possible := v.settle(n, limit)
		if possible {
			_, possible = v.thin(n, limit)
		}
		m.spend(v.spent())
		if !possible {
			s.raise(limit)
			if limit == math.MaxInt64 || s.best != nil {
				return
			}
			continue
		}
		kernel := c.cut(count(c.demands), open(n.state), kept(v.off), c.most)
		w := newWorker(kernel.core)
		inner := newNode(kernel.core)
		copy(inner.lambda, n.lambda)
		var found *plan
		if s.best != nil {
			found, _ = kernel.inside(s.best, c.sites)
		}
		w.ascend(inner, kernelSteps, 20, limit, func() bool {
			found = better(found, w.round())
			if found != nil {
				m.progress("search", found.value, s.bound)
			}
			return m.spend(w.effort())
		})
		if inner.bound == math.MaxInt64 {
			s.raise(limit)
		} else {
			s.raise(min(inner.bound, limit))
		}
		copy(n.lambda, inner.lambda)
		if found != nil && found.value<<c.shift <= limit || limit == math.MaxInt64 {
			if inner.bound == math.MaxInt64 && found == nil {
				return
			}
			s.kernel, s.best, s.lambda = kernel, found, inner.lambda
			return
		}
		if found != nil {
			s.best = kernel.outside(found)
		}
		if m.over() {
			return
		}
	}
}

// prove closes the gap by branch and bound, as far as the effort goes.
func (s *singles) prove() {
	for !s.m.over() && (s.best == nil || s.bound < s.best.value) {
		k := s.kernel
		w := newWorker(k.core)
		n := newNode(k.core)
		copy(n.lambda, s.lambda)
		known := int64(math.MaxInt64)
		if s.best != nil {
			known = s.best.value
		}
		outer := &tree{c: k.core, known: known}
		w.ascend(n, kernelSteps, 20, outer.cutoff(), func() bool { return s.m.spend(w.effort()) })
		possible := n.bound <= outer.cutoff() && n.bound != math.MaxInt64 && w.reduce(n, outer.cutoff())
		s.m.spend(w.effort())
		if !possible {
			s.bound = known
			return
		}
		s.raise(n.bound)
		rest := k.cut(count(k.demands), open(n.state), kept(w.off), k.most)
		t := newTree(rest.core, s.m, batchNodes)
		t.known = known
		root := newNode(rest.core)
		for q, j := range rest.siteOf {
			root.state[q] = n.state[j]
		}
		copy(root.lambda, n.lambda)
		root.bound = n.bound
		t.grow(root)
		s.bound = max(s.bound, t.bound())
		if t.best == nil {
			return
		}
		s.best = rest.outside(t.best)
	}
}

// count lists 0 to n − 1.
func count(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = int32(i)
	}
	return list
}

func open(state []int8) []bool {
	keep := make([]bool, len(state))
	for j, is := range state {
		keep[j] = is != closed
	}
	return keep
}

func kept(off []bool) []bool {
	keep := make([]bool, len(off))
	for k, is := range off {
		keep[k] = !is
	}
	return keep
}
