package postgis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// ClaimJob leases a due job to a worker.
func (s *Store) ClaimJob(ctx context.Context, id, worker string, ttl time.Duration) (j data.Job, err error) {
	err = s.apart(ctx, "claim job "+id+" in", func(tx pgx.Tx) error {
		err := s.applyRule(ctx, tx, lockedAtOnce, id, &j, func(_ pgx.Tx, j *data.Job, now time.Time) error { return j.Claim(worker, ttl, now) })
		if isLocked(err) {
			return fmt.Errorf("job %s is being changed by another worker: %w", id, data.ErrConflict)
		}
		return err
	})
	if err != nil {
		return data.Job{}, err
	}
	return j, nil
}

// RenewJob prolongs a lease and keeps progress.
func (s *Store) RenewJob(ctx context.Context, id string, token int64, ttl time.Duration, progress *data.JobProgress) (data.Job, error) {
	return s.changeJob(ctx, "renew", id, func(_ pgx.Tx, j *data.Job, now time.Time) error { return j.Renew(token, ttl, progress, now) })
}

// FinishJob ends a job and stores what came of it in the same transaction. Only one that writes records or a
// plan takes its turn among the writers.
func (s *Store) FinishJob(ctx context.Context, id string, token int64, o data.JobOutcome) (j data.Job, err error) {
	rule := func(tx pgx.Tx, j *data.Job, now time.Time) error {
		again, err := j.Finish(token, o, now)
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
	}
	switch {
	case o.Plan != nil:
		err = o.Plan.Check()
	case o.Load != nil:
		err = o.Load.Check()
	default:
		return s.changeJob(ctx, "finish", id, rule)
	}
	if err != nil {
		return data.Job{}, err
	}
	err = s.write(ctx, "finish job "+id+" in", func(tx pgx.Tx) error { return s.applyRule(ctx, tx, lockedJob, id, &j, rule) })
	if err != nil {
		return data.Job{}, err
	}
	return j, nil
}

// ReleaseJob gives a job back unfinished.
func (s *Store) ReleaseJob(ctx context.Context, id string, token int64, release data.JobRelease) (data.Job, error) {
	return s.changeJob(ctx, "release", id, func(tx pgx.Tx, j *data.Job, now time.Time) error {
		parts, err := unfinishedParts(ctx, tx, id)
		if err != nil {
			return err
		}
		return j.Release(token, release, parts, now)
	})
}

// StopJob asks a job to end.
func (s *Store) StopJob(ctx context.Context, id string, wish data.StopWish) (data.Job, error) {
	return s.changeJob(ctx, "stop", id, func(_ pgx.Tx, j *data.Job, now time.Time) error { return j.RequestStop(wish, now) })
}

// RetryJob begins a finished job anew.
func (s *Store) RetryJob(ctx context.Context, id string) (data.Job, error) {
	return s.changeJob(ctx, "retry", id, func(_ pgx.Tx, j *data.Job, now time.Time) error { return j.Retry(now) })
}

// SaveCheckpoint keeps what a later attempt can go on from.
func (s *Store) SaveCheckpoint(ctx context.Context, id string, token int64, state []byte) error {
	_, err := s.changeJob(ctx, "keep a checkpoint of", id, func(tx pgx.Tx, j *data.Job, _ time.Time) error {
		if err := j.Hold(token); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE cuntong.job SET checkpoint = $2 WHERE id = $1", id, state)
		return err
	})
	return err
}

// Checkpoint returns what SaveCheckpoint kept last; nil where nothing was.
func (s *Store) Checkpoint(ctx context.Context, id string) ([]byte, error) {
	var state []byte
	err := s.pool.QueryRow(ctx, "SELECT checkpoint FROM cuntong.job WHERE id = $1", id).Scan(&state)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("job %q is not in store %s: %w", id, s.name, data.ErrNotFound)
	}
	return state, s.fault("read", err)
}

// CleanJobs forgets finished jobs.
func (s *Store) CleanJobs(ctx context.Context, before time.Time) (count int64, err error) {
	err = s.apart(ctx, "clean jobs of", func(tx pgx.Tx) error {
		gone, err := tx.Exec(ctx, `DELETE FROM cuntong.job part WHERE finished_ms < $1
			AND NOT EXISTS (SELECT 1 FROM cuntong.job whole WHERE whole.id = part.parent AND whole.finished_ms IS NULL)`, before.UnixMilli())
		count = gone.RowsAffected()
		return err
	})
	return count, err
}
