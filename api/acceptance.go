package api

import (
	"context"
	"errors"
	"net/http"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// ScenarioRecord is a scenario as it is answered.
type ScenarioRecord struct {
	data.Scenario
	AcceptedStale bool `json:"accepted_stale,omitempty" doc:"true: the accepted plan is out of date, since the records or what the scenario asks have changed after it was made; the acceptance stays"`
}

// AcceptanceDraft names the plan that is accepted.
type AcceptanceDraft struct {
	Plan  string `json:"plan" minLength:"1" maxLength:"200" doc:"ID of a verified plan with an answer, of the scenario's area"`
	Stale bool   `json:"stale,omitempty" doc:"true: accepted knowing that the plan is out of date, which is refused otherwise (stale_plan)"`
	Note  string `json:"note,omitempty" maxLength:"500" doc:"Why, for the change log"`
}

// ArchiveDraft says whether a scenario is put away.
type ArchiveDraft struct {
	Archived bool `json:"archived" doc:"true: put away; false: back in the lists of pages"`
}

// ScenarioVersion names a scenario and the version that is being changed.
type ScenarioVersion struct {
	ScenarioID
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the version that is being changed; required"`
}

func (s *server) registerAcceptance(o *operations) {
	codes := []int{400, 403, 404, 409, 413, 415, 422, 428, 503}
	register(o, huma.Operation{
		OperationID: "acceptPlan", Method: http.MethodPut, Path: "/api/v1/scenarios/{id}/acceptance", Tags: []string{"scenarios"},
		Summary: "Accept a plan for a scenario (采纳)", Description: "Who accepted it and when is kept beside. It changes no record and makes no plan stale; the dashboard names accepted plans first, and the plan's report says so.",
	}, codes, s.acceptPlan)
	register(o, huma.Operation{
		OperationID: "withdrawPlan", Method: http.MethodDelete, Path: "/api/v1/scenarios/{id}/acceptance", Tags: []string{"scenarios"}, DefaultStatus: http.StatusOK,
		Summary: "Withdraw the acceptance of a scenario's plan",
	}, codes, s.withdrawPlan)
	register(o, huma.Operation{
		OperationID: "archiveScenario", Method: http.MethodPut, Path: "/api/v1/scenarios/{id}/archive", Tags: []string{"scenarios"},
		Summary: "Put a scenario away, or take it out again", Description: "Nothing is deleted: lists go on holding it with `archived`, and pages leave it out.",
	}, codes, s.archiveScenario)
}

func (s *server) acceptPlan(ctx context.Context, in *struct {
	ScenarioVersion
	Body AcceptanceDraft
}) (*scenarioAnswer, error) {
	scenario, err := s.scenarioInVersion(ctx, in.ScenarioVersion)
	if err != nil {
		return nil, err
	}
	if _, err := s.plan(ctx, in.Body.Plan); err != nil {
		return nil, err
	}
	acceptance := study.Acceptance{Plan: in.Body.Plan, Knowing: in.Body.Stale, Note: in.Body.Note}
	kept, err := s.Study.AcceptPlan(ctx, scenario, acceptance, s.note(ctx, "accept", ""))
	if errors.Is(err, study.ErrStalePlan) {
		return nil, problem(http.StatusConflict, "stale_plan", sentence(err, study.ErrStalePlan)).with("id", in.Body.Plan)
	}
	if err != nil {
		return nil, err
	}
	return s.answerScenario(ctx, kept)
}

func (s *server) withdrawPlan(ctx context.Context, in *ScenarioVersion) (*scenarioAnswer, error) {
	scenario, err := s.scenarioInVersion(ctx, *in)
	if err != nil {
		return nil, err
	}
	if scenario.AcceptedPlan == "" {
		return nil, problem(http.StatusConflict, "conflict", "no plan of this scenario is accepted").with("id", scenario.ID)
	}
	note := s.note(ctx, "withdraw", "plan "+scenario.AcceptedPlan)
	scenario.ScenarioState = scenario.Withdraw()
	return s.keepState(ctx, scenario, note)
}

func (s *server) archiveScenario(ctx context.Context, in *struct {
	ScenarioVersion
	Body ArchiveDraft
}) (*scenarioAnswer, error) {
	scenario, err := s.scenarioInVersion(ctx, in.ScenarioVersion)
	if err != nil {
		return nil, err
	}
	note := s.note(ctx, "archive", scenario.Name)
	if !in.Body.Archived {
		note.Action = "unarchive"
	}
	scenario.Archived = in.Body.Archived
	return s.keepState(ctx, scenario, note)
}

// scenarioInVersion returns a scenario that is still what If-Match names.
func (s *server) scenarioInVersion(ctx context.Context, in ScenarioVersion) (data.Scenario, error) {
	version, err := neededVersion(in.IfMatch)
	if err != nil {
		return data.Scenario{}, err
	}
	scenario, err := s.scenario(ctx, in.ID)
	if err != nil {
		return scenario, err
	}
	if scenario.Version != version {
		return scenario, scenarioChanged(in.ID, version)
	}
	return scenario, nil
}

// keepState stores a scenario of which only the state differs.
func (s *server) keepState(ctx context.Context, scenario data.Scenario, note data.ChangeNote) (*scenarioAnswer, error) {
	saved, err := s.Study.Store.SaveScenario(ctx, scenario, note)
	if errors.Is(err, data.ErrConflict) {
		return nil, scenarioChanged(scenario.ID, scenario.Version)
	}
	if err != nil {
		return nil, err
	}
	scenario.Version = saved
	return s.answerScenario(ctx, scenario)
}

// answerScenario answers with a scenario and says whether its accepted plan still answers it.
func (s *server) answerScenario(ctx context.Context, scenario data.Scenario) (*scenarioAnswer, error) {
	records, err := s.scenarioRecords(ctx, []data.Scenario{scenario})
	if err != nil {
		return nil, err
	}
	return &scenarioAnswer{ETag: recordTag(records[0]), Body: records[0]}, nil
}

// recordTag is the version, and beside it whether the accepted plan is out of date, which changes without one.
func recordTag(r ScenarioRecord) string {
	if r.AcceptedStale {
		return versionTag(r.Version)[:len(versionTag(r.Version))-1] + `.stale"`
	}
	return versionTag(r.Version)
}

// scenarioRecords says of scenarios whether their accepted plans still answer them.
func (s *server) scenarioRecords(ctx context.Context, scenarios []data.Scenario) ([]ScenarioRecord, error) {
	records := make([]ScenarioRecord, len(scenarios))
	var heads []data.Plan
	var revision int64
	var current *places
	for i, one := range scenarios {
		records[i].Scenario = one
		if one.AcceptedPlan == "" {
			continue
		}
		var err error
		if current == nil {
			if heads, err = s.plansNow(ctx); err != nil {
				return nil, err
			}
			stamp, err := s.Study.Store.Stamp(ctx)
			if err != nil {
				return nil, err
			}
			revision = stamp.Revision
			if current, err = s.currentPlaces(ctx); err != nil {
				return nil, err
			}
		}
		if records[i].AcceptedStale, err = s.Study.AcceptedStale(ctx, current.tree, one, heads, revision); err != nil {
			return nil, err
		}
	}
	return records, nil
}
