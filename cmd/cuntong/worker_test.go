package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// tellURL hears the address that serve prints.
type tellURL struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (w *tellURL) Write(text []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.text.Write(text)
}

func (w *tellURL) url() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	_, rest, ok := strings.Cut(w.text.String(), "http://")
	if !ok {
		return ""
	}
	return "http://" + strings.Fields(rest)[0]
}

func TestAWorkerTakesTheJobsThatAServerLeavesToIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "county.gpkg")
	run := func(ctx context.Context, args ...string) (*tellURL, <-chan int) {
		said, status := &tellURL{}, make(chan int, 1)
		p := &program{stdout: said, stderr: said, now: time.Now, version: "test"}
		go func() { status <- p.run(ctx, args) }()
		return said, status
	}
	said, status := run(t.Context(), "demo", "--store", file, "--exit", "--effort", "1000")
	if got := <-status; got != exitDone {
		t.Fatalf("demo: %d %s", got, said.text.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, served := run(ctx, "serve", "--store", file, "--addr", "127.0.0.1:0", "--no-worker")
	var url string
	for deadline := time.Now().Add(20 * time.Second); url == "" && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		url = said.url()
	}
	ask := func(method, path, body string) (state string, location string) {
		request, err := http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(url, "/api/v1/info")+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var job struct{ State string }
		if err := json.NewDecoder(response.Body).Decode(&job); err != nil || response.StatusCode >= 300 {
			t.Fatalf("%s %s: %d, %v", method, path, response.StatusCode, err)
		}
		return job.State, response.Header.Get("Location")
	}
	_, where := ask(http.MethodPost, "/api/v1/jobs", `{"kind":"audit","parameters":{"area":"370522"}}`)
	time.Sleep(300 * time.Millisecond)
	if state, _ := ask(http.MethodGet, where, ""); state != "submitted" {
		t.Errorf("without a worker the job is %s", state)
	}
	said, worked := run(ctx, "worker", "--store", file, "--concurrency", "1")
	state := ""
	for deadline := time.Now().Add(20 * time.Second); state != "done" && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		state, _ = ask(http.MethodGet, where, "")
	}
	if state != "done" {
		t.Errorf("the job is %s: %s", state, said.text.String())
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	for what, status := range map[string]<-chan int{"serve": served, "worker": worked} {
		select {
		case got := <-status:
			if got != exitDone {
				t.Errorf("%s ended with %d: %s", what, got, said.text.String())
			}
		case <-time.After(30 * time.Second):
			t.Errorf("%s did not end", what)
		}
	}
}
