package api

import (
	"net/http"
	"strings"
	"testing"

	"cuntong/data"
)

const (
	settlementItems = "/ogc/collections/settlements/items"
	facilityItems   = "/ogc/collections/facilities/items"
)

var geoJSON = []string{"Content-Type", "application/geo+json"}

func TestOGCFeaturesAreMadeChangedAndDeleted(t *testing.T) {
	s, _ := ogcStudy(t)
	server := serve(t, Options{Study: s, NewID: counting("new")})
	do := func(method, target, body string, headers ...string) reply {
		t.Helper()
		return ask(t, server, method, target, body, append(headers, geoJSON...)...)
	}
	made := do(http.MethodPost, settlementItems, `{"type":"Feature","geometry":{"type":"Point","coordinates":[37.6,118.35]},"properties":{"code":"370522101299","name":"新村","kind":"village","town":"370522101","population":12,"parcels_in_day":1.5,"parcels_out_day":null}}`,
		"Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/4490>")
	where := strings.TrimPrefix(made.header.Get("Location"), server.URL)
	if made.status != http.StatusCreated || where != settlementItems+"/370522101299" || made.header.Get("ETag") == "" {
		t.Fatalf("create: %d %s %v", made.status, made.body, made.header)
	}
	wantProblem(t, do(http.MethodPost, settlementItems, `{"type":"Feature","geometry":null,"properties":{"code":"370522101299","name":"新村","kind":"village","town":"370522101"}}`), http.StatusConflict, "conflict")
	got := ask(t, server, http.MethodGet, where, "")
	feature := decode[featureJSON](t, got)
	if string(feature.Geometry.Coordinates) != "[118.35,37.6]" || feature.Properties["town"] != townCode || feature.Properties["source"] != "OGC API" || feature.Properties["synthetic"] != false ||
		got.header.Get("ETag") != made.header.Get("ETag") {
		t.Errorf("after creating: %s %v", got.body, got.header)
	}

	tag := got.header.Get("ETag")
	wantProblem(t, do(http.MethodPatch, where, `{"properties":{"name":"二"}}`), http.StatusPreconditionRequired, "precondition_required")
	wantProblem(t, do(http.MethodPut, where, `{"type":"Feature","geometry":null,"properties":{}}`), http.StatusPreconditionRequired, "precondition_required")
	wantProblem(t, do(http.MethodDelete, where, ""), http.StatusPreconditionRequired, "precondition_required")
	wantProblem(t, do(http.MethodPatch, where, `{"properties":{"name":"二"}}`, "If-Match", `"1-0000000000000000"`), http.StatusPreconditionFailed, "conflict")

	// A patch leaves alone what it does not name; it may come as a merge patch, as QGIS sends it.
	patched := ask(t, server, http.MethodPatch, where, `{"properties":{"population":null}}`, "If-Match", strings.TrimSuffix(tag, `"`)+`-gzip"`, "Content-Type", "application/merge-patch+json")
	wantStatus(t, patched, http.StatusNoContent)
	feature = decode[featureJSON](t, ask(t, server, http.MethodGet, where, ""))
	if feature.Properties["population"] != nil || feature.Properties["name"] != "新村" || feature.Properties["parcels_in_day"] != 1.5 || feature.Geometry == nil {
		t.Errorf("after a patch: %+v", feature)
	}
	wantProblem(t, do(http.MethodPatch, where, `{"properties":{"name":"二"}}`, "If-Match", tag), http.StatusPreconditionFailed, "conflict")

	// The tag of another writing names the same version. What PUT does not name is unknown.
	mercator := ask(t, server, http.MethodGet, where+"?crs=EPSG:3857", "").header.Get("ETag")
	wantStatus(t, do(http.MethodPut, where, `{"type":"Feature","geometry":null,"properties":{"code":"370522101299","name":"二","kind":"residents","town":"370522101000"}}`, "If-Match", `"x", `+mercator), http.StatusNoContent)
	got = ask(t, server, http.MethodGet, where, "")
	feature = decode[featureJSON](t, got)
	if feature.Geometry != nil || feature.Properties["parcels_in_day"] != nil || feature.Properties["kind"] != "residents" {
		t.Errorf("after a replacement: %s", got.body)
	}
	wantStatus(t, do(http.MethodDelete, where, "", "If-Match", got.header.Get("ETag")), http.StatusNoContent)
	wantStatus(t, ask(t, server, http.MethodGet, where, ""), http.StatusNotFound)
	wantStatus(t, do(http.MethodDelete, where, "", "If-Match", "*"), http.StatusNotFound)

	// A record made anew begins with version 1 again, but its tag is another one.
	wantStatus(t, do(http.MethodPost, settlementItems, `{"type":"Feature","geometry":null,"properties":{"code":"370522101299","name":"三","kind":"village","town":"370522101"}}`), http.StatusCreated)
	wantProblem(t, do(http.MethodDelete, where, "", "If-Match", tag), http.StatusPreconditionFailed, "conflict")

	lines, err := s.Store.Changes(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, line := range lines {
		if line.Key == "370522101299" {
			told = append(told, line.Note.Action+" "+line.Note.Actor)
		}
	}
	if strings.Join(told, ",") != "edit test,edit test,edit test,delete test,edit test" {
		t.Errorf("the change log says %v", told)
	}

	// QGIS makes facilities without an ID.
	made = do(http.MethodPost, facilityItems, `{"type":"Feature","geometry":{"type":"Point","coordinates":[118.31,37.51]},"properties":{"name":"新店","tier":"point","status":"active","operators":"express, postal","offers":"pickup","settlement":"`+nearVillage+`","universal_service":null}}`)
	wantStatus(t, made, http.StatusCreated)
	feature = decode[featureJSON](t, ask(t, server, http.MethodGet, strings.TrimPrefix(made.header.Get("Location"), server.URL), ""))
	if feature.Properties["operators"] != "postal,express" || feature.Properties["town"] != townCode || feature.Properties["universal_service"] != false {
		t.Errorf("the new facility: %+v", feature)
	}
}

func TestOGCDeletesNothingThatIsNamed(t *testing.T) {
	s, _ := ogcStudy(t)
	server := serve(t, Options{Study: s})
	for target, says := range map[string]string{settlementItems + "/" + nearVillage: "facility shop-1 names it as its settlement", facilityItems + "/" + shopID: "service service-1 names it as its facility"} {
		if p := wantProblem(t, ask(t, server, http.MethodDelete, target, "", "If-Match", "*"), http.StatusConflict, "conflict"); !strings.Contains(p.Detail, says) {
			t.Errorf("%s: %s", target, p.Detail)
		}
	}
	post := data.Facility{ID: "post", Name: "支局", Tier: data.Station, Status: data.Active, Town: townCode, UniversalService: true}
	if _, err := s.Store.EditFacility(t.Context(), post, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	if p := wantProblem(t, ask(t, server, http.MethodDelete, facilityItems+"/post", "", "If-Match", "*"), http.StatusConflict, "conflict"); !strings.Contains(p.Detail, "普遍服务") {
		t.Error(p.Detail)
	}
	wantStatus(t, ask(t, server, http.MethodDelete, facilityItems+"/site-1", "", "If-Match", "*"), http.StatusNoContent)
}

func TestOGCRefusesWrongFeaturesWithOneSentence(t *testing.T) {
	s, _ := ogcStudy(t)
	server := serve(t, Options{Study: s, MaxBodyBytes: 5000})
	village := func(geometry, properties string) string {
		return `{"type":"Feature","geometry":` + geometry + `,"properties":{"code":"370522101298","name":"村","kind":"village","town":"370522101"` + properties + `}}`
	}
	shop := func(properties string) string {
		return `{"type":"Feature","geometry":null,"properties":{"id":"s","name":"店","tier":"point","status":"active"` + properties + `}}`
	}
	for _, c := range []struct {
		items, body string
		status      int
		field       string
	}{
		{settlementItems, ``, 422, ""}, {settlementItems, `{`, 422, ""}, {settlementItems, `[]`, 422, ""}, {settlementItems, `null`, 422, "type"}, {settlementItems, `{"type":"FeatureCollection"}`, 422, "type"},
		{settlementItems, strings.Repeat("[", 4000), 422, ""}, {settlementItems, `{"type":"Feature","properties":` + strings.Repeat(`{"a":`, 700), 422, ""},
		{settlementItems, village("null", "") + " " + strings.Repeat(" ", 6000), 413, ""},
		{settlementItems, `{"type":"Feature","geometry":null}`, 422, "properties"}, {settlementItems, `{"type":"Feature","geometry":null,"crs":{},"properties":{}}`, 422, "crs"},
		{settlementItems, village("null", `,"colour":"red"`), 422, "properties.colour"}, {settlementItems, village("null", `,"population":-1`), 422, "properties.population"},
		{settlementItems, village("null", `,"population":1.5`), 422, "properties.population"}, {settlementItems, village("null", `,"population":"many"`), 422, "properties.population"},
		{settlementItems, village("null", `,"population":1e300`), 422, "properties.population"}, {settlementItems, village("null", `,"parcels_in_day":-0.5`), 422, "properties.parcels_in_day"},
		{settlementItems, village("null", `,"name":" "`), 422, "properties.name"}, {settlementItems, village("null", `,"name":5`), 422, "properties.name"}, {settlementItems, village("null", `,"kind":"city"`), 422, "properties.kind"},
		{settlementItems, village("null", `,"town":"370599101"`), 422, "properties.town"}, {settlementItems, village("null", `,"town":"370522"`), 422, "properties.town"}, {settlementItems, village("null", `,"town":"x"`), 422, "properties.town"},
		{settlementItems, village("null", `,"code":"370522101000"`), 422, "properties.code"}, {settlementItems, village("null", `,"code":"12"`), 422, "properties.code"}, {settlementItems, village("null", `,"code":7`), 422, "properties.code"},
		{settlementItems, village("null", `,"synthetic":"no"`), 422, "properties.synthetic"}, {settlementItems, village("null", `,"name":"`+strings.Repeat("村", 300)+`"`), 422, "properties.name"},
		{settlementItems, village(`{"type":"Point","coordinates":[37.5,118.5]}`, ""), 422, "geometry.coordinates"}, {settlementItems, village(`{"type":"Point","coordinates":[0,0]}`, ""), 422, "geometry.coordinates"},
		{settlementItems, village(`{"type":"Point","coordinates":[1e308,1e308]}`, ""), 422, "geometry.coordinates"}, {settlementItems, village(`{"type":"Point","coordinates":[1]}`, ""), 422, "geometry"},
		{settlementItems, village(`{"type":"Point","coordinates":["a","b"]}`, ""), 422, "geometry"}, {settlementItems, village(`{"type":"LineString","coordinates":[[1,2],[3,4]]}`, ""), 422, "geometry"}, {settlementItems, village(`7`, ""), 422, "geometry"},
		{facilityItems, shop(`,"id":"a/b"`), 422, "properties.id"}, {facilityItems, shop(`,"tier":"county"`), 422, "properties.tier"}, {facilityItems, shop(`,"operators":"postal,fedex"`), 422, "properties.operators"},
		{facilityItems, shop(`,"offers":"everything"`), 422, "properties.offers"}, {facilityItems, shop(`,"settlement":"370522101999"`), 422, "properties.settlement"},
		{facilityItems, shop(`,"settlement":"` + nearVillage + `","town":"370523101000"`), 422, "properties.settlement"}, {facilityItems, shop(`,"universal_service":1`), 422, "properties.universal_service"},
		{facilityItems, shop(`,"opening_cost_yuan":-5`), 422, "properties.opening_cost_yuan"},
		{"/ogc/collections/areas/items", `{"type":"Feature","geometry":null,"properties":{}}`, 405, ""}, {"/ogc/collections/nothing/items", `{}`, 404, ""},
	} {
		got := ask(t, server, http.MethodPost, c.items, c.body, geoJSON...)
		if c.body == "" { // ask sends no body then
			got = ask(t, server, http.MethodPost, c.items, " ", geoJSON...)
		}
		code := map[int]string{422: "invalid", 413: "too_large", 405: "method_not_allowed", 404: "not_found"}[c.status]
		p := wantProblem(t, got, c.status, code)
		if c.field != "" && (len(p.Errors) != 1 || p.Errors[0].Location != "body."+c.field) {
			t.Errorf("%.120s: got %q at %+v, want field %s", c.body, p.Detail, p.Errors, c.field)
		}
	}
	for target, headers := range map[string][]string{settlementItems: {"Content-Type", "text/plain"}, "/api/v1/scenarios": geoJSON, settlementItems + "/" + nearVillage: {"Content-Type", "application/xml"}} {
		method := http.MethodPost
		if strings.HasSuffix(target, nearVillage) {
			method = http.MethodPut
		}
		wantProblem(t, ask(t, server, method, target, "{}", headers...), http.StatusUnsupportedMediaType, "unsupported_type")
	}
	wantProblem(t, ask(t, server, http.MethodPost, settlementItems, village("null", ""), "Content-Crs", "<EPSG:9999>"), http.StatusBadRequest, "invalid")
	wantProblem(t, ask(t, server, http.MethodPost, settlementItems+"?x=1", village("null", "")), http.StatusBadRequest, "invalid")
	if p := wantProblem(t, ask(t, server, http.MethodPatch, settlementItems+"/"+nearVillage, `{"properties":{"code":"370522101777"}}`, "If-Match", "*"), http.StatusUnprocessableEntity, "invalid"); !strings.Contains(p.Detail, "never changes") {
		t.Error(p.Detail)
	}
}

func TestOGCEditsStayInsideTheEditorsArea(t *testing.T) {
	s, _ := ogcStudy(t)
	planner := caller{Name: "规划员", May: []permission{mayRead, mayPlan}, Area: countyCode}
	server := serveAs(t, Options{Study: s}, planner)
	village := func(code, town string) string {
		return `{"type":"Feature","geometry":null,"properties":{"code":"` + code + `","name":"村","kind":"village","town":"` + town + `"}}`
	}
	wantStatus(t, ask(t, server, http.MethodPost, settlementItems, village("370522101290", townCode)), http.StatusCreated)
	for what, got := range map[string]reply{
		"a village elsewhere":        ask(t, server, http.MethodPost, settlementItems, village("370523101290", "370523101000")),
		"moving a village elsewhere": ask(t, server, http.MethodPatch, settlementItems+"/"+nearVillage, `{"properties":{"town":"370523101000"}}`, "If-Match", "*"),
		"a shop of no town":          ask(t, server, http.MethodPost, facilityItems, `{"type":"Feature","geometry":null,"properties":{"id":"x","name":"店","tier":"point","status":"active"}}`),
	} {
		if got.status != http.StatusForbidden {
			t.Errorf("%s: got %d %s", what, got.status, got.body)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
		wantStatus(t, ask(t, server, method, settlementItems+"/370523101201", village("370523101201", townCode), "If-Match", "*"), http.StatusNotFound)
	}
	reader := serveAs(t, Options{Study: s}, official)
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
		wantStatus(t, ask(t, reader, method, settlementItems+"/"+nearVillage, "{}", "If-Match", "*"), http.StatusForbidden)
	}
	wantStatus(t, ask(t, reader, http.MethodPost, settlementItems, village("370522101291", townCode)), http.StatusForbidden)

	// QGIS offers to edit what OPTIONS lists.
	for _, c := range []struct {
		who    caller
		target string
		want   string
	}{
		{planner, settlementItems, "GET, HEAD, OPTIONS, POST"}, {planner, facilityItems + "/unknown_id", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE"}, {planner, "/ogc/collections/areas/items", "GET, HEAD, OPTIONS"},
		{official, settlementItems, "GET, HEAD, OPTIONS"}, {official, "/ogc/collections", "GET, HEAD, OPTIONS"},
	} {
		got := ask(t, serveAs(t, Options{Study: s}, c.who), http.MethodOptions, c.target, "")
		if got.status != http.StatusNoContent || got.header.Get("Allow") != c.want {
			t.Errorf("%s: got %d %q, want %q", c.target, got.status, got.header.Get("Allow"), c.want)
		}
	}
}
