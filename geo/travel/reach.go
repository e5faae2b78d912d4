package travel

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Reach returns the parts of the road network that can be reached from a place within a closed limit: its
// service area, as pieces of stretches with From below To, ordered by stretch and position, those that touch
// joined. Paths are chosen by the limit's metric; the walk to the road counts. A place that is not linked
// reaches nothing.
//
// It is a Dijkstra search that ends at the limit: a few milliseconds for the whole of a county, far less for
// a few kilometres. For many places ReachEach is faster.
func (r *Road) Reach(ctx context.Context, place orb.Point, limit geo.Limit) ([]Piece, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return newReacher(r, r.prepared(limit.Metric).open(), limit).reach(place), nil
}

// ReachAll returns the Reach of each place, in their order, on several threads. Twelve bytes a piece: where areas
// are wide and many, ReachEach need not hold them all.
func (r *Road) ReachAll(ctx context.Context, places []orb.Point, limit geo.Limit) ([][]Piece, error) {
	areas := make([][]Piece, len(places))
	err := r.ReachEach(ctx, places, limit, func(i int, pieces []Piece) { areas[i] = slices.Clone(pieces) })
	if err != nil {
		return nil, err
	}
	return areas, nil
}

// reacher finds one service area after another; it keeps scratch for one thread.
type reacher struct {
	r     *Road
	by    geo.Metric
	most  weight
	d     *dijkstra
	low   []uint32          // of each stretch: how far from its tail one gets
	high  []uint32          // and down to where from its head, as the centimetres from there
	met   []bool            // whether it is in list
	list  []int32           // the stretches met
	extra map[int32][]Piece // what is reached from links, without a vertex
}

func newReacher(r *Road, graph *arcs, limit geo.Limit) *reacher {
	size := r.costs.Network().Stretches()
	return &reacher{r: r, by: limit.Metric, most: most(limit), d: newDijkstra(graph),
		low: make([]uint32, size), high: make([]uint32, size), met: make([]bool, size), extra: map[int32][]Piece{}}
}

func (x *reacher) meet(stretch int32) {
	if !x.met[stretch] {
		x.met[stretch] = true
		x.list = append(x.list, stretch)
	}
}

func (x *reacher) reach(place orb.Point) []Piece {
	r, by := x.r, x.by
	n, from := r.costs.Network(), r.leaving(place, by)
	x.d.run(r.departures(from, by, nil), x.most, func(vertex int32, cost weight) bool {
		for i := x.d.arcs.start[vertex]; i < x.d.arcs.start[vertex+1]; i++ {
			arc := x.d.arcs.arc[i]
			far := x.low
			if arc%2 == 1 {
				far = x.high
			}
			x.meet(arc / 2)
			far[arc/2] = max(far[arc/2], r.farthest(arc, 0, cost, x.most, by))
		}
		return true
	})
	for _, link := range from.links {
		if link.walk > x.most {
			continue
		}
		x.meet(link.Stretch)
		x.extra[link.Stretch] = r.fromLink(x.extra[link.Stretch], link, n.Length(link.Stretch), x.most, by)
	}
	return x.collect()
}

// fromLink appends what is reached of a link's own stretch without leaving it.
func (r *Road) fromLink(pieces []Piece, link stopLink, length uint32, most weight, by geo.Metric) []Piece {
	s := link.Stretch
	if r.costs.Open(2 * s) {
		pieces = append(pieces, Piece{s, link.Position, r.farthest(2*s, link.Position, link.walk, most, by)})
	}
	if r.costs.Open(2*s + 1) {
		pieces = append(pieces, Piece{s, length - r.farthest(2*s+1, length-link.Position, link.walk, most, by), link.Position})
	}
	return pieces
}

// collect turns what was met into pieces and clears it.
func (x *reacher) collect() []Piece {
	n := x.r.costs.Network()
	slices.Sort(x.list)
	pieces := make([]Piece, 0, len(x.list))
	for _, s := range x.list {
		length, few := n.Length(s), x.extra[s]
		pieces = append(pieces, joined(appendEnds(few, s, x.low[s], x.high[s], length))...)
		x.low[s], x.high[s], x.met[s] = 0, 0, false
	}
	x.list = x.list[:0]
	clear(x.extra)
	return pieces
}

// farthest returns how far along an arc, in centimetres from where the arc begins, one gets from begin
// having spent cost.
func (r *Road) farthest(arc int32, begin uint32, cost, most weight, by geo.Metric) uint32 {
	n := r.costs.Network()
	length := n.Length(arc / 2)
	spent, budget := cost>>32, most>>32
	first, last := begin, length
	if arc%2 == 1 {
		first, last = 0, length-begin
	}
	if spent+pack(by, length-begin, r.costs.PartCentiseconds(arc, first, last))>>32 <= budget {
		return length // the common case, without a search
	}
	beyond := sort.Search(int(length-begin)+1, func(ahead int) bool {
		from, to := begin, begin+uint32(ahead)
		if arc%2 == 1 {
			from, to = length-to, length-from
		}
		return spent+pack(by, to-from, r.costs.PartCentiseconds(arc, from, to))>>32 > budget
	})
	return begin + uint32(max(beyond, 1)-1)
}

// joined sorts pieces of one stretch and merges those that touch.
func joined(pieces []Piece) []Piece {
	slices.SortFunc(pieces, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	merged := pieces[:0]
	for _, p := range pieces {
		if last := len(merged) - 1; last >= 0 && p.From <= merged[last].To {
			merged[last].To = max(merged[last].To, p.To)
			continue
		}
		merged = append(merged, p)
	}
	return merged
}
