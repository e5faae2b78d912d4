package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// RoadReportList is a page of road reports.
type RoadReportList struct {
	Items []RoadReport `json:"items"`
	Next  *string      `json:"next" doc:"Cursor of the next page; null on the last"`
}

// RoadReport is what a courier said of a road, and what the office made of it.
type RoadReport struct {
	ID             string     `json:"id" doc:"Of the event"`
	Run            string     `json:"run" doc:"On which it was noted"`
	Reason         string     `json:"reason" doc:"What is wrong with the road"`
	Note           *string    `json:"note" doc:"null: none"`
	At             time.Time  `json:"at" doc:"By the clock of the device"`
	Until          *time.Time `json:"until" doc:"When the road should be open again; null unknown"`
	Coordinates    *Position  `json:"coordinates" doc:"Where the device was; null unknown"`
	AccuracyMeters *float64   `json:"accuracy_m" doc:"Of the coordinates; null unknown"`
	State          string     `json:"state" enum:"open,accepted,dismissed" doc:"open: not answered yet; accepted: its road is closed in a scenario"`
	Answer         *string    `json:"answer" doc:"Note of the last answer, which begins with the ID of the scenario where it was accepted; null: none"`
	AnsweredAt     *time.Time `json:"answered_at" doc:"null: not answered yet"`
}

// RoadReportDetail is a road report with the ways it may be about.
type RoadReportDetail struct {
	RoadReport
	Ways []study.NearWay `json:"ways" doc:"Within 150 m, the nearest first"`
}

// RoadReportAcceptance closes the road of a report in a scenario.
type RoadReportAcceptance struct {
	Scenario string `json:"scenario" minLength:"1" maxLength:"200" doc:"ID of the scenario whose road changes take it over"`
	Way      *int64 `json:"way,omitempty" doc:"The way that is closed; absent, as road: the nearest"`
	Road     string `json:"road,omitempty" maxLength:"200" doc:"All ways of exactly this name in place of one"`
	Note     string `json:"note,omitempty" maxLength:"1000"`
}

// RoadReportDismissal says why a report is not taken over.
type RoadReportDismissal struct {
	Note string `json:"note,omitempty" maxLength:"1000"`
}

type roadReportsInput struct {
	Area  string `query:"area" maxLength:"12" doc:"Only of runs whose depot lies in this area; absent: all"`
	State string `query:"state" enum:"open,accepted,dismissed" doc:"Only reports in this state; absent: all"`
	Paging
}

// RoadReportID names a road report in the path.
type RoadReportID struct {
	ID string `path:"id" maxLength:"200" doc:"ID of the event"`
}

type acceptRoadReportInput struct {
	RoadReportID
	Body RoadReportAcceptance
}

type dismissRoadReportInput struct {
	RoadReportID
	Body RoadReportDismissal
}

func (s *server) registerRoadReports(o *operations) {
	register(o, get("listRoadReports", "/api/v1/road-reports", "runs", "What couriers said of roads", "The latest first, ties by ID."), []int{400, 404}, s.listRoadReports)
	register(o, get("getRoadReport", "/api/v1/road-reports/{id}", "runs", "One road report with the ways near it", ""), []int{404}, s.getRoadReport)
	register(o, huma.Operation{
		OperationID: "acceptRoadReport", Method: http.MethodPost, Path: "/api/v1/road-reports/{id}/accept", Tags: []string{"runs"}, DefaultStatus: http.StatusOK,
		Summary: "Close the road of a report in a scenario", Description: "Adds the closure to the scenario's road changes, where the scenario has a day and the report an end from the one day to the other; " +
			"the records stay as they are. Doing so again changes nothing.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 503}, s.acceptRoadReport)
	register(o, huma.Operation{
		OperationID: "dismissRoadReport", Method: http.MethodPost, Path: "/api/v1/road-reports/{id}/dismiss", Tags: []string{"runs"}, DefaultStatus: http.StatusOK,
		Summary: "Say that a road report is not taken over",
	}, []int{400, 403, 404, 413, 415, 422, 503}, s.dismissRoadReport)
}

func (s *server) listRoadReports(ctx context.Context, in *roadReportsInput) (*answer[RoadReportList], error) {
	area, err := s.area(ctx, "area", in.Area)
	if err != nil {
		return nil, err
	}
	reports, err := s.Study.RoadReports(ctx, area)
	if err != nil {
		return nil, err
	}
	if in.After != "" { // before the state is looked at, which may have changed between two pages
		last := slices.IndexFunc(reports, func(r study.RoadReport) bool { return r.ID == in.After })
		if last < 0 {
			return nil, invalidQuery("after", in.After, "expected the next of the answer before")
		}
		reports = reports[last+1:]
	}
	if in.State != "" {
		reports = slices.DeleteFunc(reports, func(r study.RoadReport) bool { return string(r.State) != in.State })
	}
	reports = reports[:min(len(reports), in.oneMore())]
	reports, next := cut(in.Paging, reports, func(r study.RoadReport) string { return r.ID })
	items := make([]RoadReport, len(reports))
	for i := range reports {
		items[i] = roadReport(callerOf(ctx), &reports[i])
	}
	return &answer[RoadReportList]{RoadReportList{items, next}}, nil
}

func roadReport(c caller, r *study.RoadReport) RoadReport {
	report := RoadReport{ID: r.ID, Run: r.Run, Reason: c.words(r.Reason), Note: known(c.words(r.Note)), At: r.At, Until: r.Until, AccuracyMeters: r.AccuracyMeters, State: string(r.State)}
	if r.Location != nil {
		place := Position(*r.Location)
		report.Coordinates = &place
	}
	if r.Answer != nil {
		report.Answer, report.AnsweredAt = known(c.words(r.Answer.Note)), &r.Answer.At
	}
	return report
}

// findRoadReport returns a report of the caller's area.
func (s *server) findRoadReport(ctx context.Context, id string) (study.RoadReport, error) {
	report, err := s.Study.RoadReport(ctx, callerOf(ctx).Area, id)
	if errors.Is(err, data.ErrNotFound) {
		return report, missing("road report", id)
	}
	return report, err
}

func (s *server) getRoadReport(ctx context.Context, in *RoadReportID) (*answer[RoadReportDetail], error) {
	report, err := s.findRoadReport(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	detail := RoadReportDetail{RoadReport: roadReport(callerOf(ctx), &report), Ways: []study.NearWay{}}
	if report.Location != nil {
		if detail.Ways, err = s.Study.WaysNear(ctx, *report.Location); err != nil {
			return nil, err
		}
	}
	return &answer[RoadReportDetail]{detail}, nil
}

func (s *server) acceptRoadReport(ctx context.Context, in *acceptRoadReportInput) (*answer[RoadReportDetail], error) {
	report, err := s.findRoadReport(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	scenario, err := s.scenario(ctx, in.Body.Scenario)
	if err != nil {
		return nil, err
	}
	if err := s.within(ctx, scenario.Area); err != nil {
		return nil, err
	}
	acceptance := study.RoadReportAnswer{Accept: true, Scenario: scenario.ID, Way: in.Body.Way, Road: strings.TrimSpace(in.Body.Road), Note: in.Body.Note}
	save := func(ctx context.Context, changed data.Scenario) error {
		if err := s.checkScenario(ctx, &changed); err != nil {
			return err
		}
		_, err := s.Study.Store.SaveScenario(ctx, changed, s.note(ctx, "scenario", "road report "+report.ID))
		return err
	}
	if err := s.Study.AnswerRoadReport(ctx, report, acceptance, s.note(ctx, "events", "road report "+report.ID), save); err != nil {
		return nil, err
	}
	return s.getRoadReport(ctx, &in.RoadReportID)
}

func (s *server) dismissRoadReport(ctx context.Context, in *dismissRoadReportInput) (*answer[RoadReportDetail], error) {
	report, err := s.findRoadReport(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Study.AnswerRoadReport(ctx, report, study.RoadReportAnswer{Note: in.Body.Note}, s.note(ctx, "events", "road report "+report.ID), nil); err != nil {
		return nil, err
	}
	return s.getRoadReport(ctx, &in.RoadReportID)
}
