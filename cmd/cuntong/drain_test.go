//go:build !windows

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/data/gpkg"
)

// process is a server in a process of its own.
type process struct {
	t       *testing.T
	command *exec.Cmd
	url     string
	said    *lockedBuffer
	ended   chan error
}

// startProcess runs cuntong serve as a process; it is killed with the test unless it ended before.
func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, said: &lockedBuffer{}, ended: make(chan error, 1)}
	p.command = exec.Command(os.Args[0], append([]string{"serve"}, args...)...)
	p.command.Env = append(os.Environ(), programVariable+"=1")
	p.command.Stderr = p.said
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.command.Wait() }()
	t.Cleanup(func() { _ = p.command.Process.Kill() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if found := regexp.MustCompile(`地图：(https?://\S+)`).FindStringSubmatch(p.said.String()); found != nil {
			p.url = found[1]
			return p
		}
	}
	t.Fatalf("no address was printed: %s", p.said.String())
	return nil
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wait returns how the process ended.
func (p *process) wait() error {
	p.t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(2 * time.Minute):
		p.t.Fatalf("the server did not end: %s", p.said.String())
		return nil
	}
}

// ask returns status and body of a GET on a connection of its own.
func (p *process) ask(path string) (int, string, error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(p.url + path)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

// until asks /readyz until it answers with a status and a text.
func (p *process) until(status int, text string) {
	p.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got, body, err := p.ask("/readyz"); err == nil && got == status && strings.Contains(body, text) {
			return
		}
	}
	p.t.Fatalf("/readyz never answered %d %s: %s", status, text, p.said.String())
}

// halfPost begins a request whose body comes later; rest sends it and returns the status line of the answer.
func (p *process) halfPost(path, body string) (rest func() (string, error)) {
	p.t.Helper()
	address := strings.TrimPrefix(p.url, "http://")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { connection.Close() })
	half := len(body) / 2
	if _, err := fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, address, len(body), body[:half]); err != nil {
		p.t.Fatal(err)
	}
	return func() (string, error) {
		if _, err := io.WriteString(connection, body[half:]); err != nil {
			return "", err
		}
		line, err := bufio.NewReader(connection).ReadString('\n')
		return strings.TrimSpace(line), err
	}
}

// storeCopy is a store of the test's own.
func storeCopy(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "county.gpkg")
	if status, _, errs := run(t, "backup", "--store", demoFile(t), "--out", file); status != exitDone {
		t.Fatal(errs)
	}
	return file
}

func TestAServerThatIsAskedToLeaveFinishesWhatItBegan(t *testing.T) {
	store := storeCopy(t)
	p := startProcess(t, "--store", store, "--addr", "127.0.0.1:0", "--drain-delay", "2s", "--no-worker")
	p.until(http.StatusOK, "ok")
	job := postJob(t, p.url, `{"kind":"plan","parameters":{"model":"lscp","area":"370522","name":"never begun"}}`)
	events, err := http.Get(p.url + job + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	rest := p.halfPost("/api/v1/scenarios", `{"name":"kept over the leaving","area":"370522","model":"mclp","weight":"settlements","p":2}`)
	time.Sleep(200 * time.Millisecond) // the server has read the headers: the request is begun

	p.signal(syscall.SIGTERM)
	p.until(http.StatusServiceUnavailable, "draining")
	if status, _, err := p.ask("/api/v1/info"); err != nil || status != http.StatusOK {
		t.Errorf("while it waits for the balancer: %d %v", status, err)
	}
	if last, err := io.ReadAll(events.Body); err != nil || !strings.Contains(string(last), "leaving") {
		t.Errorf("the stream of a job ended with %v: %s", err, last)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, _, err := p.ask("/healthz"); errors.Is(err, syscall.ECONNREFUSED) {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("connections are still taken: %v", err)
		}
	}
	if line, err := rest(); err != nil || !strings.Contains(line, "201") {
		t.Errorf("the request that was begun: %q %v", line, err)
	}
	if err := p.wait(); err != nil {
		t.Errorf("it ended with %v, expected status 0: %s", err, p.said.String())
	}
	again, err := gpkg.Open(t.Context(), store, gpkg.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	scenarios, err := again.Scenarios(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	kept := false
	for _, s := range scenarios {
		kept = kept || s.Name == "kept over the leaving"
	}
	if !kept {
		t.Error("what was accepted while it was leaving is not in the store")
	}
}

func TestASecondSignalEndsAtOnceAndARequestThatNeverEndsIsBrokenOff(t *testing.T) {
	store := storeCopy(t)
	body := `{"name":"never finished","area":"370522","model":"mclp","weight":"settlements","p":2}`
	p := startProcess(t, "--store", store, "--addr", "127.0.0.1:0", "--no-worker", "--drain-delay", "10m")
	p.signal(syscall.SIGTERM)
	p.until(http.StatusServiceUnavailable, "draining")
	p.signal(syscall.SIGTERM)
	var exit *exec.ExitError
	if err := p.wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("after a second signal it ended with %v", err)
	}
	p = startProcess(t, "--store", store, "--addr", "127.0.0.1:0", "--no-worker", "--drain-time", "300ms")
	p.halfPost("/api/v1/scenarios", body)
	time.Sleep(200 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	if err := p.wait(); err != nil || !strings.Contains(p.said.String(), "broken off") {
		t.Errorf("a request that never ends: %v: %s", err, p.said.String())
	}
}

func TestAJobIsHandedBackByAServerThatLeaves(t *testing.T) {
	store := storeCopy(t)
	p := startProcess(t, "--store", store, "--addr", "127.0.0.1:0")
	path := postJob(t, p.url, `{"kind":"plan","parameters":{"model":"median","p":300,"weight":"settlements","area":"370500","seed":7,"effort":900000000000}}`)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, body, err := p.ask(path); err == nil && strings.Contains(body, `"state":"running"`) {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("the job never ran: %s", body)
		}
	}
	p.signal(syscall.SIGTERM)
	if err := p.wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, p.said.String())
	}
	again, err := gpkg.Open(t.Context(), store, gpkg.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	job, err := again.Job(t.Context(), strings.TrimPrefix(path, "/api/v1/jobs/"))
	if err != nil || job.State != data.JobSubmitted {
		t.Errorf("the job is %s, %v: expected it given back", job.State, err)
	}
}

func TestADiskThatIsNearlyFullIsTold(t *testing.T) {
	if free, ok := freeBytes(t.TempDir()); !ok || free <= 0 {
		t.Fatalf("%d bytes free, %v", free, ok)
	}
	if _, ok := freeBytes(filepath.Join(t.TempDir(), "none")); ok {
		t.Error("a folder that is not there has a disk")
	}
	if checks := readiness("postgres://x/y", nil); len(checks) != 0 {
		t.Errorf("%d checks for a database", len(checks))
	}
	if checks := readiness(filepath.Join(t.TempDir(), "s.gpkg"), nil); len(checks) != 1 || checks[0].Reason != "disk" {
		t.Errorf("%v", checks)
	}
}
