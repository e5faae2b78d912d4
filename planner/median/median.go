// Package median answers how near: PMedian, the least sum of weight times distance to the nearest open site, and
// PCenter, the least largest distance, by a number of new sites.
//
// Both are turned into one core in whole numbers: choose sites so that every row's distance to its nearest chosen site
// costs least. Fast interchange finds answers, Lagrangian multipliers bound them exactly, what the bound decides is
// fixed, and branch and bound closes the rest. Distances are metres or seconds as the problem's limit says; sites and
// demands are positions in the problem. Checking the answer is left to planner/verify.
package median

import (
	"context"
	"fmt"

	"cuntong/planner"
)

// Solver answers PMedian and PCenter. It keeps nothing between solves and may be used from many goroutines.
type Solver struct{}

// New returns a solver.
func New() *Solver { return &Solver{} }

var _ planner.Model = (*Solver)(nil)

// Accepts returns nil for every PMedian and PCenter problem with a number of new sites, without a budget and without
// further options, whose numbers are right.
func (*Solver) Accepts(p *planner.Siting) error {
	if err := planner.Refuse(p, []planner.Objective{planner.PMedian, planner.PCenter}, nil); err != nil {
		return err
	}
	if p.BudgetYuan != nil || p.New == nil {
		return fmt.Errorf("this model takes a number of new sites and no budget; leave the budget out or choose another model")
	}
	return nil
}

// Solve answers the problem. The answer depends on the problem, the seed and the effort alone, not on the number of
// threads, unless a time limit or the context stops it. Sites that serve nobody nearer are not opened, even where more
// are allowed. Besides a problem that it does not accept it fails on one whose weights and distances are too large to
// be summed exactly.
func (s *Solver) Solve(ctx context.Context, p *planner.Siting, o planner.Options) (*planner.SitingAnswer, error) {
	if err := s.Accepts(p); err != nil {
		return nil, err
	}
	m := newMeter(ctx, o)
	if m.stopped() {
		return (&question{p: p, m: m}).none(planner.Stopped, "The solve was stopped before it found a first answer."), nil
	}
	q, err := newQuestion(p, m)
	if err != nil {
		return nil, err
	}
	switch {
	case q.stoppedReading:
		return q.none(planner.Stopped, "The solve was stopped before it had read the problem."), nil
	case len(q.blocked) > 0:
		return q.none(planner.Infeasible, fmt.Sprintf("%d of %d demands lie beyond the limit of %d %s from every allowed site. Allow more sites or raise the limit.",
			len(q.blocked), len(p.Demands), p.Limit.Value, p.Limit.Metric)), nil
	case p.Objective == planner.PCenter:
		return q.center()
	}
	return q.median()
}
