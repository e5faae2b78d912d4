package api

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner/job"
	"cuntong/planner/job/sqlitequeue"
	"cuntong/planner/study"
)

// tinyRunner works on jobs of a study; slow ones wait for their Stop before they begin.
func tinyRunner(t *testing.T, s *study.Study) *job.Runner {
	t.Helper()
	r := newTinyRunner(t, s)
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

// newTinyRunner is tinyRunner for those who close it themselves.
func newTinyRunner(t *testing.T, s *study.Study) *job.Runner {
	t.Helper()
	queue, err := sqlitequeue.Open(context.Background(), filepath.Join(t.TempDir(), "tiny.gpkg"), nil)
	if err != nil {
		t.Fatal(err)
	}
	kinds := job.Kinds()
	for i := range kinds {
		work := kinds[i].Work
		kinds[i].Work = func(ctx context.Context, task *job.Task) (data.JobOutcome, error) {
			if strings.Contains(string(task.Job.Parameters), "slow") {
				objective := int64(7)
				task.Progress(data.JobProgress{Step: 1, Steps: 2, Name: "wait", Objective: &objective})
				select {
				case <-task.Stop:
				case <-ctx.Done():
				}
			}
			return work(ctx, task)
		}
	}
	r, err := job.New(job.Options{Study: s, Queue: queue, Worker: "test", Kinds: kinds, TTL: time.Second, Sweep: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	return r
}

// postJob asks for a job and returns it.
func postJob(t *testing.T, server *httptest.Server, body string) JobHead {
	t.Helper()
	got := ask(t, server, http.MethodPost, "/api/v1/jobs", body)
	head := decode[JobHead](t, got)
	if got.status != http.StatusAccepted || got.header.Get("Location") != "/api/v1/jobs/"+head.ID {
		t.Fatalf("post %s: %d %v %s", body, got.status, got.header, got.body)
	}
	return head
}

// follow reads a job's events to their end.
func follow(t *testing.T, server *httptest.Server, id string, each func(event string, head JobHead)) (last JobHead) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/jobs/"+id+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip")
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if kind := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || kind != "text/event-stream" || response.Header.Get("Content-Encoding") != "" {
		t.Fatalf("events: %d %v", response.StatusCode, response.Header)
	}
	lines, event := bufio.NewScanner(response.Body), ""
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			event = name
		}
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			last = decode[JobHead](t, reply{body: []byte(text)})
			if each != nil {
				each(event, last)
			}
		}
	}
	if event != "done" {
		t.Fatalf("the events end with %q", event)
	}
	return last
}

// doneJob asks for a small plan and waits until it is done.
func doneJob(t *testing.T, server *httptest.Server) string {
	t.Helper()
	head := follow(t, server, postJob(t, server, `{"kind":"plan","parameters":{"model":"mclp","p":1,"area":"370522","name":"后台"}}`).ID, nil)
	if head.State != data.JobDone || head.PlanID == nil || head.FinishedAt == nil {
		t.Fatalf("job %+v", head)
	}
	return head.ID
}

func TestJobsAreStoppedCancelledAndRetried(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, Jobs: tinyRunner(t, s)})
	slow := postJob(t, server, `{"kind":"plan","parameters":{"model":"mclp","p":1,"name":"slow"}}`)
	if again := postJob(t, server, `{"kind":"plan","parameters":{"name":"slow","p":1,"model":"mclp"}}`); again.ID != slow.ID {
		t.Errorf("the same work is two jobs: %s, %s", slow.ID, again.ID)
	}
	saw := false
	began := time.Now()
	last := follow(t, server, slow.ID, func(event string, head JobHead) {
		if !saw && event == "progress" && head.Progress != nil {
			saw = true
			if head.Progress.Objective == nil || *head.Progress.Objective != 7 || head.Progress.Step != 1 {
				t.Errorf("progress %+v", head.Progress)
			}
			if got := ask(t, server, http.MethodPost, "/api/v1/jobs/"+slow.ID+"/cancel", ""); got.status != http.StatusAccepted {
				t.Errorf("cancel: %d %s", got.status, got.body)
			}
		}
	})
	if !saw || last.State != data.JobCancelled || last.PlanID != nil || time.Since(began) > 10*time.Second {
		t.Errorf("progress seen %t, then %+v after %v", saw, last, time.Since(began))
	}
	if got := ask(t, server, http.MethodPost, "/api/v1/jobs/"+slow.ID+"/retry", ""); got.status != http.StatusAccepted {
		t.Fatalf("retry: %d %s", got.status, got.body)
	}
	last = follow(t, server, slow.ID, func(_ string, head JobHead) {
		// Only once there is an answer: stopped before its first one, a solve has no best to keep.
		if head.State == data.JobRunning && head.Stop == nil && head.Progress != nil && head.Progress.Objective != nil {
			if got := ask(t, server, http.MethodPost, "/api/v1/jobs/"+slow.ID+"/stop", ""); got.status != http.StatusAccepted && got.status != http.StatusConflict {
				t.Errorf("stop: %d %s", got.status, got.body)
			}
		}
	})
	if last.State != data.JobDone || last.PlanID == nil || last.Stop == nil || *last.Stop != data.KeepBest {
		t.Errorf("stopped: %+v", last)
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/jobs/"+slow.ID+"/stop", ""), http.StatusConflict, "conflict")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/jobs", `{"kind":"load","parameters":{"files":["x.csv"]}}`), http.StatusUnprocessableEntity, "invalid")
}

func TestCountiesAreListedWithTheirParent(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, Jobs: tinyRunner(t, s)})
	whole := postJob(t, server, `{"kind":"plan-counties","parameters":{"model":"mclp","p":1},"priority":"batch"}`)
	follow(t, server, whole.ID, nil)
	got := decode[struct{ Result job.Counties }](t, ask(t, server, http.MethodGet, "/api/v1/jobs/"+whole.ID, ""))
	parts := decode[JobList](t, ask(t, server, http.MethodGet, "/api/v1/jobs?parent="+whole.ID, ""))
	if len(got.Result.Counties) != 1 || len(parts.Items) != 1 || got.Result.Counties[0].Job != parts.Items[0].ID || *parts.Items[0].Parent != whole.ID {
		t.Errorf("result %+v, parts %+v", got.Result, parts.Items)
	}
}

func TestWithoutAQueueTheJobOperationsSaySo(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for method, target := range map[string]string{http.MethodGet: "/api/v1/jobs", http.MethodPost: "/api/v1/jobs/x/retry"} {
		wantProblem(t, ask(t, server, method, target, ""), http.StatusServiceUnavailable, "unavailable")
	}
}

func TestEventsEndWhenTheProgramCloses(t *testing.T) {
	s := tinyStudy(t)
	closing := make(chan struct{})
	server := serve(t, Options{Study: s, Jobs: tinyRunner(t, s), Closing: closing})
	slow := postJob(t, server, `{"kind":"plan","parameters":{"model":"mclp","p":1,"name":"slow"}}`)
	time.AfterFunc(200*time.Millisecond, func() { close(closing) })
	began := time.Now()
	if got := ask(t, server, http.MethodGet, "/api/v1/jobs/"+slow.ID+"/events", ""); got.status != http.StatusOK || !strings.Contains(string(got.body), "event: progress") {
		t.Errorf("events %d %s", got.status, got.body)
	}
	if time.Since(began) > 5*time.Second {
		t.Errorf("the events went on for %v", time.Since(began))
	}
	ask(t, server, http.MethodPost, "/api/v1/jobs/"+slow.ID+"/cancel", "")
}
