package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/sample"

	"github.com/paulmach/orb"
)

// fill puts the sample county, a scenario and two plans into a store.
func fill(t *testing.T, s data.Store) {
	t.Helper()
	ctx := context.Background()
	batch, err := sample.Dongying()
	if err != nil {
		t.Fatal(err)
	}
	if batch.Standards, err = data.PresetStandards(); err != nil {
		t.Fatal(err)
	}
	whole := int64(12)
	batch.DailyCounts = []data.DailyCount{{Date: "2026-11-26", Facility: batch.Facilities[0].ID, Down: &whole}}
	batch.BusLines = []data.BusLine{{ID: "801", CapacityParcels: &whole, Stops: []data.BusStop{{ID: "a", Place: &orb.Point{118.123456789012, 37.5}}}, Trips: []data.BusTrip{{ID: "1", Calls: []data.BusCall{{Stop: "a"}}}}}}
	if _, err := s.Load(ctx, batch, data.ChangeNote{Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	edited := batch.Settlements[0]
	edited.Version, edited.Name = 1, "改名村"
	if _, err := s.EditSettlement(ctx, edited, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	roads := data.Network{ID: data.DefaultNetwork, Name: "路网", Fingerprint: "f", Vertices: 2, Stretches: 1, Content: []byte{0, 1, 2, 255}, CreatedAt: time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)}
	if _, err := s.SaveNetwork(ctx, roads, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	scenario := data.Scenario{ID: "全县", Name: "情景", Area: "370523", Standard: "village-2km", Model: "lscp", Weight: "population", Travel: "straight", Changes: &data.ChangeSet{Date: "2026-01-15", Facilities: []data.FacilityChange{{Do: data.CloseFacility, Facility: "a"}}}}
	if scenario.Version, err = s.SaveScenario(ctx, scenario, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	scenario.Name = "情景二"
	if scenario.Version, err = s.SaveScenario(ctx, scenario, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 26, 1, 0, 0, 123_000_000, time.UTC)
	runs := []data.Run{{ID: "2026-11-26_V#1", Date: "2026-11-26", Vehicle: "V#1", State: data.RunPlanned, CreatedAt: at, Stops: []data.RunStop{{Stop: "P", Place: orb.Point{118.1, 37.123456789012}}, {Stop: "Q", Place: orb.Point{118.1, 37}}}}}
	if err := s.SaveRuns(ctx, runs, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	for _, note := range []string{"", "另一个内容"} { // the second comes with the ID of the first and is renamed
		event := data.StopEvent{ID: "e", Run: runs[0].ID, Stop: "P", Kind: data.Failed, Reason: "无人", Note: note, At: at, Location: &orb.Point{118.123456789012, 37}, ReceivedAt: at}
		if _, err := s.SaveStopEvents(ctx, []data.StopEvent{event}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	objective := int64(7)
	for i, fingerprint := range []string{strings.Repeat("ab", 32), strings.Repeat("cd", 32)} {
		plan := data.Plan{ID: fingerprint[:12], Scenario: scenario, AreaName: "利津县", Status: "optimal", Objective: &objective, Fingerprint: fingerprint, Notes: []string{"费用未知", "一、二"},
			Revision: 2, CreatedAt: time.Date(2026, 5, 1, 8, 0, i, 123_456_789, time.FixedZone("CST", 8*3600)), Opened: []data.PlanSite{{Site: "x", Location: orb.Point{118.123456789012, 37.5}, NewlyCovered: 3}},
			Assignments: []data.Assignment{{Settlement: "1", Site: "x", Meters: 5}}, Before: json.RawMessage(`{"rate": 0.50}`)}
		if err := s.SavePlan(ctx, plan, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
}

func openFile(t *testing.T, name string) *gpkg.Store {
	t.Helper()
	s, err := gpkg.Open(context.Background(), filepath.Join(t.TempDir(), name), gpkg.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func digestOf(t *testing.T, s data.Store) string {
	t.Helper()
	digest, err := data.Digest(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func TestAFileGoesToPostGISAndBackWithNothingLost(t *testing.T) {
	ctx := context.Background()
	file, database, back := openFile(t, "a.gpkg"), data.Store(nil), openFile(t, "b.gpkg")
	database, _ = openFresh(t)
	fill(t, file)
	there, err := data.Copy(ctx, file, database, data.CopyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := data.Copy(ctx, database, back, data.CopyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if there.FromDigest != again.ToDigest || there.ToDigest != digestOf(t, back) || there.Networks != 1 || there.Scenarios != 1 || there.Plans != 2 || there.Runs != 1 || there.StopEvents != 2 {
		t.Errorf("there %+v\nback %+v", there, again)
	}
	// The digest is a promise; look for ourselves too.
	for _, s := range []data.Store{database, back} {
		a, err := file.Plan(ctx, "abababababab")
		if err != nil {
			t.Fatal(err)
		}
		if b, err := s.Plan(ctx, "abababababab"); err != nil || !reflect.DeepEqual(a, b) || len(b.Notes) != 2 {
			t.Errorf("the plan came as %+v, %v\nit was %+v", b, err, a)
		}
		for _, q := range []data.Query{{}, {Area: "370523"}, {Bound: &orb.Bound{Min: orb.Point{118.2, 37.2}, Max: orb.Point{118.6, 37.8}}}} {
			sameLists(t, file.Areas, s.Areas, q)
			sameLists(t, file.Settlements, s.Settlements, q)
			sameLists(t, file.Facilities, s.Facilities, q)
			sameLists(t, file.Services, s.Services, q)
			sameLists(t, file.Vehicles, s.Vehicles, q)
		}
	}
	for _, s := range []data.Store{database, back} {
		sameLists(t, file.BusLines, s.BusLines, data.Query{})
		sameLists(t, file.DailyCounts, s.DailyCounts, data.Query{Date: "2026-11-26"})
		sameLists(t, file.Runs, s.Runs, data.Query{Date: "2026-11-26"})
	}
	// Copying once more changes nothing.
	once, err := data.Copy(ctx, file, database, data.CopyOptions{})
	if err != nil || once.Load.Inserted+once.Load.Updated != 0 {
		t.Errorf("the second copy: %+v, %v", once, err)
	}
}

// sameLists compares what two stores list, but for versions.
func sameLists[T any](t *testing.T, a, b func(context.Context, data.Query) ([]T, error), q data.Query) {
	t.Helper()
	listA, err := a(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	listB, err := b(context.Background(), q)
	if err != nil || len(listA) != len(listB) || len(listA) == 0 {
		t.Fatalf("query %+v: %d rows and %d, %v", q, len(listA), len(listB), err)
	}
	for i := range listA {
		reflect.ValueOf(&listA[i]).Elem().FieldByName("Version").SetInt(0)
		reflect.ValueOf(&listB[i]).Elem().FieldByName("Version").SetInt(0)
		if !reflect.DeepEqual(listA[i], listB[i]) {
			t.Fatalf("query %+v:\n one store has %+v\nthe other has %+v", q, listA[i], listB[i])
		}
	}
}

func TestTheDigestSeesEveryChangeButNotVersions(t *testing.T) {
	ctx := context.Background()
	a, _ := openFresh(t)
	b, _ := openFresh(t)
	if digestOf(t, a) != digestOf(t, b) {
		t.Fatal("two empty stores differ")
	}
	batch := countryside(30)
	for _, s := range []*Store{a, b} {
		if _, err := s.Load(ctx, batch, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	before := digestOf(t, a)
	if before != digestOf(t, b) {
		t.Fatal("two equal stores differ")
	}
	seen := map[string]string{before: "the start"}
	for what, statement := range map[string]string{
		"a name":                  "UPDATE settlement SET name = name || '*' WHERE code = (SELECT min(code) FROM settlement)",
		"a known population":      "UPDATE settlement SET population = 0 WHERE code = (SELECT max(code) FROM settlement)",
		"an unknown one":          "UPDATE settlement SET population = NULL WHERE code = (SELECT max(code) FROM settlement)",
		"the last bit of a place": "UPDATE settlement SET geom = ST_SetSRID(ST_MakePoint(ST_X(geom) + 2e-14, ST_Y(geom)), 4326) WHERE code = (SELECT max(code) FROM settlement)",
		"an operator":             "UPDATE facility SET operators = '{postal,coop}' WHERE id = (SELECT max(id) FROM facility)",
		"an area's parent":        "UPDATE area SET parent = NULL WHERE code = (SELECT max(code) FROM area)",
	} {
		if _, err := a.pool.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
		digest := digestOf(t, a)
		if earlier, known := seen[digest]; known {
			t.Errorf("the digest after a change of %s is that of %s", what, earlier)
		}
		seen[digest] = what
	}
	settlement := batch.Settlements[3]
	settlement.Version = 1
	for _, name := range []string{"另一个名字", settlement.Name} {
		version := settlement.Version
		settlement.Name = name
		var err error
		if settlement.Version, err = b.EditSettlement(ctx, settlement, data.ChangeNote{}); err != nil || settlement.Version != version+1 {
			t.Fatal(settlement.Version, err)
		}
	}
	if digestOf(t, b) != before {
		t.Error("a row changed and changed back has another digest")
	}
}

func TestACopyIsNotMixedWithOtherContent(t *testing.T) {
	ctx := context.Background()
	from, to := openFile(t, "from.gpkg"), openFile(t, "to.gpkg")
	for s, count := range map[data.Store]int{from: 20, to: 40} {
		if _, err := s.Load(ctx, countryside(count), data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	before := digestOf(t, to)
	if _, err := data.Copy(ctx, from, to, data.CopyOptions{}); !errors.Is(err, data.ErrConflict) || !strings.Contains(err.Error(), "target holds") {
		t.Fatalf("got %v", err)
	}
	if digestOf(t, to) != before {
		t.Error("the refused copy changed the target")
	}
	// The other way round the target is an earlier copy, and is completed.
	if result, err := data.Copy(ctx, to, from, data.CopyOptions{}); err != nil || result.Load.Inserted == 0 {
		t.Fatalf("got %+v, %v", result, err)
	}
}

// lossy is a store that forgets notes.
type lossy struct{ data.Store }

func (l lossy) SavePlan(ctx context.Context, p data.Plan, note data.ChangeNote) error {
	p.Notes = nil
	return l.Store.SavePlan(ctx, p, note)
}

func TestACopyThatLosesSomethingFailsLoudly(t *testing.T) {
	from, _ := openFresh(t)
	to, _ := openFresh(t)
	fill(t, from)
	result, err := data.Copy(context.Background(), from, lossy{to}, data.CopyOptions{})
	if !errors.Is(err, data.ErrConflict) || result.FromDigest == "" || result.FromDigest == result.ToDigest || !strings.Contains(err.Error(), result.ToDigest) {
		t.Fatalf("got %+v, %v", result, err)
	}
}
