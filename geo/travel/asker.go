package travel

import (
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// asker answers for one origin at a time; it keeps scratch for one thread.
type asker struct {
	t      *table
	search *search
	seeds  []seed
	labels []label
	row    []weight // of each destination
}

func (t *table) asker() *asker {
	a := &asker{t: t, search: newSearch(t.p.weights), row: make([]weight, len(t.places))}
	for j := range a.row {
		a.row[j] = unreached
	}
	return a
}

// leave searches from an origin and returns its links.
func (a *asker) leave(origin orb.Point) stop {
	from := a.t.r.leaving(origin, a.t.by)
	a.seeds = a.t.r.departures(from, a.t.by, a.seeds[:0])
	a.labels = a.search.run(&a.t.p.forward, &a.t.p.backward, a.t.r.hierarchy.ranked(a.seeds), a.t.most, a.labels[:0])
	return from
}

// nearby calls visit with the destinations that may be reached without passing a vertex.
func (a *asker) nearby(from stop, visit func(destination int32, cost weight)) {
	for _, link := range from.links {
		for _, other := range a.t.links[link.Stretch] {
			visit(other.destination, a.t.r.alongOne(link, other.stopLink, a.t.by))
		}
	}
	for _, neighbor := range a.t.index.Within(from.place, geo.Meters(a.t.r.options.Link.LimitMeters)) {
		visit(int32(neighbor.Index), a.t.r.onFoot(from.place, a.t.places[neighbor.Index], a.t.by))
	}
}

// fill sets row to the cost of every destination, unreached where there is none.
func (a *asker) fill(origin orb.Point) {
	row := a.row
	for j := range row {
		row[j] = unreached
	}
	from := a.leave(origin)
	for _, l := range a.labels {
		to, cost := a.t.bucket(l.rank)
		for k, j := range to {
			row[j] = min(row[j], l.cost+cost[k])
		}
	}
	a.nearby(from, func(j int32, cost weight) { row[j] = min(row[j], cost) })
}
