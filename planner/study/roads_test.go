package study

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo/network"
	"cuntong/geo/travel"
	"cuntong/planner/report"
)

const riverFile = "testdata/river.osm"

// river is a store with the network of riverFile, one station in the east, and a village on either bank, one
// on the island and one that lies kilometres from any road.
func river(t *testing.T) *Study {
	t.Helper()
	s := newStudy(t)
	s.RoadCache = filepath.Join(t.TempDir(), "river.gpkg.roads-")
	load(t, s, data.Batch{
		Settlements: []data.Settlement{settlement(1, 100, 118.500, 37.500), settlement(2, 20, 118.520, 37.505), settlement(3, 3, 118.600, 37.505), settlement(4, 4000, 118.560, 37.500)},
		Facilities:  []data.Facility{facility("east", data.Active, 118.520, 37.500, data.Postal)},
	})
	loadRoads(t, s)
	return s
}

func loadRoads(t *testing.T, s *Study) *LoadReport {
	t.Helper()
	report, err := s.Load(t.Context(), LoadRequest{Files: []string{riverFile}})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestLoadedRoadsAreStoredAndReported(t *testing.T) {
	s := river(t)
	report := loadRoads(t, s) // once more
	got := *report.Roads
	if report.Same != 1 || report.Inserted+report.Updated != 0 {
		t.Errorf("the same roads again: %+v", report)
	}
	if got.Ways != 4 || got.Stretches != 4 || got.Islands != 2 || got.Settlements != 4 || got.Linked != 3 || *got.LinkedShare != 0.75 || got.Refused != 0 {
		t.Errorf("report %+v", got)
	}
	stored, err := s.Store.Network(t.Context(), data.DefaultNetwork)
	if err != nil || stored.Fingerprint != got.Fingerprint || stored.LengthMeters != got.LengthMeters || stored.Name != "river.osm" || stored.Stretches != 4 || stored.Version != 1 {
		t.Errorf("stored %+v, %v", stored, err)
	}
	// Both banks of 4.45 km, the bridge of 1.76 and 1.11 on the island.
	if got.LengthMeters < 11_700 || got.LengthMeters > 11_850 {
		t.Errorf("length %d m, want about 11,770", got.LengthMeters)
	}
	if roads, err := network.Decode(stored.Content); err != nil || roads.Fingerprint() != stored.Fingerprint {
		t.Errorf("the content does not decode: %v", err)
	}
}

func TestRoadsAreLoadedTogetherWithRowsOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	villages := filepath.Join(folder, "villages.csv")
	text := "code,name,town,lon,lat,population\n" + "370522101201,一村," + testTown + ",118.5,37.5,100\n"
	if err := os.WriteFile(villages, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(riverFile)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, content []byte) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, c := range map[string]struct {
		files []string
		says  string
	}{
		"torn":               {[]string{villages, write("torn.osm", whole[:len(whole)/2])}, "torn.osm"},
		"empty":              {[]string{write("empty.osm.pbf", nil), villages}, "empty.osm.pbf"},
		"no pbf":             {[]string{villages, write("text.osm.pbf", whole)}, "text.osm.pbf"},
		"not there":          {[]string{villages, filepath.Join(folder, "none.osm.bz2")}, "none.osm.bz2"},
		"no place on Earth":  {[]string{villages, write("far.osm", bytes.Replace(whole, []byte(`lat="37.540"`), []byte(`lat="97.540"`), 1))}, "far.osm"},
		"without roads":      {[]string{villages, write("bare.osm", []byte(`<osm version="0.6"></osm>`))}, "no road"},
		"two files of roads": {[]string{riverFile, write("again.osm", whole)}, "merge"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStudy(t)
			load(t, s, data.Batch{})
			before, _ := s.Store.Info(t.Context())
			_, err := s.Load(t.Context(), LoadRequest{Files: c.files, Options: ingest.Options{Datum: "wgs84"}})
			if !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one sentence that says %q", err, c.says)
			}
			if after, _ := s.Store.Info(t.Context()); after.Revision != before.Revision || after.Counts["networks"]+after.Counts["settlements"] != 0 {
				t.Errorf("the store was changed: %+v", after)
			}
		})
	}
	s := newStudy(t)
	load(t, s, data.Batch{})
	got, err := s.Load(t.Context(), LoadRequest{Files: []string{villages, riverFile}, Network: "winter", Options: ingest.Options{Datum: "wgs84"}})
	if err != nil || got.Inserted != 2 || got.Roads.Settlements != 1 || got.Roads.Linked != 1 || got.Roads.Network != "winter" {
		t.Errorf("loaded together: %+v, %v", got, err)
	}
	if _, err := s.Audit(t.Context(), AuditRequest{Travel: ByRoad}); !errors.Is(err, data.ErrNotFound) || !strings.Contains(err.Error(), "roads") {
		t.Errorf("travel by a network of another name: %v", err)
	}
}

func TestTheRiverLiesBetweenStraightLineAndRoad(t *testing.T) {
	s := river(t)
	audit := func(travel string) *report.Audit {
		t.Helper()
		a, err := s.Audit(t.Context(), AuditRequest{Standard: "village-5km", Travel: travel})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	road, straight := audit(ByRoad), audit(ByStraight)
	if road.Travel.Method != "road" || road.Travel.Profile != network.DefaultProfile || len(road.Travel.Network) != 32 {
		t.Errorf("by road is described as %+v", road.Travel)
	}
	if road.CoveredSettlements != 1 || road.UncoveredSettlements != 1 || road.UnreachableSettlements != 2 || *road.CoveredPopulation != 20 || *road.UnreachablePopulation != 4003 {
		t.Errorf("by road: %+v", road.Counts)
	}
	if straight.CoveredSettlements != 2 || straight.UnreachableSettlements != 0 || *straight.CoveredPopulation != 120 {
		t.Errorf("by straight line: %+v", straight.Counts)
	}
	for name, pair := range map[string][2]*report.Audit{"road": {road, straight}, "straight": {straight, road}} {
		other, want := pair[0].Other, pair[1]
		if other == nil || other.Travel != want.Travel || other.CoveredSettlements != want.CoveredSettlements || *other.CoveredPopulation != *want.CoveredPopulation ||
			other.UncoveredSettlements != want.UncoveredSettlements || other.UnreachableSettlements != want.UnreachableSettlements {
			t.Errorf("beside travel by %s stands %+v", name, other)
		}
	}
	if straight.Other.UnlinkedSettlements != 1 || road.Other.UnlinkedSettlements != 0 {
		t.Errorf("unlinked beside: %d and %d, want 1 and 0", straight.Other.UnlinkedSettlements, road.Other.UnlinkedSettlements)
	}
	// West bank to station: 4.45 km north, 1.76 over the bridge, 4.45 south.
	gap := road.Uncovered[0]
	if gap.Nearest != "east" || *gap.DistanceMeters < 10_600 || *gap.DistanceMeters > 10_700 || *gap.DurationSeconds < 300 {
		t.Errorf("the west bank is %d m and %d s away", *gap.DistanceMeters, *gap.DurationSeconds)
	}
	island, field := road.Unreachable[0], road.Unreachable[1]
	if island.Name != "3村" || island.Reason != "unreachable" || island.DistanceMeters != nil || island.DurationSeconds != nil || island.RoadMeters != nil {
		t.Errorf("the island: %+v", island)
	}
	if field.Name != "4村" || field.Reason != "unlinked" || field.DistanceMeters != nil || field.RoadMeters == nil || *field.RoadMeters < 3500 || *field.RoadMeters > 3560 {
		t.Errorf("the village without a road: %+v", field)
	}
}

func TestWithoutRoadsThereIsOneMeasureAndRoadIsRefused(t *testing.T) {
	s := newStudy(t)
	load(t, s, data.Batch{Settlements: []data.Settlement{settlement(1, 100, 118.5, 37.5)}})
	if a, err := s.Audit(t.Context(), AuditRequest{}); err != nil || a.Other != nil {
		t.Errorf("%+v, %v", a, err)
	}
	for travel, says := range map[string]string{ByRoad: "cuntong load --store", "boat": "straight, road or osrm"} {
		if _, err := s.Audit(t.Context(), AuditRequest{Travel: travel}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("travel by %s: %v, want one that says %q", travel, err, says)
		}
	}
	r := river(t)
	if _, err := r.Audit(t.Context(), AuditRequest{Travel: ByRoad, Profile: "plain-donkey"}); !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), "plain-van") {
		t.Errorf("an unknown profile: %v", err)
	}
}

func TestATimeLimitHoldsOnRoads(t *testing.T) {
	s := river(t)
	limit := int64(1500)
	load(t, s, data.Batch{Standards: []data.Standard{{ID: "25-minutes", LimitSeconds: &limit, DetourFactor: 1.3, SpeedKmh: 30, Offers: []data.Offer{data.Pickup}, Kinds: []data.SettlementKind{data.KindVillage}, Source: "test"}}})
	covered := map[string]int{}
	for _, profile := range []string{"plain-van", "plain-walk"} {
		a, err := s.Audit(t.Context(), AuditRequest{Standard: "25-minutes", Travel: ByRoad, Profile: profile})
		if err != nil {
			t.Fatal(err)
		}
		covered[profile] = a.CoveredSettlements
	}
	// 10.7 km are within 25 minutes by van, 0.6 km on foot.
	if covered["plain-van"] != 2 || covered["plain-walk"] != 1 {
		t.Errorf("covered %v", covered)
	}
}

func TestAPlanOnRoadsOpensWhatTheRiverSeparates(t *testing.T) {
	s := river(t)
	request := PlanRequest{Standard: "village-5km", Model: "lscp", Travel: ByRoad}
	request.Options.Seed = 1
	plan, err := s.Plan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if *plan.Objective != 3 || plan.Scenario.Travel != ByRoad || plan.Scenario.Profile != network.DefaultProfile {
		t.Errorf("by road: %d new points, scenario %+v", *plan.Objective, plan.Scenario)
	}
	request.Travel = ""
	straight, err := s.Plan(t.Context(), request)
	if err != nil || *straight.Objective != 2 || straight.Scenario.Travel != ByStraight || straight.Scenario.Profile != "" || straight.Fingerprint == plan.Fingerprint {
		t.Errorf("by straight line: %+v, %v", straight.Scenario, err)
	}
	if _, err := s.Store.Plan(t.Context(), plan.ID); err != nil {
		t.Error(err)
	}
}

func TestTheCacheFileIsMadeReadAndReplacedWhenTorn(t *testing.T) {
	s := river(t)
	audit := func() *report.Audit {
		t.Helper()
		s.shelf = roadShelf{} // as in another program
		a, err := s.Audit(t.Context(), AuditRequest{Standard: "village-5km", Travel: ByRoad})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	want := audit().Counts
	file := s.RoadCache + audit().Travel.Network[:12] + ".cch"
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("no cache file: %v", err)
	}
	made, _ := os.Stat(file)
	audit()
	if kept, err := os.Stat(file); err != nil || !os.SameFile(made, kept) {
		t.Errorf("a good cache file was not used but written anew (%v)", err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, content := range map[string][]byte{"cut": whole[:len(whole)/2], "empty": {}, "altered": flipped, "foreign": []byte("something else")} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := audit().Counts; got.CoveredSettlements != want.CoveredSettlements || got.UnreachableSettlements != want.UnreachableSettlements {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if again, err := os.ReadFile(file); err != nil || !bytes.Equal(again, whole) {
			t.Errorf("%s: the file was not replaced (%d bytes, %v)", name, len(again), err)
		}
	}
	s.RoadCache = filepath.Join(t.TempDir(), "none", "\x00")
	if got := audit().Counts; got.CoveredSettlements != want.CoveredSettlements {
		t.Errorf("where no file can be written: %+v", got)
	}
}

// ferried is a store where the west lies beyond a river that only a ferry crosses, idle in winter.
func ferried(t *testing.T) *Study {
	t.Helper()
	s := newStudy(t)
	load(t, s, data.Batch{
		Settlements: []data.Settlement{settlement(1, 100, 118.500, 37.500), settlement(2, 20, 118.520, 37.505)},
		Facilities:  []data.Facility{facility("east", data.Active, 118.520, 37.500, data.Postal)},
	})
	file := filepath.Join(t.TempDir(), "ferry.geojson")
	road := func(properties, coordinates string) string {
		return `{"type":"Feature","properties":{` + properties + `},"geometry":{"type":"LineString","coordinates":[` + coordinates + `]}}`
	}
	text := `{"type":"FeatureCollection","datum":"wgs84","features":[` +
		road(`"LXBM":"Y001","LXMC":"西岸路"`, "[118.500,37.500],[118.505,37.500]") + "," +
		road(`"渡口":"是","候船时间":"10","航行时间":"5","限宽":"2","封闭日期":"12-01/03-15"`, "[118.505,37.500],[118.515,37.500]") + "," +
		road(`"LXBM":"Y002","LXMC":"东岸路"`, "[118.515,37.500],[118.520,37.500],[118.520,37.510]") + `]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), LoadRequest{Files: []string{file}}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestClosuresAreInForceOnTheDayThatIsAskedFor(t *testing.T) {
	s := ferried(t)
	for _, c := range []struct {
		day         data.Date
		unreachable int
	}{{"", 0}, {"2026-07-01", 0}, {"2026-12-01", 1}, {"2027-03-15", 1}, {"2027-03-16", 0}} {
		changes := (*data.ChangeSet)(nil).On(c.day)
		audit, err := s.Audit(t.Context(), AuditRequest{Travel: ByRoad, Profile: "plain-e-trike", Changes: changes})
		if err != nil {
			t.Fatal(err)
		}
		if audit.UnreachableSettlements != c.unreachable || audit.Travel.Day != string(c.day) {
			t.Errorf("on %q: %d unreachable, travel %+v, want %d", c.day, audit.UnreachableSettlements, audit.Travel, c.unreachable)
		}
		one := int64(1)
		plan, err := s.SolvePlan(t.Context(), PlanRequest{Model: "mclp", Travel: ByRoad, Profile: "plain-e-trike", P: &one, Weight: BySettlements, Changes: changes, Standard: "village-5km"})
		if err != nil {
			t.Fatal(err)
		}
		if want := int64(2); *plan.Objective != want {
			t.Errorf("plan on %q covers %d", c.day, *plan.Objective)
		}
	}
	summer, err := s.Path(t.Context(), PathRequest{From: Spot{Settlement: "370522101201"}, Profile: "plain-e-trike"})
	if err != nil || !summer.Found || summer.Path.Leg.Seconds < 900 || summer.Path.Leg.Seconds > 1200 {
		t.Errorf("ten minutes of waiting, five on the water and a kilometre of road: %+v, %v", summer.Path.Leg, err)
	}
}

func TestAFerryTakesOnlyVehiclesThatFit(t *testing.T) {
	s := ferried(t)
	for profile, unreachable := range map[string]int{"plain-e-trike": 0, "plain-car": 0, "plain-walk": 0, "plain-truck": 1} {
		audit, err := s.Audit(t.Context(), AuditRequest{Travel: ByRoad, Profile: profile})
		if err != nil {
			t.Fatal(err)
		}
		if audit.UnreachableSettlements != unreachable {
			t.Errorf("%s over a ferry 2 m wide: %d unreachable, want %d", profile, audit.UnreachableSettlements, unreachable)
		}
	}
}

func TestTravelByOSRMNeedsANamedServer(t *testing.T) {
	s := river(t)
	if _, err := s.Audit(t.Context(), AuditRequest{Travel: ByOSRM}); !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), "--osrm") {
		t.Errorf("got %v", err)
	}
	straight, err := travel.NewStraight(2, 30)
	if err != nil {
		t.Fatal(err)
	}
	s.OSRM = straight // any router will do
	audit, err := s.Audit(t.Context(), AuditRequest{Travel: ByOSRM})
	if err != nil || audit.Travel.DetourFactor != 2 || audit.Other == nil || audit.Other.Travel.Method != ByStraight {
		t.Errorf("got %+v, %v", audit, err)
	}
	if _, err := s.Audit(t.Context(), AuditRequest{Travel: ByOSRM, Changes: (*data.ChangeSet)(nil).On("2026-12-01")}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a day on a server that knows none: %v", err)
	}
}
