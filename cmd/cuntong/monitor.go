package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"runtime"

	"cuntong/api/metric"
)

// MonitorFlags say where a program tells what it does.
type MonitorFlags struct {
	MetricsAddr string `placeholder:"HOST:PORT" help:"Listen here for Prometheus (/metrics), apart from users; without a host, as in :9464, on this machine alone."`
}

// monitor listens for Prometheus until stop; nil metrics where no address was named.
func (p *program) monitor(ctx context.Context, flags MonitorFlags, log *slog.Logger) (m *metric.Metrics, stop func(), err error) {
	if flags.MetricsAddr == "" {
		return nil, func() {}, nil
	}
	host, port, err := net.SplitHostPort(flags.MetricsAddr)
	if err != nil {
		return nil, nil, invalid("--metrics-addr %q is not of the form HOST:PORT, such as 127.0.0.1:9464", flags.MetricsAddr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, nil, invalid("--metrics-addr %s: %v", flags.MetricsAddr, err)
	}
	m = metric.New(p.version, runtime.Version())
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	go func() { _ = server.Serve(listener) }() // ends with the server; what it could say is that it ended
	p.say("Prometheus：http://%s/metrics", listener.Addr())
	return m, func() { _ = server.Close() }, nil
}
