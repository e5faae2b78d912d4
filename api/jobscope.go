package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode"

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
// of another area, is refused. What it returns is what it looked at, as the job understood it, and not how that was written.
func (s *server) jobParameters(ctx context.Context, draft JobDraft) (json.RawMessage, error) {
	if twice := keyTwice(draft.Parameters); twice != "" {
		return nil, invalidBody("parameters", twice, "expected every key once in its object; capital and small letters are the same")
	}
	if callerOf(ctx).Area == "" {
		return draft.Parameters, nil
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
			return understood, nil // it works where the plan does
		}
	}
	area, err := s.scope(ctx, place.Area)
	if err != nil {
		return nil, err
	}
	checked := map[string]json.RawMessage{}
	if err := json.Unmarshal(understood, &checked); err != nil {
		return nil, err
	}
	if checked["area"], err = json.Marshal(area); err != nil {
		return nil, err
	}
	return json.Marshal(checked)
}

// keyTwice returns a key that an object anywhere in a JSON text has twice for readers to whom capital and small letters are the same, as
// they are to Go's: which of the two counts would hang on their order. Empty: there is none, or the text is no JSON, as others say.
func keyTwice(text []byte) string {
	type level struct {
		seen map[string]bool // by folded key; nil: an array
		key  bool            // a key comes next
	}
	var open []level
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return ""
		}
		last := len(open) - 1
		if key, ok := token.(string); ok && last >= 0 && open[last].key {
			folded := strings.Map(foldRune, key)
			if open[last].seen[folded] {
				return key
			}
			open[last].seen[folded], open[last].key = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, level{map[string]bool{}, true})
			continue
		case json.Delim('['):
			open = append(open, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:last]
		}
		if last = len(open) - 1; last >= 0 { // a value has ended
			open[last].key = open[last].seen != nil
		}
	}
}

// foldRune returns the smallest of the runes that strings.EqualFold takes for the same.
func foldRune(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}
