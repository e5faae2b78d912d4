package api

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// MergeList is a page of the proposals of an area.
type MergeList struct {
	Items []report.MergeProposal `json:"items"`
	Next  *string                `json:"next" doc:"Cursor of the next page; null on the last"`
}

type mergesInput struct {
	Area     string `query:"area" maxLength:"12" doc:"Only premises in this area; absent: everything"`
	Scenario string `query:"scenario" maxLength:"200" doc:"With the changes of this scenario: what it has merged is not proposed again"`
	Paging
}

// MergeConfirmation takes proposals over into a scenario.
type MergeConfirmation struct {
	IDs      []string `json:"ids" minItems:"1" maxItems:"5000" doc:"IDs of proposals that hold with the changes of the scenario"`
	Scenario string   `json:"scenario,omitempty" maxLength:"200" doc:"ID of the scenario that takes them over; absent: a new one, of model tier"`
	Name     string   `json:"name,omitempty" maxLength:"200" doc:"Of a new scenario; absent: 站点合并"`
	Area     string   `json:"area,omitempty" maxLength:"12" doc:"Of a new scenario; absent: everything"`
	Approved bool     `json:"approved,omitempty" doc:"需审批: the postal authority's approval is at hand or asked for; without it universal-service premises are not merged"`
}

func (s *server) registerMerges(o *operations) {
	register(o, get("listMerges", "/api/v1/merges", "facilities", "Premises of several operators that are one place",
		"Active premises of one tier within 50 m, or of the same name in the same village (stations and hubs: town). They are proposals, by town, then ID: to confirm one, "+
			"post its ID to /api/v1/merges/confirm, or add its `changes` to those of a scenario with PUT, with `approved` where it needs approval. Nothing is merged otherwise."), []int{400, 404}, s.listMerges)
	register(o, once(huma.Operation{
		OperationID: "confirmMerges", Method: http.MethodPost, Path: "/api/v1/merges/confirm", Tags: []string{"facilities"}, DefaultStatus: http.StatusOK,
		Summary: "Take proposals over into a scenario", Description: "They become its changes, behind those that it has; the records stay as they are.",
	}), []int{400, 403, 404, 409, 413, 415, 422, 503}, s.confirmMerges)
}

func (s *server) listMerges(ctx context.Context, in *mergesInput) (*answer[MergeList], error) {
	area, err := s.area(ctx, "area", in.Area)
	if err != nil {
		return nil, err
	}
	changes, err := s.changes(ctx, in.Scenario)
	if err != nil {
		return nil, err
	}
	proposals, err := s.Study.MergeProposals(ctx, study.MergeRequest{Area: area, Changes: changes})
	if err != nil {
		return nil, err
	}
	key := func(m report.MergeProposal) string { return m.ID }
	if in.After != "" {
		last := slices.IndexFunc(proposals, func(m report.MergeProposal) bool { return m.ID == in.After })
		if last < 0 {
			return nil, invalidQuery("after", in.After, "expected the next of the answer before")
		}
		proposals = proposals[last+1:]
	}
	proposals = proposals[:min(len(proposals), in.oneMore())]
	proposals, next := cut(in.Paging, proposals, key)
	return &answer[MergeList]{MergeList{listed(proposals), next}}, nil
}

func (s *server) confirmMerges(ctx context.Context, in *struct{ Body MergeConfirmation }) (*scenarioAnswer, error) {
	body := in.Body
	id, repeatable := s.newID(ctx)
	scenario := data.Scenario{ID: id, Name: body.Name, Area: body.Area, Model: study.TierModel, Standard: data.DefaultStandard, Travel: study.ByStraight}
	if scenario.Name == "" {
		scenario.Name = "站点合并"
	}
	if body.Scenario != "" {
		id = body.Scenario
	}
	switch before, err := s.Study.Store.Scenario(ctx, id); {
	case err == nil && body.Scenario == "" && repeatable: // kept by the same request, whose answer got lost in a crash
		if err := s.within(ctx, before.Area); err != nil { // the account had another area then
			return nil, err
		}
		return s.answerCreated(ctx, before)
	case err == nil:
		if err := s.within(ctx, before.Area); err != nil { // before an empty area is taken for the account's own
			return nil, err
		}
		scenario = before
	case !errors.Is(err, data.ErrNotFound):
		return nil, err
	case body.Scenario != "":
		return nil, missing("scenario", id)
	}
	if scenario.Version == 0 {
		area, err := s.scope(ctx, scenario.Area)
		if err != nil {
			return nil, err
		}
		scenario.Area = area
	}
	if err := s.checkScenario(ctx, &scenario); err != nil {
		return nil, err
	}
	if err := s.within(ctx, scenario.Area); err != nil {
		return nil, err
	}
	scenario, err := s.Study.WithMerges(ctx, scenario, body.IDs, body.Approved)
	if err != nil {
		return nil, err
	}
	if err := s.checkScenario(ctx, &scenario); err != nil {
		return nil, err
	}
	if scenario.Version, err = s.Study.Store.SaveScenario(ctx, scenario, s.note(ctx, "scenario", "merges")); err != nil {
		return nil, err
	}
	return s.answerCreated(ctx, scenario)
}
