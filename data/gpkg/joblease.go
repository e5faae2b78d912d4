package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"cuntong/data"
)

// ClaimJob leases a due job to a worker.
func (s *Store) ClaimJob(ctx context.Context, id, worker string, ttl time.Duration) (data.Job, error) {
	return s.changeJob(ctx, "claim", id, func(_ *sql.Tx, j *data.Job) error { return j.Claim(worker, ttl, s.now()) })
}

// RenewJob prolongs a lease and keeps progress.
func (s *Store) RenewJob(ctx context.Context, id string, token int64, ttl time.Duration, progress *data.JobProgress) (data.Job, error) {
	return s.changeJob(ctx, "renew", id, func(_ *sql.Tx, j *data.Job) error { return j.Renew(token, ttl, progress, s.now()) })
}

// FinishJob ends a job and stores what came of it in the same transaction.
func (s *Store) FinishJob(ctx context.Context, id string, token int64, o data.JobOutcome) (data.Job, error) {
	if o.Plan != nil {
		if err := o.Plan.Check(); err != nil {
			return data.Job{}, err
		}
	}
	if o.Load != nil {
		if err := o.Load.Check(); err != nil {
			return data.Job{}, err
		}
	}
	return s.changeJob(ctx, "finish", id, func(tx *sql.Tx, j *data.Job) error {
		again, err := j.Finish(token, o, s.now())
		switch {
		case err != nil || again:
			return err
		case o.Plan != nil:
			return s.keepPlan(ctx, tx, *o.Plan, o.Note)
		case o.Load != nil:
			j.Loaded = &data.LoadResult{}
			return s.keepBatch(ctx, tx, *o.Load, o.Note, j.Loaded)
		}
		return nil
	})
}

// ReleaseJob gives a job back unfinished.
func (s *Store) ReleaseJob(ctx context.Context, id string, token int64, release data.JobRelease) (data.Job, error) {
	return s.changeJob(ctx, "release", id, func(tx *sql.Tx, j *data.Job) error {
		parts, err := unfinishedParts(ctx, tx, id)
		if err != nil {
			return err
		}
		return j.Release(token, release, parts, s.now())
	})
}

// StopJob asks a job to end.
func (s *Store) StopJob(ctx context.Context, id string, wish data.StopWish) (data.Job, error) {
	return s.changeJob(ctx, "stop", id, func(_ *sql.Tx, j *data.Job) error { return j.RequestStop(wish, s.now()) })
}

// RetryJob begins a finished job anew.
func (s *Store) RetryJob(ctx context.Context, id string) (data.Job, error) {
	return s.changeJob(ctx, "retry", id, func(_ *sql.Tx, j *data.Job) error { return j.Retry(s.now()) })
}

// SaveCheckpoint keeps what a later attempt can go on from.
func (s *Store) SaveCheckpoint(ctx context.Context, id string, token int64, state []byte) error {
	_, err := s.changeJob(ctx, "keep a checkpoint of", id, func(tx *sql.Tx, j *data.Job) error {
		if err := j.Hold(token); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE job SET checkpoint = ? WHERE id = ?", state, id)
		return err
	})
	return err
}

// Checkpoint returns what SaveCheckpoint kept last; nil where nothing was.
func (s *Store) Checkpoint(ctx context.Context, id string) ([]byte, error) {
	var state []byte
	err := s.reads.QueryRowContext(ctx, "SELECT checkpoint FROM job WHERE id = ?", id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("job %q is not in store %s: %w", id, s.path, data.ErrNotFound)
	}
	return state, s.fault("read", err)
}

// CleanJobs forgets finished jobs.
func (s *Store) CleanJobs(ctx context.Context, before time.Time) (count int64, err error) {
	err = s.write(ctx, "clean jobs of", func(tx *sql.Tx) error {
		gone, err := tx.ExecContext(ctx, `DELETE FROM job WHERE finished_ms < ?
			AND NOT EXISTS (SELECT 1 FROM job whole WHERE whole.id = job.parent AND whole.finished_ms IS NULL)`, before.UnixMilli())
		if err != nil {
			return err
		}
		count, err = gone.RowsAffected()
		return err
	})
	return count, err
}
