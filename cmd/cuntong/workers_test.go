package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/postgis"
	"cuntong/data/postgis/pgtest"
	"cuntong/data/sample"
)

// TestTwoWorkerProcessesPlanDongyingAsOneProcessDoes plans the city and its counties by two worker processes on
// PostGIS and compares the fingerprints with those that one process made on a file.
func TestTwoWorkerProcessesPlanDongyingAsOneProcessDoes(t *testing.T) {
	database := pgtest.Start(t)
	want := demoFingerprints(t)
	loadSampleInto(t, database)
	url := startServer(t, database)
	for range 2 {
		startWorker(t, database)
	}
	parameters := `{"area":"370500","model":"lscp","seed":1}`
	jobs := []string{
		postJob(t, url, fmt.Sprintf(`{"kind":"plan-counties","parameters":%s}`, parameters)),
		postJob(t, url, fmt.Sprintf(`{"kind":"plan","parameters":%s}`, parameters)),
	}
	for _, job := range jobs {
		waitDone(t, url+job)
	}
	var list struct {
		Items []struct {
			Fingerprint string
			Scenario    data.Scenario
			Verified    bool
		}
	}
	getJSON(t, url+"/api/v1/plans", &list)
	if len(list.Items) != len(want) {
		t.Fatalf("%d plans, want %d", len(list.Items), len(want))
	}
	for _, plan := range list.Items {
		if want[plan.Scenario.Area] != plan.Fingerprint || !plan.Verified {
			t.Errorf("area %s: two processes made %s, one made %s", plan.Scenario.Area, plan.Fingerprint, want[plan.Scenario.Area])
		}
	}
}

// demoFingerprints returns the fingerprints of the demo's plans by area.
func demoFingerprints(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(demoFile(t) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var demo struct {
		Plan  answerJSON
		Plans []answerJSON
	}
	if err := json.Unmarshal(text, &demo); err != nil {
		t.Fatal(err)
	}
	fingerprints := map[string]string{}
	for _, plan := range append(demo.Plans, demo.Plan) {
		fingerprints[plan.Area] = plan.Fingerprint
	}
	if len(fingerprints) != 6 {
		t.Fatalf("the demo has %d plans", len(fingerprints))
	}
	return fingerprints
}

func loadSampleInto(t *testing.T, database string) {
	t.Helper()
	store, err := postgis.Open(t.Context(), database, postgis.Options{Create: true, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	batch, err := sample.Dongying()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(t.Context(), batch, data.ChangeNote{Actor: "test", At: time.Now(), Action: "load"}); err != nil {
		t.Fatal(err)
	}
}

// startServer serves without a worker and returns the address; it stops with the test.
func startServer(t *testing.T, database string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	said, status := &tellURL{}, make(chan int, 1)
	p := &program{stdout: said, stderr: said, now: time.Now, version: "test"}
	go func() {
		status <- p.run(ctx, []string{"serve", "--store", database, "--addr", "127.0.0.1:0", "--no-worker"})
	}()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		<-status
	})
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if url := said.url(); url != "" {
			return strings.TrimSuffix(url, "/api/v1/info")
		}
	}
	t.Fatal("the server printed no address")
	return ""
}

// startWorker starts a worker as a process of its own; it is told to stop with the test.
func startWorker(t *testing.T, database string) {
	t.Helper()
	command := exec.Command(os.Args[0], "worker", "--store", database, "--concurrency", "1")
	command.Env = append(os.Environ(), programVariable+"=1")
	command.Stderr = t.Output()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait() // how a worker ends is another test's business
	})
}

func postJob(t *testing.T, url, body string) (path string) {
	t.Helper()
	response, err := http.Post(url+"/api/v1/jobs", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusAccepted {
		t.Fatalf("%s: %s", body, response.Status)
	}
	return response.Header.Get("Location")
}

func waitDone(t *testing.T, url string) {
	t.Helper()
	var job struct {
		State string
		Error json.RawMessage
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if getJSON(t, url, &job); job.State == "done" {
			return
		} else if job.State == "failed" || job.State == "cancelled" {
			break
		}
	}
	t.Fatalf("job %s is %s: %s", url, job.State, job.Error)
}

func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatalf("GET %s: %s, %v", url, response.Status, err)
	}
}
