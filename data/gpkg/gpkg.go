// Package gpkg is the embedded store: one GeoPackage 1.3 file (SQLite, pure Go) that holds the records of a
// county or a nation and that QGIS and GDAL open as it is. FORMAT.md beside this file describes the layers.
//
// One connection writes, others read; a write is one transaction that survives power loss once it is
// accepted, and readers see the state before or after it. Points are WGS 84, longitude first. Unknown is
// NULL: a nil number, an empty text and an empty list are all stored as NULL and come back nil or empty.
// Times are kept to the millisecond, in UTC.
package gpkg

import (
	"context"
	"database/sql"
	"path/filepath"
	"time"

	"cuntong/data"
)

// Options say how to open a store.
type Options struct {
	Create   bool             // make the store if the file is missing or empty
	ReadOnly bool             // change nothing; also reads where file and folder are write-protected
	Now      func() time.Time // the clock, for last_change and notes without a time; nil: time.Now
	// BusyTimeout is how long to wait for another program that is writing; 0: 5 seconds.
	BusyTimeout time.Duration
}

// defaultBusyTimeout is long enough for a row edit in QGIS, short enough for a person to wait.
const defaultBusyTimeout = 5 * time.Second

// Store is an open GeoPackage store. It is safe for use by many goroutines.
type Store struct {
	path     string
	readOnly bool
	now      func() time.Time
	reads    *sql.DB // many connections, each refusing to write
	writes   *sql.DB // one connection, so that writers of this process take turns; nil when read-only
}

var _ data.Store = (*Store)(nil)

// Open opens the store at path, bringing a store of an older version up to date. The error says in one
// sentence what is wrong with the file and what to do; it wraps data.ErrNotFound where there is no file,
// data.ErrInvalid where it is something else, and data.ErrNewer where a newer program wrote it.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	missing, err := inspect(path, o)
	if err != nil {
		return nil, err
	}
	if missing {
		if err := create(ctx, path, o); err != nil {
			return nil, err
		}
	}
	s := &Store{path: path, readOnly: o.ReadOnly, now: o.Now}
	if err := s.connect(ctx, o); err != nil {
		_ = s.Close() // the first error is the one to report
		return nil, err
	}
	return s, nil
}

// Name returns the file name of the store, without its folder.
func (s *Store) Name() string { return filepath.Base(s.path) }

// Close moves everything into the one file and lets go of it. A store must not be used afterwards.
func (s *Store) Close() error {
	var first error
	if s.writes != nil {
		// Another program that reads may hold the checkpoint back; the log beside the file is then still
		// complete, and whoever closes last finishes the work.
		_, _ = s.writes.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	}
	for _, db := range []*sql.DB{s.reads, s.writes} {
		if db == nil {
			continue
		}
		if err := db.Close(); err != nil && first == nil {
			first = s.fault("close", err)
		}
	}
	return first
}
