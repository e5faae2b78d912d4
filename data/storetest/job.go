package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
)

// JobStore is a store that keeps jobs too.
type JobStore interface {
	data.Store
	data.JobStore
}

// RunJobs puts the stores that open returns through the suite of data.JobStore. Each call must return an empty
// store of its own, with a clock that runs, which open closes when the test ends.
func RunJobs(t *testing.T, open func(t *testing.T) JobStore) {
	for _, part := range []struct {
		name string
		run  func(t *testing.T, s JobStore)
	}{
		{"a submitted job comes back", jobComesBack},
		{"the same work is one job", jobIsUnique},
		{"what is no job is refused", jobRefused},
		{"a living lease keeps others out", jobLease},
		{"of many workers one claims", jobClaimRace},
		{"a worker taken for dead can change nothing", jobFencing},
		{"an expired lease nobody took can be renewed", jobLateRenewal},
		{"a plan stands when its job is done, else not", jobPlan},
		{"a load stands when its job is done, else not", jobLoad},
		{"finishing twice changes nothing", jobFinishTwice},
		{"jobs are stopped, cancelled and retried", jobStops},
		{"a released job waits for its time", jobRelease},
		{"the last part wakes the whole", jobParts},
		{"parts that finish at once wake the whole once", jobPartsRace},
		{"checkpoints are kept under the newest token", jobCheckpoint},
		{"jobs are listed newest first and chosen", jobLists},
		{"jobs are counted by state", jobCounts},
		{"interactive jobs are due first", jobDueOrder},
		{"clean-up forgets finished jobs alone", jobClean},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Helper()
			part.run(t, open(t))
		})
	}
}

// long is a lease that does not run out while a test runs, short one that a test can wait for.
const (
	long  = time.Minute
	short = 30 * time.Millisecond
)

func draft(text string) data.JobDraft {
	return data.JobDraft{Kind: "plan", Parameters: json.RawMessage(fmt.Sprintf(`{"name":%q}`, text)), Priority: data.Background, Actor: "suite", Revision: 3}
}

func submit(t *testing.T, s JobStore, d data.JobDraft) data.Job {
	t.Helper()
	j, _, err := s.SubmitJob(background(), d)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func claim(t *testing.T, s JobStore, id string, ttl time.Duration) data.Job {
	t.Helper()
	return must[data.Job](t)(s.ClaimJob(background(), id, "worker", ttl))
}

func finish(t *testing.T, s JobStore, j data.Job, o data.JobOutcome) data.Job {
	t.Helper()
	return must[data.Job](t)(s.FinishJob(background(), j.ID, j.Lease.Token, o))
}

func wantConflict(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, data.ErrConflict) {
		t.Errorf("%s: got %v, want ErrConflict", what, err)
	}
}

func jobComesBack(t *testing.T, s JobStore) {
	ctx := background()
	d := data.JobDraft{Kind: "audit", Parameters: json.RawMessage(`{ "area" : "010500", "b":[1, 2]}`), Priority: data.Interactive, Actor: "某人", Revision: 7}
	before := time.Now().Add(-time.Second)
	j, created, err := s.SubmitJob(ctx, d)
	if err != nil || !created || j.State != data.JobSubmitted || len(j.ID) != 16 || !strings.HasPrefix(j.Fingerprint, j.ID) || j.SubmittedAt.Before(before) {
		t.Fatalf("submitted %+v, %t, %v", j, created, err)
	}
	if string(j.Parameters) != `{"area":"010500","b":[1,2]}` || j.Actor != d.Actor || j.Revision != 7 || j.Priority != data.Interactive {
		t.Errorf("submitted %+v", j)
	}
	same(t, "job", must[data.Job](t)(s.Job(ctx, j.ID)), j)
	claimed := claim(t, s, j.ID, long)
	if claimed.State != data.JobRunning || claimed.Lease.Token != 1 || claimed.Lease.Worker != "worker" || claimed.Attempts != 1 || claimed.StartedAt.IsZero() {
		t.Errorf("claimed %+v", claimed)
	}
	progress := &data.JobProgress{Step: 2, Steps: 5, Name: "search", Objective: ref(int64(0)), Bound: ref(int64(-4)), Gap: ref(0.5), Effort: 1 << 40, ElapsedSeconds: 1.5, RemainingSeconds: ref(0.0)}
	renewed := must[data.Job](t)(s.RenewJob(ctx, j.ID, 1, 2*long, progress))
	same(t, "progress", renewed.Progress, progress)
	if !renewed.Lease.Until.After(claimed.Lease.Until) {
		t.Errorf("renewed until %v, was %v", renewed.Lease.Until, claimed.Lease.Until)
	}
	kept := must[data.Job](t)(s.RenewJob(ctx, j.ID, 1, long, nil))
	same(t, "progress kept", kept.Progress, progress)
	done := finish(t, s, kept, data.JobOutcome{State: data.JobDone, Result: json.RawMessage(`{"x":"村"}`)})
	if done.State != data.JobDone || done.FinishedAt.IsZero() || string(done.Result) != `{"x":"村"}` {
		t.Errorf("done %+v", done)
	}
	same(t, "done job", must[data.Job](t)(s.Job(ctx, j.ID)), done)
	if _, err := s.Job(ctx, "none"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a job that is not there: %v", err)
	}
	if _, err := s.ClaimJob(ctx, "none", "w", long); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("claim of a job that is not there: %v", err)
	}
	if info := must[data.Info](t)(s.Info(ctx)); info.Revision != 0 || info.Counts["changes"] != 0 {
		t.Errorf("jobs raised the revision or left lines in the log: %+v", info)
	}
}

func jobIsUnique(t *testing.T, s JobStore) {
	ctx := background()
	first := submit(t, s, draft("one"))
	again, created, err := s.SubmitJob(ctx, draft("one"))
	if err != nil || created {
		t.Fatalf("the same work: created %t, %v", created, err)
	}
	same(t, "job", again, first)
	others := map[string]bool{first.ID: true}
	for _, change := range []func(*data.JobDraft){
		func(d *data.JobDraft) { d.Kind = "audit" }, func(d *data.JobDraft) { d.Parameters = json.RawMessage(`{"name":"two"}`) },
		func(d *data.JobDraft) { d.Parent = "p" }, func(d *data.JobDraft) { d.Revision++ },
	} {
		d := draft("one")
		change(&d)
		if j := submit(t, s, d); others[j.ID] {
			t.Errorf("%+v is taken for other work", d)
		} else {
			others[j.ID] = true
		}
	}
	var made atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, created, err := s.SubmitJob(ctx, draft("many")); err != nil {
				t.Error(err)
			} else if created {
				made.Add(1)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("of eight who submit the same, %d made a job", made.Load())
	}
	finish(t, s, claim(t, s, first.ID, long), data.JobOutcome{State: data.JobFailed, ErrorCode: "x", Error: "why"})
	anew, created, err := s.SubmitJob(ctx, draft("one"))
	if err != nil || !created || anew.ID != first.ID || anew.State != data.JobSubmitted || anew.Error != "" || anew.Lease.Token != 1 {
		t.Errorf("a failed job submitted again: %+v, %t, %v", anew, created, err)
	}
}

func jobRefused(t *testing.T, s JobStore) {
	for what, d := range map[string]data.JobDraft{
		"no kind": {Priority: data.Interactive}, "no priority": {Kind: "x"}, "broken JSON": {Kind: "x", Priority: data.Interactive, Parameters: json.RawMessage("{")},
	} {
		if _, _, err := s.SubmitJob(background(), d); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", what, err)
		}
	}
	j := claim(t, s, submit(t, s, draft("a")).ID, long)
	for what, o := range map[string]data.JobOutcome{
		"no state": {}, "a failed plan": {State: data.JobFailed, Plan: &data.Plan{ID: "p", Fingerprint: "p", CreatedAt: noon}},
		"broken JSON": {State: data.JobDone, Result: json.RawMessage("[")}, "a plan without ID": {State: data.JobDone, Plan: &data.Plan{Fingerprint: "p", CreatedAt: noon}},
		"a bad batch": {State: data.JobDone, Load: &data.Batch{Areas: []data.Area{{}}}},
	} {
		if _, err := s.FinishJob(background(), j.ID, 1, o); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", what, err)
		}
	}
	if _, err := s.StopJob(background(), j.ID, "now"); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("an unknown wish: %v", err)
	}
}

func jobClaimRace(t *testing.T, s JobStore) {
	j := submit(t, s, draft("a"))
	for round := int64(1); round <= 3; round++ {
		var won atomic.Int32
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				switch got, err := s.ClaimJob(context.Background(), j.ID, fmt.Sprint("worker ", i), 300*time.Millisecond); {
				case err == nil && got.Lease.Token == round:
					won.Add(1)
				case !errors.Is(err, data.ErrConflict):
					t.Errorf("round %d: token %d, %v", round, got.Lease.Token, err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("round %d: %d workers hold the lease", round, won.Load())
		}
		time.Sleep(350 * time.Millisecond)
	}
}
