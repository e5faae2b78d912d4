package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"cuntong/data"
)

// SaveRuns stores runs, each if its stored version equals the given one; version 0 creates it.
func (s *Store) SaveRuns(ctx context.Context, list []data.Run, note data.ChangeNote) error {
	for _, run := range list {
		if err := run.Check(); err != nil {
			return err
		}
	}
	return s.write(ctx, "save runs in", func(tx *sql.Tx) error {
		for i := range list {
			before, err := runs().one(ctx, tx, list[i].ID)
			if err != nil {
				return err
			}
			if err := data.CheckVersion("run", list[i].ID, list[i].Version, versionOf(runs(), before)); err != nil {
				return err
			}
		}
		var result data.LoadResult
		lines := data.NewRowLines(acting(note, "run"))
		if err := upsertTold(ctx, tx, runs(), list, lines, &result); err != nil {
			return err
		}
		return s.logDay(ctx, tx, "run", fmt.Sprintf("runs %d", len(list)), lines, result)
	})
}

// logDay leaves a line for all rows of a day that a call brought, behind those of the rows, and none where nothing changed.
func (s *Store) logDay(ctx context.Context, tx *sql.Tx, layer, key string, lines *data.RowLines, result data.LoadResult) error {
	if result.Inserted+result.Updated == 0 {
		return nil
	}
	if err := s.touch(ctx, tx, layer); err != nil {
		return err
	}
	log, err := lines.With(key, result, nil)
	if err != nil {
		return err
	}
	return s.log(ctx, tx, log...)
}

// Run returns the run with an ID.
func (s *Store) Run(ctx context.Context, id string) (data.Run, error) {
	found, err := runs().one(ctx, s.reads, id)
	if err != nil {
		return data.Run{}, s.fault("read", err)
	}
	if found == nil {
		return data.Run{}, fmt.Errorf("run %q is not in store %s: %w", id, s.path, data.ErrNotFound)
	}
	return *found, nil
}

// Runs lists runs by day, then vehicle.
func (s *Store) Runs(ctx context.Context, q data.Query) ([]data.Run, error) {
	return choose(ctx, s, runs(), q)
}

// StopEvents lists events by ID.
func (s *Store) StopEvents(ctx context.Context, q data.Query) ([]data.StopEvent, error) {
	return choose(ctx, s, stopEvents(), q)
}

// SaveStopEvents adds events and moves their runs on.
func (s *Store) SaveStopEvents(ctx context.Context, events []data.StopEvent, note data.ChangeNote) (result data.EventResult, err error) {
	if err := data.CheckEvents(events); err != nil {
		return result, err
	}
	err = s.write(ctx, "save events in", func(tx *sql.Tx) error {
		var fresh []data.StopEvent
		if fresh, err = data.FreshEvents(events, func(id string) (*data.StopEvent, error) { return stopEvents().one(ctx, tx, id) }, &result); err != nil {
			return err
		}
		byRun := data.EventsByRun(events)
		ids := make([]string, 0, len(byRun))
		for id := range byRun {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		var changed data.LoadResult
		lines := data.NewRowLines(acting(note, "events"))
		if err := upsertTold(ctx, tx, stopEvents(), fresh, lines, &changed); err != nil {
			return err
		}
		for _, id := range ids {
			run, err := runs().one(ctx, tx, id)
			if err != nil {
				return err
			}
			all, err := stopEvents().list(ctx, tx, stopEvents().choose(data.Query{Run: id}))
			if err != nil {
				return err
			}
			if err := data.MoveOn(run, id, byRun[id], all, &result); err != nil {
				return err
			}
			if err := upsertTold(ctx, tx, runs(), []data.Run{*run}, lines, &changed); err != nil {
				return err
			}
		}
		return s.logDay(ctx, tx, "stop_event", fmt.Sprintf("stop events %d", result.New), lines, changed)
	})
	if err != nil {
		return data.EventResult{}, err
	}
	return result, nil
}
