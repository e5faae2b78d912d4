package data

import (
	"context"
	"encoding/json"
	"time"
)

// Job is work in the background: what was asked for, how far it is and what came of it. Its ID follows from
// Fingerprint, so that the same work asked for twice is one job.
type Job struct {
	ID          string // first sixteen hexadecimal digits of Fingerprint
	Kind        string // load, audit, plan, plan-counties, …
	Parameters  json.RawMessage
	Fingerprint string // SHA-256 of kind, parameters, parent and the store's revision
	Revision    int64  // of the store's records when submitted
	Actor       string // who submitted it
	Priority    JobPriority
	Parent      string // ID of the job that this one is a part of; empty: none
	State       JobState
	Stop        StopWish // what somebody asked of it; empty: nothing
	Attempts    int      // how often it was claimed since it was submitted or retried
	Lease       JobLease
	NotBefore   time.Time // a retry waits until then; zero: at once
	Progress    *JobProgress
	PlanID      string      // of the plan it stored; empty: none
	Loaded      *LoadResult // what its load did; nil: it loads nothing
	ErrorCode   string      // stable word; empty: no error
	Error       string      // a sentence
	SubmittedAt time.Time
	StartedAt   time.Time // of the first attempt; zero: not yet
	FinishedAt  time.Time // zero: not yet
	// Result is what the job has to say besides plan and load; lists leave it out.
	Result json.RawMessage `json:"-"`
}

// JobPriority says who goes first. Among equals the oldest does.
type JobPriority string

// Interactive jobs, for which somebody waits, go before batch ones.
const (
	Interactive JobPriority = "interactive"
	Background  JobPriority = "batch"
)

// JobState is where a job stands.
type JobState string

// States of a job. Waiting jobs wait for their parts; done, failed and cancelled ones are finished.
const (
	JobSubmitted JobState = "submitted"
	JobRunning   JobState = "running"
	JobStopping  JobState = "stopping"
	JobWaiting   JobState = "waiting"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Finished reports whether nothing more happens unless somebody retries the job.
func (s JobState) Finished() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// StopWish is what somebody asks of a job that runs.
type StopWish string

// KeepBest ends a solve and keeps its best answer; CancelJob throws away what was done.
const (
	KeepBest  StopWish = "keep-best"
	CancelJob StopWish = "cancel"
)

// JobLease says who works on a job. Token grows with every claim and never repeats: a worker that was taken
// for dead holds an old one, with which it can change nothing.
type JobLease struct {
	Worker string
	Token  int64
	Until  time.Time // by the store's clock; a worker that lives renews it before
}

// JobProgress is how far a running job is. Objective, Bound and Gap are as on Plan.
type JobProgress struct {
	Step             int      `json:"step" doc:"1 for the first"`
	Steps            int      `json:"steps" doc:"How many there are"`
	Name             string   `json:"name" doc:"Stable word for what is being done"`
	Objective        *int64   `json:"objective" doc:"Best answer so far; null none yet"`
	Bound            *int64   `json:"bound" doc:"Best proven bound so far; null none yet"`
	Gap              *float64 `json:"gap" doc:"|objective − bound| / max(|objective|, 1e-9), a fraction; null where either is unknown"`
	Effort           int64    `json:"effort" doc:"Counted work units"`
	ElapsedSeconds   float64  `json:"elapsed_s" doc:"Seconds since this attempt began"`
	RemainingSeconds *float64 `json:"remaining_s" doc:"Seconds still needed, an estimate; null unknown"`
}

// JobDraft is a job that is submitted.
type JobDraft struct {
	Kind       string
	Parameters json.RawMessage
	Priority   JobPriority
	Parent     string
	Actor      string
	Revision   int64
}

// JobQuery selects jobs. The zero query selects all.
type JobQuery struct {
	Kind   string
	States []JobState // empty: all
	Parent string     // only parts of this job
	After  string     // go on behind the job of this ID, in the order of the list
	Limit  int        // 0: all
}

// JobOutcome is what came of a job. Plan and Load are stored in the same transaction that finishes the job.
type JobOutcome struct {
	State     JobState // JobDone, JobFailed or JobCancelled
	Plan      *Plan
	Load      *Batch
	Note      ChangeNote // for the change log, where there is a plan or a load
	Result    json.RawMessage
	ErrorCode string
	Error     string
}

// JobRelease says how a worker lets go of a job that is not finished.
type JobRelease struct {
	Wait  bool          // for the job's parts; with no part unfinished it is due at once
	After time.Duration // not before this time has passed
	Free  bool          // the attempt does not count: the worker was asked to leave
	Code  string        // why, for people who look at the job meanwhile
	Error string
}

// JobStore keeps jobs beside the records. Every method is one transaction; what a job does to the store
// happens exactly once, since only the holder of the newest lease can finish it and the finish carries the
// effect. Job changes do not raise the revision and leave no line in the change log; their effects do as
// everywhere. Errors are of the kinds that Store names.
type JobStore interface {
	// SubmitJob keeps a job. If the same work is on record and not failed, cancelled or stopped early, that
	// job is returned as it is; else it is begun anew under the same ID. created says whether work was added.
	SubmitJob(ctx context.Context, draft JobDraft) (job Job, created bool, err error)
	// Job returns one job with its result.
	Job(ctx context.Context, id string) (Job, error)
	// Jobs lists jobs without results, newest first, ties by ID.
	Jobs(ctx context.Context, q JobQuery) ([]Job, error)
	// CountJobs counts the jobs on record by state; a state without a job is absent.
	CountJobs(ctx context.Context) (map[JobState]int64, error)
	// DueJobs lists unfinished jobs that nobody works on: first those whose lease has run out, then submitted
	// ones whose time has come; of each interactive ones first, then the longest due.
	DueJobs(ctx context.Context, limit int) ([]Job, error)
	// ClaimJob leases a due job to a worker for ttl, under a new token. It is ErrConflict while another
	// lease lives or the job is not due.
	ClaimJob(ctx context.Context, id, worker string, ttl time.Duration) (Job, error)
	// RenewJob prolongs a lease, even one that ran out if nobody claimed the job since, and keeps progress
	// unless it is nil. The job returned says whether somebody wants it stopped. A token that is no longer
	// the newest is ErrConflict, here and below.
	RenewJob(ctx context.Context, id string, token int64, ttl time.Duration, progress *JobProgress) (Job, error)
	// FinishJob ends a job and stores what came of it. Finishing again with the same token changes nothing.
	// The last part to finish makes the job it belongs to due.
	FinishJob(ctx context.Context, id string, token int64, outcome JobOutcome) (Job, error)
	// ReleaseJob gives a job back unfinished.
	ReleaseJob(ctx context.Context, id string, token int64, release JobRelease) (Job, error)
	// SaveCheckpoint keeps what a later attempt can go on from; Checkpoint returns it, nil where there is none.
	SaveCheckpoint(ctx context.Context, id string, token int64, state []byte) error
	Checkpoint(ctx context.Context, id string) ([]byte, error)
	// StopJob asks a job to end. One that nobody works on is cancelled at once, but a waiting one asked to
	// keep its best goes on waiting for its parts. It is ErrConflict on a finished job.
	StopJob(ctx context.Context, id string, wish StopWish) (Job, error)
	// RetryJob begins a failed, cancelled or stopped job anew; it is ErrConflict on any other.
	RetryJob(ctx context.Context, id string) (Job, error)
	// CleanJobs forgets jobs that finished before a time and are no part of an unfinished one, and returns
	// how many. Plans stay.
	CleanJobs(ctx context.Context, before time.Time) (int64, error)
}
