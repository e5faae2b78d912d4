package data

import (
	"encoding/json"
	"strings"
	"testing"

	"cuntong/geo"
)

func TestAreaCodeKnowsEveryLength(t *testing.T) {
	for text, want := range map[string]string{
		"37": "370000", "3705": "370500", "370522": "370522", "370522000000": "370522", "370522101": "370522101000",
		"370522101000": "370522101000", " 370522 ": "370522", "370522101201": "370522101201",
	} {
		if got, err := AreaCode(text); err != nil || got != want {
			t.Errorf("AreaCode(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "3", "37052", "3.70522E+11", "37x522"} {
		if got, err := AreaCode(bad); err == nil {
			t.Errorf("AreaCode(%q) = %q, want an error", bad, got)
		}
	}
}

func TestPresetStandardsAreSoundAndMarkedUnverified(t *testing.T) {
	presets, err := PresetStandards()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, preset := range presets {
		found = found || preset.ID == DefaultStandard
		if preset.Verified {
			t.Errorf("%s claims to be verified", preset.ID)
		}
	}
	if !found || len(presets) < 3 {
		t.Fatalf("%d presets, default among them: %v", len(presets), found)
	}
}

func TestTheDefaultStandardIsTwoKilometresClosed(t *testing.T) {
	presets, err := PresetStandards()
	if err != nil {
		t.Fatal(err)
	}
	for _, preset := range presets {
		if preset.ID != DefaultStandard {
			continue
		}
		limit := preset.Limit()
		if !limit.Allows(geo.Leg{Meters: 2000}) || limit.Allows(geo.Leg{Meters: 2001}) || preset.DetourFactor != 1.3 {
			t.Fatalf("got %+v, detour %v", limit, preset.DetourFactor)
		}
	}
}

func TestParseStandardNamesWhatIsWrong(t *testing.T) {
	good := map[string]any{"id": "x", "name_zh": "甲", "name_en": "x", "limit_m": 1000, "detour_factor": 1.3, "speed_kmh": 15,
		"offers": []string{"pickup"}, "kinds": []string{"village"}, "source": "test", "verified": false}
	check := func(change func(map[string]any), want string) {
		t.Helper()
		text, err := json.Marshal(good)
		if err != nil {
			t.Fatal(err)
		}
		var changed map[string]any
		if err := json.Unmarshal(text, &changed); err != nil {
			t.Fatal(err)
		}
		change(changed)
		if text, err = json.Marshal(changed); err != nil {
			t.Fatal(err)
		}
		switch _, err := ParseStandard(text); {
		case want == "" && err != nil:
			t.Errorf("refused: %v", err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	check(func(map[string]any) {}, "")
	check(func(s map[string]any) { s["limit_s"] = 60 }, "exactly one")
	check(func(s map[string]any) { delete(s, "limit_m") }, "exactly one")
	check(func(s map[string]any) { s["limit_m"] = 0 }, "limit_m")
	check(func(s map[string]any) { s["detour_factor"] = 0.5 }, "detour_factor")
	check(func(s map[string]any) { s["source"] = "" }, "source")
	check(func(s map[string]any) { s["id"] = "a/b" }, "id")
	check(func(s map[string]any) { s["radius"] = 5 }, "radius")
}

func TestServiceValidityIsClosedAtBothEnds(t *testing.T) {
	s := Service{ValidFrom: "2024-01-01", ValidTo: "2024-12-31"}
	for day, want := range map[Date]bool{"2023-12-31": false, "2024-01-01": true, "2024-12-31": true, "2025-01-01": false} {
		if got := s.ValidOn(day); got != want {
			t.Errorf("%s: got %v, want %v", day, got, want)
		}
	}
	if !(Service{}).ValidOn("2024-01-01") {
		t.Error("an open record holds on any day")
	}
}

func TestAreaTreePutsAStatisticalCountyInsideTheCountyAroundIt(t *testing.T) {
	tree := NewAreaTree([]Area{
		{Code: "370500", Tier: TierCity}, {Code: "370502", Tier: TierCounty, Parent: "370500"},
		{Code: "370571", Tier: TierCounty, Parent: "370502"}, {Code: "370571400000", Tier: TierTown, Parent: "370571"},
	})
	if county, ok := tree.County("370571400000"); !ok || county.Code != "370502" {
		t.Fatalf("got %+v", county)
	}
	if !tree.Inside("370571400000", "370502") || tree.Inside("370502", "370571400000") {
		t.Error("inside is wrong way round")
	}
	if top, ok := tree.Top(); !ok || top.Code != "370500" {
		t.Fatalf("top %+v", top)
	}
	if top, ok := NewAreaTree([]Area{{Code: "1"}, {Code: "2"}}).Top(); ok || top.Code != "" {
		t.Fatalf("two areas without a parent: got %+v", top)
	}
	ring := NewAreaTree([]Area{{Code: "a", Parent: "b"}, {Code: "b", Parent: "a"}})
	if ring.Inside("a", "z") {
		t.Error("a ring of parents contains z")
	}
}
