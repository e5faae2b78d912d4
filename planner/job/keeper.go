package job

import (
	"context"
	"errors"
	"sync"
	"time"

	"cuntong/data"
)

// errLost ends the work of a worker whose lease was taken over.
var errLost = errors.New("the lease was taken over by another worker")

// errCancelled ends the work of a job that somebody cancelled.
var errCancelled = errors.New("the job was cancelled")

// errTimeLimit ends the work of a job that took longer than its kind may.
var errTimeLimit = errors.New("the job took longer than its kind may")

// keeper keeps the lease of a job that runs here: it renews it, passes progress on and listens for wishes.
type keeper struct {
	runner *Runner
	job    data.Job
	began  time.Time
	end    context.CancelCauseFunc // ends the work
	stop   chan struct{}           // closed when the best answer so far is wanted
	nudge  chan struct{}           // look at the store now

	mutex    sync.Mutex
	stopped  bool
	progress *data.JobProgress // not yet stored
}

// beats is how often the store is looked at in the time of one lease; every fifth beat renews it.
const beats = 15

// keep works until ctx ends. A failure to reach the store is no reason to stop: as long as nobody has claimed
// the job the lease can still be renewed, and if somebody has, nothing of ours can be stored.
func (k *keeper) keep(ctx context.Context) {
	ticker := time.NewTicker(k.runner.TTL / beats)
	defer ticker.Stop()
	renewed := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.nudge:
		case <-ticker.C:
			renewed++
		}
		var job data.Job
		var err error
		if progress := k.take(); progress != nil || renewed >= beats/3 {
			if job, err = k.runner.Store.RenewJob(ctx, k.job.ID, k.job.Lease.Token, k.runner.TTL, progress); err == nil {
				renewed = 0
			}
		} else {
			if job, err = k.runner.Store.Job(ctx, k.job.ID); err == nil {
				err = job.Hold(k.job.Lease.Token)
			}
		}
		switch {
		case errors.Is(err, data.ErrConflict), errors.Is(err, data.ErrNotFound):
			k.end(errLost)
			return
		case err != nil && ctx.Err() == nil:
			k.runner.Log.WarnContext(ctx, "a lease could not be renewed", "job", k.job.ID, "error", err.Error())
		case err == nil && job.Stop == data.CancelJob:
			k.end(errCancelled)
		case err == nil && job.Stop == data.KeepBest:
			k.keepBest()
		}
	}
}

// keepBest closes stop once.
func (k *keeper) keepBest() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if !k.stopped {
		k.stopped = true
		close(k.stop)
	}
}

func (k *keeper) report(p data.JobProgress) {
	p.ElapsedSeconds = k.runner.Study.Now().Sub(k.began).Seconds()
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.progress = &p
}

func (k *keeper) take() *data.JobProgress {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	p := k.progress
	k.progress = nil
	return p
}

// poke makes the keeper of a job that runs here look at the store at once.
func (r *Runner) poke(id string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if k, ok := r.running[id]; ok {
		select {
		case k.nudge <- struct{}{}:
		default: // it is about to look
		}
	}
}
