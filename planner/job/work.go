package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"cuntong/data"
)

// work claims the job of a ticket, does it and stores what came of it. An error means that the store could not
// be reached and the ticket should come again.
func (r *Runner) work(ctx context.Context, ticket Ticket) error {
	job, err := r.Store.ClaimJob(ctx, ticket.ID, r.Worker, r.TTL)
	switch {
	case errors.Is(err, data.ErrConflict), errors.Is(err, data.ErrNotFound):
		return nil // somebody else works on it, or it is done: the ticket was one too many
	case err != nil:
		return err
	}
	kind, known := r.kinds[job.Kind]
	switch {
	case !known:
		return r.finish(ctx, job, failed("unknown_kind", fmt.Sprintf("this version of cuntong knows no job of kind %q; let a newer worker take it", job.Kind)))
	case job.Stop == data.CancelJob:
		return r.finish(ctx, job, data.JobOutcome{State: data.JobCancelled})
	case job.Attempts > kind.Attempts:
		return r.finish(ctx, job, failed("gave_up", fmt.Sprintf("given up after %d attempts, each of which ended with its worker or an error that may pass; see the workers' logs, then retry it", kind.Attempts)))
	}
	outcome, err := r.attempt(ctx, kind, job)
	return r.settle(ctx, kind, job, outcome, err)
}

// attempt runs the kind under a kept lease and within the kind's time limit. The error is the cause that ended
// the work, if one did.
func (r *Runner) attempt(ctx context.Context, kind Kind, job data.Job) (outcome data.JobOutcome, err error) {
	working, end := context.WithCancelCause(ctx)
	k := &keeper{runner: r, job: job, began: r.Study.Now(), end: end, stop: make(chan struct{}), nudge: make(chan struct{}, 1)}
	if job.Stop == data.KeepBest {
		k.keepBest()
	}
	r.mutex.Lock()
	r.running[job.ID] = k
	r.mutex.Unlock()
	limit := time.AfterFunc(kind.Limit, func() {
		if kind.Stops {
			k.keepBest()
			return
		}
		end(errTimeLimit)
	})
	grace := time.AfterFunc(kind.Limit+graceTime, func() { end(errTimeLimit) })
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		k.keep(working)
	}()
	defer func() {
		limit.Stop()
		grace.Stop()
		end(nil)
		<-kept
		r.mutex.Lock()
		delete(r.running, job.ID)
		r.mutex.Unlock()
	}()
	outcome, err = r.guarded(working, kind, &Task{Job: job, Study: r.Study, Threads: r.Threads, Stop: k.stop, runner: r, keeper: k})
	// Work that was cut off may look finished: a solve whose context ends returns the best it has.
	if cause := context.Cause(working); cause != nil {
		return data.JobOutcome{}, cause
	}
	return outcome, err
}

// guarded turns a panic of the kind into an error, so that one bad job does not end the worker.
func (r *Runner) guarded(ctx context.Context, kind Kind, t *Task) (outcome data.JobOutcome, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			r.Log.ErrorContext(ctx, "a job panicked", "job", t.Job.ID, "kind", kind.Name, "cause", cause, "stack", string(debug.Stack()))
			err = errors.New("panic")
		}
	}()
	return kind.Work(ctx, t)
}

// settle stores what an attempt came to.
func (r *Runner) settle(ctx context.Context, kind Kind, job data.Job, outcome data.JobOutcome, err error) error {
	switch {
	case err == nil:
		if outcome.State == "" {
			outcome.State = data.JobDone
		}
		return r.finish(ctx, job, outcome)
	case errors.Is(err, errLost):
		return nil // the heir's answer counts
	case errors.Is(err, errCancelled):
		return r.finish(ctx, job, data.JobOutcome{State: data.JobCancelled})
	case errors.Is(err, errWait):
		return r.release(ctx, job, data.JobRelease{Wait: true})
	case errors.Is(err, errTimeLimit):
		return r.finish(ctx, job, failed("time_limit", fmt.Sprintf("it took longer than the %v that a %s job may take; ask for a smaller area", kind.Limit, kind.Name)))
	case ctx.Err() != nil: // this worker is asked to leave; another goes on
		return r.release(ctx, job, data.JobRelease{Free: true})
	}
	code, passing := codeOf(err)
	if passing && job.Attempts < kind.Attempts {
		return r.release(ctx, job, data.JobRelease{After: backOff(job.Attempts), Code: code, Error: sentence(err)})
	}
	if code == "internal" {
		r.Log.ErrorContext(ctx, "a job failed", "job", job.ID, "kind", job.Kind, "error", err.Error())
		return r.finish(ctx, job, failed(code, "the job failed inside the program; the worker's log has the cause under this job's ID"))
	}
	return r.finish(ctx, job, failed(code, sentence(err)))
}

func failed(code, sentence string) data.JobOutcome {
	return data.JobOutcome{State: data.JobFailed, ErrorCode: code, Error: sentence}
}

// codeOf names the kind of an error and says whether it may pass by itself.
func codeOf(err error) (code string, passing bool) {
	switch {
	case errors.Is(err, data.ErrInvalid):
		return "invalid", false
	case errors.Is(err, data.ErrNotFound):
		return "not_found", false
	case errors.Is(err, data.ErrBusy):
		return "busy", true
	case errors.Is(err, data.ErrUnavailable):
		return "unavailable", true
	case errors.Is(err, data.ErrConflict): // the records changed under the job
		return "conflict", true
	}
	return "internal", false
}

// sentence is the error's text without the kind's own word at its end.
func sentence(err error) string {
	text := err.Error()
	for _, kind := range []error{data.ErrInvalid, data.ErrNotFound, data.ErrBusy, data.ErrUnavailable, data.ErrConflict} {
		text = strings.TrimSuffix(text, ": "+kind.Error())
	}
	return text
}

// backOff doubles from one second to one minute.
func backOff(attempts int) time.Duration {
	return min(time.Minute, time.Second<<min(max(attempts-1, 0), 6))
}

// storeTries bounds how often storing an outcome is tried while the store is busy or away; the last tries are
// ten seconds apart, so a database that is restarted is waited for. After that the job is done again.
const storeTries = 12

// finish stores an outcome and wakes the job it is a part of.
func (r *Runner) finish(ctx context.Context, job data.Job, outcome data.JobOutcome) error {
	ctx = context.WithoutCancel(ctx) // what was done is kept even where the worker is asked to leave
	finished, err := r.insist(ctx, func() (data.Job, error) { return r.Store.FinishJob(ctx, job.ID, job.Lease.Token, outcome) })
	switch {
	case errors.Is(err, data.ErrBusy) || errors.Is(err, data.ErrUnavailable):
		return err
	case err != nil && outcome.Plan == nil && outcome.Load == nil:
		return r.dropped(ctx, job, err)
	case err != nil: // the effect was refused, or the lease is lost
		if still, readErr := r.Store.Job(ctx, job.ID); readErr != nil || still.Hold(job.Lease.Token) != nil {
			return r.dropped(ctx, job, err)
		}
		code, _ := codeOf(err)
		return r.finish(ctx, job, failed(code, sentence(err)))
	}
	if finished.Parent == "" {
		return nil
	}
	if parent, err := r.Store.Job(ctx, finished.Parent); err == nil {
		r.wake(ctx, parent)
	}
	return nil
}

// dropped notes that an outcome could not be stored, as when another worker has the lease.
func (r *Runner) dropped(ctx context.Context, job data.Job, err error) error {
	r.Log.WarnContext(ctx, "what a job came to was not stored", "job", job.ID, "error", err.Error())
	return nil
}

// release gives a job back and puts it on the queue for when it is due.
func (r *Runner) release(ctx context.Context, job data.Job, how data.JobRelease) error {
	ctx = context.WithoutCancel(ctx)
	released, err := r.insist(ctx, func() (data.Job, error) { return r.Store.ReleaseJob(ctx, job.ID, job.Lease.Token, how) })
	switch {
	case errors.Is(err, data.ErrConflict) || errors.Is(err, data.ErrNotFound):
		return nil // taken over or cancelled: not ours any more
	case err != nil:
		return err
	}
	r.wakeAfter(ctx, how.After, released)
	return nil
}

// insist repeats a store's write while the store is busy or away.
func (r *Runner) insist(ctx context.Context, write func() (data.Job, error)) (job data.Job, err error) {
	for try := range storeTries {
		if job, err = write(); err == nil || !errors.Is(err, data.ErrBusy) && !errors.Is(err, data.ErrUnavailable) {
			return job, err
		}
		select {
		case <-time.After(min(10*time.Second, 100*time.Millisecond<<try)):
		case <-ctx.Done():
			return job, err
		}
	}
	return job, err
}
