package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
)

// digestPage bounds the rows that Digest holds in memory at once.
const digestPage = 10_000

// Digest is the SHA-256, in hexadecimal, over everything a store keeps but its history: areas, settlements,
// facilities, services, vehicles, lines, daily counts, standards, networks, scenarios, plans, runs and events, in this order and each by key, one line of
// JSON for each record. Stores of different kinds with the same content have the same digest.
//
// Versions of rows, the revision and the change log are left out: they tell how often a row was changed in
// this store, and begin anew in a copy. What a plan remembers of its scenario and of the revision it was made
// from is part of the plan and counts. A program that knows more fields gives other digests, so compare only
// those of one program. A store that is written meanwhile gives ErrConflict.
func Digest(ctx context.Context, s Store) (string, error) {
	before, err := s.Info(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, part := range []func() error{
		func() error { return digestAll(ctx, sum, "area", s.Areas, areaKey) },
		func() error { return digestAll(ctx, sum, "settlement", s.Settlements, settlementKey) },
		func() error { return digestAll(ctx, sum, "facility", s.Facilities, facilityKey) },
		func() error { return digestAll(ctx, sum, "service", s.Services, serviceKey) },
		func() error { return digestAll(ctx, sum, "vehicle", s.Vehicles, vehicleKey) },
		func() error { return digestAll(ctx, sum, "bus line", s.BusLines, busLineKey) },
		func() error { return digestAll(ctx, sum, "daily count", s.DailyCounts, dailyCountKey) },
		func() error { return digestStandards(ctx, sum, s) },
		func() error { return digestNetworks(ctx, sum, s) },
		func() error { return digestAll(ctx, sum, "scenario", s.Scenarios, scenarioKey) },
		func() error { return digestPlans(ctx, sum, s) },
		func() error { return digestAll(ctx, sum, "run", s.Runs, runKey) },
		func() error { return digestAll(ctx, sum, "event", s.StopEvents, stopEventKey) },
	} {
		if err := part(); err != nil {
			return "", err
		}
	}
	after, err := s.Info(ctx)
	if err != nil {
		return "", err
	}
	if changed(before, after) {
		return "", fmt.Errorf("digest of %s: the store was changed while it was read; try again when nobody writes: %w", before.Name, ErrConflict)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// changed reports whether a store was written between two looks: every write leaves a line in the change log.
func changed(before, after Info) bool {
	return before.Revision != after.Revision || before.Counts["changes"] != after.Counts["changes"]
}

// The keys of records, and where each keeps its version.
func areaKey(a *Area) (string, *int64)             { return a.Code, &a.Version }
func settlementKey(s *Settlement) (string, *int64) { return s.Code, &s.Version }
func facilityKey(f *Facility) (string, *int64)     { return f.ID, &f.Version }
func serviceKey(s *Service) (string, *int64)       { return s.ID, &s.Version }
func vehicleKey(v *Vehicle) (string, *int64)       { return v.ID, &v.Version }
func scenarioKey(s *Scenario) (string, *int64)     { return s.ID, &s.Version }

// eachRow calls visit with every row that a list gives, page by page.
func eachRow[T any](ctx context.Context, list func(context.Context, Query) ([]T, error), key func(*T) (string, *int64), visit func(*T) error) error {
	query := Query{Limit: digestPage}
	for {
		page, err := list(ctx, query)
		if err != nil {
			return err
		}
		for i := range page {
			if err := visit(&page[i]); err != nil {
				return err
			}
		}
		if len(page) < digestPage {
			return nil
		}
		query.After, _ = key(&page[len(page)-1])
	}
}

func digestAll[T any](ctx context.Context, sum hash.Hash, kind string, list func(context.Context, Query) ([]T, error), key func(*T) (string, *int64)) error {
	return eachRow(ctx, list, key, func(row *T) error {
		_, version := key(row)
		*version = 0
		return digestLine(sum, kind, row)
	})
}

func digestLine(sum hash.Hash, kind string, record any) error {
	line, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("digest of a %s: %w", kind, err)
	}
	fmt.Fprintf(sum, "%s\t%s\n", kind, line)
	return nil
}

func digestStandards(ctx context.Context, sum hash.Hash, s Store) error {
	standards, err := s.Standards(ctx)
	if err != nil {
		return err
	}
	for i := range standards {
		if err := digestLine(sum, "standard", &standards[i]); err != nil {
			return err
		}
	}
	return nil
}

// digestNetworks takes one network into memory at a time.
func digestNetworks(ctx context.Context, sum hash.Hash, s Store) error {
	networks, err := s.Networks(ctx)
	if err != nil {
		return err
	}
	for _, head := range networks {
		whole, err := s.Network(ctx, head.ID)
		if err != nil {
			return err
		}
		whole.Version = 0
		if err := digestLine(sum, "network", whole); err != nil {
			return err
		}
	}
	return nil
}

func digestPlans(ctx context.Context, sum hash.Hash, s Store) error {
	plans, err := s.Plans(ctx, Query{})
	if err != nil {
		return err
	}
	ids := make([]string, len(plans))
	for i := range plans {
		ids[i] = plans[i].ID
	}
	slices.Sort(ids)
	for _, id := range ids {
		plan, err := s.Plan(ctx, id)
		if err != nil {
			return err
		}
		if err := digestLine(sum, "plan", plan); err != nil {
			return err
		}
	}
	return nil
}
