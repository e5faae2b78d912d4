package charge

import (
	"math"
	"slices"
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
