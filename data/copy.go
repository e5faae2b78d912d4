package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// CopyOptions say who copies and who wants to hear of it.
type CopyOptions struct {
	Note     ChangeNote
	Progress func(step string) // called before each step; nil: nobody listens
}

// CopyResult is what a copy did.
type CopyResult struct {
	Load       LoadResult
	Networks   int
	Scenarios  int
	Plans      int
	Runs       int
	StopEvents int
	FromDigest string
	ToDigest   string
}

// Copy brings everything that one store keeps into another: records in one Load, so that after a crash the
// target holds all of them or none, then networks, scenarios, plans, runs and their events. Copying again completes what was interrupted.
// The target may be empty or hold an earlier copy; where it holds a record that the source does not, it is
// refused before anything is changed. Versions and revision begin anew in the target, and so does the change log: its lines
// tell of versions that the target never had. Its first line names the head of the source's log, so that the two can be put together.
//
// At the end the digests of both are taken; where they differ, so does the content, and it is ErrConflict.
func Copy(ctx context.Context, from, to Store, o CopyOptions) (CopyResult, error) {
	var result CopyResult
	step := func(name string) {
		if o.Progress != nil {
			o.Progress(name)
		}
	}
	step("read")
	batch, err := readBatch(ctx, from)
	if err != nil {
		return result, fmt.Errorf("copy: read the source: %w", err)
	}
	if err := refuseForeign(ctx, from, to, batch); err != nil {
		return result, err
	}
	first := o.Note
	if first.Reason, err = copyReason(ctx, from, first.Reason); err != nil {
		return result, err
	}
	step("load")
	if result.Load, err = to.Load(ctx, batch, first); err != nil {
		return result, fmt.Errorf("copy: %w", err)
	}
	step("networks")
	if result.Networks, err = copyNetworks(ctx, from, to, o.Note); err != nil {
		return result, fmt.Errorf("copy: %w", err)
	}
	step("scenarios")
	if result.Scenarios, err = copyScenarios(ctx, from, to, o.Note); err != nil {
		return result, fmt.Errorf("copy: %w", err)
	}
	step("plans")
	if result.Plans, err = copyPlans(ctx, from, to, o.Note); err != nil {
		return result, fmt.Errorf("copy: %w", err)
	}
	step("runs")
	if err = copyDays(ctx, from, to, o.Note, &result); err != nil {
		return result, fmt.Errorf("copy: %w", err)
	}
	step("digest")
	if result.FromDigest, err = Digest(ctx, from); err != nil {
		return result, err
	}
	if result.ToDigest, err = Digest(ctx, to); err != nil {
		return result, err
	}
	if result.FromDigest != result.ToDigest {
		return result, fmt.Errorf("copy: the copy differs from its source (digest %s, source %s): one of them was changed meanwhile, or a store lost something; copy again, and do not use the copy before the digests agree: %w",
			result.ToDigest, result.FromDigest, ErrConflict)
	}
	return result, nil
}

// copyReason adds to a reason where the change log of the source ends.
func copyReason(ctx context.Context, from Store, reason string) (string, error) {
	last, err := from.FindChanges(ctx, ChangeQuery{Newest: true, Limit: 1})
	if err != nil || len(last) == 0 {
		return reason, err
	}
	return strings.TrimPrefix(reason+"; the change log there ended with "+last[0].Head().String(), "; "), nil
}

// readBatch reads all records of a store as of one moment.
func readBatch(ctx context.Context, s Store) (Batch, error) {
	var b Batch
	before, err := s.Info(ctx)
	if err != nil {
		return b, err
	}
	for _, read := range []func() error{
		func() error { b.Areas, err = s.Areas(ctx, Query{}); return err },
		func() error { b.Settlements, err = s.Settlements(ctx, Query{}); return err },
		func() error { b.Facilities, err = s.Facilities(ctx, Query{}); return err },
		func() error { b.Services, err = s.Services(ctx, Query{}); return err },
		func() error { b.Vehicles, err = s.Vehicles(ctx, Query{}); return err },
		func() error { b.BusLines, err = s.BusLines(ctx, Query{}); return err },
		func() error { b.DailyCounts, err = s.DailyCounts(ctx, Query{}); return err },
		func() error { b.Standards, err = s.Standards(ctx); return err },
	} {
		if err := read(); err != nil {
			return b, err
		}
	}
	after, err := s.Info(ctx)
	if err == nil && changed(before, after) {
		err = fmt.Errorf("store %s was changed while it was read; try again when nobody writes: %w", before.Name, ErrConflict)
	}
	return b, err
}

// refuseForeign keeps a copy from being mixed with other content.
func refuseForeign(ctx context.Context, from, to Store, b Batch) error {
	scenarios, err := from.Scenarios(ctx, Query{})
	if err != nil {
		return err
	}
	for _, compare := range []func() error{
		func() error { return foreign(ctx, "area", to.Areas, b.Areas, areaKey) },
		func() error { return foreign(ctx, "settlement", to.Settlements, b.Settlements, settlementKey) },
		func() error { return foreign(ctx, "facility", to.Facilities, b.Facilities, facilityKey) },
		func() error { return foreign(ctx, "service", to.Services, b.Services, serviceKey) },
		func() error { return foreign(ctx, "vehicle", to.Vehicles, b.Vehicles, vehicleKey) },
		func() error { return foreign(ctx, "bus line", to.BusLines, b.BusLines, busLineKey) },
		func() error { return foreign(ctx, "daily count", to.DailyCounts, b.DailyCounts, dailyCountKey) },
		func() error { return foreign(ctx, "scenario", to.Scenarios, scenarios, scenarioKey) },
		func() error { return foreignStandards(ctx, to, b.Standards) },
		func() error { return foreignNetworks(ctx, from, to) },
		func() error { return foreignPlans(ctx, from, to) },
		func() error { return foreignDays(ctx, from, to) },
	} {
		if err := compare(); err != nil {
			return err
		}
	}
	return nil
}

func foreign[T any](ctx context.Context, kind string, list func(context.Context, Query) ([]T, error), rows []T, key func(*T) (string, *int64)) error {
	var known map[string]struct{} // made for the first row of the target: mostly it has none
	return eachRow(ctx, list, key, func(row *T) error {
		if known == nil {
			known = make(map[string]struct{}, len(rows))
			for i := range rows {
				name, _ := key(&rows[i])
				known[name] = struct{}{}
			}
		}
		name, _ := key(row)
		if _, ours := known[name]; !ours {
			return notOurs(kind, name)
		}
		return nil
	})
}

func notOurs(kind, key string) error {
	return fmt.Errorf("copy: the target holds %s %s, which the source does not; copy into a new store, nothing was changed: %w", kind, key, ErrConflict)
}

func foreignStandards(ctx context.Context, to Store, ours []Standard) error {
	stored, err := to.Standards(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, standard := range ours {
		known[standard.ID] = true
	}
	for _, standard := range stored {
		if !known[standard.ID] {
			return notOurs("standard", standard.ID)
		}
	}
	return nil
}

func foreignNetworks(ctx context.Context, from, to Store) error {
	stored, err := to.Networks(ctx)
	if err != nil || len(stored) == 0 {
		return err
	}
	ours, err := from.Networks(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, n := range ours {
		known[n.ID] = true
	}
	for _, n := range stored {
		if !known[n.ID] {
			return notOurs("network", n.ID)
		}
	}
	return nil
}

// copyNetworks takes one network into memory at a time.
func copyNetworks(ctx context.Context, from, to Store, note ChangeNote) (int, error) {
	heads, err := from.Networks(ctx)
	if err != nil {
		return 0, err
	}
	for _, head := range heads {
		whole, err := from.Network(ctx, head.ID)
		if err != nil {
			return 0, err
		}
		if _, err := to.SaveNetwork(ctx, whole, note); err != nil {
			return 0, err
		}
	}
	return len(heads), nil
}

func foreignPlans(ctx context.Context, from, to Store) error {
	stored, err := to.Plans(ctx, Query{})
	if err != nil || len(stored) == 0 {
		return err
	}
	ours, err := from.Plans(ctx, Query{})
	if err != nil {
		return err
	}
	known := map[string]string{}
	for _, plan := range ours {
		known[plan.ID] = plan.Fingerprint
	}
	for _, plan := range stored {
		if known[plan.ID] != plan.Fingerprint {
			return notOurs("plan", plan.ID)
		}
	}
	return nil
}

func copyScenarios(ctx context.Context, from, to Store, note ChangeNote) (int, error) {
	scenarios, err := from.Scenarios(ctx, Query{})
	if err != nil {
		return 0, err
	}
	for _, scenario := range scenarios {
		stored, err := to.Scenario(ctx, scenario.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return 0, err
		}
		scenario.Version = stored.Version // 0 where the target has none
		if _, err := to.SaveScenario(ctx, scenario, note); err != nil {
			return 0, err
		}
	}
	return len(scenarios), nil
}

// copyPlans goes from the oldest to the newest, so that the target's change log tells them in that order.
func copyPlans(ctx context.Context, from, to Store, note ChangeNote) (int, error) {
	heads, err := from.Plans(ctx, Query{})
	if err != nil {
		return 0, err
	}
	for i := len(heads) - 1; i >= 0; i-- {
		plan, err := from.Plan(ctx, heads[i].ID)
		if err != nil {
			return 0, err
		}
		if err := to.SavePlan(ctx, plan, note); err != nil {
			return 0, err
		}
	}
	return len(heads), nil
}
