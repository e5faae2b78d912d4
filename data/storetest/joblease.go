package storetest

import (
	"testing"
	"time"

	"cuntong/data"
)

func jobLease(t *testing.T, s JobStore) {
	ctx := background()
	j := submit(t, s, draft("a"))
	first := claim(t, s, j.ID, long)
	_, err := s.ClaimJob(ctx, j.ID, "other", long)
	wantConflict(t, "claim of a leased job", err)
	if due := must[[]data.Job](t)(s.DueJobs(ctx, 0)); len(due) != 0 {
		t.Errorf("a leased job is due: %+v", due)
	}
	must[data.Job](t)(s.RenewJob(ctx, j.ID, first.Lease.Token, short, nil)) // so that a slow machine cannot let it run out above
	time.Sleep(2 * short)
	if due := must[[]data.Job](t)(s.DueJobs(ctx, 0)); len(due) != 1 || due[0].ID != j.ID || due[0].Lease.Token != 1 {
		t.Errorf("due after the lease ran out: %+v", due)
	}
	second := must[data.Job](t)(s.ClaimJob(ctx, j.ID, "other", long))
	if second.Lease.Token != first.Lease.Token+1 || second.Lease.Worker != "other" || second.Attempts != 2 || !second.StartedAt.Equal(first.StartedAt) {
		t.Errorf("taken over: %+v", second)
	}
	finish(t, s, second, data.JobOutcome{State: data.JobDone})
	_, err = s.ClaimJob(ctx, j.ID, "third", long)
	wantConflict(t, "claim of a finished job", err)
}

func jobFencing(t *testing.T, s JobStore) {
	ctx := background()
	j := submit(t, s, draft("a"))
	asleep := claim(t, s, j.ID, time.Millisecond)
	time.Sleep(short)
	heir := claim(t, s, j.ID, long)
	old := asleep.Lease.Token
	_, err := s.RenewJob(ctx, j.ID, old, long, &data.JobProgress{Step: 9})
	wantConflict(t, "renew", err)
	plan := fullPlan()
	_, err = s.FinishJob(ctx, j.ID, old, data.JobOutcome{State: data.JobDone, Plan: &plan})
	wantConflict(t, "finish with a plan", err)
	_, err = s.FinishJob(ctx, j.ID, old, data.JobOutcome{State: data.JobDone, Load: &data.Batch{Areas: []data.Area{{Code: "010500"}}}})
	wantConflict(t, "finish with a load", err)
	_, err = s.ReleaseJob(ctx, j.ID, old, data.JobRelease{})
	wantConflict(t, "release", err)
	wantConflict(t, "checkpoint", s.SaveCheckpoint(ctx, j.ID, old, []byte("x")))
	same(t, "job", must[data.Job](t)(s.Job(ctx, j.ID)), heir)
	if info := must[data.Info](t)(s.Info(ctx)); info.Counts["plans"] != 0 || info.Counts["areas"] != 0 || info.Counts["changes"] != 0 || info.Revision != 0 {
		t.Errorf("the old worker left something: %+v", info)
	}
	finish(t, s, heir, data.JobOutcome{State: data.JobDone})
	_, err = s.FinishJob(ctx, j.ID, old, data.JobOutcome{State: data.JobFailed})
	wantConflict(t, "finish after the heir did", err)
}

func jobLateRenewal(t *testing.T, s JobStore) {
	j := claim(t, s, submit(t, s, draft("a")).ID, time.Millisecond)
	time.Sleep(short)
	must[data.Job](t)(s.RenewJob(background(), j.ID, j.Lease.Token, long, nil))
	_, err := s.ClaimJob(background(), j.ID, "other", long)
	wantConflict(t, "claim", err)
}

func jobPlan(t *testing.T, s JobStore) {
	ctx := background()
	plan := fullPlan()
	j := claim(t, s, submit(t, s, draft("a")).ID, long)
	done := finish(t, s, j, data.JobOutcome{State: data.JobDone, Plan: &plan, Note: data.ChangeNote{Actor: "suite"}})
	if done.PlanID != plan.ID || must[data.Job](t)(s.Job(ctx, j.ID)).PlanID != plan.ID {
		t.Errorf("the job does not name its plan: %+v", done)
	}
	if got := must[data.Plan](t)(s.Plan(ctx, plan.ID)); got.Fingerprint != plan.Fingerprint || len(got.Opened) != len(plan.Opened) {
		t.Errorf("stored %+v", got)
	}
	// Other work that comes to the same plan is done too, and the plan stays as it was.
	other := claim(t, s, submit(t, s, draft("b")).ID, long)
	finish(t, s, other, data.JobOutcome{State: data.JobDone, Plan: &plan})
	// A plan that cannot stand leaves the job running.
	third := claim(t, s, submit(t, s, draft("c")).ID, long)
	plan.Fingerprint = "another"
	_, err := s.FinishJob(ctx, third.ID, third.Lease.Token, data.JobOutcome{State: data.JobDone, Plan: &plan})
	wantConflict(t, "another plan under the same ID", err)
	same(t, "job", must[data.Job](t)(s.Job(ctx, third.ID)), third)
	if info := must[data.Info](t)(s.Info(ctx)); info.Counts["plans"] != 1 || info.Counts["changes"] != 1 {
		t.Errorf("counts %v", info.Counts)
	}
}

func jobLoad(t *testing.T, s JobStore) {
	ctx := background()
	batch := RandomBatch(1, Size{Towns: 1, Settlements: 5})
	bad := RandomBatch(1, Size{Towns: 1, Settlements: 5})
	bad.Settlements[0].Town = "nowhere"
	j := claim(t, s, submit(t, s, draft("a")).ID, long)
	if _, err := s.FinishJob(ctx, j.ID, 1, data.JobOutcome{State: data.JobDone, Load: &bad}); err == nil {
		t.Error("a load with a bad reference was stored")
	}
	same(t, "job", must[data.Job](t)(s.Job(ctx, j.ID)), j)
	if info := must[data.Info](t)(s.Info(ctx)); info.Revision != 0 || info.Counts["areas"] != 0 {
		t.Errorf("a refused load left %+v", info)
	}
	done := finish(t, s, j, data.JobOutcome{State: data.JobDone, Load: &batch})
	if done.Loaded == nil || done.Loaded.Inserted != 8 || done.Loaded.Revision != 1 {
		t.Errorf("loaded %+v", done.Loaded)
	}
	again := finish(t, s, j, data.JobOutcome{State: data.JobDone, Load: &batch})
	same(t, "job", again, done)
	if info := must[data.Info](t)(s.Info(ctx)); info.Revision != 1 || info.Counts["settlements"] != 5 || info.Counts["changes"] != 9 {
		t.Errorf("after finishing twice: %+v", info)
	}
}

func jobFinishTwice(t *testing.T, s JobStore) {
	j := claim(t, s, submit(t, s, draft("a")).ID, long)
	done := finish(t, s, j, data.JobOutcome{State: data.JobDone, Result: []byte("1")})
	same(t, "job", finish(t, s, j, data.JobOutcome{State: data.JobFailed, Error: "too late"}), done)
}

func jobRelease(t *testing.T, s JobStore) {
	ctx := background()
	j := claim(t, s, submit(t, s, draft("a")).ID, long)
	const wait = 3 * time.Second // a slow machine must ask before it is over
	released := must[data.Job](t)(s.ReleaseJob(ctx, j.ID, 1, data.JobRelease{After: wait, Code: "busy", Error: "later"}))
	if released.State != data.JobSubmitted || released.Error != "later" || released.Attempts != 1 {
		t.Errorf("released %+v", released)
	}
	_, err := s.ClaimJob(ctx, j.ID, "w", long)
	wantConflict(t, "claim before its time", err)
	_, err = s.RenewJob(ctx, j.ID, 1, long, nil)
	wantConflict(t, "renew after a release", err)
	time.Sleep(wait + short)
	j = claim(t, s, j.ID, long)
	if j.Lease.Token != 2 || j.Attempts != 2 || j.Error != "" {
		t.Errorf("claimed again: %+v", j)
	}
	must[data.Job](t)(s.ReleaseJob(ctx, j.ID, 2, data.JobRelease{Free: true}))
	if j = claim(t, s, j.ID, long); j.Attempts != 2 || j.Lease.Token != 3 {
		t.Errorf("a free release counted: %+v", j)
	}
}

func jobCheckpoint(t *testing.T, s JobStore) {
	ctx := background()
	j := claim(t, s, submit(t, s, draft("a")).ID, time.Millisecond)
	if got := must[[]byte](t)(s.Checkpoint(ctx, j.ID)); got != nil {
		t.Errorf("checkpoint before the first: %q", got)
	}
	state := []byte{0, 1, 2, 255}
	if err := s.SaveCheckpoint(ctx, j.ID, 1, state); err != nil {
		t.Fatal(err)
	}
	time.Sleep(short)
	claim(t, s, j.ID, long)
	same(t, "checkpoint", must[[]byte](t)(s.Checkpoint(ctx, j.ID)), state)
	if err := s.SaveCheckpoint(ctx, j.ID, 2, []byte("b")); err != nil {
		t.Fatal(err)
	}
	same(t, "checkpoint", must[[]byte](t)(s.Checkpoint(ctx, j.ID)), []byte("b"))
	if _, err := s.Checkpoint(ctx, "none"); err == nil {
		t.Error("a checkpoint of no job")
	}
}
