package travel

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// The service areas of many places, all of a city's villages say, overlap: one after another searches the same
// roads again and again, and its heap costs more than the roads do. So places are taken in groups that lie
// close together. One Dijkstra from all of a group at once finds the vertices that any of them reaches. Then
// each place climbs the hierarchy, and one sweep down over those vertices and the ones above them gives every
// place's exact cost to every vertex, edge by edge for the whole group, without a heap.
//
// The sweep is PHAST (Delling, Goldberg, Nowatzyk, Werneck: PHAST: Hardware-accelerated shortest path trees. J.
// Parallel Distrib. Comput. 73, 2013, doi:10.1016/j.jpdc.2012.02.007), restricted to targets as in RPHAST (Delling,
// Goldberg, Werneck: Faster batched shortest paths in road networks. ATMOS 2011, doi:10.4230/OASIcs.ATMOS.2011.52); the
// restriction by one common Dijkstra is ours. It needs no bound on speeds and follows the areas, not the network.

// lanes is how many places share a sweep: sixteen costs fill two cache lines.
const lanes = 16

// ReachEach calls visit with the service area of each place, as Reach gives it, in no order and from several
// goroutines; pieces are only valid during the call. Memory is bounded by the groups at work: some 150 bytes
// for each vertex and 250 for each stretch that a group reaches, for each thread, whatever the number of places.
func (r *Road) ReachEach(ctx context.Context, places []orb.Point, limit geo.Limit, visit func(place int, pieces []Piece)) error {
	p := r.prepared(limit.Metric)
	graph, groups := p.open(), r.groups(places, limit)
	return r.each(ctx, len(groups), func() func(int) {
		x := &sweeper{r: r, p: p, by: limit.Metric, most: most(limit), d: newDijkstra(graph), up: newSearch(p.weights),
			marked: make([]uint64, (len(r.hierarchy.rankOf)+63)/64), local: make([]int32, len(r.hierarchy.rankOf)), met: make([]bool, r.costs.Network().Stretches())}
		return func(g int) { x.group(places, groups[g], visit) }
	})
}

// groups puts places that lie close together into groups of at most lanes, along a curve through the bound.
func (r *Road) groups(places []orb.Point, limit geo.Limit) [][]int32 {
	const (
		side          = 1 << 16 // cells of the curve each way
		metersASecond = 10      // how far apart places may lie whose areas by time still overlap
	)
	if len(places) == 0 {
		return nil
	}
	bound := orb.MultiPoint(places).Bound()
	scale := func(v, low, high float64) uint32 { return uint32((v - low) / max(high-low, 1e-9) * (side - 1)) }
	order, key := make([]int32, len(places)), make([]uint64, len(places))
	for i, p := range places {
		order[i] = int32(i)
		key[i] = curve(scale(p[0], bound.Min[0], bound.Max[0]), scale(p[1], bound.Min[1], bound.Max[1]), side)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(a, b)) })
	apart := geo.Meters(limit.Value)
	if limit.Metric == geo.BySeconds {
		apart *= metersASecond
	}
	var groups [][]int32
	for begin := 0; begin < len(order); {
		end := begin + 1
		for end < len(order) && end-begin < lanes && geo.Distance(places[order[begin]], places[order[end]]) <= apart {
			end++
		}
		groups = append(groups, order[begin:end])
		begin = end
	}
	return groups
}

// curve is the position of a cell on Hilbert's curve, along which neighbours stay close.
func curve(x, y uint32, side uint32) uint64 {
	var at uint64
	for s := side / 2; s > 0; s /= 2 {
		var rx, ry uint32
		if x&s > 0 {
			rx = 1
		}
		if y&s > 0 {
			ry = 1
		}
		at += uint64(s) * uint64(s) * uint64(3*rx^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = side-1-x, side-1-y
			}
			x, y = y, x
		}
	}
	return at
}

// sweeper finds the areas of one group after another; it keeps scratch for one thread.
type sweeper struct {
	r    *Road
	p    *prepared
	by   geo.Metric
	most weight
	d    *dijkstra
	up   *search

	marked []uint64 // a bit for each rank of the group's targets and those above them
	local  []int32  // of each marked rank: its position in the sweep
	met    []bool   // of each stretch

	ranks     []int32 // marked ones, ascending
	start     []int32 // the edges down to the vertex at position i are start[i]..start[i+1]
	from      []int32 // their upper ends, as positions
	price     []weight
	cost      [][lanes]weight          // of each position, for each place of the group
	list      []int32                  // the stretches met
	stretches []sweptStretch           // the same, ascending
	extra     [lanes]map[int32][]Piece // what is reached from links, without a vertex
	out       [lanes][]Piece
}

// sweptStretch is a stretch that some place of the group may reach.
type sweptStretch struct {
	stretch        int32
	tail, head     int32 // positions, -1 for a vertex that no place reaches
	along, against weight
	linked         bool // some place joins it directly
}

// group finds the areas of some places.
func (x *sweeper) group(places []orb.Point, members []int32, visit func(int, []Piece)) {
	seeds := make([][]seed, len(members))
	var all []seed
	for l, i := range members {
		from := x.r.leaving(places[i], x.by)
		seeds[l] = x.r.departures(from, x.by, nil)
		all = append(all, seeds[l]...)
		x.reachLinks(l, from)
		x.out[l] = x.out[l][:0]
	}
	x.restrict(all)
	x.prepare(len(members))
	for l := range members {
		x.climb(l, seeds[l])
	}
	x.sweep()
	x.collect(len(members))
	for l, i := range members {
		visit(int(i), x.out[l])
		clear(x.extra[l])
	}
	x.forget()
}

// reachLinks notes what a place reaches on the stretches that it joins, before any vertex.
func (x *sweeper) reachLinks(lane int, from stop) {
	n := x.r.costs.Network()
	if x.extra[lane] == nil {
		x.extra[lane] = map[int32][]Piece{}
	}
	for _, link := range from.links {
		if link.walk > x.most {
			continue
		}
		s := link.Stretch
		x.meet(s)
		x.extra[lane][s] = x.r.fromLink(x.extra[lane][s], link, n.Length(s), x.most, x.by)
	}
}

func (x *sweeper) meet(stretch int32) {
	if !x.met[stretch] {
		x.met[stretch] = true
		x.list = append(x.list, stretch)
	}
}

// restrict finds the vertices that any place reaches, the stretches that leave them, and all ranks above them.
func (x *sweeper) restrict(seeds []seed) {
	h := x.r.hierarchy
	x.d.run(seeds, x.most, func(vertex int32, _ weight) bool {
		rank := h.rankOf[vertex]
		x.marked[rank/64] |= 1 << (rank % 64)
		for i := x.d.arcs.start[vertex]; i < x.d.arcs.start[vertex+1]; i++ {
			x.meet(x.d.arcs.arc[i] / 2)
		}
		return true
	})
	down := &x.p.backward
	x.ranks = x.ranks[:0]
	for w := range x.marked {
		for passed := uint64(0); x.marked[w]&^passed != 0; {
			bit := bits.TrailingZeros64(x.marked[w] &^ passed)
			passed |= 1 << bit
			v := int32(w*64 + bit)
			x.ranks = append(x.ranks, v)
			for k := down.start[v]; k < down.start[v+1]; k++ {
				x.marked[down.head[k]/64] |= 1 << (down.head[k] % 64) // above v, so it is still to come
			}
		}
	}
}

// prepare lays out the sweep: positions from the highest rank down, with the edges that lead to each.
func (x *sweeper) prepare(count int) {
	down, h, n := &x.p.backward, x.r.hierarchy, x.r.costs.Network()
	size := len(x.ranks)
	for i, v := range x.ranks {
		x.local[v] = int32(size - 1 - i)
	}
	x.start, x.from, x.price = append(x.start[:0], 0), x.from[:0], x.price[:0]
	for i := size - 1; i >= 0; i-- {
		v := x.ranks[i]
		for k := down.start[v]; k < down.start[v+1]; k++ {
			x.from, x.price = append(x.from, x.local[down.head[k]]), append(x.price, down.cost[k])
		}
		x.start = append(x.start, int32(len(x.from)))
	}
	x.cost = slices.Grow(x.cost[:0], size)[:size]
	var none [lanes]weight
	for l := range none {
		none[l] = unreached
	}
	for i := range x.cost {
		x.cost[i] = none
	}
	slices.Sort(x.list)
	x.stretches = x.stretches[:0]
	position := func(vertex int32) int32 {
		if rank := h.rankOf[vertex]; x.marked[rank/64]&(1<<(rank%64)) != 0 {
			return x.local[rank]
		}
		return -1
	}
	for _, s := range x.list {
		tail, head := n.Ends(s)
		x.stretches = append(x.stretches, sweptStretch{s, position(tail), position(head), arcWeight(x.r.costs, x.by, 2*s), arcWeight(x.r.costs, x.by, 2*s+1), false})
	}
	for l := range count {
		for stretch := range x.extra[l] { // in any order: they are only marked
			i, _ := slices.BinarySearch(x.list, stretch)
			x.stretches[i].linked = true
		}
	}
}

// climb sets the costs that a place's search up the hierarchy finds.
func (x *sweeper) climb(lane int, seeds []seed) {
	for _, label := range x.up.run(&x.p.forward, &x.p.backward, x.r.hierarchy.ranked(seeds), x.most, nil) {
		if x.marked[label.rank/64]&(1<<(label.rank%64)) != 0 {
			x.cost[x.local[label.rank]][lane] = label.cost
		}
	}
}

// sweep lowers the costs from above, for all places at once.
func (x *sweeper) sweep() {
	for i := range x.cost {
		mine := x.cost[i]
		for k := x.start[i]; k < x.start[i+1]; k++ {
			above, price := &x.cost[x.from[k]], x.price[k]
			for l := range lanes {
				mine[l] = min(mine[l], above[l]+price)
			}
		}
		x.cost[i] = mine
	}
}

// collect turns costs into pieces.
func (x *sweeper) collect(count int) {
	n, r := x.r.costs.Network(), x.r
	var none [lanes]weight
	for l := range none {
		none[l] = unreached
	}
	for i := range x.stretches {
		s := &x.stretches[i]
		tail, head, length := &none, &none, n.Length(s.stretch)
		if s.tail >= 0 {
			tail = &x.cost[s.tail]
		}
		if s.head >= 0 {
			head = &x.cost[s.head]
		}
		for l := range count {
			a, b := tail[l], head[l]
			var low, high uint32
			if a <= x.most && s.along != unreached {
				low = r.farthestWith(s.along, 2*s.stretch, a, x.most, x.by, length)
			}
			if b <= x.most && s.against != unreached {
				high = r.farthestWith(s.against, 2*s.stretch+1, b, x.most, x.by, length)
			}
			if s.linked {
				if extra := x.extra[l][s.stretch]; extra != nil {
					x.out[l] = append(x.out[l], joined(appendEnds(extra, s.stretch, low, high, length))...)
					continue
				}
			}
			switch {
			case low == 0 && high == 0:
			case uint64(low)+uint64(high) >= uint64(length):
				x.out[l] = append(x.out[l], Piece{s.stretch, 0, length})
			default:
				x.out[l] = appendEnds(x.out[l], s.stretch, low, high, length)
			}
		}
	}
}

// appendEnds appends what is reached from the ends of a stretch, low from its tail and high from its head.
func appendEnds(pieces []Piece, stretch int32, low, high, length uint32) []Piece {
	if low > 0 {
		pieces = append(pieces, Piece{stretch, 0, low})
	}
	if high > 0 {
		pieces = append(pieces, Piece{stretch, length - high, length})
	}
	return pieces
}

// farthestWith is farthest from the beginning of an arc whose whole weight is known.
func (r *Road) farthestWith(whole weight, arc int32, cost, most weight, by geo.Metric, length uint32) uint32 {
	switch spent, budget := cost>>32, most>>32; {
	case spent+whole>>32 <= budget:
		return length
	case by == geo.ByMeters:
		return uint32(budget - spent) // a centimetre costs one
	}
	return r.farthest(arc, 0, cost, most, by)
}

// forget clears the marks.
func (x *sweeper) forget() {
	for _, v := range x.ranks {
		x.marked[v/64] = 0
	}
	for _, s := range x.list {
		x.met[s] = false
	}
	x.list = x.list[:0]
}
