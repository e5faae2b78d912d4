// Package tier answers three-tier problems: which hubs, stations and points to run at what size, which village is
// served where, and which way its parcels take, so that a year costs least.
//
// A problem falls into basins that share no hub, and each basin, once the sizes of its hubs are chosen, into zones (a
// town, or towns whose villages may cross the border) that share nothing but a budget and the hubs' capacity. Zones
// are solved by branch and bound on Lagrangian bounds, basins by trying the sizes of their hubs, the budget by a price on
// it. Money is whole fen a year, inside the search sixty-fourths of a fen, so that every bound is exact; flow is parcels a
// day. Effort is counted in visited pairs of a village and a way to serve it. Checking is left to planner/verify.
package tier

import (
	"context"

	"cuntong/planner"
)

// Solver answers three-tier problems. It keeps nothing between solves and may be used from many goroutines.
type Solver struct{}

// New returns a solver.
func New() *Solver { return &Solver{} }

// maxHubStates limits the ways to run the hubs of one basin that are all tried.
const maxHubStates = 256

// AcceptsNetwork returns nil for every problem whose numbers are right.
func (*Solver) AcceptsNetwork(p *planner.Network) error { return p.Check() }

// SolveNetwork answers the problem. The answer depends on the problem and the effort alone unless a time limit or the
// context stops it. It fails only on a problem that it does not accept.
func (s *Solver) SolveNetwork(ctx context.Context, p *planner.Network, o planner.Options) (*planner.NetworkAnswer, error) {
	if err := s.AcceptsNetwork(p); err != nil {
		return nil, err
	}
	w := read(p)
	basins, many := split(w), false
	for _, b := range basins {
		many = many || b.ways(p.Hubs) > w.hubStates
	}
	m := newMeter(ctx, o, len(p.Villages), many)
	found := solveAll(w, basins, m)
	return found.answer(w, m), nil
}
