package job

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/planner/study"
)

// Kind is a use case that can run in the background.
type Kind struct {
	Name string // at least two letters
	// Limit is how long one attempt may take. Then a kind that Stops keeps its best answer; any other fails.
	Limit time.Duration
	Stops bool
	// Attempts is how often a job may be claimed before it is given up, dead workers included; 0: 10.
	Attempts int
	// Remote kinds may be asked for over the network. Others read files of the machine.
	Remote bool
	// Prepare checks parameters and brings them to the one form in which equal work has equal parameters.
	Prepare func(ctx context.Context, s *study.Study, parameters json.RawMessage) (json.RawMessage, error)
	// Work does the job and returns what is to be stored; it stores nothing itself. errWait lets go of the job
	// until its parts have finished.
	Work func(ctx context.Context, t *Task) (data.JobOutcome, error)
}

// defaultAttempts leaves room for a machine that dies again and again without keeping a poisonous job for ever.
const defaultAttempts = 10

// graceTime is how long a solve that was told to stop may take to do so.
const graceTime = time.Minute

// errWait is returned by a kind whose job waits for its parts.
var errWait = errors.New("waits for its parts")

// Task is a job as its kind sees it.
type Task struct {
	Job     data.Job
	Study   *study.Study
	Threads int
	// Stop is closed when the best answer so far is wanted.
	Stop <-chan struct{}

	runner *Runner
	keeper *keeper
}

// Progress reports how far the job is; elapsed time is filled in. It never blocks.
func (t *Task) Progress(p data.JobProgress) { t.keeper.report(p) }

// Checkpoint returns what an attempt before this one kept; nil where there is none.
func (t *Task) Checkpoint(ctx context.Context) ([]byte, error) {
	return t.runner.Store.Checkpoint(ctx, t.Job.ID)
}

// Save keeps what a later attempt can go on from.
func (t *Task) Save(ctx context.Context, state []byte) error {
	return t.runner.Store.SaveCheckpoint(ctx, t.Job.ID, t.Job.Lease.Token, state)
}

// Part submits a part of the job, of the revision that the job is of.
func (t *Task) Part(ctx context.Context, kind string, parameters json.RawMessage) (data.Job, error) {
	part, _, err := t.runner.submit(ctx, data.JobDraft{
		Kind: kind, Parameters: parameters, Priority: data.Background, Parent: t.Job.ID, Actor: t.Job.Actor, Revision: t.Job.Revision,
	})
	return part, err
}

// Parts lists the parts of the job, oldest first.
func (t *Task) Parts(ctx context.Context) ([]data.Job, error) {
	parts, err := t.runner.Store.Jobs(ctx, data.JobQuery{Parent: t.Job.ID})
	slices.Reverse(parts)
	return parts, err
}

// Kinds is the table of what can run in the background.
func Kinds() []Kind {
	return []Kind{
		{Name: "load", Limit: time.Hour, Prepare: prepareLoad, Work: workLoad},
		{Name: "audit", Limit: 10 * time.Minute, Remote: true, Prepare: prepareAudit, Work: workAudit},
		{Name: "plan", Limit: 2 * time.Hour, Stops: true, Remote: true, Prepare: preparePlan, Work: workPlan},
		{Name: "route", Limit: time.Hour, Remote: true, Prepare: prepareRoute, Work: workRoute},
		{Name: "plan-counties", Limit: 10 * time.Minute, Remote: true, Prepare: prepareCounties, Work: workCounties},
	}
}

// Remote reports whether a kind may be asked for over the network.
func (r *Runner) Remote(name string) bool { return r.kinds[name].Remote }

func (r *Runner) kindNames() string {
	var names []string
	for _, kind := range r.Kinds {
		names = append(names, kind.Name)
	}
	return strings.Join(names, ", ")
}

// decode reads parameters and refuses fields that nobody knows.
func decode(parameters json.RawMessage, into any) error {
	if len(parameters) == 0 {
		parameters = json.RawMessage("{}")
	}
	decoder := json.NewDecoder(bytes.NewReader(parameters))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("parameters: %w: %w", err, data.ErrInvalid)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("parameters: more than one JSON value: %w", data.ErrInvalid)
	}
	return nil
}

// checkPlace brings an area code to the form of the records and sees that area and standard exist.
func checkPlace(ctx context.Context, s *study.Study, area, standard *string) error {
	if *area != "" {
		code, err := data.AreaCode(*area)
		if err != nil {
			return fmt.Errorf("area: %w: %w", err, data.ErrInvalid)
		}
		found, err := s.Store.Areas(ctx, data.Query{Area: code, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("area %q is not in the store: %w", *area, data.ErrNotFound)
		}
		*area = code
	}
	known, err := s.Standard(ctx, *standard)
	*standard = known.ID
	return err
}
