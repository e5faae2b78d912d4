package postgis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The advisory locks of this program: lockSpace is "cntg", so that other programs' locks do not meet ours.
const (
	lockSpace   int32 = 0x636e7467
	lockWrite   int32 = 1
	lockMigrate int32 = 2
)

// write runs one writing transaction. Writers of this process wait for each other; other programs are waited
// for as long as Options.BusyTimeout says, then it is data.ErrBusy with the name of who holds the store.
func (s *Store) write(ctx context.Context, doing string, do func(tx pgx.Tx) error) error {
	if s.readOnly {
		return fmt.Errorf("%s store %s: it was opened read-only; open it for writing: %w", doing, s.name, data.ErrInvalid)
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return s.fault(doing, ctx.Err())
	}
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return s.fault(doing, err)
	}
	if err = s.takeTurn(ctx, tx); err == nil {
		err = do(tx)
	}
	if err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx)) // the first error is the one to report; an open transaction ends with its connection
		var refused *pgconn.PgError
		if errors.As(err, &refused) && refused.Code == "55P03" {
			return s.busy(ctx, doing)
		}
		return s.fault(doing, err)
	}
	if err := tx.Commit(ctx); err != nil {
		fault := s.fault(doing, err)
		if errors.Is(fault, data.ErrUnavailable) {
			return fmt.Errorf("%s store %s: the database server went away while it confirmed the change, which may or may not be stored; look before repeating it: %w",
				doing, s.name, data.ErrUnavailable)
		}
		return fault
	}
	return nil
}

// takeTurn takes the lock of writers until the transaction ends. READ COMMITTED, the default, lets the
// statements after it see what the writer before has committed.
func (s *Store) takeTurn(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, "SELECT set_config('lock_timeout', $1, true)", fmt.Sprintf("%dms", max(1, s.busyTimeout.Milliseconds()))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1, $2)", lockSpace, lockWrite)
	return err
}

// busy says who holds the store, if it can still be seen.
func (s *Store) busy(ctx context.Context, doing string) error {
	var process int32
	var application, user string
	var since time.Time
	err := s.pool.QueryRow(ctx, `SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''), coalesce(a.xact_start, now())
		FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND l.classid::int8 = $1 AND l.objid::int8 = $2 AND l.objsubid = 2`, int64(lockSpace), int64(lockWrite)).Scan(&process, &application, &user, &since)
	if err != nil {
		return fmt.Errorf("%s store %s: another program holds rows or tables that are needed, and after %v it had not finished; finish there and try again: %w",
			doing, s.name, s.busyTimeout, data.ErrBusy)
	}
	return fmt.Errorf("%s store %s: server process %d (%s, user %s, writing since %s) holds the store, and after %v it had not finished; let it finish and try again: %w",
		doing, s.name, process, application, user, since.UTC().Format(time.RFC3339), s.busyTimeout, data.ErrBusy)
}

// raiseRevision counts a change of records and returns the revision that holds now.
func raiseRevision(ctx context.Context, tx pgx.Tx, changed bool) (revision int64, err error) {
	query := "SELECT revision FROM cuntong.store"
	if changed {
		query = "UPDATE cuntong.store SET revision = revision + 1 RETURNING revision"
	}
	err = tx.QueryRow(ctx, query).Scan(&revision)
	return revision, err
}
