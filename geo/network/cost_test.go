package network

import (
	"testing"

	"github.com/paulmach/orb"
)

func one(t testing.TB, traits Traits) *Network {
	t.Helper()
	return build(t, []orb.Point{at(0, 0), at(3600, 0)}, Way{ID: 1, Nodes: []int64{1, 2}, Traits: traits})
}

func TestSpeedsFollowClassSurfaceAndPostedSpeed(t *testing.T) {
	for name, c := range map[string]struct {
		profile string
		traits  Traits
		seconds uint32 // over 3.6 km
	}{
		"national road on the plain":       {"plain-van", Traits{Class: National}, 216},
		"national road in the mountains":   {"mountain-van", Traits{Class: National}, 324},
		"county road":                      {"plain-van", Traits{Class: County}, 288},
		"village road":                     {"plain-car", Traits{Class: Village}, 519}, // 518.4 s
		"posted below the class":           {"plain-car", Traits{Class: Village, MaxSpeedKmh: 20}, 648},
		"posted above the class":           {"plain-car", Traits{Class: Village, MaxSpeedKmh: 90}, 519},
		"unpaved":                          {"plain-car", Traits{Class: Village, Surface: Unpaved}, 741},
		"electric tricycle on a fast road": {"plain-e-trike", Traits{Class: National}, 648},
		"walker, whatever is posted":       {"plain-walk", Traits{Class: Village, MaxSpeedKmh: 3}, 2880},
	} {
		costs := price(t, one(t, c.traits), c.profile, Day{})
		if got := (costs.Centiseconds(0) + 99) / 100; got < c.seconds || got > c.seconds+1 {
			t.Errorf("%s: got %d s, want %d s", name, got, c.seconds)
		}
	}
}

func TestWhoMayUseARoad(t *testing.T) {
	winter, summer := Day{2026, 1, 15}, Day{2026, 7, 1}
	for name, c := range map[string]struct {
		profile        string
		traits         Traits
		day            Day
		along, against bool
	}{
		"a car on a village road":              {"plain-car", Traits{Class: Village}, Day{}, true, true},
		"a car on a footpath":                  {"plain-car", Traits{Class: Footpath}, Day{}, false, false},
		"a walker on a footpath":               {"plain-walk", Traits{Class: Footpath}, Day{}, true, true},
		"a walker on a motorway":               {"plain-walk", Traits{Class: Motorway}, Day{}, false, false},
		"a car along a one-way":                {"plain-car", Traits{Class: Village, Direction: Along}, Day{}, true, false},
		"a car on a one-way the other way":     {"plain-car", Traits{Class: Village, Direction: Against}, Day{}, false, true},
		"a walker on a one-way":                {"plain-walk", Traits{Class: Village, Direction: Along}, Day{}, true, true},
		"a truck where it is narrow":           {"plain-truck", Traits{Class: Village, WidthMeters: 4.4, NoPassingBay: true}, Day{}, false, false},
		"a truck at exactly 4.5 m":             {"plain-truck", Traits{Class: Village, WidthMeters: 4.5, NoPassingBay: true}, Day{}, true, true},
		"a truck where it is narrow with bays": {"plain-truck", Traits{Class: Village, WidthMeters: 3.5}, Day{}, true, true},
		"a van where it is narrow":             {"plain-van", Traits{Class: Village, WidthMeters: 3.5, NoPassingBay: true}, Day{}, true, true},
		"a van through a gate too narrow":      {"plain-van", Traits{Class: Village, WidthLimitMeters: 1.7}, Day{}, false, false},
		"a van through a gate as wide as it":   {"plain-van", Traits{Class: Village, WidthLimitMeters: 1.8}, Day{}, true, true},
		"a truck under a low bar":              {"plain-truck", Traits{Class: Village, HeightLimitMeters: 2.5}, Day{}, false, false},
		"a truck on a weak bridge":             {"plain-truck", Traits{Class: Village, WeightLimitTonnes: 3}, Day{}, false, false},
		"a truck where trucks are barred":      {"plain-truck", Traits{Class: Village, Barred: BarTruck}, Day{}, false, false},
		"a car where trucks are barred":        {"plain-car", Traits{Class: Village, Barred: BarTruck}, Day{}, true, true},
		"a floating bridge in winter":          {"plain-car", Traits{Class: Village, Closures: "12-01/03-31"}, winter, false, false},
		"a floating bridge in summer":          {"plain-car", Traits{Class: Village, Closures: "12-01/03-31"}, summer, true, true},
		"a floating bridge on no day":          {"plain-car", Traits{Class: Village, Closures: "12-01/03-31"}, Day{}, true, true},
	} {
		costs := price(t, one(t, c.traits), c.profile, c.day)
		if costs.Open(0) != c.along || costs.Open(1) != c.against {
			t.Errorf("%s: got %v %v, want %v %v", name, costs.Open(0), costs.Open(1), c.along, c.against)
		}
	}
}

func TestClosuresTakeInTheirFirstAndLastDay(t *testing.T) {
	for text, days := range map[Calendar]map[string]bool{
		"12-01/03-31":                        {"2025-11-30": false, "2025-12-01": true, "2026-01-01": true, "2026-03-31": true, "2026-04-01": false},
		"07-10/07-10":                        {"2026-07-09": false, "2026-07-10": true, "2027-07-10": true, "2026-07-11": false},
		"2026-07-01/2026-07-20; 02-29/02-29": {"2026-07-20": true, "2027-07-10": false, "2028-02-29": true, "2026-06-30": false},
	} {
		for day, want := range days {
			d, err := ParseDay(day)
			if err != nil {
				t.Fatal(err)
			}
			if got := text.Closed(d); got != want {
				t.Errorf("%s on %s: closed %v, want %v", text, day, got, want)
			}
		}
	}
	for _, bad := range []string{"winter", "12-01", "13-01/03-31", "2026-12-01/03-31", "2026-07-20/2026-07-01", "12-01/03-31;"} {
		if _, err := ParseCalendar(bad); err == nil {
			t.Errorf("closure %q was taken", bad)
		}
	}
}

func TestPresetProfilesAreTenAndMarkedUnverified(t *testing.T) {
	profiles, err := Profiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(profiles) != 10 {
		t.Errorf("got %d profiles, want plain and mountain times car, van, truck, e-trike, walk", len(profiles))
	}
	for _, p := range profiles {
		if p.Verified || p.Note != "待核" || p.Source == "" {
			t.Errorf("%s: a preset from memory must be marked 待核 with its source", p.ID)
		}
	}
	if _, err := PresetProfile("flying-carpet"); err == nil {
		t.Error("an unknown profile was taken")
	}
	for _, bad := range []string{`{}`, `{"id":"x","source":"y","vehicle":"car","speeds_kmh":{"road":3},"ferry_speed_kmh":8}`,
		`{"id":"x","source":"y","vehicle":"car","speeds_kmh":{"village":900},"ferry_speed_kmh":8}`, `{"id":"x","colour":"red"}`, `{"id":"x","source":"y","vehicle":"boat","speeds_kmh":{"village":9},"ferry_speed_kmh":8}`} {
		if _, err := ParseProfile([]byte(bad)); err == nil {
			t.Errorf("profile %s was taken", bad)
		}
	}
}

func TestChangesCloseAndSpeedAndRefuse(t *testing.T) {
	costs := price(t, one(t, Traits{Class: Village, Direction: Along, Closures: "12-01/03-31"}), "plain-car", Day{2026, 1, 1})
	opened, err := costs.With([]Change{{Stretch: 0, SpeedKmh: 36}})
	if err != nil || !opened.Open(0) || opened.Open(1) || opened.Centiseconds(0) < 35_990 || opened.Centiseconds(0) > 36_010 {
		t.Errorf("a new speed: %v, %v %v", err, opened.Open(0), opened.Open(1))
	}
	if closed, err := opened.With([]Change{{Stretch: 0, Closed: true}}); err != nil || closed.Open(0) || !opened.Open(0) {
		t.Errorf("a closure: %v", err)
	}
	for _, bad := range []Change{{Stretch: -1, Closed: true}, {Stretch: 1, Closed: true}, {Stretch: 0, SpeedKmh: 900}, {Stretch: 0, SpeedKmh: -3}} {
		if _, err := costs.With([]Change{bad}); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestRuralRoadCodesAreReadAndUnknownOnesNamed(t *testing.T) {
	for name, c := range map[string]struct {
		road RuralRoad
		want Traits
	}{
		"county road, class III": {RuralRoad{RouteCode: "X201370522", TechnicalClass: "23", Surface: "11", WidthMeters: 7}, Traits{Class: County, MaxSpeedKmh: 40, Surface: Paved, WidthMeters: 7}},
		"narrow village road":    {RuralRoad{RouteCode: "C017370522", TechnicalClass: "24", Surface: "12", WidthMeters: 3.5, PassingBays: "否", DeadEnd: "是"}, Traits{Class: Village, MaxSpeedKmh: 30, Surface: Paved, WidthMeters: 3.5, NoPassingBay: true, DeadEnd: true}},
		"with bays":              {RuralRoad{RouteCode: "Y017370522", TechnicalClass: "30", Surface: "32", WidthMeters: 3.5, PassingBays: "是", DesignKmh: 20}, Traits{Class: Township, MaxSpeedKmh: 20, Surface: Unpaved, WidthMeters: 3.5}},
		"motorway":               {RuralRoad{RouteCode: "G18", TechnicalClass: "10", HeightLimit: 4.5}, Traits{Class: Motorway, MaxSpeedKmh: 100, HeightLimitMeters: 4.5}},
	} {
		if got, err := RuralTraits(c.road); err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, c.want)
		}
	}
	for _, bad := range []RuralRoad{{RouteCode: "Q1"}, {}, {RouteCode: "X1", TechnicalClass: "9"}, {RouteCode: "X1", Surface: "tar"}, {RouteCode: "X1", PassingBays: "maybe"}, {RouteCode: "X1", DeadEnd: "?"}, {RouteCode: "X1", WidthMeters: -2}} {
		if _, err := RuralTraits(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}
