package travel

import (
	"context"
	"fmt"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Better travels by the better of two routers, for every origin and destination by itself: a network that
// a scenario added roads to, and the one before. All of the old network's ways are still there, so nobody's travel
// grows, not even by the centimetre by which a place's link beside a new junction may shift.
type Better struct {
	first, second *Road
	by            geo.Metric
}

// NewBetter joins two routers; ties go to the first, whose description stands for both. Matrix compares by the
// first's MatrixBy.
func NewBetter(first, second *Road) *Better {
	return &Better{first: first, second: second, by: first.options.MatrixBy}
}

// First returns the router that ties go to.
func (b *Better) First() *Road { return b.first }

// Describe implements Router.
func (b *Better) Describe() Description { return b.first.Describe() }

// less orders legs by a metric, then by the other figure.
func less(by geo.Metric, a, b geo.Leg) bool {
	if by == geo.ByMeters {
		return a.Meters < b.Meters || a.Meters == b.Meters && a.Seconds < b.Seconds
	}
	return a.Seconds < b.Seconds || a.Seconds == b.Seconds && a.Meters < b.Meters
}

// Nearest implements Router.
func (b *Better) Nearest(ctx context.Context, origins, destinations []orb.Point, by geo.Metric) ([]Nearest, error) {
	list, err := b.first.Nearest(ctx, origins, destinations, by)
	if err != nil {
		return nil, err
	}
	others, err := b.second.Nearest(ctx, origins, destinations, by)
	if err != nil {
		return nil, err
	}
	for i, other := range others {
		if other.Found && (!list[i].Found || less(by, other.Leg, list[i].Leg)) {
			list[i] = other
		}
	}
	return list, nil
}

// Within implements Router.
func (b *Better) Within(ctx context.Context, origins, destinations []orb.Point, limit geo.Limit) (*geo.SparseMatrix, error) {
	one, err := b.first.Within(ctx, origins, destinations, limit)
	if err != nil {
		return nil, err
	}
	other, err := b.second.Within(ctx, origins, destinations, limit)
	if err != nil {
		return nil, err
	}
	return joinRows(len(origins), one, other, limit.Metric), nil
}

// Matrix implements Router.
func (b *Better) Matrix(ctx context.Context, origins, destinations []orb.Point) (*geo.Matrix, error) {
	one, err := b.first.Matrix(ctx, origins, destinations)
	if err != nil {
		return nil, err
	}
	other, err := b.second.Matrix(ctx, origins, destinations)
	if err != nil {
		return nil, err
	}
	for i := range origins {
		for j := range destinations {
			leg, ok := other.At(i, j)
			if was, known := one.At(i, j); ok && (!known || less(b.by, leg, was)) {
				one.Set(i, j, leg)
			}
		}
	}
	return one, nil
}

// Unlinked returns the places that neither network links; distances are those of the first.
func (b *Better) Unlinked(ctx context.Context, places []orb.Point) ([]Unlinked, error) {
	list, err := b.first.Unlinked(ctx, places)
	if err != nil {
		return nil, err
	}
	others, err := b.second.Unlinked(ctx, places)
	if err != nil {
		return nil, fmt.Errorf("link places: %w", err)
	}
	var both []Unlinked
	for _, u := range list {
		for len(others) > 0 && others[0].Index < u.Index {
			others = others[1:]
		}
		if len(others) > 0 && others[0].Index == u.Index {
			both = append(both, u)
		}
	}
	return both, nil
}

// joinRows keeps the better leg of every pair that either matrix holds.
func joinRows(origins int, one, other *geo.SparseMatrix, by geo.Metric) *geo.SparseMatrix {
	_, destinations := one.Size()
	joined := geo.NewSparseBuilder(destinations)
	type entry struct {
		destination int
		leg         geo.Leg
	}
	var row []entry
	for i := range origins {
		row = row[:0]
		for j, leg := range other.Row(i) {
			row = append(row, entry{j, leg})
		}
		for j, leg := range one.Row(i) {
			for len(row) > 0 && row[0].destination < j {
				joined.Add(row[0].destination, row[0].leg)
				row = row[1:]
			}
			if len(row) > 0 && row[0].destination == j {
				if less(by, row[0].leg, leg) {
					leg = row[0].leg
				}
				row = row[1:]
			}
			joined.Add(j, leg)
		}
		for _, left := range row {
			joined.Add(left.destination, left.leg)
		}
		joined.EndRow()
	}
	return joined.Matrix()
}
