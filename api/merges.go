package api

import (
	"context"

	"cuntong/planner/report"
	"cuntong/planner/study"
)

// MergeList is all proposals of an area.
type MergeList struct {
	Items []report.MergeProposal `json:"items"`
}

type mergesInput struct {
	Area     string `query:"area" maxLength:"12" doc:"Only premises in this area; absent: everything"`
	Scenario string `query:"scenario" maxLength:"200" doc:"With the changes of this scenario: what it has merged is not proposed again"`
}

func (s *server) registerMerges(o *operations) {
	register(o, get("listMerges", "/api/v1/merges", "facilities", "Premises of several operators that are one place",
		"Active premises of one tier within 50 m, or of the same name in the same village (stations and hubs: town). They are proposals: to confirm one, add its "+
			"`changes` to those of a scenario with PUT, with `approved` where it needs approval. Nothing is merged otherwise."), []int{400, 404}, s.listMerges)
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
	return &answer[MergeList]{MergeList{proposals}}, nil
}
