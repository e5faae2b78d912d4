package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/job"
	"cuntong/planner/study"
)

func TestAPlanJobComesToTheSamePlanAsTheCommandLine(t *testing.T) {
	prints := map[string]string{}
	onBoth(t, func(t *testing.T, p place) {
		r := newRunner(t, p, "w", nil)
		fillStore(t, r)
		start(t, r, 2)
		parameters := job.PlanParameters{Name: "全覆盖", Area: "3705", Model: "lscp", Effort: 1_000_000}
		j := submit(t, r, "plan", parameters)
		again := submit(t, r, "plan", parameters)
		if again.ID != j.ID {
			t.Errorf("the same work is two jobs, %s and %s", j.ID, again.ID)
		}
		done := await(t, r, j.ID, finished)
		if done.State != data.JobDone || done.PlanID == "" || done.Attempts != 1 {
			t.Fatalf("job %+v", done)
		}
		stored, err := r.Study.Store.Plan(t.Context(), done.PlanID)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := r.Study.SolvePlan(t.Context(), study.PlanRequest{Name: "全覆盖", Area: "370500", Model: "lscp", Options: planner.Options{Seed: 1, Effort: 1_000_000, Threads: 2}})
		if err != nil {
			t.Fatal(err)
		}
		if alone.Fingerprint != stored.Fingerprint {
			t.Errorf("the job's plan is %s, alone it is %s", stored.Fingerprint, alone.Fingerprint)
		}
		prints[p.kind] = stored.Fingerprint
	})
	if prints["gpkg"] != prints["postgis"] && prints["postgis"] != "" {
		t.Errorf("the stores come to different plans: %v", prints)
	}
}

func TestLoadsAndAuditsRunAsJobs(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		r := newRunner(t, p, "w", nil)
		fillStore(t, r)
		start(t, r, 1)
		file := filepath.Join(t.TempDir(), "facilities.csv")
		text := "编号,名称,经度,纬度,状态,服务项目\nf1,一店,118.1,37.5,active,pickup\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		loaded := await(t, r, submit(t, r, "load", job.LoadParameters{Files: []string{file}, Datum: "wgs84"}).ID, finished)
		if loaded.State != data.JobDone || loaded.Loaded == nil || loaded.Loaded.Inserted != 1 {
			t.Fatalf("load: %s %s, %+v, %s", loaded.State, loaded.Error, loaded.Loaded, loaded.Result)
		}
		audited := await(t, r, submit(t, r, "audit", job.AuditParameters{Area: "370521"}).ID, finished)
		var audit struct{ Settlements int }
		if err := json.Unmarshal(audited.Result, &audit); err != nil || audit.Settlements != 40 {
			t.Errorf("audit: %s %s, %v, %.200s", audited.State, audited.Error, err, audited.Result)
		}
		submitted := submit(t, r, "load", job.LoadParameters{Files: []string{file}, Datum: "wgs84", Strict: true})
		_ = submitted // it may run before or after the file changes; then it says so
		if err := os.WriteFile(file, []byte(text+"f2,二店,118.2,37.5,active,pickup\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if j := await(t, r, submitted.ID, finished); j.State == data.JobFailed && !strings.Contains(j.Error, "has changed") {
			t.Errorf("a load of a changed file: %+v", j)
		}
	})
}

func TestWrongRequestsAreRefusedBeforeTheyAreRecorded(t *testing.T) {
	r := newRunner(t, place{filepath.Join(t.TempDir(), "s.gpkg"), "gpkg"}, "w", nil)
	fillStore(t, r)
	for _, c := range []struct{ kind, parameters, word string }{
		{"dance", `{}`, "load, audit, plan, route, plan-counties"}, {"plan", `{"model":"lscp","extra":1}`, "extra"}, {"plan", `{"model":"best"}`, "lscp, scp, mclp"},
		{"plan", `{"model":"mclp"}`, "p, the number"}, {"plan", `{"model":"lscp","p":3}`, "use mclp"}, {"plan", `{"model":"lscp","area":"9"}`, "digits"},
		{"plan", `{"model":"lscp","area":"110000"}`, "not in the store"}, {"plan", `{"model":"lscp","standard":"x"}`, "unknown"}, {"audit", `{"date":"now"}`, "YYYY-MM-DD"},
		{"route", `{}`, "name the saved plan"}, {"route", `{"plan":"none"}`, "none"}, {"route", `{"plan":"x","date":"now"}`, "YYYY-MM-DD"}, {"route", `{"plan":"x","bus":true}`, "needs a date"},
		{"route", `{"plan":"x","rules":{}}`, "rules"}, {"route", `{"plan":"x","costs":[]}`, "costs"}, {"route", `{"plan":"x","travel":"air"}`, "straight or road"}, {"plan", `{"model":"lscp"} {}`, "more than one"}, {"load", `{"files":[]}`, "none is named"}, {"load", `{"files":["/nowhere/x.csv"]}`, "cannot be read"}, {"load", `{"files":["x"],"datum":"mars"}`, "datum"},
	} {
		_, _, err := r.Submit(t.Context(), job.Request{Kind: c.kind, Parameters: json.RawMessage(c.parameters)})
		if err == nil || !strings.Contains(err.Error(), c.word) || !errors.Is(err, data.ErrInvalid) && !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%s %s: got %v, want a sentence with %q", c.kind, c.parameters, err, c.word)
		}
	}
	if jobs, err := r.Store.Jobs(t.Context(), data.JobQuery{}); err != nil || len(jobs) != 0 {
		t.Errorf("recorded %v, %v", jobs, err)
	}
}

func TestManyCountiesArePlannedInParts(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		r := newRunner(t, p, "w", nil)
		fillStore(t, r)
		start(t, r, 1) // one slot: a parent that waited in it would wait for ever
		j := await(t, r, submit(t, r, "plan-counties", job.PlanParameters{Model: "lscp", Effort: 100_000}).ID, finished)
		var result job.Counties
		if err := json.Unmarshal(j.Result, &result); err != nil || j.State != data.JobDone {
			t.Fatalf("%s %s: %v", j.State, j.Error, err)
		}
		if len(result.Counties) != 3 || result.Failed != 0 || result.Objective == nil || *result.Objective < 3 {
			t.Errorf("result %s", j.Result)
		}
		sum := int64(0)
		for _, county := range result.Counties {
			alone, err := r.Study.SolvePlan(t.Context(), study.PlanRequest{Name: county.Name, Area: county.Area, Model: "lscp", Options: planner.Options{Seed: 1, Effort: 100_000}})
			if err != nil {
				t.Fatal(err)
			}
			if alone.ID != county.PlanID {
				t.Errorf("%s: plan %s, alone %s", county.Name, county.PlanID, alone.ID)
			}
			sum += *alone.Objective
		}
		if *result.Objective != sum {
			t.Errorf("sum %d, want %d", *result.Objective, sum)
		}
	})
}

// flaky is a table of kinds whose plans of one county fail while broken says so.
func flaky(county string, broken func() bool) []job.Kind {
	kinds := job.Kinds()
	for i := range kinds {
		if kinds[i].Name != "plan" {
			continue
		}
		work := kinds[i].Work
		kinds[i].Work = func(ctx context.Context, t *job.Task) (data.JobOutcome, error) {
			if strings.Contains(string(t.Job.Parameters), county) && broken() {
				return data.JobOutcome{}, errors.New("the roof fell in")
			}
			return work(ctx, t)
		}
	}
	return kinds
}

func TestOneFailedCountyIsNamedAndRunAgainAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		broken := make(chan struct{})
		isBroken := func() bool {
			select {
			case <-broken:
				return false
			default:
				return true
			}
		}
		r := newRunner(t, p, "w", func(o *job.Options) { o.Kinds = flaky("370522", isBroken) })
		fillStore(t, r)
		start(t, r, 2)
		whole := await(t, r, submit(t, r, "plan-counties", job.PlanParameters{Model: "lscp", Effort: 100_000}).ID, finished)
		var result job.Counties
		if err := json.Unmarshal(whole.Result, &result); err != nil || whole.State != data.JobFailed || whole.ErrorCode != "part_failed" {
			t.Fatalf("%+v, %v", whole, err)
		}
		if !strings.Contains(whole.Error, "370522") || strings.Contains(whole.Error, "roof") || result.Failed != 1 {
			t.Errorf("said %q, %s", whole.Error, whole.Result)
		}
		var part string
		plans := map[string]string{}
		for _, county := range result.Counties {
			plans[county.Area] = county.PlanID
			if county.State == data.JobFailed {
				part = county.Job
			}
		}
		close(broken)
		if _, err := r.Retry(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		whole = await(t, r, whole.ID, func(j data.Job) bool { return j.State == data.JobDone })
		if err := json.Unmarshal(whole.Result, &result); err != nil || result.Failed != 0 {
			t.Fatalf("%s, %v", whole.Result, err)
		}
		for _, county := range result.Counties {
			if again, err := r.Store.Job(t.Context(), county.Job); err != nil || again.Attempts != 1 || county.Area != "370522" && county.PlanID != plans[county.Area] {
				t.Errorf("%s was done again: %+v, %v", county.Name, again, err)
			}
		}
	})
}

func TestAStoppedPlanKeepsItsBestAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		solving := make(chan struct{})
		kinds := job.Kinds()
		work := kinds[2].Work
		kinds[2].Work = func(ctx context.Context, task *job.Task) (data.JobOutcome, error) {
			close(solving)
			<-task.Stop // the solve of a county this small would be over before anybody could stop it
			return work(ctx, task)
		}
		r := newRunner(t, p, "w", func(o *job.Options) { o.Kinds = kinds })
		fillStore(t, r)
		start(t, r, 1)
		three := int64(3)
		j := submit(t, r, "plan", job.PlanParameters{Model: "mclp", P: &three})
		<-solving
		began := time.Now()
		if got, err := r.Stop(t.Context(), j.ID, data.KeepBest); err != nil || got.Stop != data.KeepBest {
			t.Fatalf("%+v, %v", got, err)
		}
		done := await(t, r, j.ID, finished)
		if waited := time.Since(began); waited > 5*time.Second {
			t.Errorf("stopping took %v", waited)
		}
		if done.State != data.JobDone {
			t.Fatalf("stopped: %s %s", done.State, done.Error)
		}
		if plan, err := r.Study.Store.Plan(t.Context(), done.PlanID); err != nil || plan.Status != "stopped" && plan.Status != "optimal" || !plan.Verified {
			t.Errorf("plan %s %t, %v", plan.Status, plan.Verified, err)
		}
	})
}
