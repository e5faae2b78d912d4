package api

import (
	"net/http"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

func TestAPlanIsAcceptedOnceItAnswersTheScenario(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, NewID: counting("scenario")})
	created := ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一个新点","area":"370522","model":"mclp","weight":"settlements","p":1}`)
	where, id := created.header.Get("Location"), decode[ScenarioRecord](t, created).ID
	one := int64(1)
	request := study.PlanRequest{Scenario: id, Name: "一个新点", Area: countyCode, Model: "mclp", Weight: study.BySettlements, P: &one}
	plan, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	accept := func(plan, more, tag string) reply {
		t.Helper()
		return ask(t, server, http.MethodPut, where+"/acceptance", `{"plan":"`+plan+`"`+more+`}`, "If-Match", tag)
	}
	wantProblem(t, ask(t, server, http.MethodPut, where+"/acceptance", `{"plan":"`+plan.ID+`"}`), http.StatusPreconditionRequired, "precondition_required")
	wantProblem(t, accept(plan.ID, "", `"9"`), http.StatusConflict, "conflict")
	wantProblem(t, accept("none", "", `"1"`), http.StatusNotFound, "not_found")
	wantProblem(t, accept(tinyPlan(t, s, cityCode), "", `"1"`), http.StatusUnprocessableEntity, "invalid")
	wantProblem(t, ask(t, server, http.MethodDelete, where+"/acceptance", "", "If-Match", `"1"`), http.StatusConflict, "conflict")

	got := accept(plan.ID, `,"note":"县里同意"`, `"1"`)
	kept := decode[ScenarioRecord](t, got)
	if kept.AcceptedPlan != plan.ID || kept.AcceptedBy != "test" || kept.AcceptedAt == nil || kept.AcceptedStale || kept.Version != 2 || got.header.Get("ETag") != `"2"` {
		t.Fatalf("got %+v with ETag %s", kept, got.header.Get("ETag"))
	}
	again, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if head := decode[PlanHead](t, ask(t, server, http.MethodGet, "/api/v1/plans/"+plan.ID, "")); head.Stale || again.Fingerprint != plan.Fingerprint || again.InputFingerprint != plan.InputFingerprint {
		t.Errorf("the acceptance made the plan stale (%t) or another: %s, was %s", head.Stale, again.Fingerprint, plan.Fingerprint)
	}

	// Another question keeps the acceptance and says that it is out of date; so does the archive.
	draft := `{"name":"两个新点","area":"370522","model":"mclp","weight":"settlements","p":2}`
	got = ask(t, server, http.MethodPut, where, draft, "If-Match", `"2"`)
	if kept = decode[ScenarioRecord](t, got); kept.AcceptedPlan != plan.ID || !kept.AcceptedStale || got.header.Get("ETag") != `"3.stale"` {
		t.Errorf("after another question: %+v with ETag %s", kept, got.header.Get("ETag"))
	}
	got = ask(t, server, http.MethodPut, where+"/archive", `{"archived":true}`, "If-Match", got.header.Get("ETag"))
	if kept = decode[ScenarioRecord](t, got); !kept.Archived || kept.AcceptedPlan != plan.ID || kept.Version != 4 {
		t.Errorf("put away: %+v", kept)
	}
	if list := decode[ScenarioList](t, ask(t, server, http.MethodGet, "/api/v1/scenarios", "")); len(list.Items) != 1 || !list.Items[0].AcceptedStale || !list.Items[0].Archived {
		t.Errorf("listed as %+v", list.Items)
	}
	p := wantProblem(t, accept(plan.ID, "", `"4"`), http.StatusConflict, "stale_plan")
	if !strings.Contains(p.Detail, "asks another question now (p)") || !strings.Contains(p.Detail, `"stale": true`) {
		t.Errorf("got %q, want why and the way out", p.Detail)
	}
	if got := accept(plan.ID, `,"stale":true`, `"4"`); got.status != http.StatusOK || decode[ScenarioRecord](t, got).Version != 4 {
		t.Errorf("knowingly, by the same clock: %d %s, want nothing changed", got.status, got.body)
	}

	board := decode[report.Board](t, ask(t, server, http.MethodGet, "/api/v1/dashboard?area=370522", ""))
	if len(board.Plans) == 0 || !board.Plans[0].Accepted || board.Plans[0].ID != plan.ID {
		t.Errorf("the dashboard has %+v", board.Plans)
	}
	paper := func() string {
		return string(ask(t, server, http.MethodGet, "/api/v1/reports/"+plan.ID+"/report.html", "").body)
	}
	if text := paper(); !strings.Contains(text, "本方案已采纳（test，") {
		t.Error("the report does not say who accepted the plan")
	}
	got = ask(t, server, http.MethodDelete, where+"/acceptance", "", "If-Match", `"4"`)
	if kept = decode[ScenarioRecord](t, got); kept.AcceptedPlan != "" || kept.AcceptedBy != "" || kept.AcceptedAt != nil || kept.AcceptedStale || !kept.Archived {
		t.Errorf("withdrawn: %+v", kept)
	}
	if text := paper(); !strings.Contains(text, "本方案未采纳") {
		t.Error("the report does not say that the plan is not accepted")
	}
	var actions []string
	lines, err := s.Store.FindChanges(t.Context(), data.ChangeQuery{Kind: "scenario", Key: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if line.Note.Actor != "test" {
			t.Errorf("%+v has no actor", line.Note)
		}
		actions = append(actions, line.Note.Action+" "+line.Note.Reason)
	}
	want := "scenario 一个新点|accept plan " + plan.ID + "; 县里同意|scenario 两个新点|archive 两个新点|withdraw plan " + plan.ID
	if got := strings.Join(actions, "|"); got != want {
		t.Errorf("the change log says\n%s\nwant\n%s", got, want)
	}
}

func TestNewRecordsMakeAnAcceptanceStale(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, NewID: counting("scenario")})
	where := ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一","area":"370522","model":"mclp","weight":"settlements","p":1}`).header.Get("Location")
	plan := tinyPlan(t, s, countyCode)
	if got := ask(t, server, http.MethodPut, where+"/acceptance", `{"plan":"`+plan+`"}`, "If-Match", `"1"`); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	known := ask(t, server, http.MethodGet, where, "").header.Get("ETag")
	if _, err := s.Store.Load(t.Context(), secondCounty(), data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	got := ask(t, server, http.MethodGet, where, "", "If-None-Match", known)
	if got.status != http.StatusOK || !decode[ScenarioRecord](t, got).AcceptedStale {
		t.Errorf("got %d %s, want accepted_stale", got.status, got.body)
	}
	p := wantProblem(t, ask(t, server, http.MethodPut, where+"/acceptance", `{"plan":"`+plan+`"}`, "If-Match", got.header.Get("ETag")), http.StatusConflict, "stale_plan")
	if !strings.Contains(p.Detail, "the records have changed") {
		t.Errorf("got %q", p.Detail)
	}
}
