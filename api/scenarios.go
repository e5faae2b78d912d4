package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// ScenarioList is a page of scenarios.
type ScenarioList struct {
	Items []ScenarioRecord `json:"items"`
	Next  *string          `json:"next" doc:"Cursor of the next page; null on the last"`
}

// ScenarioDraft is what a client says about a scenario; identifier and version are the server's.
type ScenarioDraft struct {
	Name     string          `json:"name" minLength:"1" maxLength:"200"`
	Area     string          `json:"area,omitempty" maxLength:"12" doc:"Area code; absent: everything in the store, or the account's own area"`
	Standard string          `json:"standard,omitempty" maxLength:"100" doc:"ID of a standard; absent: default_standard of /api/v1/info"`
	Model    string          `json:"model" enum:"lscp,scp,mclp,median,center,facility,dispersion,maxmin,huff,tier" doc:"lscp: fewest new points that cover all; scp: the same at least cost; mclp: most covered with p points or a budget; median: least travel in all; center: least longest travel; facility: least yearly cost and travel; dispersion: p points farthest from each other; maxmin: the worst town covered best; huff: most people who choose new points; tier: hubs, stations and points together, in yuan a year"`
	Weight   string          `json:"weight,omitempty" enum:"population,settlements" doc:"What a demand counts: residents, or one each; absent: residents where all are known"`
	Travel   string          `json:"travel,omitempty" enum:"straight,road" default:"straight"`
	Profile  string          `json:"profile,omitempty" maxLength:"100" doc:"ID of the speed profile of travel on roads; absent: the default one"`
	P        *int64          `json:"p,omitempty" minimum:"0" maximum:"1000000" doc:"Number of new points; not for lscp and scp"`
	Budget   *int64          `json:"budget_yuan,omitempty" minimum:"0" maximum:"1000000000000" doc:"Opening cost limit in yuan; not for lscp and scp"`
	Changes  *data.ChangeSet `json:"changes,omitempty" doc:"Change-set on the baseline; absent: none"`
	Rules    *data.Rules     `json:"rules,omitempty" doc:"What is asked beside model, p and budget_yuan; absent: nothing"`
}

// scenarioAnswer carries the version as the validator that a later PUT must name.
type scenarioAnswer struct {
	ETag     string `header:"ETag" doc:"The scenario's version, for If-Match"`
	Location string `header:"Location" doc:"Where the scenario is, after a POST"`
	Body     ScenarioRecord
}

// ScenarioID names a scenario in the path.
type ScenarioID struct {
	ID string `path:"id" maxLength:"200" doc:"ID of the scenario"`
}

type putScenarioInput struct {
	ScenarioID
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the version that is being replaced; required"`
	Body    ScenarioDraft
}

func (s *server) registerScenarios(o *operations) {
	register(o, get("listScenarios", "/api/v1/scenarios", "scenarios", "Scenarios", "Ordered by ID."), []int{400}, s.listScenarios)
	register(o, once(huma.Operation{
		OperationID: "createScenario", Method: http.MethodPost, Path: "/api/v1/scenarios", Tags: []string{"scenarios"},
		Summary: "Keep a new scenario", DefaultStatus: http.StatusCreated,
	}), []int{400, 403, 404, 413, 415, 422, 503}, s.createScenario)
	register(o, get("getScenario", "/api/v1/scenarios/{id}", "scenarios", "One scenario", ""), []int{404},
		func(ctx context.Context, in *ScenarioID) (*scenarioAnswer, error) {
			scenario, err := s.scenario(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return s.answerScenario(ctx, scenario)
		})
	register(o, get("scenarioEffects", "/api/v1/scenarios/{id}/effects", "scenarios", "What a scenario's changes change for whom",
		"Both sides are audited by the scenario's area, standard, travel and profile: the baseline as it is, and with the changes."), []int{404, 422}, s.getEffects)
	register(o, asCSV(get("scenarioEffectsTable", "/api/v1/scenarios/{id}/effects.csv", "scenarios", "The same as a table", "")), []int{404, 422}, s.getEffectsTable)
	register(o, huma.Operation{
		OperationID: "replaceScenario", Method: http.MethodPut, Path: "/api/v1/scenarios/{id}", Tags: []string{"scenarios"},
		Summary: "Replace a scenario", Description: "Only the version named by If-Match is replaced; if somebody was faster the answer is 409. Whether it is put away and which plan was accepted stay as they are.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 428, 503}, s.replaceScenario)
	s.registerAcceptance(o)
	s.registerPreflight(o)
	s.registerSuggestions(o)
	s.registerStates(o)
}

func (s *server) listScenarios(ctx context.Context, in *struct{ Paging }) (*answer[ScenarioList], error) {
	area, err := s.scope(ctx, "")
	if err != nil {
		return nil, err
	}
	rows, err := s.Study.Store.Scenarios(ctx, data.Query{Area: area, After: in.After, Limit: in.oneMore()})
	if err != nil {
		return nil, err
	}
	rows, next := cut(in.Paging, rows, func(row data.Scenario) string { return row.ID })
	records, err := s.scenarioRecords(ctx, rows)
	if err != nil {
		return nil, err
	}
	return &answer[ScenarioList]{ScenarioList{records, next}}, nil
}

func (s *server) createScenario(ctx context.Context, in *struct{ Body ScenarioDraft }) (*scenarioAnswer, error) {
	id, repeatable := s.newID(ctx)
	if repeatable {
		switch before, err := s.Study.Store.Scenario(ctx, id); {
		case err == nil: // kept by the same request, whose answer got lost in a crash
			if err := s.within(ctx, before.Area); err != nil { // the account had another area then
				return nil, err
			}
			return s.answerCreated(ctx, before)
		case !errors.Is(err, data.ErrNotFound):
			return nil, err
		}
	}
	return s.saveScenario(ctx, data.Scenario{ID: id}, in.Body)
}

// answerCreated answers with a scenario that a POST has made or found.
func (s *server) answerCreated(ctx context.Context, scenario data.Scenario) (*scenarioAnswer, error) {
	created, err := s.answerScenario(ctx, scenario)
	if err == nil {
		created.Location = "/api/v1/scenarios/" + scenario.ID
	}
	return created, err
}

// scenario returns a scenario of the caller's area.
func (s *server) scenario(ctx context.Context, id string) (data.Scenario, error) {
	scenario, err := s.Study.Store.Scenario(ctx, id)
	if errors.Is(err, data.ErrNotFound) {
		return scenario, missing("scenario", id)
	}
	if err != nil {
		return scenario, err
	}
	return scenario, s.within(ctx, scenario.Area)
}

func (s *server) replaceScenario(ctx context.Context, in *putScenarioInput) (*scenarioAnswer, error) {
	version, err := neededVersion(in.IfMatch)
	if err != nil {
		return nil, err
	}
	before, err := s.scenario(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if before.Version != version {
		return nil, scenarioChanged(in.ID, version)
	}
	return s.saveScenario(ctx, before, in.Body)
}

// saveScenario checks a draft against the records and keeps it in place of what was there.
func (s *server) saveScenario(ctx context.Context, before data.Scenario, draft ScenarioDraft) (*scenarioAnswer, error) {
	scenario := data.Scenario{
		ID: before.ID, Name: draft.Name, Area: draft.Area, Standard: draft.Standard, Model: draft.Model, Weight: draft.Weight,
		Travel: draft.Travel, Profile: draft.Profile, P: draft.P, Budget: draft.Budget, Changes: draft.Changes, Rules: draft.Rules,
		ScenarioState: before.ScenarioState, Version: before.Version,
	}
	var err error
	if scenario.Standard, err = s.usualStandard(ctx, scenario.Standard); err != nil {
		return nil, err
	}
	if rules := scenario.Rules; rules != nil && string(rules.ForbidArea) == "null" { // said and not said are the same
		rules.ForbidArea = nil
	}
	if err := s.checkScenario(ctx, &scenario); err != nil {
		return nil, err
	}
	saved, err := s.Study.Store.SaveScenario(ctx, scenario, s.note(ctx, "scenario", scenario.Name))
	if errors.Is(err, data.ErrConflict) {
		return nil, scenarioChanged(scenario.ID, scenario.Version)
	}
	if err != nil {
		return nil, err
	}
	scenario.Version = saved
	if before.Version == 0 {
		return s.answerCreated(ctx, scenario)
	}
	return s.answerScenario(ctx, scenario)
}

// changedMeanwhile says that a scenario is in another version than the one that is to be changed.
func scenarioChanged(id string, version int64) *Problem {
	return problem(http.StatusConflict, "conflict",
		fmt.Sprintf("scenario %q was changed by somebody else since version %d; read it again and repeat the change", shorten(id), version)).
		with("id", id).with("version", strconv.FormatInt(version, 10))
}

func (s *server) checkScenario(ctx context.Context, scenario *data.Scenario) error {
	if strings.TrimSpace(scenario.Name) == "" {
		return invalidBody("name", scenario.Name, "expected a name that is not blank")
	}
	var err error
	if scenario.Area, err = s.bodyArea(ctx, scenario.Area); err != nil {
		return err
	}
	if _, err := s.Study.Standard(ctx, scenario.Standard); err != nil {
		if errors.Is(err, data.ErrNotFound) {
			return invalidBody("standard", scenario.Standard, "no such standard; /api/v1/standards lists them")
		}
		return err
	}
	if err := scenario.Changes.Check(); err != nil {
		return invalidBody("changes", "", err.Error())
	}
	if err := s.Study.CheckChanges(ctx, scenario.Changes, scenario.Profile); err != nil {
		if errors.Is(err, data.ErrInvalid) || errors.Is(err, data.ErrNotFound) {
			return invalidBody("changes", "", told(err))
		}
		return err
	}
	if err := scenario.Rules.Check(); err != nil {
		return invalidBody("rules", "", err.Error())
	}
	covers := scenario.Model == "lscp" || scenario.Model == "scp"
	switch {
	case covers && scenario.P != nil:
		return invalidBody("p", number(scenario.P), scenario.Model+" finds the number of points itself; leave p out or use mclp")
	case covers && scenario.Budget != nil:
		return invalidBody("budget_yuan", number(scenario.Budget), scenario.Model+" takes no budget; leave it out or use mclp")
	case scenario.Model == "dispersion" && scenario.P == nil:
		return invalidBody("p", "", "dispersion needs a number of new points p")
	case scenario.Model == study.TierModel && scenario.P != nil:
		return invalidBody("p", number(scenario.P), "tier finds the number of points itself; leave p out")
	case !covers && scenario.Model != "facility" && scenario.Model != study.TierModel && scenario.P == nil && scenario.Budget == nil:
		return invalidBody("p", "", scenario.Model+" needs a number of new points p or a budget_yuan")
	}
	return nil
}

func versionTag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// neededVersion reads the version that a change must name with If-Match.
func neededVersion(tag string) (int64, error) {
	if tag == "" {
		return 0, problem(http.StatusPreconditionRequired, "precondition_required",
			"say with If-Match which version is replaced: the ETag of GET on the same address")
	}
	return taggedVersion(tag)
}

// taggedVersion reads a version from If-Match. The tag may carry the mark of a compressed answer, and behind a point what else the answer holds.
func taggedVersion(tag string) (int64, error) {
	text, _, _ := strings.Cut(strings.Trim(plainTag(strings.TrimSpace(tag)), `"`), ".")
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil || version < 1 {
		return 0, badTag(tag)
	}
	return version, nil
}

func badTag(tag string) *Problem {
	return problem(http.StatusBadRequest, "invalid", fmt.Sprintf(`If-Match %q is not the ETag of GET on the same address, such as "3"`, shorten(tag))).with("if_match", tag)
}
