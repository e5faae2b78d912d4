package travel

import (
	"cmp"
	"slices"

	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// In a town a place has hundreds of links, and all but a few are of no use: to where it would walk, it gets
// sooner by joining a nearer road and driving. Such links are left out before anything is searched, most of them
// before the stretch is even looked at.
//
// A link is dropped only if a strictly better way to its point is known, over an end of its own stretch; then
// it is on no best path, and no figure changes. Stretches come nearest first, and what one of them gives at its
// ends is handed on to the next: that is enough to see most of it, at a few steps for each stretch. A stretch
// all of whose points are reached sooner than the walk to its box takes needs no link at all.

// pruner keeps the best known costs at vertices, for one thread.
type pruner struct {
	best    []weight // of each vertex; unreached between places
	touched []int32
	near    []network.Candidate
}

func (r *Road) newPruner() any {
	p := &pruner{best: make([]weight, r.costs.Network().Vertices())}
	for v := range p.best {
		p.best[v] = unreached
	}
	return p
}

// leaving links a place by the roads that paths from it may begin on.
func (r *Road) leaving(place orb.Point, by geo.Metric) stop { return r.pruned(place, by, true) }

// arriving links a place by the roads that paths to it may end on.
func (r *Road) arriving(place orb.Point, by geo.Metric) stop { return r.pruned(place, by, false) }

func (r *Road) pruned(place orb.Point, by geo.Metric, leaving bool) stop {
	s, rule := stop{place: place}, r.options.Link
	limit := geo.Meters(rule.LimitMeters)
	p := r.pruners.Get().(*pruner)
	p.near = r.linker().Near(place, limit, p.near[:0])
	for _, candidate := range p.near {
		if !r.costs.Linkable(candidate.Stretch) || p.known(r, candidate.Stretch, by, leaving, rule.walk(by, candidate.AtLeast)) {
			continue
		}
		link, ok := r.linker().To(place, candidate.Stretch, limit)
		if !ok {
			continue
		}
		if one := (stopLink{link, rule.walk(by, link.Distance)}); p.useful(r, one, by, leaving) {
			s.links = append(s.links, one)
		}
	}
	slices.SortFunc(s.links, func(a, b stopLink) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Stretch, b.Stretch))
	})
	for _, v := range p.touched {
		p.best[v] = unreached
	}
	p.touched = p.touched[:0]
	r.pruners.Put(p)
	return s
}

// known reports whether every point of a stretch is reached sooner than by walking, over one of its ends, and
// hands on what the stretch gives.
func (p *pruner) known(r *Road, stretch int32, by geo.Metric, leaving bool, walk weight) bool {
	tail, head := r.costs.Network().Ends(stretch)
	if p.best[tail] == unreached && p.best[head] == unreached {
		return false
	}
	along, against := arcWeight(r.costs, by, 2*stretch), arcWeight(r.costs, by, 2*stretch+1)
	if !leaving {
		along, against = against, along
	}
	known := min(p.over(tail, along), p.over(head, against)) < walk
	p.offer(head, p.best[tail], along)
	p.offer(tail, p.best[head], against)
	return known
}

// useful reports whether no better way to the link's point is known, and hands on what the stretch gives.
func (p *pruner) useful(r *Road, link stopLink, by geo.Metric, leaving bool) bool {
	n := r.costs.Network()
	tail, head := n.Ends(link.Stretch)
	// The link's own pieces to the ends (or, arriving, from them), and those the other way.
	toHead, toTail := r.departure(link, by)
	fromTail, fromHead := r.arrival(link, by)
	if !leaving {
		toHead, toTail, fromTail, fromHead = fromHead, fromTail, toTail, toHead
	}
	useful := p.over(tail, fromTail) >= link.walk && p.over(head, fromHead) >= link.walk
	if useful {
		p.offer(head, link.walk, toHead)
		p.offer(tail, link.walk, toTail)
	}
	along, against := arcWeight(r.costs, by, 2*link.Stretch), arcWeight(r.costs, by, 2*link.Stretch+1)
	if !leaving {
		along, against = against, along
	}
	p.offer(head, p.best[tail], along)
	p.offer(tail, p.best[head], against)
	return useful
}

// over returns the cost by way of a vertex.
func (p *pruner) over(vertex int32, piece weight) weight {
	if p.best[vertex] == unreached || piece == unreached {
		return unreached
	}
	return p.best[vertex] + piece
}

func (p *pruner) offer(vertex int32, cost, piece weight) {
	if cost == unreached || piece == unreached || cost+piece >= p.best[vertex] {
		return
	}
	if p.best[vertex] == unreached {
		p.touched = append(p.touched, vertex)
	}
	p.best[vertex] = cost + piece
}
