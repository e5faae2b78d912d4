package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cuntong/data"
)

// write runs one writing transaction. Writers of this process wait for each other on the one connection;
// other programs are waited for as long as Options.BusyTimeout says, then it is data.ErrBusy.
func (s *Store) write(ctx context.Context, doing string, do func(tx *sql.Tx) error) error {
	if s.readOnly {
		return fmt.Errorf("%s store %s: it was opened read-only; open it for writing: %w", doing, s.path, data.ErrInvalid)
	}
	tx, err := s.writes.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(doing, err)
	}
	defer s.announce(doing)()
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the first error is the one to report; an open transaction ends with its connection
		return s.fault(doing, err)
	}
	return s.fault(doing, tx.Commit())
}

// raiseRevision counts a change of records and returns the revision that holds now.
func raiseRevision(ctx context.Context, tx *sql.Tx, changed bool) (revision int64, err error) {
	if changed {
		if _, err := tx.ExecContext(ctx, "UPDATE cuntong_store SET revision = revision + 1"); err != nil {
			return 0, err
		}
	}
	err = tx.QueryRowContext(ctx, "SELECT revision FROM cuntong_store").Scan(&revision)
	return revision, err
}

// log adds a line to the change log.
func (s *Store) log(ctx context.Context, tx *sql.Tx, c data.Change) error {
	if c.Note.At.IsZero() {
		c.Note.At = s.now()
	}
	var v values
	v.add(formatTime(c.Note.At))
	addText(&v, c.Note.Actor)
	addText(&v, c.Note.Action)
	addText(&v, c.Note.Reason)
	v.add(c.Kind)
	v.add(c.Key)
	v.add(c.Version)
	addText(&v, c.Before)
	addText(&v, c.After)
	_, err := tx.ExecContext(ctx, "INSERT INTO change_log (at, actor, action, reason, kind, record, version, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", v.list...)
	if err != nil {
		return err
	}
	return s.touch(ctx, tx, "change_log")
}

// touch notes in gpkg_contents that a layer changed.
func (s *Store) touch(ctx context.Context, tx *sql.Tx, layer string) error {
	_, err := tx.ExecContext(ctx, "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?", formatTime(s.now()), layer)
	return err
}

// Changes lists the change log after a sequence number, oldest first; limit 0 lists all.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]data.Change, error) {
	if limit <= 0 {
		limit = -1
	}
	rows, err := s.reads.QueryContext(ctx, `SELECT seq, at, actor, action, reason, kind, record, version, before, after
		FROM change_log WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.Change
	for rows.Next() {
		var c data.Change
		var at time.Time
		if err := rows.Scan(&c.Seq, instant(&at), text(&c.Note.Actor), text(&c.Note.Action), text(&c.Note.Reason), &c.Kind, &c.Key, &c.Version,
			text(&c.Before), text(&c.After)); err != nil {
			return nil, fmt.Errorf("read the change log: %w", err)
		}
		c.Note.At = at
		list = append(list, c)
	}
	return list, s.fault("read", rows.Err())
}
