package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"cuntong/data"
)

// edit is one row on its way into the store.
type edit[T any] struct {
	kind    string
	records bool       // the row belongs to the records, so the revision counts it
	batch   data.Batch // the same row, for the checks that a load makes
	note    data.ChangeNote
}

// replace writes one row if the stored version is the one the writer saw. A row that equals the stored one
// changes nothing and leaves no line in the change log.
func replace[T any](ctx context.Context, s *Store, t table[T], record T, e edit[T]) (version int64, err error) {
	key, saw := t.key(&record), *t.version(&record)
	if key == "" {
		return 0, fmt.Errorf("save %s: it has no code or ID: %w", e.kind, data.ErrInvalid)
	}
	if err := e.batch.Check(); err != nil {
		return 0, err
	}
	err = s.write(ctx, "save "+e.kind+" "+key+" in", func(tx *sql.Tx) error {
		before, err := t.one(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := data.CheckVersion(e.kind, key, saw, versionOf(t, before)); err != nil {
			return err
		}
		if err := checkReferences(ctx, tx, e.batch); err != nil {
			return err
		}
		var result data.LoadResult
		if err := upsert(ctx, tx, t, []T{record}, &result); err != nil {
			return err
		}
		after, err := t.one(ctx, tx, key)
		if err != nil {
			return err
		}
		version = versionOf(t, after)
		if result.Unchanged > 0 {
			return nil
		}
		if err := s.keepContents(ctx, tx, e.batch, nil); err != nil {
			return err
		}
		if _, err := raiseRevision(ctx, tx, e.records); err != nil {
			return err
		}
		return s.logEdit(ctx, tx, data.Change{Note: e.note, Kind: e.kind, Key: key, Version: version}, asAny(before), after)
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}

func versionOf[T any](t table[T], record *T) int64 {
	if record == nil {
		return 0
	}
	return *t.version(record)
}

// asAny keeps a missing record a plain nil.
func asAny[T any](record *T) any {
	if record == nil {
		return nil
	}
	return record
}

func (s *Store) logEdit(ctx context.Context, tx *sql.Tx, c data.Change, before, after any) error {
	if before != nil {
		text, err := json.Marshal(before)
		if err != nil {
			return err
		}
		c.Before = string(text)
	}
	text, err := json.Marshal(after)
	if err != nil {
		return err
	}
	c.After = string(text)
	return s.log(ctx, tx, c)
}

// EditSettlement replaces one settlement if its stored version equals the given one; version 0 creates it.
func (s *Store) EditSettlement(ctx context.Context, record data.Settlement, note data.ChangeNote) (int64, error) {
	note = acting(note, "edit")
	return replace(ctx, s, settlements(), record, edit[data.Settlement]{"settlement", true, data.Batch{Settlements: []data.Settlement{record}}, note})
}

// EditFacility replaces one facility if its stored version equals the given one; version 0 creates it.
func (s *Store) EditFacility(ctx context.Context, record data.Facility, note data.ChangeNote) (int64, error) {
	note = acting(note, "edit")
	return replace(ctx, s, facilities(), record, edit[data.Facility]{"facility", true, data.Batch{Facilities: []data.Facility{record}}, note})
}

// acting fills in what the note leaves open.
func acting(note data.ChangeNote, action string) data.ChangeNote {
	if note.Action == "" {
		note.Action = action
	}
	return note
}
