package charge

import (
	"container/heap"
	"math"
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

// tree is a branch and bound (Land and Doig 1960, doi:10.2307/1910129) on which sites are open and, where demands are
// whole, on who serves whom: best bound first, the relaxation's bound at every node, improved by a few steps from the
// parent's multipliers. Görtz and Klose 2012 (doi:10.1287/ijoc.1110.0468) branch likewise on the average that the volume
// algorithm leaves. A node keeps a multiplier for each demand and a byte for each site; memory grows with the open nodes.
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
func solveSites(c *core, m *meter, from *warm) (best *plan, bound int64) {
	t := newTree(c, m, batchNodes)
	t.grow(t.root(from))
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
func (t *tree) root(from *warm) *node {
	c, w := t.c, t.workers[0]
	defer func() { t.m.spend(w.effort()) }()
	n := newNode(c)
	n.lambda = from.lambda
	if from.open != nil {
		n.share = make([]float64, c.sites)
		t.offer(w.answer(n, from.open, t.tried, rootWork))
	}
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
