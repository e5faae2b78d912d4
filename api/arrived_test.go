package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

// slowStore takes longer for its answers than a connection may take to send a request.
type slowStore struct {
	data.Store
	wait time.Duration
}

func (s *slowStore) Standards(ctx context.Context) ([]data.Standard, error) {
	select {
	case <-time.After(s.wait):
		return s.Store.Standards(ctx)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestASlowAnswerDoesNotSpoilItsConnection(t *testing.T) {
	study := tinyStudy(t)
	slow := &slowStore{Store: study.Store, wait: time.Second}
	study.Store = slow
	handler, err := New(Options{Study: study})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ReadTimeout = 300 * time.Millisecond
	server.Start()
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	send := func(method, path, body string) int {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			request.Header.Set("Content-Type", "application/json")
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode >= 400 {
			t.Logf("%s", text)
		}
		return response.StatusCode
	}
	if got := send(http.MethodGet, "/api/v1/standards", ""); got != http.StatusOK {
		t.Errorf("a slow answer: %d", got)
	}
	if got := send(http.MethodPost, "/api/v1/scenarios", `{"name":"slow","model":"lscp","standard":"village-2km"}`); got != http.StatusCreated {
		t.Errorf("a slow answer to a body: %d", got)
	}
	slow.wait = 0
	if got := send(http.MethodGet, "/api/v1/standards", ""); got != http.StatusOK {
		t.Errorf("the next one on the connection: %d", got)
	}
}
