// Package pgqueue is the job queue of many machines: tables of River in a schema of their own, beside the
// store in the same PostGIS database. Workers are told of new jobs by LISTEN and NOTIFY. The schema is
// disposable: jobs live in the store, and the queue is made from them again.
package pgqueue

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"cuntong/planner/job"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Schema is where River's tables are.
const Schema = "cuntong_queue"

// poll is how often a worker looks by itself, in case it missed a notice.
const poll = time.Second

// connections is how many the queue may use where the address does not say: one listens.
const connections = 8

// migrateLock keeps two workers that start together from making the tables twice; "cntq".
const migrateLock = 0x636e7471

// Open opens the queue in the database of an address, making its tables where they are missing. log may be nil.
func Open(ctx context.Context, address string, log *slog.Logger) (job.Queue, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("open the job queue: the store's address postgres://… is not understood")
	}
	if !strings.Contains(address, "pool_max_conns") {
		config.MaxConns = connections
	}
	config.ConnConfig.RuntimeParams["application_name"] = "cuntong queue"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	closePool := func() error {
		pool.Close()
		return nil
	}
	driver := riverpgxv5.New(pool)
	if err := migrate(ctx, pool, driver); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	return job.NewRiver(driver, job.RiverOptions{Schema: Schema, Poll: poll, Log: log, Close: closePool})
}

func migrate(ctx context.Context, pool *pgxpool.Pool, driver *riverpgxv5.Driver) error {
	locked, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer locked.Release()
	if _, err := locked.Exec(ctx, "SELECT pg_advisory_lock($1)", migrateLock); err != nil {
		return err
	}
	defer locked.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrateLock) //nolint:errcheck // the lock ends with the connection at the latest
	if _, err := locked.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+Schema); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Schema: Schema, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
