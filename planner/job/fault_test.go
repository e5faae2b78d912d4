package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/postgis/pgtest"
	"cuntong/planner/job"
	"cuntong/planner/job/sqlitequeue"
	"cuntong/planner/study"
)

// trial is a kind whose work a test decides.
func trial(work func(ctx context.Context, t *job.Task) (data.JobOutcome, error)) func(*job.Options) {
	return func(o *job.Options) {
		o.TTL, o.Sweep = 600*time.Millisecond, 100*time.Millisecond
		o.Kinds = []job.Kind{{Name: "trial", Limit: time.Minute, Work: work,
			Prepare: func(_ context.Context, _ *study.Study, p json.RawMessage) (json.RawMessage, error) { return p, nil }}}
	}
}

// asleep is a store that a worker cannot reach while it sleeps, as under SIGSTOP or in a paused virtual machine.
type asleep struct {
	data.JobStore
	sleeping atomic.Bool
}

// RenewJob fails while the worker sleeps.
func (s *asleep) RenewJob(ctx context.Context, id string, token int64, ttl time.Duration, p *data.JobProgress) (data.Job, error) {
	if s.sleeping.Load() {
		return data.Job{}, data.ErrUnavailable
	}
	return s.JobStore.RenewJob(ctx, id, token, ttl, p)
}

// Job fails while the worker sleeps.
func (s *asleep) Job(ctx context.Context, id string) (data.Job, error) {
	if s.sleeping.Load() {
		return data.Job{}, data.ErrUnavailable
	}
	return s.JobStore.Job(ctx, id)
}

func batchOf(code string) *data.Batch {
	return &data.Batch{Areas: []data.Area{{Code: code, Name: "谁", Tier: data.TierCity, Kind: data.KindCity}}}
}

func TestAWorkerThatWakesAfterItsJobWasTakenOverStoresNothing(t *testing.T) {
	t.Parallel() // it mostly waits
	onBoth(t, func(t *testing.T, p place) {
		began, wake, woken := make(chan struct{}), make(chan struct{}), make(chan struct{})
		store := &asleep{}
		first := newRunner(t, p, "first", func(o *job.Options) {
			store.JobStore = o.Study.Store.(data.JobStore)
			o.Store = store
			trial(func(context.Context, *job.Task) (data.JobOutcome, error) {
				store.sleeping.Store(true)
				close(began)
				<-wake // deaf to its context, as a stopped process is
				close(woken)
				return data.JobOutcome{Load: batchOf("110000")}, nil
			})(o)
		})
		second := newRunner(t, p, "second", trial(func(context.Context, *job.Task) (data.JobOutcome, error) {
			return data.JobOutcome{Load: batchOf("120000")}, nil
		}))
		start(t, first, 1)
		j := submit(t, first, "trial", 1)
		<-began
		start(t, second, 1)
		done := await(t, second, j.ID, finished)
		if done.State != data.JobDone || done.Lease.Worker != "second" || done.Lease.Token != 2 {
			t.Errorf("taken over: %+v", done)
		}
		store.sleeping.Store(false)
		close(wake)
		<-woken
		time.Sleep(300 * time.Millisecond)
		areas, err := second.Study.Store.Areas(t.Context(), data.Query{})
		if err != nil || len(areas) != 1 || areas[0].Code != "120000" {
			t.Errorf("the store has %+v, %v", areas, err)
		}
		if again, err := second.Store.Job(t.Context(), j.ID); err != nil || again.Lease.Token != 2 || !again.FinishedAt.Equal(done.FinishedAt) {
			t.Errorf("the job became %+v, %v", again, err)
		}
	})
}

func TestAWorkerThatIsAskedToLeaveGivesItsJobsBack(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		began := make(chan struct{})
		leaving := newRunner(t, p, "leaving", trial(func(ctx context.Context, _ *job.Task) (data.JobOutcome, error) {
			close(began)
			<-ctx.Done()
			return data.JobOutcome{Load: batchOf("110000")}, nil // half done, but looks whole
		}))
		start(t, leaving, 1)
		j := submit(t, leaving, "trial", 1)
		<-began
		if err := leaving.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got, err := leaving.Store.Job(t.Context(), j.ID); err != nil || got.State != data.JobSubmitted || got.Attempts != 0 {
			t.Errorf("given back: %+v, %v", got, err)
		}
		heir := newRunner(t, p, "heir", trial(func(context.Context, *job.Task) (data.JobOutcome, error) { return data.JobOutcome{}, nil }))
		start(t, heir, 1)
		if done := await(t, heir, j.ID, finished); done.State != data.JobDone || done.Loaded != nil {
			t.Errorf("taken up: %+v", done)
		}
	})
}

func TestJobsGoOnWhenTheQueueFileIsGoneOrDamaged(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, store string){
		"gone": func(t *testing.T, store string) {
			if err := sqlitequeue.Remove(store); err != nil {
				t.Fatal(err)
			}
		},
		"damaged": func(t *testing.T, store string) {
			if err := os.WriteFile(store+sqlitequeue.Suffix, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := place{filepath.Join(t.TempDir(), "s.gpkg"), "gpkg"}
			work := trial(func(context.Context, *job.Task) (data.JobOutcome, error) { return data.JobOutcome{}, nil })
			submitter := newRunner(t, p, "submitter", work)
			var ids []string
			for i := range 5 {
				ids = append(ids, submit(t, submitter, "trial", i).ID)
			}
			if err := submitter.Close(context.Background()); err != nil {
				t.Fatal(err)
			}
			harm(t, p.address)
			r := newRunner(t, p, "worker", work)
			start(t, r, 2)
			for _, id := range ids {
				if j := await(t, r, id, finished); j.State != data.JobDone {
					t.Errorf("job %+v", j)
				}
			}
		})
	}
}

func TestErrorsThatMayPassAreTriedAgainOthersAreNot(t *testing.T) {
	t.Parallel() // it mostly waits
	r := newRunner(t, place{filepath.Join(t.TempDir(), "s.gpkg"), "gpkg"}, "w", trial(func(_ context.Context, task *job.Task) (data.JobOutcome, error) {
		switch string(task.Job.Parameters) {
		case `"busy"`:
			if task.Job.Attempts == 1 {
				return data.JobOutcome{}, fmt.Errorf("somebody writes: %w", data.ErrBusy)
			}
		case `"wrong"`:
			return data.JobOutcome{}, fmt.Errorf("p is wrong: %w", data.ErrInvalid)
		case `"panic"`:
			panic("a bug")
		}
		return data.JobOutcome{}, nil
	}))
	start(t, r, 2)
	for parameters, want := range map[string]struct {
		state    data.JobState
		attempts int
		code     string
	}{"busy": {data.JobDone, 2, ""}, "wrong": {data.JobFailed, 1, "invalid"}, "panic": {data.JobFailed, 1, "internal"}, "good": {data.JobDone, 1, ""}} {
		if j := await(t, r, submit(t, r, "trial", parameters).ID, finished); j.State != want.state || j.Attempts != want.attempts || j.ErrorCode != want.code {
			t.Errorf("%s: %s after %d attempts, %q %q", parameters, j.State, j.Attempts, j.ErrorCode, j.Error)
		}
	}
}

func TestARunnerLeavesNoGoroutineBehind(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		work := trial(func(context.Context, *job.Task) (data.JobOutcome, error) { return data.JobOutcome{}, nil })
		before := 0
		for round := range 3 {
			t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
				r := newRunner(t, p, "w", work)
				start(t, r, 2)
				await(t, r, submit(t, r, "trial", round).ID, finished)
			})
			after := runtime.NumGoroutine()
			for deadline := time.Now().Add(5 * time.Second); round > 0 && after > before && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				after = runtime.NumGoroutine()
			}
			if round > 0 && after > before {
				stacks := make([]byte, 1<<16)
				t.Fatalf("%d goroutines after round %d, %d before:\n%s", after, round, before, stacks[:runtime.Stack(stacks, true)])
			}
			before = after
		}
	})
}

func TestJobsGoOnAfterPostgresWasStoppedAndStarted(t *testing.T) {
	t.Parallel() // it mostly waits
	cluster := pgtest.Private(t)
	p := place{cluster.Database(t), "postgis"}
	r := newRunner(t, p, "w", trial(func(_ context.Context, task *job.Task) (data.JobOutcome, error) {
		time.Sleep(150 * time.Millisecond)
		return data.JobOutcome{}, nil
	}))
	start(t, r, 2)
	var ids []string
	for i := range 40 {
		ids = append(ids, submit(t, r, "trial", i).ID)
	}
	time.Sleep(400 * time.Millisecond)
	cluster.Stop(t)
	if _, _, err := r.Submit(t.Context(), job.Request{Kind: "trial", Parameters: json.RawMessage("1")}); !errors.Is(err, data.ErrUnavailable) {
		t.Errorf("submitted to a stopped server: %v", err)
	}
	time.Sleep(time.Second)
	cluster.Restart(t)
	for _, id := range ids {
		if j := await(t, r, id, finished); j.State != data.JobDone {
			t.Errorf("job %+v", j)
		}
	}
}
