package study

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/cover"
	"cuntong/planner/report"
	"cuntong/planner/verify"
)

// PlanRequest says what to plan.
type PlanRequest struct {
	Scenario string // ID of the saved scenario this comes from; empty where there is none
	Name     string
	Area     string // code; empty: everything in the store
	Standard string
	Travel   string // ByStraight or ByRoad; empty: ByStraight
	Profile  string // of travel on roads; empty: network.DefaultProfile
	Model    string // lscp, scp, mclp, median, center, facility, dispersion, maxmin, huff or tier
	Weight   string // population or settlements; empty: population where all are known, else settlements
	P        *int64
	Budget   *int64
	Changes  *data.ChangeSet // on the baseline; nil: none
	Rules    *data.Rules     // what else is asked; nil: nothing
	// Phases are yearly budgets in yuan: year by year the most that each can add, nothing closed again. mclp only, in place of Budget.
	Phases  []int64
	Options planner.Options
	// Stop, when closed, ends the solve and keeps its best answer; nil: never. Ending the context does the same.
	Stop <-chan struct{}
}

// Weights of a demand.
const (
	ByPopulation  = "population"
	BySettlements = "settlements"
)

// Plan solves a scenario and saves the plan.
func (s *Study) Plan(ctx context.Context, request PlanRequest) (data.Plan, error) {
	plan, err := s.SolvePlan(ctx, request)
	if err != nil {
		return data.Plan{}, err
	}
	if err := s.Store.SavePlan(context.WithoutCancel(ctx), plan, s.PlanNote(plan)); err != nil {
		return data.Plan{}, fmt.Errorf("save plan: %w", err)
	}
	return plan, nil
}

// PlanNote is the line that a saved plan leaves in the change log.
func (s *Study) PlanNote(plan data.Plan) data.ChangeNote {
	return data.ChangeNote{Actor: s.Actor, At: plan.CreatedAt, Action: "plan", Reason: plan.Scenario.Name}
}

// SolvePlan solves a scenario, verifies the answer and audits the county with it; it saves nothing. An
// answer that does not pass verify is an error. A context that ends early gives the best answer so far,
// or an error where there is none yet.
func (s *Study) SolvePlan(ctx context.Context, request PlanRequest) (data.Plan, error) {
	if request.Model == TierModel {
		plan, _, err := s.SolveTier(ctx, request, "")
		return plan, err
	}
	if err := CheckRules(request.Model, request.Rules); err != nil {
		return data.Plan{}, err
	}
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return data.Plan{}, err
	}
	before, err := s.Audit(ctx, AuditRequest{Area: request.Area, Standard: request.Standard, Travel: request.Travel, Profile: request.Profile, Changes: request.Changes})
	if err != nil {
		return data.Plan{}, err
	}
	q, err := s.pose(ctx, request, standard)
	if err != nil {
		return data.Plan{}, err
	}
	if q.scene.revision != before.Revision {
		return data.Plan{}, fmt.Errorf("the records changed while the plan was being prepared; plan again: %w", data.ErrConflict)
	}
	answer, phases, err := s.answer(ctx, q, request)
	if err != nil {
		return data.Plan{}, err
	}
	if answer.Objective == nil && answer.Status != planner.Infeasible {
		return data.Plan{}, fmt.Errorf("the solve ended before it had an answer (%s): %w", answer.Reason, errNoAnswer)
	}
	q.notePhases(phases)
	plan := q.plan(request, standard, answer)
	plan.Revision, plan.ProgramVersion, plan.CreatedAt = before.Revision, s.Version, s.Now().UTC().Truncate(time.Second)
	if err := s.attachAudits(context.WithoutCancel(ctx), &plan, q, before, answer); err != nil {
		return data.Plan{}, err
	}
	return plan, nil
}

// answer solves the question, all at once or in phases, and recounts what comes out.
func (s *Study) answer(ctx context.Context, q *question, request PlanRequest) (*planner.SitingAnswer, []cover.Phase, error) {
	model, err := ModelFor(q.problem)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	const thrownAway = "the answer did not pass the independent recount and was thrown away: %w"
	var answer *planner.SitingAnswer
	var phases []cover.Phase
	if len(request.Phases) > 0 {
		phases, err = solvePhases(ctx, q.problem, request)
		if err != nil {
			return nil, nil, fmt.Errorf("solve %s in phases: %w", request.Model, err)
		}
		for k, phase := range phases {
			if err := verify.Siting(phase.Problem, phase.Answer); err != nil {
				return nil, nil, fmt.Errorf("phase %d: "+thrownAway, k+1, err)
			}
		}
		answer = together(phases)
	} else if answer, err = solve(ctx, model, q.problem, request); err != nil {
		return nil, nil, fmt.Errorf("solve %s: %w", request.Model, err)
	}
	if err := verify.Siting(q.problem, answer); err != nil {
		return nil, nil, fmt.Errorf(thrownAway, err)
	}
	return answer, phases, nil
}

// solve ends early when Stop is closed. Whoever asks for the best answer so far before there is one gets the first
// one that the model finds, which takes it least effort.
func solve(ctx context.Context, model planner.Model, problem *planner.Siting, request PlanRequest) (*planner.SitingAnswer, error) {
	solving, done := stoppable(ctx, request.Stop)
	answer, err := model.Solve(solving, problem, request.Options)
	done()
	if err != nil || answer.Objective != nil || answer.Status == planner.Infeasible || ctx.Err() != nil {
		return answer, err
	}
	least := request.Options
	least.Effort, least.TimeLimit = 1, 0
	if answer, err = model.Solve(ctx, problem, least); err == nil && answer.Status == planner.Feasible {
		answer.Status = planner.Stopped
	}
	return answer, err
}

// stoppable is a context that ends with ctx or when stop is closed; done frees what it holds.
func stoppable(ctx context.Context, stop <-chan struct{}) (solving context.Context, done func()) {
	solving, cancel := context.WithCancel(ctx)
	if stop == nil {
		return solving, cancel
	}
	go func() {
		select {
		case <-stop:
			cancel()
		case <-solving.Done():
		}
	}()
	return solving, cancel
}

// errNoAnswer is the kind of a solve that was stopped before its first answer.
var errNoAnswer = errors.New("stopped without an answer")

// attachAudits adds the audits before and after, and checks that the audit, which knows nothing of the
// model, covers exactly the demands that the answer covers.
func (s *Study) attachAudits(ctx context.Context, plan *data.Plan, q *question, before *report.Audit, answer *planner.SitingAnswer) error {
	after, err := s.Audit(ctx, AuditRequest{
		Area: plan.Scenario.Area, Standard: plan.Scenario.Standard, Travel: plan.Scenario.Travel, Profile: plan.Scenario.Profile, Date: before.Date, Extra: q.opened(answer),
		Changes: plan.Scenario.Changes,
	})
	if err != nil {
		return fmt.Errorf("audit the plan: %w", err)
	}
	reached := q.reached(answer)
	if after.Revision != before.Revision {
		return fmt.Errorf("the records changed while the plan was being solved; plan again: %w", data.ErrConflict)
	}
	if after.CoveredSettlements != reached {
		return fmt.Errorf("the audit covers %d settlements with the plan, the model %d: the plan was thrown away", after.CoveredSettlements, reached)
	}
	if plan.Before, err = json.Marshal(before); err != nil {
		return err
	}
	if plan.After, err = json.Marshal(after); err != nil {
		return err
	}
	plan.Opened = q.planSites(answer, before)
	return nil
}
