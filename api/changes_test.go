package api

import (
	"net/http"
	"strings"
	"testing"

	"cuntong/planner/report"
)

func TestAScenarioIsAuditedWithItsChangesAndTheBaselineStays(t *testing.T) {
	s := tinyStudy(t)
	tinyRoads(t, s)
	server := serve(t, Options{Study: s, NewID: counting("s")})
	before := decode[report.Audit](t, ask(t, server, http.MethodGet, "/api/v1/audits", ""))
	created := ask(t, server, http.MethodPost, "/api/v1/scenarios",
		`{"name":"撤点","model":"lscp","changes":{"facilities":[{"do":"close","facility":"`+shopID+`","approved":true}]}}`)
	where := created.header.Get("Location")
	if created.status != http.StatusCreated {
		t.Fatalf("got %d %s", created.status, created.body)
	}
	effects := decode[EffectsAnswer](t, ask(t, server, http.MethodGet, where+"/effects", ""))
	if effects.Before.CoveredSettlements != before.CoveredSettlements || effects.After.CoveredSettlements >= before.CoveredSettlements ||
		effects.NoLongerCovered.Settlements != before.CoveredSettlements-effects.After.CoveredSettlements || len(effects.Items) == 0 || effects.Items[0].Verdict != report.VerdictWorse {
		t.Errorf("effects %+v of a baseline of %d", effects, before.CoveredSettlements)
	}
	id := strings.TrimPrefix(where, "/api/v1/scenarios/")
	with := decode[report.Audit](t, ask(t, server, http.MethodGet, "/api/v1/audits?scenario="+id, ""))
	again := decode[report.Audit](t, ask(t, server, http.MethodGet, "/api/v1/audits", ""))
	if with.CoveredSettlements != effects.After.CoveredSettlements || again.CoveredSettlements != before.CoveredSettlements {
		t.Errorf("with the scenario %d, without %d, before %d", with.CoveredSettlements, again.CoveredSettlements, before.CoveredSettlements)
	}
}

func TestRoadsThinWithTheZoomButChangesAreAlwaysShown(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, NewID: counting("s")})
	wantProblem(t, ask(t, server, http.MethodGet, "/api/v1/roads?bbox=118,37,119,38", ""), http.StatusNotFound, "not_found")
	tinyRoads(t, s)
	near := decode[RoadCollection](t, ask(t, server, http.MethodGet, "/api/v1/roads?bbox=118,37,119,38&zoom=13", ""))
	if len(near.Features) != 1 || near.Features[0].Properties.Way != 7 || near.Features[0].Properties.Class != "township" || len(near.Features[0].Geometry.Coordinates) != 1 || len(near.Features[0].Geometry.Coordinates[0]) != 3 {
		t.Errorf("near: %+v", near)
	}
	if far := decode[RoadCollection](t, ask(t, server, http.MethodGet, "/api/v1/roads?bbox=118,37,119,38&zoom=5", "")); len(far.Features) != 0 || !strings.Contains(strings.Join(far.Left, " "), "township") {
		t.Errorf("far: %+v", far)
	}
	if away := decode[RoadCollection](t, ask(t, server, http.MethodGet, "/api/v1/roads?bbox=100,30,101,31&zoom=13", "")); len(away.Features) != 0 {
		t.Errorf("elsewhere: %+v", away)
	}
	created := ask(t, server, http.MethodPost, "/api/v1/scenarios",
		`{"name":"路","model":"lscp","travel":"road","changes":{"roads":[{"do":"close","way":7},{"do":"add","class":"village","line":[[118.32,37.52],[118.33,37.53]]}]}}`)
	id := strings.TrimPrefix(created.header.Get("Location"), "/api/v1/scenarios/")
	changed := decode[RoadCollection](t, ask(t, server, http.MethodGet, "/api/v1/roads?bbox=118,37,119,38&zoom=5&scenario="+id, ""))
	if len(changed.Features) != 2 || changed.Features[0].Properties.State != "closed" || changed.Features[1].Properties.State != "new" {
		t.Errorf("changed: %+v of %s", changed, created.body)
	}
}

func TestAChangeThatARuleForbidsIsRefusedByTheRulesName(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for _, c := range []struct{ changes, says string }{
		{`{"facilities":[{"do":"close","facility":"none"}]}`, "no such facility"},
		{`{"facilities":[{"do":"merge","facility":"` + shopID + `"}]}`, "merge needs into"},
		{`{"roads":[{"do":"close","way":1}]}`, "cuntong load"},
	} {
		p := wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"x","model":"lscp","changes":`+c.changes+`}`), http.StatusUnprocessableEntity, "invalid")
		if !strings.Contains(p.Detail, c.says) || p.Errors[0].Location != "body.changes" {
			t.Errorf("%s: %q %+v, want …%s…", c.changes, p.Detail, p.Errors, c.says)
		}
	}
}
