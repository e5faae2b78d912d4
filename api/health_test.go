package api

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"cuntong/data"
)

// answeringStore answers Info as it is told.
type answeringStore struct {
	data.Store
	info data.Info
	err  error
}

func (s *answeringStore) Info(context.Context) (data.Info, error) { return s.info, s.err }

func TestReadyTellsTheTruthAndWhy(t *testing.T) {
	s := tinyStudy(t)
	store := &answeringStore{Store: s.Store}
	s.Store = store
	draining := make(chan struct{})
	disk := errors.New("full")
	server := serve(t, Options{Study: s, Draining: draining, Ready: []Readiness{{"disk", func(context.Context) error { return disk }}, {"worker", func(context.Context) error { return errors.New("dead") }}}})
	want := func(reason string) {
		t.Helper()
		got := ask(t, server, http.MethodGet, "/readyz", "")
		if reason == "" {
			if got.status != http.StatusOK {
				t.Errorf("got %d %s, want 200", got.status, got.body)
			}
			return
		}
		if p := wantProblem(t, got, http.StatusServiceUnavailable, "busy"); p.Params["reason"] != reason || got.header.Get("Retry-After") == "" {
			t.Errorf("reason %q, Retry-After %q; want %q", p.Params["reason"], got.header.Get("Retry-After"), reason)
		}
	}
	store.err = data.ErrUnavailable
	want("store")
	store.err = data.ErrNewer
	want("schema")
	store.err, store.info = nil, data.Info{Schema: 3, Newest: 2}
	want("schema")
	store.info.Newest = 3
	want("disk")
	disk = nil
	want("worker")
	if got := ask(t, server, http.MethodGet, "/healthz", ""); got.status != http.StatusOK {
		t.Errorf("the process is up, but health answers %d", got.status)
	}
	close(draining)
	want("draining")
	want2 := serve(t, Options{Study: tinyStudy(t)})
	if got := ask(t, want2, http.MethodGet, "/readyz", ""); got.status != http.StatusOK {
		t.Errorf("a healthy program: %d %s", got.status, got.body)
	}
}
