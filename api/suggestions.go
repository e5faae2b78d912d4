package api

import (
	"context"
	"strings"

	"cuntong/planner/report"
	"cuntong/planner/study"
)

// SuggestionsWanted says how long the lists of suggestions are.
type SuggestionsWanted struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"Openings, and merges, in the lists"`
	Ignore string `query:"ignore" maxLength:"4000" doc:"Sites that are not to be suggested, separated by commas"`
}

type suggestionsInput struct {
	Area     string `query:"area" maxLength:"12" doc:"Code of the area; absent: everything in the store"`
	Standard string `query:"standard" maxLength:"100" doc:"ID of a standard; absent: default_standard of /api/v1/info"`
	Travel   string `query:"travel" enum:"straight,road" default:"straight" doc:"How travel is measured"`
	Profile  string `query:"profile" maxLength:"100" doc:"ID of the speed profile of travel on roads"`
	Weight   string `query:"weight" enum:"population,settlements" doc:"What openings are ranked by; absent: residents where all are known"`
	SuggestionsWanted
}

func (s *server) registerSuggestions(o *operations) {
	const about = "Openings best first, each with what it gains after those before it and alone, what it costs, why, and the `changes` that open it; then premises that could be merged, with what that saves. Recounted by an audit."
	register(o, get("scenarioSuggestions", "/api/v1/scenarios/{id}/suggestions", "scenarios", "The next changes that a scenario would gain most from", about+" The scenario's own changes are made first; its rules that forbid, open and exclude sites hold."), []int{400, 404, 422}, s.getScenarioSuggestions)
	register(o, get("suggestions", "/api/v1/suggestions", "scenarios", "The next changes that an area would gain most from", about), []int{400, 404, 422}, s.getSuggestions)
}

func (s *server) getScenarioSuggestions(ctx context.Context, in *struct {
	ScenarioID
	SuggestionsWanted
}) (*answer[report.Suggestions], error) {
	scenario, err := s.scenario(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.suggest(ctx, study.SuggestRequest{
		Scenario: scenario.ID, Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile, Weight: scenario.Weight,
		Changes: scenario.Changes, Rules: scenario.Rules,
	}, in.SuggestionsWanted)
}

func (s *server) getSuggestions(ctx context.Context, in *suggestionsInput) (*answer[report.Suggestions], error) {
	area, err := s.area(ctx, "area", in.Area)
	if err != nil {
		return nil, err
	}
	standard, err := s.usualStandard(ctx, in.Standard)
	if err != nil {
		return nil, err
	}
	return s.suggest(ctx, study.SuggestRequest{Area: area, Standard: standard, Travel: in.Travel, Profile: in.Profile, Weight: in.Weight}, in.SuggestionsWanted)
}

// suggest works a list out within the time of an audit.
func (s *server) suggest(ctx context.Context, request study.SuggestRequest, wanted SuggestionsWanted) (*answer[report.Suggestions], error) {
	request.Most = wanted.Limit
	for id := range strings.SplitSeq(wanted.Ignore, ",") {
		if id != "" {
			request.Ignore = append(request.Ignore, id)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.AuditTime)
	defer cancel()
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	suggestions, err := s.Study.Suggest(ctx, request)
	if err != nil {
		return nil, err
	}
	return &answer[report.Suggestions]{*suggestions}, nil
}
