package api

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// tinyVan gives the hub of tinyTiers a van, and its shop a neighbour of another operator.
func tinyVan(t *testing.T, s *study.Study) {
	t.Helper()
	batch := tinyCounty()
	van, coop := batch.Vehicles[0], batch.Facilities[0]
	van.ID, van.Facility, van.CapacityParcels, van.CapacityKg, van.SpeedKmh, van.RangeKm = "van-2", "hub-1", new(400.0), new(900.0), new(40.0), new(300.0)
	van.YuanPerKm, van.YuanPerHour, van.YuanPerDay = new(1.0), new(30.0), new(50.0)
	coop.ID, coop.Name, coop.Operators, coop.Location = "coop-1", "近村供销店", []data.Operator{data.Coop}, &orb.Point{118.3001, 37.5}
	if _, err := s.Store.Load(t.Context(), data.Batch{Vehicles: []data.Vehicle{van}, Facilities: []data.Facility{coop}}, data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
}

// routeJob asks for a day's routes and waits until they are done.
func routeJob(t *testing.T, server *httptest.Server, plan, date string) string {
	t.Helper()
	head := follow(t, server, postJob(t, server, `{"kind":"route","parameters":{"plan":"`+plan+`","date":"`+date+`","effort":500}}`).ID, nil)
	if head.State != data.JobDone {
		t.Fatalf("job %+v %+v", head, head.Error)
	}
	return head.ID
}

func TestADayIsRoutedInTheBackgroundAndKeptAsRuns(t *testing.T) {
	s := tinyStudy(t)
	tinyTiers(t, s)
	tinyVan(t, s)
	plan := tinyTierPlan(t, s)
	server := serve(t, Options{Study: s, Jobs: tinyRunner(t, s)})
	id := routeJob(t, server, plan, "2026-11-25")
	job := decode[Job](t, ask(t, server, http.MethodGet, "/api/v1/jobs/"+id, ""))
	day := decode[report.RouteStudy](t, reply{body: job.Result})
	if day.Plan != plan || !day.Verified || len(day.Routes) != 1 || day.Routes[0].Vehicle != "van-2#1" || day.Served == 0 {
		t.Fatalf("routes: %s", job.Result)
	}
	if again := routeJob(t, server, plan, "2026-11-25"); again != id {
		t.Errorf("the same day is two jobs: %s, %s", id, again)
	}
	if _, err := s.Store.Load(t.Context(), data.Batch{DailyCounts: []data.DailyCount{{Date: "2026-11-25", Facility: shopID, Down: new(int64(3)), Up: new(int64(0))}}}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	if counted := postJob(t, server, `{"kind":"route","parameters":{"plan":"`+plan+`","date":"2026-11-25","effort":500}}`).ID; counted == id {
		t.Error("parcels were counted since, and the job is the same")
	}
	for range 2 { // the second time nothing changes
		saved := decode[report.SavedRuns](t, ask(t, server, http.MethodPost, "/api/v1/runs", `{"job":"`+id+`"}`))
		if saved.Saved+saved.Unchanged != 1 || saved.Date != "2026-11-25" {
			t.Errorf("saved %+v", saved)
		}
	}
	run := decode[Run](t, ask(t, server, http.MethodGet, "/api/v1/runs/2026-11-25_van-2%231", ""))
	if run.State != "planned" || run.Version != 1 || run.Calls != day.Routes[0].Stops {
		t.Errorf("run %+v", run)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(ask(t, server, http.MethodGet, "/api/v1/jobs/"+id+"/routes.csv", "").body), byteOrderMark))).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != "vehicle" || rows[1][0] != "van-2#1" {
		t.Errorf("table %v, %v", rows, err)
	}
	sheets := ask(t, server, http.MethodGet, "/api/v1/jobs/"+id+"/sheets.html", "")
	if sheets.status != http.StatusOK || !strings.Contains(string(sheets.body), "直线示意") || !strings.Contains(string(sheets.body), `data-run="2026-11-25_van-2#1"`) {
		t.Errorf("sheets %d %.500s", sheets.status, sheets.body)
	}
	stops := []string{}
	for _, call := range day.Routes[0].Calls {
		if call.Kind == report.CallStop || call.Kind == report.CallReload {
			stops = append(stops, `"`+call.Stop+`"`)
		}
	}
	check := func(stops []string) report.RouteCheck {
		return decode[report.RouteCheck](t, ask(t, server, http.MethodPost, "/api/v1/plans/"+plan+"/routes/check", `{"routes":[{"vehicle":"van-2#1","stops":[`+strings.Join(stops, ",")+`]}]}`))
	}
	if got := check(stops[:1]); len(stops) > 1 && got.Right {
		t.Errorf("a stop was left out: %+v", got)
	}
	if got := check(append(stops, `"nowhere"`)); got.Right || len(got.Violations) == 0 {
		t.Errorf("a stop that is none: %+v", got)
	}
}

func TestMergesAreConfirmedIntoAScenario(t *testing.T) {
	s := tinyStudy(t)
	tinyTiers(t, s)
	tinyVan(t, s)
	server := serve(t, Options{Study: s})
	list := decode[MergeList](t, ask(t, server, http.MethodGet, "/api/v1/merges", "")).Items
	if len(list) != 1 {
		t.Fatalf("proposals %+v", list)
	}
	body := `{"ids":["` + list[0].ID + `"],"area":"370522"}`
	first := ask(t, server, http.MethodPost, "/api/v1/merges/confirm", body, onceHeader, "m")
	scenario := decode[data.Scenario](t, first)
	if first.status != http.StatusOK || scenario.Model != study.TierModel || scenario.Name != "站点合并" || scenario.Area != countyCode || len(scenario.Changes.Facilities) == 0 {
		t.Errorf("%d %s", first.status, first.body)
	}
	if again := ask(t, server, http.MethodPost, "/api/v1/merges/confirm", body, onceHeader, "m"); string(again.body) != string(first.body) {
		t.Errorf("again %s", again.body)
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/merges/confirm", `{"ids":["`+list[0].ID+`"],"scenario":"`+scenario.ID+`"}`), http.StatusNotFound, "not_found")
	if left := decode[MergeList](t, ask(t, server, http.MethodGet, "/api/v1/merges?scenario="+scenario.ID, "")).Items; len(left) != 0 {
		t.Errorf("what is merged is proposed again: %+v", left)
	}
}

func TestNoCountyKeepsRunsOverThoseOfAnother(t *testing.T) {
	s, _, server, at := openAccessStore(t)
	county := login(t, server, "planner-a")
	id := data.RunID("2026-11-25", "van-2#1")
	post := func() reply { return county.ask(t, http.MethodPost, "/api/v1/runs", `{"job":"`+at.route+`"}`) }
	place := func(town string) { // says where the depot of the routes lies
		t.Helper()
		facilities, err := s.Store.Facilities(t.Context(), data.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, facility := range facilities {
			if facility.ID == "hub-1" {
				facility.Town = town
				if _, err := s.Store.Load(t.Context(), data.Batch{Facilities: []data.Facility{facility}}, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	place("370503100000")
	wantProblem(t, post(), http.StatusForbidden, "outside_area")
	if run, err := s.Store.Run(t.Context(), id); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a run across the border was kept: %+v, %v", run, err)
	}
	place("370522101000")
	theirs := data.Run{ID: id, Date: "2026-11-25", Vehicle: "van-2#1", Kind: "van", State: data.RunPlanned, Plan: "p9", Fingerprint: "f", Depot: "shop-9", Depart: 28_800, Home: 40_000, CreatedAt: noon(),
		Stops: []data.RunStop{{Stop: "P9", Name: "河村点", Place: orb.Point{118.4, 37.9}, Arrive: 30_000, Leave: 30_300}}}
	if err := s.Store.SaveRuns(t.Context(), []data.Run{theirs}, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, post(), http.StatusForbidden, "outside_area")
	if run, err := s.Store.Run(t.Context(), id); err != nil || run.Version != 1 || run.Depot != "shop-9" || run.State != data.RunPlanned {
		t.Errorf("the run of another county became %+v, %v", run, err)
	}
	theirs.State, theirs.Version, theirs.Depot = data.RunPlanned, 1, shopID
	if err := s.Store.SaveRuns(t.Context(), []data.Run{theirs}, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	if got := post(); got.status != http.StatusOK {
		t.Errorf("a county's own runs: %d %s", got.status, got.body)
	}
}
