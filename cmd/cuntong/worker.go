package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	"cuntong/planner/job"
	"cuntong/planner/job/pgqueue"
	"cuntong/planner/job/sqlitequeue"
	"cuntong/planner/study"
)

// WorkerCmd takes jobs from a store until it is stopped.
type WorkerCmd struct {
	StoreFlag
	LogFlags
	Concurrency int `default:"0" placeholder:"N" help:"Batch jobs at once, and besides them as many interactive ones; 0: one per processor."`
	Threads     int `default:"1" help:"Threads of one solve. The answer does not depend on it."`
}

func (c *WorkerCmd) check() error {
	switch {
	case c.Concurrency < 0 || c.Concurrency > 1024:
		return fmt.Errorf("--concurrency %d is not between 0 and 1024", c.Concurrency)
	case c.Threads < 1 || c.Threads > 1024:
		return fmt.Errorf("--threads %d is not between 1 and 1024", c.Threads)
	}
	return nil
}

// Run implements the command.
func (c *WorkerCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	s.Actor = "worker"
	runner, err := p.runner(ctx, s, c.Store, c.Threads, p.logger(c.LogFlags))
	if err != nil {
		return err
	}
	defer closeRunner(ctx, runner, &err)
	slots := c.Concurrency
	if slots == 0 {
		slots = runtime.NumCPU()
	}
	if err := runner.Start(ctx, slots); err != nil {
		return err
	}
	p.say("后台工作进程已启动（%s，并发 %d；按 Ctrl+C 停止）", runner.Worker, slots)
	notify(runner.Log, "READY=1")
	<-ctx.Done()
	notify(runner.Log, "STOPPING=1")
	return nil
}

// runner makes what submits and runs the jobs of a store. The caller closes it.
func (p *program) runner(ctx context.Context, s *study.Study, store string, threads int, log *slog.Logger) (*job.Runner, error) {
	var queue job.Queue
	var err error
	if isPostgres(store) {
		queue, err = pgqueue.Open(ctx, store, log)
	} else {
		queue, err = sqlitequeue.Open(ctx, store, log)
	}
	if err != nil {
		return nil, err
	}
	runner, err := job.New(job.Options{Study: s, Queue: queue, Worker: workerName(), Log: log, Threads: threads})
	if err != nil {
		_ = queue.Close(ctx) // the first error is the one to report
		return nil, err
	}
	return runner, nil
}

// workerName names this process for people and tells it from every other.
func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("%s %d %s", host, os.Getpid(), rand.Text()[:6])
}

// leaveTime is how long a worker may take to give its jobs back.
const leaveTime = 20 * time.Second

// closeRunner gives running jobs back and keeps the first error.
func closeRunner(ctx context.Context, runner *job.Runner, err *error) {
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer cancel()
	if closeErr := runner.Close(leaving); closeErr != nil && *err == nil {
		*err = fmt.Errorf("stop the worker: %w", closeErr)
	}
}

// isPostgres tells a database's address from a file's name.
func isPostgres(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}
