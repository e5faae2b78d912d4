package postgis

import (
	"context"
	"fmt"
	"slices"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// SaveRuns stores runs, each if its stored version equals the given one; version 0 creates it.
func (s *Store) SaveRuns(ctx context.Context, list []data.Run, note data.ChangeNote) error {
	for _, run := range list {
		if err := run.Check(); err != nil {
			return err
		}
	}
	return s.write(ctx, "save runs in", func(tx pgx.Tx) error {
		for i := range list {
			before, err := runs().one(ctx, tx, list[i].ID)
			if err != nil {
				return err
			}
			stored := int64(0)
			if before != nil {
				stored = before.Version
			}
			if err := data.CheckVersion("run", list[i].ID, list[i].Version, stored); err != nil {
				return err
			}
		}
		var result data.LoadResult
		lines := data.NewRowLines(acting(note, "run"))
		if err := bring(ctx, tx, runs(), list, lines, &result); err != nil {
			return err
		}
		return s.logDay(ctx, tx, fmt.Sprintf("runs %d", len(list)), lines, result)
	})
}

// logDay leaves a line for all rows of a day that a call brought, behind those of the rows, and none where nothing changed.
func (s *Store) logDay(ctx context.Context, tx pgx.Tx, key string, lines *data.RowLines, result data.LoadResult) error {
	if result.Inserted+result.Updated == 0 {
		return nil
	}
	log, err := lines.With(key, result, nil)
	if err != nil {
		return err
	}
	return s.logLines(ctx, tx, log...)
}

// Run returns the run with an ID.
func (s *Store) Run(ctx context.Context, id string) (data.Run, error) {
	found, err := runs().one(ctx, s.pool, id)
	if err != nil {
		return data.Run{}, s.fault("read", err)
	}
	if found == nil {
		return data.Run{}, fmt.Errorf("run %q is not in store %s: %w", id, s.name, data.ErrNotFound)
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
	err = s.write(ctx, "save events in", func(tx pgx.Tx) error {
		fresh, err := data.FreshEvents(events, func(id string) (*data.StopEvent, error) { return stopEvents().one(ctx, tx, id) }, &result)
		if err != nil {
			return err
		}
		byRun := data.EventsByRun(events)
		ids := make([]string, 0, len(byRun))
		for id := range byRun {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		moved := map[string]*data.Run{}
		for _, id := range ids { // before the rows that name them, so that a missing run is said in a sentence
			if moved[id], err = runs().one(ctx, tx, id); err != nil {
				return err
			}
			if moved[id] == nil {
				return data.MoveOn(nil, id, byRun[id], nil, &result)
			}
		}
		var changed data.LoadResult
		lines := data.NewRowLines(acting(note, "events"))
		if err := bring(ctx, tx, stopEvents(), fresh, lines, &changed); err != nil {
			return err
		}
		for _, id := range ids {
			all, err := stopEvents().list(ctx, tx, stopEvents().choose(data.Query{Run: id}))
			if err != nil {
				return err
			}
			if err := data.MoveOn(moved[id], id, byRun[id], all, &result); err != nil {
				return err
			}
			err = telling(ctx, tx, runs(), []data.Run{*moved[id]}, lines, &changed, func() error {
				moves, err := replaceRow(ctx, tx, runs(), moved[id])
				if moves {
					changed.Updated++
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return s.logDay(ctx, tx, fmt.Sprintf("stop events %d", result.New), lines, changed)
	})
	if err != nil {
		return data.EventResult{}, err
	}
	return result, nil
}
