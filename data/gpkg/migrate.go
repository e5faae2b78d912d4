package gpkg

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cuntong/data"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// schemaVersion is the number of the last migration.
const schemaVersion = 15

func newProvider(db *sql.DB, now func() time.Time) (*goose.Provider, error) {
	folder, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	chain, err := chainMigration(now)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithExcludeNames([]string{chainFile}), goose.WithGoMigrations(chain),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

// readSchema returns the version of the schema in the file.
func readSchema(ctx context.Context, from querier) (int64, error) {
	var version int64
	err := from.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version, err
}

// checkSchema refuses a store that this program is too old for, or, where it may not be brought up to date, too new.
func (s *Store) checkSchema(ctx context.Context) error {
	version, err := readSchema(ctx, s.reads)
	if err != nil {
		return s.fault("open", err)
	}
	if version > schemaVersion {
		return s.newer(version)
	}
	if version < schemaVersion {
		return fmt.Errorf("store %s has schema version %d and this program needs %d; open it once for writing, for example with: cuntong doctor --store %s: %w",
			s.path, version, schemaVersion, s.path, data.ErrInvalid)
	}
	return nil
}

func (s *Store) newer(version int64) error {
	return fmt.Errorf("store %s has schema version %d and this program knows up to %d; use the newer cuntong that wrote it: %w",
		s.path, version, schemaVersion, data.ErrNewer)
}

// migrate brings the schema up to date, one transaction per step.
func (s *Store) migrate(ctx context.Context) error {
	version, err := readSchema(ctx, s.writes)
	if err != nil {
		return s.fault("open", err)
	}
	if version > schemaVersion {
		return s.newer(version)
	}
	if version == schemaVersion {
		return nil
	}
	provider, err := newProvider(s.writes, s.now)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return s.fault("bring up to date", err)
	}
	return nil
}

// create builds an empty store beside path and moves it there when it is complete, so that no half-made
// store is ever seen under the name.
func create(ctx context.Context, path string, o Options) (err error) {
	// It will hold hashes of passwords: the owner and the group read it, as far as the process lets them.
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new-"+rand.Text())
	beside, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return fmt.Errorf("create store %s: its folder cannot be written to; choose another folder or ask for access: %w", path, err)
	}
	defer os.Remove(name) // gone already when all went well
	if err := beside.Close(); err != nil {
		return fmt.Errorf("create store %s: %w", path, err)
	}
	s := &Store{path: name}
	if err := s.open(&s.writes, "rw", o.BusyTimeout, "_pragma=journal_mode(DELETE)"); err != nil {
		return err
	}
	s.writes.SetMaxOpenConns(1)
	err = fill(ctx, s.writes, o.Now)
	if closeErr := s.writes.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return (&Store{path: path}).fault("create", err)
	}
	return moveInto(name, path)
}

func fill(ctx context.Context, db *sql.DB, now func() time.Time) error {
	provider, err := newProvider(db, now)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// moveInto gives the finished file its name. Another program may have made the same store in the meantime:
// then that one is kept.
func moveInto(name, path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil
	}
	err := os.Link(name, path)
	if err == nil {
		return nil
	}
	if info, statErr := os.Stat(path); errors.Is(err, fs.ErrExist) && statErr == nil && info.Size() > 0 {
		return nil
	}
	// An empty file is in the way, or the disk knows no hard links.
	if err := os.Rename(name, path); err != nil {
		return fmt.Errorf("create store %s: %w", path, err)
	}
	return nil
}
