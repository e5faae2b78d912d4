package api

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"cuntong/data"
)

// jobPlace is what the parameters of jobs say about where they work, whatever their kind. What says nothing works on the
// whole store.
type jobPlace struct {
	Area     string `json:"area"`
	Scenario string `json:"scenario"`
	Plan     string `json:"plan"`
	PlanID   string `json:"plan_id"`
}

// jobArea returns the area that a job works on, from its parameters as they were understood.
func (s *server) jobArea(ctx context.Context, parameters json.RawMessage) (string, error) {
	var place jobPlace
	if err := json.Unmarshal(parameters, &place); err != nil {
		return "", nil // whatever it is, it is nobody's own
	}
	if place.Area != "" {
		return place.Area, nil
	}
	for _, id := range []string{place.Plan, place.PlanID} {
		if id == "" {
			continue
		}
		plan, err := s.Study.Store.Plan(ctx, id)
		if errors.Is(err, data.ErrNotFound) {
			return "", nil
		}
		return plan.Scenario.Area, err
	}
	return "", nil
}

// jobsWithin lists jobs of the caller's area, up to the limit of the query.
func (s *server) jobsWithin(ctx context.Context, q data.JobQuery) ([]data.Job, error) {
	c := callerOf(ctx)
	if c.Area == "" {
		return s.Jobs.Store.Jobs(ctx, q)
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	var list []data.Job
	for len(list) < q.Limit {
		page, err := s.Jobs.Store.Jobs(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, j := range page {
			area, err := s.jobArea(ctx, j.Parameters)
			if err != nil {
				return nil, err
			}
			if c.inside(current, area) && len(list) < q.Limit {
				list = append(list, j)
			}
		}
		if len(page) < q.Limit {
			break
		}
		q.After = page[len(page)-1].ID
	}
	return list, nil
}

// jobParameters bounds what an account with an area asks for: no area becomes its own, and another area, or a scenario or plan
// of another area, is refused. It looks at what the job will understand, not at how it was written.
func (s *server) jobParameters(ctx context.Context, draft JobDraft) (json.RawMessage, error) {
	own := callerOf(ctx).Area
	if own == "" {
		return draft.Parameters, nil
	}
	given := map[string]json.RawMessage{}
	if len(draft.Parameters) > 0 && json.Unmarshal(draft.Parameters, &given) != nil {
		return draft.Parameters, nil // no object: the job says so
	}
	understood, err := s.Jobs.Prepare(ctx, draft.Kind, draft.Parameters)
	if err != nil {
		return nil, err
	}
	var place jobPlace
	if err := json.Unmarshal(understood, &place); err != nil {
		return nil, err
	}
	if place.Scenario != "" {
		if _, err := s.scenario(ctx, place.Scenario); err != nil {
			return nil, err
		}
	}
	for _, id := range []string{place.Plan, place.PlanID} {
		if id == "" {
			continue
		}
		if _, err := s.plan(ctx, id); err != nil {
			return nil, err
		}
		if place.Area == "" {
			return draft.Parameters, nil // it works where the plan does
		}
	}
	area, err := s.scope(ctx, place.Area)
	if err != nil {
		return nil, err
	}
	for name := range given {
		if strings.EqualFold(name, "area") {
			delete(given, name)
		}
	}
	if given["area"], err = json.Marshal(area); err != nil {
		return nil, err
	}
	return json.Marshal(given)
}
