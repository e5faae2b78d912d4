package ingest

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

func whole(n int64) *int64      { return &n }
func number(x float64) *float64 { return &x }

func TestTheNativeProfileIsReadBackExactly(t *testing.T) {
	generated := data.Provenance{Source: "generated", Synthetic: true}
	located := generated
	located.Datum, located.Original, located.LocatedBy = geo.GCJ02, "118.154,37.4385", data.LocatedName
	given := data.Provenance{Source: "villages.xlsx", Datum: geo.GCJ02, Original: "118.154,37.4385", LocatedBy: data.LocatedGiven}
	candidate := data.Provenance{Source: "generated", Synthetic: true, Datum: geo.WGS84, Original: "118.2,37.5", LocatedBy: data.LocatedGiven}
	ring := orb.Ring{{118.1, 37.4}, {118.3, 37.4}, {118.3, 37.6}, {118.1, 37.6}, {118.1, 37.4}}
	want := data.Batch{
		Areas: []data.Area{
			{Code: "370500", Name: "东营市", Tier: data.TierCity, Kind: data.KindCity, Population: whole(2193518), Provenance: generated},
			{Code: "370522", Name: "利津县", Tier: data.TierCounty, Kind: data.KindCounty, Parent: "370500", Population: whole(238189), Outline: orb.MultiPolygon{{ring}}, Seat: &orb.Point{118.255, 37.49}, Provenance: generated},
			{Code: "370522101000", Name: "北宋镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "370522", Provenance: generated},
		},
		Settlements: []data.Settlement{
			{Code: "370522101201", Name: "北宋一村村委会", Kind: data.KindVillage, Town: "370522101000", Location: &orb.Point{118.14820000000001, 37.4381}, Population: whole(1024), ParcelsInDay: number(31.25), ParcelsOutDay: number(0), Provenance: given},
			{Code: "370522101202", Name: "后宋村, 东", Kind: data.KindResidents, Town: "370522101000", Provenance: generated},
		},
		Facilities: []data.Facility{
			{ID: "f1", Name: "北宋支局", Tier: data.Station, Operators: []data.Operator{data.Postal, data.Express}, Offers: []data.Offer{data.Pickup, data.Dropoff, data.Finance}, Status: data.Active,
				Town: "370522101000", Settlement: "370522101201", Location: &orb.Point{118.14820000000001, 37.4381}, CapacityParcelsDay: number(300.5), OpeningCostYuan: whole(125000), YearlyCostYuan: whole(0), UniversalService: true, Provenance: located},
			{ID: "c1", Name: "备选", Tier: data.ServicePoint, Offers: []data.Offer{data.Pickup}, Status: data.Candidate, Location: &orb.Point{118.2, 37.5}, Provenance: candidate},
		},
		Services: []data.Service{
			{ID: "s1", Settlement: "370522101201", Operator: data.Express, Mode: data.AtPoint, Facility: "f1", TimesPerWeek: number(3), ValidFrom: "2024-01-01", Provenance: generated},
			{ID: "s2", Settlement: "370522101202", Operator: data.Postal, Mode: data.Exempt, ValidTo: "2026-12-31", ExemptReason: "整村搬迁", Provenance: generated},
		},
		Vehicles: []data.Vehicle{
			{ID: "v1", Name: "电动三轮", Kind: "e-trike", Facility: "f1", Count: 2, CapacityKg: number(300), CapacityParcels: number(150), SpeedKmh: number(25), RangeKm: number(80), YuanPerKm: number(0.12), YuanPerDay: number(60.5), Provenance: generated},
		},
	}
	files := nativeFiles()
	for range 2 { // the order of the files does not matter
		r := mustRead(t, Options{}, files...)
		if !reflect.DeepEqual(r.Batch, want) || len(r.Refused) > 0 || len(r.Notices) > 0 {
			t.Errorf("got  %+v\nwant %+v\nrefused %v, notices %v", r.Batch, want, r.Refused, r.Notices)
		}
		slices.Reverse(files)
	}
}

func TestEveryEncodingAndSeparatorGivesTheSameVillages(t *testing.T) {
	var first *data.Batch
	for name, encoding := range map[string]string{"utf8": "UTF-8", "bom": "UTF-8 with BOM", "gb18030": "GB18030", "utf16": "UTF-16LE", "semicolon": "UTF-8"} {
		r := mustRead(t, Options{Datum: geo.GCJ02}, filepath.Join("testdata", "good-villages-"+name+".csv"))
		if r.Files[0].Encoding != encoding || len(r.Refused) > 0 {
			t.Errorf("%s: read as %s, want %s; refused %v", name, r.Files[0].Encoding, encoding, r.Refused)
		}
		for i := range r.Batch.Settlements {
			r.Batch.Settlements[i].Provenance.Source = ""
		}
		r.Batch.Areas = nil // their source is the file
		if first == nil {
			first = &r.Batch
		}
		if !reflect.DeepEqual(*first, r.Batch) {
			t.Errorf("%s: got %+v, want %+v", name, r.Batch, *first)
		}
	}
	if n := *first.Settlements[0].Population + *first.Settlements[1].Population; n != 1884 || first.Settlements[2].Population != nil {
		t.Errorf("populations with thousands separator and full-width digits add up to %d, want 1884; blank must stay unknown", n)
	}
}

func TestCoordinatesAreConvertedAndWhatTheyWereIsKept(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.GCJ02}, "testdata/good-villages-utf8.csv")
	s := r.Batch.Settlements[0]
	back, err := geo.GCJ02.FromWGS84(*s.Location)
	if err != nil || geo.Distance(back, orb.Point{118.1482, 37.4381}) > 0.001 {
		t.Errorf("%v does not lead back to 118.1482, 37.4381 (%v)", *s.Location, err)
	}
	want := data.Provenance{Source: "good-villages-utf8.csv", Line: 2, Datum: geo.GCJ02, Original: "118.1482,37.4381", LocatedBy: data.LocatedGiven}
	if s.Provenance != want {
		t.Errorf("provenance %+v, want %+v", s.Provenance, want)
	}
	if r.Files[0].Unlocated != 1 || r.Files[0].Datum != geo.GCJ02 {
		t.Errorf("report %+v; want one unlocated village and datum gcj02", r.Files[0])
	}
}

func TestAFacilityFileOfABureauIsUnderstood(t *testing.T) {
	r := mustRead(t, Options{Known: knownVillages(t)}, "testdata/good-facilities.csv")
	if len(r.Refused) > 0 || len(r.Batch.Facilities) != 3 {
		t.Fatalf("got %+v, refused %v", r.Batch.Facilities, r.Refused)
	}
	post, point, coop := r.Batch.Facilities[0], r.Batch.Facilities[1], r.Batch.Facilities[2]
	if post.Tier != data.Station || !slices.Equal(post.Operators, []data.Operator{data.Postal}) || post.Status != data.Active || post.Town != "370522101000" ||
		!slices.Equal(post.Offers, []data.Offer{data.Pickup, data.Dropoff, data.Payment}) || *post.OpeningCostYuan != 125000 || post.Provenance.Datum != geo.GCJ02 {
		t.Errorf("post office: %+v", post)
	}
	if point.Tier != data.ServicePoint || !slices.Equal(point.Operators, []data.Operator{data.Express}) || *point.OpeningCostYuan != 8000 || *point.CapacityParcelsDay != 1200 ||
		!slices.Equal(point.Offers, []data.Offer{data.Pickup, data.Dropoff}) || point.Location != nil {
		t.Errorf("station: %+v", point)
	}
	if coop.Status != data.Suspended || !slices.Equal(coop.Operators, []data.Operator{data.Coop}) || !slices.Equal(coop.Offers, []data.Offer{data.Supplies}) || coop.Town != "" {
		t.Errorf("co-op: %+v", coop)
	}
	for _, want := range []string{"pickup and dropoff were assumed (1 rows)", "name a town that is not on record", "stay unlocated"} {
		if !says(r.Notices, want) {
			t.Errorf("no notice says %q; they are %v", want, r.Notices)
		}
	}
	again := mustRead(t, Options{Known: knownVillages(t)}, "testdata/good-facilities.csv")
	if !reflect.DeepEqual(again.Batch, r.Batch) {
		t.Error("the same file gave other IDs the second time")
	}
}

func TestAFacilityWithoutCoordinatesIsPlacedAtItsVillage(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.WGS84}, "testdata/good-villages-utf8.csv", "testdata/good-facilities.csv")
	f, s := r.Batch.Facilities[1], r.Batch.Settlements[1]
	if f.Settlement != s.Code || f.Location == nil || *f.Location != *s.Location || f.Provenance.LocatedBy != data.LocatedName || r.Files[1].LocatedByName != 1 {
		t.Errorf("后宋村驿站 in 北宋 is %+v, want it at 后宋村村委会 of 北宋镇, %+v", f, s)
	}
}

func TestServicesAndVehiclesAreRead(t *testing.T) {
	r := mustRead(t, Options{Known: knownVillages(t)}, "testdata/good-services.csv", "testdata/good-vehicles.csv")
	if len(r.Batch.Services) != 2 || r.Batch.Services[0].Operator != data.Express || r.Batch.Services[0].Mode != data.AtPoint || *r.Batch.Services[0].TimesPerWeek != 3 || r.Batch.Services[1].Mode != data.NoService {
		t.Errorf("services %+v, refused %v", r.Batch.Services, r.Refused)
	}
	if len(r.Batch.Vehicles) != 1 || r.Batch.Vehicles[0].Kind != "truck" || *r.Batch.Vehicles[0].CapacityKg != 1500 || r.Batch.Vehicles[0].Count != 2 || *r.Batch.Vehicles[0].SpeedKmh != 40 {
		t.Errorf("vehicles %+v, refused %v", r.Batch.Vehicles, r.Refused)
	}
}

func TestATitleATwoRowHeaderAndTotalsAreSeenAsSuch(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.WGS84}, "testdata/good-two-row-header.csv")
	if f := r.Files[0]; len(r.Batch.Settlements) != 1 || f.SubtotalRows != 2 || f.Rows != 3 || r.Batch.Settlements[0].Location == nil || *r.Batch.Settlements[0].Population != 10 {
		t.Errorf("got %+v, report %+v, refused %v", r.Batch.Settlements, f, r.Refused)
	}
}

func TestGeoJSONIsWGS84UnlessItOrTheUserSaysOtherwise(t *testing.T) {
	r := mustRead(t, Options{}, "testdata/good-counties.geojson", "testdata/good-villages-gcj02.geojson")
	if len(r.Batch.Areas) != 2 || len(r.Batch.Settlements) != 1 || r.Files[0].Datum != geo.WGS84 || r.Files[1].Datum != geo.GCJ02 {
		t.Fatalf("areas %+v, settlements %+v, files %+v", r.Batch.Areas, r.Batch.Settlements, r.Files)
	}
	if len(r.Notices) == 0 || !strings.Contains(r.Notices[0].EN, "good-counties.geojson does not state its datum") {
		t.Errorf("notices %v", r.Notices)
	}
	if shift := geo.Distance(*r.Batch.Settlements[0].Location, orb.Point{118.15, 37.44}); shift < 300 || shift > 700 {
		t.Errorf("a stated GCJ-02 moved the village by %.0f m, want about 500", float64(shift))
	}
	r = mustRead(t, Options{Datum: geo.WGS84}, "testdata/good-counties.geojson", "testdata/good-villages-gcj02.geojson")
	if *r.Batch.Settlements[0].Location != (orb.Point{118.15, 37.44}) {
		t.Errorf("--datum wgs84 should override what the file states, got %v", *r.Batch.Settlements[0].Location)
	}
}

func TestRepeatedRowsAreCountedAndOtherValuesRefused(t *testing.T) {
	r := mustRead(t, Options{}, "testdata/wrong-repeated-code.csv")
	if f := r.Files[0]; f.Accepted != 1 || f.Refused != 1 || f.Repeated != 1 || len(r.Batch.Settlements) != 1 {
		t.Errorf("report %+v", f)
	}
}

func TestWhereSkipsAndCountsWhatDoesNotMatch(t *testing.T) {
	c, err := ParseCondition("所属乡镇=北宋镇")
	if err != nil {
		t.Fatal(err)
	}
	r := mustRead(t, Options{Datum: geo.WGS84, Where: []Condition{c}}, "testdata/good-villages-gb18030.csv")
	if r.Files[0].Skipped != 1 || len(r.Batch.Settlements) != 2 {
		t.Errorf("report %+v", r.Files[0])
	}
	if _, err := ParseCondition("北宋镇"); err == nil {
		t.Error("a condition without = should be refused")
	}
}

func TestABlankDoesNotWipeOutWhatTheStoreKnows(t *testing.T) {
	known := knownVillages(t)
	r := mustRead(t, Options{Known: known}, "testdata/good-counties.geojson")
	if a := r.Batch.Areas[0]; a.Population == nil || *a.Population != 238189 || a.Parent != "370500" || a.Seat == nil {
		t.Errorf("an outline alone should not wipe out population, parent and seat: %+v", a)
	}
	r = readText(t, Options{Known: known}, "村代码,村名,日均派件量\n370522101201,北宋一村,9\n")
	if v := r.Batch.Settlements[0]; v.Population == nil || *v.Population != 1024 || v.Location == nil || *v.ParcelsInDay != 9 || !says(r.Notices, "were kept") {
		t.Errorf("a list of parcels should not wipe out population and position: %+v, %v", v, r.Notices)
	}
}

func TestProjectedOrDegreesInColumnsXAndY(t *testing.T) {
	r := readText(t, Options{Datum: geo.WGS84}, "村代码,村名,X,Y\n370522101201,甲村,118.15,37.44\n370522101202,乙村,37.44,118.15\n")
	if r.Batch.Settlements[0].Location == nil || len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Expected, "--map X=lat --map Y=lon") {
		t.Errorf("settlements %+v, refused %v", r.Batch.Settlements, r.Refused)
	}
}

func TestANameThatIsNotUniqueLocatesNothing(t *testing.T) {
	known := knownVillages(t)
	town := known.Areas[2]
	town.Code = "370522102000"
	known.Areas = append(known.Areas, town)
	r := readText(t, Options{Known: known}, "网点名称,所属乡镇,行政村\n甲站,北宋镇,北宋一村\n")
	if f := r.Batch.Facilities[0]; f.Town != "" || f.Settlement != "" || f.Location != nil || r.Files[0].Unlocated != 1 {
		t.Errorf("two towns are called 北宋镇, yet the facility came out as %+v", f)
	}
	known = knownVillages(t)
	twin := known.Settlements[0]
	twin.Code, twin.Name = "370522101299", "北宋一社区居委会"
	known.Settlements = append(known.Settlements, twin)
	r = readText(t, Options{Known: known}, "网点名称,所属乡镇,行政村\n甲站,北宋镇,北宋一村\n乙站,北宋镇,北宋一社区居委会\n")
	if f := r.Batch.Facilities; f[0].Settlement != "" || f[0].Town != town.Parent+"101000" || f[1].Settlement != "370522101299" {
		t.Errorf("a core name of two settlements must locate nothing, a whole name does: %+v", f)
	}
}
