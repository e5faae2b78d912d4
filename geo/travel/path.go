package travel

import (
	"context"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Path is a way from one place to another, to be drawn and told.
type Path struct {
	Leg    geo.Leg
	Pieces []Piece        // in order of travel; none for a path that is walked all the way
	Line   orb.LineString // from place to place, walks included as straight lines
}

// Piece is a part of a stretch that a path travels, between two positions in centimetres from its tail;
// From beyond To is travelled against the stretch.
type Piece struct {
	Stretch  int32
	From, To uint32
}

// Path returns a best path by a metric; false if there is none. Among equal paths it takes the walk, then
// the one on a single stretch, then that of the lowest vertices and stretches in the hierarchy's order. The
// Leg is the one that Matrix, Within and Nearest give for the same metric.
func (r *Road) Path(ctx context.Context, from, to orb.Point, by geo.Metric) (Path, bool, error) {
	if err := ctx.Err(); err != nil {
		return Path{}, false, err
	}
	w := r.prepared(by).weights
	start, end := r.leaving(from, by), r.arriving(to, by)
	best := r.onFoot(from, to, by)
	var first, last stopLink
	var single bool
	for _, a := range start.links {
		for _, b := range end.links {
			if a.Stretch == b.Stretch {
				if cost := r.alongOne(a, b, by); cost < best {
					best, first, last, single = cost, a, b, true
				}
			}
		}
	}
	out, in := newTrace(w, &w.forward), newTrace(w, &w.backward)
	out.run(r.departures(start, by, nil))
	in.run(r.arrivals(end, by, nil))
	least, at := meet(out.labels(), in.labels())
	path := Path{Line: orb.LineString{from}}
	switch {
	case least < best:
		head, departure := out.back(at)
		tail, arrival := in.back(at)
		pieces := r.firstPiece(start, departure, by)
		slices.Reverse(head)
		for _, step := range head {
			pieces = w.unpack(step, pieces)
		}
		for _, step := range tail {
			pieces = w.unpack(step.turned(), pieces)
		}
		path.Pieces = append(pieces, r.lastPiece(end, arrival, by)...)
		best = least
	case single:
		path.Pieces = []Piece{{first.Stretch, first.Position, last.Position}}
	case best == unreached:
		return Path{}, false, nil
	}
	for _, piece := range path.Pieces {
		path.Line = r.costs.Network().AppendPart(path.Line, piece.Stretch, piece.From, piece.To)
	}
	path.Line = slices.Compact(append(path.Line, to))
	path.Leg = legOf(by, best)
	return path, true, nil
}

// firstPiece returns the piece from the link that a search began with to its first vertex.
func (r *Road) firstPiece(s stop, departure seed, by geo.Metric) []Piece {
	n := r.costs.Network()
	for _, link := range s.links {
		tail, head := n.Ends(link.Stretch)
		toHead, toTail := r.departure(link, by)
		switch {
		case head == departure.rank && toHead < unreached && link.walk+toHead == departure.cost:
			return []Piece{{link.Stretch, link.Position, n.Length(link.Stretch)}}
		case tail == departure.rank && toTail < unreached && link.walk+toTail == departure.cost:
			return []Piece{{link.Stretch, link.Position, 0}}
		}
	}
	panic("travel: a path begins at no link")
}

// lastPiece is firstPiece for the other end.
func (r *Road) lastPiece(s stop, arrival seed, by geo.Metric) []Piece {
	n := r.costs.Network()
	for _, link := range s.links {
		tail, head := n.Ends(link.Stretch)
		fromTail, fromHead := r.arrival(link, by)
		switch {
		case tail == arrival.rank && fromTail < unreached && link.walk+fromTail == arrival.cost:
			return []Piece{{link.Stretch, 0, link.Position}}
		case head == arrival.rank && fromHead < unreached && link.walk+fromHead == arrival.cost:
			return []Piece{{link.Stretch, n.Length(link.Stretch), link.Position}}
		}
	}
	panic("travel: a path ends at no link")
}

// trace is a search up the hierarchy that remembers how it reached each rank.
type trace struct {
	w     *weights
	ahead *halfGraph
	met   map[int32]traced
	order []int32
}

type traced struct {
	cost weight
	from int32 // the rank before; -1 at a seed
}

// hop is a step between two ranks that share an edge, from a to b.
type hop struct{ a, b int32 }

func (h hop) turned() hop { return hop{h.b, h.a} }

func newTrace(w *weights, ahead *halfGraph) *trace {
	return &trace{w: w, ahead: ahead, met: map[int32]traced{}}
}

// run searches from seeds, which hold vertices.
func (t *trace) run(seeds []seed) {
	var heap []int32
	for _, s := range t.w.h.ranked(seeds) {
		t.met[s.rank] = traced{s.cost, -1}
		heap = append(heap, s.rank) // ranked ascends, so this is a heap
	}
	for len(heap) > 0 {
		v := heap[0]
		heap = popLeast(heap)
		t.order = append(t.order, v)
		mine := t.met[v].cost
		for k := t.ahead.start[v]; k < t.ahead.start[v+1]; k++ {
			u, cost := t.ahead.head[k], mine+t.ahead.cost[k]
			old, seen := t.met[u]
			if cost >= unreached || seen && cost >= old.cost {
				continue
			}
			if !seen {
				heap = pushLeast(heap, u)
			}
			t.met[u] = traced{cost, v}
		}
	}
}

func (t *trace) labels() []label {
	labels := make([]label, len(t.order))
	for i, v := range t.order {
		labels[i] = label{v, t.met[v].cost}
	}
	return labels
}

// back returns the hops from a rank back to the seed it was reached from, each in the direction of the
// search, and the seed as a vertex.
func (t *trace) back(v int32) ([]hop, seed) {
	var hops []hop
	for t.met[v].from >= 0 {
		hops = append(hops, hop{t.met[v].from, v})
		v = t.met[v].from
	}
	return hops, seed{t.w.h.vertexAt[v], t.met[v].cost}
}

// unpack appends the stretches behind a hop: the first stretch that has the weight of its edge, or else the
// two hops by the lowest rank that gives it.
func (w *weights) unpack(step hop, pieces []Piece) []Piece {
	h, n := w.h, w.costs.Network()
	e := h.edge(step.a, step.b)
	cost := w.up[e]
	if step.a > step.b {
		cost = w.down[e]
	}
	for _, s := range within(h.pieceEnd, h.pieces, e) {
		arc := 2 * s
		if tail, _ := n.Ends(s); h.rankOf[tail] != step.a {
			arc++
		}
		if arcWeight(w.costs, w.by, arc) == cost {
			if arc%2 == 0 {
				return append(pieces, Piece{s, 0, n.Length(s)})
			}
			return append(pieces, Piece{s, n.Length(s), 0})
		}
	}
	for _, first := range within(h.intoEnd, h.into, min(step.a, step.b)) {
		low := h.tail[first]
		second := h.edge(low, max(step.a, step.b))
		if second < 0 {
			continue
		}
		down, up := first, second // step.a is the lower end: down to low by first, up by second
		if step.a > step.b {
			down, up = second, first
		}
		if w.down[down]+w.up[up] == cost {
			return w.unpack(hop{low, step.b}, w.unpack(hop{step.a, low}, pieces))
		}
	}
	panic("travel: an edge is made of nothing")
}
