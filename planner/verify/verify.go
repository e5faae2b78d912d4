// Package verify recounts answers from their problems alone. It shares no code with any model, so that a
// mistake in a model does not excuse itself. Nothing is saved, served or compared before it passes here.
//
// Positions are those of the problem's slices; figures are metres, seconds, yuan and people as in planner.
package verify

import (
	"fmt"

	"cuntong/planner"
)

// Siting recounts an answer to a siting problem and returns an error naming the first thing wrong, or nil.
// A solve that was stopped before it found anything, and one that proved that there is nothing to find, pass
// with no objective and nothing open. What it cannot check is a proof: of a bound it checks only that it
// stands on the right side, and of an infeasible problem only that a reason is given.
func Siting(p *planner.Siting, a *planner.SitingAnswer) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("verify: the problem itself: %w", err)
	}
	if a == nil {
		return fmt.Errorf("verify: no answer")
	}
	if a.Objective == nil {
		return empty(p, a)
	}
	r := newRecount(p, a)
	for _, step := range []func() error{r.open, r.exclusive, r.limits, r.towns, r.spacing, r.demands, r.loads, r.blocked, r.floors,
		r.objective, r.second, r.bound, r.status} {
		if err := step(); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	return nil
}

// empty checks an answer that says there is none.
func empty(p *planner.Siting, a *planner.SitingAnswer) error {
	switch {
	case a.Status != planner.Stopped && a.Status != planner.Infeasible:
		return fmt.Errorf("verify: status %q without an objective, expected %q or %q", a.Status, planner.Stopped, planner.Infeasible)
	case len(a.Open) > 0 || len(a.Shares) > 0 || a.Second != nil:
		return fmt.Errorf("verify: %d sites open without an objective", len(a.Open))
	case a.Reason == "":
		return fmt.Errorf("verify: no objective and no reason")
	case len(a.Assignment) != len(p.Demands) && len(a.Assignment) != 0:
		return fmt.Errorf("verify: %d assignments for %d demands", len(a.Assignment), len(p.Demands))
	}
	for i, j := range a.Assignment {
		if j != planner.Unassigned {
			return fmt.Errorf("verify: demand %d is assigned to site %d though nothing is open", i, j)
		}
	}
	return nil
}
