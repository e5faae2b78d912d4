package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuntong/data"
)

var _ data.JobStore = (*Store)(nil)

// The table job keeps a job's record as JSON, beside it what lists are chosen and ordered by, and apart from
// it the result and the checkpoint, which may be large.

// readJob reads one job with its result.
func (s *Store) readJob(ctx context.Context, from querier, id string) (data.Job, error) {
	var body string
	var result sql.NullString
	err := from.QueryRowContext(ctx, "SELECT record, result FROM job WHERE id = ?", id).Scan(&body, &result)
	if errors.Is(err, sql.ErrNoRows) {
		return data.Job{}, fmt.Errorf("job %q is not in store %s: %w", id, s.path, data.ErrNotFound)
	}
	if err != nil {
		return data.Job{}, err
	}
	var j data.Job
	if err := json.Unmarshal([]byte(body), &j); err != nil {
		return data.Job{}, fmt.Errorf("read job %s: %w", id, err)
	}
	if result.Valid {
		j.Result = json.RawMessage(result.String)
	}
	return j, nil
}

// writeJob stores a job; the result only where it is new, since the record changes every few seconds.
func writeJob(ctx context.Context, tx *sql.Tx, j *data.Job, withResult bool) error {
	body, err := json.Marshal(j)
	if err != nil {
		return err
	}
	var due any
	if at, ok := j.DueAt(); ok {
		due = at.UnixMilli()
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO job (id, kind, state, priority, parent, submitted_ms, due_ms, finished_ms, record)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, submitted_ms = excluded.submitted_ms, due_ms = excluded.due_ms,
		finished_ms = excluded.finished_ms, record = excluded.record`,
		j.ID, j.Kind, string(j.State), string(j.Priority), j.Parent, j.SubmittedAt.UnixMilli(), due, milliseconds(j.FinishedAt), string(body)); err != nil {
		return err
	}
	if !withResult {
		return nil
	}
	var result any
	if len(j.Result) > 0 {
		result = string(j.Result)
	}
	_, err = tx.ExecContext(ctx, "UPDATE job SET result = ? WHERE id = ?", result, j.ID)
	return err
}

func milliseconds(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UnixMilli()
}

// changeJob applies a rule to one job in a transaction of its own and returns the job.
func (s *Store) changeJob(ctx context.Context, doing, id string, rule func(tx *sql.Tx, j *data.Job) error) (j data.Job, err error) {
	err = s.write(ctx, doing+" job "+id+" in", func(tx *sql.Tx) error {
		if j, err = s.readJob(ctx, tx, id); err != nil {
			return err
		}
		was := j.State
		if err := rule(tx, &j); err != nil {
			return err
		}
		if err := writeJob(ctx, tx, &j, was != j.State); err != nil {
			return err
		}
		if was == j.State || !j.State.Finished() || j.Parent == "" {
			return nil
		}
		return s.wakeParent(ctx, tx, j.Parent)
	})
	if err != nil {
		return data.Job{}, err
	}
	return j, nil
}

// wakeParent makes a job due when none of its parts is unfinished.
func (s *Store) wakeParent(ctx context.Context, tx *sql.Tx, id string) error {
	parts, err := unfinishedParts(ctx, tx, id)
	if err != nil || parts > 0 {
		return err
	}
	parent, err := s.readJob(ctx, tx, id)
	if errors.Is(err, data.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	parent.Wake(s.now())
	return writeJob(ctx, tx, &parent, false)
}

func unfinishedParts(ctx context.Context, tx *sql.Tx, parent string) (count int, err error) {
	err = tx.QueryRowContext(ctx, "SELECT count(*) FROM job WHERE parent = ? AND finished_ms IS NULL", parent).Scan(&count)
	return count, err
}

// SubmitJob keeps a job, or returns the one that does the same work.
func (s *Store) SubmitJob(ctx context.Context, draft data.JobDraft) (j data.Job, created bool, err error) {
	fresh, err := draft.New(s.now())
	if err != nil {
		return data.Job{}, false, err
	}
	err = s.write(ctx, "submit a job to", func(tx *sql.Tx) error {
		j, err = s.readJob(ctx, tx, fresh.ID)
		switch {
		case errors.Is(err, data.ErrNotFound):
			j, created = fresh, true
			return writeJob(ctx, tx, &j, false)
		case err != nil || !j.Repeatable():
			return err
		}
		if err := j.Retry(s.now()); err != nil {
			return err
		}
		j.Priority, created = fresh.Priority, true
		return writeJob(ctx, tx, &j, false)
	})
	if err != nil {
		return data.Job{}, false, err
	}
	return j, created, nil
}
