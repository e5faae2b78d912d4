package data

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func ptr[T any](v T) *T { return &v }

func someFacilities() []Facility {
	return []Facility{
		{ID: "hub", Name: "县中心", Tier: Hub, Status: Active, Operators: []Operator{Postal}, Offers: []Offer{Dropoff}, Location: &orb.Point{118, 37}},
		{ID: "office", Name: "邮政支局", Tier: Station, Status: Active, Operators: []Operator{Postal}, Offers: []Offer{Pickup, Finance}, UniversalService: true, Location: &orb.Point{118.1, 37}},
		{ID: "shop", Name: "超市", Tier: ServicePoint, Status: Active, Operators: []Operator{Coop}, Offers: []Offer{Retail}, Location: &orb.Point{118.1, 37}},
		{ID: "site", Name: "备选", Tier: ServicePoint, Status: Candidate, Offers: []Offer{Pickup}, Location: &orb.Point{118.2, 37}},
	}
}

func knownSettlement(code string) (Settlement, bool) {
	return Settlement{Code: "370522100200", Town: "370522100000", Location: &orb.Point{118.3, 37.3}}, code == "370522100200"
}

func TestFacilityChangesAreMadeInOrderOnACopy(t *testing.T) {
	base := someFacilities()
	c := &ChangeSet{Facilities: []FacilityChange{
		{Do: AddFacility, Facility: "site", Operators: []Operator{Express}},
		{Do: AddFacility, Facility: "new", Name: "新点", Tier: ServicePoint, Operators: []Operator{Postal}, Offers: []Offer{Pickup}, Settlement: "370522100200"},
		{Do: UpgradeFacility, Facility: "new", Tier: Station, Capacity: ptr(300.0)},
		{Do: MergeFacility, Facility: "shop", Into: "office", YearlyCostYuan: ptr(int64(90_000))},
		{Do: MoveFacility, Facility: "hub", Location: &orb.Point{118.5, 37.5}},
		{Do: CloseFacility, Facility: "office", Approved: true},
	}}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	got, err := c.ApplyFacilities(base, knownSettlement)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(base, someFacilities()) {
		t.Error("the baseline was written")
	}
	f := got.Facilities
	if len(f) != 5 || f[3].Status != Active || f[3].Operators[0] != Express {
		t.Errorf("a candidate was not opened: %+v", f[3])
	}
	if f[4].Tier != Station || f[4].Town != "370522100000" || *f[4].Location != (orb.Point{118.3, 37.3}) || *f[4].CapacityParcelsDay != 300 {
		t.Errorf("a new facility came out as %+v", f[4])
	}
	if f[2].Status != Closed || !reflect.DeepEqual(f[1].Operators, []Operator{Postal, Coop}) || !reflect.DeepEqual(f[1].Offers, []Offer{Pickup, Retail, Finance}) || *f[1].YearlyCostYuan != 90_000 {
		t.Errorf("a merger came out as %+v and %+v", f[2], f[1])
	}
	if *f[0].Location != (orb.Point{118.5, 37.5}) || f[1].Status != Closed || !reflect.DeepEqual(got.Approvals, []string{"office"}) {
		t.Errorf("a move came out at %v, a closing as %s with approvals %v", *f[0].Location, f[1].Status, got.Approvals)
	}
}

func TestAUniversalServiceFacilityIsKeptByTheRuleOfThatName(t *testing.T) {
	for _, change := range []FacilityChange{
		{Do: CloseFacility, Facility: "office"},
		{Do: MoveFacility, Facility: "office", Location: &orb.Point{118, 37}},
		{Do: MergeFacility, Facility: "office", Into: "shop"},
	} {
		c := &ChangeSet{Facilities: []FacilityChange{change}}
		if _, err := c.ApplyFacilities(someFacilities(), knownSettlement); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), UniversalServiceRule) || !strings.Contains(err.Error(), "需审批") {
			t.Errorf("%s: got %v, want a refusal by %s", change.Do, err, UniversalServiceRule)
		}
		c.Facilities[0].Approved = true
		if got, err := c.ApplyFacilities(someFacilities(), knownSettlement); err != nil || len(got.Approvals) != 1 {
			t.Errorf("%s with approval: %v, %+v", change.Do, err, got.Approvals)
		}
	}
}

func TestAFacilityChangeThatDoesNotFitTheRecordsIsRefused(t *testing.T) {
	for want, change := range map[string]FacilityChange{
		"no such facility":      {Do: CloseFacility, Facility: "none"},
		"expected active":       {Do: CloseFacility, Facility: "site"},
		"active already":        {Do: AddFacility, Facility: "shop"},
		"name and tier":         {Do: AddFacility, Facility: "x"},
		"operators and offers":  {Do: AddFacility, Facility: "x", Name: "x", Tier: Hub},
		"location or a settle":  {Do: AddFacility, Facility: "x", Name: "x", Tier: Hub, Operators: []Operator{Postal}, Offers: []Offer{Pickup}},
		"not on record":         {Do: MoveFacility, Facility: "shop", Settlement: "1"},
		"below its tier":        {Do: UpgradeFacility, Facility: "hub", Tier: Station},
		"not an active facilit": {Do: MergeFacility, Facility: "shop", Into: "site"},
	} {
		c := &ChangeSet{Facilities: []FacilityChange{change}}
		if err := c.Check(); err != nil {
			t.Errorf("%+v: %v", change, err)
		}
		if _, err := c.ApplyFacilities(someFacilities(), knownSettlement); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "changes.facilities[0]") {
			t.Errorf("got %v, want …%s…", err, want)
		}
	}
}

func TestAChangeSetThatNobodyCouldMeanIsRefusedByItsPosition(t *testing.T) {
	for text, want := range map[string]string{
		`{"date":"2026-02-30"}`:                                            "changes.date",
		`{"demand_factor":-1}`:                                             "demand_factor",
		`{"facilities":[{"do":"burn","facility":"a"}]}`:                    "facilities[0]: do",
		`{"facilities":[{"do":"close"}]}`:                                  "facility is missing",
		`{"facilities":[{"do":"close","facility":"a","name":"x"}]}`:        "close takes only",
		`{"facilities":[{"do":"merge","facility":"a","into":"a"}]}`:        "into",
		`{"facilities":[{"do":"move","facility":"a"}]}`:                    "new location",
		`{"facilities":[{"do":"upgrade","facility":"a"}]}`:                 "changes nothing",
		`{"facilities":[{"do":"add","facility":"a","offers":["cows"]}]}`:   "offer",
		`{"facilities":[{"do":"add","facility":"a","location":[300,1]}]}`:  "location",
		`{"roads":[{"do":"close"}]}`:                                       "exactly one of way, road and class",
		`{"roads":[{"do":"close","way":1,"class":"county"}]}`:              "exactly one",
		`{"roads":[{"do":"close","way":1,"speed_kmh":3}]}`:                 "speed_kmh belongs",
		`{"roads":[{"do":"close","way":1,"during":"12-01/03-31"}]}`:        "date of the change-set",
		`{"roads":[{"do":"speed","way":1}]}`:                               "speed needs it",
		`{"roads":[{"do":"speed","way":1,"speed_kmh":300}]}`:               "between 0.5 and 200",
		`{"roads":[{"do":"add","class":"ferry","line":[[1,1],[2,2]]}]}`:    "not ferry",
		`{"roads":[{"do":"add","class":"county","line":[[1,1]]}]}`:         "2 to",
		`{"roads":[{"do":"add","class":"highway","line":[[1,1],[2,2]]}]}`:  "class \"highway\"",
		`{"roads":[{"do":"add","class":"county","line":[[1,1],[2,200]]}]}`: "line[1]",
	} {
		var c ChangeSet
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatal(err)
		}
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want …%s…", text, err, want)
		}
	}
}

func TestTheDemandFactorLeavesTheUnknownUnknown(t *testing.T) {
	base := []Settlement{{Code: "1", ParcelsInDay: ptr(10.0)}, {Code: "2"}}
	got := (&ChangeSet{DemandFactor: ptr(2.0)}).ApplyDemand(base)
	if *got[0].ParcelsInDay != 20 || got[0].ParcelsOutDay != nil || got[1].ParcelsInDay != nil || *base[0].ParcelsInDay != 10 {
		t.Errorf("got %+v from %+v", got, base)
	}
}

func TestAnEmptyChangeSetIsNone(t *testing.T) {
	var none *ChangeSet
	if !none.IsZero() || !(&ChangeSet{}).IsZero() || none.Key() != "" || none.Factor() != 1 || none.Check() != nil || none.Text() != nil {
		t.Error("no change-set changes something")
	}
	if (&ChangeSet{Date: "2026-01-01"}).IsZero() {
		t.Error("a day of travel is a change")
	}
}
