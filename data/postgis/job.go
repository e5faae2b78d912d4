package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var _ data.JobStore = (*Store)(nil)

// The table job keeps a job's record as JSON, beside it what lists are chosen and ordered by, and apart from
// it the result and the checkpoint, which may be large. Leases are measured by the server's clock, so that
// the clocks of the workers' machines do not matter.

// lockedJob is how a job is read to be changed; lockedAtOnce does not wait for another who changes it.
const (
	jobColumns   = "SELECT record, result, clock_timestamp() FROM cuntong.job WHERE id = $1"
	lockedJob    = jobColumns + " FOR UPDATE"
	lockedAtOnce = jobColumns + " FOR UPDATE NOWAIT"
)

// readJob reads one job with its result, and the server's clock.
func (s *Store) readJob(ctx context.Context, from querier, query, id string) (j data.Job, now time.Time, err error) {
	var body string
	var result *string
	err = from.QueryRow(ctx, query, id).Scan(&body, &result, &now)
	if errors.Is(err, pgx.ErrNoRows) {
		return j, now, fmt.Errorf("job %q is not in store %s: %w", id, s.name, data.ErrNotFound)
	}
	if err != nil {
		return j, now, err
	}
	if err := json.Unmarshal([]byte(body), &j); err != nil {
		return j, now, fmt.Errorf("read job %s: %w", id, err)
	}
	if result != nil {
		j.Result = json.RawMessage(*result)
	}
	return j, now, nil
}

// updateJob stores a changed job; the result only where it is new, since the record changes every few seconds.
func updateJob(ctx context.Context, tx pgx.Tx, j *data.Job, withResult bool) error {
	body, err := json.Marshal(j)
	if err != nil {
		return err
	}
	set, args := "state = $2, submitted_ms = $3, due_ms = $4, finished_ms = $5, record = $6",
		[]any{j.ID, string(j.State), j.SubmittedAt.UnixMilli(), dueMilliseconds(j), milliseconds(j.FinishedAt), string(body)}
	if withResult {
		var result *string
		if len(j.Result) > 0 {
			text := string(j.Result)
			result = &text
		}
		set, args = set+", result = $7", append(args, result)
	}
	_, err = tx.Exec(ctx, "UPDATE cuntong.job SET "+set+" WHERE id = $1", args...)
	return err
}

func dueMilliseconds(j *data.Job) *int64 {
	at, ok := j.DueAt()
	if !ok {
		return nil
	}
	return milliseconds(at)
}

func milliseconds(at time.Time) *int64 {
	if at.IsZero() {
		return nil
	}
	ms := at.UnixMilli()
	return &ms
}

// jobRule changes a job inside a transaction, by the server's clock.
type jobRule func(tx pgx.Tx, j *data.Job, now time.Time) error

// apart runs a transaction that touches jobs or logins alone: it does not wait for those who write records.
func (s *Store) apart(ctx context.Context, doing string, do func(tx pgx.Tx) error) error {
	if s.readOnly {
		return fmt.Errorf("%s store %s: it was opened read-only; open it for writing: %w", doing, s.name, data.ErrInvalid)
	}
	return s.fault(doing, pgx.BeginFunc(ctx, s.pool, do))
}

// changeJob applies a rule to one job in a transaction of its own and returns the job.
func (s *Store) changeJob(ctx context.Context, doing, id string, rule jobRule) (j data.Job, err error) {
	doing += " job " + id + " in"
	err = s.apart(ctx, doing, func(tx pgx.Tx) error { return s.applyRule(ctx, tx, lockedJob, id, &j, rule) })
	if err != nil {
		return data.Job{}, err
	}
	return j, nil
}

// applyRule locks a job, applies the rule and stores the job.
func (s *Store) applyRule(ctx context.Context, tx pgx.Tx, query, id string, j *data.Job, rule jobRule) error {
	read, now, err := s.readJob(ctx, tx, query, id)
	if err != nil {
		return err
	}
	*j = read
	if err := rule(tx, j, now); err != nil {
		return err
	}
	if err := updateJob(ctx, tx, j, read.State != j.State); err != nil {
		return err
	}
	if read.State == j.State || !j.State.Finished() || j.Parent == "" {
		return nil
	}
	return s.wakeParent(ctx, tx, j.Parent)
}

// wakeParent makes a job due when none of its parts is unfinished. The parent is locked before its parts are
// counted: of parts that finish at once, the last to get the lock sees all others finished.
func (s *Store) wakeParent(ctx context.Context, tx pgx.Tx, id string) error {
	parent, now, err := s.readJob(ctx, tx, lockedJob, id)
	if errors.Is(err, data.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if parts, err := unfinishedParts(ctx, tx, id); err != nil || parts > 0 {
		return err
	}
	parent.Wake(now)
	return updateJob(ctx, tx, &parent, false)
}

func unfinishedParts(ctx context.Context, tx pgx.Tx, parent string) (count int, err error) {
	err = tx.QueryRow(ctx, "SELECT count(*) FROM cuntong.job WHERE parent = $1 AND finished_ms IS NULL", parent).Scan(&count)
	return count, err
}

// SubmitJob keeps a job, or returns the one that does the same work.
func (s *Store) SubmitJob(ctx context.Context, draft data.JobDraft) (j data.Job, created bool, err error) {
	if _, err := draft.New(s.now()); err != nil {
		return data.Job{}, false, err
	}
	err = s.apart(ctx, "submit a job to", func(tx pgx.Tx) error {
		var now time.Time
		if err := tx.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&now); err != nil {
			return err
		}
		if j, err = draft.New(now); err != nil {
			return err
		}
		body, err := json.Marshal(j)
		if err != nil {
			return err
		}
		made, err := tx.Exec(ctx, `INSERT INTO cuntong.job (id, kind, state, priority, parent, submitted_ms, due_ms, record)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
			j.ID, j.Kind, string(j.State), string(j.Priority), j.Parent, j.SubmittedAt.UnixMilli(), dueMilliseconds(&j), string(body))
		if created = err == nil && made.RowsAffected() > 0; err != nil || created {
			return err
		}
		if j, now, err = s.readJob(ctx, tx, lockedJob, j.ID); err != nil || !j.Repeatable() {
			return err
		}
		if err := j.Retry(now); err != nil {
			return err
		}
		j.Priority, created = draft.Priority, true
		if _, err := tx.Exec(ctx, "UPDATE cuntong.job SET priority = $2 WHERE id = $1", j.ID, string(j.Priority)); err != nil {
			return err
		}
		return updateJob(ctx, tx, &j, false)
	})
	if err != nil {
		return data.Job{}, false, err
	}
	return j, created, nil
}

// isLocked tells that another transaction holds the row.
func isLocked(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "55P03"
}
