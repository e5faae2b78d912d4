// Package sqlitequeue is the job queue of one machine: a small SQLite file beside the GeoPackage, through
// River's SQLite driver. The file is disposable. Jobs live in the store, and the queue is made from them
// again; so it is written without waiting for the disk, and a damaged one is thrown away.
package sqlitequeue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cuntong/planner/job"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Suffix is what the name of the store's queue ends in.
const Suffix = ".jobs"

// poll is how often a worker looks for what other processes have put on the queue; its own process tells it at once.
const poll = 200 * time.Millisecond

// Open opens the queue of the store at path, making it where it is missing or damaged. log may be nil.
func Open(ctx context.Context, path string, log *slog.Logger) (job.Queue, error) {
	q, err := open(ctx, path+Suffix, log)
	if err == nil || ctx.Err() != nil {
		return q, err
	}
	if removeErr := Remove(path); removeErr != nil {
		return nil, fmt.Errorf("open the job queue %s: %w; delete the file, it holds nothing of its own: %w", path+Suffix, err, removeErr)
	}
	if q, err = open(ctx, path+Suffix, log); err != nil {
		return nil, fmt.Errorf("open the job queue %s: %w", path+Suffix, err)
	}
	return q, nil
}

// Remove deletes the queue of a store that nobody has open; a missing one is no error.
func Remove(path string) error {
	for _, end := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + Suffix + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func open(ctx context.Context, file string, log *slog.Logger) (job.Queue, error) {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	slashed := filepath.ToSlash(absolute)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a Windows drive
	}
	name := "file://" + (&url.URL{Path: slashed}).EscapedPath() +
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(0)&_txlock=immediate"
	pool, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1) // River's advice: with more, writers of one process would meet "database is locked"
	q, err := start(ctx, pool, log)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return q, nil
}

func start(ctx context.Context, pool *sql.DB, log *slog.Logger) (job.Queue, error) {
	driver := riversqlite.New(pool)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, err
	}
	return job.NewRiver(driver, job.RiverOptions{Poll: poll, Log: log, Close: pool.Close})
}
