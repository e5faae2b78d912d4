package travel

import (
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// In a town a place has hundreds of links, and all but a few are of no use: to where it would walk, it gets
// sooner by joining a nearer road and driving. Such links are left out before anything is searched.
//
// A link is dropped only if a strictly better way to its point is known, over an end of its own stretch; then
// it is on no best path, and no figure changes. Links come nearest first, and what one of them gives at the ends
// of its stretch is handed on to the next: that is enough to see most of it, at a few steps for each link.

// pruner keeps the best known costs at vertices, for one thread.
type pruner struct {
	best    []weight // of each vertex; unreached between places
	touched []int32
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
	s := r.stopAt(place, by)
	if len(s.links) < 2 {
		return s
	}
	p := r.pruners.Get().(*pruner)
	kept := s.links[:0]
	for _, link := range s.links {
		if p.useful(r, link, by, leaving) {
			kept = append(kept, link)
		}
	}
	s.links = kept
	for _, v := range p.touched {
		p.best[v] = unreached
	}
	p.touched = p.touched[:0]
	r.pruners.Put(p)
	return s
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
