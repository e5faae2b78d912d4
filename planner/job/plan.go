package job

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/study"
)

// PlanParameters are the parameters of a plan. A saved scenario fills in what they leave out.
type PlanParameters struct {
	Scenario string `json:"scenario,omitempty"`
	Name     string `json:"name,omitempty"`
	Area     string `json:"area,omitempty"`
	Standard string `json:"standard,omitempty"`
	Travel   string `json:"travel,omitempty"`
	Profile  string `json:"profile,omitempty"`
	Model    string `json:"model"`
	Weight   string `json:"weight,omitempty"`
	P        *int64 `json:"p,omitempty"`
	Budget   *int64 `json:"budget_yuan,omitempty"`
	// Phases are yearly budgets in yuan in place of Budget; nothing that a year opens is closed later.
	Phases []int64 `json:"phases_yuan,omitempty"`
	// Changes on the baseline; absent: those of the scenario as it was when the plan was asked for.
	Changes *data.ChangeSet `json:"changes,omitempty"`
	// Rules of what else is asked; absent: those of the scenario as it was when the plan was asked for.
	Rules  *data.Rules `json:"rules,omitempty"`
	Seed   *int64      `json:"seed,omitempty"` // absent: 1, as on the command line
	Effort int64       `json:"effort,omitempty"`
	// TimeLimitSeconds ends the solve and keeps the best answer; such a plan is not promised to repeat.
	TimeLimitSeconds int64 `json:"time_limit_s,omitempty"`
}

// defaultSeed is that of the command line, so that both come to the same plan.
const defaultSeed = 1

func preparePlan(ctx context.Context, s *study.Study, text json.RawMessage) (json.RawMessage, error) {
	var p PlanParameters
	if err := decode(text, &p); err != nil {
		return nil, err
	}
	if err := p.complete(ctx, s); err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// complete fills in the saved scenario and the defaults and checks the whole.
func (p *PlanParameters) complete(ctx context.Context, s *study.Study) error {
	if p.Scenario != "" {
		saved, err := s.Store.Scenario(ctx, p.Scenario)
		if err != nil {
			return err
		}
		for field, value := range map[*string]string{&p.Name: saved.Name, &p.Area: saved.Area, &p.Standard: saved.Standard, &p.Model: saved.Model, &p.Weight: saved.Weight, &p.Travel: saved.Travel, &p.Profile: saved.Profile} {
			if *field == "" {
				*field = value
			}
		}
		if p.P == nil && p.Budget == nil && len(p.Phases) == 0 {
			p.P, p.Budget = saved.P, saved.Budget
		}
		if p.Changes == nil {
			p.Changes = saved.Changes
		}
		if p.Rules == nil {
			p.Rules = saved.Rules
		}
	}
	if p.Seed == nil {
		seed := int64(defaultSeed)
		p.Seed = &seed
	}
	budget := p.Budget
	if len(p.Phases) > 0 && budget == nil {
		budget = &p.Phases[0]
	}
	if err := study.CheckModel(p.Model, p.P, budget); err != nil {
		return err
	}
	switch {
	case len(p.Phases) > 0 && p.Budget != nil:
		return fmt.Errorf("phases_yuan stand in place of budget_yuan; leave one out: %w", data.ErrInvalid)
	case len(p.Phases) > 0 && slices.Min(p.Phases) < 0:
		return fmt.Errorf("phases_yuan are 0 or more: %w", data.ErrInvalid)
	case p.Effort < 0 || p.TimeLimitSeconds < 0:
		return fmt.Errorf("effort and time_limit_s are 0 or more: %w", data.ErrInvalid)
	}
	if err := p.Changes.Check(); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	if err := study.CheckRules(p.Model, p.Rules); err != nil {
		return err
	}
	if err := p.Rules.Check(); err != nil {
		return fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	if err := s.CheckChanges(ctx, p.Changes, p.Profile); err != nil {
		return err
	}
	return checkPlace(ctx, s, &p.Area, &p.Standard)
}

func workPlan(ctx context.Context, t *Task) (data.JobOutcome, error) {
	var p PlanParameters
	if err := decode(t.Job.Parameters, &p); err != nil {
		return data.JobOutcome{}, err
	}
	began := t.Study.Now()
	request := study.PlanRequest{
		Scenario: p.Scenario, Name: p.Name, Area: p.Area, Standard: p.Standard, Travel: p.Travel, Profile: p.Profile, Model: p.Model, Weight: p.Weight,
		P: p.P, Budget: p.Budget, Phases: p.Phases, Changes: p.Changes, Rules: p.Rules, Stop: t.Stop,
		Options: planner.Options{
			Seed: *p.Seed, Threads: t.Threads, Effort: p.Effort, TimeLimit: time.Duration(p.TimeLimitSeconds) * time.Second, Now: t.Study.Now,
			Progress: func(step planner.Progress) { t.Progress(progressOf(step, p.Effort, t.Study.Now().Sub(began))) },
		},
	}
	t.Progress(data.JobProgress{Step: 1, Steps: planSteps, Name: "audit"})
	plan, err := t.Study.SolvePlan(ctx, request)
	if err != nil {
		return data.JobOutcome{}, err
	}
	return data.JobOutcome{Plan: &plan, Note: t.Study.PlanNote(plan)}, nil
}

// planSteps are audit and question, solve, recount and audit.
const planSteps = 3

func progressOf(step planner.Progress, budget int64, elapsed time.Duration) data.JobProgress {
	p := data.JobProgress{Step: 2, Steps: planSteps, Name: step.Step, Objective: step.Objective, Bound: step.Bound, Effort: step.Effort}
	if gap, ok := planner.Gap(step.Objective, step.Bound); ok {
		p.Gap = &gap
	}
	if budget > 0 && step.Effort > 0 { // at the most: a proof may end the solve before its budget does
		remaining := elapsed.Seconds() * float64(max(0, budget-step.Effort)) / float64(step.Effort)
		p.RemainingSeconds = &remaining
	}
	return p
}
