// Package assign answers every siting question with every mixture of options: the general model, for what the
// stronger special ones do not take.
//
// A problem is turned into one core in whole numbers: sites with costs, capacities and limits on how many open;
// demands with what each site would cost or gain them. It is bounded by Lagrangian multipliers, answered by local
// search, and closed by branch and bound over the sites. Questions about the worst (pcenter, maxmin, pdispersion)
// become a search for the threshold that can just be kept. Metres, seconds, yuan, parcels and weights are whole
// numbers; effort is counted in visited pairs of a demand and a site. Checking the answer is left to planner/verify.
package assign

import (
	"context"

	"cuntong/planner"
)

// Solver answers every siting problem. It keeps nothing between solves and may be used from many goroutines.
type Solver struct{}

// New returns a solver.
func New() *Solver { return &Solver{} }

var _ planner.Model = (*Solver)(nil)

// Accepts returns nil for every problem whose numbers are right and small enough to be added up exactly.
func (*Solver) Accepts(p *planner.Siting) error {
	if err := p.Check(); err != nil {
		return err
	}
	return newTable(p).fits()
}

// Solve answers the problem. The answer depends on the problem, the seed and the effort alone unless a time limit or
// the context stops it.
func (s *Solver) Solve(ctx context.Context, p *planner.Siting, o planner.Options) (*planner.SitingAnswer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	t := newTable(p)
	if err := t.fits(); err != nil {
		return nil, err
	}
	m := newMeter(ctx, o)
	if m.stopped {
		return t.nothing(m), nil
	}
	if reason := t.impossible(); reason != "" {
		return t.infeasible(m, reason), nil
	}
	switch p.Objective {
	case planner.PCenter:
		return t.center(m), nil
	case planner.MaxMin:
		return t.maxMin(m), nil
	case planner.PDispersion:
		return t.dispersion(m), nil
	case planner.Huff:
		return t.huff(m), nil
	}
	return t.sum(m), nil
}
