package gpkg

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// readers bounds the connections that read at once; each keeps its own page cache.
const readers = 8

// connect opens the two pools, checks what the file is and brings its schema up to date.
func (s *Store) connect(ctx context.Context, o Options) error {
	if o.ReadOnly {
		return s.connectReadOnly(ctx, o)
	}
	if err := s.open(&s.writes, "rw", o.BusyTimeout, "_txlock=immediate", "_pragma=synchronous(2)",
		// Loads write in the order of keys, so that 16 MB of cache keep a national one from writing pages twice.
		"_pragma=cache_size(-16384)", "_pragma=journal_size_limit(67108864)"); err != nil {
		return err
	}
	s.writes.SetMaxOpenConns(1)
	if err := s.recognize(ctx, s.writes); err != nil {
		return err
	}
	var mode string
	if err := s.writes.QueryRowContext(ctx, "PRAGMA journal_mode=WAL").Scan(&mode); err != nil {
		return s.fault("open", err)
	}
	if mode != "wal" {
		return fmt.Errorf("open store %s: its disk does not support write-ahead logging (journal mode %q); use a local disk", s.path, mode)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.open(&s.reads, "rw", o.BusyTimeout, "_pragma=query_only(1)"); err != nil {
		return err
	}
	s.reads.SetMaxOpenConns(readers)
	s.reads.SetMaxIdleConns(readers)
	return nil
}

// connectReadOnly opens for reading alone. SQLite needs a log and shared memory beside a file that others may
// write to, and only a connection that could write clears them away again. Where the folder allows no writing
// they are done without: first with what lies there, then, if there is no log, taking the file as it is.
func (s *Store) connectReadOnly(ctx context.Context, o Options) error {
	attempts := [][]string{{"rw", "_pragma=query_only(1)"}, {"ro"}}
	if info, err := os.Stat(s.path + "-wal"); err != nil || info.Size() == 0 {
		attempts = append(attempts, []string{"ro", "immutable=1"})
	}
	var err error
	for _, attempt := range attempts {
		if s.reads != nil {
			_ = s.reads.Close() // it could not read anything
		}
		if err = s.open(&s.reads, attempt[0], o.BusyTimeout, attempt[1:]...); err != nil {
			return err
		}
		if err = s.recognize(ctx, s.reads); err == nil || !isCannotOpen(err) {
			break
		}
	}
	if err != nil {
		return err
	}
	s.reads.SetMaxOpenConns(readers)
	s.reads.SetMaxIdleConns(readers)
	return s.checkSchema(ctx)
}

func (s *Store) open(db **sql.DB, mode string, busy time.Duration, parameters ...string) error {
	absolute, err := filepath.Abs(s.path)
	if err != nil {
		return s.fault("open", err)
	}
	opened, err := connectTo(absolute, append(parameters, "mode="+mode, "_pragma=foreign_keys(1)", "_error_rc=1",
		fmt.Sprintf("_busy_timeout=%d", busy.Milliseconds())))
	if err != nil {
		return s.fault("open", err)
	}
	*db = opened
	return nil
}

// connectTo opens a pool on a file through a driver of its own, so that the spatial functions are registered
// with nothing that other packages share.
func connectTo(absolute string, parameters []string) (*sql.DB, error) {
	own := &sqlite.Driver{}
	if err := registerFunctions(own); err != nil {
		return nil, err
	}
	slashed := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a Windows drive
	}
	name := "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + strings.Join(parameters, "&")
	return sql.OpenDB(connector{own, name}), nil
}

// connector opens connections to one file.
type connector struct {
	own  *sqlite.Driver
	name string
}

// Connect opens one connection.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.own.Open(c.name) }

// Driver returns the driver that Connect uses.
func (c connector) Driver() driver.Driver { return c.own }
