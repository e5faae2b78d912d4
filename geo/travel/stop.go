package travel

import (
	"cmp"
	"math"
	"slices"

	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// LinkRule says how a place that is not on a road reaches one: on foot, straight across times a detour
// factor. The zero rule is not usable; DefaultLinkRule is.
type LinkRule struct {
	LimitMeters  float64 // straight distance to a stretch, closed; farther places are unlinked
	WalkingKmh   float64
	DetourFactor float64 // at least 1
}

// DefaultLinkRule is 1 km on foot at 4.5 km/h with a detour of 1.3: an estimate, editable (待核).
func DefaultLinkRule() LinkRule {
	return LinkRule{LimitMeters: 1000, WalkingKmh: 4.5, DetourFactor: 1.3}
}

// walk prices a straight distance on foot, both figures rounded up.
func (rule LinkRule) walk(by geo.Metric, distance geo.Meters) weight {
	centimeters := math.Ceil(float64(distance) * rule.DetourFactor * 100)
	return pack(by, uint32(centimeters), uint32(math.Ceil(centimeters*3.6/rule.WalkingKmh)))
}

// stop is a place with the stretches it is linked to.
type stop struct {
	place orb.Point
	links []stopLink
}

// stopLink is a link and what the walk between it and the place costs.
type stopLink struct {
	network.Link
	walk weight
}

// departures returns the vertices that a place reaches first, and what that costs. A link at an end of a
// stretch joins the vertex there, whichever way the stretch may be driven.
func (r *Road) departures(s stop, by geo.Metric, seeds []seed) []seed {
	for _, link := range s.links {
		tail, head := r.costs.Network().Ends(link.Stretch)
		toHead, toTail := r.departure(link, by)
		seeds = appendSeed(appendSeed(seeds, head, link.walk, toHead), tail, link.walk, toTail)
	}
	return seeds
}

// arrivals returns the vertices from which a place is reached last, and what that costs.
func (r *Road) arrivals(s stop, by geo.Metric, seeds []seed) []seed {
	for _, link := range s.links {
		tail, head := r.costs.Network().Ends(link.Stretch)
		fromTail, fromHead := r.arrival(link, by)
		seeds = appendSeed(appendSeed(seeds, tail, link.walk, fromTail), head, link.walk, fromHead)
	}
	return seeds
}

func appendSeed(seeds []seed, vertex int32, walk, piece weight) []seed {
	if piece == unreached {
		return seeds
	}
	return append(seeds, seed{vertex, walk + piece})
}

// departure prices the pieces from a link to the head and to the tail of its stretch.
func (r *Road) departure(link stopLink, by geo.Metric) (toHead, toTail weight) {
	length := r.costs.Network().Length(link.Stretch)
	toHead, toTail = r.piece(2*link.Stretch, link.Position, length, by), r.piece(2*link.Stretch+1, link.Position, 0, by)
	return atEnd(link.Position == length, toHead), atEnd(link.Position == 0, toTail)
}

// arrival prices the pieces from the tail and from the head of a link's stretch to it.
func (r *Road) arrival(link stopLink, by geo.Metric) (fromTail, fromHead weight) {
	length := r.costs.Network().Length(link.Stretch)
	fromTail, fromHead = r.piece(2*link.Stretch, 0, link.Position, by), r.piece(2*link.Stretch+1, length, link.Position, by)
	return atEnd(link.Position == 0, fromTail), atEnd(link.Position == length, fromHead)
}

func atEnd(yes bool, cost weight) weight {
	if yes {
		return 0
	}
	return cost
}

// piece prices an arc between two positions of its stretch; from and to are in the direction of the arc.
func (r *Road) piece(arc int32, from, to uint32, by geo.Metric) weight {
	if !r.costs.Open(arc) {
		return unreached
	}
	return pack(by, max(from, to)-min(from, to), r.costs.PartCentiseconds(arc, from, to))
}

// ranked turns vertices into ranks, the cheapest of each, ascending.
func (h *Hierarchy) ranked(seeds []seed) []seed {
	for i := range seeds {
		seeds[i].rank = h.rankOf[seeds[i].rank]
	}
	slices.SortFunc(seeds, func(a, b seed) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.cost, b.cost)) })
	return slices.CompactFunc(seeds, func(a, b seed) bool { return a.rank == b.rank })
}

// alongOne returns the cheapest way from one link to another on the same stretch without leaving it, walks
// included.
func (r *Road) alongOne(from, to stopLink, by geo.Metric) weight {
	best := unreached
	if from.Position <= to.Position {
		best = min(best, r.piece(2*from.Stretch, from.Position, to.Position, by))
	}
	if from.Position >= to.Position {
		best = min(best, r.piece(2*from.Stretch+1, from.Position, to.Position, by))
	}
	if best < unreached {
		best += from.walk + to.walk
	}
	return best
}

// onFoot returns the walk straight from one place to another, unreached beyond the link limit.
func (r *Road) onFoot(from, to orb.Point, by geo.Metric) weight {
	if d := geo.Distance(from, to); float64(d) <= r.options.Link.LimitMeters {
		return r.options.Link.walk(by, d)
	}
	return unreached
}
