package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"cuntong/data/finding"
	"cuntong/planner/importing"

	"github.com/danielgtaylor/huma/v2"
)

// FindingList is what is probably wrong with the records.
type FindingList struct {
	Revision int64             `json:"revision" doc:"Of the records that were looked at"`
	Items    []finding.Finding `json:"items" doc:"In the order of the rules; findings without any record are left out"`
}

type findingsInput struct {
	Area  string `query:"area" maxLength:"12" doc:"Area code; absent: everything that the account sees"`
	Limit int    `query:"limit" minimum:"1" maximum:"5000" default:"200" doc:"Most records listed for each finding"`
}

// FindingFix says what is to be mended.
type FindingFix struct {
	Code string   `json:"code" maxLength:"60" doc:"Of the finding"`
	IDs  []string `json:"ids" minItems:"1" maxItems:"5000" doc:"Codes or IDs of records"`
}

// FindingFixed says what was mended.
type FindingFixed struct {
	Import  string   `json:"import" doc:"ID under which it can be undone: POST /api/v1/imports/{id}/undo; empty: nothing was left to mend"`
	Changed int      `json:"changed" doc:"Records"`
	Left    []string `json:"left" doc:"Those that had no fix any more"`
}

func (s *server) registerFindings(o *operations) {
	register(o, needs(get("listFindings", "/api/v1/findings", "imports", "What is probably wrong with the records", "Suspicions with their reason, and where a repair follows from the records themselves what it would change."), mayPlan), []int{400, 403, 404, 503}, s.listFindings)
	register(o, huma.Operation{
		OperationID: "fixFindings", Method: http.MethodPost, Path: "/api/v1/findings/fix", Tags: []string{"imports"}, DefaultStatus: http.StatusOK,
		Summary: "Apply the fixes of a finding to some records", Description: "In one transaction, with a line for each record in the change log under the reason fix and the code. Records whose finding is gone are named and left.",
	}, []int{400, 403, 409, 413, 415, 422, 503}, s.fixFindings)
}

func (s *server) listFindings(ctx context.Context, in *findingsInput) (*answer[FindingList], error) {
	area, err := s.area(ctx, "area", in.Area)
	if err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	stamp, err := s.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	findings, err := s.Study.Findings(ctx, area)
	if err != nil {
		return nil, err
	}
	list := FindingList{Revision: stamp.Revision, Items: make([]finding.Finding, len(findings))}
	for i, f := range findings {
		list.Items[i] = f.Shown(in.Limit)
	}
	return &answer[FindingList]{list}, nil
}

func (s *server) fixFindings(ctx context.Context, in *struct{ Body FindingFix }) (*answer[FindingFixed], error) {
	if !slices.Contains(finding.Codes(), finding.Code(in.Body.Code)) {
		var known []string
		for _, code := range finding.Codes() {
			known = append(known, string(code))
		}
		return nil, invalidBody("code", in.Body.Code, fmt.Sprintf("expected one of %s", strings.Join(known, ", ")))
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	past, left, err := s.desk.Fix(context.WithoutCancel(ctx), in.Body.Code, in.Body.IDs, importing.Owner{Actor: callerOf(ctx).Name, Area: callerOf(ctx).Area})
	return &answer[FindingFixed]{FindingFixed{Import: past.ID, Changed: past.Changed, Left: listed(left)}}, err
}
