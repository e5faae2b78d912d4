package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// Queue wakes workers. It may lose tickets and hand them out more than once; the store knows better.
type Queue interface {
	// Enqueue puts tickets on the queue; one that is on it already is not put there again.
	Enqueue(ctx context.Context, tickets []Ticket) error
	// Work hands tickets to do, at most slots of each priority at once, until Close. A ticket whose do fails
	// comes again.
	Work(ctx context.Context, slots int, do func(context.Context, Ticket) error) error
	// Close ends the contexts of running work, waits for it and closes the queue.
	Close(ctx context.Context) error
}

// Ticket says that a job is due.
type Ticket struct {
	ID          string
	Token       int64 // of the job's last lease: after each lease a ticket is a new one
	Interactive bool
	After       time.Duration // how long from now it waits; not a time, for the store's clock may differ from ours
}

// River is a Queue of River jobs (riverqueue.com) over one of its drivers.
type River[T any] struct {
	driver riverdriver.Driver[T]
	log    *slog.Logger
	schema string
	poll   time.Duration
	close  func() error

	mutex   sync.Mutex
	client  *river.Client[T] // inserts, and works once Work was called
	working bool
}

// RiverOptions say how a River queue runs.
type RiverOptions struct {
	Schema string        // of its tables; empty: the default one
	Poll   time.Duration // how often workers look by themselves, where nothing tells them
	Log    *slog.Logger  // nil: silence
	Close  func() error  // frees what the driver uses
}

// NewRiver returns a queue over a driver whose tables are there already.
func NewRiver[T any](driver riverdriver.Driver[T], o RiverOptions) (*River[T], error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	q := &River[T]{driver: driver, log: o.Log, schema: o.Schema, poll: o.Poll, close: o.Close}
	client, err := river.NewClient(driver, &river.Config{Schema: o.Schema, Logger: o.Log})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	q.client = client
	return q, nil
}

// River's priorities: a job that was begun, whose worker died or let go of it, goes before those that wait
// for their first turn, or it would stand behind the whole backlog again.
const (
	priorityBegun = 1
	priorityNew   = 2
)

// The queues of River.
const (
	queueInteractive = "interactive"
	queueBatch       = "batch"
)

// entry is what River keeps of a ticket.
type entry struct {
	ID    string `json:"id" river:"unique"`
	Token int64  `json:"token" river:"unique"`
	// After is the River job in whose place this one is put, because its worker died before it claimed anything.
	After int64 `json:"after,omitempty" river:"unique"`
}

// Kind names entries to River.
func (entry) Kind() string { return "cuntong" }

// A worker claims within a moment of being handed a ticket. An entry that has been handed out for this long
// while its job is due belongs to a dead worker; River itself would wait for an hour.
const claimTime = 5 * time.Second

// lostMost bounds how many entries of dead workers are stepped over in one go.
const lostMost = 8

// Enqueue puts tickets on the queue.
func (q *River[T]) Enqueue(ctx context.Context, tickets []Ticket) error {
	client := q.current()
	todo := make([]entry, len(tickets))
	for i, ticket := range tickets {
		todo[i] = entry{ID: ticket.ID, Token: ticket.Token}
	}
	for range lostMost {
		params := make([]river.InsertManyParams, len(todo))
		for i, one := range todo {
			params[i] = river.InsertManyParams{Args: one, InsertOpts: insertOptions(tickets[i])}
		}
		results, err := client.InsertMany(ctx, params)
		if err != nil {
			return fmt.Errorf("job queue: %w", err)
		}
		var again []entry
		var whose []Ticket
		for i, result := range results {
			if lost(result) {
				again = append(again, entry{ID: todo[i].ID, Token: todo[i].Token, After: result.Job.ID})
				whose = append(whose, tickets[i])
			}
		}
		if len(again) == 0 {
			return nil
		}
		todo, tickets = again, whose
	}
	return nil
}

// lost reports whether an entry stood in the way that was handed to a worker who never claimed the job.
func lost(result *rivertype.JobInsertResult) bool {
	if !result.UniqueSkippedAsDuplicate || result.Job.State != rivertype.JobStateRunning {
		return false
	}
	return result.Job.AttemptedAt != nil && time.Since(*result.Job.AttemptedAt) > claimTime
}

func insertOptions(ticket Ticket) *river.InsertOpts {
	o := &river.InsertOpts{
		Queue: queueBatch, MaxAttempts: 25, Priority: priorityNew,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByQueue: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}},
	}
	if ticket.Token > 0 {
		o.Priority = priorityBegun
	}
	if ticket.Interactive {
		o.Queue = queueInteractive
	}
	if ticket.After > 0 {
		o.ScheduledAt = time.Now().Add(ticket.After)
	}
	return o
}

func (q *River[T]) current() *river.Client[T] {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.client
}

// worker hands River's jobs to do.
type worker struct {
	river.WorkerDefaults[entry]
	do func(context.Context, Ticket) error
}

// Work is called by River.
func (w *worker) Work(ctx context.Context, job *river.Job[entry]) error {
	return w.do(ctx, Ticket{ID: job.Args.ID, Token: job.Args.Token, Interactive: job.Queue == queueInteractive})
}

// Timeout is none: kinds have limits of their own.
func (*worker) Timeout(*river.Job[entry]) time.Duration { return -1 }

// NextRetry is soon: only a store that is away makes an entry fail.
func (*worker) NextRetry(*river.Job[entry]) time.Time { return time.Now().Add(2 * time.Second) }

// fetchCooldown bounds how often a worker asks for more; River's own default would cost every job 100 ms.
const fetchCooldown = 5 * time.Millisecond

// keepEntries is how long River keeps what is done; it is of use to nobody.
const keepEntries = 10 * time.Minute

// Work hands tickets to do until Close.
func (q *River[T]) Work(ctx context.Context, slots int, do func(context.Context, Ticket) error) error {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{do: do}); err != nil {
		return fmt.Errorf("job queue: %w", err)
	}
	client, err := river.NewClient(q.driver, &river.Config{
		Schema: q.schema, Logger: q.log, Workers: workers, JobTimeout: -1,
		Queues:        map[string]river.QueueConfig{queueInteractive: {MaxWorkers: slots}, queueBatch: {MaxWorkers: slots}},
		FetchCooldown: fetchCooldown, FetchPollInterval: q.poll,
		CompletedJobRetentionPeriod: keepEntries, CancelledJobRetentionPeriod: keepEntries, DiscardedJobRetentionPeriod: keepEntries,
	})
	if err != nil {
		return fmt.Errorf("job queue: %w", err)
	}
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.working {
		return errors.New("job queue: it is worked on already")
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("job queue: %w", err)
	}
	q.client, q.working = client, true
	return nil
}

// Close ends running work and closes the queue.
func (q *River[T]) Close(ctx context.Context) error {
	q.mutex.Lock()
	client, working := q.client, q.working
	q.working = false
	q.mutex.Unlock()
	var err error
	if working {
		err = client.StopAndCancel(ctx)
	}
	if q.close != nil {
		err = errors.Join(err, q.close())
	}
	return err
}
