package api

import (
	"context"
	"strings"

	"cuntong/data"
	"cuntong/geo/travel"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// EffectsAnswer is what a scenario's changes change, with both sides' totals.
type EffectsAnswer struct {
	Scenario string             `json:"scenario" doc:"ID"`
	Name     string             `json:"name"`
	Standard string             `json:"standard"`
	Travel   travel.Description `json:"travel" doc:"With the changes"`
	Before   report.Counts      `json:"before" doc:"On the baseline"`
	After    report.Counts      `json:"after" doc:"With the changes"`
	report.Effects
}

// changes returns the change-set of a saved scenario; nil for an empty ID.
func (s *server) changes(ctx context.Context, id string) (*data.ChangeSet, error) {
	if id == "" {
		return nil, nil
	}
	scenario, err := s.scenario(ctx, id)
	return scenario.Changes, err
}

// told is what an error says without the bare name of its kind at the end.
func told(err error) string {
	return strings.TrimSuffix(strings.TrimSuffix(err.Error(), ": "+data.ErrInvalid.Error()), ": "+data.ErrNotFound.Error())
}

func (s *server) getEffects(ctx context.Context, in *ScenarioID) (*answer[EffectsAnswer], error) {
	scenario, err := s.scenario(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	// Both audits are at most one county or city, as those of getAudit; the context's own end is theirs too.
	audit, effects, err := s.Study.AuditChanges(ctx, study.AuditRequest{
		Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile, Changes: scenario.Changes,
	})
	if err != nil {
		return nil, err
	}
	return &answer[EffectsAnswer]{EffectsAnswer{
		Scenario: scenario.ID, Name: scenario.Name, Standard: audit.Standard, Travel: audit.Travel, Before: effects.Baseline, After: audit.Counts, Effects: *effects,
	}}, nil
}
