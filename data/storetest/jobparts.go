package storetest

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"cuntong/data"
)

func jobStops(t *testing.T, s JobStore) {
	ctx := background()
	j := submit(t, s, draft("a"))
	if got := must[data.Job](t)(s.StopJob(ctx, j.ID, data.CancelJob)); got.State != data.JobCancelled || got.FinishedAt.IsZero() {
		t.Errorf("cancelled before it began: %+v", got)
	}
	_, err := s.StopJob(ctx, j.ID, data.KeepBest)
	wantConflict(t, "stop of a finished job", err)
	if got := must[data.Job](t)(s.RetryJob(ctx, j.ID)); got.State != data.JobSubmitted || got.Stop != "" || !got.FinishedAt.IsZero() {
		t.Errorf("retried: %+v", got)
	}
	_, err = s.RetryJob(ctx, j.ID)
	wantConflict(t, "retry of a submitted job", err)
	j = claim(t, s, j.ID, long)
	if got := must[data.Job](t)(s.StopJob(ctx, j.ID, data.KeepBest)); got.State != data.JobStopping || got.Stop != data.KeepBest {
		t.Errorf("stopping: %+v", got)
	}
	if got := must[data.Job](t)(s.RenewJob(ctx, j.ID, 1, time.Millisecond, nil)); got.Stop != data.KeepBest {
		t.Errorf("the worker does not hear of it: %+v", got)
	}
	must[data.Job](t)(s.StopJob(ctx, j.ID, data.CancelJob))
	if got := must[data.Job](t)(s.StopJob(ctx, j.ID, data.KeepBest)); got.Stop != data.CancelJob {
		t.Errorf("a cancelled job is to keep its best: %+v", got)
	}
	time.Sleep(short)
	heir := claim(t, s, j.ID, long)
	if heir.State != data.JobStopping || heir.Stop != data.CancelJob {
		t.Errorf("taken over while stopping: %+v", heir)
	}
	finish(t, s, heir, data.JobOutcome{State: data.JobDone})
	if again, created, err := s.SubmitJob(ctx, draft("a")); err != nil || !created || again.State != data.JobSubmitted {
		t.Errorf("a job that was stopped early and is wanted again: %+v, %t, %v", again, created, err)
	}
}

func parts(t *testing.T, s JobStore, count int) (whole data.Job, children []data.Job) {
	t.Helper()
	whole = claim(t, s, submit(t, s, draft("whole")).ID, long)
	for i := range count {
		d := draft(fmt.Sprint("part ", i))
		d.Parent = whole.ID
		children = append(children, submit(t, s, d))
	}
	return whole, children
}

func state(t *testing.T, s JobStore, id string) data.JobState {
	t.Helper()
	return must[data.Job](t)(s.Job(background(), id)).State
}

func jobParts(t *testing.T, s JobStore) {
	ctx := background()
	whole, children := parts(t, s, 2)
	first := claim(t, s, children[0].ID, long)
	if got := must[data.Job](t)(s.ReleaseJob(ctx, whole.ID, 1, data.JobRelease{Wait: true})); got.State != data.JobWaiting || got.Attempts != 0 {
		t.Fatalf("waiting: %+v", got)
	}
	_, err := s.ClaimJob(ctx, whole.ID, "w", long)
	wantConflict(t, "claim of a waiting job", err)
	finish(t, s, first, data.JobOutcome{State: data.JobFailed, Error: "x"})
	if got := state(t, s, whole.ID); got != data.JobWaiting {
		t.Errorf("after one part of two the whole is %s", got)
	}
	if got := must[data.Job](t)(s.StopJob(ctx, whole.ID, data.KeepBest)); got.State != data.JobWaiting {
		t.Errorf("a waiting job that is to keep its best: %+v", got)
	}
	must[data.Job](t)(s.StopJob(ctx, children[1].ID, data.CancelJob))
	if got := state(t, s, whole.ID); got != data.JobSubmitted {
		t.Errorf("after both parts the whole is %s", got)
	}
	whole = claim(t, s, whole.ID, long)
	finish(t, s, whole, data.JobOutcome{State: data.JobFailed, Error: "one part failed"})
	// A part run again alone makes the whole due again.
	must[data.Job](t)(s.RetryJob(ctx, first.ID))
	finish(t, s, claim(t, s, first.ID, long), data.JobOutcome{State: data.JobDone})
	if got := state(t, s, whole.ID); got != data.JobSubmitted {
		t.Errorf("after the retried part the whole is %s", got)
	}
	// With nothing left to wait for, waiting is over at once.
	whole = claim(t, s, whole.ID, long)
	if got := must[data.Job](t)(s.ReleaseJob(ctx, whole.ID, whole.Lease.Token, data.JobRelease{Wait: true})); got.State != data.JobSubmitted {
		t.Errorf("waiting for nothing: %+v", got)
	}
	// A cancelled whole stays cancelled whatever its parts do.
	must[data.Job](t)(s.StopJob(ctx, whole.ID, data.CancelJob))
	must[data.Job](t)(s.RetryJob(ctx, children[1].ID))
	finish(t, s, claim(t, s, children[1].ID, long), data.JobOutcome{State: data.JobDone})
	if got := state(t, s, whole.ID); got != data.JobCancelled {
		t.Errorf("the cancelled whole is %s", got)
	}
}

func jobPartsRace(t *testing.T, s JobStore) {
	const count = 6
	whole, children := parts(t, s, count)
	var all sync.WaitGroup
	for i, child := range children {
		claimed := claim(t, s, child.ID, long)
		all.Go(func() {
			if _, err := s.FinishJob(background(), claimed.ID, claimed.Lease.Token, data.JobOutcome{State: data.JobDone}); err != nil {
				t.Errorf("part %d: %v", i, err)
			}
		})
		if i == count/2 {
			all.Go(func() {
				if _, err := s.ReleaseJob(background(), whole.ID, whole.Lease.Token, data.JobRelease{Wait: true}); err != nil {
					t.Errorf("release: %v", err)
				}
			})
		}
	}
	all.Wait()
	if got := state(t, s, whole.ID); got != data.JobSubmitted {
		t.Errorf("all parts finished and the whole is %s", got)
	}
}

func jobLists(t *testing.T, s JobStore) {
	ctx := background()
	var ids []string
	for i := range 5 {
		d := draft(fmt.Sprint(i))
		if i == 2 {
			d.Kind = "audit"
		}
		if i == 3 {
			d.Parent = "whole"
		}
		ids = append([]string{submit(t, s, d).ID}, ids...)
		time.Sleep(2 * time.Millisecond)
	}
	claimed := claim(t, s, ids[4], long)
	finish(t, s, claimed, data.JobOutcome{State: data.JobDone, Result: []byte(`"large"`)})
	for _, c := range []struct {
		q    data.JobQuery
		want []string
	}{
		{data.JobQuery{}, ids}, {data.JobQuery{Limit: 2}, ids[:2]}, {data.JobQuery{After: ids[1], Limit: 2}, ids[2:4]}, {data.JobQuery{After: ids[4]}, nil},
		{data.JobQuery{Kind: "audit"}, ids[2:3]}, {data.JobQuery{Parent: "whole"}, ids[1:2]},
		{data.JobQuery{States: []data.JobState{data.JobDone, data.JobFailed}}, ids[4:]}, {data.JobQuery{Kind: "plan", States: []data.JobState{data.JobSubmitted}}, []string{ids[0], ids[1], ids[3]}},
	} {
		list := must[[]data.Job](t)(s.Jobs(ctx, c.q))
		if got := codes(list, func(j data.Job) string { return j.ID }); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("jobs of %+v: got %v, want %v", c.q, got, c.want)
		}
		for _, j := range list {
			if j.Result != nil {
				t.Errorf("a list carries a result: %s", j.Result)
			}
		}
	}
}

func jobDueOrder(t *testing.T, s JobStore) {
	var want []string
	for i := range 4 {
		d := draft(fmt.Sprint(i))
		d.Priority = []data.JobPriority{data.Background, data.Interactive}[i%2]
		want = append(want, submit(t, s, d).ID)
		time.Sleep(2 * time.Millisecond)
	}
	// One whose worker died goes before all that were never begun.
	orphan := draft("orphan")
	want = []string{claim(t, s, submit(t, s, orphan).ID, time.Millisecond).ID, want[1], want[3], want[0], want[2]}
	time.Sleep(short)
	due := must[[]data.Job](t)(s.DueJobs(background(), 3))
	if got := codes(due, func(j data.Job) string { return j.ID }); fmt.Sprint(got) != fmt.Sprint(want[:3]) {
		t.Errorf("due %v, want %v", got, want[:3])
	}
}

func jobClean(t *testing.T, s JobStore) {
	ctx := background()
	finish(t, s, claim(t, s, submit(t, s, draft("old")).ID, long), data.JobOutcome{State: data.JobDone})
	waiting := submit(t, s, draft("waiting"))
	whole, children := parts(t, s, 1)
	finish(t, s, claim(t, s, children[0].ID, long), data.JobOutcome{State: data.JobDone})
	if count := must[int64](t)(s.CleanJobs(ctx, time.Now().Add(-time.Hour))); count != 0 {
		t.Errorf("%d young jobs were forgotten", count)
	}
	if count := must[int64](t)(s.CleanJobs(ctx, time.Now().Add(time.Hour))); count != 1 {
		t.Errorf("%d jobs were forgotten, want the old one", count)
	}
	for _, id := range []string{waiting.ID, whole.ID, children[0].ID} {
		must[data.Job](t)(s.Job(ctx, id))
	}
}

func jobCounts(t *testing.T, s JobStore) {
	ctx := background()
	want := func(counts map[data.JobState]int64) {
		t.Helper()
		if got := must[map[data.JobState]int64](t)(s.CountJobs(ctx)); !maps.Equal(got, counts) {
			t.Errorf("counted %v, expected %v", got, counts)
		}
	}
	want(map[data.JobState]int64{})
	for _, text := range []string{"a", "b", "c"} {
		submit(t, s, draft(text))
	}
	j := submit(t, s, draft("d"))
	claim(t, s, j.ID, long)
	want(map[data.JobState]int64{data.JobSubmitted: 3, data.JobRunning: 1})
	must[data.Job](t)(s.StopJob(ctx, submit(t, s, draft("a")).ID, data.CancelJob))
	want(map[data.JobState]int64{data.JobSubmitted: 2, data.JobRunning: 1, data.JobCancelled: 1})
}
