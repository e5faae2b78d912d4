package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// The run that tinyRuns saves first, and its path.
const (
	runID   = "2026-11-23_van-1#1"
	runPath = "/api/v1/runs/2026-11-23_van-1%231"
)

// tinyRuns saves a run of two stops with a reload between them, and two more on other days and vehicles.
func tinyRuns(t testing.TB, s *study.Study) {
	t.Helper()
	one := data.Run{ID: runID, Date: "2026-11-23", Vehicle: "van-1#1", VehicleName: "面包车", Kind: "van", Courier: "王五", State: data.RunPlanned, Plan: "p1", Fingerprint: "f", Depot: shopID,
		Depart: 28_800, Home: 40_000, Meters: 31_234, CreatedAt: noon(), Stops: []data.RunStop{
			{Stop: "P1", Name: "远村点", Place: orb.Point{118.5, 37.7}, Arrive: 30_000, Leave: 30_300, Down: 12, Up: 3, Villages: []string{"远村"}},
			{Stop: shopID, Reload: true, Name: "近村便民店", Place: orb.Point{118.3, 37.5}, Arrive: 32_000, Leave: 32_900},
			{Stop: "P2", Name: evilName, Place: orb.Point{118.45, 37.65}, Arrive: 34_000, Leave: 34_300, Up: 8}}}
	two, three := one, one
	two.Vehicle, two.Courier, two.Stops = "van-1#2", "赵六", one.Stops[:1]
	three.Date, three.Vehicle, three.Courier, three.Depot, three.Stops = "2026-11-24", "a/b#1", "", "gone", nil
	runs := []data.Run{one, two, three}
	for i := range runs {
		runs[i].ID = data.RunID(runs[i].Date, runs[i].Vehicle)
	}
	if err := s.Store.SaveRuns(context.Background(), runs, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
}

// tinyReport notes a road report on the first run of tinyRuns.
func tinyReport(t testing.TB, s *study.Study) {
	t.Helper()
	report := data.StopEvent{ID: "tiny-report", Run: runID, Kind: data.RoadReport, Reason: "积水", At: noon(), ReceivedAt: noon(), Location: &orb.Point{118.3, 37.5}}
	if _, err := s.Store.SaveStopEvents(context.Background(), []data.StopEvent{report}, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
}

// tinyEvents is a batch: a delivery, a failure, and a report of the road.
const tinyEvents = `{"device":"手机甲","events":[
 {"id":"e1","stop":"P1","kind":"delivered","at":"2026-11-23T01:00:00Z","coordinates":[118.5,37.7],"accuracy_m":12.5,"parcels_down":12,"seq":1},
 {"id":"e2","run":"` + runID + `","stop":"P2","kind":"failed","reason":"无人","note":"改日","at":"2026-11-23T01:10:00.123Z","seq":2},
 {"id":"e3","kind":"road_report","reason":"积水","at":"2026-11-23T01:20:00Z","coordinates":[118.4,37.6],"seq":3}]}`

func runServer(t *testing.T) (*study.Study, *httptest.Server) {
	t.Helper()
	s := tinyStudy(t)
	tinyRuns(t, s)
	return s, serve(t, Options{Study: s})
}

func TestEventsThatComeAgainChangeNothing(t *testing.T) {
	_, server := runServer(t)
	for round, want := range []string{"accepted", "known", "known"} {
		noted := decode[RunEventsNoted](t, ask(t, server, http.MethodPost, runPath+"/events", tinyEvents))
		if len(noted.Results) != 3 || noted.Run.State != "done" || noted.Run.DeliveredStops != 1 || noted.Run.FailedStops != 1 || noted.Run.OpenStops != 0 {
			t.Fatalf("round %d: %+v", round, noted)
		}
		for _, one := range noted.Results {
			if one.Result != want || one.KeptAs != one.ID || one.Conflict {
				t.Errorf("round %d: %+v, want %s", round, one, want)
			}
		}
	}
	run := decode[Run](t, ask(t, server, http.MethodGet, runPath, ""))
	if len(run.Events) != 3 || run.Version != 2 || len(run.Stops) != 3 || run.Stops[0].Outcome == nil || run.Stops[1].Outcome != nil || *run.Stops[2].Outcome.Reason != "无人" || run.Stops[0].Number != 1 {
		t.Errorf("the run afterwards: %+v", run)
	}
	other := `{"device":"手机乙","events":[{"id":"e9","stop":"P1","kind":"failed","reason":"拒收","at":"2026-11-23T02:00:00Z"},{"id":"e1","device":"手机甲","stop":"P1","kind":"delivered","at":"2026-11-23T03:00:00Z","seq":4}]}`
	noted := decode[RunEventsNoted](t, ask(t, server, http.MethodPost, runPath+"/events", other))
	if got := noted.Results[0]; got.Result != "accepted" || !got.Conflict {
		t.Errorf("another phone says otherwise: %+v", got)
	}
	if got := noted.Results[1]; got.Result != "renamed" || !strings.HasPrefix(got.KeptAs, "e1~") || !got.Conflict {
		t.Errorf("the ID of another event: %+v", got)
	}
	var ids []string
	for after := ""; ; {
		page := decode[RunEventList](t, ask(t, server, http.MethodGet, runPath+"/events?limit=2&after="+url.QueryEscape(after), ""))
		for _, e := range page.Items {
			ids = append(ids, e.ID)
		}
		if page.Next == nil {
			break
		}
		after = *page.Next
	}
	if want := []string{"e1", "e2", "e3", "e9", noted.Results[1].KeptAs}; !slices.Equal(ids, want) {
		t.Errorf("events page by page %v, want by time %v", ids, want)
	}
}

func TestRefusedEventsAreNamedAndNothingIsKept(t *testing.T) {
	_, server := runServer(t)
	batch := `{"events":[{"id":"ok","stop":"P1","kind":"delivered","at":"2026-11-23T01:00:00Z"},
 {"id":"b1","stop":"P9","kind":"delivered","at":"2026-11-23T01:00:00Z"},{"id":"b2","stop":"P1","kind":"failed","at":"2026-11-23T01:00:00Z"},
 {"id":"b3","stop":"P1","kind":"delivered","at":"1970-01-01T00:00:00Z"},{"id":"b4","run":"x","stop":"P1","kind":"delivered","at":"2026-11-23T01:00:00Z"},
 {"id":"b5","stop":"shop-1","kind":"delivered","at":"2026-11-23T01:00:00Z"},{"id":"b6","stop":"P1","kind":"delivered","at":"2026-11-23T01:00:00Z","coordinates":[200,1]},
 {"id":"b7","kind":"delivered","at":"2026-11-23T01:00:00Z"}]}`
	p := wantProblem(t, ask(t, server, http.MethodPost, runPath+"/events", batch), http.StatusUnprocessableEntity, "invalid")
	var named []string
	for _, one := range p.Errors {
		named = append(named, one.Location+" "+one.Value)
		if one.Message == "" || strings.HasSuffix(one.Message, "invalid") {
			t.Errorf("%s: %q", one.Location, one.Message)
		}
	}
	want := []string{"body.events[1] b1", "body.events[2] b2", "body.events[3] b3", "body.events[4] b4", "body.events[5] b5", "body.events[6] b6", "body.events[7] b7"}
	if !slices.Equal(named, want) || !strings.Contains(p.Detail, "7 of 8") {
		t.Errorf("refused %v: %s", named, p.Detail)
	}
	if run := decode[Run](t, ask(t, server, http.MethodGet, runPath, "")); len(run.Events) != 0 || run.State != "planned" {
		t.Errorf("after the refusal: %+v", run)
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/runs/none/events", tinyEvents), http.StatusNotFound, "not_found")
	many := make([]string, 1001)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id":"m%d","stop":"P1","kind":"delivered","at":"2026-11-23T01:00:00Z"}`, i)
	}
	wantProblem(t, ask(t, server, http.MethodPost, runPath+"/events", `{"events":[`+strings.Join(many, ",")+`]}`), http.StatusUnprocessableEntity, "invalid")
}

func TestARunIsAssignedAndCancelledByItsVersion(t *testing.T) {
	s, server := runServer(t)
	change := func(tag, body string) reply {
		return ask(t, server, http.MethodPatch, runPath, body, "If-Match", tag)
	}
	tag := ask(t, server, http.MethodGet, runPath, "").header.Get("ETag")
	got := change(tag, `{"courier":"钱七"}`)
	if run := decode[Run](t, got); got.status != http.StatusOK || *run.Courier != "钱七" || run.Version != 2 || got.header.Get("ETag") == tag {
		t.Errorf("assigned: %d %+v", got.status, run)
	}
	wantProblem(t, change(tag, `{"courier":"孙八"}`), http.StatusConflict, "conflict")
	wantProblem(t, ask(t, server, http.MethodPatch, runPath, `{"courier":"孙八"}`), http.StatusPreconditionRequired, "precondition_required")
	wantProblem(t, change(`"x"`, `{"courier":"孙八"}`), http.StatusBadRequest, "invalid")
	wantProblem(t, change(`"2.0"`, `{"state":"done"}`), http.StatusUnprocessableEntity, "invalid")
	for version, state := range []string{"cancelled", "planned"} {
		if run := decode[Run](t, change(fmt.Sprintf(`"%d.0"`, version+2), `{"state":"`+state+`"}`)); run.State != state || *run.Courier != "钱七" {
			t.Errorf("%s: %+v", state, run)
		}
	}
	changes, err := s.Store.Changes(t.Context(), 0, 100)
	if err != nil || changes[len(changes)-1].Note.Actor != "test" || changes[len(changes)-1].Note.Action != "run" {
		t.Errorf("the change log ends with %+v, %v", changes[len(changes)-1], err)
	}
	wantProblem(t, ask(t, server, http.MethodDelete, runPath, ""), http.StatusMethodNotAllowed, "method_not_allowed")
}

func TestRunsAreListedMappedAndPrinted(t *testing.T) {
	_, server := runServer(t)
	ask(t, server, http.MethodPost, runPath+"/events", tinyEvents)
	ids := func(query string) (list []string) {
		for _, run := range decode[RunList](t, ask(t, server, http.MethodGet, "/api/v1/runs"+query, "")).Items {
			list = append(list, run.ID)
		}
		return list
	}
	for query, want := range map[string][]string{
		"": {runID, "2026-11-23_van-1#2", "2026-11-24_a/b#1"}, "?date=2026-11-24": {"2026-11-24_a/b#1"}, "?courier=" + url.QueryEscape("赵六"): {"2026-11-23_van-1#2"},
		"?area=370522": {runID, "2026-11-23_van-1#2"}, "?area=370522&limit=1&after=" + url.QueryEscape(runID): {"2026-11-23_van-1#2"}, "?date=2030-01-01": nil,
	} {
		if got := ids(query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	wantProblem(t, ask(t, server, http.MethodGet, "/api/v1/runs?date=2026-02-30", ""), http.StatusBadRequest, "invalid")
	if run := decode[Run](t, ask(t, server, http.MethodGet, "/api/v1/runs/2026-11-24_a%2Fb%231", "")); run.ID != "2026-11-24_a/b#1" || run.Courier != nil {
		t.Errorf("a run whose ID has a slash: %+v", run)
	}
	collection := decode[RunCollection](t, ask(t, server, http.MethodGet, "/api/v1/runs.geojson?date=2026-11-23", ""))
	if len(collection.Features) != 6 || collection.Features[0].Geometry.Type != "LineString" || *collection.Features[1].Properties.Outcome != "delivered" || collection.Features[1].Geometry.Type != "Point" {
		t.Errorf("the map: %+v", collection)
	}
	sheet := ask(t, server, http.MethodGet, runPath+"/sheet.html", "")
	if sheet.status != http.StatusOK || !strings.Contains(string(sheet.body), `data-run="`+runID+`"`) || strings.Contains(sheet.header.Get("Content-Security-Policy"), "unsafe") ||
		!strings.HasPrefix(sheet.header.Get("Content-Disposition"), "inline; ") {
		t.Errorf("the sheet: %d %v %.300s", sheet.status, sheet.header, sheet.body)
	}
}

func TestCouriersSeeTheirOwnRunsAndOfficialsThoseOfTheirArea(t *testing.T) {
	s := tinyStudy(t)
	tinyRuns(t, s)
	server := &server{Options: Options{Study: s}}
	as := func(c caller) context.Context { return context.WithValue(t.Context(), callerKey{}, c) }
	courier := caller{Name: "zhao", Courier: "赵六", May: []permission{mayDeliver}}
	for what, c := range map[string]struct {
		caller
		want []string
	}{
		"a courier":             {courier, []string{"2026-11-23_van-1#2"}},
		"a courier of no run":   {caller{Name: "赵六", Courier: "孙八", May: []permission{mayDeliver}}, nil},
		"a program that notes":  {caller{Name: "li [token t]", May: []permission{mayDeliver}}, []string{runID, "2026-11-23_van-1#2", "2026-11-24_a/b#1"}},
		"a planner":             {caller{Name: "赵六", May: []permission{mayRead, mayPlan, mayDeliver}}, []string{runID, "2026-11-23_van-1#2", "2026-11-24_a/b#1"}},
		"an official":           {caller{May: []permission{mayRead}}, []string{runID, "2026-11-23_van-1#2", "2026-11-24_a/b#1"}},
		"an official of Lijin":  {caller{May: []permission{mayRead}, Area: countyCode}, []string{runID, "2026-11-23_van-1#2"}},
		"an official elsewhere": {caller{May: []permission{mayRead}, Area: "370523"}, nil},
	} {
		list, err := server.listRuns(as(c.caller), &runsInput{Paging: Paging{Limit: 10}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, run := range list.Body.Items {
			got = append(got, run.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s lists %v, want %v", what, got, c.want)
		}
		for _, id := range []string{runID, "2026-11-23_van-1#2", "2026-11-24_a/b#1"} {
			_, err := server.getRun(as(c.caller), &RunID{id})
			var p *Problem
			if seen := err == nil; seen != slices.Contains(c.want, id) || !seen && (!errors.As(err, &p) || p.Code != "not_found") {
				t.Errorf("%s asks for %s: %v", what, id, err)
			}
		}
	}
	list, err := server.listRuns(as(courier), &runsInput{Courier: "王五", Paging: Paging{Limit: 10}})
	if err != nil || len(list.Body.Items) != 0 {
		t.Errorf("a courier lists another's runs: %+v, %v", list, err)
	}
	if (caller{May: []permission{mayRead}}).may(mayNote) || !courier.may(mayNote) || (caller{}).may(mayFollow) {
		t.Error("whoever only reads notes events, or nobody follows runs")
	}
}

func TestARunSaysWhereItStartsAndWhomToCall(t *testing.T) {
	s := tinyStudy(t)
	tinyRuns(t, s)
	server := &server{Options: Options{Study: s}}
	at := orb.Point{118.5, 37.7}
	point := data.Facility{ID: "P1", Name: "远村点", Tier: data.ServicePoint, Operators: []data.Operator{data.Postal}, Offers: []data.Offer{data.Pickup}, Status: data.Active, Location: &at,
		Contact: "李四", Phone: "0546-1234567", Provenance: data.Provenance{Source: "test", Datum: "wgs84", LocatedBy: data.LocatedGiven}}
	if _, err := s.Store.Load(t.Context(), data.Batch{Facilities: []data.Facility{point}}, data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	get := func(may ...permission) *runAnswer {
		got, err := server.getRun(context.WithValue(t.Context(), callerKey{}, caller{Name: "x", May: may}), &RunID{ID: runID})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	planner, viewer := get(mayRead, mayPlan), get(mayRead)
	if planner.Body.DepotName != "近村便民店" || planner.Body.DepotCoordinates == nil {
		t.Errorf("depot %q at %v", planner.Body.DepotName, planner.Body.DepotCoordinates)
	}
	if stop := planner.Body.Stops[0]; stop.Contact == nil || *stop.Contact != "李四" || *stop.Phone != "0546-1234567" {
		t.Errorf("the planner calls %v %v", stop.Contact, stop.Phone)
	}
	if stop := viewer.Body.Stops[0]; stop.Contact != nil || stop.Phone != nil || planner.ETag == viewer.ETag {
		t.Errorf("the viewer calls %v %v, tags %s %s", stop.Contact, stop.Phone, planner.ETag, viewer.ETag)
	}
	if got := firstCall("a/b/2"); got != "a/b" || firstCall("a/b") != "a/b" {
		t.Errorf("the facility of a second call is %q", got)
	}
}
