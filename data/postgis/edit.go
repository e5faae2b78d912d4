package postgis

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// edit is one row on its way into the store.
type edit struct {
	kind    string
	records bool       // the row belongs to the records, so the revision counts it
	batch   data.Batch // the same row, for the checks that a load makes
	note    data.ChangeNote
}

// replace writes one row if the stored version is the one the writer saw. A row that equals the stored one
// changes nothing and leaves no line in the change log.
func replace[T any](ctx context.Context, s *Store, t table[T], record T, e edit) (version int64, err error) {
	key, saw := t.key(&record), *t.version(&record)
	if key == "" {
		return 0, fmt.Errorf("save %s: it has no code or ID: %w", e.kind, data.ErrInvalid)
	}
	if err := e.batch.Check(); err != nil {
		return 0, err
	}
	err = s.write(ctx, "save "+e.kind+" "+key+" in", func(tx pgx.Tx) error {
		before, err := t.one(ctx, tx, key)
		if err != nil {
			return err
		}
		version = 0
		if before != nil {
			version = *t.version(before)
		}
		if err := data.CheckVersion(e.kind, key, saw, version); err != nil {
			return err
		}
		if err := checkReferences(ctx, tx, e.batch); err != nil {
			return err
		}
		changed, err := replaceRow(ctx, tx, t, &record)
		if err != nil || !changed {
			return err
		}
		after, err := t.one(ctx, tx, key)
		if err != nil {
			return err
		}
		version = *t.version(after)
		if _, err := raiseRevision(ctx, tx, e.records); err != nil {
			return err
		}
		var was any // plainly nil where nothing was
		if before != nil {
			was = before
		}
		return s.log(ctx, tx, data.Change{Note: e.note, Kind: e.kind, Key: key, Version: version}, was, after)
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}

// replaceRow upserts one row and reports whether that changed anything.
func replaceRow[T any](ctx context.Context, tx pgx.Tx, t table[T], record *T) (changed bool, err error) {
	var v values
	t.write(record, &v)
	if v.err != nil {
		return false, fmt.Errorf("%s %s: %w: %w", t.name, t.key(record), v.err, data.ErrInvalid)
	}
	var version int64
	err = tx.QueryRow(ctx, t.upsert("VALUES ("+parameters(len(v.list))+")"), v.list...).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return true, err
}

// parameters lists $1 to $n.
func parameters(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(names, ", ")
}

// EditSettlement replaces one settlement if its stored version equals the given one; version 0 creates it.
func (s *Store) EditSettlement(ctx context.Context, record data.Settlement, note data.ChangeNote) (int64, error) {
	return replace(ctx, s, settlements(), record, edit{"settlement", true, data.Batch{Settlements: []data.Settlement{record}}, acting(note, "edit")})
}

// EditFacility replaces one facility if its stored version equals the given one; version 0 creates it.
func (s *Store) EditFacility(ctx context.Context, record data.Facility, note data.ChangeNote) (int64, error) {
	return replace(ctx, s, facilities(), record, edit{"facility", true, data.Batch{Facilities: []data.Facility{record}}, acting(note, "edit")})
}

// acting fills in what the note leaves open.
func acting(note data.ChangeNote, action string) data.ChangeNote {
	if note.Action == "" {
		note.Action = action
	}
	return note
}
