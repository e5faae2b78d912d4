package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
)

// routeKind is the kind of job that makes a day's routes.
const routeKind = "route"

// RunsDraft keeps the routes of a finished job as runs.
type RunsDraft struct {
	Job string `json:"job" minLength:"1" maxLength:"50" doc:"ID of a job of kind route that is done and had a date"`
}

// RoutesDraft is routes made by hand.
type RoutesDraft struct {
	Routes  []study.RouteLine `json:"routes" minItems:"1" maxItems:"10000" doc:"One for each vehicle"`
	Date    string            `json:"date,omitempty" format:"date" doc:"Day of travel: its seasonal closures of roads hold, its counts take the place of means; absent: neither"`
	Area    string            `json:"area,omitempty" maxLength:"12" doc:"Only the service points of this area; absent: all of the plan"`
	Travel  string            `json:"travel,omitempty" enum:"straight,road" doc:"absent: as the plan was made"`
	Profile string            `json:"profile,omitempty" maxLength:"100" doc:"Speed profile; absent: as the plan was made"`
	Skip    []string          `json:"skip,omitempty" maxItems:"10000" doc:"Service points that get no call"`
}

type checkRoutesInput struct {
	ID   string `path:"id" maxLength:"200" doc:"ID of the plan"`
	Body RoutesDraft
}

func (s *server) registerRoutes(o *operations) {
	register(o, huma.Operation{
		OperationID: "keepRuns", Method: http.MethodPost, Path: "/api/v1/runs", Tags: []string{"runs"}, DefaultStatus: http.StatusOK,
		Summary: "Keep a day's routes as runs", Description: "One for each vehicle, with the courier that it had last. What is planned still is replaced, and cancelled where its vehicle has no route any more; " +
			"a run that has gone out must be the same, else nothing is kept (409). Doing so again changes nothing.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 503}, s.keepRuns)
	register(o, asCSV(get("jobRoutesTable", "/api/v1/jobs/{id}/routes.csv", "jobs", "The routes of a finished job as a table",
		"As cuntong route --out routes.csv writes it; previous of another job and routes/check take its columns vehicle, order and stop.")), []int{404, 409, 503}, s.getRouteTable)
	register(o, asHTML(get("jobRouteSheets", "/api/v1/jobs/{id}/sheets.html", "jobs", "The run sheets 路单 of a finished job",
		"As cuntong route --out sheets.html writes them, with ways drawn straight between calls.")), []int{404, 409, 503}, s.getRouteSheets)
	register(o, needs(huma.Operation{
		OperationID: "checkRoutes", Method: http.MethodPost, Path: "/api/v1/plans/{id}/routes/check", Tags: []string{"plans"}, DefaultStatus: http.StatusOK,
		Summary: "Say what routes made by hand break", Description: "Recounted as the program's own are: loads, hours, reloads, stops left out or called at twice. Nothing is kept.",
	}, mayRead), []int{400, 403, 404, 413, 415, 422, 503}, s.checkRoutes)
}

// routesOf reads the answer of a finished route job.
func (s *server) routesOf(ctx context.Context, id string) (*report.RouteStudy, error) {
	j, err := s.job(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case j.Kind != routeKind:
		return nil, missing("route job", id)
	case j.State != data.JobDone || len(j.Result) == 0:
		return nil, problem(http.StatusConflict, "conflict", fmt.Sprintf("job %s is %s and has no routes; wait until it is done", j.ID, j.State)).with("id", j.ID).with("state", string(j.State))
	}
	var day report.RouteStudy
	if err := json.Unmarshal(j.Result, &day); err != nil {
		return nil, fmt.Errorf("read the routes of job %s: %w", j.ID, err)
	}
	return &day, nil
}

func (s *server) keepRuns(ctx context.Context, in *struct{ Body RunsDraft }) (*answer[report.SavedRuns], error) {
	day, err := s.routesOf(ctx, in.Body.Job)
	if err != nil {
		return nil, err
	}
	if day.Date == "" {
		return nil, invalidBody("job", in.Body.Job, "its routes are of no day; ask for them with a date")
	}
	if err := s.ownRuns(ctx, day); err != nil {
		return nil, err
	}
	saved, err := s.Study.SaveRunsBy(ctx, callerOf(ctx).Name, day)
	if err != nil {
		return nil, err
	}
	return &answer[report.SavedRuns]{*saved}, nil
}

// ownRuns refuses routes of a day to an account with an area where a vehicle starts outside it, or where the run that is kept under
// the same name starts there: routes of a plan may use depots across the border, and runs are named by day and vehicle alone. A depot
// lies where its record says, wherever a scenario moves it.
func (s *server) ownRuns(ctx context.Context, day *report.RouteStudy) error {
	own := callerOf(ctx).Area
	if own == "" {
		return nil
	}
	facilities, err := s.Study.Store.Facilities(ctx, data.Query{Area: own})
	if err != nil {
		return err
	}
	inside := make(map[string]bool, len(facilities))
	for _, facility := range facilities {
		inside[facility.ID] = true
	}
	kept, err := s.Study.Store.Runs(ctx, data.Query{Date: day.Date})
	if err != nil {
		return err
	}
	depots := make(map[string]string, len(kept)) // of runs that are kept
	for _, run := range kept {
		depots[run.ID] = run.Depot
	}
	for i := range day.Routes {
		route := &day.Routes[i]
		depot, known := depots[data.RunID(day.Date, route.Vehicle)]
		if !inside[route.Depot] || known && !inside[depot] {
			return problem(http.StatusForbidden, "outside_area", fmt.Sprintf("vehicle %s starts, or has a run of %s that starts, outside %s, which bounds this account; nothing was kept: "+
				"ask an account of both areas to keep these routes", shorten(route.Vehicle), day.Date, own)).with("vehicle", route.Vehicle).with("own_area", own)
		}
	}
	return nil
}

func (s *server) getRouteTable(ctx context.Context, in *JobID) (*csvAnswer, error) {
	day, err := s.routesOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	callerOf(ctx).maskRoutes(day)
	var text bytes.Buffer
	if err := report.WriteRoutesCSV(&text, day); err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the table of routes: %w", err)
	}
	return table("routes-"+in.ID+".csv", rows)
}

func (s *server) getRouteSheets(ctx context.Context, in *JobID) (*htmlAnswer, error) {
	day, err := s.routesOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	callerOf(ctx).maskRoutes(day)
	day.Straight = true
	for i := range day.Routes {
		calls := day.Routes[i].Calls
		for k := range calls {
			if k > 0 {
				calls[k].Line = append(calls[k].Line[:0], calls[k-1].Place, calls[k].Place)
			}
		}
	}
	var text bytes.Buffer
	if err := report.WriteRouteSheet(&text, day); err != nil {
		return nil, err
	}
	return &htmlAnswer{"text/html; charset=utf-8", report.RouteSheetPolicy(), strings.Replace(disposition("sheets-"+in.ID+".html"), "attachment", "inline", 1), text.Bytes()}, nil
}

func (s *server) checkRoutes(ctx context.Context, in *checkRoutesInput) (*answer[report.RouteCheck], error) {
	plan, err := s.plan(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.within(ctx, plan.Scenario.Area); err != nil {
		return nil, err
	}
	request := study.RouteRequest{Plan: plan.ID, Date: data.Date(in.Body.Date), Travel: in.Body.Travel, Profile: in.Body.Profile, Skip: in.Body.Skip}
	if in.Body.Date != "" {
		if _, err := data.ParseDate(in.Body.Date); err != nil {
			return nil, invalidBody("date", in.Body.Date, "expected a calendar day written YYYY-MM-DD")
		}
	}
	if in.Body.Area != "" {
		if request.Area, err = s.area(ctx, "area", in.Body.Area); err != nil {
			return nil, err
		}
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := s.Study.CheckRoutes(ctx, request, in.Body.Routes)
	if err != nil {
		return nil, err
	}
	return &answer[report.RouteCheck]{*found}, nil
}
