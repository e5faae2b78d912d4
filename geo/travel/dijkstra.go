package travel

import (
	"cuntong/geo"
	"cuntong/geo/network"
)

// dijkstra is the reference that the hierarchy is measured against, and the way to everything within a
// small limit: Dijkstra's algorithm (Numer. Math. 1, 1959, doi:10.1007/BF01386390) over flat arrays with a
// binary heap. It keeps scratch for one thread.
type dijkstra struct {
	arcs *arcs
	cost []weight // of each vertex; unreached between searches
	via  []int32  // the arc by which it was reached
	met  []int32
	heap []label // by cost, ties by vertex
}

// arcs lists, for each vertex, the open arcs that leave it.
type arcs struct {
	start []int32
	arc   []int32
	head  []int32
	cost  []weight
}

func newArcs(costs *network.Costs, by geo.Metric) *arcs {
	n := costs.Network()
	ends := make([]int32, n.Vertices())
	from := func(arc int32) int32 {
		tail, head := n.Ends(arc / 2)
		if !costs.Open(arc) {
			return -1
		}
		if arc%2 == 1 {
			return head
		}
		return tail
	}
	open := 0
	for arc := range int32(2 * n.Stretches()) {
		if v := from(arc); v >= 0 {
			ends[v]++
			open++
		}
	}
	a := &arcs{start: make([]int32, 1, n.Vertices()+1), arc: make([]int32, open), head: make([]int32, open), cost: make([]weight, open)}
	fill(ends, a.arc, 2*n.Stretches(), from)
	a.start = append(a.start, ends...)
	for i, arc := range a.arc {
		tail, head := n.Ends(arc / 2)
		if arc%2 == 1 {
			head = tail
		}
		a.head[i], a.cost[i] = head, arcWeight(costs, by, arc)
	}
	return a
}

func newDijkstra(a *arcs) *dijkstra {
	d := &dijkstra{arcs: a, cost: make([]weight, len(a.start)-1), via: make([]int32, len(a.start)-1)}
	for v := range d.cost {
		d.cost[v] = unreached
	}
	return d
}

// run settles every vertex at most most away from the seeds, whose ranks are vertices here, and calls visit
// with each, nearest first, until it returns false. Costs and arcs stand until the next run.
func (d *dijkstra) run(seeds []seed, most weight, visit func(vertex int32, cost weight) bool) {
	for _, v := range d.met {
		d.cost[v] = unreached
	}
	d.met, d.heap = d.met[:0], d.heap[:0]
	for _, s := range seeds {
		d.reach(s.rank, s.cost, -1, most)
	}
	for len(d.heap) > 0 {
		top := d.pop()
		if top.cost > d.cost[top.rank] {
			continue // settled cheaper before
		}
		if !visit(top.rank, top.cost) {
			return
		}
		for i := d.arcs.start[top.rank]; i < d.arcs.start[top.rank+1]; i++ {
			d.reach(d.arcs.head[i], top.cost+d.arcs.cost[i], d.arcs.arc[i], most)
		}
	}
}

func (d *dijkstra) reach(v int32, cost weight, arc int32, most weight) {
	if cost >= d.cost[v] || cost > most {
		return
	}
	if d.cost[v] == unreached {
		d.met = append(d.met, v)
	}
	d.cost[v], d.via[v] = cost, arc
	d.heap = append(d.heap, label{v, cost})
	for i := len(d.heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if !nearer(d.heap[i], d.heap[parent]) {
			break
		}
		d.heap[parent], d.heap[i] = d.heap[i], d.heap[parent]
		i = parent
	}
}

func nearer(a, b label) bool { return a.cost < b.cost || a.cost == b.cost && a.rank < b.rank }

func (d *dijkstra) pop() label {
	top, last := d.heap[0], len(d.heap)-1
	d.heap[0] = d.heap[last]
	d.heap = d.heap[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if nearer(d.heap[child], d.heap[least]) {
				least = child
			}
		}
		if least == i {
			return top
		}
		d.heap[i], d.heap[least] = d.heap[least], d.heap[i]
		i = least
	}
}
