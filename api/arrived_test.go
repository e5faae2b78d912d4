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

// slowStore takes longer for a write than a body may take to arrive.
type slowStore struct {
	data.Store
	data.RequestKeys
}

func (s *slowStore) SaveScenario(ctx context.Context, scenario data.Scenario, note data.ChangeNote) (int64, error) {
	select {
	case <-time.After(time.Second):
		return s.Store.SaveScenario(ctx, scenario, note)
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func TestASlowAnswerDoesNotSpoilItsConnection(t *testing.T) {
	study := tinyStudy(t)
	study.Store = &slowStore{study.Store, study.Store.(data.RequestKeys)}
	handler, err := New(Options{Study: study, BodyTime: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
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
			request.Header.Set(onceHeader, "once") // its body is read before huma reads it
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
	if got := send(http.MethodPost, "/api/v1/scenarios", `{"name":"slow","model":"lscp"}`); got != http.StatusCreated {
		t.Errorf("a slow answer: %d", got)
	}
	if got := send(http.MethodGet, "/api/v1/standards", ""); got != http.StatusOK {
		t.Errorf("the next one on the connection: %d", got)
	}
}
