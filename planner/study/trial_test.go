package study

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo"
	"cuntong/geo/networktest"
)

// trialFolder is a folder of real data beside this repository, which is no part of it.
func trialFolder(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "shared", "geodata", name)
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("SKIPPED: the trial data %s is not there: the figures in README.md are not checked", folder)
	}
	return folder
}

// trialStandard is a bare limit: straight lines without a detour in metres, with 1.3 at 30 km/h in seconds.
func trialStandard(id string, limit geo.Limit) data.Standard {
	s := data.Standard{ID: id, DetourFactor: 1, SpeedKmh: 30, Offers: []data.Offer{data.Pickup}, Kinds: []data.SettlementKind{data.KindVillage, data.KindResidents}, Source: "trial"}
	if s.LimitMeters = &limit.Value; limit.Metric == geo.BySeconds {
		s.LimitMeters, s.LimitSeconds, s.DetourFactor = nil, &limit.Value, 1.3
	}
	return s
}

func TestGrandeComoreGivesTheFiguresOfTheReadme(t *testing.T) {
	folder := trialFolder(t, "grande-comore")
	s := newStudy(t)
	loaded, err := s.Load(t.Context(), LoadRequest{
		Files: []string{filepath.Join(folder, "comores-latest.osm.pbf"), filepath.Join(folder, "villages.csv"), filepath.Join(folder, "post_offices.csv")},
		Options: ingest.Options{Datum: geo.WGS84, Map: map[string]string{"worldpop2020_nearest": "population"},
			Where: []ingest.Condition{{Column: "island", Value: "Ngazidja"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Roads.Ways != 4381 || loaded.Roads.Settlements != 100 || loaded.Roads.Linked != 100 {
		t.Errorf("roads: %+v", loaded.Roads)
	}
	for _, c := range []struct {
		limit          geo.Limit
		road, straight int64 // people
	}{
		{geo.Limit{Metric: geo.ByMeters, Value: 2000}, 83_837, 99_116},
		{geo.Limit{Metric: geo.ByMeters, Value: 5000}, 168_256, 187_176},
		{geo.Limit{Metric: geo.ByMeters, Value: 10_000}, 267_171, 347_503},
		{geo.Limit{Metric: geo.BySeconds, Value: 900}, 222_092, 216_151},
		{geo.Limit{Metric: geo.BySeconds, Value: 1800}, 387_955, 395_040},
		{geo.Limit{Metric: geo.BySeconds, Value: 3600}, 449_424, 449_424},
	} {
		id := fmt.Sprintf("%s-%d", c.limit.Metric, c.limit.Value)
		if _, err := s.Store.Load(t.Context(), data.Batch{Standards: []data.Standard{trialStandard(id, c.limit)}}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		a, err := s.Audit(t.Context(), AuditRequest{Standard: id, Travel: ByRoad, Profile: "mountain-van"})
		if err != nil {
			t.Fatal(err)
		}
		if *a.Population != 449_424 || *a.CoveredPopulation != c.road || *a.Other.CoveredPopulation != c.straight || a.UnreachableSettlements != 0 {
			t.Errorf("%s: %d people by road, %d by straight line of %d; want %d and %d", id, *a.CoveredPopulation, *a.Other.CoveredPopulation, *a.Population, c.road, c.straight)
		}
	}
}

func TestPrincipeIsUnreachableAndNeverANumber(t *testing.T) {
	folder := trialFolder(t, "sao-tome")
	s := newStudy(t)
	files := []string{filepath.Join(folder, "places.csv"), filepath.Join(folder, "sao-tome.osm.pbf")}
	if _, err := s.Load(t.Context(), LoadRequest{Files: files, Options: ingest.Options{Datum: geo.WGS84}}); err != nil {
		t.Fatal(err)
	}
	capital := facility("capital", data.Active, 6.7313, 0.3389)
	capital.Town = ""
	if _, err := s.Store.EditFacility(t.Context(), capital, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	a, err := s.Audit(t.Context(), AuditRequest{Travel: ByRoad})
	if err != nil {
		t.Fatal(err)
	}
	settlements, err := s.Store.Settlements(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	onPrincipe := map[string]bool{} // São Tomé ends at 0.41° north, Príncipe begins at 1.53°
	for _, place := range settlements {
		onPrincipe[place.Code] = place.Location != nil && place.Location.Lat() > 1
	}
	found := 0
	for _, gap := range a.Unreachable {
		if onPrincipe[gap.Code] {
			found++
		}
		if gap.DistanceMeters != nil || gap.DurationSeconds != nil || gap.Nearest != "" {
			t.Errorf("%s is unreachable and %v m from %s", gap.Name, gap.DistanceMeters, gap.Nearest)
		}
	}
	want := 0
	for _, is := range onPrincipe {
		if is {
			want++
		}
	}
	if want == 0 || found != want {
		t.Errorf("%d of the %d places of Príncipe are unreachable", found, want)
	}
	t.Logf("%d of %d places are unreachable, %d of them on Príncipe", len(a.Unreachable), a.Settlements, found)
}

// Andorra comes with the osm module, packed by bzip2.
func TestAndorraLoads(t *testing.T) {
	file := filepath.Join(filepath.Dir(networktest.Delaware(t)), "andorra-latest.osm.bz2")
	s := newStudy(t)
	load(t, s, data.Batch{})
	loaded, err := s.Load(t.Context(), LoadRequest{Files: []string{networktest.Existing(t, file)}})
	if err != nil {
		t.Fatal(err)
	}
	if r := loaded.Roads; r.Ways != 3940 || r.Refused != 0 || r.Stretches != 6938 || r.Islands != 25 || r.MissingPoints != 0 {
		t.Errorf("roads: %+v", r)
	}
}
