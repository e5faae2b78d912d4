package api

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// begunReader asks for something and reads nothing of the answer.
func begunReader(t *testing.T, server *httptest.Server) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if err := connection.(*net.TCPConn).SetReadBuffer(256 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return connection
}

// waitFor waits for something that has to happen.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: it never was so", what)
		}
	}
}

func TestAnswersThatNobodyTakesAreBrokenOffOldestFirstAndOthersAreWhole(t *testing.T) {
	body := []byte(strings.Repeat("0123456789abcdef", 16<<20/16)) // more than the buffers of a connection take
	h := &holding{most: 40 << 20}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { h.send(w, body) }))
	defer server.Close()
	waiting := func() int {
		h.mutex.Lock()
		defer h.mutex.Unlock()
		return len(h.waiting)
	}
	begunReader(t, server)
	waitFor(t, "the first waits", func() bool { return waiting() == 1 })
	second := begunReader(t, server)
	waitFor(t, "the second waits", func() bool { return waiting() == 2 })
	// A third is one too many: the first is given up, the reader that reads gets everything.
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || len(got) != len(body) {
		t.Errorf("who reads on got %d of %d bytes: %v", len(got), len(body), err)
	}
	waitFor(t, "the first is broken off", func() bool { return waiting() == 1 })
	if held := h.bytesHeld(); held != len(body) {
		t.Errorf("%d bytes are held, expected those of the second", held)
	}
	whole, err := io.ReadAll(io.LimitReader(second, int64(len(body))))
	if err != nil || len(whole) < len(body) {
		t.Errorf("the second, which began to read late, got %d bytes: %v", len(whole), err)
	}
	waitFor(t, "nothing is held any more", func() bool { return h.bytesHeld() == 0 })
}

func TestFewAreWorkedOnAtOnceAndWhoIsTooManyIsToldWhenToComeAgain(t *testing.T) {
	turn := newTurns(2, 1, time.Minute)
	first, err := turn.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := turn.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var third sync.WaitGroup
	third.Go(func() {
		done, err := turn.take(context.Background())
		if err != nil {
			t.Errorf("the one who waits: %v", err)
			return
		}
		done()
	})
	waitFor(t, "the third waits", func() bool { return turn.waiting.Load() == 1 })
	if _, err := turn.take(t.Context()); err == nil || err.Error() != overloaded().Error() {
		t.Errorf("one too many: %v", err)
	}
	first()
	third.Wait()
	second()
	leaving, leave := context.WithCancel(t.Context())
	one, _ := turn.take(t.Context())
	two, _ := turn.take(t.Context())
	leave()
	if _, err := turn.take(leaving); err == nil {
		t.Error("who has left got a turn")
	}
	one()
	two()
	short := newTurns(1, 1, time.Millisecond)
	done, _ := short.take(t.Context())
	if _, err := short.take(t.Context()); err == nil {
		t.Error("who waited too long got a turn")
	}
	done()
}

func TestHeavyQuestionsAreRefusedWithRetryAfterWhileQuickOnesAreAnswered(t *testing.T) {
	tiny := tinyStudy(t)
	plan := tinyPlan(t, tiny, countyCode)
	s, err := build(Options{Study: tiny, HeavyAtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := s.guard(s.routes)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	s.heavy.wait = time.Millisecond
	done, err := s.heavy.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const within = settlementItems + "?filter=S_INTERSECTS(geometry,POLYGON((118%2037,119%2037,119%2038,118%2037)))"
	for _, target := range []string{"/api/v1/audits", "/api/v1/frontier", "/api/v1/dashboard", within} {
		got := ask(t, server, http.MethodGet, target, "")
		wantProblem(t, got, http.StatusServiceUnavailable, "busy")
		if got.header.Get("Retry-After") != turnRetry {
			t.Errorf("%s: Retry-After %q", target, got.header.Get("Retry-After"))
		}
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/plans/"+plan+"/routes/check", `{"routes":[{"vehicle":"van-2#1","stops":["shop-1"]}]}`), http.StatusServiceUnavailable, "busy")
	if got := ask(t, server, http.MethodGet, settlementItems+"?filter=name='x'", ""); got.status != http.StatusOK {
		t.Errorf("a quick filter: %d %s", got.status, got.body)
	}
	if got := ask(t, server, http.MethodGet, "/api/v1/settlements", ""); got.status != http.StatusOK {
		t.Errorf("a quick question: %d", got.status)
	}
	done()
	if got := ask(t, server, http.MethodGet, within, ""); got.status != http.StatusOK {
		t.Errorf("afterwards: %d %s", got.status, got.body)
	}
	if got := ask(t, server, http.MethodGet, "/api/v1/audits", ""); got.status != http.StatusOK {
		t.Errorf("afterwards: %d %s", got.status, got.body)
	}
}
