package api

import (
	"context"

	"cuntong/planner/report"
)

func (s *server) registerPreflight(o *operations) {
	register(o, get("scenarioPreflight", "/api/v1/scenarios/{id}/preflight", "scenarios", "What stands in the way of a solve, before it",
		"Poses the question as a plan job does and solves nothing: what the job would refuse `blocks`, in its words, and nothing else does; what the plan's reader must know `warns`. With the size of the question, and what comparable jobs on record took."), []int{404, 503}, s.getPreflight)
}

func (s *server) getPreflight(ctx context.Context, in *ScenarioID) (*answer[report.Preflight], error) {
	scenario, err := s.scenario(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.AuditTime)
	defer cancel()
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	preflight, err := s.Study.Preflight(ctx, scenario)
	if err != nil {
		return nil, err
	}
	return &answer[report.Preflight]{*preflight}, nil
}
