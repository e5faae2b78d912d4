package api

import (
	"net/http"
	"strings"
	"testing"

	"cuntong/data"
)

func TestARoadReportIsClosedInAScenarioOrDismissed(t *testing.T) {
	s := tinyStudy(t)
	tinyRoads(t, s)
	tinyRuns(t, s)
	server := serve(t, Options{Study: s})
	post := func(target, body string) reply { return ask(t, server, http.MethodPost, target, body) }
	reports := `{"device":"手机甲","events":[
 {"id":"r1","kind":"road_report","reason":"积水","at":"2026-11-23T01:00:00Z","until":"2026-11-25T04:00:00Z","coordinates":[118.305,37.5003],"accuracy_m":20},
 {"id":"r2","kind":"road_report","reason":"桥断","at":"2026-11-23T02:00:00Z"}]}`
	if got := post(runPath+"/events", reports); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	wantProblem(t, post(runPath+"/events", `{"events":[{"id":"x","stop":"P1","kind":"delivered","at":"2026-11-23T01:00:00Z","until":"2026-11-25T01:00:00Z"}]}`), http.StatusUnprocessableEntity, "invalid")
	states := func(query string) string {
		var all []string
		for _, r := range decode[RoadReportList](t, ask(t, server, http.MethodGet, "/api/v1/road-reports"+query, "")).Items {
			all = append(all, r.ID+" "+r.State)
		}
		return strings.Join(all, ", ")
	}
	if got := states("?area=370522"); got != "r2 open, r1 open" {
		t.Errorf("the latest first: %s", got)
	}
	detail := decode[RoadReportDetail](t, ask(t, server, http.MethodGet, "/api/v1/road-reports/r1", ""))
	if len(detail.Ways) != 1 || detail.Ways[0].Way != 7 || detail.Ways[0].Distance < 30 || detail.Ways[0].Distance > 36 || detail.Until == nil {
		t.Errorf("ways near the report: %+v", detail)
	}
	scenario := decode[data.Scenario](t, post("/api/v1/scenarios", `{"name":"汛期","model":"lscp","changes":{"date":"2026-11-24"}}`))
	accept := func(id, body string) reply { return post("/api/v1/road-reports/"+id+"/accept", body) }
	for range 2 { // the second time nothing changes
		if got := decode[RoadReportDetail](t, accept("r1", `{"scenario":"`+scenario.ID+`"}`)); got.State != "accepted" || *got.Answer != scenario.ID {
			t.Errorf("accepted: %+v", got)
		}
	}
	scenario, err := s.Store.Scenario(t.Context(), scenario.ID)
	if err != nil || scenario.Version != 2 || len(scenario.Changes.Roads) != 1 || *scenario.Changes.Roads[0].Way != 7 || scenario.Changes.Roads[0].During != "2026-11-23/2026-11-25" || !strings.Contains(scenario.Changes.Roads[0].Note, "积水") {
		t.Errorf("the scenario: %+v, %v", scenario, err)
	}
	wantProblem(t, accept("r2", `{"scenario":"`+scenario.ID+`"}`), http.StatusUnprocessableEntity, "invalid")
	wantProblem(t, accept("r2", `{"scenario":"`+scenario.ID+`","way":99}`), http.StatusUnprocessableEntity, "invalid")
	wantProblem(t, accept("r2", `{"scenario":"none","way":7}`), http.StatusNotFound, "not_found")
	wantProblem(t, accept("r9", `{"scenario":"`+scenario.ID+`","way":7}`), http.StatusNotFound, "not_found")
	if got := decode[RoadReportDetail](t, post("/api/v1/road-reports/r2/dismiss", `{"note":"已修好"}`)); got.State != "dismissed" || *got.Answer != "已修好" {
		t.Errorf("dismissed: %+v", got)
	}
	if got := states("?state=dismissed") + "; " + states("?state=accepted&limit=1") + "; " + states("?state=open"); got != "r2 dismissed; r1 accepted; " {
		t.Errorf("by state: %s", got)
	}
	run := decode[Run](t, ask(t, server, http.MethodGet, runPath, ""))
	if len(run.Events) != 4 || run.State != "out" || run.Conflicts != 0 {
		t.Errorf("the run with reports and answers: %+v", run)
	}
	if got := decode[RoadReportDetail](t, accept("r2", `{"scenario":"`+scenario.ID+`","way":7,"note":"又塌了"}`)); got.State != "accepted" {
		t.Errorf("the last answer holds: %+v", got)
	}
}
