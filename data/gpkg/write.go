package gpkg

import (
	"context"
	"database/sql"
	"fmt"

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

// touch notes in gpkg_contents that a layer changed.
func (s *Store) touch(ctx context.Context, tx *sql.Tx, layer string) error {
	_, err := tx.ExecContext(ctx, "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?", formatTime(s.now()), layer)
	return err
}
