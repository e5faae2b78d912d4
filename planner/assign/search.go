package assign

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// search closes a core: an ascent at the root with local search beside it, then branch and bound over the sites
// (Land and Doig 1960, doi:10.2307/1910129), best bound first, each node bounded by an ascent from its parent's dual;
// sites whose turning around alone would cost too much are fixed.
type search struct {
	c       *core
	m       *meter
	r       *relaxation
	a       *ascent
	w       *finder
	enough  int64 // an answer of at most this value ends the search; its minimum is not sought
	within  int64 // answers above this value are of no interest; none: no limit
	bound   int64 // proven: no answer is below it
	done    bool  // the whole tree was searched
	root    *dual
	heap    nodes
	pending int64 // least bound of leaves that could not be solved
	report  func(step string)
	grain   int64       // every value is a multiple of it
	rescue  func() bool // looks for an answer where the first attempt had none; false: it was proven that there is none; may be nil
}

// node is a part of the problem.
type node struct {
	f     *fixes
	d     *dual
	bound int64 // in units of cost/scale
	depth int
	often []float64
}

func newSearch(c *core, m *meter) *search {
	s := &search{c: c, m: m, w: newFinder(c, m), r: newRelaxation(c, m), enough: math.MinInt64, within: none, bound: math.MinInt64, pending: none}
	s.a = newAscent(s.r)
	s.report = func(string) {}
	s.grain = c.grain()
	return s
}

// cutoff is the value from which on answers are of no interest.
func (s *search) cutoff() int64 {
	cutoff := s.c.worst() + 1
	if s.within != none {
		cutoff = min(cutoff, s.within+1)
	}
	if s.w.best != nil {
		cutoff = min(cutoff, s.w.best.value)
	}
	return cutoff
}

// target is the least bound, in units of cost/scale, at which a node is of no interest.
func (s *search) target() int64 {
	last := s.cutoff() - 1
	if s.grain > 1 {
		last -= last % s.grain
	}
	return last*s.r.scale + 1
}

// over reports whether an answer good enough was found or the effort is spent.
func (s *search) over() bool {
	return s.m.over() || s.w.best != nil && (s.w.best.value <= s.enough || s.w.best.value <= s.bound)
}

// rootSteps and nodeSteps are how many steps the ascents take; one in diveEvery nodes is followed to an answer.
const (
	rootSteps = 400
	nodeSteps = 40
	diveEvery = 20
)

// run searches. Afterwards w.best holds the best answer (nil: none was found), bound what was proven, and done says
// that nothing better exists within the limit of interest.
func (s *search) run() {
	s.bound = s.least()
	f := s.c.begin()
	s.c.tidy(f)
	if f.invalid {
		s.done = true
		return
	}
	s.first()
	if s.over() {
		return
	}
	if s.w.best == nil && s.rescue != nil && !s.rescue() {
		s.done = true
		return
	}
	var result result
	s.m.share(450, func() {
		calls := 0
		s.a.repair = func() {
			calls++
			s.follow(calls%8 == 1)
		}
		target := func() int64 {
			if s.over() {
				return math.MinInt64
			}
			return s.target()
		}
		starts := s.warmDuals(f)
		for _, start := range starts[1:] {
			if value, ok := s.r.evaluate(start, f); ok && value >= s.target() {
				result.dual, result.value, result.known = start, value, true
				return
			}
		}
		result = s.a.run(starts[0], f, rootSteps, 1.2, target)
		s.a.repair = nil
		for _, start := range starts[1:] {
			if value, ok := s.r.evaluate(start, f); result.known && ok && value > result.value {
				result = s.a.run(start, f, rootSteps/2, 0.3, target)
			}
		}
	})
	if !result.known {
		s.done = true
		return
	}
	s.raise(result.value)
	s.root = result.dual
	s.w.often = slices.Clone(s.a.often)
	if s.over() || result.value >= s.target() {
		s.done = s.done || result.value >= s.target()
		return
	}
	root := &node{f: f, d: result.dual, bound: result.value, often: slices.Clone(s.a.often)}
	if s.settled(root, result) {
		return
	}
	s.m.share(300, func() { s.dive(root) })
	if s.c.packs() {
		s.m.share(200, func() { s.drop() })
		s.m.share(600, func() { s.pack() })
	}
	s.m.share(350, func() { s.roam() })
	s.m.share(500, func() { s.drop() })
	s.report("search")
	if s.over() || s.settled(root, result) {
		return
	}
	s.heap = nodes{root}
	s.branch()
}

// settled fixes sites of the root and reports whether that leaves nothing of interest.
func (s *search) settled(root *node, result result) bool {
	if s.fix(root, result); root.f.invalid {
		s.done = true
		s.raiseTo(s.cutoff())
	}
	return s.done
}

// least is a value that no answer is below, known beforehand.
func (s *search) least() int64 {
	value := int64(0)
	for i := range s.c.must {
		if !s.c.must[i] {
			least := int64(0)
			if from := s.c.rowStart[i]; s.c.paired && from < s.c.rowStart[i+1] {
				least = s.c.rowCost[from]
			}
			value += min(0, least-s.c.gain[i]-s.c.backup[i])
			if s.c.choice != nil {
				value -= 1000 * s.c.weight[i]
			}
		}
	}
	return value
}

// raise notes a bound in units of cost/scale.
func (s *search) raise(value int64) {
	s.bound = max(s.bound, ceilDiv(ceilDiv(value, s.r.scale), s.grain)*s.grain)
}

func ceilDiv(a, b int64) int64 {
	q := a / b
	if a%b > 0 {
		q++
	}
	return q
}

// first makes an answer from nothing.
func (s *search) first() {
	s.m.share(100, func() { s.w.from(nil, false) })
	s.report("search")
}

// follow makes an answer from the relaxed choice that stands.
func (s *search) follow(thorough bool) {
	var wanted []int32
	for j := range int32(s.c.sites()) {
		if s.r.pick.chosen[j] {
			wanted = append(wanted, j)
		}
	}
	slices.SortStableFunc(wanted, func(a, b int32) int {
		if s.r.value[a] != s.r.value[b] {
			if s.r.value[a] < s.r.value[b] {
				return -1
			}
			return 1
		}
		return int(a - b)
	})
	before := s.w.best
	s.w.from(wanted, thorough)
	if s.w.best != before {
		s.report("search")
	}
}

// roam goes on from the best answer, or from what comes closest to one.
func (s *search) roam() {
	var at *state
	if s.w.best != nil && !s.c.split {
		at = s.w.restore(s.w.best)
	} else {
		at = s.w.from(nil, true)
	}
	s.w.roam(at, s.over)
	if s.c.split && s.w.best == nil {
		s.split(at.isOpen)
	}
	s.report("search")
}

// split deals out the loads anew among open sites, where demands may be split.
func (s *search) split(isOpen []bool) {
	if !s.c.enough(isOpen) {
		return
	}
	if best, _ := solveLeaf(s.c, s.m, isOpen, s.cutoff()); best != nil {
		s.w.best = best
	}
}

// drop deals out the best split answer anew and, where only sites cost, closes those that its loads can do without, the dearest first.
func (s *search) drop() {
	if !s.c.split || s.w.best == nil || s.over() {
		return
	}
	if s.split(s.w.best.isOpen); !s.c.sitesOnly {
		return
	}
	var order []int32
	for j := range int32(s.c.sites()) {
		if s.w.best.isOpen[j] && !s.c.fixed[j] && s.c.cost[j] > 0 {
			order = append(order, j)
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(s.c.cost[b], s.c.cost[a]) })
	for _, j := range order {
		if s.over() {
			return
		}
		isOpen := slices.Clone(s.w.best.isOpen)
		isOpen[j] = false
		s.split(isOpen)
	}
}

// branch searches the tree.
func (s *search) branch() {
	visits := 0
	for len(s.heap) > 0 && !s.over() {
		at := heap.Pop(&s.heap).(*node)
		if at.bound >= s.target() {
			s.heap = nil
			break
		}
		s.raise(min(at.bound, s.pending))
		if visits++; visits%diveEvery == 1 {
			s.m.share(200, func() { s.dive(at) })
		}
		s.expand(at)
	}
	if s.over() {
		return
	}
	if s.pending == none {
		s.done = true
		s.raiseTo(s.cutoff())
	} else {
		s.raise(min(s.pending, s.target()))
	}
}

// raiseTo notes a bound in whole units.
func (s *search) raiseTo(value int64) { s.bound = max(s.bound, value) }

// expand splits a node at one site.
func (s *search) expand(at *node) {
	j := s.pickSite(at)
	if j < 0 {
		s.leaf(at)
		return
	}
	first := open
	if at.often != nil && at.often[j] < 0.5 {
		first = closed
	}
	for _, to := range []int8{first, open + closed - first} {
		f := at.f.clone()
		if to == open {
			s.c.openSite(f, j)
		} else {
			s.c.close(f, j)
		}
		s.c.tidy(f)
		if f.invalid || s.over() {
			if !f.invalid {
				heap.Push(&s.heap, &node{f, at.d, at.bound, at.depth + 1, at.often})
			}
			continue
		}
		s.consider(f, at)
	}
}

// consider bounds a new node and keeps it if it is of interest.
func (s *search) consider(f *fixes, parent *node) {
	for {
		if s.r.pick.tangled {
			s.r.pick.part(f)
		}
		result := s.a.run(parent.d, f, nodeSteps, 0.4, s.target)
		if !result.known {
			return
		}
		bound := max(result.value, parent.bound)
		if bound >= s.target() {
			return
		}
		next := &node{f, result.dual, bound, parent.depth + 1, slices.Clone(s.a.often)}
		if s.fix(next, result) && !f.invalid && !s.over() {
			parent = next
			continue
		}
		if !f.invalid {
			heap.Push(&s.heap, next)
		}
		return
	}
}

// fix settles sites whose turning around would lift the bound to the target; it reports whether much has changed.
func (s *search) fix(at *node, result result) bool {
	changed := 0
	target := s.target()
	// The choice belongs to the dual that was best; it is evaluated again, since the ascent went on from there.
	value, ok := s.r.evaluate(result.dual, at.f)
	if !ok || value < result.value {
		return false
	}
	s.r.pick.swaps(at.f, s.r.value, result.swaps)
	chosen := slices.Clone(s.r.pick.chosen)
	for j := range int32(s.c.sites()) {
		if at.f.state[j] != free || value+result.swaps[j] < target {
			continue
		}
		changed++
		if chosen[j] {
			s.c.openSite(at.f, j)
		} else {
			s.c.close(at.f, j)
		}
	}
	if changed > 0 {
		s.c.tidy(at.f)
	}
	return changed*5 > int(at.f.frees)
}

// pickSite is the free site whose choice was least decided of late, −1 where none is free.
func (s *search) pickSite(at *node) int32 {
	best, bestDoubt := int32(-1), -1.0
	for j := range int32(s.c.sites()) {
		if at.f.state[j] != free {
			continue
		}
		doubt := 0.0
		if at.often != nil {
			doubt = 0.5 - math.Abs(at.often[j]-0.5)
		}
		if doubt > bestDoubt {
			best, bestDoubt = j, doubt
		}
	}
	return best
}

// leaf solves a node at which every site is settled.
func (s *search) leaf(at *node) {
	isOpen := make([]bool, s.c.sites())
	for j := range isOpen {
		isOpen[j] = at.f.state[j] == open
	}
	if !s.c.loaded {
		if st := s.w.restore(&solution{isOpen: isOpen}); st.lack == 0 {
			s.w.offer(st)
		}
		return
	}
	best, complete := solveLeaf(s.c, s.m, isOpen, s.cutoff())
	if best != nil {
		s.w.best = best
		s.report("branch")
	}
	if !complete {
		s.pending = min(s.pending, at.bound)
	}
}

// nodes is a heap by bound, then by depth.
type nodes []*node

func (n nodes) Len() int { return len(n) }
func (n nodes) Less(a, b int) bool {
	return n[a].bound < n[b].bound || n[a].bound == n[b].bound && n[a].depth > n[b].depth
}
func (n nodes) Swap(a, b int) { n[a], n[b] = n[b], n[a] }
func (n *nodes) Push(x any)   { *n = append(*n, x.(*node)) }
func (n *nodes) Pop() any {
	last := (*n)[len(*n)-1]
	(*n)[len(*n)-1] = nil
	*n = (*n)[:len(*n)-1]
	return last
}
