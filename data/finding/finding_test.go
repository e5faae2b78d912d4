package finding

import (
	"fmt"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// square is a town of a tenth of a degree.
func square(lon, lat float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{lon, lat}, {lon + 0.1, lat}, {lon + 0.1, lat + 0.1}, {lon, lat + 0.1}, {lon, lat}}}}
}

func world2() Records {
	people := int64(100)
	village := func(code, name, town string, at *orb.Point) data.Settlement {
		return data.Settlement{Code: code, Name: name, Kind: data.KindVillage, Town: town, Location: at, Population: &people}
	}
	return Records{
		Areas: []data.Area{
			{Code: "c", Name: "县", Tier: data.TierCounty, Outline: orb.MultiPolygon{{{{85, 40}, {85.2, 40}, {85.2, 40.1}, {85, 40.1}, {85, 40}}}}},
			{Code: "t1", Name: "东镇", Tier: data.TierTown, Parent: "c", Outline: square(85, 40)}, {Code: "t2", Name: "西镇", Tier: data.TierTown, Parent: "c", Outline: square(85.1, 40)},
		},
		Settlements: []data.Settlement{village("1", "甲", "t1", &orb.Point{85.05, 40.05}), village("2", "乙", "t2", &orb.Point{85.15, 40.05})},
		Facilities: []data.Facility{
			{ID: "hub", Name: "中心", Tier: data.Hub, Status: data.Active, Town: "t1", Settlement: "1", Location: &orb.Point{85.05, 40.05}, Operators: []data.Operator{data.Postal}},
		},
	}
}

// found are the codes and IDs found, with a plus where there is a fix.
func found(list []Finding) (all []string) {
	for _, f := range list {
		for _, row := range f.Rows {
			mark := ""
			if row.Fix != nil {
				mark = "+"
			}
			all = append(all, fmt.Sprintf("%s %s%s", f.Code, row.ID, mark))
		}
	}
	return all
}

func TestEachRuleFindsItsCaseAndNothingElse(t *testing.T) {
	if got := found(Check(world2())); len(got) != 0 {
		t.Fatalf("a sound world has %v", got)
	}
	shop := func(id string, change func(*data.Facility)) data.Facility {
		f := data.Facility{ID: id, Name: id, Tier: data.ServicePoint, Status: data.Active, Town: "t2", Settlement: "2", Location: &orb.Point{85.15, 40.05}, Operators: []data.Operator{data.Postal}}
		change(&f)
		return f
	}
	for name, one := range map[string]struct {
		change func(*Records)
		want   string
	}{
		"no position":              {func(r *Records) { r.Settlements[0].Location = nil }, "settlement_without_position 1"},
		"no people":                {func(r *Records) { r.Settlements[0].Population = nil }, "settlement_without_population 1"},
		"a pseudo unit needs none": {func(r *Records) { r.Settlements[0].Population, r.Settlements[0].Kind = nil, data.KindPseudo }, ""},
		"no town":                  {func(r *Records) { r.Settlements[0].Town = "" }, "settlement_without_town 1+"},
		"other town":               {func(r *Records) { r.Settlements[0].Town = "t2" }, "settlement_outside_town 1+"},
		"swapped":                  {func(r *Records) { r.Settlements[0].Location = &orb.Point{40.05, 85.05} }, "settlement_outside_county 1+ facility_far_from_settlement hub"},
		"far away":                 {func(r *Records) { r.Settlements[0].Location = &orb.Point{86, 41} }, "settlement_outside_county 1 facility_far_from_settlement hub"},
		"same name": {func(r *Records) {
			r.Settlements[1].Name, r.Settlements[1].Town = " 甲", "t1"
			r.Settlements[1].Location = &orb.Point{85.055, 40.05}
		}, "settlement_same_name_near 1 settlement_same_name_near 2"},
		"no road": {func(r *Records) {
			r.RoadMeters = func(p []orb.Point) []geo.Meters { return []geo.Meters{1000, 1001} }
		}, "settlement_far_from_road 2"},
		"facility without position": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Location = nil }))
		}, "facility_without_position a+"},
		"nor village": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Location, f.Settlement = nil, "" }))
		}, "facility_without_position a"},
		"facility without village": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Settlement = "" }))
		}, "facility_without_settlement a+"},
		"facility without town": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Town = "" }))
		}, "facility_without_town a+"},
		"nobody's": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Operators = nil }))
		}, "facility_without_operator a"},
		"closed ones are left": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Operators, f.Status = nil, data.Closed }))
		}, ""},
		"outside its town": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) { f.Town, f.Settlement = "t1", "" }))
		}, "facility_without_settlement a facility_outside_town a+"},
		"twice": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) {}), shop("b", func(f *data.Facility) { f.Name = "A" }))
		}, "facility_twice b+"},
		"twice, and it has more": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) {}), shop("b", func(f *data.Facility) { f.Name, f.Operators = "a", []data.Operator{data.Coop} }))
		}, "facility_twice b"},
		"twice, and it needs approval": {func(r *Records) {
			r.Facilities = append(r.Facilities, shop("a", func(f *data.Facility) {}), shop("b", func(f *data.Facility) { f.Name, f.UniversalService = "a", true }))
		}, "facility_twice b"},
		"nothing above": {func(r *Records) { r.Facilities[0] = shop("a", func(f *data.Facility) {}) }, "point_without_station a"},
		"no hub":        {func(r *Records) { r.Facilities[0].Tier = data.Station }, "station_without_hub hub"},
	} {
		t.Run(name, func(t *testing.T) {
			r := world2()
			one.change(&r)
			got := ""
			for i, line := range found(Check(r)) {
				if i > 0 {
					got += " "
				}
				got += line
			}
			if got != one.want {
				t.Errorf("got %q, want %q", got, one.want)
			}
		})
	}
}

func TestAFixLeavesNothingToFind(t *testing.T) {
	r := world2()
	r.Settlements[0].Town = "t2"
	at, _ := geo.GCJ02.FromWGS84(orb.Point{85.15, 40.05})
	t.Logf("GCJ-02 is %.0f m off here", float64(geo.Distance(at, orb.Point{85.15, 40.05})))
	for i := range 6 {
		at, err := geo.GCJ02.FromWGS84(orb.Point{85.15 + float64(i)/1e5, 40.05})
		if err != nil {
			t.Fatal(err)
		}
		r.Facilities = append(r.Facilities, data.Facility{ID: fmt.Sprint("f", i), Name: fmt.Sprint("店", i), Tier: data.ServicePoint, Status: data.Active, Town: "t2", Settlement: "2", Location: &at,
			Operators: []data.Operator{data.Coop}, Provenance: data.Provenance{Source: "高德.csv", Datum: geo.WGS84, LocatedBy: data.LocatedGiven}})
	}
	list := Check(r)
	if got := fmt.Sprint(found(list)); got != "[settlement_outside_town 1+ facility_in_another_datum f0+ facility_in_another_datum f1+ facility_in_another_datum f2+ facility_in_another_datum f3+ facility_in_another_datum f4+ facility_in_another_datum f5+]" {
		t.Fatalf("found %s", got)
	}
	for i := range list {
		var ids []string
		for _, row := range list[i].Rows {
			ids = append(ids, row.ID)
		}
		settlements, facilities := list[i].Fixed(ids)
		for _, s := range settlements {
			for k := range r.Settlements {
				if r.Settlements[k].Code == s.Code {
					r.Settlements[k] = s
				}
			}
		}
		for _, f := range facilities {
			for k := range r.Facilities {
				if r.Facilities[k].ID == f.ID {
					r.Facilities[k] = f
				}
			}
		}
	}
	if got := found(Check(r)); len(got) != 0 {
		t.Errorf("after the fixes %v", got)
	}
	if at := *r.Facilities[1].Location; geo.Distance(at, orb.Point{85.15, 40.05}) > 1 || r.Facilities[1].Provenance.Datum != geo.GCJ02 {
		t.Errorf("converted to %v, %+v", at, r.Facilities[1].Provenance)
	}
}

func TestEveryCodeHasItsSentences(t *testing.T) {
	all := sentences()
	if len(all) != len(Codes()) {
		t.Errorf("%d codes, %d sentences", len(Codes()), len(all))
	}
	for _, code := range Codes() {
		if s := all[code]; s.zh == "" || s.en == "" || s.kind == "" || (s.fixZH == "") != (s.fixEN == "") {
			t.Errorf("%s: %+v", code, s)
		}
	}
}
