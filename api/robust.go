package api

import (
	"context"
	"errors"
	"net/http"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

type robustInput struct {
	ID      string    `path:"id" maxLength:"200" doc:"ID of a three-tier plan"`
	Factors []float64 `query:"factors" maxItems:"10" doc:"On all parcels, separated by commas, each above 0 and at most 100; without: 0.7, 1 and 2"`
	Hosts   int       `query:"hosts" default:"10" minimum:"1" maximum:"100" doc:"How many lost village hosts to tell, worst ones first"`
	Road    string    `query:"road" maxLength:"200" doc:"Name of a road that is closed; only for plans with travel by road"`
}

func (s *server) registerRobust(o *operations) {
	register(o, get("robustPlan", "/api/v1/plans/{id}/robust", "plans", "What a three-tier plan stands",
		"Tries the plan, opening nothing new, under other demand, without each village host, with an operator that leaves, and with a closed road where one is named: which villages fall out, "+
			"what a year costs then, and the cheapest standby for a lost host. It is counted anew each time and takes seconds. "+
			"It answers 409 where the records no longer give the question that the plan answered, and 422 for plans of other models."), []int{400, 404, 409, 422}, s.getRobust)
}

func (s *server) getRobust(ctx context.Context, in *robustInput) (*answer[report.Robust], error) {
	if _, err := s.plan(ctx, in.ID); err != nil {
		return nil, err
	}
	request := study.RobustRequest{Factors: in.Factors, Hosts: in.Hosts}
	if in.Road != "" {
		request.Roads = []string{in.Road}
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	out, err := s.Study.Robust(ctx, in.ID, request)
	if errors.Is(err, data.ErrConflict) {
		return nil, problem(http.StatusConflict, "conflict", "the records have changed since the plan was made; plan again").with("id", in.ID)
	}
	if err != nil {
		return nil, err
	}
	return &answer[report.Robust]{*out}, nil
}
