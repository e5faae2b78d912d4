package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"syscall"
	"time"

	"cuntong/api"
	"cuntong/data"
	"cuntong/data/sample"
	"cuntong/planner/job"
	"cuntong/planner/study"
	"cuntong/web"
)

// ServeCmd serves the API and the page.
type ServeCmd struct {
	StoreFlag
	ListenFlags
	TLSFlags
	DrainFlags
	NoWorker bool `help:"Take jobs in, but leave them to cuntong worker."`
}

// ListenFlags say where to listen.
type ListenFlags struct {
	Addr            string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on; without accounts only this machine (loopback) is allowed. Port 0 takes a free one."`
	MapReviewNumber string `placeholder:"TEXT" help:"Map review number (审图号) shown on the map."`
}

// Run implements the command.
func (c *ServeCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	s.Actor = "web"
	runner, err := p.runner(ctx, s, c.Store, 1)
	if err != nil {
		return err
	}
	defer closeRunner(ctx, runner, &err)
	if !c.NoWorker {
		if err := runner.Start(ctx, runtime.NumCPU()); err != nil {
			return err
		}
	}
	return p.serve(ctx, s, c.ListenFlags, serving{jobs: runner, tls: c.TLSFlags, drain: c.DrainFlags, ready: readiness(c.Store, runner)})
}

// The server's time limits: nothing slow happens inside a request.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// serving is what a server may have besides its study.
type serving struct {
	jobs  *job.Runner      // nil: no jobs
	told  func(url string) // told the URL; may be nil
	tls   TLSFlags
	drain DrainFlags
	ready []api.Readiness
}

// serve listens until the context ends, then lets running requests finish.
func (p *program) serve(ctx context.Context, s *study.Study, flags ListenFlags, more serving) error {
	log := slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	front, err := p.secure(more.tls, log)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, flags.Addr)
	if err != nil {
		return err
	}
	l := leaving{asked: ctx.Done(), closed: make(chan struct{})}
	handler, err := api.New(api.Options{
		Study: s, Page: web.Files(), Log: log, NoticeZH: sample.NoticeZH, NoticeEN: sample.NoticeEN, MapReviewNumber: flags.MapReviewNumber,
		Jobs: more.jobs, Draining: l.asked, Closing: l.closed, Ready: more.ready, AllowHost: front.allows,
	})
	if err != nil {
		listener.Close()
		return err
	}
	server := &http.Server{
		Handler: front.wrap(handler), TLSConfig: front.config(), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	url := front.scheme() + "://" + listener.Addr().String()
	if !web.Built() {
		p.say("网页尚未构建（make build 会构建）；接口可用：%s/api/v1/info", url)
	}
	p.say("地图：%s （仅本机可访问；按 Ctrl+C 停止）", url)
	if more.tls.HTTPRedirect != "" {
		stop, plain, err := front.redirect(ctx, more.tls.HTTPRedirect, listener.Addr(), log)
		if err != nil {
			listener.Close()
			return err
		}
		defer stop()
		p.say("明文 %s 只转到 https", plain)
	}
	if more.told != nil {
		more.told(url)
	}
	return more.drain.serveUntil(ctx, server, listener, front, l, log)
}

// listen opens the address; without accounts only loopback is allowed.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, invalid("--addr %q is not of the form HOST:PORT, such as 127.0.0.1:8080", addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, invalid("--addr %s is not this machine itself: without accounts only loopback is served; use 127.0.0.1:PORT", addr)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port of %s is in use by another program; stop it or choose another with --addr 127.0.0.1:0", addr)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w; choose another with --addr: %w", addr, err, data.ErrInvalid)
	}
	return listener, nil
}
