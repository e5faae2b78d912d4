package cover

import (
	"cmp"
	"container/heap"
	"slices"
)

// node is a subproblem: some sites open, some closed, and the multipliers of its parent.
type node struct {
	bound  int64
	number int
	open   []int32
	shut   []int32
	u      []int64 // by row of the whole core
	lambda []uint64
}

// nodes is a queue: lowest bound first, then the newest, which dives.
type nodes []*node

func (q nodes) Len() int      { return len(q) }
func (q nodes) Swap(a, b int) { q[a], q[b] = q[b], q[a] }
func (q nodes) Less(a, b int) bool {
	return cmp.Or(cmp.Compare(q[a].bound, q[b].bound), cmp.Compare(q[b].number, q[a].number)) < 0
}
func (q *nodes) Push(x any) { *q = append(*q, x.(*node)) }
func (q *nodes) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// search proves the best answer of one core by best-first branch and bound (Land and Doig 1960,
// doi:10.2307/1910129). Every node is bounded by Lagrangian multipliers; sites that these decide are fixed;
// what remains is finished by sweeps (sweep), and only where these meet too many states the node branches on
// the site that the relaxed answers open about half of the time.
type search struct {
	c      *core
	m      *meter
	open   []int32 // best answer
	value  int64   // what it costs
	bound  int64   // proven
	queue  nodes
	number int
	states int // no sweep may hold more; tests lower it, so that the search must branch
	report func(step string, value, bound int64)
	begin  int64 // effort at which it began
	polisher
}

func newSearch(c *core, m *meter) *search {
	s := &search{c: c, m: m, states: wideStates + rootStates, report: func(string, int64, int64) {}}
	s.open = greedy(c, m, nil, func(j int32) int64 { return fairPrice(c, j) })
	s.value, _ = c.value(s.open)
	if len(c.limits) > 0 {
		s.offer(greedy(c, m, nil, unitPrice))
	}
	return s
}

// offer takes an answer if it is better and keeps the limits; the value is counted from nothing.
func (s *search) offer(open []int32) {
	if s.c.must {
		open = s.c.completed(open)
	}
	if value, ok := s.c.value(open); ok && value < s.value {
		s.open, s.value = slices.Clone(open), value
	}
}

// raise records a proven bound; whole units are all there are.
func (s *search) raise(bound int64) {
	whole := ceilDiv(bound, s.c.scale) * s.c.scale
	s.bound = max(s.bound, min(whole, s.value))
}

// run searches until the bound meets the value, or effort or time run out.
func (s *search) run() {
	s.begin = s.m.effort
	s.polish()
	root := s.c.newDual()
	if len(s.c.limits) == 1 && len(s.open) > 0 {
		ch := newChain(s.c, s.m, s.open, s.c.limits[0].capacity)
		begin(s.c, root, ch, len(ch.order))
	} else {
		root.begin(s.c)
	}
	s.push(&node{u: root.u, lambda: root.lambda})
	for len(s.queue) > 0 && s.bound < s.value {
		s.raise(s.queue[0].bound)
		if s.bound >= s.value || s.m.over() {
			return
		}
		n := heap.Pop(&s.queue).(*node)
		s.visit(n)
		s.polish()
	}
	if len(s.queue) == 0 && !s.m.over() {
		s.raise(s.value)
	}
}

func (s *search) push(n *node) {
	s.number++
	n.number = s.number
	heap.Push(&s.queue, n)
}

// visit bounds one node and finishes it, or puts what is left of it back into the queue.
func (s *search) visit(n *node) {
	isRoot := len(n.open)+len(n.shut) == 0
	part, paid, rowID := s.c.restrict(n.open, n.shut, s.m)
	if part == nil {
		return
	}
	if part.must && !isRoot {
		part, paid, rowID = s.reduceNode(n, part, paid, rowID)
	}
	if part.sites() == 0 {
		s.offer(n.open)
		return
	}
	d := part.newDual()
	for i, id := range rowID {
		d.u[i] = n.u[id]
	}
	copy(d.lambda, n.lambda)
	climb := newClimber(part, s.m, d)
	d.evaluate(part, climb.shift)
	if isRoot {
		s.climbRoot(climb)
	} else {
		climb.climb(s.value-paid, 1024, nodeSteps, 12)
	}
	n.bound = max(n.bound, paid+d.value)
	s.round(n, part, d)
	if s.tooHigh(n.bound) {
		return
	}
	if s.m.over() {
		heap.Push(&s.queue, n)
		return
	}
	if isRoot {
		s.raise(n.bound)
		s.report("bound", s.value, s.bound)
		if n.bound <= 0 {
			if s.coverAll(); s.tooHigh(n.bound) {
				return
			}
		}
	}
	if s.sweepNode(n, part, d, paid, isRoot) {
		return
	}
	if s.m.over() {
		heap.Push(&s.queue, n)
		return
	}
	s.branch(n, part, d, paid, rowID)
}

// reduceNode makes the core of an LSCP node smaller by dominance; sites that this forces join the node's.
func (s *search) reduceNode(n *node, part *core, paid int64, rowID []int32) (*core, int64, []int32) {
	r := reduce(part, s.m)
	n.open = slices.Clone(n.open)
	for _, j := range r.forced {
		n.open = append(n.open, part.siteID[j])
		paid += part.cost[j]
	}
	for k, j := range r.core.siteID {
		r.core.siteID[k] = part.siteID[j]
	}
	for k, i := range r.rowID {
		r.rowID[k] = rowID[i]
	}
	return r.core, paid, r.rowID
}

// climbRoot climbs in rounds and rounds the multipliers to an answer after each.
func (s *search) climbRoot(climb *climber) {
	climb.memory = longMemory
	climb.climb(s.value, 1024, rootSteps/4, 30)
	s.round(&node{}, climb.c, climb.best)
	s.polish()
	climb.climb(s.value, 1024, rootSteps, 40)
	s.round(&node{}, climb.c, climb.best)
	s.polish()
	climb.memory = shortMemory
	climb.climb(s.value, 256, rootSteps, 40)
	if s.c.must && climb.c.sites() == s.c.sites() && climb.c.rows() == s.c.rows() {
		s.raise(climb.best.value)
		s.refine = &refine{d: climb.best, coin: newCoin()}
		if s.c.sites() > diveSites*s.c.rows() {
			s.refine.dive(s)
		}
	}
}

// tooHigh reports whether a bound leaves no room for a better answer.
func (s *search) tooHigh(bound int64) bool {
	return ceilDiv(bound, s.c.scale)*s.c.scale >= s.value
}

// round makes an answer of a dual: open what has a negative reduced cost and fits, add greedily, drop the idle.
func (s *search) round(n *node, part *core, d *dual) {
	order := make([]int32, 0, part.sites())
	for j, reduced := range d.reduced {
		if reduced <= 0 {
			order = append(order, int32(j))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(d.reduced[a], d.reduced[b]) })
	var begin []int32
	room := make([]int64, len(part.limits))
	for k, l := range part.limits {
		room[k] = l.capacity
	}
	for _, j := range order {
		fits := true
		for k, l := range part.limits {
			fits = fits && l.use[j] <= room[k]
		}
		if !fits {
			continue
		}
		begin = append(begin, j)
		for k, l := range part.limits {
			room[k] -= l.use[j]
		}
	}
	open := greedy(part, s.m, begin, func(j int32) int64 { return fairPrice(part, j) })
	s.offer(append(part.originals(open), n.open...))
}

// branch puts two smaller nodes into the queue.
func (s *search) branch(n *node, part *core, d *dual, paid int64, rowID []int32) {
	r := newResidue(part, d, s.value-s.c.scale-paid-d.value, s.m)
	if r.impossible {
		return
	}
	n.bound = max(n.bound, paid+d.value+r.base)
	open, shut := slices.Clone(n.open), slices.Clone(n.shut)
	pick, best := int32(-1), int64(0)
	for j := range int32(part.sites()) {
		switch r.state[j] {
		case opened:
			open = append(open, part.siteID[j])
		case closed:
			shut = append(shut, part.siteID[j])
		default:
			half := oftenUnit/2 - max(d.often[j]-oftenUnit/2, oftenUnit/2-d.often[j]) + 64
			if score := half * int64(len(part.rowsOf(j))); pick < 0 || score > best {
				pick, best = j, score
			}
		}
	}
	if pick < 0 {
		s.offer(open)
		return
	}
	u := slices.Clone(n.u)
	for i, id := range rowID {
		u[id] = d.u[i]
	}
	lambda := slices.Clone(d.lambda)
	site := part.siteID[pick]
	s.push(&node{bound: n.bound, open: open, shut: append(slices.Clone(shut), site), u: u, lambda: lambda})
	s.push(&node{bound: n.bound, open: append(slices.Clone(open), site), shut: shut, u: u, lambda: lambda})
	if s.number%64 == 0 {
		s.report("branch", s.value, s.bound)
	}
}
