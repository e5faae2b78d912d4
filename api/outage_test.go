package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/planner/job"
	"cuntong/planner/job/pgqueue"
	"cuntong/planner/study"
)

// databaseRunner works on jobs in a database; plans named "held" wait in the middle of their work until
// something comes by the way.
func databaseRunner(t *testing.T, s *study.Study, address string) (r *job.Runner, began chan string, way chan struct{}) {
	t.Helper()
	queue, err := pgqueue.Open(context.Background(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	began, way = make(chan string, 9), make(chan struct{})
	kinds := job.Kinds()
	for i := range kinds {
		work := kinds[i].Work
		kinds[i].Work = func(ctx context.Context, task *job.Task) (data.JobOutcome, error) {
			outcome, err := work(ctx, task)
			if err == nil && strings.Contains(string(task.Job.Parameters), "held") {
				began <- task.Job.ID
				select {
				case <-way:
				case <-ctx.Done():
					return data.JobOutcome{}, context.Cause(ctx)
				}
			}
			return outcome, err
		}
	}
	r, err = job.New(job.Options{Study: s, Queue: queue, Worker: "test", Kinds: kinds, Sweep: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r, began, way
}

// standBy is how many goroutines of River and the pool come and go by themselves (42 to 47 were seen). A round asks
// more than two dozen times, so that one goroutine lost by each request would show.
const standBy = 8

// settled waits until there are no more goroutines than most, and returns how many there are.
func settled(most int) int {
	now := runtime.NumGoroutine()
	for deadline := time.Now().Add(15 * time.Second); now > most && time.Now().Before(deadline); now = runtime.NumGoroutine() {
		time.Sleep(50 * time.Millisecond)
	}
	return now
}

func TestRequestsAnswer503WhilePostgresIsDownAndRunningJobsGoOnAfter(t *testing.T) {
	cluster := pgtest.Private(t)
	address := cluster.Database(t)
	store, err := postgis.Open(t.Context(), address, postgis.Options{Create: true, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if _, err := store.Load(t.Context(), tinyCounty(), data.ChangeNote{Actor: "test", At: noon(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
	s := &study.Study{Store: store, Now: noon, Version: "test", Actor: "test"}
	runner, began, way := databaseRunner(t, s, address)
	server := serve(t, Options{Study: s, Jobs: runner})
	doneJob(t, server)
	reads := []string{"/api/v1/info", "/api/v1/areas", "/api/v1/settlements?limit=1", "/api/v1/facilities", "/api/v1/scenarios", "/api/v1/plans", "/api/v1/jobs", "/api/v1/audits?standard=village-2km"}
	wantAll(t, server, reads, http.StatusOK)
	goroutines, connections := 0, 0
	for round, parameters := range []string{`"model":"mclp","p":2`, `"model":"lscp"`} {
		held := postJob(t, server, `{"kind":"plan","parameters":{"name":"held","area":"370522",`+parameters+`}}`)
		if id := <-began; id != held.ID {
			t.Fatalf("job %s began, expected %s", id, held.ID)
		}
		cluster.Stop(t)
		for range 2 {
			wantAll(t, server, reads, http.StatusServiceUnavailable)
			refused := ask(t, server, http.MethodPost, "/api/v1/jobs", `{"kind":"plan","parameters":{"model":"mclp","p":1,"name":"refused"}}`)
			wantProblem(t, refused, http.StatusServiceUnavailable, "unavailable")
			time.Sleep(300 * time.Millisecond)
		}
		if got := ask(t, server, http.MethodGet, "/healthz", ""); got.status != http.StatusOK {
			t.Errorf("the program itself is well, but health answers %d %s", got.status, got.body)
		}
		if round == 1 { // one goes on while the server is still away, the others after
			way <- struct{}{}
			time.Sleep(300 * time.Millisecond)
		}
		cluster.Restart(t)
		wantAll(t, server, reads, http.StatusOK)
		if round != 1 {
			way <- struct{}{}
		}
		last := follow(t, server, held.ID, nil)
		if last.State != data.JobDone || last.PlanID == nil || last.Attempts != 1 {
			t.Errorf("the job that ran while the server was away: %+v", last)
		}
		nowGoroutines, nowConnections := 0, connectionsTo(t, cluster, address)
		if round == 0 {
			time.Sleep(time.Second) // what is only beginning anew may still do so
			nowGoroutines = runtime.NumGoroutine()
		} else if nowGoroutines = settled(goroutines + standBy); nowGoroutines > goroutines+standBy || nowConnections > connections+1 {
			stacks := make([]byte, 1<<18)
			t.Errorf("%d goroutines and %d connections, after the first time %d and %d\n%s", nowGoroutines, nowConnections, goroutines, connections, stacks[:runtime.Stack(stacks, true)])
		}
		goroutines, connections = nowGoroutines, nowConnections
		t.Logf("round %d: %d goroutines, %d connections", round, goroutines, connections)
	}
	if plans, err := store.Plans(t.Context(), data.Query{}); err != nil || len(plans) != 3 {
		t.Errorf("%d plans, %v", len(plans), err)
	}
}

// wantAll asks for every target and wants one status; 503 comes with the time to wait.
func wantAll(t *testing.T, server *httptest.Server, targets []string, status int) {
	t.Helper()
	for _, target := range targets {
		began := time.Now()
		got := ask(t, server, http.MethodGet, target, "")
		if got.status != status || time.Since(began) > 10*time.Second {
			t.Errorf("%s: %d after %v, expected %d: %s", target, got.status, time.Since(began), status, got.body)
		}
		if seconds, err := strconv.Atoi(got.header.Get("Retry-After")); status == http.StatusServiceUnavailable && (err != nil || seconds < 1) {
			t.Errorf("%s: Retry-After %q", target, got.header.Get("Retry-After"))
		}
	}
}

// connectionsTo counts what the server holds open for its clients.
func connectionsTo(t *testing.T, cluster *pgtest.Cluster, address string) int {
	t.Helper()
	out, err := cluster.Program("psql", "-XAt", "-c", "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", address).Output()
	if err != nil {
		t.Fatal(err)
	}
	count, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return count
}
