package charge

import (
	"container/heap"
	"math"
	"slices"
	"sync"
)

// How the search spends its effort. None of these can make an answer wrong.
const (
	nodeSteps  = 45         // steps of the ascent at a node
	fewLeft    = 10         // undecided sites that are branched on without a longer ascent
	rootWork   = 60_000_000 // effort of a local search at the root,
	nodeWork   = 3_000_000  // and at a node
	batchNodes = 4          // nodes that are worked on at once, whatever the number of threads
)

// worker is the scratch space of one goroutine.
type worker struct {
	*volume
	primal *primal   // shared and free
	roster *roster   // single
	order  []float64 // by site: which to open first
}

func newWorker(c *core, m *meter) *worker {
	w := &worker{volume: newVolume(c), order: make([]float64, c.sites)}
	if c.mode == single {
		w.roster = newRoster(c)
		w.roster.stop = m.halted
		w.off, w.mix = make([]bool, c.pairs()), make([]float64, c.pairs())
	} else {
		w.primal = newPrimal(c, w.relaxer)
		w.primal.flow.stop = m.halted
	}
	return w
}

// effort returns the work since the last call.
func (w *worker) effort() int64 {
	work := w.spent()
	if w.roster != nil {
		work += w.roster.work
		w.roster.work = 0
		return work
	}
	work += w.primal.work + w.primal.flow.work
	w.primal.work, w.primal.flow.work = 0, 0
	return work
}

// tree is a branch and bound on which sites are open: best bound first, the relaxation's bound at every node.
type tree struct {
	c       *core
	m       *meter
	workers []*worker
	best    *plan
	known   int64 // value of an answer that is known elsewhere; MaxInt64 for none
	queue   queue
	loose   int64 // least bound of nodes that nothing can close
	tried   map[string]bool
	nextID  int
}

// cutoff returns the largest scaled bound that still leaves room for a better answer.
func (t *tree) cutoff() int64 {
	if t.value() == math.MaxInt64 {
		return math.MaxInt64
	}
	return (t.value() - 1) << t.c.shift
}

// grow works on nodes until none is left or the effort is spent.
func (t *tree) grow(root *node) {
	if root.bound != math.MaxInt64 {
		heap.Push(&t.queue, root)
	}
	for len(t.queue) > 0 && !t.m.over() {
		t.batch()
	}
}

func (t *tree) offer(p *plan) bool {
	if p == nil || p.value >= t.value() {
		return false
	}
	t.best = p
	return true
}

// value is that of the best answer known; MaxInt64 where there is none.
func (t *tree) value() int64 {
	if t.best != nil {
		return t.best.value
	}
	return t.known
}

// bound returns the proven bound of the whole question, in whole units; MaxInt64 where there is no answer at all.
func (t *tree) bound() int64 {
	low := t.loose
	if len(t.queue) > 0 {
		low = min(low, t.queue[0].bound)
	}
	whole := t.c.whole(low)
	return min(whole, t.value())
}

// newTree begins a search that works on width nodes at once.
func newTree(c *core, m *meter, width int) *tree {
	t := &tree{c: c, m: m, known: math.MaxInt64, loose: math.MaxInt64, tried: map[string]bool{}}
	for range width {
		t.workers = append(t.workers, newWorker(c, m))
	}
	return t
}

// solveSites answers questions whose only decision is which sites open: without capacities, or with demands shared.
func solveSites(c *core, m *meter) (best *plan, bound int64) {
	t := newTree(c, m, batchNodes)
	t.grow(t.root())
	return t.best, t.bound()
}

// newNode is a node in which nothing is decided but what is fixed.
func newNode(c *core) *node {
	n := &node{state: make([]int8, c.sites), lambda: make([]int64, c.demands), bound: math.MinInt64}
	for j := range n.state {
		if c.fixed[j] {
			n.state[j] = opened
		}
	}
	return n
}

// root bounds the whole question and finds first answers.
func (t *tree) root() *node {
	c, w := t.c, t.workers[0]
	n := newNode(c)
	start(c, n.lambda)
	report := func() bool {
		if t.offer(w.candidate(n, t.tried, rootWork)) {
			t.m.progress("search", t.value(), c.whole(n.bound))
		}
		t.m.progress("bound", t.value(), c.whole(n.bound))
		return t.m.spend(w.effort())
	}
	for _, steps := range []int{120, 240, 420, 840} { // of the ascent; after each part sites are settled
		w.ascend(n, steps, 60, t.cutoff(), report)
		if n.bound == math.MaxInt64 || n.bound > t.cutoff() {
			return n
		}
		if c.mode == shared {
			t.offer(w.answer(n, w.worthiest(n), t.tried, rootWork))
		}
		if !report() {
			break
		}
		_, possible := w.settle(n, t.cutoff())
		t.m.spend(w.effort())
		if !possible {
			n.bound = math.MaxInt64
			return n
		}
		if n.undecided() <= fewLeft {
			break
		}
	}
	if c.mode == shared && t.best != nil && len(t.best.open) > fewSites && n.bound <= t.cutoff() {
		t.regions(n)
	}
	return n
}

// undecided counts the sites of which the node says nothing.
func (n *node) undecided() (count int) {
	for _, is := range n.state {
		if is == undecided {
			count++
		}
	}
	return count
}

// start sets first multipliers: the cost of every demand's second cheapest site.
func start(c *core, lambda []int64) {
	for i := range lambda {
		if from, to := c.rowStart[i], c.rowStart[i+1]; to > from {
			lambda[i] = c.rowCost[min(from+1, to-1)]
		}
	}
}

// candidate makes an answer of the sites that the ascent left more open than closed, unless that set was tried.
func (w *worker) candidate(n *node, tried map[string]bool, most int64) *plan {
	var open []int32
	for j := range int32(w.c.sites) {
		if n.state[j] == opened || n.state[j] == undecided && n.share[j] > 0.5 {
			open = append(open, j)
		}
	}
	return w.answer(n, open, tried, most)
}

// worthiest are the sites that a greedy choice by the node's multipliers opens.
func (w *worker) worthiest(n *node) []int32 {
	r := newRoster(w.c)
	r.greedy(w.relaxer, n.lambda, n.state)
	w.primal.work += r.work
	var open []int32
	for j, is := range r.is {
		if is {
			open = append(open, int32(j))
		}
	}
	return open
}

// answer makes an answer of a set of sites and what it lacks, and improves it; nil where the set was tried or nothing comes of it.
func (w *worker) answer(n *node, open []int32, tried map[string]bool, most int64) *plan {
	for j := range w.order {
		w.order[j] = -n.share[j]
		if n.state[j] == closed {
			w.order[j] = 1
		}
	}
	key := keyOf(open)
	if tried[key] {
		return nil
	}
	tried[key] = true
	open, ok := w.primal.repair(open, w.order)
	if !ok {
		return nil
	}
	if w.c.mode == shared && len(open) > fewSites {
		most = min(most, nodeWork) // regions find more for the same effort
	}
	return w.primal.improve(open, most)
}

func keyOf(open []int32) string {
	key := make([]byte, 0, 4*len(open))
	for _, j := range open {
		key = append(key, byte(j), byte(j>>8), byte(j>>16), byte(j>>24))
	}
	return string(key)
}

// outcome is what became of a node.
type outcome struct {
	found    *plan
	children []*node
	loose    int64
}

// batch works on the best few nodes at once. What they find comes together in their order, so that the search does not
// depend on the number of threads.
func (t *tree) batch() {
	var nodes []*node
	cutoff := t.cutoff()
	for len(t.queue) > 0 && len(nodes) < len(t.workers) {
		n := heap.Pop(&t.queue).(*node)
		if n.bound > cutoff {
			t.queue = nil
			break
		}
		nodes = append(nodes, n)
	}
	outcomes := make([]outcome, len(nodes))
	each := func(k int) {
		if t.c.mode == single {
			outcomes[k] = t.workers[k].openSingle(nodes[k], cutoff, t.m)
		} else {
			outcomes[k] = t.workers[k].open(nodes[k], cutoff, t.m)
		}
	}
	threads := max(1, min(t.m.options.Threads, len(nodes)))
	var wait sync.WaitGroup
	for first := range threads {
		wait.Go(func() {
			for k := first; k < len(nodes); k += threads {
				each(k)
			}
		})
	}
	wait.Wait()
	work := int64(0)
	for k, o := range outcomes {
		work += t.workers[k].effort()
		t.offer(o.found)
		t.loose = min(t.loose, o.loose)
		for _, child := range o.children {
			child.id = t.nextID
			t.nextID++
			heap.Push(&t.queue, child)
		}
	}
	t.m.spend(work)
	t.m.progress("branch", t.value(), t.bound())
}

// open bounds a node, closes it or splits it.
func (w *worker) open(n *node, cutoff int64, m *meter) (o outcome) {
	o.loose = math.MaxInt64
	c := w.c
	before := n.bound
	w.ascend(n, nodeSteps, 15, cutoff, func() bool { return !m.halted() })
	if n.bound == math.MaxInt64 || n.bound > cutoff {
		return o
	}
	n.bound = max(n.bound, before)
	for range 5 {
		settled, possible := w.settle(n, cutoff)
		if !possible {
			return o
		}
		if settled == 0 {
			break
		}
	}
	o.found = w.candidate(n, map[string]bool{}, nodeWork)
	if o.found != nil {
		cutoff = min(cutoff, (o.found.value-1)<<c.shift)
	}
	j := w.branch(n)
	if j < 0 {
		if bound := w.leaf(n); bound <= cutoff {
			o.loose = max(n.bound, bound)
		}
		return o
	}
	for _, state := range []int8{opened, closed} {
		child := &node{state: slices.Clone(n.state), lambda: slices.Clone(n.lambda), share: slices.Clone(n.share), bound: n.bound, depth: n.depth + 1}
		child.state[j] = state
		o.children = append(o.children, child)
	}
	return o
}

// branch returns the undecided site of which the relaxation knows least, or −1.
func (w *worker) branch(n *node) int {
	best, most := -1, -1.0
	for j, state := range n.state {
		if state != undecided {
			continue
		}
		if doubt := min(n.share[j], 1-n.share[j]); doubt > most {
			best, most = j, doubt
		}
	}
	return best
}

// leaf returns the bound of a node in which all is decided: the duals of its best service.
func (w *worker) leaf(n *node) int64 {
	c := w.c
	var open []int32
	for j := range int32(c.sites) {
		if n.state[j] == opened {
			open = append(open, j)
		}
	}
	if _, ok := w.primal.flow.solve(open); !ok {
		if w.primal.flow.broken {
			return n.bound
		}
		return math.MaxInt64
	}
	w.primal.flow.multipliers(w.primal.lambda)
	return w.evaluate(w.primal.lambda, n.state)
}

// queue orders nodes by bound, deeper first, then by age.
type queue []*node

func (q queue) Len() int { return len(q) }
func (q queue) Less(a, b int) bool {
	if q[a].bound != q[b].bound {
		return q[a].bound < q[b].bound
	}
	if q[a].depth != q[b].depth {
		return q[a].depth > q[b].depth
	}
	return q[a].id < q[b].id
}
func (q queue) Swap(a, b int) { q[a], q[b] = q[b], q[a] }

// Push adds a node; for container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(*node)) }

// Pop removes the last node; for container/heap.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	(*q)[len(*q)-1] = nil
	*q = (*q)[:len(*q)-1]
	return last
}
