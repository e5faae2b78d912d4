package travel

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Straight measures great-circle length times a detour factor, at one speed. Everything is reachable.
type Straight struct {
	detourFactor float64
	speedKmh     float64
}

// NewStraight returns a Straight router. detourFactor is at least 1 (domain figures: plain 1.2-1.3,
// mountain 1.5-2.2); speedKmh turns metres into seconds.
func NewStraight(detourFactor, speedKmh float64) (*Straight, error) {
	if !(detourFactor >= 1 && detourFactor <= 10) {
		return nil, fmt.Errorf("detour factor %v is not between 1 and 10", detourFactor)
	}
	if !(speedKmh > 0 && speedKmh <= 200) {
		return nil, fmt.Errorf("speed %v km/h is not between 0 and 200", speedKmh)
	}
	return &Straight{detourFactor, speedKmh}, nil
}

// Describe implements Router.
func (s *Straight) Describe() Description {
	return Description{Method: "straight", DetourFactor: s.detourFactor, SpeedKmh: s.speedKmh}
}

func (s *Straight) leg(distance geo.Meters) geo.Leg {
	meters := geo.WholeMeters(distance * geo.Meters(s.detourFactor))
	return geo.Leg{Meters: meters, Seconds: int64(math.Ceil(float64(meters) * 3.6 / s.speedKmh))}
}

// Nearest implements Router; at one speed the nearest by metres is the nearest by seconds.
func (s *Straight) Nearest(ctx context.Context, origins, destinations []orb.Point, _ geo.Metric) ([]Nearest, error) {
	index := geo.NewIndex(destinations, origins)
	nearest := make([]Nearest, len(origins))
	for i, origin := range origins {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if found := index.Nearest(origin, 1); len(found) > 0 {
			nearest[i] = Nearest{true, found[0].Index, s.leg(found[0].Distance)}
		}
	}
	return nearest, nil
}

// Within implements Router.
func (s *Straight) Within(ctx context.Context, origins, destinations []orb.Point, limit geo.Limit) (*geo.SparseMatrix, error) {
	index := geo.NewIndex(destinations, origins)
	reach := float64(limit.Value)
	if limit.Metric == geo.BySeconds {
		reach = reach * s.speedKmh / 3.6
	}
	// One metre more than the limit lets rounding decide at the boundary, not the search.
	radius := geo.Meters((reach + 1) / s.detourFactor)
	builder := geo.NewSparseBuilder(len(destinations))
	for _, origin := range origins {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found := index.Within(origin, radius)
		slices.SortFunc(found, func(a, b geo.Neighbor) int { return cmp.Compare(a.Index, b.Index) })
		for _, neighbor := range found {
			if leg := s.leg(neighbor.Distance); limit.Allows(leg) {
				builder.Add(neighbor.Index, leg)
			}
		}
		builder.EndRow()
	}
	return builder.Matrix(), nil
}

// Matrix implements Router.
func (s *Straight) Matrix(ctx context.Context, origins, destinations []orb.Point) (*geo.Matrix, error) {
	matrix := geo.NewMatrix(len(origins), len(destinations))
	for i, origin := range origins {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j, destination := range destinations {
			matrix.Set(i, j, s.leg(geo.Distance(origin, destination)))
		}
	}
	return matrix, nil
}
