package study

import (
	"context"
	"fmt"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/cover"
	"cuntong/planner/report"
)

// budgetOf is what all phases may spend together.
func budgetOf(request PlanRequest) (*int64, error) {
	if request.Model != string(planner.MCLP) || request.Budget != nil {
		return nil, fmt.Errorf("phases are yearly budgets of mclp, in place of a budget: %w", data.ErrInvalid)
	}
	sum := int64(0)
	for _, yuan := range request.Phases {
		if yuan < 0 || yuan > 1<<50 || sum > 1<<50 {
			return nil, fmt.Errorf("a phase has %d yuan, expected 0 or more and at most %d in all: %w", yuan, int64(1)<<50, data.ErrInvalid)
		}
		sum += yuan
	}
	return &sum, nil
}

// solvePhases answers year by year and ends early when Stop is closed.
func solvePhases(ctx context.Context, problem *planner.Siting, request PlanRequest) ([]cover.Phase, error) {
	solving, done := stoppable(ctx, request.Stop)
	defer done()
	return cover.Phases(solving, problem, request.Phases, request.Options)
}

// together is the answer at the end of the last phase that has one. Its bound is that year's, given the years before; it is
// optimal only where every year is.
func together(phases []cover.Phase) *planner.SitingAnswer {
	var whole planner.SitingAnswer
	status := planner.Optimal
	for k, phase := range phases {
		if phase.Answer.Status != planner.Optimal && status != planner.Stopped {
			status = phase.Answer.Status
		}
		effort, seconds := whole.Stats.Effort, whole.Stats.Seconds
		if phase.Answer.Objective != nil || k == 0 {
			whole = *phase.Answer
		}
		whole.Stats.Effort, whole.Stats.Seconds = effort+phase.Answer.Stats.Effort, seconds+phase.Answer.Stats.Seconds
	}
	whole.Status = status
	return &whole
}

// notePhases notes how many sites each phase opens, and has the question list new sites phase by phase.
func (q *question) notePhases(phases []cover.Phase) {
	for _, phase := range phases {
		q.phased = append(q.phased, phase.Opened...)
		q.notes = append(q.notes, report.Note(report.OpenedInPhase, len(phase.Opened)))
	}
}
