// Package finding looks at the records of a store for what is probably wrong with them: villages without a position or
// outside their town, the same shop twice, points in another datum. It is the one home of these rules: the
// command check, the page's list of findings and the checks of an import all ask Check.
//
// A finding is a suspicion with its reason, never a verdict: records stay as they are until somebody says otherwise.
// Where a repair follows from the records themselves it is offered as a Remedy, which Fixed applies. The package knows no store.
package finding

import (
	"cmp"
	"slices"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Code names a rule. Codes are stable: the change log and translations use them.
type Code string

// The rules, in the order in which they are told.
const (
	NoPosition         Code = "settlement_without_position"
	NoPopulation       Code = "settlement_without_population"
	NoTown             Code = "settlement_without_town"
	OutsideCounty      Code = "settlement_outside_county"
	OutsideTown        Code = "settlement_outside_town"
	SameNameNear       Code = "settlement_same_name_near"
	FarFromRoad        Code = "settlement_far_from_road"
	FacilityNoPosition Code = "facility_without_position"
	FacilityNoVillage  Code = "facility_without_settlement"
	FacilityNoTown     Code = "facility_without_town"
	FacilityNoOperator Code = "facility_without_operator"
	FacilityOutside    Code = "facility_outside_town"
	FacilityFar        Code = "facility_far_from_settlement"
	FacilityTwice      Code = "facility_twice"
	OtherDatum         Code = "facility_in_another_datum"
	NoStation          Code = "point_without_station"
	NoHub              Code = "station_without_hub"
)

// Limits of the rules. They are wide: a finding should be worth a look.
const (
	outsideTown    geo.Meters = 500    // outlines of towns are simplified to about 100 m
	outsideCounty  geo.Meters = 5_000  // as loads refuse rows of files
	sameNameWithin geo.Meters = 1_000  // two villages of one name
	samePlace      geo.Meters = 100    // two lists of one shop
	farFromVillage geo.Meters = 5_000  // a facility from the village that it names
	nearVillage    geo.Meters = 300    // a point without a village, from the only one that can be meant
	nextVillage    geo.Meters = 1_000  // and no other nearer than this
	datumOff       geo.Meters = 150    // an offset that may be a datum: GCJ-02 is 200 to 700 m off
	datumRows                 = 5      // of one file, to judge by
	datumGain                 = 3      // times nearer in the other datum, at the median
	farFromRoad    geo.Meters = 1_000  // as travel by road links places
	swapFarther    geo.Meters = 50_000 // from its county before turning lon and lat round is tried
)

// Records are what is looked at. References that lead nowhere are passed over.
type Records struct {
	Areas       []data.Area
	Settlements []data.Settlement
	Facilities  []data.Facility
	// RoadMeters gives how far each of the places is from a road, 0 where one is at hand and infinity where there is none at all; nil: no roads are known.
	RoadMeters func(places []orb.Point) []geo.Meters
}

// Finding is what a rule found.
type Finding struct {
	Code    Code    `json:"code"`
	Kind    string  `json:"kind" enum:"settlement,facility" doc:"Of the records"`
	Count   int     `json:"count" doc:"Records found, also where fewer are listed"`
	Fixable int     `json:"fixable" doc:"Of these those that have a fix"`
	ZH      string  `json:"zh" doc:"What was found"`
	EN      string  `json:"en" doc:"The same in English"`
	FixZH   string  `json:"fix_zh,omitempty" doc:"What the fix does; absent: there is none"`
	FixEN   string  `json:"fix_en,omitempty" doc:"The same in English"`
	Rows    []Found `json:"rows" doc:"The records, by ID; perhaps only the first"`
}

// Found is one record of a finding.
type Found struct {
	ID       string     `json:"id" doc:"Code of the settlement or ID of the facility"`
	Name     string     `json:"name"`
	Town     string     `json:"town,omitempty" doc:"Code; absent: unknown"`
	TownName string     `json:"town_name,omitempty"`
	Location *orb.Point `json:"location,omitempty" doc:"[lon, lat]; absent: no position"`
	ZH       string     `json:"zh" doc:"What is wrong with this one"`
	EN       string     `json:"en" doc:"The same in English"`
	Fix      *Remedy    `json:"fix,omitempty" doc:"What would mend it; absent: it must be looked into by hand"`
}

// Remedy is a repair that follows from the records.
type Remedy struct {
	ZH string `json:"zh" doc:"What will change"`
	EN string `json:"en" doc:"The same in English"`

	settlement *data.Settlement // the record after it
	facility   *data.Facility
}

// Check applies all rules. Findings come in the order of the codes, their rows by ID.
func Check(r Records) []Finding {
	w := newWorld(r)
	w.settlements()
	w.facilities()
	w.tiers()
	return w.list()
}

// Fixed returns the records of a finding after its fixes, those of the given IDs; IDs without a fix are left out. They carry the versions seen.
func (f *Finding) Fixed(ids []string) (settlements []data.Settlement, facilities []data.Facility) {
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	for i := range f.Rows {
		fix := f.Rows[i].Fix
		if fix == nil || !wanted[f.Rows[i].ID] {
			continue
		}
		if fix.settlement != nil {
			settlements = append(settlements, *fix.settlement)
		}
		if fix.facility != nil {
			facilities = append(facilities, *fix.facility)
		}
	}
	return settlements, facilities
}

// Only returns the findings about records that keep holds, with their counts; findings without any are left out.
func Only(findings []Finding, keep func(kind string, row *Found) bool) []Finding {
	var list []Finding
	for _, f := range findings {
		f.Rows = slices.DeleteFunc(slices.Clone(f.Rows), func(row Found) bool { return !keep(f.Kind, &row) })
		f.count()
		if f.Count > 0 {
			list = append(list, f)
		}
	}
	return list
}

// Shown returns a finding with at most so many rows; its counts stay.
func (f Finding) Shown(most int) Finding {
	f.Rows = f.Rows[:min(most, len(f.Rows))]
	return f
}

func (f *Finding) count() {
	f.Count, f.Fixable = len(f.Rows), 0
	for i := range f.Rows {
		if f.Rows[i].Fix != nil {
			f.Fixable++
		}
	}
	said := sentences()[f.Code]
	f.ZH, f.EN, f.FixZH, f.FixEN = said.zh, said.en, "", ""
	if f.Fixable > 0 {
		f.FixZH, f.FixEN = said.fixZH, said.fixEN
	}
}

// list puts the findings in order.
func (w *world) list() []Finding {
	var list []Finding
	kinds := sentences()
	for _, code := range order() {
		rows := w.found[code]
		if len(rows) == 0 {
			continue
		}
		slices.SortFunc(rows, func(a, b Found) int { return cmp.Compare(a.ID, b.ID) })
		f := Finding{Code: code, Kind: kinds[code].kind, Rows: rows}
		f.count()
		list = append(list, f)
	}
	return list
}
