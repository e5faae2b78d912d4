package postgis

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// schemaVersion is the number of the last migration.
const schemaVersion = 13

// versionTable is where goose notes which migrations a database has seen.
const versionTable = "cuntong.goose_db_version"

// prepare checks what the database is and brings the schema up to date.
func (s *Store) prepare(ctx context.Context, o Options) error {
	var hasStore bool
	if err := s.pool.QueryRow(ctx, "SELECT to_regclass('"+versionTable+"') IS NOT NULL").Scan(&hasStore); err != nil {
		return s.fault("open", err)
	}
	if hasStore {
		version, err := readSchema(ctx, s.pool)
		if err != nil {
			return s.fault("open", err)
		}
		if version == schemaVersion {
			return nil
		}
		if version > schemaVersion {
			return fmt.Errorf("store %s has schema version %d and this program knows up to %d; use the newer cuntong that wrote it: %w",
				s.name, version, schemaVersion, data.ErrNewer)
		}
		if s.readOnly {
			return fmt.Errorf("store %s has schema version %d and this program needs %d; open it once for writing: %w",
				s.name, version, schemaVersion, data.ErrInvalid)
		}
	} else if !o.Create || s.readOnly {
		return fmt.Errorf("database %s holds no store of cuntong; create one with: cuntong load --store postgres://… FILE…: %w", s.name, data.ErrNotFound)
	}
	if err := s.ensureExtension(ctx); err != nil {
		return err
	}
	return s.migrate(ctx)
}

// ensureExtension makes the extension if the user may; only superusers may, so mostly it must be there.
func (s *Store) ensureExtension(ctx context.Context) error {
	var installed bool
	if err := s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'postgis')").Scan(&installed); err != nil {
		return s.fault("open", err)
	}
	if installed {
		return nil
	}
	_, err := s.pool.Exec(ctx, "CREATE EXTENSION postgis")
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code != "42710" { // 42710: another program was faster
		return fmt.Errorf("database %s has no PostGIS extension, and it could not be made (%s); install postgresql-15-postgis-3 on the server, then as its superuser in this database: CREATE EXTENSION postgis: %w",
			s.name, refused.Message, data.ErrInvalid)
	}
	if err != nil && refused == nil {
		return s.fault("open", err)
	}
	s.pool.Reset() // connections learn about geometries when they are opened
	return nil
}

// querier is what a pool, a connection and a transaction have in common for reading.
type querier interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// readSchema returns the version of the schema in the database.
func readSchema(ctx context.Context, from querier) (int64, error) {
	var version int64
	err := from.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+versionTable+" WHERE is_applied").Scan(&version)
	return version, err
}

// newProvider returns what runs the migrations; done lets go of its connections.
func (s *Store) newProvider() (provider *goose.Provider, done func() error, err error) {
	folder, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, nil, err
	}
	chain, err := chainMigration(s.now)
	if err != nil {
		return nil, nil, err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	provider, err = goose.NewProvider(goose.DialectPostgres, db, folder, goose.WithTableName(versionTable),
		goose.WithExcludeNames([]string{chainFile}), goose.WithGoMigrations(chain),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return provider, db.Close, nil
}

// migrate brings the schema up to date, one transaction per step, while a lock keeps other programs that
// start at the same moment from doing the same.
func (s *Store) migrate(ctx context.Context) error {
	guard, err := s.pool.Begin(ctx)
	if err != nil {
		return s.fault("bring up to date", err)
	}
	defer guard.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // it only held the lock
	if _, err := guard.Exec(ctx, "SELECT pg_advisory_xact_lock($1, $2)", lockSpace, lockMigrate); err != nil {
		return s.fault("bring up to date", err)
	}
	if _, err := s.pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS cuntong"); err != nil {
		return s.fault("create", err)
	}
	provider, done, err := s.newProvider()
	if err != nil {
		return err
	}
	defer done() //nolint:errcheck // the connections are the pool's
	if _, err := provider.Up(ctx); err != nil {
		return s.fault("bring up to date", err)
	}
	return nil
}
