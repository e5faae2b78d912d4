package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cuntong/api/layer"
	"cuntong/data"
	"cuntong/planner/study"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
)

// scriptName is what a page must not run.
const scriptName = `<script>alert("村")</script>' OR 1=1 --`

// ogcStudy is the tiny county with a plan, runs, a name that is a script, and a second county beside it.
func ogcStudy(t testing.TB) (s *study.Study, planID string) {
	t.Helper()
	s = tinyStudy(t)
	made := data.Provenance{Source: "tiny.csv", Synthetic: true}
	if _, err := s.Store.Load(t.Context(), data.Batch{
		Areas: []data.Area{
			{Code: "370523", Name: "广饶县", Tier: data.TierCounty, Kind: data.KindCounty, Parent: cityCode, Provenance: made,
				Outline: orb.MultiPolygon{{{{118.2, 37.0}, {118.4, 37.2}, {118.6, 37.0}, {118.2, 37.0}}}}},
			{Code: "370523101000", Name: "大王镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "370523", Provenance: made},
		},
		Settlements: []data.Settlement{{Code: "370523101201", Name: scriptName, Kind: data.KindVillage, Town: "370523101000", Location: &orb.Point{118.4, 37.1}, Provenance: made}},
	}, data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	one := int64(1)
	plan, err := s.Plan(t.Context(), study.PlanRequest{Name: "一个新点", Area: countyCode, Model: "mclp", Weight: study.BySettlements, P: &one})
	if err != nil {
		t.Fatal(err)
	}
	return s, plan.ID
}

// serveAs serves everything to one caller, without accounts.
func serveAs(t testing.TB, o Options, c caller) *httptest.Server {
	t.Helper()
	s, err := build(o)
	if err != nil {
		t.Fatal(err)
	}
	handler := s.withRecovery(s.withBodyChecks(s.routes))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	}))
	t.Cleanup(server.Close)
	return server
}

var official = caller{Name: "官员", May: []permission{mayRead}}

// collectionJSON is what the tests read of a feature collection.
type collectionJSON struct {
	NumberMatched, NumberReturned int
	TimeStamp                     string
	Features                      []featureJSON
	Links                         []ogcLink
}

type featureJSON struct {
	ID       int64
	Geometry *struct {
		Type        string
		Coordinates json.RawMessage
	}
	Properties map[string]any
}

func linkOf(links []ogcLink, rel, kind string) string {
	for _, l := range links {
		if l.Rel == rel && (kind == "" || l.Type == kind) {
			return l.Href
		}
	}
	return ""
}

func TestOGCServesWhatQGISAndGDALDemand(t *testing.T) {
	s, planID := ogcStudy(t)
	server := serve(t, Options{Study: s, NoticeZH: "示例数据"})
	landing := decode[ogcLandingPage](t, ask(t, server, http.MethodGet, "/ogc", ""))
	api := linkOf(landing.Links, "service-desc", "application/vnd.oai.openapi+json;version=3.0")
	collections := linkOf(landing.Links, "data", "application/json")
	if api != server.URL+"/ogc/api" || collections != server.URL+"/ogc/collections" || linkOf(landing.Links, "conformance", "") != server.URL+"/ogc/conformance" {
		t.Errorf("QGIS finds no way from the landing page: %+v", landing.Links)
	}
	if !strings.Contains(landing.Description, "示例数据") {
		t.Errorf("the landing page does not say that the data is made up: %s", landing.Description)
	}
	conformance := string(ask(t, server, http.MethodGet, "/ogc/conformance", "").body)
	for _, class := range []string{"ogcapi-features-1/1.0/conf/core", "ogcapi-features-2/1.0/conf/crs", "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter", "cql2/1.0/conf/cql2-text",
		"cql2/1.0/conf/basic-cql2", "cql2/1.0/conf/advanced-comparison-operators", "cql2/1.0/conf/case-insensitive-comparison", "cql2/0.0/conf/basic-spatial-operators", "ogcapi-features-5/1.0/conf/schemas"} {
		if !strings.Contains(conformance, `"http://www.opengis.net/spec/`+class+`"`) {
			t.Errorf("QGIS looks for %s", class)
		}
	}
	list := decode[struct{ Collections []ogcDescribed }](t, ask(t, server, http.MethodGet, "/ogc/collections", ""))
	var names []string
	for _, c := range list.Collections {
		names = append(names, c.ID)
		if self := linkOf(c.Links, "items", "application/geo+json"); self != collections+"/"+c.ID+"/items" {
			t.Errorf("%s: items at %s", c.ID, self)
		}
		if c.StorageCRS != "http://www.opengis.net/def/crs/OGC/1.3/CRS84" || len(c.CRS) != 4 {
			t.Errorf("%s: reference systems %s %v", c.ID, c.StorageCRS, c.CRS)
		}
		if !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(c.ID) {
			t.Errorf("collection %q is no plain name", c.ID)
		}
	}
	want := []string{"areas", "settlements", "facilities", "roads", "routes", "plan-" + planID + "-sites", "plan-" + planID + "-assignments", "plan-" + planID + "-gaps"}
	if !slices.Equal(names, want) {
		t.Errorf("got collections %v, want %v", names, want)
	}
	if e := list.Collections[1].Extent; e == nil || e.Spatial.BBox[0] != [4]float64{118.301, 37.1, 118.5, 37.7} || *list.Collections[1].ItemCount != 5 {
		t.Errorf("settlements: extent %+v, %v features", e, *list.Collections[1].ItemCount)
	}

	var queryables struct {
		Properties map[string]struct{ Type, Ref, Format string }
	}
	body := strings.ReplaceAll(string(ask(t, server, http.MethodGet, "/ogc/collections/routes/queryables", "").body), "$ref", "ref")
	if err := json.Unmarshal([]byte(body), &queryables); err != nil {
		t.Fatal(err)
	}
	if q := queryables.Properties; !strings.HasPrefix(q["geometry"].Ref, "https://geojson.org/schema/") || q["date"].Format != "date" || q["created_at"].Format != "date-time" || q["length_m"].Type != "integer" {
		t.Errorf("queryables of routes: %+v", q)
	}
	schema := string(ask(t, server, http.MethodGet, "/ogc/collections/facilities/schema", "").body)
	for _, part := range []string{`"x-ogc-role":"primary-geometry","format":"geometry-point"`, `"x-ogc-propertySeq":1`, `"title":"网点编号"`, `"readOnly":true`} {
		if !strings.Contains(schema, part) {
			t.Errorf("the schema lacks %s: %s", part, schema)
		}
	}
	// GDAL 3.6 makes a field of its own for a property id and would have two.
	if text := string(ask(t, server, http.MethodGet, "/ogc/collections/facilities/feature", "").body); strings.Contains(text, `"网点编号"`) || !strings.Contains(text, `"properties":{"type":"object","properties":{"name":`) {
		t.Errorf("schema of a feature: %s", text)
	}
}

func TestTheOGCDocumentIsInStepWithTheRoutes(t *testing.T) {
	s, planID := ogcStudy(t)
	server := serve(t, Options{Study: s})
	got := ask(t, server, http.MethodGet, "/ogc/api", "")
	if got.header.Get("Content-Type") != "application/vnd.oai.openapi+json;version=3.0" {
		t.Errorf("got Content-Type %q", got.header.Get("Content-Type"))
	}
	document, err := openapi3.NewLoader().LoadFromData(got.body)
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	limit := document.Components.Parameters["limit"]
	if limit == nil || *limit.Value.Schema.Value.Max != ogcMostItems || limit.Value.Schema.Value.Default != float64(ogcDefaultLimit) {
		t.Error("QGIS finds no limit at #/components/parameters/limit")
	}
	items := document.Paths.Value("/collections/facilities/items").Get
	if items.Parameters[0].Ref != "#/components/parameters/limit" {
		t.Errorf("GDAL finds no reference to limit: %+v", items.Parameters[0])
	}
	if p := items.Parameters.GetByInAndName("query", "status"); p == nil || p.Style != "form" || p.Explode == nil || *p.Explode || !p.Schema.Value.Type.Is("string") {
		t.Errorf("QGIS cannot ask by status: %+v", p)
	}

	// Every route below /ogc, with each collection in place of {collection}, and no other, is in the document.
	built, err := build(Options{Study: s})
	if err != nil {
		t.Fatal(err)
	}
	routes := map[string]bool{}
	if err := chi.Walk(built.routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		below, ok := strings.CutPrefix(route, "/ogc")
		if !ok || method == http.MethodOptions || below == "/style.css" || below == "" {
			return nil
		}
		if !strings.Contains(below, "{collection}") {
			routes[method+" "+below] = true
			return nil
		}
		for _, id := range []string{"areas", "settlements", "facilities", "roads", "routes", "plan-" + planID + "-sites", "plan-" + planID + "-assignments", "plan-" + planID + "-gaps"} {
			if method == http.MethodGet || editable(layer.Kind(id)) {
				routes[method+" "+strings.Replace(below, "{collection}", id, 1)] = true
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for path, item := range document.Paths.Map() {
		for method := range item.Operations() {
			if !routes[method+" "+path] {
				t.Errorf("the document has %s %s, which is no route", method, path)
			}
			delete(routes, method+" "+path)
		}
	}
	for route := range routes {
		t.Errorf("the document lacks %s", route)
	}
}

func TestOGCItemsAreSelected(t *testing.T) {
	s, planID := ogcStudy(t)
	server := serve(t, Options{Study: s})
	at := func(collection, query string) string { return "/ogc/collections/" + collection + "/items?" + query }
	filter := func(text string) string { return "filter=" + url.QueryEscape(text) }
	for _, c := range []struct {
		collection, query string
		status, matched   int
		first             string
	}{
		{"settlements", "", 200, 5, nearVillage}, {"settlements", "limit=2", 200, 5, nearVillage}, {"settlements", "limit=99999999999999999999", 200, 5, nearVillage},
		{"settlements", "bbox=118.4,37.6,118.6,37.8", 200, 2, farVillage}, {"settlements", "bbox=118.4,37.6,0,118.6,37.8,9", 200, 2, farVillage},
		{"settlements", "bbox=37.6,118.4,37.8,118.6&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490", 200, 2, farVillage},
		{"settlements", "bbox=37.6,118.4,37.8,118.6&bbox-crs=EPSG:4326", 200, 2, farVillage}, {"settlements", "bbox=13180227,4522000,13202491,4551000&bbox-crs=EPSG:3857", 200, 2, farVillage},
		{"settlements", "kind=village&population=150", 200, 1, farVillage}, {"settlements", "population=0", 200, 0, ""}, {"settlements", "synthetic=true", 200, 5, nearVillage},
		{"settlements", "name=" + url.QueryEscape(scriptName), 200, 1, "370523101201"}, {"settlements", "after=" + farVillage, 200, 5, lostVillage},
		{"settlements", filter("population > 60 AND population <= 150"), 200, 2, nearVillage}, {"settlements", filter("population IS NULL"), 200, 2, lostVillage},
		{"settlements", filter("S_INTERSECTS(geometry,POLYGON((118.29 37.4,118.31 37.4,118.31 37.6,118.29 37.6,118.29 37.4)))"), 200, 1, nearVillage},
		{"settlements", filter("S_INTERSECTS(geometry,BBOX(37.6,118.4,37.8,118.6))") + "&filter-crs=EPSG:4326", 200, 2, farVillage}, {"settlements", filter("geometry IS NULL"), 200, 1, lostVillage},
		{"settlements", filter("name ILIKE '%hyperlink%'") + "&filter-lang=cql-text", 200, 1, evilVillage}, {"settlements", filter("name = '' OR 1=1"), 200, 5, nearVillage},
		{"settlements", "resultType=hits&kind=village", 200, 5, ""}, {"areas", "bbox=118.3,37.01,118.31,37.02", 200, 1, "370523"},
		{"areas", "bbox=118.2,37.15,118.25,37.2", 200, 0, ""}, // inside the extent of the triangle, outside of it
		{"areas", "tier=county", 200, 2, countyCode}, {"facilities", "operators=postal,express", 200, 1, shopID}, {"facilities", filter("operators LIKE '%postal%'"), 200, 1, shopID},
		{"facilities", "datetime=2020-01-01T00:00:00Z/..", 200, 2, shopID}, {"roads", "", 200, 0, ""}, {"routes", "", 200, 0, ""},
		{"plan-" + planID + "-sites", "", 200, 1, "site-1"}, {"plan-" + planID + "-assignments", "site=site-1", 200, 1, ""}, {"plan-" + planID + "-gaps", "", 200, 2, ""},

		{"settlements", "limit=0", 400, 0, ""}, {"settlements", "limit=-1", 400, 0, ""}, {"settlements", "limit=x", 400, 0, ""}, {"settlements", "limit=1&limit=2", 400, 0, ""},
		{"settlements", "foo=1", 400, 0, ""}, {"settlements", "sortby=name", 400, 0, ""}, {"settlements", "geometry=1", 400, 0, ""}, {"settlements", "a;b=1", 400, 0, ""}, {"settlements", "%zz=1", 400, 0, ""},
		{"settlements", "bbox=1,2,3", 400, 0, ""}, {"settlements", "bbox=NaN,2,3,4", 400, 0, ""}, {"settlements", "bbox=1,2,Inf,4", 400, 0, ""}, {"settlements", "bbox=1e300,2,3,4", 400, 0, ""},
		{"settlements", "bbox=37,118,38,119", 400, 0, ""}, {"settlements", "bbox=3,2,1,4", 400, 0, ""}, {"settlements", "bbox-crs=EPSG:9999", 400, 0, ""}, {"settlements", "crs=EPSG:9999", 400, 0, ""},
		{"settlements", "population=many", 400, 0, ""}, {"settlements", "synthetic=1", 400, 0, ""}, {"settlements", "parcels_in_day=NaN", 400, 0, ""},
		{"settlements", "datetime=yesterday", 400, 0, ""}, {"settlements", "datetime=..", 400, 0, ""}, {"settlements", "datetime=2026-01-02/2026-01-01", 400, 0, ""}, {"routes", "date=1", 400, 0, ""},
		{"settlements", filter("kind = "), 400, 0, ""}, {"settlements", filter("kind = 'a'; DROP TABLE settlement"), 400, 0, ""}, {"settlements", filter("nothing = 1"), 400, 0, ""},
		{"settlements", "filter-lang=cql2-json&" + filter("kind = 'a'"), 400, 0, ""}, {"settlements", filter(strings.Repeat("(", 3000)), 400, 0, ""}, {"settlements", filter(strings.Repeat("x", 20000)), 400, 0, ""},
		{"settlements", "f=xml", 400, 0, ""}, {"settlements", "resultType=all", 400, 0, ""},
		{"nothing", "", 404, 0, ""}, {"plan-none-sites", "", 404, 0, ""}, {"plan-" + planID, "", 404, 0, ""}, {"sites", "", 404, 0, ""}, {"..%2F..%2Fetc", "", 404, 0, ""},
	} {
		got := ask(t, server, http.MethodGet, at(c.collection, c.query), "")
		if got.status != c.status {
			t.Errorf("%s %.100s: got %d %.300s, want %d", c.collection, c.query, got.status, got.body, c.status)
			continue
		}
		if c.status != 200 {
			wantProblem(t, got, c.status, map[int]string{400: "invalid", 404: "not_found"}[c.status])
			continue
		}
		page := decode[collectionJSON](t, got)
		if page.NumberMatched != c.matched || page.NumberReturned != len(page.Features) || page.TimeStamp != "2026-11-23T12:00:00Z" {
			t.Errorf("%s %s: %d matched, %d returned at %s, want %d", c.collection, c.query, page.NumberMatched, page.NumberReturned, page.TimeStamp, c.matched)
		}
		if c.first != "" {
			p := page.Features[0].Properties
			if id := fmt.Sprint(p["code"], p["id"], p["site"]); !strings.Contains(id, c.first) {
				t.Errorf("%s %s: the first is %v, want %s", c.collection, c.query, p, c.first)
			}
		}
	}
}

func TestOGCTimesAreClosed(t *testing.T) {
	s := tinyStudy(t)
	tinyRuns(t, s)
	server := serve(t, Options{Study: s})
	for query, want := range map[string]int{"": 3, "datetime=2026-11-23": 2, "datetime=2026-11-23T23:59:59Z": 2, "datetime=2026-11-24T00:00:00Z/..": 1, "datetime=../2026-11-23T00:00:00Z": 2,
		"datetime=0000-01-01T00:00:00Z%2F9999-12-31T00:00:00Z": 3, "datetime=2026-11-25/": 0, "date=2026-11-24": 1, "filter=date%3DDATE('2026-11-24')": 1, "filter=date%3C'2026-11-24'&filter-lang=cql-text": 2} {
		if page := decode[collectionJSON](t, ask(t, server, http.MethodGet, "/ogc/collections/routes/items?"+query, "")); page.NumberMatched != want {
			t.Errorf("%s: got %d runs, want %d", query, page.NumberMatched, want)
		}
	}
}

func TestOGCNextLinksLeadThroughEverything(t *testing.T) {
	s, _ := ogcStudy(t)
	server := serve(t, Options{Study: s})
	for query, want := range map[string]int{"limit=1": 5, "limit=2": 5, "limit=5": 5, "limit=2&kind=village&filter=population%3E0": 3, "limit=1&bbox=118.4,37.6,118.6,37.8&crs=EPSG:3857": 2} {
		var seen []int64
		for next := server.URL + "/ogc/collections/settlements/items?" + query; next != ""; {
			got := ask(t, server, http.MethodGet, strings.TrimPrefix(next, server.URL), "")
			page := decode[collectionJSON](t, got)
			if page.NumberMatched != want {
				t.Fatalf("%s: got %d %s", next, got.status, got.body)
			}
			for _, f := range page.Features {
				seen = append(seen, f.ID)
			}
			next = linkOf(page.Links, "next", "application/geo+json")
			if header := strings.Join(got.header.Values("Link"), " "); (next != "") != strings.Contains(header, `rel="next"`) || next != "" && !strings.Contains(header, "<"+next+">") {
				t.Errorf("%s: the header's links are %s", next, header)
			}
			if len(seen) > 10 {
				t.Fatal("the links lead in a ring")
			}
		}
		if sorted := slices.Compact(slices.Sorted(slices.Values(seen))); len(seen) != want || len(sorted) != want {
			t.Errorf("%s: got %v, want %d features each once", query, seen, want)
		}
	}
}

func TestOGCCoordinatesComeInTheReferenceSystemAskedFor(t *testing.T) {
	s, _ := ogcStudy(t)
	server := serve(t, Options{Study: s})
	for crs, want := range map[string]string{"http://www.opengis.net/def/crs/OGC/1.3/CRS84": "[118.5,37.7]", "http://www.opengis.net/def/crs/EPSG/0/4326": "[37.7,118.5]",
		"http://www.opengis.net/def/crs/EPSG/0/4490": "[37.7,118.5]", "http://www.opengis.net/def/crs/EPSG/0/3857": "[13191359.659"} {
		for _, target := range []string{"/ogc/collections/settlements/items/" + farVillage + "?crs=", "/ogc/collections/settlements/items?code=" + farVillage + "&crs="} {
			got := ask(t, server, http.MethodGet, target+crs, "")
			if got.header.Get("Content-Crs") != "<"+crs+">" || !strings.Contains(string(got.body), `"coordinates":`+want) || got.header.Get("Content-Type") != geoJSONType {
				t.Errorf("%s: got %v %s", target+crs, got.header, got.body)
			}
		}
	}
	// Outer rings go against the clock.
	area := ask(t, server, http.MethodGet, "/ogc/collections/areas/items/370523", "")
	if !strings.Contains(string(area.body), `"coordinates":[[[[118.2,37],[118.6,37],[118.4,37.2],[118.2,37]]]]`) {
		t.Errorf("the outline is not turned: %s", area.body)
	}
	if got := ask(t, server, http.MethodGet, "/ogc/collections/settlements/items/"+lostVillage, ""); !strings.Contains(string(got.body), `"geometry":null`) {
		t.Errorf("no position: %s", got.body)
	}
}

func TestOGCAnswersAreValidatedByTheirTags(t *testing.T) {
	s, _ := ogcStudy(t)
	server := serve(t, Options{Study: s})
	for _, target := range []string{"/ogc/collections/settlements/items?limit=2", "/ogc/collections/settlements/items/" + farVillage, "/ogc/collections/settlements/items/" + farVillage + "?crs=EPSG:3857"} {
		got := ask(t, server, http.MethodGet, target, "")
		again := ask(t, server, http.MethodGet, target, "", "If-None-Match", got.header.Get("ETag"))
		if got.header.Get("ETag") == "" || again.status != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s: tag %s, then %d", target, got.header.Get("ETag"), again.status)
		}
	}
	before := ask(t, server, http.MethodGet, "/ogc/collections/settlements/items", "").header.Get("ETag")
	if other := ask(t, server, http.MethodGet, "/ogc/collections/settlements/items?limit=3", "").header.Get("ETag"); other == before {
		t.Error("two questions have one tag")
	}
	village, err := s.Store.Settlements(t.Context(), data.Query{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	village[0].Name = "新村"
	if _, err := s.Store.EditSettlement(t.Context(), village[0], data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, server, http.MethodGet, "/ogc/collections/settlements/items", "", "If-None-Match", before); got.status != http.StatusOK || !strings.Contains(string(got.body), "新村") {
		t.Errorf("after an edit: %d", got.status)
	}
}

func TestOGCPagesEscapeEveryName(t *testing.T) {
	s, planID := ogcStudy(t)
	server := serve(t, Options{Study: s, NoticeZH: "示例数据"})
	for _, target := range []string{"/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/settlements", "/ogc/collections/plan-" + planID + "-sites", "/ogc/collections/settlements/queryables",
		"/ogc/collections/facilities/schema", "/ogc/collections/settlements/items", "/ogc/collections/settlements/items?limit=1&filter=" + url.QueryEscape("name <> '\"><script>'"), "/ogc/collections/settlements/items/370523101201"} {
		got := ask(t, server, http.MethodGet, target, "", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
		if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: got %d %s %.200s", target, got.status, got.header.Get("Content-Type"), got.body)
		}
		if text := string(got.body); strings.Contains(text, "<script") || strings.Contains(text, `"><`+"s") || !strings.Contains(text, "示例数据") || strings.Contains(text, "style=") {
			t.Errorf("%s: %s", target, text)
		}
		if policy := got.header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || policy == "" {
			t.Errorf("%s: policy %q", target, policy)
		}
		if vary := strings.Join(got.header.Values("Vary"), ","); !strings.Contains(vary, "Accept") {
			t.Errorf("%s varies by %q", target, vary)
		}
	}
	if got := ask(t, server, http.MethodGet, "/ogc/collections/settlements/items/370523101201", "", "Accept", "text/html"); !strings.Contains(string(got.body), "&lt;script&gt;alert") {
		t.Errorf("the name is not there: %s", got.body)
	}
	if got := ask(t, server, http.MethodGet, "/ogc/collections/settlements/items/370523101201", ""); !strings.Contains(string(got.body), `\u003cscript\u003ealert(\"村\")`) {
		t.Errorf("the name in JSON: %s", got.body)
	}
	if got := ask(t, server, http.MethodGet, "/ogc/style.css", ""); got.status != http.StatusOK {
		t.Errorf("no style: %d", got.status)
	}
}

func TestOGCShowsOfficialsTheirAreaAlone(t *testing.T) {
	s, planID := ogcStudy(t)
	tinyRuns(t, s)
	own := official
	own.Area = "370523"
	server := serveAs(t, Options{Study: s}, own)
	for target, want := range map[string]int{"/ogc/collections/settlements/items": 1, "/ogc/collections/facilities/items": 0, "/ogc/collections/areas/items": 2, "/ogc/collections/routes/items": 0, "/ogc/collections/settlements/items?filter=TRUE": 1} {
		if page := decode[collectionJSON](t, ask(t, server, http.MethodGet, target, "")); page.NumberMatched != want || len(page.Features) != want {
			t.Errorf("%s: got %d, want %d", target, page.NumberMatched, want)
		}
	}
	for _, target := range []string{"/ogc/collections/settlements/items/" + nearVillage, "/ogc/collections/plan-" + planID + "-sites", "/ogc/collections/plan-" + planID + "-gaps/items"} {
		wantStatus(t, ask(t, server, http.MethodGet, target, ""), http.StatusNotFound)
	}
	if text := string(ask(t, server, http.MethodGet, "/ogc/collections", "").body); strings.Contains(text, planID) || strings.Contains(text, "118.301") {
		t.Errorf("the list tells of what lies elsewhere: %s", text)
	}
	if text := string(ask(t, server, http.MethodGet, "/ogc/api", "").body); strings.Contains(text, planID) {
		t.Error("the document tells of a plan elsewhere")
	}

	// Who only reads sees no names of couriers and cannot ask for them.
	own.Area = countyCode
	server = serveAs(t, Options{Study: s}, own)
	if text := string(ask(t, server, http.MethodGet, "/ogc/collections/routes/items", "").body); strings.Contains(text, "王五") || !strings.Contains(text, "王") {
		t.Errorf("couriers are named: %s", text)
	}
	for _, query := range []string{"courier=%E7%8E%8B%E4%BA%94", "filter=courier%3D'%E7%8E%8B%E4%BA%94'"} {
		wantStatus(t, ask(t, server, http.MethodGet, "/ogc/collections/routes/items?"+query, ""), http.StatusBadRequest)
	}
	if text := string(ask(t, server, http.MethodGet, "/ogc/collections/routes/queryables", "").body) + string(ask(t, server, http.MethodGet, "/ogc/api", "").body); strings.Contains(text, "courier") {
		t.Error("queryables name the courier")
	}
	wantStatus(t, ask(t, serveAs(t, Options{Study: s}, caller{Name: "x", May: []permission{mayDeliver}}), http.MethodGet, "/ogc/collections", ""), http.StatusForbidden)
}

func wantStatus(t *testing.T, r reply, status int) {
	t.Helper()
	if r.status != status {
		t.Errorf("got %d, want %d: %.300s", r.status, status, r.body)
	}
}

func TestTheTagOfAFeatureDoesNotTellWhatIsHidden(t *testing.T) {
	tags := map[string]int{}
	for _, courier := range []string{"王一", "王六"} { // both are shown as 王**
		s := tinyStudy(t)
		tinyRuns(t, s)
		run, err := s.Store.Run(t.Context(), runID)
		if err != nil {
			t.Fatal(err)
		}
		run.Courier = courier
		if err := s.Store.SaveRuns(t.Context(), []data.Run{run}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]caller{"official": official, "planner": {Name: "规划员", May: []permission{mayRead, mayPlan}}} {
			got := ask(t, serveAs(t, Options{Study: s}, c), http.MethodGet, "/ogc/collections/routes/items/"+url.PathEscape(runID), "")
			if got.status != http.StatusOK || strings.Contains(string(got.body), courier) != (name == "planner") {
				t.Fatalf("%s: %d %s", name, got.status, got.body)
			}
			tags[name+" "+got.header.Get("ETag")]++
		}
	}
	if len(tags) != 3 {
		t.Errorf("tags %v: want one for the official, two for the planner", tags)
	}
}
