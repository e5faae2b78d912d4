package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cuntong/data"
)

// Health says that the program, or the program with its store, is able to work.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

// Readiness is one thing that must be well for requests to be sent here.
type Readiness struct {
	Reason string // one stable word for what is wrong otherwise: disk, worker
	Check  func(ctx context.Context) error
}

// The reasons of /readyz that this package finds by itself.
const (
	reasonDraining = "draining" // the program was asked to leave
	reasonStore    = "store"    // the store does not answer
	reasonSchema   = "schema"   // a newer program has changed the store: this one must be updated
)

// readyWait is how long the store may take to answer; a balancer asks again soon.
const readyWait = 5 * time.Second

func (s *server) registerHealth(o *operations) {
	register(o, needs(get("health", "/healthz", "health", "The process is up", ""), mayAnyone), nil,
		func(context.Context, *struct{}) (*answer[Health], error) {
			return &answer[Health]{Health{"ok"}}, nil
		})
	register(o, needs(get("ready", "/readyz", "health", "The program is able to work",
		"503 while it is not; params.reason says why in one word: draining (it is leaving), store (the store does not answer), schema (a newer program has changed the store), "+
			"disk (the disk of the store is nearly full), worker (background work stands still)."), mayAnyone), []int{503}, s.ready)
}

func (s *server) ready(ctx context.Context, _ *struct{}) (*answer[Health], error) {
	reason, err := s.unready(ctx)
	if reason == "" {
		return &answer[Health]{Health{"ok"}}, nil
	}
	if err != nil { // leaving is no trouble
		s.Log.ErrorContext(ctx, "not ready", "request_id", requestID(ctx), "reason", reason, "error", err.Error())
	}
	p := problem(http.StatusServiceUnavailable, "busy", fmt.Sprintf("not ready: %s; where it is not leaving, the server's log has the cause under this request_id", reason))
	p.header = http.Header{"Retry-After": {busyRetrySeconds}}
	return nil, p.with("reason", reason)
}

// unready returns the first reason why no requests should be sent here, and its cause; empty: there is none.
func (s *server) unready(ctx context.Context) (string, error) {
	select {
	case <-s.Draining:
		return reasonDraining, nil
	default:
	}
	asking, cancel := context.WithTimeout(ctx, readyWait)
	defer cancel()
	info, err := s.Study.Store.Info(asking)
	switch {
	case errors.Is(err, data.ErrNewer):
		return reasonSchema, err
	case err != nil:
		return reasonStore, err
	case info.Schema != info.Newest:
		return reasonSchema, fmt.Errorf("the store has schema %d, this program writes %d", info.Schema, info.Newest)
	}
	for _, thing := range s.Ready {
		if err := thing.Check(asking); err != nil {
			return thing.Reason, err
		}
	}
	return "", nil
}
