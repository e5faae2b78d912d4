package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
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
	LogFlags
	MonitorFlags
	LimitFlags
	OpenIDFlags
	InsecureHTTP bool `name:"insecure-http" help:"Serve other machines without TLS although passwords and tokens then cross the network unprotected: only behind something that speaks TLS, or for trials."`
	BehindTLS    bool `name:"behind-tls" help:"A reverse proxy stands in front and speaks TLS: cookies are marked for TLS alone, and failed logins counted by the address that the proxy appends to X-Forwarded-For."`
	NoWorker     bool `help:"Take jobs in, but leave them to cuntong worker."`
}

// ListenFlags say where to listen.
type ListenFlags struct {
	Addr            string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on; other machines are served only with accounts (cuntong user) and TLS. Port 0 takes a free one."`
	MapReviewNumber string `placeholder:"TEXT" help:"Map review number (审图号) shown on the map."`
	Basemap         string `placeholder:"FILE" type:"path" help:"PMTiles file (version 3) to draw under everything; the settings page may choose another basemap. Absent: none."`
}

// Run implements the command.
func (c *ServeCmd) Run(ctx context.Context, p *program) (err error) {
	s, err := p.study(ctx, c.Store, readStore)
	if err != nil {
		return err
	}
	defer closing(s.Store, &err)
	s.Actor = "web"
	log := p.logger(c.LogFlags)
	runner, err := p.runner(ctx, s, c.Store, 1, log)
	if err != nil {
		return err
	}
	defer closeRunner(ctx, runner, &err)
	if !c.NoWorker {
		if err := runner.Start(ctx, runtime.NumCPU()); err != nil {
			return err
		}
	}
	return p.serve(ctx, s, c.ListenFlags, serving{imports: importFolder(c.Store), jobs: runner, log: log, monitor: c.MonitorFlags, limits: c.LimitFlags, tls: c.TLSFlags, drain: c.DrainFlags, ready: readiness(c.Store, runner), insecure: c.InsecureHTTP, openID: c.OpenIDFlags, behindTLS: c.BehindTLS})
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
	imports             string           // folder of staged imports; empty: one for temporary files
	jobs                *job.Runner      // nil: no jobs
	told                func(url string) // told the URL; may be nil
	log                 *slog.Logger
	tls                 TLSFlags
	monitor             MonitorFlags
	drain               DrainFlags
	limits              LimitFlags
	ready               []api.Readiness
	insecure, behindTLS bool // as the flags of ServeCmd
	openID              OpenIDFlags
}

// serve listens until the context ends, then lets running requests finish.
func (p *program) serve(ctx context.Context, s *study.Study, flags ListenFlags, more serving) error {
	log := more.log
	front, err := p.secure(more.tls, log)
	if err != nil {
		return err
	}
	open, err := p.mayListen(ctx, s.Store, flags.Addr, more, front)
	if err != nil {
		return err
	}
	openID, err := more.openID.options()
	if err != nil {
		return err
	}
	under, closeBasemap, err := openBasemap(flags.Basemap)
	if err != nil {
		return err
	}
	defer closeBasemap()
	imports, clearImports := staging(more.imports, os.TempDir(), p.now())
	defer clearImports()
	listener, err := listen(ctx, flags.Addr)
	if err != nil {
		return err
	}
	metrics, stopMetrics, err := p.monitor(ctx, more.monitor, log)
	if err != nil {
		listener.Close()
		return err
	}
	defer stopMetrics()
	front.count(metrics)
	l := leaving{asked: ctx.Done(), closed: make(chan struct{})}
	handler, err := api.New(api.Options{
		Study: s, Page: web.Files(), Log: log, NoticeZH: sample.NoticeZH, NoticeEN: sample.NoticeEN, MapReviewNumber: flags.MapReviewNumber, Basemap: under,
		PageRoutes: []string{"/dashboard", "/report/*", "/plan", "/plan/*", "/runs", "/data", "/jobs", "/settings", "/help"}, ImportFolder: imports, Jobs: more.jobs, Draining: l.asked, Closing: l.closed, Ready: more.ready, Metrics: metrics, AllowHost: front.allows,
		OpenID: openID, RequireLogin: open || more.behindTLS, BehindTLS: more.behindTLS,
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
	reach := "仅本机可访问"
	if open {
		reach = "其他机器可访问，须登录"
	}
	p.say("地图：%s （%s；按 Ctrl+C 停止）", url, reach)
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
	defer p.readAhead(ctx, s)()
	return more.drain.serveUntil(ctx, server, more.limits.limit(listener), front, l, log)
}

// pauseAhead leaves the processor to who asks while plans are read ahead.
const pauseAhead = 50 * time.Millisecond

// readAhead reads in the background what boards need of saved plans, until the context ends; the function it returns waits for that. What
// cannot be read is told to whoever asks for it.
func (p *program) readAhead(ctx context.Context, s *study.Study) (wait func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.ReadPlansAhead(ctx, pauseAhead) // as said above: who asks for a plan hears what is wrong with it
	}()
	return func() {
		cancel()
		<-done
	}
}

// mayListen keeps a store from the network until it has accounts and what they type is protected. It reports whether
// other machines reach the address.
func (p *program) mayListen(ctx context.Context, store data.Store, addr string, more serving, f *front) (open bool, err error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, invalid("--addr %q is not of the form HOST:PORT, such as 127.0.0.1:8080", addr)
	}
	has := false
	if accounts, ok := store.(data.Accounts); ok {
		if has, err = accounts.HasAccounts(ctx); err != nil {
			return false, err
		}
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		if !has {
			p.say("没有账号：只有本机可以使用，不必登录（要给其他机器用，先 cuntong user add） / no accounts: this machine alone, without login")
		}
		return false, nil
	}
	switch {
	case !has:
		return false, invalid("--addr %s is not this machine itself: without accounts only loopback is served; use 127.0.0.1:PORT, or make an account first: cuntong user add NAME --role administrator --store STORE", addr)
	case f.scheme() != "https" && !more.insecure:
		return false, invalid("--addr %s is not this machine itself, and passwords must not cross a network unprotected: give --tls-cert and --tls-key (cuntong tls init makes them), or say --insecure-http", addr)
	case f.scheme() != "https":
		p.say("警告：没有 TLS，密码和数据在网络上可被看到和改动；只应放在自带 TLS 的代理后面，或用于试验 / warning: served without TLS")
	}
	return true, nil
}

// listen opens the address.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port of %s is in use by another program; stop it or choose another with --addr 127.0.0.1:0", addr)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w; choose another with --addr: %w", addr, err, data.ErrInvalid)
	}
	return listener, nil
}
