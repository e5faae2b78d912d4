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
// a few kilometres.
func (r *Road) Reach(ctx context.Context, place orb.Point, limit geo.Limit) ([]Piece, error) {
	areas, err := r.ReachAll(ctx, []orb.Point{place}, limit)
	if err != nil {
		return nil, err
	}
	return areas[0], nil
}

// ReachAll returns the Reach of each place, in their order, on several threads.
func (r *Road) ReachAll(ctx context.Context, places []orb.Point, limit geo.Limit) ([][]Piece, error) {
	areas := make([][]Piece, len(places))
	graph := r.prepared(limit.Metric).open()
	err := r.each(ctx, len(places), func() func(int) {
		d := newDijkstra(graph)
		return func(i int) { areas[i] = r.reach(d, places[i], limit) }
	})
	if err != nil {
		return nil, err
	}
	return areas, nil
}

func (r *Road) reach(d *dijkstra, place orb.Point, limit geo.Limit) []Piece {
	by, most, n := limit.Metric, most(limit), r.costs.Network()
	from := r.stopAt(place, by)
	var pieces []Piece
	d.run(r.departures(from, by, nil), most, func(vertex int32, cost weight) bool {
		for i := d.arcs.start[vertex]; i < d.arcs.start[vertex+1]; i++ {
			arc := d.arcs.arc[i]
			end := r.farthest(arc, 0, cost, most, by)
			if length := n.Length(arc / 2); arc%2 == 1 {
				pieces = append(pieces, Piece{arc / 2, length - end, length})
			} else {
				pieces = append(pieces, Piece{arc / 2, 0, end})
			}
		}
		return true
	})
	for _, link := range from.links {
		if link.walk > most {
			continue
		}
		length := n.Length(link.Stretch)
		if arc := 2 * link.Stretch; r.costs.Open(arc) {
			pieces = append(pieces, Piece{link.Stretch, link.Position, r.farthest(arc, link.Position, link.walk, most, by)})
		}
		if arc := 2*link.Stretch + 1; r.costs.Open(arc) {
			pieces = append(pieces, Piece{link.Stretch, length - r.farthest(arc, length-link.Position, link.walk, most, by), link.Position})
		}
	}
	return joined(pieces)
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

// joined sorts pieces and merges those of one stretch that touch.
func joined(pieces []Piece) []Piece {
	slices.SortFunc(pieces, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(a.Stretch, b.Stretch), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	merged := pieces[:0]
	for _, p := range pieces {
		if last := len(merged) - 1; last >= 0 && merged[last].Stretch == p.Stretch && p.From <= merged[last].To {
			merged[last].To = max(merged[last].To, p.To)
			continue
		}
		merged = append(merged, p)
	}
	return merged
}
