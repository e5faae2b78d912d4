package layer

import (
	"context"
	"sync"

	"cuntong/data"
)

// lookout asks the store where it stands. Requests that come while one look is under way share the next one: what they are
// told was true after they came, and the store is asked once at a time.
type lookout struct {
	stamp func(context.Context) (data.Stamp, error)

	mu      sync.Mutex
	running bool
	next    *look // which those who come now will share
}

type look struct {
	done  chan struct{}
	stamp data.Stamp
	err   error
}

// now returns a stamp that the store had at some moment of the call.
func (o *lookout) now(ctx context.Context) (data.Stamp, error) {
	o.mu.Lock()
	if !o.running { // nobody looks: do it here, without a goroutine
		o.running = true
		o.mu.Unlock()
		defer o.handOver(ctx)
		return o.stamp(ctx)
	}
	mine := o.next
	if mine == nil {
		mine = &look{done: make(chan struct{})}
		o.next = mine
	}
	o.mu.Unlock()
	select {
	case <-mine.done:
		return mine.stamp, mine.err
	case <-ctx.Done():
		return data.Stamp{}, ctx.Err()
	}
}

// handOver lets the look that others wait for begin.
func (o *lookout) handOver(ctx context.Context) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.next == nil {
		o.running = false
		return
	}
	shared := o.next
	o.next = nil
	go func() {
		// Many wait for it: it does not end with whoever was first.
		shared.stamp, shared.err = o.stamp(context.WithoutCancel(ctx))
		close(shared.done)
		o.handOver(ctx)
	}()
}
