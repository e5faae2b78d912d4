package study

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
)

// The jobs that are looked through for comparable ones, and how many of those count.
const (
	jobsLookedAt = 500
	jobsCompared = 20
)

// comparable says how long plan jobs of the same area, model and way of travel took that ran to their end at the first attempt; nil
// where none is on record.
func (s *Study) comparable(ctx context.Context, request PlanRequest) (*report.PreflightEstimate, error) {
	store, ok := s.Store.(data.JobStore)
	if !ok {
		return nil, nil
	}
	jobs, err := store.Jobs(ctx, data.JobQuery{Kind: "plan", States: []data.JobState{data.JobDone}, Limit: jobsLookedAt})
	if err != nil {
		return nil, err
	}
	var took []float64
	for _, one := range jobs {
		var asked struct {
			Area, Model, Travel string
			Phases              []int64 `json:"phases_yuan"`
		}
		if json.Unmarshal(one.Parameters, &asked) != nil || one.Attempts != 1 || one.Stop != "" || one.StartedAt.IsZero() || one.FinishedAt.Before(one.StartedAt) {
			continue
		}
		if asked.Area == request.Area && asked.Model == request.Model && cmp.Or(asked.Travel, ByStraight) == cmp.Or(request.Travel, ByStraight) && len(asked.Phases) == 0 && len(took) < jobsCompared {
			took = append(took, one.FinishedAt.Sub(one.StartedAt).Seconds())
		}
	}
	if len(took) == 0 {
		return nil, nil
	}
	slices.Sort(took)
	return &report.PreflightEstimate{Jobs: len(took), MedianSeconds: took[len(took)/2], LeastSeconds: took[0], MostSeconds: took[len(took)-1]}, nil
}
