package verify

import (
	"fmt"
	"slices"

	"cuntong/planner"
)

// recount holds what has been counted so far.
type recount struct {
	problem  *planner.Siting
	answer   *planner.SitingAnswer
	isOpen   map[int]bool
	newly    int64 // sites opened beyond the fixed ones
	yuan     int64 // what they cost
	served   int64 // weight of demands with an open site within the limit
	missing  []int // demands without one
	hopeless []int // demands without even an allowed one
}

// open checks the list of open sites.
func (r *recount) open() error {
	r.isOpen = map[int]bool{}
	last := int32(-1)
	for k, j := range r.answer.Open {
		if j < 0 || int(j) >= len(r.problem.Sites) {
			return fmt.Errorf("open site %d is not one of %d sites", j, len(r.problem.Sites))
		}
		if j <= last {
			return fmt.Errorf("open[%d] is site %d after site %d, expected ascending without repeats", k, j, last)
		}
		last = j
		site := r.problem.Sites[j]
		if site.Forbidden {
			return fmt.Errorf("site %d is open though forbidden", j)
		}
		if !site.Fixed {
			r.newly++
			r.yuan += site.CostYuan
		}
		r.isOpen[int(j)] = true
	}
	for j, site := range r.problem.Sites {
		if site.Fixed && !r.isOpen[j] {
			return fmt.Errorf("site %d is fixed but not open", j)
		}
	}
	return nil
}

// limits checks the number of new sites and the budget.
func (r *recount) limits() error {
	if most := r.problem.New; most != nil && r.newly > *most {
		return fmt.Errorf("%d new sites are open, at most %d were asked for", r.newly, *most)
	}
	if most := r.problem.BudgetYuan; most != nil && r.yuan > *most {
		return fmt.Errorf("new sites cost %d yuan, the budget is %d", r.yuan, *most)
	}
	return nil
}

// travel walks through every row: who is nearest, who is served, who never can be.
func (r *recount) travel() error {
	if len(r.answer.Assignment) != len(r.problem.Demands) {
		return fmt.Errorf("%d assignments for %d demands", len(r.answer.Assignment), len(r.problem.Demands))
	}
	for i, demand := range r.problem.Demands {
		nearest, possible := -1, false
		var meters, seconds int64
		for j, leg := range r.problem.Travel.Row(i) {
			measured := leg.Meters
			if r.problem.Limit.Metric == "seconds" {
				measured = leg.Seconds
			}
			if measured > r.problem.Limit.Value { // the limit is closed
				continue
			}
			possible = possible || !r.problem.Sites[j].Forbidden
			if !r.isOpen[j] {
				continue
			}
			closer := nearest < 0 || leg.Meters < meters ||
				leg.Meters == meters && (leg.Seconds < seconds || leg.Seconds == seconds && j < nearest)
			if closer {
				nearest, meters, seconds = j, leg.Meters, leg.Seconds
			}
		}
		if said := int(r.answer.Assignment[i]); said != nearest {
			return fmt.Errorf("demand %d is assigned to %s, expected %s", i, siteName(said), siteName(nearest))
		}
		if nearest >= 0 {
			r.served += demand.Weight
		} else {
			r.missing = append(r.missing, i)
		}
		if !possible {
			r.hopeless = append(r.hopeless, i)
		}
	}
	return nil
}

func siteName(j int) string {
	if j < 0 {
		return "nobody"
	}
	return fmt.Sprintf("site %d", j)
}

// blocked checks the list of demands that no allowed site covers.
func (r *recount) blocked() error {
	if len(r.answer.Blocked) != len(r.hopeless) {
		return fmt.Errorf("%d demands are listed as blocked, %d are", len(r.answer.Blocked), len(r.hopeless))
	}
	for k, i := range r.hopeless {
		if int(r.answer.Blocked[k]) != i {
			return fmt.Errorf("blocked[%d] is demand %d, expected %d", k, r.answer.Blocked[k], i)
		}
	}
	if r.problem.Objective == planner.LSCP && len(r.missing) != len(r.hopeless) {
		for _, i := range r.missing {
			if !slices.Contains(r.hopeless, i) {
				return fmt.Errorf("demand %d is not covered though an allowed site could", i)
			}
		}
	}
	return nil
}

// objective checks the figure itself.
func (r *recount) objective() error {
	want, unit := r.served, "weight covered"
	if r.problem.Objective == planner.LSCP {
		want, unit = r.newly, "new sites"
	}
	if got := *r.answer.Objective; got != want {
		return fmt.Errorf("objective says %d %s, recounted %d", got, unit, want)
	}
	return nil
}

// bound checks that the bound is on its side of the objective.
func (r *recount) bound() error {
	if r.answer.Bound == nil {
		if r.answer.Reason == "" {
			return fmt.Errorf("no bound and no reason")
		}
		return nil
	}
	objective, bound := *r.answer.Objective, *r.answer.Bound
	if r.problem.Objective == planner.LSCP && bound > objective {
		return fmt.Errorf("bound %d is above the objective %d of a minimisation", bound, objective)
	}
	if r.problem.Objective == planner.MCLP && bound < objective {
		return fmt.Errorf("bound %d is below the objective %d of a maximisation", bound, objective)
	}
	return nil
}

// status checks that the status says no more than what is shown.
func (r *recount) status() error {
	a := r.answer
	impossible := r.problem.Objective == planner.LSCP && len(r.hopeless) > 0
	switch a.Status {
	case planner.Optimal, planner.Feasible, planner.Stopped:
		if impossible {
			return fmt.Errorf("status %q though %d demands cannot be covered, expected %q", a.Status, len(r.hopeless), planner.Infeasible)
		}
	case planner.Infeasible:
		if !impossible {
			return fmt.Errorf("status %q though nothing is blocked", a.Status)
		}
		if a.Reason == "" {
			return fmt.Errorf("status %q without a reason", a.Status)
		}
	default:
		return fmt.Errorf("status %q is not one of optimal, feasible, infeasible, stopped", a.Status)
	}
	if a.Status == planner.Optimal && (a.Bound == nil || *a.Bound != *a.Objective) {
		return fmt.Errorf("status %q without a bound equal to the objective", a.Status)
	}
	return nil
}
