package travel

import (
	"context"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// table is everything about a set of destinations that one origin after another is asked against: buckets
// (Knopp, Sanders, Schultes, Schulz, Wagner: Computing many-to-many shortest paths using highway hierarchies.
// ALENEX 2007, doi:10.1137/1.9781611972870.4), the links by stretch, and the places themselves.
//
// An origin's row costs one search and one step for each destination label at the ranks it meets. Memory is
// 12 bytes for each label, about 60 to 200 a destination.
type table struct {
	r      *Road
	by     geo.Metric
	most   weight
	p      *prepared
	end    []int32 // bucketTo[end[v-1]:end[v]] are the destinations that have rank v as a label, ascending
	to     []int32
	cost   []weight
	index  *geo.Index
	links  map[int32][]tableLink // of each stretch
	places []orb.Point
}

type tableLink struct {
	destination int32
	stopLink
}

// newTable links the destinations and searches from each against the arcs.
func (r *Road) newTable(ctx context.Context, origins, destinations []orb.Point, by geo.Metric, most weight) (*table, error) {
	t := &table{r: r, by: by, most: most, p: r.prepared(by), places: destinations,
		index: geo.NewIndex(destinations, origins), links: map[int32][]tableLink{}}
	stops, labels := make([]stop, len(destinations)), make([][]label, len(destinations))
	err := r.each(ctx, len(destinations), func() func(int) {
		s := t.p.searches.New().(*search)
		var seeds []seed
		return func(j int) {
			stops[j] = r.arriving(destinations[j], by)
			seeds = r.arrivals(stops[j], by, seeds[:0])
			labels[j] = s.run(&t.p.backward, &t.p.forward, r.hierarchy.ranked(seeds), most, nil)
		}
	})
	if err != nil {
		return nil, err
	}
	for j, s := range stops {
		for _, link := range s.links {
			t.links[link.Stretch] = append(t.links[link.Stretch], tableLink{int32(j), link})
		}
	}
	t.fillBuckets(labels)
	return t, nil
}

func (t *table) fillBuckets(labels [][]label) {
	t.end = make([]int32, len(t.r.hierarchy.rankOf))
	for _, list := range labels {
		for _, l := range list {
			t.end[l.rank]++
		}
	}
	total := int32(0)
	for v, size := range t.end {
		t.end[v] = total
		total += size
	}
	t.to, t.cost = make([]int32, total), make([]weight, total)
	for j, list := range labels {
		for _, l := range list {
			t.to[t.end[l.rank]], t.cost[t.end[l.rank]] = int32(j), l.cost
			t.end[l.rank]++
		}
	}
}

func (t *table) bucket(v int32) (to []int32, cost []weight) {
	from := int32(0)
	if v > 0 {
		from = t.end[v-1]
	}
	return t.to[from:t.end[v]], t.cost[from:t.end[v]]
}

// Matrix implements Router: paths are chosen by RoadOptions.MatrixBy.
func (r *Road) Matrix(ctx context.Context, origins, destinations []orb.Point) (*geo.Matrix, error) {
	by := r.options.MatrixBy
	t, err := r.newTable(ctx, origins, destinations, by, noLimit)
	if err != nil {
		return nil, err
	}
	matrix := geo.NewMatrix(len(origins), len(destinations))
	err = r.each(ctx, len(origins), func() func(int) {
		a := t.asker()
		return func(i int) {
			a.fill(origins[i])
			for j, cost := range a.row {
				if cost < unreached {
					matrix.Set(i, j, legOf(by, cost))
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return matrix, nil
}

// Within implements Router: paths are chosen by the limit's metric. Memory follows the pairs found.
func (r *Road) Within(ctx context.Context, origins, destinations []orb.Point, limit geo.Limit) (*geo.SparseMatrix, error) {
	builder := geo.NewSparseBuilder(len(destinations))
	if limit.Value < 0 {
		destinations = nil // nothing is that near
	}
	most := most(limit)
	t, err := r.newTable(ctx, origins, destinations, limit.Metric, most)
	if err != nil {
		return nil, err
	}
	type pair struct {
		destination int32
		cost        weight
	}
	rows := make([][]pair, len(origins))
	err = r.each(ctx, len(origins), func() func(int) {
		a := t.asker()
		var met []int32
		return func(i int) {
			take := func(j int32, cost weight) {
				if cost > most || cost >= a.row[j] {
					return
				}
				if a.row[j] == unreached {
					met = append(met, j)
				}
				a.row[j] = cost
			}
			from := a.leave(origins[i])
			for _, l := range a.labels {
				to, cost := t.bucket(l.rank)
				for k, j := range to {
					take(j, l.cost+cost[k])
				}
			}
			a.nearby(from, take)
			slices.Sort(met)
			for _, j := range met {
				rows[i] = append(rows[i], pair{j, a.row[j]})
				a.row[j] = unreached
			}
			met = met[:0]
		}
	})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		for _, p := range row {
			builder.Add(int(p.destination), legOf(limit.Metric, p.cost))
		}
		builder.EndRow()
	}
	return builder.Matrix(), nil
}

// Nearest implements Router. Only the best destination of each rank is kept, so an origin costs one search.
func (r *Road) Nearest(ctx context.Context, origins, destinations []orb.Point, by geo.Metric) ([]Nearest, error) {
	t, err := r.newTable(ctx, origins, destinations, by, noLimit)
	if err != nil {
		return nil, err
	}
	best := make([]label, len(r.hierarchy.rankOf)) // of each rank: a destination and its cost
	for v := range best {
		best[v] = label{-1, unreached}
		to, cost := t.bucket(int32(v))
		for k, j := range to {
			if cost[k] < best[v].cost {
				best[v] = label{j, cost[k]}
			}
		}
	}
	nearest := make([]Nearest, len(origins))
	err = r.each(ctx, len(origins), func() func(int) {
		a := t.asker()
		return func(i int) {
			winner := label{-1, unreached}
			take := func(j int32, cost weight) {
				if j >= 0 && cost < unreached && nearer(label{j, cost}, winner) {
					winner = label{j, cost}
				}
			}
			from := a.leave(origins[i])
			for _, l := range a.labels {
				take(best[l.rank].rank, l.cost+best[l.rank].cost)
			}
			a.nearby(from, take)
			if winner.rank >= 0 {
				nearest[i] = Nearest{true, int(winner.rank), legOf(by, winner.cost)}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return nearest, nil
}
