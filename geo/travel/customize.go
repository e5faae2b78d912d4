package travel

import (
	"sync"

	"cuntong/geo"
	"cuntong/geo/network"
)

// weights is a Hierarchy with the costs of one day, vehicle and metric set in.
type weights struct {
	h     *Hierarchy
	costs *network.Costs
	by    geo.Metric

	// up[e] is the least weight from the lower to the higher end of edge e over lower vertices only, down[e]
	// of the way back.
	up, down []weight

	forward, backward halfGraph // the edges that are shortest paths, searched from origins and from destinations
}

// halfGraph holds the edges from each rank to higher ones that a search needs.
type halfGraph struct {
	start []int32
	head  []int32
	cost  []weight
}

// customize sets weights into a hierarchy. Independent subtrees of the elimination tree are swept by threads
// at once, then the few vertices above them; no value depends on the number of threads.
func customize(h *Hierarchy, costs *network.Costs, by geo.Metric, threads int) *weights {
	edges := len(h.head)
	w := &weights{h: h, costs: costs, by: by, up: make([]weight, edges), down: make([]weight, edges)}
	tasks := h.tasks()
	parallel(threads, len(tasks.subtrees), func() func(int) {
		slot := make([]int32, len(h.rankOf))
		return func(i int) {
			for x := tasks.subtrees[i].first; x <= tasks.subtrees[i].last; x++ {
				w.price(x)
				w.lowerTriangles(x, slot)
			}
		}
	})
	slot := make([]int32, len(h.rankOf))
	for _, x := range tasks.top {
		w.price(x)
		w.lowerTriangles(x, slot)
	}
	exactUp, exactDown := append([]weight(nil), w.up...), append([]weight(nil), w.down...)
	for i := len(tasks.top) - 1; i >= 0; i-- {
		w.upperTriangles(tasks.top[i], exactUp, exactDown, slot)
	}
	parallel(threads, len(tasks.subtrees), func() func(int) {
		slot := make([]int32, len(h.rankOf))
		return func(i int) {
			for x := tasks.subtrees[i].last; x >= tasks.subtrees[i].first; x-- {
				w.upperTriangles(x, exactUp, exactDown, slot)
			}
		}
	})
	w.forward, w.backward = w.keep(w.up, exactUp), w.keep(w.down, exactDown)
	return w
}

// span is a subtree: ranks first to last.
type span struct{ first, last int32 }

type tasks struct {
	subtrees []span
	top      []int32 // the ranks above all subtrees, ascending
}

// taskShare is the part of the vertices that one task holds at most.
const taskShare = 64

func (h *Hierarchy) tasks() tasks {
	var t tasks
	limit := int32(len(h.rankOf)/taskShare + 1)
	for v := int32(len(h.rankOf)) - 1; v >= 0; {
		if h.subtree[v] <= limit {
			t.subtrees = append(t.subtrees, span{v - h.subtree[v] + 1, v})
			v -= h.subtree[v]
			continue
		}
		t.top = append(t.top, v)
		v--
	}
	for i, j := 0, len(t.top)-1; i < j; i, j = i+1, j-1 {
		t.top[i], t.top[j] = t.top[j], t.top[i]
	}
	return t
}

// parallel calls the worker's function for 0..count-1, shared out among threads; each thread makes its own.
func parallel(threads, count int, worker func() func(int)) {
	var next sync.Mutex
	var wait sync.WaitGroup
	at := 0
	for range min(threads, count) {
		wait.Go(func() {
			work := worker()
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= count {
					return
				}
				work(i)
			}
		})
	}
	wait.Wait()
}

// price sets the weights of a rank's edges to those of the stretches on them.
func (w *weights) price(x int32) {
	n := w.costs.Network()
	for e := w.h.start[x]; e < w.h.start[x+1]; e++ {
		w.up[e], w.down[e] = unreached, unreached
		for _, s := range within(w.h.pieceEnd, w.h.pieces, e) {
			along, against := arcWeight(w.costs, w.by, 2*s), arcWeight(w.costs, w.by, 2*s+1)
			if tail, _ := n.Ends(s); w.h.rankOf[tail] != x {
				along, against = against, along
			}
			w.up[e], w.down[e] = min(w.up[e], along), min(w.down[e], against)
		}
	}
}

// lowerTriangles finishes the edges from x: each is at most the way round by any vertex below both its ends.
// The edges of the vertices below must be finished. slot is scratch.
func (w *weights) lowerTriangles(x int32, slot []int32) {
	h := w.h
	for e := h.start[x]; e < h.start[x+1]; e++ {
		slot[h.head[e]] = e
	}
	up, down := w.up, w.down
	for _, below := range within(h.intoEnd, h.into, x) {
		toward, away := up[below], down[below] // from the vertex below to x, and from x to it
		if toward == unreached && away == unreached {
			continue
		}
		end := h.start[h.tail[below]+1]
		heads, ups, downs := h.head[below+1:end], up[below+1:end], down[below+1:end]
		for k, y := range heads {
			e := slot[y]
			up[e] = min(up[e], away+ups[k])
			down[e] = min(down[e], downs[k]+toward)
		}
	}
}

// upperTriangles makes the edges from v exact distances: each is at most the way round by any vertex above v
// that both ends know. The edges of the vertices above must be exact. slot is scratch, holding anything.
func (w *weights) upperTriangles(v int32, up, down []weight, slot []int32) {
	h := w.h
	first, end := h.start[v], h.start[v+1]
	for e := first; e < end; e++ {
		slot[h.head[e]] = e
	}
	for e := first; e < end; e++ {
		x := h.head[e]
		// Every later neighbour y of v is one of x; of x's edges only those to them matter.
		left := end - e - 1
		for k := h.start[x]; left > 0; k++ {
			s := slot[h.head[k]]
			if s <= e || s >= end || h.head[s] != h.head[k] {
				continue
			}
			left--
			up[e] = min(up[e], up[s]+down[k])
			down[e] = min(down[e], down[s]+up[k])
			up[s] = min(up[s], up[e]+up[k])
			down[s] = min(down[s], down[e]+down[k])
		}
	}
}

// keep returns the edges whose weight no other path undercuts.
func (w *weights) keep(given, exact []weight) halfGraph {
	g := halfGraph{start: make([]int32, 1, len(w.h.start))}
	count := 0
	for e := range given {
		if given[e] == exact[e] && given[e] < unreached {
			count++
		}
	}
	g.head, g.cost = make([]int32, 0, count), make([]weight, 0, count)
	for v := range w.h.rankOf {
		for e := w.h.start[v]; e < w.h.start[v+1]; e++ {
			if given[e] == exact[e] && given[e] < unreached {
				g.head, g.cost = append(g.head, w.h.head[e]), append(g.cost, given[e])
			}
		}
		g.start = append(g.start, int32(len(g.head)))
	}
	return g
}
