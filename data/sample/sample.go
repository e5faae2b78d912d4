// Package sample makes the counties that ship inside Cuntong: Dongying, whose codes, names, outlines and
// census figures are facts, and invented counties and an invented nation for trials (presets "plain", "mountain", "pastoral", "nation").
// One generator serves all: it places settlements, spreads residents, makes the facilities, services,
// candidates and vehicles of a county whose network is deliberately imperfect (dead points, backslides,
// the same shop under two names), and lays roads with a river that few bridges cross (not for the nation).
// Everything it makes is marked Synthetic.
//
// The same seed gives the same bytes on every machine: places are whole hundred-thousandths of a degree,
// lengths whole metres, and no decision rests on floating point, map order or the clock. Points are WGS 84,
// longitude first. Datum and axis errors are left to the importers' own tests,
// for a store holds clean records.
package sample

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"cuntong/data"
)

// NoticeZH and NoticeEN stand wherever the sample is shown.
const (
	NoticeZH = "示例数据：村庄位置、道路与网点均为模拟"
	NoticeEN = "Sample data: village positions, roads and facilities are simulated"
)

// dongyingSeed is fixed: the embedded sample is one county, not a family of them.
const dongyingSeed = 370500

// Dongying returns the embedded sample: 5 counties, 2 statistical counties, 52 towns, 1,921 village-level
// units and all 2,193,518 residents of the 2020 census.
func Dongying() (data.Batch, error) {
	land, err := dongyingRegion()
	if err != nil {
		return data.Batch{}, fmt.Errorf("sample Dongying: %w", err)
	}
	return land.batch(dongyingSeed)
}

// nationPreset is the one preset that is more than a county.
const nationPreset = "nation"

// Presets lists the names that Generate and Stream know.
func Presets() []string {
	names := make([]string, 0, 4)
	for _, p := range presets() {
		names = append(names, p.name)
	}
	return append(names, nationPreset)
}

// Generate invents a county. Its codes begin with 99, a prefix that GB/T 2260 leaves unused. The preset "nation"
// invents 31 provinces with 600,000 settlements and is better taken from Stream, piece by piece.
func Generate(preset string, seed int64) (data.Batch, error) {
	var whole data.Batch
	for batch, err := range Stream(preset, seed) {
		if err != nil {
			return data.Batch{}, err
		}
		whole.Areas = append(whole.Areas, batch.Areas...)
		whole.Settlements = append(whole.Settlements, batch.Settlements...)
		whole.Facilities = append(whole.Facilities, batch.Facilities...)
		whole.Services = append(whole.Services, batch.Services...)
		whole.Vehicles = append(whole.Vehicles, batch.Vehicles...)
		whole.Networks = append(whole.Networks, batch.Networks...)
	}
	return whole, nil
}

// Stream is Generate in pieces, each complete in itself but for areas that earlier pieces brought: a nation is
// never held in memory as a whole. An error ends it.
func Stream(preset string, seed int64) iter.Seq2[data.Batch, error] {
	if preset == nationPreset {
		return wholeNation().batches(seed)
	}
	return func(yield func(data.Batch, error) bool) { yield(generateCounty(preset, seed)) }
}

func generateCounty(preset string, seed int64) (data.Batch, error) {
	known := presets()
	i := slices.IndexFunc(known, func(p recipe) bool { return p.name == preset })
	if i < 0 {
		return data.Batch{}, fmt.Errorf("preset %q is unknown, choose one of %s", preset, strings.Join(Presets(), ", "))
	}
	land, err := known[i].region(seed)
	if err != nil {
		return data.Batch{}, fmt.Errorf("generate %s with seed %d: %w", preset, seed, err)
	}
	return land.batch(seed)
}
