package api

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// turns lets few heavy questions be worked on at once, so that the quick ones are not slowed by them. Those who come
// beyond wait for their turn; beyond a number of them, and after a while, they are sent away with the time to wait.
type turns struct {
	slots   chan struct{}
	waiting atomic.Int64
	most    int64
	wait    time.Duration
}

// How many wait for their turn, and how long.
const (
	turnsMost = 64
	turnWait  = 20 * time.Second
	turnRetry = "5"
)

func newTurns(slots int, most int64, wait time.Duration) *turns {
	return &turns{slots: make(chan struct{}, slots), most: most, wait: wait}
}

// take waits for a turn; done gives it back.
func (t *turns) take(ctx context.Context) (done func(), err error) {
	done = func() { <-t.slots }
	select {
	case t.slots <- struct{}{}:
		return done, nil
	default:
	}
	if t.waiting.Add(1) > t.most {
		t.waiting.Add(-1)
		return nil, overloaded()
	}
	defer t.waiting.Add(-1)
	timer := time.NewTimer(t.wait)
	defer timer.Stop()
	select {
	case t.slots <- struct{}{}:
		return done, nil
	case <-timer.C:
		return nil, overloaded()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func overloaded() *Problem {
	p := problem(http.StatusServiceUnavailable, "busy", "too much is being worked out just now; try again shortly")
	p.header = http.Header{"Retry-After": {turnRetry}}
	return p
}
