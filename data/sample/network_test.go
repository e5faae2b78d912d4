package sample

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
)

// everyBatch visits Dongying and one county of each preset.
func everyBatch(t *testing.T, visit func(t *testing.T, b data.Batch)) {
	t.Run("Dongying", func(t *testing.T) { visit(t, dongying(t)) })
	for _, preset := range countyPresets() {
		t.Run(preset, func(t *testing.T) { visit(t, generate(t, preset, 7)) })
	}
}

func TestAllReferencesResolveAndKeysAreUnique(t *testing.T) {
	everyBatch(t, func(t *testing.T, b data.Batch) {
		areas, settlements, facilities, seen := map[string]data.AreaTier{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
		unique := func(kind, key string) {
			if key == "" || seen[kind+key] {
				t.Errorf("%s %q is empty or stands twice", kind, key)
			}
			seen[kind+key] = true
		}
		for _, a := range b.Areas {
			unique("area", a.Code)
			areas[a.Code] = a.Tier
			if code, err := data.AreaCode(a.Code); err != nil || code != a.Code {
				t.Errorf("area %s: AreaCode gives %q, %v", a.Code, code, err)
			}
		}
		for _, a := range b.Areas {
			if _, ok := areas[a.Parent]; a.Parent != "" && !ok {
				t.Errorf("area %s: parent %s is missing", a.Code, a.Parent)
			}
		}
		for _, s := range b.Settlements {
			unique("settlement", s.Code)
			settlements[s.Code] = true
			if areas[s.Town] != data.TierTown || len(s.Code) != 12 || s.Code[:9] != s.Town[:9] {
				t.Errorf("settlement %s: town %s is none or not its own", s.Code, s.Town)
			}
		}
		for _, f := range b.Facilities {
			unique("facility", f.ID)
			facilities[f.ID] = true
			if areas[f.Town] != data.TierTown || f.Settlement != "" && !settlements[f.Settlement] {
				t.Errorf("facility %s: town %q or settlement %q is missing", f.ID, f.Town, f.Settlement)
			}
		}
		for _, s := range b.Services {
			unique("service", s.ID)
			if !settlements[s.Settlement] || (s.Mode == data.AtPoint) != (s.Facility != "") || s.Facility != "" && !facilities[s.Facility] {
				t.Errorf("service %+v: settlement or facility does not fit", s)
			}
			if _, err := data.ParseDate(string(s.ValidFrom)); err != nil || s.ValidTo != "" && s.ValidTo < s.ValidFrom {
				t.Errorf("service %s: valid from %q to %q", s.ID, s.ValidFrom, s.ValidTo)
			}
			if (s.Mode == data.Exempt) != (s.ExemptReason != "") {
				t.Errorf("service %s: mode %s with reason %q", s.ID, s.Mode, s.ExemptReason)
			}
		}
		for _, v := range b.Vehicles {
			unique("vehicle", v.ID)
			if !facilities[v.Facility] || v.Count < 1 {
				t.Errorf("vehicle %s: facility %q, count %d", v.ID, v.Facility, v.Count)
			}
		}
	})
}

func TestEverythingMadeIsMarkedSynthetic(t *testing.T) {
	everyBatch(t, func(t *testing.T, b data.Batch) {
		check := func(key string, p data.Provenance) {
			if !p.Synthetic || p.Source != "generated" {
				t.Errorf("%s: provenance %+v, want synthetic and generated", key, p)
			}
		}
		for _, s := range b.Settlements {
			check(s.Code, s.Provenance)
		}
		for _, f := range b.Facilities {
			check(f.ID, f.Provenance)
		}
		for _, s := range b.Services {
			check(s.ID, s.Provenance)
		}
		for _, v := range b.Vehicles {
			check(v.ID, v.Provenance)
		}
		facts := 0
		for _, a := range b.Areas {
			if a.Provenance.Source == "" {
				t.Errorf("area %s has no source", a.Code)
			}
			if !a.Provenance.Synthetic {
				facts++
			}
		}
		if want := 1 + 7 + 38; strings.HasPrefix(b.Areas[0].Code, "3705") && facts != want {
			t.Errorf("%d areas are facts, want %d: the city, 7 counties and the 38 towns whose seat is known", facts, want)
		} else if strings.HasPrefix(b.Areas[0].Code, "99") && facts != 0 {
			t.Errorf("%d areas of an invented county are called facts", facts)
		}
	})
}

func TestTheNetworkIsImperfectAsRealOnesAre(t *testing.T) {
	b := dongying(t)
	candidates, dead, shared, twice, offices, pickups := 0, 0, 0, 0, 0, 0
	for _, f := range b.Facilities {
		switch {
		case f.Status == data.Candidate:
			candidates++
			if f.OpeningCostYuan == nil || f.YearlyCostYuan == nil || f.CapacityParcelsDay == nil || f.Settlement == "" {
				t.Errorf("candidate %s lacks a cost, a capacity or its settlement", f.ID)
			}
		case f.Status != data.Active:
			dead++
		case len(f.Operators) > 1:
			shared++
		}
		if strings.HasSuffix(f.ID, "-2") && f.Tier == data.ServicePoint {
			twice++
		}
		if f.UniversalService && f.Tier == data.Station {
			offices++
		}
		if f.Tier == data.ServicePoint && f.Status == data.Active && slices.Contains(f.Offers, data.Pickup) {
			pickups++
		}
	}
	t.Logf("%d facilities: %d candidates, %d dead, %d shared, %d listed twice, %d post offices, %d points with pick-up; %d vehicles",
		len(b.Facilities), candidates, dead, shared, twice, offices, pickups, len(b.Vehicles))
	if candidates != 1898 {
		t.Errorf("got %d candidates, want one at each of the 1898 settlements with people", candidates)
	}
	if offices != 43 {
		t.Errorf("got %d post offices, want 43: the 40 towns and the 3 zones with people", offices)
	}
	if dead < 50 || shared < 100 || twice < 50 {
		t.Errorf("got %d dead, %d shared and %d listed twice, want at least 50, 100 and 50", dead, shared, twice)
	}
}

func TestServiceRecordsLeaveSomeVillagesUnservedUnrecordedAndExempt(t *testing.T) {
	b := dongying(t)
	const day = data.Date("2025-06-30")
	valid, exempt, recorded, ended := map[string]bool{}, map[string]bool{}, map[string]bool{}, 0
	for _, s := range b.Services {
		recorded[s.Settlement] = true
		switch {
		case s.Mode == data.Exempt:
			exempt[s.Settlement] = true
		case s.Mode != data.NoService && s.ValidOn(day):
			valid[s.Settlement] = true
		case s.ValidTo != "":
			ended++
		}
	}
	t.Logf("%d records, %d villages served, %d exempt, %d backslid, %d unrecorded", len(b.Services), len(valid), len(exempt), ended, 1660-len(recorded))
	within := func(what string, got, low, high int) {
		if got < low || got > high {
			t.Errorf("%s: %d villages, want %d to %d", what, got, low, high)
		}
	}
	within("served", len(valid), 1400, 1550)
	within("exempt", len(exempt), 8, 30)
	within("backslid", ended, 40, 100)
	within("unrecorded", 1660-len(recorded), 30, 75)
}

func digest(t *testing.T, b data.Batch) string {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

func TestTheSameSeedGivesTheSameCountyAndAnotherSeedAnother(t *testing.T) {
	for _, preset := range countyPresets() {
		first, again, other := digest(t, generate(t, preset, 3)), digest(t, generate(t, preset, 3)), digest(t, generate(t, preset, 4))
		if first != again {
			t.Errorf("%s: seed 3 gave %s, then %s", preset, first, again)
		}
		if first == other {
			t.Errorf("%s: seeds 3 and 4 gave the same county", preset)
		}
	}
	again, err := Dongying()
	if err != nil {
		t.Fatal(err)
	}
	if a, b := digest(t, dongying(t)), digest(t, again); a != b {
		t.Errorf("Dongying gave %s, then %s", a, b)
	}
}

func TestApportionGivesOutEverythingAndNobodyTooLittle(t *testing.T) {
	d := newDice(1, 1)
	for range 200 {
		var weights []int64
		for range d.between(1, 40) {
			weights = append(weights, d.lognormal(100))
		}
		total, least := d.between(3_000, 90_000), int64(60)
		shares := apportion(total, weights, least)
		sum := int64(0)
		for i, share := range shares {
			sum += share
			if share < least {
				t.Errorf("share %d of %v is %d, below %d", i, weights, share, least)
			}
		}
		if sum != total {
			t.Errorf("shares of %d by %v add up to %d", total, weights, sum)
		}
	}
}

func TestEmbeddedFactsStayBelowOneAndAHalfMegabytes(t *testing.T) {
	size := int64(0)
	err := fs.WalkDir(facts, ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		size += info.Size()
		return err
	})
	if err != nil || size > 1_500_000 || size < 100_000 {
		t.Errorf("embedded facts hold %d bytes, %v, want at most 1500000", size, err)
	}
}
