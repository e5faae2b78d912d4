package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
)

func TestSettlementsCarryTheirPlacesAndUnlocatedOnesStay(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	got := decode[SettlementCollection](t, ask(t, server, http.MethodGet, "/api/v1/settlements", ""))
	if len(got.Features) != 4 || got.Next != nil {
		t.Fatalf("got %d settlements and next %v, want 4 and none", len(got.Features), got.Next)
	}
	for _, f := range got.Features {
		if f.Properties.County == nil || *f.Properties.County != countyCode || *f.Properties.TownName != "盐窝镇" {
			t.Errorf("%s lies in %+v, want 盐窝镇 in %s", f.ID, f.Properties.Belonging, countyCode)
		}
		if (f.Geometry == nil) != (f.ID == lostVillage) {
			t.Errorf("%s has geometry %v", f.ID, f.Geometry)
		}
	}
	if near := got.Features[0].Geometry.Coordinates; near[0] != 118.301 || near[1] != 37.5 {
		t.Errorf("got coordinates %v, want longitude first", near)
	}
}

func TestEveryListPagesThroughAllItsRowsOnce(t *testing.T) {
	s := tinyStudy(t)
	for _, area := range []string{cityCode, countyCode, townCode} {
		tinyPlan(t, s, area)
	}
	tinyRuns(t, s)
	server := serve(t, Options{Study: s, NewID: counting("s")})
	for range 3 {
		ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一","model":"lscp"}`)
	}
	if got := ask(t, server, http.MethodPost, runPath+"/events", `{"events":[{"id":"a","kind":"road_report","reason":"x","at":"2026-11-23T01:00:00Z"},{"id":"b","kind":"road_report","reason":"x","at":"2026-11-23T01:00:00Z"}]}`); got.status != http.StatusOK {
		t.Fatal(string(got.body))
	}
	type anyPage struct {
		Features []struct{ ID string }
		Items    []struct{ ID string }
		Next     *string
	}
	for _, list := range []struct {
		path string
		want int
	}{{"areas", 3}, {"settlements", 4}, {"facilities", 2}, {"services", 2}, {"vehicles", 1}, {"scenarios", 3}, {"plans", 3}, {"runs", 3}, {"standards", 0}, {"merges", 0}, {"road-reports", 2}} {
		t.Run(list.path, func(t *testing.T) {
			ids := func(limit string) []string {
				var all []string
				for after := ""; ; {
					one := decode[anyPage](t, ask(t, server, http.MethodGet, "/api/v1/"+list.path+"?limit="+limit+"&after="+url.QueryEscape(after), ""))
					for _, entry := range append(one.Features, one.Items...) {
						all = append(all, entry.ID)
					}
					if one.Next == nil {
						return all
					}
					after = *one.Next
				}
			}
			whole, byOne := ids("5000"), ids("1")
			if list.want > 0 && len(whole) != list.want || !slices.Equal(whole, byOne) {
				t.Errorf("in one page %v, one by one %v, want %d rows", whole, byOne, list.want)
			}
		})
	}
}

func TestAreaBoxAndStatusSelect(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for _, c := range []struct {
		target string
		want   []string
	}{
		{"settlements?area=370522101", []string{nearVillage, farVillage, lostVillage, evilVillage}},
		{"settlements?bbox=118.301,37.5,118.301,37.5", []string{nearVillage}},
		{"settlements?bbox=118.4,37.6,118.6,37.8&area=3705", []string{farVillage, evilVillage}},
		{"facilities?status=candidate", []string{"site-1"}},
		{"facilities?status=active,candidate", []string{shopID, "site-1"}},
		{"facilities?status=closed", nil},
	} {
		t.Run(c.target, func(t *testing.T) {
			var got []string
			for _, f := range decode[SettlementCollection](t, ask(t, server, http.MethodGet, "/api/v1/"+c.target, "")).Features {
				got = append(got, f.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAreasSelectByTierAndParentAndLeaveOutlinesOutWhenAsked(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	counties := decode[AreaCollection](t, ask(t, server, http.MethodGet, "/api/v1/areas?tier=county", ""))
	if len(counties.Features) != 1 || counties.Features[0].ID != countyCode || counties.Features[0].Geometry == nil {
		t.Fatalf("got %+v, want 利津县 with its outline", counties.Features)
	}
	bare := decode[AreaCollection](t, ask(t, server, http.MethodGet, "/api/v1/areas?parent=3705&geometry=false", ""))
	if len(bare.Features) != 1 || bare.Features[0].Geometry != nil {
		t.Errorf("got %+v, want 利津县 without outline", bare.Features)
	}
}

func TestInfoShowsTheNoticeOnlyWithMadeUpSettlements(t *testing.T) {
	s := tinyStudy(t)
	options := Options{Study: s, NoticeZH: "示例数据", NoticeEN: "Sample data", MapReviewNumber: "鲁SG(2026)001号"}
	info := decode[Info](t, ask(t, serve(t, options), http.MethodGet, "/api/v1/info", ""))
	if !info.Sample || info.NoticeZH == nil || *info.NoticeZH != "示例数据" || info.TopArea == nil || info.TopArea.Name != "东营市" ||
		info.MapReviewNumber != "鲁SG(2026)001号" || info.Extent == nil || len(*info.Extent) != 4 || (*info.Extent)[0] > (*info.Extent)[2] || info.Counts.Settlements != 4 {
		t.Errorf("got %+v of a county that is made up", info)
	}
	batch := tinyCounty()
	batch.Settlements[0].Provenance.Synthetic = false
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: batch.Settlements}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	info = decode[Info](t, ask(t, serve(t, options), http.MethodGet, "/api/v1/info", ""))
	if !info.Sample || info.NoticeZH == nil || !strings.Contains(*info.NoticeZH, "部分村庄或网点是模拟的") {
		t.Errorf("got sample %v and notice %v with one real settlement among made-up ones", info.Sample, info.NoticeZH)
	}
	for i := range batch.Settlements {
		batch.Settlements[i].Provenance.Synthetic = false
	}
	for i := range batch.Facilities {
		batch.Facilities[i].Provenance.Synthetic = false
	}
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: batch.Settlements, Facilities: batch.Facilities}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	info = decode[Info](t, ask(t, serve(t, options), http.MethodGet, "/api/v1/info", ""))
	if info.Sample || info.NoticeZH != nil || info.NoticeEN != nil {
		t.Errorf("got sample %v and notice %v where all is real", info.Sample, info.NoticeZH)
	}
}

func TestWrongParametersAreNamedInASentence(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for _, c := range []struct{ target, says string }{
		{"settlements?limt=5", "limt"},
		{"settlements?limit=5001", "5000"},
		{"settlements?limit=0", "limit"},
		{"settlements?limit=many", "limit"},
		{"settlements?limit=5&limit=6", "more than once"},
		{"settlements?bbox=1,2,3", "got 3"},
		{"settlements?bbox=1,2,3,x", `"x" is not a number`},
		{"settlements?bbox=NaN,2,3,4", "not a number"},
		{"settlements?bbox=118.9,37,118.1,38", "west lies east"},
		{"settlements?bbox=118.1,38,118.9,37", "south lies north"},
		{"settlements?bbox=37,118,38,119", "longitude first"},
		{"settlements?area=3705x", "area code"},
		{"areas?geometry=perhaps", "geometry"},
		{"audits?travel=boat", "travel"},
		{"audits?date=2026-02-30", "date"},
	} {
		t.Run(c.target, func(t *testing.T) {
			p := wantProblem(t, ask(t, server, http.MethodGet, "/api/v1/"+c.target, ""), http.StatusBadRequest, "invalid")
			if !strings.Contains(p.Detail, c.says) {
				t.Errorf("got %q, want it to say %q", p.Detail, c.says)
			}
			if len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, "query.") || p.Params["parameter"] == "" {
				t.Errorf("got errors %+v and params %v, want the parameter named", p.Errors, p.Params)
			}
		})
	}
}
