package storetest

import (
	"errors"
	"math"
	"strings"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func versions(t *testing.T, s data.Store) {
	b := RandomBatch(2, Size{Towns: 3, Settlements: 400, Facilities: 10, Services: 10, Vehicles: 3})
	load(t, s, b)
	same(t, "the same again", load(t, s, b), data.LoadResult{Unchanged: 5 + 400 + 10 + 10 + 3, Revision: 1})
	b.Settlements[7].Name = "改名村"
	b.Settlements[8].Population = nil
	b.Settlements[9].Location = &orb.Point{118.000_000_1, 37}
	b.Settlements[8].ParcelsInDay = ref(12.25)
	b.Settlements[10].Version = 99 // the store alone counts versions
	b.Areas[0].Name = "甲 市"
	b.Settlements = append(b.Settlements, data.Settlement{Code: "010502999999", Name: "新村", Town: "010502001000"})
	same(t, "three villages and an area changed, one new", load(t, s, b), data.LoadResult{Inserted: 1, Updated: 4, Unchanged: 5 + 400 + 10 + 10 + 3 - 4, Revision: 2})
	got := must[[]data.Settlement](t)(s.Settlements(background(), data.Query{}))
	for i, settlement := range got {
		want := int64(1)
		if i >= 7 && i <= 9 {
			want = 2
		}
		if settlement.Version != want {
			t.Errorf("settlement number %d has version %d, want %d", i, settlement.Version, want)
		}
	}
	if got[7].Name != "改名村" || got[8].Population != nil || *got[9].Location != (orb.Point{118.000_000_1, 37}) {
		t.Errorf("the changes did not arrive: %+v", got[7:10])
	}
	b.Settlements[9].Location = nil
	load(t, s, b)
	found := must[[]data.Settlement](t)(s.Settlements(background(), data.Query{Bound: &orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}}))
	for _, settlement := range found {
		if settlement.Code == b.Settlements[9].Code {
			t.Errorf("a settlement that lost its place is still found by it")
		}
	}
}

func revision(t *testing.T, s data.Store) {
	ctx := background()
	at := func() int64 {
		t.Helper()
		info, stamp := must[data.Info](t)(s.Info(ctx)), must[data.Stamp](t)(s.Stamp(ctx))
		if stamp.Revision != info.Revision || stamp.Changes != info.Counts["changes"] {
			t.Fatalf("got stamp %+v beside revision %d and %d changes", stamp, info.Revision, info.Counts["changes"])
		}
		return info.Revision
	}
	b := RandomBatch(4, Size{Towns: 2, Settlements: 5, Facilities: 2})
	if result := load(t, s, b); result.Revision != 1 || at() != 1 {
		t.Fatalf("after the first load: result %+v, info %d", result, at())
	}
	load(t, s, b)
	must[int64](t)(s.SaveScenario(ctx, data.Scenario{ID: "x"}, data.ChangeNote{}))
	if err := s.SavePlan(ctx, data.Plan{ID: "p", Fingerprint: "pp", CreatedAt: noon}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	if at() != 1 {
		t.Fatalf("equal rows, a scenario and a plan made revision %d", at())
	}
	settlement := must[[]data.Settlement](t)(s.Settlements(ctx, data.Query{}))[0]
	must[int64](t)(s.EditSettlement(ctx, settlement, data.ChangeNote{}))
	if at() != 1 {
		t.Fatalf("an edit that changes nothing made revision %d", at())
	}
	settlement.Name += "新"
	must[int64](t)(s.EditSettlement(ctx, settlement, data.ChangeNote{}))
	must[int64](t)(s.EditFacility(ctx, data.Facility{ID: "new"}, data.ChangeNote{}))
	if at() != 3 {
		t.Fatalf("two edits made revision %d, want 3", at())
	}
}

// refused loads a batch that must not be taken and checks that the error is of the kind, names the record,
// and left no trace.
func refused(t *testing.T, s data.Store, what string, b data.Batch, named ...string) {
	t.Helper()
	before := stored(t, s, data.Query{})
	info := must[data.Info](t)(s.Info(background()))
	_, err := s.Load(background(), b, data.ChangeNote{})
	if !errors.Is(err, data.ErrInvalid) {
		t.Errorf("%s: got %v, want ErrInvalid", what, err)
		return
	}
	for _, word := range named {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %q does not name %q", what, err, word)
		}
	}
	same(t, what+": rows", stored(t, s, data.Query{}), before)
	same(t, what+": info", must[data.Info](t)(s.Info(background())), info)
}

func badReference(t *testing.T, s data.Store) {
	load(t, s, RandomBatch(1, Size{Towns: 2, Settlements: 20, Facilities: 5, Services: 5, Vehicles: 2}))
	b := RandomBatch(2, Size{Towns: 3, Settlements: 500})
	b.Settlements[len(b.Settlements)-1].Town = "010502777000"
	refused(t, s, "town of the last row", b, b.Settlements[len(b.Settlements)-1].Code, "010502777000", "town")
	refused(t, s, "parent", data.Batch{Areas: []data.Area{{Code: "2", Parent: "3"}}}, "2", "3", "parent")
	refused(t, s, "facility's town", data.Batch{Facilities: []data.Facility{{ID: "fac", Town: "77"}}}, "fac", "77", "town")
	refused(t, s, "facility's settlement", data.Batch{Facilities: []data.Facility{{ID: "fac", Settlement: "77"}}}, "fac", "77", "settlement")
	refused(t, s, "service's settlement", data.Batch{Services: []data.Service{{ID: "ser", Settlement: "77"}}}, "ser", "77")
	refused(t, s, "service without settlement", data.Batch{Services: []data.Service{{ID: "ser"}}}, "ser")
	refused(t, s, "service's facility", data.Batch{Services: []data.Service{{ID: "ser", Settlement: "010502200000", Facility: "77"}}}, "ser", "77", "facility")
	refused(t, s, "count's facility", data.Batch{DailyCounts: []data.DailyCount{{Date: "2026-11-26", Facility: "77"}}}, "2026-11-26", "77", "facility")
	refused(t, s, "vehicle's facility", data.Batch{Vehicles: []data.Vehicle{{ID: "veh", Facility: "77"}}}, "veh", "77", "facility")
}

func storedReference(t *testing.T, s data.Store) {
	load(t, s, data.Batch{Areas: []data.Area{{Code: "1"}}})
	load(t, s, data.Batch{Settlements: []data.Settlement{{Code: "11", Town: "1"}}})
	load(t, s, data.Batch{Facilities: []data.Facility{{ID: "f", Town: "1", Settlement: "11"}}})
	load(t, s, data.Batch{Services: []data.Service{{ID: "s", Settlement: "11", Facility: "f"}}, Vehicles: []data.Vehicle{{ID: "v", Facility: "f"}}})
}

func areaRing(t *testing.T, s data.Store) {
	refused(t, s, "itself", data.Batch{Areas: []data.Area{{Code: "1", Parent: "1"}}}, "1")
	load(t, s, data.Batch{Areas: []data.Area{{Code: "1"}, {Code: "2", Parent: "1"}, {Code: "3", Parent: "2"}}})
	refused(t, s, "ring of three through the store", data.Batch{Areas: []data.Area{{Code: "1", Parent: "3"}}})
}

func refusedRows(t *testing.T, s data.Store) {
	load(t, s, RandomBatch(1, Size{Towns: 2, Settlements: 3}))
	settlement := func(change func(*data.Settlement)) data.Batch {
		bad := data.Settlement{Code: "bad-one", Location: &orb.Point{118, 37}}
		change(&bad)
		return data.Batch{Settlements: []data.Settlement{{Code: "good"}, bad}}
	}
	refused(t, s, "code twice", settlement(func(x *data.Settlement) { x.Code = "good" }), "good", "twice")
	refused(t, s, "no code", settlement(func(x *data.Settlement) { x.Code = "" }), "number 2")
	for what, p := range map[string]orb.Point{"not a number": {math.NaN(), 37}, "infinite": {118, math.Inf(1)}, "swapped": {37, 118}, "0, 0": {}} {
		refused(t, s, what, settlement(func(x *data.Settlement) { x.Location = &p }), "bad-one")
	}
	refused(t, s, "figure", settlement(func(x *data.Settlement) { x.ParcelsInDay = ref(math.NaN()) }), "bad-one")
	refused(t, s, "GB18030 text", settlement(func(x *data.Settlement) { x.Name = "\xb4\xe5" }), "bad-one")
	refused(t, s, "zero byte", settlement(func(x *data.Settlement) { x.Provenance.Source = "a\x00b" }), "bad-one")
	refused(t, s, "day", data.Batch{Services: []data.Service{{ID: "ser", Settlement: "010502200000", ValidFrom: "2025-02-30"}}}, "ser", "2025-02-30")
	refused(t, s, "outline", data.Batch{Areas: []data.Area{{Code: "are", Outline: orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 98}, {118, 37}}}}}}}, "are")
	refused(t, s, "list entry", data.Batch{Facilities: []data.Facility{{ID: "fac", Operators: []data.Operator{"a,b"}}}}, "fac")
	refused(t, s, "count without a day", data.Batch{DailyCounts: []data.DailyCount{{Facility: "网点-00001"}}}, "day")
	refused(t, s, "count below zero", data.Batch{DailyCounts: []data.DailyCount{{Date: "2026-11-26", Facility: "网点-00001", Up: ref(int64(-1))}}}, "-1")
	refused(t, s, "trip that goes back in time", data.Batch{BusLines: []data.BusLine{{ID: "lin", Stops: []data.BusStop{{ID: "a"}}, Trips: []data.BusTrip{{Calls: []data.BusCall{{Stop: "a", Arrive: 9, Leave: 8}}}}}}}, "lin")
	refused(t, s, "trip to nowhere", data.Batch{BusLines: []data.BusLine{{ID: "lin", Trips: []data.BusTrip{{Calls: []data.BusCall{{Stop: "a"}}}}}}}, "lin", "no stop")
	refused(t, s, "standard", data.Batch{Standards: []data.Standard{{ID: "sta"}}}, "sta")
}

func info(t *testing.T, s data.Store) {
	ctx := background()
	b := RandomBatch(6, Size{Towns: 2, Settlements: 40, Facilities: 7, Services: 9, Vehicles: 2})
	for i := range b.Settlements {
		b.Settlements[i].Provenance.Synthetic = true
	}
	load(t, s, b)
	got := must[data.Info](t)(s.Info(ctx))
	same(t, "counts", got.Counts, map[string]int64{"areas": 4, "settlements": 40, "facilities": 7, "services": 9, "vehicles": 2, "bus_lines": 0, "daily_counts": 0, "runs": 0, "stop_events": 0, "standards": 0, "networks": 0, "scenarios": 0, "plans": 0, "changes": 63})
	same(t, "extent", got.Extent, extentOf(b))
	if !got.Sample || got.Mixed {
		t.Error("synthetic settlements alone are a sample")
	}
	// Moving the outermost places inward shrinks the extent.
	for i := range b.Settlements {
		b.Settlements[i].Location = &orb.Point{118.5, 37.5}
	}
	b.Settlements[3].Provenance.Synthetic = false
	load(t, s, b)
	got = must[data.Info](t)(s.Info(ctx))
	same(t, "extent after moving", got.Extent, extentOf(b))
	if got.Sample {
		t.Error("one real settlement ends the sample")
	}
	if !got.Mixed {
		t.Error("what is made up beside one real settlement is not told")
	}
	facility := b.Facilities[0]
	facility.Version, facility.Location = 1, &orb.Point{-10.123_456_789, 80}
	must[int64](t)(s.EditFacility(ctx, facility, data.ChangeNote{}))
	b.Facilities[0] = facility
	same(t, "extent after an edit", must[data.Info](t)(s.Info(ctx)).Extent, extentOf(b))
}

func extentOf(b data.Batch) *orb.Bound {
	var points orb.MultiPoint
	add := func(p *orb.Point) {
		if p != nil {
			points = append(points, *p)
		}
	}
	for _, a := range b.Areas {
		add(a.Seat)
		for _, polygon := range a.Outline {
			points = append(points, polygon[0]...)
		}
	}
	for _, x := range b.Settlements {
		add(x.Location)
	}
	for _, x := range b.Facilities {
		add(x.Location)
	}
	return ref(points.Bound())
}
