// Package sample makes the counties that ship inside Cuntong: Dongying, whose codes, names, outlines and
// census figures are facts, and invented counties for trials (presets "plain", "mountain", "pastoral").
// One generator serves both: it places settlements, spreads residents, and makes the facilities, services,
// candidates and vehicles of a county whose network is deliberately imperfect (dead points, backslides,
// the same shop under two names). Everything it makes is marked Synthetic.
//
// The same seed gives the same bytes on every machine: places are whole hundred-thousandths of a degree,
// lengths whole metres, and no decision rests on floating point, map order or the clock. Points are WGS 84,
// longitude first. Roads are not made here; datum and axis errors are left to the importers' own tests,
// for a store holds clean records.
package sample

import (
	"fmt"
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

// Presets lists the names that Generate knows.
func Presets() []string {
	names := make([]string, 0, 3)
	for _, p := range presets() {
		names = append(names, p.name)
	}
	return names
}

// Generate invents a county. Its codes begin with 99, a prefix that GB/T 2260 leaves unused.
func Generate(preset string, seed int64) (data.Batch, error) {
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
