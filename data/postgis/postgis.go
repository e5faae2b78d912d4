// Package postgis is the store for many machines: the schema cuntong in a PostgreSQL database with PostGIS,
// which ordinary SQL users and QGIS read as it is. FORMAT.md beside this file describes the tables.
//
// Writers take turns by an advisory lock that lives as long as their transaction, in this process and in all
// others; readers see the state before or after a write and wait for nobody. Points are WGS 84, longitude
// first. Unknown is NULL: a nil number, an empty text and an empty list are all stored as NULL and come back
// nil or empty. Times are kept to the millisecond, in UTC, as the GeoPackage store keeps them.
package postgis

import (
	"context"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Options say how to open a store.
type Options struct {
	Create   bool             // make the schema, and the extension if the user may, where they are missing
	ReadOnly bool             // write nothing
	Now      func() time.Time // the clock, for notes without a time; nil: time.Now
	// BusyTimeout is how long to wait for another program that is writing; 0: 5 seconds.
	BusyTimeout time.Duration
}

// defaultBusyTimeout is the same as the GeoPackage store's.
const defaultBusyTimeout = 5 * time.Second

// Store is an open PostGIS store. It is safe for use by many goroutines. When the server goes away, calls
// fail with data.ErrUnavailable until it is back; the store need not be opened again.
type Store struct {
	name        string // address without user and password
	user        string
	readOnly    bool
	now         func() time.Time
	busyTimeout time.Duration
	pool        *pgxpool.Pool
	turn        chan struct{} // holds one token: the writers of this process take turns before they ask the server
}

var _ data.Store = (*Store)(nil)

// Open opens the store in the database that a postgres:// address names, bringing a schema of an older
// version up to date. The error says in one sentence what is wrong and what to do, never with the password;
// it wraps data.ErrUnavailable where the server cannot be reached, data.ErrNotFound where the database or a
// store in it is missing, data.ErrInvalid where the address, the password or the extension is at fault, and
// data.ErrNewer where a newer program made the schema.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	s := &Store{readOnly: o.ReadOnly, now: o.Now, busyTimeout: o.BusyTimeout, turn: make(chan struct{}, 1)}
	if err := s.connect(ctx, url); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, o); err != nil {
		s.pool.Close()
		return nil, err
	}
	return s, nil
}

// Name returns the address of the database without user and password.
func (s *Store) Name() string { return s.name }

// Close waits for the calls under way and lets go of all connections. A store must not be used afterwards.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}
