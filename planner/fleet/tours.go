package fleet

// tours is a set of routes over some of the stops of a lean problem, as doubly linked rings through one head each. Heads are
// the nodes from n on: head n+r belongs to route r. A change is written down so that it can be taken back.
type tours struct {
	l      *lean
	nodes  []node
	load   []int64  // by route
	size   []int32  // stops by route
	active []int32  // routes with stops, in no order that matters, but always the same
	place  []int32  // position of a route in active, or absent
	idle   []int32  // routes without stops, the next to be used last
	met    []uint32 // by route: the look that met it last
	look   uint32
	served int
	total  int64 // cost of all routes
	log    []change
}

// node is a stop or the head of a route, all that a search asks about it in half a cache line.
type node struct {
	next, prev int32
	route      int32 // of a stop: its route, or absent; of a head: its route
	at         int32 // row and column in cost
	in, out    int32 // cost of the arcs from prev and to next
}

// absent marks a stop on no route, and a route without stops.
const absent = -1

// change is a stop put in (in) or taken out after node before.
type change struct {
	stop, before int32
	in           bool
}

func newTours(l *lean) *tours {
	t := &tours{l: l, nodes: make([]node, l.n+l.most), load: make([]int64, l.most), size: make([]int32, l.most), place: make([]int32, l.most), met: make([]uint32, l.most)}
	for i := range t.nodes {
		t.nodes[i].at = int32(min(i, l.n))
	}
	t.clear()
	return t
}

// clear takes all stops out.
func (t *tours) clear() {
	t.idle, t.active, t.served, t.total, t.log = t.idle[:0], t.active[:0], 0, 0, t.log[:0]
	for i := range t.l.n {
		t.nodes[i].route = absent
	}
	for r := t.l.most - 1; r >= 0; r-- {
		head := int32(t.l.n + r)
		t.nodes[head] = node{next: head, prev: head, route: int32(r), at: int32(t.l.n)}
		t.load[r], t.size[r], t.place[r] = 0, 0, absent
		t.idle = append(t.idle, int32(r))
	}
}

// put places a stop after a node.
func (t *tours) put(stop, before int32) {
	t.link(stop, before)
	t.log = append(t.log, change{stop, before, true})
}

// take takes a stop out.
func (t *tours) take(stop int32) {
	t.log = append(t.log, change{stop, t.nodes[stop].prev, false})
	t.unlink(stop)
}

func (t *tours) link(stop, before int32) {
	w := t.l.n + 1
	a, s := &t.nodes[before], &t.nodes[stop]
	after := a.next
	b := &t.nodes[after]
	in, out := t.l.cost[int(a.at)*w+int(stop)], t.l.cost[int(stop)*w+int(b.at)]
	t.total += int64(in) + int64(out) - int64(a.out)
	route := a.route
	s.next, s.prev, s.route, s.in, s.out = after, before, route, in, out
	a.next, a.out = stop, in
	b.prev, b.in = stop, out
	t.load[route] += t.l.load[stop]
	t.served++
	if t.size[route]++; t.size[route] == 1 {
		t.total += t.l.fixed
		t.place[route] = int32(len(t.active))
		t.active = append(t.active, route)
		// An idle route is always taken from the end or, when a change is taken back, was put there last.
		t.idle = t.idle[:len(t.idle)-1]
	}
}

func (t *tours) unlink(stop int32) {
	s := &t.nodes[stop]
	a, b, route := &t.nodes[s.prev], &t.nodes[s.next], s.route
	arc := t.l.cost[int(a.at)*(t.l.n+1)+int(b.at)]
	t.total += int64(arc) - int64(s.in) - int64(s.out)
	a.next, a.out = s.next, arc
	b.prev, b.in = s.prev, arc
	s.route = absent
	t.load[route] -= t.l.load[stop]
	t.served--
	if t.size[route]--; t.size[route] == 0 {
		t.total -= t.l.fixed
		last := t.active[len(t.active)-1]
		t.active[t.place[route]], t.place[last] = last, t.place[route]
		t.active, t.place[route] = t.active[:len(t.active)-1], absent
		t.idle = append(t.idle, route)
	}
}

// idleRoute returns a route without stops, or absent.
func (t *tours) idleRoute() int32 {
	if len(t.idle) == 0 {
		return absent
	}
	return t.idle[len(t.idle)-1]
}

// keep forgets how to take changes back.
func (t *tours) keep() { t.log = t.log[:0] }

// undo takes every change since keep back, the last first. The order of active may differ afterwards.
func (t *tours) undo() {
	for i := len(t.log) - 1; i >= 0; i-- {
		if c := t.log[i]; c.in {
			t.unlink(c.stop)
		} else {
			t.link(c.stop, c.before)
		}
	}
	t.log = t.log[:0]
}

// lists returns the stops of every route.
func (t *tours) lists() [][]int32 {
	lists := make([][]int32, 0, len(t.active))
	for _, r := range t.active {
		lists = append(lists, t.list(r))
	}
	return lists
}

func (t *tours) list(route int32) []int32 {
	head := int32(t.l.n) + route
	list := make([]int32, 0, t.size[route])
	for x := t.nodes[head].next; x != head; x = t.nodes[x].next {
		list = append(list, x)
	}
	return list
}

// fill puts routes into cleared tours.
func (t *tours) fill(lists [][]int32) {
	for _, list := range lists {
		before := int32(t.l.n) + t.idleRoute()
		for _, stop := range list {
			t.link(stop, before)
			before = stop
		}
	}
	t.keep()
}
