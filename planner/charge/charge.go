// Package charge answers where points go when opening costs money or points are full: facility location with a charge for
// every site, without capacities, with capacities and demands shared between sites or each served by one.
//
// Costs are whole units of weight × metres or seconds, as charges are; loads and capacities are parcels a day. A problem
// is turned into a flat core of whole numbers (core.go), bounded by Lagrangian multipliers (relax.go, volume.go) and
// closed by branch and bound on which sites open (branch.go). Sites and demands are positions. Effort is counted in visited
// pairs of a demand and a site. Checking the answer is left to planner/verify.
package charge

import (
	"context"
	"fmt"

	"cuntong/planner"
)

// Solver answers facility location. It keeps nothing between solves and may be used from many goroutines.
type Solver struct{}

// New returns a solver.
func New() *Solver { return &Solver{} }

var _ planner.Model = (*Solver)(nil)

// Accepts returns nil for problems of facility location, and of p-median with capacities, with fixed and forbidden sites,
// a number of new sites, capacities and split demands.
func (*Solver) Accepts(p *planner.Siting) error {
	if err := planner.Refuse(p, []planner.Objective{planner.FixedCharge, planner.PMedian}, []planner.Option{planner.OptionCapacity, planner.OptionSplit}); err != nil {
		return err
	}
	if p.Objective == planner.PMedian && (!p.Loaded() || p.New == nil) {
		return fmt.Errorf("this model answers pmedian with capacities and a number of new sites; choose another model")
	}
	if p.BudgetYuan != nil {
		return fmt.Errorf("this model does not take a budget; leave it out or choose another model")
	}
	return nil
}

// Solve answers the problem. The answer depends on the problem and the effort alone, not on threads, unless a time
// limit or the context stops it. Beyond what Accepts says it refuses costs whose sums do not fit.
func (s *Solver) Solve(ctx context.Context, p *planner.Siting, o planner.Options) (*planner.SitingAnswer, error) {
	if err := s.Accepts(p); err != nil {
		return nil, err
	}
	m := newMeter(ctx, o)
	q, siteID, blocked, err := pose(p)
	if err != nil {
		return nil, fmt.Errorf("facility location: %w", err)
	}
	if len(blocked) > 0 {
		return infeasible(p, m, blocked, fmt.Sprintf("%d of %d demands lie beyond the limit of %d %s from every allowed site. Allow more sites or raise the limit.",
			len(blocked), len(p.Demands), p.Limit.Value, p.Limit.Metric)), nil
	}
	return answer(p, reply(newCore(q), m, nil), siteID), nil
}
