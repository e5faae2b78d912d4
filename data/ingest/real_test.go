package ingest

import (
	"context"
	"os"
	"testing"

	"cuntong/data"
	"cuntong/geo"
)

// realFile returns the path of a file beside the project and skips, loudly, where it is absent.
func realFile(t *testing.T, name string) string {
	t.Helper()
	file := "../../../shared/" + name
	if _, err := os.Stat(file); err != nil {
		t.Skipf("SKIPPED: %s is not beside the project, so real input was not read", file)
	}
	return file
}

func mustRead(t *testing.T, o Options, files ...string) *Result {
	t.Helper()
	result, err := Read(context.Background(), files, o)
	if err != nil {
		t.Fatalf("Read(%v): %v", files, err)
	}
	checkReferences(t, result, o.Known)
	for _, f := range result.Files {
		if f.Rows != f.Accepted+f.Refused+f.Skipped+f.SubtotalRows+f.Repeated {
			t.Errorf("rows of %s do not add up: %+v", f.File, f)
		}
	}
	return result
}

// checkReferences proves that every reference of a batch holds within it and what was known.
func checkReferences(t *testing.T, r *Result, known Known) {
	t.Helper()
	if err := r.Batch.Check(); err != nil {
		t.Errorf("no store would keep the batch: %v", err)
	}
	areas, settlements, facilities := map[string]bool{"": true}, map[string]bool{"": true}, map[string]bool{"": true}
	once := map[string]bool{}
	first := func(kind, key string) {
		if once[kind+key] || key == "" {
			t.Errorf("%s %q appears twice or has no key", kind, key)
		}
		once[kind+key] = true
	}
	for _, a := range r.Batch.Areas {
		first("area", a.Code)
		areas[a.Code] = true
	}
	for _, a := range known.Areas {
		areas[a.Code] = true
	}
	for _, s := range r.Batch.Settlements {
		first("settlement", s.Code)
		settlements[s.Code] = true
	}
	for _, s := range known.Settlements {
		settlements[s.Code] = true
	}
	for _, f := range r.Batch.Facilities {
		first("facility", f.ID)
		facilities[f.ID] = true
	}
	for _, f := range known.Facilities {
		facilities[f.ID] = true
	}
	for _, a := range r.Batch.Areas {
		if !areas[a.Parent] {
			t.Errorf("area %s has the unknown parent %q", a.Code, a.Parent)
		}
	}
	for _, s := range r.Batch.Settlements {
		if s.Town == "" || !areas[s.Town] {
			t.Errorf("settlement %s has the unknown town %q", s.Code, s.Town)
		}
	}
	for _, f := range r.Batch.Facilities {
		if !areas[f.Town] || !settlements[f.Settlement] {
			t.Errorf("facility %s has the unknown town %q or settlement %q", f.ID, f.Town, f.Settlement)
		}
	}
	for _, s := range r.Batch.Services {
		first("service", s.ID)
		if !settlements[s.Settlement] || s.Settlement == "" || !facilities[s.Facility] {
			t.Errorf("service %s has the unknown settlement %q or facility %q", s.ID, s.Settlement, s.Facility)
		}
	}
	for _, v := range r.Batch.Vehicles {
		first("vehicle", v.ID)
		if !facilities[v.Facility] {
			t.Errorf("vehicle %s has the unknown facility %q", v.ID, v.Facility)
		}
	}
}

func unlocated(settlements []data.Settlement) int {
	n := 0
	for _, s := range settlements {
		if s.Location == nil {
			n++
		}
	}
	return n
}

func areasOf(r *Result, tier data.AreaTier) int {
	n := 0
	for _, a := range r.Batch.Areas {
		if a.Tier == tier {
			n++
		}
	}
	return n
}

func TestTheThreeRealCountiesAreReadWithEveryVillage(t *testing.T) {
	places := realFile(t, "geodata/rural-counties/places.csv")
	r := mustRead(t, Options{Datum: geo.WGS84}, places)
	if len(r.Batch.Settlements) != 939 || unlocated(r.Batch.Settlements) != 230 || len(r.Refused) != 0 {
		t.Errorf("got %d settlements, %d unlocated, %d refused; want 939, 230, 0", len(r.Batch.Settlements), unlocated(r.Batch.Settlements), len(r.Refused))
	}
	if areasOf(r, data.TierTown) != 55 || areasOf(r, data.TierCounty) != 3 || areasOf(r, data.TierCity) != 3 {
		t.Errorf("areas: %d towns, %d counties, %d cities; want 55, 3, 3", areasOf(r, data.TierTown), areasOf(r, data.TierCounty), areasOf(r, data.TierCity))
	}
	r = mustRead(t, Options{Datum: geo.WGS84, Where: []Condition{{"county_code", "429005"}}}, places, realFile(t, "geodata/rural-counties/counties.geojson"))
	if len(r.Batch.Settlements) != 471 || unlocated(r.Batch.Settlements) != 170 || areasOf(r, data.TierTown) != 25 || len(r.Refused) != 0 {
		t.Errorf("潜江: got %d settlements, %d unlocated, %d towns, refused %v; want 471, 170, 25, none", len(r.Batch.Settlements), unlocated(r.Batch.Settlements), areasOf(r, data.TierTown), r.Refused)
	}
	for _, a := range r.Batch.Areas {
		if a.Code == "429005" && (len(a.Outline) == 0 || a.Parent != "429000" || a.Name != "潜江市") {
			t.Errorf("潜江 came out as %s, parent %q, %d polygons", a.Name, a.Parent, len(a.Outline))
		}
	}
}

func TestGrandeComoreIsReadWithoutChineseCodes(t *testing.T) {
	villages, posts := realFile(t, "geodata/grande-comore/villages.csv"), realFile(t, "geodata/grande-comore/post_offices.csv")
	o := Options{Datum: geo.WGS84, Where: []Condition{{"island", "Ngazidja"}}, Map: map[string]string{"worldpop2020_nearest": "population"}}
	r := mustRead(t, o, villages, posts)
	var people int64
	for _, s := range r.Batch.Settlements {
		people += *s.Population
	}
	if len(r.Batch.Settlements) != 100 || people != 449_424 || len(r.Batch.Facilities) != 12 || len(r.Refused) != 0 {
		t.Errorf("got %d settlements, %d people, %d facilities, refused %v; want 100, 449424, 12, none", len(r.Batch.Settlements), people, len(r.Batch.Facilities), r.Refused)
	}
	o.Map = map[string]string{"osm_population": "population"}
	r = mustRead(t, o, villages)
	if len(r.Refused) != 2 || r.Refused[0].Line != 46 || r.Refused[0].Field != "osm_population" || r.Refused[1].Value != "600habitant" {
		t.Errorf("line 46 with its percent-encoded text and line 126 with 600habitant should be refused, got %v", r.Refused)
	}
}

func TestTheDongyingSampleFilesAreRead(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.WGS84}, realFile(t, "sample/dongying/villages.csv"), realFile(t, "sample/dongying/towns.csv"), realFile(t, "sample/dongying/counties.geojson"))
	kinds := map[data.SettlementKind]int{}
	for _, s := range r.Batch.Settlements {
		kinds[s.Kind]++
	}
	if len(r.Batch.Settlements) != 1921 || kinds[data.KindVillage] != 1660 || kinds[data.KindResidents] != 238 || len(r.Refused) != 0 {
		t.Errorf("got %d settlements, kinds %v, refused %v; want 1921 with 1660 villages and 238 residents", len(r.Batch.Settlements), kinds, r.Refused)
	}
	if areasOf(r, data.TierTown) != 52 || areasOf(r, data.TierCounty) != 7 {
		t.Errorf("got %d towns and %d counties, want 52 and 7", areasOf(r, data.TierTown), areasOf(r, data.TierCounty))
	}
}
