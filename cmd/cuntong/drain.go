package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"cuntong/api"
	"cuntong/data"
	"cuntong/planner/job"
)

// DrainFlags say how a server leaves.
type DrainFlags struct {
	DrainDelay time.Duration `default:"0" help:"When asked to leave, answer for this long while /readyz says 503, such as 5s, so that a balancer sends requests elsewhere first."`
	DrainTime  time.Duration `default:"30s" help:"Then wait so long for requests that are being answered."`
}

func (f DrainFlags) check() error {
	if f.DrainDelay < 0 || f.DrainTime < 0 {
		return fmt.Errorf("--drain-delay %v and --drain-time %v must not be negative", f.DrainDelay, f.DrainTime)
	}
	return nil
}

// leaving tells the parts of a server how far its leaving is.
type leaving struct {
	asked  <-chan struct{} // closed when the program is asked to leave
	closed chan struct{}   // closed when no more connections are taken
}

// serveUntil answers until the context ends, and then leaves without breaking off a request: not ready, wait,
// take no more connections, finish what was begun. What is not finished in time is broken off.
func (f DrainFlags) serveUntil(ctx context.Context, server *http.Server, listener *limitedListener, front *front, l leaving, log *slog.Logger) error {
	done := make(chan error, 1)
	go func() { done <- front.serve(server, listener) }()
	notify(log, "READY=1")
	select {
	case err := <-done:
		return fmt.Errorf("serve %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	notify(log, "STOPPING=1")
	log.Info("leaving", "delay", f.DrainDelay.String())
	if f.DrainDelay > 0 {
		select {
		case err := <-done:
			return fmt.Errorf("serve %s: %w", listener.Addr(), err)
		case <-time.After(f.DrainDelay):
		}
	}
	listener.Leave()
	close(l.closed)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.DrainTime)
	defer cancel()
	switch err := server.Shutdown(drain); {
	case errors.Is(err, context.DeadlineExceeded):
		log.Warn("some requests were not finished in time and are broken off", "waited", f.DrainTime.String())
		_ = server.Close() // nothing is left to be said to them
	case err != nil:
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// enoughDisk is below what a disk counts as nearly full: a load of a county writes some tens of megabytes.
const enoughDisk = 100 << 20

// readiness are the checks of /readyz beyond the store itself.
func readiness(store string, jobs *job.Runner) []api.Readiness {
	var checks []api.Readiness
	if !isURL(store) {
		checks = append(checks, api.Readiness{Reason: "disk", Check: func(context.Context) error { return diskLeft(filepath.Dir(store)) }})
	}
	if jobs != nil {
		checks = append(checks, api.Readiness{Reason: "worker", Check: func(context.Context) error { return jobs.Alive() }})
	}
	return checks
}

// diskLeft fails where the disk of a folder is nearly full.
func diskLeft(folder string) error {
	free, ok := freeBytes(folder)
	if ok && free < enoughDisk {
		return fmt.Errorf("the disk of %s has %d MB left, expected at least %d; free some space: %w", folder, free>>20, enoughDisk>>20, data.ErrBusy)
	}
	return nil
}
