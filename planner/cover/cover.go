// Package cover answers how few and how much: LSCP and SetCover, the fewest or the cheapest new sites that cover
// every demand, and MCLP, the most weight covered by a number of new sites or a budget of yuan.
//
// A problem is turned into one covering core in whole numbers, made smaller by dominance, bounded by
// Lagrangian multipliers and closed by a search that proves the bound. Metres, seconds, yuan and weights are
// whole numbers; sites and demands are positions in the problem. Effort is counted in visited pairs of a
// demand and a site that covers it. Checking the answer is left to planner/verify.
package cover

import (
	"context"
	"fmt"

	"cuntong/planner"
)

// Solver answers LSCP, SetCover and MCLP. It keeps nothing between solves and may be used from many goroutines.
type Solver struct{}

// New returns a solver.
func New() *Solver { return &Solver{} }

var _ planner.Model = (*Solver)(nil)

// Accepts returns nil for every LSCP, SetCover and MCLP problem whose numbers are right and whose only option, if any,
// is partial coverage.
func (*Solver) Accepts(p *planner.Siting) error {
	err := planner.Refuse(p, []planner.Objective{planner.LSCP, planner.SetCover, planner.MCLP}, []planner.Option{planner.OptionDecay})
	if err != nil || len(p.Decay) == 0 {
		return err
	}
	total := int64(0)
	for _, demand := range p.Demands {
		total += demand.Weight
	}
	if total > 1<<scaledBits/1000 {
		return fmt.Errorf("partial coverage counts thousandths, and %d in all weighs too much for that; count in larger units", total)
	}
	return nil
}

// Solve answers the problem. The answer depends on the problem and the effort alone unless a time limit or
// the context stops it. Sites that add nothing to the objective are not opened, even where more are allowed.
func (s *Solver) Solve(ctx context.Context, p *planner.Siting, o planner.Options) (*planner.SitingAnswer, error) {
	if err := s.Accepts(p); err != nil {
		return nil, err
	}
	m := newMeter(ctx, o)
	if m.stopped {
		return nothing(p, m), nil
	}
	in := newInstance(p)
	m.show = func(step string, value, bound int64) planner.Progress {
		return planner.Progress{Step: step, Objective: in.figure(value), Bound: in.figure(bound)}
	}
	chosen, bound := solve(in.core, m)
	return in.answer(m, chosen, bound), nil
}
