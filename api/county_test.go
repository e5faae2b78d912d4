package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// The tiny county: one town, three located villages, one without a position, one shop that serves.
const (
	cityCode    = "370500"
	countyCode  = "370522"
	townCode    = "370522101000"
	nearVillage = "370522101201"
	farVillage  = "370522101202"
	lostVillage = "370522101203"
	evilVillage = "370522101204"
	shopID      = "shop-1"
)

// evilName is what a spreadsheet would run.
const evilName = `=HYPERLINK("http://example.org";"村")`

func tinyCounty() data.Batch {
	at := func(lon, lat float64) *orb.Point { return &orb.Point{lon, lat} }
	people := func(n int64) *int64 { return &n }
	made := data.Provenance{Source: "tiny.csv", Line: 2, Datum: "wgs84", Synthetic: true}
	given := made
	given.LocatedBy = data.LocatedGiven
	settlement := func(code, name string, where *orb.Point, population *int64) data.Settlement {
		s := data.Settlement{Code: code, Name: name, Kind: data.KindVillage, Town: townCode, Location: where, Population: population, Provenance: made}
		if where != nil {
			s.Provenance = given
		}
		return s
	}
	twice := 2.0
	return data.Batch{
		Areas: []data.Area{
			{Code: cityCode, Name: "东营市", Tier: data.TierCity, Kind: data.KindCity, Provenance: made},
			{Code: countyCode, Name: "利津县", Tier: data.TierCounty, Kind: data.KindCounty, Parent: cityCode, Population: people(300), Seat: at(118.25, 37.49), Provenance: made,
				Outline: orb.MultiPolygon{{{{118.2, 37.4}, {118.6, 37.4}, {118.6, 37.8}, {118.2, 37.8}, {118.2, 37.4}}}}},
			{Code: townCode, Name: "盐窝镇", Tier: data.TierTown, Kind: data.KindTown, Parent: countyCode, Provenance: made},
		},
		Settlements: []data.Settlement{
			settlement(nearVillage, "近村", at(118.301, 37.5), people(100)),
			settlement(farVillage, "远村", at(118.5, 37.7), people(150)),
			settlement(lostVillage, "无名村", nil, nil),
			settlement(evilVillage, evilName, at(118.45, 37.65), people(50)),
		},
		Facilities: []data.Facility{
			{ID: shopID, Name: "近村便民店", Tier: data.ServicePoint, Operators: []data.Operator{data.Postal, data.Express}, Offers: []data.Offer{data.Pickup, data.Dropoff},
				Status: data.Active, Town: townCode, Settlement: nearVillage, Location: at(118.3, 37.5), Provenance: given},
			{ID: "site-1", Name: "远村候选点", Tier: data.ServicePoint, Offers: []data.Offer{data.Pickup}, Status: data.Candidate, Town: townCode, Settlement: farVillage,
				Location: at(118.5, 37.7), OpeningCostYuan: people(20000), YearlyCostYuan: people(6000), Provenance: given},
		},
		Services: []data.Service{
			{ID: "service-1", Settlement: nearVillage, Operator: data.Postal, Mode: data.AtPoint, Facility: shopID, TimesPerWeek: &twice, ValidFrom: "2024-01-01", Provenance: made},
			{ID: "service-2", Settlement: farVillage, Operator: data.Postal, Mode: data.NoService, Provenance: made},
		},
		Vehicles: []data.Vehicle{{ID: "van-1", Name: "面包车", Kind: "van", Facility: shopID, Count: 1, CapacityParcels: &twice, Provenance: made}},
	}
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// openStore makes an empty store in a folder of the test's own.
func openStore(t testing.TB) data.Store {
	t.Helper()
	store, err := gpkg.Open(context.Background(), filepath.Join(t.TempDir(), "tiny.gpkg"), gpkg.Options{Create: true, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// tinyStudy is a study of the tiny county.
func tinyStudy(t testing.TB) *study.Study {
	t.Helper()
	s := &study.Study{Store: openStore(t), Now: noon, Version: "test", Actor: "test"}
	if _, err := s.Store.Load(t.Context(), tinyCounty(), data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// tinyPlan plans the tiny county with one new point and returns the plan's ID.
func tinyPlan(t *testing.T, s *study.Study, area string) string {
	t.Helper()
	one := int64(1)
	plan, err := s.Plan(t.Context(), study.PlanRequest{Name: "一个新点", Area: area, Model: "mclp", Weight: study.BySettlements, P: &one})
	if err != nil {
		t.Fatal(err)
	}
	return plan.ID
}

// tinyTiers adds what a three-tier plan needs: parcels of two villages and a hub.
func tinyTiers(t *testing.T, s *study.Study) {
	t.Helper()
	batch := tinyCounty()
	villages := batch.Settlements[:2]
	for i := range villages {
		villages[i].ParcelsInDay, villages[i].ParcelsOutDay = new(150.0), new(30.0)
	}
	hub := batch.Facilities[0]
	hub.ID, hub.Name, hub.Tier, hub.Offers, hub.Settlement, hub.Location, hub.UniversalService = "hub-1", "利津县中心", data.Hub, nil, "", &orb.Point{118.25, 37.49}, true
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: villages, Facilities: []data.Facility{hub}}, data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
}

// tinyTierPlan plans the three tiers of the tiny county and returns the plan's ID.
func tinyTierPlan(t *testing.T, s *study.Study) string {
	t.Helper()
	plan, err := s.Plan(t.Context(), study.PlanRequest{Name: "三级网络", Model: study.TierModel, Rules: &data.Rules{Tier: &data.TierRules{Separate: true, Today: true}}})
	if err != nil {
		t.Fatal(err)
	}
	return plan.ID
}

// serve starts the whole handler.
func serve(t *testing.T, o Options) *httptest.Server {
	t.Helper()
	handler, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// reply is an answer that was read to its end.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// ask sends a request. headers come in pairs of name and value; Host is one of them.
func ask(t *testing.T, server *httptest.Server, method, target, body string, headers ...string) reply {
	t.Helper()
	var content io.Reader
	if body != "" {
		content = bytes.NewReader([]byte(body))
	}
	request, err := http.NewRequestWithContext(context.Background(), method, server.URL+target, content)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, text}
}

// decode reads a JSON answer.
func decode[T any](t *testing.T, r reply) T {
	t.Helper()
	var value T
	if err := json.Unmarshal(r.body, &value); err != nil {
		t.Fatalf("answer is no JSON: %v\n%s", err, r.body)
	}
	return value
}

// wantProblem checks status, code and shape of an error.
func wantProblem(t *testing.T, r reply, status int, code string) Problem {
	t.Helper()
	if r.status != status {
		t.Fatalf("got status %d, want %d: %s", r.status, status, r.body)
	}
	if got := r.header.Get("Content-Type"); got != problemType {
		t.Errorf("got Content-Type %q, want %q", got, problemType)
	}
	p := decode[Problem](t, r)
	if p.Code != code || p.Status != status || p.Detail == "" || p.Title == "" || p.RequestID == "" || p.Type != "about:blank" {
		t.Errorf("got problem %+v, want code %s with all its parts", p, code)
	}
	if p.RequestID != r.header.Get("X-Request-Id") {
		t.Errorf("problem names request %q, the header %q", p.RequestID, r.header.Get("X-Request-Id"))
	}
	return p
}

// counting makes identifiers that tests can foretell.
func counting(prefix string) func() string {
	var count atomic.Int64
	return func() string { return fmt.Sprintf("%s-%d", prefix, count.Add(1)) }
}
