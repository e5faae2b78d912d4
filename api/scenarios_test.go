package api

import (
	"net/http"
	"strings"
	"testing"

	"cuntong/data"
)

func TestAScenarioIsReplacedOnlyInTheVersionThatWasSeen(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), NewID: counting("scenario")})
	created := ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一","area":"370522000000","model":"lscp"}`)
	where := created.header.Get("Location")
	if created.status != http.StatusCreated || !strings.HasPrefix(where, "/api/v1/scenarios/scenario-") || created.header.Get("ETag") != `"1"` {
		t.Fatalf("got %d, Location %q, ETag %q: %s", created.status, where, created.header.Get("ETag"), created.body)
	}
	kept := decode[data.Scenario](t, created)
	if kept.Area != countyCode || kept.Standard != data.DefaultStandard || kept.Travel != "straight" || kept.Weight != "" || kept.Version != 1 {
		t.Errorf("got %+v, want the defaults filled in", kept)
	}
	draft := `{"name":"二","area":"370522","model":"mclp","p":2}`
	for _, tag := range []string{`"1"`, `"2-gzip"`, `W/"3"`} { // as browsers send them back
		named := strings.Replace(draft, "二", "二"+tag[len(tag)-2:len(tag)-1], 1)
		if got := ask(t, server, http.MethodPut, where, named, "If-Match", tag); got.status != http.StatusOK {
			t.Fatalf("If-Match %s: got %d %s", tag, got.status, got.body)
		}
	}
	p := wantProblem(t, ask(t, server, http.MethodPut, where, draft, "If-Match", `"1"`), http.StatusConflict, "conflict")
	if p.Params["version"] != "1" || !strings.Contains(p.Detail, "read it again") {
		t.Errorf("got %q %v, want the way out", p.Detail, p.Params)
	}
	got := ask(t, server, http.MethodGet, where, "")
	if now := decode[data.Scenario](t, got); now.Name != "二3" || now.Version != 4 || got.header.Get("ETag") != `"4"` {
		t.Errorf("got %+v with ETag %s, want 二3 in version 4", now, got.header.Get("ETag"))
	}
	wantProblem(t, ask(t, server, http.MethodPut, where, draft), http.StatusPreconditionRequired, "precondition_required")
	for _, tag := range []string{"x", `"0"`, `"-1"`, "*", `"1", "2"`} {
		wantProblem(t, ask(t, server, http.MethodPut, where, draft, "If-Match", tag), http.StatusBadRequest, "invalid")
	}
	wantProblem(t, ask(t, server, http.MethodPut, "/api/v1/scenarios/none", draft, "If-Match", `"1"`), http.StatusNotFound, "not_found")
}

func TestADraftThatNoModelCouldAnswerIsRefusedByField(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for _, c := range []struct{ draft, field string }{
		{`{"model":"lscp"}`, "body"},
		{`{"name":"  ","model":"lscp"}`, "body.name"},
		{`{"name":"x","model":"best"}`, "body.model"},
		{`{"name":"x","model":"lscp","p":3}`, "body.p"},
		{`{"name":"x","model":"lscp","budget_yuan":3}`, "body.budget_yuan"},
		{`{"name":"x","model":"mclp"}`, "body.p"},
		{`{"name":"x","model":"mclp","p":-1}`, "body.p"},
		{`{"name":"x","model":"lscp","area":"37x"}`, "body.area"},
		{`{"name":"x","model":"lscp","area":"110000"}`, "body.area"},
		{`{"name":"x","model":"lscp","standard":"none"}`, "body.standard"},
		{`{"name":"x","model":"lscp","travel":"boat"}`, "body.travel"},
		{`{"name":"x","model":"lscp","id":"mine"}`, "body.id"},
		{`[]`, "body"},
	} {
		t.Run(c.draft, func(t *testing.T) {
			p := wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", c.draft), http.StatusUnprocessableEntity, "invalid")
			if len(p.Errors) == 0 || p.Errors[0].Location != c.field {
				t.Errorf("got errors %+v, want %s", p.Errors, c.field)
			}
		})
	}
	if list := decode[ScenarioList](t, ask(t, server, http.MethodGet, "/api/v1/scenarios", "")); len(list.Items) != 0 {
		t.Errorf("a refused draft was kept: %+v", list.Items)
	}
}
