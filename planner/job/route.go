package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/study"
)

// RouteParameters are the parameters of a day's delivery routes; the result is report.RouteStudy as cuntong route --json prints it.
type RouteParameters struct {
	Plan     string            `json:"plan"`
	Date     data.Date         `json:"date,omitempty"`
	Area     string            `json:"area,omitempty"`
	Travel   string            `json:"travel,omitempty"`  // absent: as the plan was made
	Profile  string            `json:"profile,omitempty"` // absent: as the plan was made
	Rules    json.RawMessage   `json:"rules,omitempty"`   // as in data/routerules; absent: the preset
	Costs    json.RawMessage   `json:"costs,omitempty"`   // a cost book in whole; absent: the preset
	Skip     []string          `json:"skip,omitempty"`
	Previous []study.RouteLine `json:"previous,omitempty"` // routes of the day before
	Haulage  bool              `json:"haulage,omitempty"`
	Bus      bool              `json:"bus,omitempty"`
	Seed     *int64            `json:"seed,omitempty"` // absent: 1, as on the command line
	Effort   int64             `json:"effort,omitempty"`
	// TimeLimitSeconds ends the search of each district; such routes are not promised to repeat.
	TimeLimitSeconds int64 `json:"time_limit_s,omitempty"`
	// Counts is the SHA-256 of the parcels counted for the date, filled in at submission: they raise no revision, and other counts are other work.
	Counts string `json:"counts,omitempty"`
}

func prepareRoute(ctx context.Context, s *study.Study, text json.RawMessage) (json.RawMessage, error) {
	var p RouteParameters
	if err := decode(text, &p); err != nil {
		return nil, err
	}
	request, err := p.request()
	if err != nil {
		return nil, err
	}
	if p.Seed == nil {
		p.Seed = new(int64(defaultSeed))
	}
	if p.Area != "" {
		standard := ""
		if err := checkPlace(ctx, s, &p.Area, &standard); err != nil {
			return nil, err
		}
	}
	plan, err := s.Store.Plan(ctx, request.Plan)
	if err != nil {
		return nil, err
	}
	if len(plan.Assignments) == 0 {
		return nil, fmt.Errorf("plan %s serves no settlement, so there is nothing to route: %w", plan.ID, data.ErrInvalid)
	}
	p.Counts = ""
	if p.Date != "" {
		counts, err := s.Store.DailyCounts(ctx, data.Query{Date: p.Date})
		if err != nil {
			return nil, err
		}
		if len(counts) > 0 {
			body, err := json.Marshal(counts)
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(body)
			p.Counts = hex.EncodeToString(sum[:])
		}
	}
	return json.Marshal(p)
}

// request checks the parameters that need no store.
func (p *RouteParameters) request() (study.RouteRequest, error) {
	request := study.RouteRequest{Plan: p.Plan, Date: p.Date, Area: p.Area, Travel: p.Travel, Profile: p.Profile, Skip: p.Skip, Previous: p.Previous, Haulage: p.Haulage, Bus: p.Bus}
	if p.Date != "" {
		if _, err := data.ParseDate(string(p.Date)); err != nil {
			return request, fmt.Errorf("%w: %w", err, data.ErrInvalid)
		}
	}
	switch {
	case p.Plan == "":
		return request, fmt.Errorf("plan: name the saved plan whose service points are called at: %w", data.ErrInvalid)
	case p.Bus && p.Date == "":
		return request, fmt.Errorf("bus needs a date, whose timetable holds: %w", data.ErrInvalid)
	case p.Travel != "" && p.Travel != study.ByStraight && p.Travel != study.ByRoad:
		return request, fmt.Errorf("travel %q is not straight or road: %w", p.Travel, data.ErrInvalid)
	case p.Effort < 0 || p.TimeLimitSeconds < 0:
		return request, fmt.Errorf("effort and time_limit_s are 0 or more: %w", data.ErrInvalid)
	case len(p.Skip) > mostListed || len(p.Previous) > mostListed:
		return request, fmt.Errorf("skip and previous take at most %d entries: %w", mostListed, data.ErrInvalid)
	}
	if len(p.Rules) > 0 {
		rules, err := data.ParseRouteRules(p.Rules)
		if err != nil {
			return request, fmt.Errorf("rules: %w: %w", err, data.ErrInvalid)
		}
		request.Rules = &rules
	}
	if len(p.Costs) > 0 {
		book, err := data.ParseCostBook(p.Costs)
		if err != nil {
			return request, fmt.Errorf("costs: %w: %w", err, data.ErrInvalid)
		}
		request.Costs = &book
	}
	return request, nil
}

// mostListed bounds lists in parameters.
const mostListed = 100_000

func workRoute(ctx context.Context, t *Task) (data.JobOutcome, error) {
	var p RouteParameters
	if err := decode(t.Job.Parameters, &p); err != nil {
		return data.JobOutcome{}, err
	}
	request, err := p.request()
	if err != nil {
		return data.JobOutcome{}, err
	}
	began := t.Study.Now()
	request.Options = planner.Options{
		Seed: *p.Seed, Threads: t.Threads, Effort: p.Effort, TimeLimit: time.Duration(p.TimeLimitSeconds) * time.Second, Now: t.Study.Now,
		Progress: func(step planner.Progress) {
			progress := progressOf(step, 0, t.Study.Now().Sub(began))
			progress.Steps = routeSteps
			t.Progress(progress)
		},
	}
	t.Progress(data.JobProgress{Step: 1, Steps: routeSteps, Name: "read"})
	out, err := t.Study.Routes(ctx, request)
	if err != nil {
		return data.JobOutcome{}, err
	}
	result, err := json.Marshal(out)
	return data.JobOutcome{Result: result}, err
}

// routeSteps are to read the day and to search.
const routeSteps = 2
