package tier

import (
	"container/heap"
	"math"
	"slices"
)

// verdict is what is known of a plot: the best choice found (nil where none keeps the rules) and a proven bound; bound is
// never where no choice can keep the rules.
type verdict struct {
	best  *choice
	bound int64
}

// search is branch and bound over a plot (Land and Doig 1960, doi:10.2307/1910129), best bound first: stations are decided
// before points, points before their sizes, and single villages only where capacities or least flows leave a choice.
type search struct {
	t      *plot
	m      *meter
	b      *bounder
	v      *improver
	best   *choice
	open   nodeHeap
	grain  int64 // every choice's value is a multiple of it
	serial int
}

// Steps of the subgradient at the root, at the root of a plot that is only looked at, and below.
const (
	rootSteps   = 800
	glanceSteps = 150
	nodeSteps   = 40
)

// settlePlot finds the best choice and a bound; begin, where not nil, holds multipliers of the villages to start from and
// takes the best ones. With rootOnly it does not branch.
func settlePlot(t *plot, grain int64, begin []float64, rootOnly bool, m *meter) verdict {
	s := &search{t: t, m: m, b: newBounder(t), v: newImprover(t, m), grain: grain}
	root := s.root(begin)
	steps := rootSteps
	if rootOnly {
		steps = glanceSteps
	}
	first := s.allOpen(root)
	s.v.settle(first)
	s.keep(first)
	s.b.raise(root, s.target(), steps, m)
	copy(begin, root.multiplier)
	if root.bound >= never/2 {
		return verdict{nil, never}
	}
	share := m.share
	m.share = m.effort + (share-m.effort)/3 // the search for a first good choice must leave something for the proof
	s.tryRelaxed(root, true)
	m.share = share
	bound := root.bound
	if !rootOnly && s.fix(root) {
		heap.Push(&s.open, root)
		bound = s.run()
	}
	if s.best == nil {
		return verdict{nil, bound}
	}
	return verdict{s.best, min(bound, s.best.value)}
}

func (s *search) root(begin []float64) *node {
	t := s.t
	n := &node{option: trues(len(t.point)), feed: trues(len(t.feedStation)), from: slices.Clone(t.feedSizes.at[:len(t.feedStation)]), to: slices.Clone(t.feedSizes.at[1:]), mustPoint: slices.Clone(t.mustPoint), mustStation: slices.Clone(t.mustStation),
		villageOption: make([]int32, len(t.flow)), multiplier: slices.Clone(begin), linkPrice: make([]float64, len(t.linkFeed)), toll: make([]float64, len(t.feedStation)), bound: math.MinInt64}
	for i := range n.villageOption {
		n.villageOption[i] = -1
	}
	links := make([]int64, len(t.feedStation))
	for _, f := range t.linkFeed {
		links[f]++
	}
	for l, f := range t.linkFeed {
		n.linkPrice[l] = float64(t.feedSizes.least(f) / links[f])
	}
	return n
}

func trues(n int) []bool {
	list := make([]bool, n)
	for i := range list {
		list[i] = true
	}
	return list
}

// target is what steps aim at: the best value, or more than any choice costs.
func (s *search) target() int64 {
	if s.best != nil {
		return s.best.value
	}
	t, sum := s.t, int64(scale)
	for i := range t.flow {
		worst := int64(0)
		for k := t.nearAt[i]; k < t.nearAt[i+1]; k++ {
			for o := t.optionAt[t.nearPoint[k]]; o < t.optionAt[t.nearPoint[k]+1]; o++ {
				worst = max(worst, t.costAt(k, o))
			}
		}
		if t.penalty[i] < never {
			worst = max(worst, t.penalty[i])
		}
		sum += worst
	}
	for p := range s.v.near {
		worst := int64(0)
		for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
			worst = max(worst, t.sizes.dearest(o))
		}
		sum += worst
	}
	for st := range t.mustStation {
		worst := int64(0)
		for f := t.feedAt[st]; f < t.feedAt[st+1]; f++ {
			worst = max(worst, t.feedSizes.dearest(f))
		}
		sum += worst
	}
	return sum
}

// allOpen runs the first member of each group at its cheapest allowed option and feed.
func (s *search) allOpen(n *node) *choice {
	t := s.t
	c := s.empty()
	for _, group := range t.stationGroup {
		for _, st := range preferred(group, n.mustStation) {
			if c.feed[st] = cheapest(t.feedAt[st], t.feedAt[st+1], n.feed, &t.feedSizes); c.feed[st] >= 0 {
				break
			}
		}
	}
	for _, group := range t.pointGroup {
		for _, p := range preferred(group, n.mustPoint) {
			for o := t.optionAt[p]; o < t.optionAt[p+1]; o++ {
				if n.option[o] && s.v.usable(c, o) && (c.option[p] < 0 || t.sizes.least(o) < t.sizes.least(c.option[p])) {
					c.option[p] = o
				}
			}
			if c.option[p] >= 0 {
				break
			}
		}
	}
	return c
}

// preferred puts the members that must be run first.
func preferred(group []int32, must []bool) []int32 {
	for k, member := range group {
		if must[member] && k > 0 {
			return []int32{member}
		}
	}
	return group
}

func cheapest(from, to int32, allowed []bool, l *ladder) int32 {
	best := int32(-1)
	for f := from; f < to; f++ {
		if allowed[f] && (best < 0 || l.least(f) < l.least(best)) {
			best = f
		}
	}
	return best
}

func (s *search) empty() *choice {
	c := &choice{option: make([]int32, len(s.v.near)), feed: make([]int32, len(s.t.mustStation)), served: make([]int32, len(s.t.flow)), limit: make([]int32, len(s.t.mustStation))}
	for _, list := range [][]int32{c.option, c.feed, c.served, c.limit} {
		for i := range list {
			list[i] = -1
		}
	}
	return c
}

// tryChoice improves a choice and keeps it where it is the best so far.
func (s *search) tryChoice(c *choice) {
	s.v.improve(c)
	s.keep(c)
}

func (s *search) keep(c *choice) {
	if c.short == 0 && (s.best == nil || c.value < s.best.value) {
		s.best = c.copy()
	}
}

// tryRelaxed makes a choice of what the bound's best multipliers choose.
func (s *search) tryRelaxed(n *node, thorough bool) {
	if s.look(n) >= never/2 {
		return
	}
	c := s.empty()
	copy(c.option, s.b.now.option)
	copy(c.feed, s.b.now.feed)
	for st, f := range c.feed {
		if f >= 0 {
			c.limit[st] = s.b.now.rung[st]
		}
	}
	for _, o := range c.option {
		if o < 0 {
			continue
		}
		if f := s.t.feedOf(o); f >= 0 && n.feed[f] && !s.groupRuns(c, s.t.feedStation[f]) {
			c.feed[s.t.feedStation[f]] = f
		}
	}
	s.v.settle(c)
	s.keep(c)
	if thorough || s.best == nil || c.short == 0 && c.value < s.best.value+s.best.value/1000 {
		s.tryChoice(c)
	}
}

// groupRuns reports whether a station or another of its group is run.
func (s *search) groupRuns(c *choice, station int32) bool {
	return slices.ContainsFunc(s.t.stationGroup[s.v.stationGroupOf[station]], func(other int32) bool { return c.feed[other] >= 0 })
}

// look evaluates a node at its best multipliers.
func (s *search) look(n *node) int64 {
	s.b.set(n.multiplier, n.linkPrice, n.toll)
	s.m.spend(int64(len(s.t.village)))
	return s.b.evaluate(n)
}

// closed reports whether nothing better than the best lies below a bound.
func (s *search) closed(bound int64) bool {
	return bound >= never/2 || s.best != nil && bound > s.best.value-s.grain
}

// fix forbids options that cost too much to be part of anything better, and reports whether the node stays open.
func (s *search) fix(n *node) bool {
	value := s.look(n)
	n.bound = max(n.bound, value)
	if s.closed(n.bound) {
		return false
	}
	if s.best == nil {
		return true
	}
	for _, group := range s.t.pointGroup {
		groupBest := int64(0)
		for _, p := range group {
			if o := s.b.now.option[p]; o >= 0 {
				groupBest = s.b.gain[o]
			}
		}
		for _, p := range group {
			for o := s.t.optionAt[p]; o < s.t.optionAt[p+1]; o++ {
				if n.option[o] && value-groupBest+s.b.gain[o] > s.best.value-s.grain {
					n.option[o] = false
				}
			}
		}
	}
	return true
}

// run empties the heap and returns the proven bound.
func (s *search) run() int64 {
	for s.open.Len() > 0 {
		if s.closed(s.open[0].bound) {
			break
		}
		if s.m.over() {
			return s.open[0].bound
		}
		n := heap.Pop(&s.open).(*node)
		s.look(n)
		for _, child := range s.branch(n) {
			child.bound = n.bound
			s.b.raise(child, s.target(), nodeSteps, s.m)
			if s.closed(child.bound) {
				continue
			}
			s.tryRelaxed(child, false)
			if s.fix(child) {
				s.serial++
				child.serial = s.serial
				heap.Push(&s.open, child)
			}
		}
		if s.m.over() { // children may be missing: what n said still holds
			return n.bound
		}
	}
	if s.best == nil {
		return never
	}
	return s.best.value
}

// nodeHeap orders nodes by bound, then by age.
type nodeHeap []*node

func (h nodeHeap) Len() int { return len(h) }
func (h nodeHeap) Less(i, j int) bool {
	if h[i].bound != h[j].bound {
		return h[i].bound < h[j].bound
	}
	return h[i].serial < h[j].serial
}
func (h nodeHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push and Pop serve container/heap.
func (h *nodeHeap) Push(x any) { *h = append(*h, x.(*node)) }

// Pop removes the last element.
func (h *nodeHeap) Pop() any {
	old := *h
	n := old[len(old)-1]
	*h = old[:len(old)-1]
	return n
}
