package sample

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
)

// smallNation has every tier and is made in a moment.
func smallNation() nation {
	return nation{provinces: 3, cities: 7, counties: 12, towns: 60, settlements: 800}
}

func gather(t *testing.T, n nation, seed int64) (whole data.Batch, pieces int) {
	t.Helper()
	for piece, err := range n.batches(seed) {
		if err != nil {
			t.Fatal(err)
		}
		pieces++
		whole.Areas = append(whole.Areas, piece.Areas...)
		whole.Settlements = append(whole.Settlements, piece.Settlements...)
		whole.Facilities = append(whole.Facilities, piece.Facilities...)
	}
	return whole, pieces
}

func TestANationHasExactlyTheNumbersAskedForAndEveryParent(t *testing.T) {
	whole, pieces := gather(t, smallNation(), 3)
	tiers := map[data.AreaTier]int{}
	byCode := map[string]data.Area{}
	for _, a := range whole.Areas {
		if _, twice := byCode[a.Code]; twice {
			t.Errorf("area %s comes twice", a.Code)
		}
		if around, known := byCode[a.Parent]; a.Tier != data.TierProvince && !known || known && around.Tier == a.Tier {
			t.Errorf("%s %s comes before its parent %q", a.Tier, a.Code, a.Parent)
		}
		tiers[a.Tier]++
		byCode[a.Code] = a
		if !a.Provenance.Synthetic {
			t.Errorf("area %s is not marked synthetic", a.Code)
		}
	}
	want := map[data.AreaTier]int{data.TierProvince: 3, data.TierCity: 7, data.TierCounty: 12, data.TierTown: 60}
	if !reflect.DeepEqual(tiers, want) || len(whole.Settlements) != 800 || len(whole.Facilities) != 12+60 || pieces != 1+12 {
		t.Errorf("got %v, %d settlements, %d facilities in %d pieces; want %v, 800, 72, 13", tiers, len(whole.Settlements), len(whole.Facilities), pieces, want)
	}
	codes := map[string]bool{}
	for _, s := range whole.Settlements {
		town, ok := byCode[s.Town]
		if !ok || town.Tier != data.TierTown || !strings.HasPrefix(s.Code, s.Town[:9]) || codes[s.Code] || len(s.Code) != 12 {
			t.Fatalf("settlement %+v: its town is %+v, known %v", s, town, ok)
		}
		if county := byCode[town.Parent]; s.Location == nil || !county.Outline.Bound().Contains(*s.Location) {
			t.Fatalf("settlement %+v lies outside its county %s", s, county.Code)
		}
		codes[s.Code] = true
	}
	if err := whole.Check(); err != nil {
		t.Error(err)
	}
	if missing := whole.Outside(); len(missing) > 0 {
		t.Errorf("%d references lead nowhere, first %+v", len(missing), missing[0])
	}
}

func TestTheSameSeedGivesTheSameNationAndAnotherSeedAnother(t *testing.T) {
	first, _ := gather(t, smallNation(), 3)
	again, _ := gather(t, smallNation(), 3)
	other, _ := gather(t, smallNation(), 4)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed gave two nations")
	}
	if reflect.DeepEqual(first.Settlements, other.Settlements) {
		t.Error("two seeds gave one nation")
	}
}

func TestTheWholeNationIsDividedAsItIsAskedFor(t *testing.T) {
	for seed := range int64(3) {
		tops, counties := wholeNation().divide(seed)
		var towns, settlements int64
		codes := map[string]bool{}
		for _, c := range counties {
			towns, settlements = towns+c.towns, settlements+c.settlements
			if codes[c.code] || c.towns > 99 || c.settlements < c.towns || (c.settlements-c.settlements*18/100) > c.towns*mostVillages {
				t.Errorf("seed %d: county %+v cannot be made", seed, c)
			}
			codes[c.code] = true
		}
		if len(tops) != 31+340 || len(counties) != 2900 || towns != 45_000 || settlements != 600_000 {
			t.Errorf("seed %d: %d provinces and cities, %d counties, %d towns, %d settlements", seed, len(tops), len(counties), towns, settlements)
		}
	}
}

func TestNoProvinceOfTheNationHasARealNumber(t *testing.T) {
	numbers := unusedProvinces()
	if len(numbers) != 31 || !slices.IsSorted(numbers) {
		t.Fatalf("got %v, want 31 in order", numbers)
	}
	for _, n := range numbers {
		for _, real := range [][2]int64{{11, 15}, {21, 23}, {31, 37}, {41, 46}, {50, 54}, {61, 66}, {71, 71}, {81, 83}, {99, 99}} {
			if n >= real[0] && n <= real[1] {
				t.Errorf("%d is taken", n)
			}
		}
	}
}
