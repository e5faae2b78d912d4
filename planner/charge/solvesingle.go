package charge

import "math"

// How the search for whole demands spends its effort. None of these can make an answer wrong.
const (
	firstSteps  = 1500   // steps of the ascent over all pairs,
	kernelSteps = 300    // and over those that are left
	kernelPairs = 40     // pairs for each demand in a kernel to search in,
	widePairs   = 300    // and in one to prove in,
	smallKernel = 20_000 // where there are more than so many
)

// singles is the search under way.
type singles struct {
	c      *core
	m      *meter
	from   *warm
	all    *volume // over all pairs,
	root   *node   // with the best multipliers for them
	best   *plan   // in the kernel's sites
	bound  int64   // in whole units, proven
	kernel *cut
	lambda []int64 // of the kernel
	exact  bool    // whether every answer as good as the best lies in the kernel
}

// solveSingle answers questions in which each demand is served whole by one site within capacities: bound, kernel of pairs
// that good answers can use, improvement region by region, then branch and bound. The plan is one of the core returned.
func solveSingle(c *core, m *meter, from *warm) (in *core, best *plan, bound int64) {
	s := &singles{c: c, m: m, bound: math.MinInt64, from: from}
	s.shrink()
	if s.kernel == nil {
		return c, nil, s.bound
	}
	s.regions()
	if s.widen() {
		s.regions()
	}
	if s.exact {
		s.prove()
	}
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

// shrink bounds the question over all pairs, then looks for answers among the pairs that may be part of one within some margin of the
// bound. Where there is no answer, or the effort ends before there is one, there is no kernel.
func (s *singles) shrink() {
	c, m := s.c, s.m
	s.root, s.all = newNode(c), newVolume(c)
	n := s.root
	n.lambda = s.from.lambda
	s.all.off = make([]bool, c.pairs())
	s.all.ascend(n, firstSteps, 10, math.MaxInt64, func() bool {
		m.progress("bound", -1, c.whole(n.bound))
		return m.spend(s.all.spent())
	})
	s.raise(n.bound)
	if n.bound == math.MaxInt64 {
		return
	}
	margin, narrow := n.bound/100+1<<c.shift, true
	for !m.over() {
		limit := int64(math.MaxInt64)
		if margin < n.bound && n.bound < maxCost {
			limit = n.bound + margin
		}
		kernel := s.within(limit)
		switch {
		case kernel == nil && limit == math.MaxInt64:
			s.bound = limit
			return
		case kernel == nil:
			narrow = false
		case narrow && kernel.pairs() > max(smallKernel, kernelPairs*int64(c.demands)) && margin > 16:
			margin /= 2
			continue
		case s.search(kernel, limit):
			return
		}
		margin *= 4
		narrow = false
	}
}

// within keeps the pairs that an answer of at most limit may use; nil where there is no such answer.
func (s *singles) within(limit int64) *cut {
	n, v := s.root.child(), s.all
	clear(v.off)
	_, possible := v.settle(n, limit)
	if possible {
		_, possible = v.thin(n, limit)
	}
	s.m.spend(v.spent())
	if !possible {
		if limit < math.MaxInt64 {
			s.raise(limit)
		}
		return nil
	}
	return s.c.cut(count(s.c.demands), open(n.state), kept(v.off), s.c.most)
}

// search looks for answers in a kernel and makes it the one to go on with where it has one, or where it holds every pair; false where it
// has none that could be found.
func (s *singles) search(kernel *cut, limit int64) bool {
	w := newWorker(kernel.core, s.m)
	n := newNode(kernel.core)
	copy(n.lambda, s.root.lambda)
	var found *plan
	if old := s.from.plan(s.c); old != nil {
		found, _ = kernel.inside(old, s.c.sites)
	}
	w.ascend(n, kernelSteps, 20, limit, func() bool {
		found = better(found, w.round(n))
		if found != nil {
			s.m.progress("search", found.value, s.bound)
		}
		return s.m.spend(w.effort())
	})
	s.raise(min(n.bound, limit))
	if found == nil && limit < math.MaxInt64 {
		return false
	}
	if found == nil && n.bound == math.MaxInt64 {
		s.bound = n.bound
		return true
	}
	s.kernel, s.best, s.lambda = kernel, found, n.lambda
	s.exact = limit == math.MaxInt64 || found.value<<s.c.shift <= limit
	return true
}

// widen takes in every pair that an answer as good as the best may use, if those are not too many to go on with.
func (s *singles) widen() bool {
	if s.exact || s.m.over() {
		return false
	}
	outer := s.kernel.outside(s.best)
	kernel := s.within(outer.value << s.c.shift)
	if kernel == nil || kernel.pairs() > max(smallKernel, widePairs*int64(s.c.demands)) {
		return false
	}
	inner, ok := kernel.inside(outer, s.c.sites)
	if !ok {
		return false
	}
	s.kernel, s.best, s.exact = kernel, inner, true
	return true
}

// prove closes the gap by branch and bound, as far as the effort goes.
func (s *singles) prove() {
	for !s.m.over() && (s.best == nil || s.bound < s.best.value) {
		k := s.kernel
		w := newWorker(k.core, s.m)
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
