// Package metric counts what a served program does, for Prometheus: requests by operation, problems, caches, jobs,
// the Go runtime, and figures that its caller adds. Names begin with cuntong_, units are in the names. No label has a
// value that a client chooses: operations are those that exist, so that the number of series is bounded.
package metric

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of one program. All methods are safe for use by many goroutines; those of nil do nothing.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	inFlight prometheus.Gauge
	problems *prometheus.CounterVec
}

// latencies are the bounds of the histogram in seconds: maps and lists answer in milliseconds, audits of a nation in seconds.
var latencies = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

// New returns metrics of a program of a version.
func New(version, goVersion string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cuntong_http_requests_total", Help: "Requests answered, by operation of the API and status."}, []string{"operation", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "cuntong_http_request_duration_seconds", Help: "Time from the headers of a request to the end of its answer, by operation.",
			Buckets: latencies}, []string{"operation"}),
		bytes:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cuntong_http_response_bytes_total", Help: "Bytes of answers as sent, without headers, by operation."}, []string{"operation"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "cuntong_http_requests_in_flight", Help: "Requests that are being answered."}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cuntong_http_problems_total", Help: "Answers of trouble by code, such as busy (another program writes) and unavailable (the database is away)."}, []string{"code"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "cuntong_build_info", Help: "Always 1; the labels say which program this is."}, []string{"version", "go_version"})
	build.WithLabelValues(version, goVersion).Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.bytes, m.inFlight, m.problems, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 20 * time.Second})
}

// Gatherer is what Handler shows, for tests.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.registry }

// Begin counts a request that begins; Done, always called after it, one that was answered.
func (m *Metrics) Begin() {
	if m != nil {
		m.inFlight.Inc()
	}
}

// Done counts a request that was answered.
func (m *Metrics) Done(operation string, status, bytes int, took time.Duration) {
	if m == nil {
		return
	}
	m.inFlight.Dec()
	m.requests.WithLabelValues(operation, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(operation).Observe(took.Seconds())
	m.bytes.WithLabelValues(operation).Add(float64(bytes))
}

// Problem counts an answer of trouble.
func (m *Metrics) Problem(code string) {
	if m != nil {
		m.problems.WithLabelValues(code).Inc()
	}
}

// Gauge shows a figure that is asked for at each look. Its name lacks the prefix. It must be quick.
func (m *Metrics) Gauge(name, help string, figure func() float64) {
	if m != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "cuntong_" + name, Help: help}, figure))
	}
}

// Cache shows how often a cache had what was asked for.
func (m *Metrics) Cache(name string, hits, misses func() uint64) {
	if m == nil {
		return
	}
	for outcome, count := range map[string]func() uint64{"hit": hits, "miss": misses} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "cuntong_cache_requests_total", Help: "Questions to caches in memory, by cache and outcome.",
			ConstLabels: prometheus.Labels{"cache": name, "outcome": outcome}}, func() float64 { return float64(count()) }))
	}
}

// Levels shows figures by a label whose values are few and fixed, such as jobs by state. Nothing is shown while the
// figures cannot be had.
func (m *Metrics) Levels(name, help, label string, figures func() (map[string]int64, error)) {
	if m != nil {
		m.registry.MustRegister(&levels{prometheus.NewDesc("cuntong_"+name, help, []string{label}, nil), figures})
	}
}

type levels struct {
	what    *prometheus.Desc
	figures func() (map[string]int64, error)
}

// Describe implements prometheus.Collector.
func (l *levels) Describe(to chan<- *prometheus.Desc) { to <- l.what }

// Collect implements prometheus.Collector.
func (l *levels) Collect(to chan<- prometheus.Metric) {
	figures, err := l.figures()
	if err != nil {
		return // the store says so by its own figures
	}
	for value, count := range figures {
		to <- prometheus.MustNewConstMetric(l.what, prometheus.GaugeValue, float64(count), value)
	}
}
