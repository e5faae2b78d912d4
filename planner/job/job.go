// Package job runs use cases in the background: load, audit, plan, and the plans of many counties at once.
//
// A job is recorded in the store first and then put on a queue (River, in the packages pgqueue and
// sqlitequeue), which only wakes workers: a lost or doubled entry does no harm, since a worker must claim the
// job's lease in the store, renews it while it works, and stores what came of it in the transaction that
// finishes the job, under the lease's token. At start and every few seconds due jobs, those of dead workers
// among them, are put on the queue again. So a job runs at least once and its effect stands exactly once.
//
// Kinds is the one table of what can be run; a new kind is one entry there.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"cuntong/data"
	"cuntong/planner/study"
)

// Options say how jobs are run.
type Options struct {
	Study *study.Study  // its Store must be the one that Store is
	Store data.JobStore // nil: Study.Store, which must then keep jobs
	Queue Queue
	Kinds []Kind // nil: Kinds()
	// Worker names this process in leases; it must differ between processes.
	Worker string
	Log    *slog.Logger
	// Threads is how many a solve may use; 0: one. The answer does not depend on it.
	Threads int
	// TTL is how long a lease lives without renewal; 0: 15 s. It is renewed three times as often.
	TTL time.Duration
	// Sweep is how often due jobs are looked for; 0: 5 s.
	Sweep time.Duration
	// Keep is how long finished jobs stay on record; 0: 30 days.
	Keep time.Duration
}

// Runner submits jobs and, once started, works on them. It is safe for use by many goroutines.
type Runner struct {
	Options
	kinds map[string]Kind

	mutex   sync.Mutex
	running map[string]*keeper // by job ID, what this process works on
	stop    context.CancelFunc // ends the sweeper
	done    chan struct{}      // closed when it has ended
	looked  atomic.Int64       // when the sweeper last listed due jobs, Unix nanoseconds; 0: no work was started
}

// New checks the options and returns a runner that submits; Start makes it work too.
func New(o Options) (*Runner, error) {
	if o.Study == nil || o.Study.Store == nil || o.Study.Now == nil || o.Queue == nil || o.Worker == "" {
		return nil, fmt.Errorf("job: Options must have a study with store and clock, a queue and a worker's name")
	}
	if o.Store == nil {
		store, ok := o.Study.Store.(data.JobStore)
		if !ok {
			return nil, fmt.Errorf("job: the store keeps no jobs")
		}
		o.Store = store
	}
	if o.Kinds == nil {
		o.Kinds = Kinds()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	fill(&o.Threads, 1)
	fill(&o.TTL, 15*time.Second)
	fill(&o.Sweep, 5*time.Second)
	fill(&o.Keep, 30*24*time.Hour)
	r := &Runner{Options: o, kinds: map[string]Kind{}, running: map[string]*keeper{}}
	for _, kind := range o.Kinds {
		fill(&kind.Attempts, defaultAttempts)
		r.kinds[kind.Name] = kind
	}
	return r, nil
}

func fill[N int | time.Duration](field *N, value N) {
	if *field <= 0 {
		*field = value
	}
}

// Request asks for a job.
type Request struct {
	Kind       string
	Parameters json.RawMessage  // as the kind documents them
	Priority   data.JobPriority // empty: interactive
	Actor      string
}

// Submit checks a request, records the job and wakes a worker. The same work asked for twice is one job;
// created says whether work was added. A job that is recorded is not lost even where the queue fails.
func (r *Runner) Submit(ctx context.Context, request Request) (job data.Job, created bool, err error) {
	kind, ok := r.kinds[request.Kind]
	if !ok {
		return job, false, fmt.Errorf("job kind %q is unknown, expected one of %s: %w", request.Kind, r.kindNames(), data.ErrInvalid)
	}
	info, err := r.Study.Store.Info(ctx)
	if err != nil {
		return job, false, err
	}
	parameters, err := kind.Prepare(ctx, r.Study, request.Parameters)
	if err != nil {
		return job, false, fmt.Errorf("%s job: %w", kind.Name, err)
	}
	draft := data.JobDraft{Kind: kind.Name, Parameters: parameters, Priority: request.Priority, Actor: request.Actor, Revision: info.Revision}
	if draft.Priority == "" {
		draft.Priority = data.Interactive
	}
	return r.submit(ctx, draft)
}

// Prepare returns parameters of a kind as a job would understand them, and submits nothing.
func (r *Runner) Prepare(ctx context.Context, kind string, parameters json.RawMessage) (json.RawMessage, error) {
	known, ok := r.kinds[kind]
	if !ok {
		return nil, fmt.Errorf("job kind %q is unknown, expected one of %s: %w", kind, r.kindNames(), data.ErrInvalid)
	}
	understood, err := known.Prepare(ctx, r.Study, parameters)
	if err != nil {
		return nil, fmt.Errorf("%s job: %w", kind, err)
	}
	return understood, nil
}

func (r *Runner) submit(ctx context.Context, draft data.JobDraft) (job data.Job, created bool, err error) {
	if job, created, err = r.Store.SubmitJob(ctx, draft); err != nil {
		return job, false, err
	}
	r.wake(ctx, job)
	return job, created, nil
}

// wake puts due jobs on the queue.
func (r *Runner) wake(ctx context.Context, jobs ...data.Job) { r.wakeAfter(ctx, 0, jobs...) }

// wakeAfter puts jobs on the queue that will be due after a time. What fails here the sweeper makes good.
func (r *Runner) wakeAfter(ctx context.Context, wait time.Duration, jobs ...data.Job) {
	var tickets []Ticket
	for _, job := range jobs {
		if _, open := job.DueAt(); open {
			tickets = append(tickets, Ticket{ID: job.ID, Token: job.Lease.Token, Interactive: job.Priority == data.Interactive, After: wait})
		}
	}
	if len(tickets) == 0 {
		return
	}
	if err := r.Queue.Enqueue(context.WithoutCancel(ctx), tickets); err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "jobs could not be put on the queue and wait for the next sweep", "jobs", len(tickets), "error", err.Error())
	}
}

// Stop asks a job and its parts to end: to keep their best answers, or to throw their work away.
func (r *Runner) Stop(ctx context.Context, id string, wish data.StopWish) (data.Job, error) {
	job, err := r.Store.StopJob(ctx, id, wish)
	if err != nil {
		return job, err
	}
	r.poke(id)
	parts, err := r.Store.Jobs(ctx, data.JobQuery{Parent: id})
	if err != nil {
		return job, err
	}
	for _, part := range parts {
		if part.State.Finished() {
			continue
		}
		if _, err := r.Stop(ctx, part.ID, wish); err != nil && !errors.Is(err, data.ErrConflict) { // it finished meanwhile
			return job, err
		}
	}
	return r.Store.Job(ctx, id)
}

// Retry begins a failed, cancelled or stopped job anew; of a job with parts only those are done again.
func (r *Runner) Retry(ctx context.Context, id string) (data.Job, error) {
	parts, err := r.Store.Jobs(ctx, data.JobQuery{Parent: id})
	if err != nil {
		return data.Job{}, err
	}
	whole, err := r.Store.RetryJob(ctx, id)
	if err != nil {
		return whole, err
	}
	for _, part := range parts {
		if !part.Repeatable() {
			continue
		}
		if part, err = r.Store.RetryJob(ctx, part.ID); err != nil && !errors.Is(err, data.ErrConflict) {
			return whole, err
		}
		r.wake(ctx, part)
	}
	r.wake(ctx, whole)
	if whole.Parent != "" { // it will be merged again when the part is done
		if parent, err := r.Store.RetryJob(ctx, whole.Parent); err == nil {
			r.wake(ctx, parent)
		}
	}
	return whole, nil
}
