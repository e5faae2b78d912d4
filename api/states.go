package api

import (
	"context"

	"cuntong/planner/report"
	"cuntong/planner/study"
)

// presentState is what a comparison names in place of a scenario.
const presentState = "baseline"

type statesInput struct {
	ScenarioID
	With     string `query:"with" maxLength:"200" default:"baseline" doc:"What it is held against: baseline for the present state, or the ID of another scenario"`
	Plan     string `query:"plan" maxLength:"200" doc:"ID of a plan that is carried out besides the scenario's changes; absent: none"`
	WithPlan string `query:"with_plan" maxLength:"200" doc:"The same of the other scenario"`
}

func (s *server) registerStates(o *operations) {
	register(o, get("compareStates", "/api/v1/scenarios/{id}/comparison", "scenarios", "A scenario (B) against the present state or another scenario (A)",
		"Both are counted on the records of today: parameters in which they differ, indicators with what is better, towns with classes of change, and every settlement that fares otherwise."), []int{400, 404, 422}, s.getStates)
}

func (s *server) getStates(ctx context.Context, in *statesInput) (*answer[report.StateComparison], error) {
	b, err := s.stateOf(ctx, in.ID, in.Plan)
	if err != nil {
		return nil, err
	}
	var a study.StateRequest
	if in.With != presentState {
		if a, err = s.stateOf(ctx, in.With, in.WithPlan); err != nil {
			return nil, err
		}
	} else if in.WithPlan != "" {
		return nil, invalidQuery("with_plan", in.WithPlan, "the present state has no plan; leave it out")
	}
	ctx, cancel := context.WithTimeout(ctx, s.AuditTime)
	defer cancel()
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	comparison, err := s.Study.CompareStates(ctx, a, b)
	if err != nil {
		return nil, err
	}
	return &answer[report.StateComparison]{*comparison}, nil
}

// stateOf reads a scenario of the caller's area, and sees to it that the plan is one too.
func (s *server) stateOf(ctx context.Context, id, plan string) (study.StateRequest, error) {
	scenario, err := s.scenario(ctx, id)
	if err != nil {
		return study.StateRequest{}, err
	}
	if plan != "" {
		if _, err := s.plan(ctx, plan); err != nil {
			return study.StateRequest{}, err
		}
	}
	return study.StateRequest{Scenario: &scenario, Plan: plan}, nil
}
