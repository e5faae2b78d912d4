//go:build linux

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var slowClients = flag.Int("slow-clients", 200, "how many clients are slow at once, with -soak")

// slowly holds a connection as a bad line or a bad neighbour does: it sends its request, or takes its answer, a few
// bytes at a time, and begins anew when it is cut off.
type slowly struct {
	address string
	kind    int
	begun   atomic.Int64
	cut     atomic.Int64
}

// The kinds of slowness.
const (
	slowHeaders = iota
	slowBody
	slowReader
	slowKinds
)

func (s *slowly) run(ctx context.Context) {
	dialer := &net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4096) }) // a small window, so that answers wait in the server
	}}
	for ctx.Err() == nil {
		connection, err := dialer.DialContext(ctx, "tcp", s.address)
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		s.begun.Add(1)
		s.hold(ctx, connection)
		connection.Close()
		s.cut.Add(1)
	}
}

func (s *slowly) hold(ctx context.Context, connection net.Conn) {
	defer context.AfterFunc(ctx, func() { connection.Close() })()
	drip := func(text string) {
		for i := range len(text) {
			if _, err := connection.Write([]byte{text[i]}); err != nil {
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	}
	switch s.kind {
	case slowHeaders:
		drip("GET /api/v1/settlements?limit=5000 HTTP/1.1\r\nHost: " + s.address + "\r\nAccept-Language: " + strings.Repeat("zh-CN,", 1000) + "\r\n\r\n")
	case slowBody:
		body := `{"name":"slow","area":"370522","model":"mclp","p":2,"changes":{"facilities":[` + strings.Repeat(" ", 2000) + `]}}`
		if _, err := fmt.Fprintf(connection, "POST /api/v1/scenarios HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", s.address, len(body)); err == nil {
			drip(body)
		}
	case slowReader:
		if _, err := fmt.Fprintf(connection, "GET /api/v1/settlements?limit=5000 HTTP/1.1\r\nHost: %s\r\n\r\n", s.address); err != nil {
			return
		}
		piece := make([]byte, 512)
		for {
			if _, err := connection.Read(piece); err != nil {
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	}
}

// quick asks as an ordinary user does for a while and returns how long each answer took.
func quick(t *testing.T, url string, how time.Duration) (took []time.Duration) {
	t.Helper()
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for i, end := 0, time.Now().Add(how); i < 12 || time.Now().Before(end); i++ {
		began := time.Now()
		path := []string{"/api/v1/info", "/api/v1/settlements?limit=100&area=370522", "/api/v1/audits?area=370522"}[i%3]
		response, err := client.Get(url + path)
		if err != nil {
			t.Errorf("%s beside the slow: %v", path, err)
			return took
		}
		_, err = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("%s beside the slow: %s %v", path, response.Status, err)
		}
		took = append(took, time.Since(began))
		time.Sleep(20 * time.Millisecond)
	}
	slices.Sort(took)
	return took
}

// mostMemory is what a program may hold beside any number of slow clients.
const mostMemory = 400e6

func TestSlowClientsDoNotSlowOthersNorFillMemory(t *testing.T) {
	count, how := 9, time.Second
	if *soak {
		count, how = *slowClients, 75*time.Second
	}
	p := startProcess(t, "--store", storeCopy(t), "--addr", "127.0.0.1:0", "--no-worker")
	alone := quick(t, p.url, how/5)
	before := residentBytes(p.command.Process.Pid)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var slow sync.WaitGroup
	clients := make([]*slowly, count)
	for i := range clients {
		clients[i] = &slowly{address: strings.TrimPrefix(p.url, "http://"), kind: i % slowKinds}
		slow.Go(func() { clients[i].run(ctx) })
	}
	for _, c := range clients {
		for c.begun.Load() == 0 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	var most atomic.Int64
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		for ctx.Err() == nil {
			most.Store(max(most.Load(), residentBytes(p.command.Process.Pid)))
			time.Sleep(100 * time.Millisecond)
		}
	}()
	beside := quick(t, p.url, how)
	stop()
	slow.Wait()
	<-watching
	var begun, cut [slowKinds]int64
	for _, c := range clients {
		begun[c.kind] += c.begun.Load()
		cut[c.kind] += c.cut.Load()
	}
	at := func(took []time.Duration, share int) time.Duration {
		return took[min(len(took)*share/100, len(took)-1)].Round(100 * time.Microsecond)
	}
	t.Logf("alone: %d answers, median %v, p99 %v; beside %d slow clients: %d answers, median %v, p99 %v; memory %d MB before, at most %d MB; connections of slow headers, bodies, readers begun %v, ended %v",
		len(alone), at(alone, 50), at(alone, 99), count, len(beside), at(beside, 50), at(beside, 99), before/1e6, most.Load()/1e6, begun, cut)
	if most.Load() > mostMemory {
		t.Errorf("the program held %d MB", most.Load()/1e6)
	}
}
