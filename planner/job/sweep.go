package job

import (
	"context"
	"fmt"
	"time"

	"cuntong/data"
)

// Start works on jobs, at most slots batch ones at once and besides them as many interactive ones, so that
// somebody who waits never waits for a batch. It returns once the queue runs; Close ends it.
func (r *Runner) Start(ctx context.Context, slots int) error {
	if slots < 1 {
		return fmt.Errorf("job: %d slots, expected at least one", slots)
	}
	if err := r.Queue.Work(ctx, slots, r.work); err != nil {
		return err
	}
	r.looked.Store(r.Study.Now().UnixNano())
	sweeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop, r.done = stop, make(chan struct{})
	go func() {
		defer close(r.done)
		r.sweep(sweeping)
	}()
	return nil
}

// Close ends the work: running jobs are given back for others to go on, and the queue is closed.
func (r *Runner) Close(ctx context.Context) error {
	if r.stop != nil {
		r.stop()
		<-r.done
	}
	return r.Queue.Close(ctx)
}

// aliveSweeps is how many sweeps may fail or be late before the work counts as standing still.
const aliveSweeps = 12

// Alive fails where work was started and no due jobs could be listed for a minute (a dozen sweeps).
func (r *Runner) Alive() error {
	looked := r.looked.Load()
	if looked == 0 {
		return nil
	}
	if quiet := r.Study.Now().Sub(time.Unix(0, looked)); quiet > aliveSweeps*r.Sweep {
		return fmt.Errorf("the worker has not been able to look for jobs for %v: %w", quiet.Round(time.Second), data.ErrBusy)
	}
	return nil
}

// sweepMost is how many due jobs are looked at in one sweep, so that a long backlog is not asked for again and again.
const sweepMost = 200

// cleanEvery is how often old jobs are forgotten.
const cleanEvery = time.Hour

// sweep puts due jobs on the queue again, those that it lost and those whose worker died, at once and then
// every few seconds, and forgets old ones.
func (r *Runner) sweep(ctx context.Context) {
	ticker := time.NewTicker(r.Sweep)
	defer ticker.Stop()
	var cleaned time.Time
	for {
		due, err := r.Store.DueJobs(ctx, sweepMost)
		if err == nil {
			r.looked.Store(r.Study.Now().UnixNano())
		}
		if err != nil && ctx.Err() == nil {
			r.Log.WarnContext(ctx, "due jobs could not be listed", "error", err.Error())
		}
		r.wake(ctx, due...)
		if now := r.Study.Now(); now.Sub(cleaned) >= cleanEvery {
			if count, err := r.Store.CleanJobs(ctx, now.Add(-r.Keep)); err == nil {
				cleaned = now
				r.Log.DebugContext(ctx, "old jobs were forgotten", "jobs", count)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
