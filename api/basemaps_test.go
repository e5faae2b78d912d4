package api

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
)

// tileService serves red tiles west of its middle column and nothing east of it.
func tileService(t *testing.T, asked *atomic.Int64) *httptest.Server {
	t.Helper()
	var body bytes.Buffer
	canvas := image.NewRGBA(image.Rect(0, 0, 256, 256))
	for i := range 256 * 256 {
		canvas.Set(i%256, i/256, color.RGBA{200, 30, 30, 255})
	}
	if err := png.Encode(&body, canvas); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Query().Get("tk") != "very-secret" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if strings.Contains(r.URL.Path, "/9/") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(body.Bytes())
	}))
	t.Cleanup(server.Close)
	return server
}

const noBasemap = `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"none"}}`

func TestABasemapIsAskedForByTheProgramAndItsKeyStaysThere(t *testing.T) {
	s := tinyStudy(t)
	clock := noon()
	s.Now = func() time.Time { return clock }
	server := serve(t, Options{Study: s})
	var asked atomic.Int64
	tiles := tileService(t, &asked)
	put := func(version, body string) reply {
		t.Helper()
		got := ask(t, server, http.MethodPut, "/api/v1/settings", body, "If-Match", version)
		clock = clock.Add(time.Minute)
		return got
	}
	wantProblem(t, ask(t, server, http.MethodGet, "/basemap/5/3/4", ""), http.StatusNotFound, "not_found")
	if info := decode[Info](t, ask(t, server, http.MethodGet, "/api/v1/info", "")); info.Basemap != nil || info.Defaults.Datum != "" {
		t.Errorf("before anything was decided: %+v", info)
	}
	choice := func(more string) string {
		return `{"defaults":{"area":"370522","standard":"village-5km","datum":"gcj02"},"basemap":{"kind":"xyz","url":"` + tiles.URL + `/{z}/{x}/{y}.png?tk={key}","attribution":"某院","review_number":"GS(2026)1号"` + more + `}}`
	}
	wantProblem(t, put(`"1"`, choice("")), http.StatusUnprocessableEntity, "invalid") // no key
	wantProblem(t, put(`"1"`, choice(`,"key":"very-secret","datum":"gcj02"`)), http.StatusUnprocessableEntity, "invalid")
	got := put(`"1"`, choice(`,"key":"very-secret","private":true`))
	if got.status != http.StatusOK || bytes.Contains(got.body, []byte("very-secret")) || !decode[StoreSettings](t, got).Basemap.KeySet || got.header.Get("ETag") != `"2"` {
		t.Fatalf("%d %s %s", got.status, got.header.Get("ETag"), got.body)
	}
	info := decode[Info](t, ask(t, server, http.MethodGet, "/api/v1/info", ""))
	if b := info.Basemap; b == nil || b.Type != "raster" || b.MaxZoom != 18 || b.Attribution != "某院" || b.ReviewNumber != "GS(2026)1号" || len(b.Tiles) != 1 || info.Defaults.Area != "370522" || info.Defaults.Standard != "village-5km" {
		t.Fatalf("%+v %+v", info.Basemap, info.Defaults)
	}
	for range 3 {
		got = ask(t, server, http.MethodGet, "/basemap/5/3/4?part=0&v=1", "")
		if _, err := png.Decode(bytes.NewReader(got.body)); got.status != http.StatusOK || err != nil || got.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.header.Get("Cache-Control"), "private") {
			t.Fatalf("%d %v %v", got.status, got.header, err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("the service was asked %d times for one tile", asked.Load())
	}
	if got := ask(t, server, http.MethodGet, "/basemap/5/3/4?part=0&v=2", ""); got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a tile of this choice is kept under the address of another one: %v", got.header)
	}
	// The key goes to nobody else: neither by another host nor on the way over nothing.
	elsewhere := strings.Replace(choice(`,"private":true`), tiles.URL, "http://127.0.0.2:9", 1)
	wantProblem(t, put(`"2"`, elsewhere), http.StatusUnprocessableEntity, "invalid")
	for _, target := range []string{"/basemap/9/9/4", "/basemap/5/3/4?part=1", "/basemap/5/3/4?part=x", "/basemap/5/32/4", "/basemap/5/a/4"} {
		wantProblem(t, ask(t, server, http.MethodGet, target, ""), http.StatusNotFound, "not_found")
	}
	// The key stays where only the URL's words change, and is forgotten on demand; a refusal of the service is told without it.
	put(`"2"`, choice(`,"private":true,"max_zoom":12`))
	if got := ask(t, server, http.MethodGet, "/basemap/5/3/4", ""); got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, got.body)
	}
	put(`"3"`, choice(`,"private":true,"key":"wrong"`))
	got = ask(t, server, http.MethodGet, "/basemap/5/3/4", "")
	wantProblem(t, got, http.StatusBadGateway, "basemap")
	if !bytes.Contains(got.body, []byte("look at the key")) || bytes.Contains(got.body, []byte("127.0.0.1")) {
		t.Errorf("%s", got.body)
	}
	put(`"4"`, choice(`,"key":"very-secret"`)) // no private address any more
	wantProblem(t, ask(t, server, http.MethodGet, "/basemap/5/3/4", ""), http.StatusBadGateway, "basemap")
	before := asked.Load()
	if got := put(`"5"`, noBasemap); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	wantProblem(t, ask(t, server, http.MethodGet, "/basemap/5/3/4", ""), http.StatusNotFound, "not_found")
	if asked.Load() != before {
		t.Error("the service was asked although no basemap is chosen")
	}
	changes, err := s.Store.FindChanges(t.Context(), data.ChangeQuery{Kind: "setting"})
	if err != nil || len(changes) != 5 {
		t.Fatalf("%d lines of the change log, %v; want 5", len(changes), err)
	}
	for _, c := range changes {
		if strings.Contains(c.Before+c.After, "very-secret") {
			t.Errorf("a line holds the key: %+v", c)
		}
	}
}

func TestSettingsNameTheFieldThatIsWrong(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for field, body := range map[string]string{
		"basemap.kind":      `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"file"}}`,
		"basemap.key":       `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"tianditu"}}`,
		"basemap.url":       `{"defaults":{"area":"","standard":"","datum":"wgs84"},"basemap":{"kind":"xyz","url":"ftp://a/{z}/{x}/{y}","attribution":"a"}}`,
		"defaults.standard": `{"defaults":{"area":"","standard":"nothing","datum":"wgs84"},"basemap":{"kind":"none"}}`,
	} {
		got := ask(t, server, http.MethodPut, "/api/v1/settings", body, "If-Match", `"1"`)
		wantProblem(t, got, http.StatusUnprocessableEntity, "invalid")
		if p := decode[Problem](t, got); p.Params["field"] != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
}

func TestSettingsOfTheWholeStoreAreNoCountysToDecide(t *testing.T) {
	s := tinyStudy(t)
	addPeople(t, s, data.Account{Name: "root", Role: data.RoleAdministrator}, data.Account{Name: "county", Role: data.RoleAdministrator, Area: countyCode})
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	county, root := login(t, server, "county"), login(t, server, "root")
	if got := county.ask(t, http.MethodGet, "/api/v1/settings", ""); got.status != http.StatusOK {
		t.Errorf("a county's administrator reads them: %d %s", got.status, got.body)
	}
	wantProblem(t, county.ask(t, http.MethodPut, "/api/v1/settings", noBasemap, "If-Match", `"1"`), http.StatusForbidden, "outside_area")
	if got := root.ask(t, http.MethodPut, "/api/v1/settings", noBasemap, "If-Match", `"1"`); got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestTheStandardThatWasDecidedIsUsedWhereverNoneIsNamed(t *testing.T) {
	s := tinyStudy(t)
	clock := noon()
	s.Now = func() time.Time { return clock }
	server := serve(t, Options{Study: s, Jobs: tinyRunner(t, s)})
	body := strings.Replace(noBasemap, `"standard":""`, `"standard":"village-5km"`, 1)
	if got := ask(t, server, http.MethodPut, "/api/v1/settings", body, "If-Match", `"1"`); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	clock = clock.Add(time.Minute)
	for target, want := range map[string]string{
		"/info": `"default_standard":"village-5km"`, "/audits": `"standard":"village-5km"`, "/audits?standard=village-2km": `"standard":"village-2km"`,
		"/frontier?area=370522&weight=settlements": `"standard":"village-5km"`, "/dashboard": `"id":"village-5km"`,
	} {
		if got := ask(t, server, http.MethodGet, "/api/v1"+target, ""); got.status != http.StatusOK || !bytes.Contains(got.body, []byte(want)) {
			t.Errorf("%s: %d, want %s in %.200s", target, got.status, want, got.body)
		}
	}
	for draft, want := range map[string]string{
		`{"kind":"audit","parameters":{"area":"370522"}}`: "village-5km", `{"kind":"audit"}`: "village-5km", `{"kind":"audit","parameters":{"STANDARD":"village-2km"}}`: "village-2km",
		`{"kind":"plan","parameters":{"model":"lscp","area":"370522"}}`: "village-5km",
	} {
		job := decode[JobHead](t, ask(t, server, http.MethodPost, "/api/v1/jobs", draft))
		if !strings.Contains(string(job.Parameters), `"standard":"`+want+`"`) {
			t.Errorf("%s: the job has %s, want %s", draft, job.Parameters, want)
		}
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/jobs", `{"kind":"audit","parameters":{"area":"370522","AREA":"370522"}}`), http.StatusUnprocessableEntity, "invalid")
	made := decode[data.Scenario](t, ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"一","model":"lscp"}`))
	if made.Standard != "village-5km" {
		t.Errorf("a scenario without a standard has %s", made.Standard)
	}
}
