package api

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

func TestAPlanByRoadIsTriedWithARoadClosed(t *testing.T) {
	s := tinyStudy(t)
	tinyTiers(t, s)
	file := filepath.Join(t.TempDir(), "county.osm")
	text := `<osm version="0.6"><node id="1" lon="118.250" lat="37.49"/><node id="2" lon="118.290" lat="37.5"/><node id="3" lon="118.301" lat="37.5"/><node id="4" lon="118.5" lat="37.7"/>
		<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="tertiary"/><tag k="name" v="村前路"/></way>
		<way id="8"><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="tertiary"/><tag k="name" v="村后路"/></way></osm>`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), study.LoadRequest{Files: []string{file}}); err != nil {
		t.Fatal(err)
	}
	plan, err := s.Plan(t.Context(), study.PlanRequest{Model: study.TierModel, Travel: study.ByRoad, Rules: &data.Rules{Tier: &data.TierRules{}}})
	if err != nil {
		t.Fatal(err)
	}
	server := serve(t, Options{Study: s})
	at := "/api/v1/plans/" + plan.ID + "/robust?hosts=1&factors=1&road="
	got := decode[report.Robust](t, ask(t, server, http.MethodGet, at+url.QueryEscape("村前路"), ""))
	if len(got.Roads) != 1 || got.Roads[0].What != "村前路" || got.Base.Served == 0 || len(got.Roads[0].Fallen) != got.Base.Served || got.Roads[0].Served != 0 {
		t.Errorf("the only road from the hub is closed: base %+v, roads %+v", got.Base, got.Roads)
	}
	wantProblem(t, ask(t, server, http.MethodGet, at+url.QueryEscape("无名路"), ""), http.StatusUnprocessableEntity, "invalid")
}
