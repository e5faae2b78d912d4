package data

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// The rules by which a job passes from state to state stand here once, so that all stores keep the same.
// A store locks the job, calls a rule with its own clock, and writes the job back.

// jobIDLength is how much of the fingerprint names a job: 64 bits are plenty for one store.
const jobIDLength = 16

// New makes the job of a draft, submitted now.
func (d JobDraft) New(now time.Time) (Job, error) {
	c := check{key: d.Kind}
	c.text("kind", d.Kind, d.Parent, d.Actor)
	c.document("parameters", d.Parameters)
	switch {
	case d.Kind == "":
		c.fail("it has no kind")
	case d.Priority != Interactive && d.Priority != Background:
		c.fail("priority %q is not one of interactive, batch", d.Priority)
	}
	if err := c.asError("job"); err != nil {
		return Job{}, err
	}
	if len(d.Parameters) == 0 {
		d.Parameters = json.RawMessage("{}")
	}
	compact, err := json.Marshal(d.Parameters) // as every store gives it back
	if err != nil {
		return Job{}, fmt.Errorf("job %q: %w: %w", d.Kind, err, ErrInvalid)
	}
	d.Parameters = compact
	h := sha256.New()
	fmt.Fprintf(h, "kind %q\nparameters %s\nparent %q\nrevision %d\n", d.Kind, d.Parameters, d.Parent, d.Revision)
	fingerprint := hex.EncodeToString(h.Sum(nil))
	return Job{
		ID: fingerprint[:jobIDLength], Kind: d.Kind, Parameters: d.Parameters, Fingerprint: fingerprint, Revision: d.Revision, Actor: d.Actor,
		Priority: d.Priority, Parent: d.Parent, State: JobSubmitted, SubmittedAt: keep(now),
	}, nil
}

// keep is a time as stores keep it: UTC, to the millisecond.
func keep(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }

// Repeatable reports whether submitting the same work again begins it anew.
func (j *Job) Repeatable() bool {
	return j.State == JobFailed || j.State == JobCancelled || j.State == JobDone && j.Stop != ""
}

// DueAt is when somebody should take the job up; false if it is finished or waits for its parts.
func (j *Job) DueAt() (time.Time, bool) {
	switch j.State {
	case JobSubmitted:
		if j.NotBefore.After(j.SubmittedAt) {
			return j.NotBefore, true
		}
		return j.SubmittedAt, true
	case JobRunning, JobStopping:
		return j.Lease.Until, true
	}
	return time.Time{}, false
}

// Retry begins a job anew.
func (j *Job) Retry(now time.Time) error {
	if !j.Repeatable() {
		return j.refuse("is %s, and only a failed, cancelled or stopped job can be retried", j.State)
	}
	j.State, j.Stop, j.Attempts, j.NotBefore, j.SubmittedAt = JobSubmitted, "", 0, time.Time{}, keep(now)
	j.StartedAt, j.FinishedAt, j.Progress, j.ErrorCode, j.Error = time.Time{}, time.Time{}, nil, "", ""
	return nil
}

// Wake makes a job due whose last part has finished.
func (j *Job) Wake(now time.Time) {
	if j.State == JobWaiting || j.State == JobFailed || j.State == JobDone {
		j.State, j.NotBefore, j.FinishedAt, j.Attempts = JobSubmitted, keep(now), time.Time{}, 0
	}
}

// Claim leases the job under a new token.
func (j *Job) Claim(worker string, ttl time.Duration, now time.Time) error {
	due, open := j.DueAt()
	switch {
	case !open:
		return j.refuse("is %s and cannot be claimed", j.State)
	case due.After(now) && j.State == JobSubmitted:
		return j.refuse("is to be tried again at %s", due.Format(time.RFC3339))
	case due.After(now):
		return j.refuse("is leased to %s until %s", j.Lease.Worker, due.Format(time.RFC3339))
	}
	j.State = JobRunning
	if j.Stop != "" {
		j.State = JobStopping
	}
	if j.StartedAt.IsZero() {
		j.StartedAt = keep(now)
	}
	j.Attempts++
	j.Progress, j.ErrorCode, j.Error = nil, "", ""
	j.Lease = JobLease{Worker: worker, Token: j.Lease.Token + 1, Until: keep(now.Add(ttl))}
	return nil
}

// Renew prolongs the lease.
func (j *Job) Renew(token int64, ttl time.Duration, progress *JobProgress, now time.Time) error {
	if err := j.Hold(token); err != nil {
		return err
	}
	if progress != nil {
		j.Progress = progress
	}
	j.Lease.Until = keep(now.Add(ttl))
	return nil
}

// Finish ends the job; again is true where the same token did so before.
func (j *Job) Finish(token int64, o JobOutcome, now time.Time) (again bool, err error) {
	if j.State.Finished() && j.Lease.Token == token {
		return true, nil
	}
	if err := j.Hold(token); err != nil {
		return false, err
	}
	if !o.State.Finished() || o.State != JobDone && (o.Plan != nil || o.Load != nil) || o.Plan != nil && o.Load != nil {
		return false, fmt.Errorf("job %s: an outcome in state %q with plan %t and load %t cannot be stored: %w", j.ID, o.State, o.Plan != nil, o.Load != nil, ErrInvalid)
	}
	if len(o.Result) > 0 && !json.Valid(o.Result) {
		return false, fmt.Errorf("job %s: its result is not valid JSON: %w", j.ID, ErrInvalid)
	}
	j.State, j.FinishedAt, j.Result, j.ErrorCode, j.Error = o.State, keep(now), o.Result, o.ErrorCode, o.Error
	if o.Plan != nil {
		j.PlanID = o.Plan.ID
	}
	return false, nil
}

// Release gives the job back; parts is how many of its parts are unfinished.
func (j *Job) Release(token int64, r JobRelease, parts int, now time.Time) error {
	if err := j.Hold(token); err != nil {
		return err
	}
	j.State, j.NotBefore, j.ErrorCode, j.Error = JobSubmitted, keep(now.Add(r.After)), r.Code, r.Error
	j.Lease.Until = keep(now)
	if r.Wait || r.Free {
		j.Attempts--
	}
	if r.Wait && parts > 0 {
		j.State = JobWaiting
	}
	return nil
}

// RequestStop notes the wish. A later wish to cancel overrides one to keep the best.
func (j *Job) RequestStop(wish StopWish, now time.Time) error {
	if wish != KeepBest && wish != CancelJob {
		return fmt.Errorf("job %s: %q is not one of keep-best, cancel: %w", j.ID, wish, ErrInvalid)
	}
	if j.State.Finished() {
		return j.refuse("is %s already", j.State)
	}
	if j.Stop != CancelJob {
		j.Stop = wish
	}
	switch {
	case j.State == JobSubmitted || j.State == JobWaiting && wish == CancelJob:
		j.State, j.FinishedAt = JobCancelled, keep(now)
	case j.State == JobRunning:
		j.State = JobStopping
	}
	return nil
}

// Hold refuses a worker whose lease was taken over.
func (j *Job) Hold(token int64) error {
	if j.Lease.Token != token || j.State != JobRunning && j.State != JobStopping {
		return j.refuse("is not leased under token %d any more (it is %s, token %d of %s)", token, j.State, j.Lease.Token, j.Lease.Worker)
	}
	return nil
}

func (j *Job) refuse(format string, args ...any) error {
	return fmt.Errorf("job %s "+format+": %w", append(append([]any{j.ID}, args...), ErrConflict)...)
}
