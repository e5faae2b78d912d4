package cover

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cuntong/planner"
)

// Phase is one year of a plan in years: the problem as it stands at the year's beginning, what was opened before being
// fixed, and the answer to it.
type Phase struct {
	Problem *planner.Siting
	Answer  *planner.SitingAnswer
	Opened  []int32 // what this year opens, ascending
}

// Phases answers an MCLP problem year by year, each within its own budget of yuan: the first year covers the most weight
// that its budget can, the second the most that can be added to that, and so on. Nothing that was opened is closed,
// and what a year leaves over is not spent later. Each year's bound is proven for that year, given the years before.
//
// A year's budget is the problem's BudgetYuan; New, if any, limits all years together. Effort is spent by each year anew;
// the time limit holds for all years together. Years after one that was stopped without an answer are left out.
func Phases(ctx context.Context, p *planner.Siting, yuan []int64, o planner.Options) ([]Phase, error) {
	if p.Objective != planner.MCLP {
		return nil, fmt.Errorf("phases are asked of mclp, not of %s", p.Objective)
	}
	var begin time.Time
	if o.Now != nil {
		begin = o.Now()
	}
	limit, left := o.TimeLimit, p.New
	var phases []Phase
	sites := p.Sites
	for _, budget := range yuan {
		year := *p
		year.Sites, year.BudgetYuan, year.New = slices.Clone(sites), &budget, left
		if limit > 0 && o.Now != nil {
			o.TimeLimit = max(limit-o.Now().Sub(begin), 1)
		}
		answer, err := New().Solve(ctx, &year, o)
		if err != nil {
			return nil, err
		}
		phase := Phase{Problem: &year, Answer: answer}
		if answer.Objective == nil {
			return append(phases, phase), nil
		}
		sites = slices.Clone(sites)
		for _, j := range answer.Open {
			if !sites[j].Fixed {
				phase.Opened = append(phase.Opened, j)
				sites[j].Fixed = true
			}
		}
		if left != nil {
			rest := *left - int64(len(phase.Opened))
			left = &rest
		}
		phases = append(phases, phase)
	}
	return phases, nil
}
