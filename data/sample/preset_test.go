package sample

import (
	"slices"
	"strings"
	"testing"

	"cuntong/data"
)

// countyPresets are all presets but the nation, which has tests of its own on a smaller scale.
func countyPresets() []string {
	return slices.DeleteFunc(Presets(), func(name string) bool { return name == nationPreset })
}

func generate(t *testing.T, preset string, seed int64) data.Batch {
	t.Helper()
	b, err := Generate(preset, seed)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPresetsHaveTheTownsAndVillagesOfTheirModels(t *testing.T) {
	for _, c := range []struct {
		preset                     string
		towns, villages, residents int
		kmToSeat, kmNearest        [2]float64 // plausible ranges
	}{
		{"plain", 9, 500, 12, [2]float64{3, 8}, [2]float64{0.95, 1.45}},
		{"mountain", 32, 288, 41, [2]float64{2, 9}, [2]float64{1.0, 2.6}},
		{"pastoral", 6, 95, 7, [2]float64{12, 50}, [2]float64{6, 15}},
	} {
		for seed := range int64(2) {
			b := generate(t, c.preset, seed)
			got := shapeOf(b, func(string) bool { return true })
			t.Logf("%s seed %d: %+v, %d facilities, %d people", c.preset, seed, got, len(b.Facilities), *b.Areas[0].Population)
			if towns := len(b.Areas) - 1; towns != c.towns || got.villages != c.villages || got.residents != c.residents {
				t.Errorf("%s seed %d: got %d towns, %d villages, %d residents' committees, want %d, %d, %d",
					c.preset, seed, towns, got.villages, got.residents, c.towns, c.villages, c.residents)
			}
			if got.medianToSeat < c.kmToSeat[0] || got.medianToSeat > c.kmToSeat[1] {
				t.Errorf("%s seed %d: median distance to the seat %.2f km, want within %v", c.preset, seed, got.medianToSeat, c.kmToSeat)
			}
			if got.meanNearest < c.kmNearest[0] || got.meanNearest > c.kmNearest[1] {
				t.Errorf("%s seed %d: mean distance to the nearest village %.2f km, want within %v", c.preset, seed, got.meanNearest, c.kmNearest)
			}
		}
	}
}

func TestGenerateRefusesAnUnknownPresetAndListsTheKnown(t *testing.T) {
	_, err := Generate("island", 1)
	if err == nil || !strings.Contains(err.Error(), `"island"`) || !strings.Contains(err.Error(), "plain, mountain, pastoral, nation") {
		t.Errorf("got error %v, want one that names island and lists plain, mountain, pastoral, nation", err)
	}
}
