// Package study holds the use cases, and is the one place where data, travel and models meet: load files,
// audit, plan. The command line, the API and (later) the jobs call the same functions.
package study

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/geo/travel"
)

// Study runs use cases on one store.
type Study struct {
	Store   data.Store
	Now     func() time.Time // the clock, for time stamps and time limits
	Version string           // of the program, for saved plans
	Actor   string           // who acts, for the change log
	// RoadCache is where the hierarchies of road networks are kept: a file name up to the fingerprint, such as
	// "county.gpkg.roads-". Empty: nowhere, and every program makes them again.
	RoadCache string
	// OpenGeoPackage reads roads from a GeoPackage that is not ours; nil: such files are refused. The driver lives in data/gpkg.
	OpenGeoPackage data.OpenLineFile

	// OSRM answers where travel is by OSRM; nil: nobody named a server.
	OSRM travel.Router

	shelf     roadShelf
	boxes     boxShelf
	plans     planShelf
	baselines baselineShelf
}

// StandardEntry is a standard and where it comes from.
type StandardEntry struct {
	Standard data.Standard
	Preset   bool // ships with the program and is not replaced in the store
}

// Standards lists the standards in force, ordered by ID: those of the store, and the presets that the store does not replace.
func (s *Study) Standards(ctx context.Context) ([]StandardEntry, error) {
	stored, err := s.Store.Standards(ctx)
	if err != nil {
		return nil, err
	}
	presets, err := data.PresetStandards()
	if err != nil {
		return nil, err
	}
	var entries []StandardEntry
	for _, standard := range stored {
		entries = append(entries, StandardEntry{standard, false})
	}
	for _, preset := range presets {
		if !slices.ContainsFunc(stored, func(one data.Standard) bool { return one.ID == preset.ID }) {
			entries = append(entries, StandardEntry{preset, true})
		}
	}
	slices.SortFunc(entries, func(a, b StandardEntry) int { return strings.Compare(a.Standard.ID, b.Standard.ID) })
	return entries, nil
}

// Standard returns the standard of an ID; an empty ID asks for the default.
func (s *Study) Standard(ctx context.Context, id string) (data.Standard, error) {
	if id == "" {
		id = data.DefaultStandard
	}
	entries, err := s.Standards(ctx)
	if err != nil {
		return data.Standard{}, err
	}
	var known []string
	for _, entry := range entries {
		if entry.Standard.ID == id {
			return entry.Standard, nil
		}
		known = append(known, entry.Standard.ID)
	}
	return data.Standard{}, fmt.Errorf("standard %q is unknown, expected one of %s: %w", id, strings.Join(known, ", "), data.ErrNotFound)
}

// areaOf finds the area a request names; an empty code is the store's one top area, or everything.
func areaOf(tree *data.AreaTree, code string) (area data.Area, err error) {
	if code == "" {
		area, _ = tree.Top()
		return area, nil
	}
	normal, err := data.AreaCode(code)
	if err != nil {
		return data.Area{}, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	area, ok := tree.Area(normal)
	if !ok {
		return data.Area{}, fmt.Errorf("area %q is not in the store: %w", code, data.ErrNotFound)
	}
	return area, nil
}
