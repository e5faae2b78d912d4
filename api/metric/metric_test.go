package metric

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestTheFiguresAreThoseThatWereCountedAndPassPrometheusOwnRules(t *testing.T) {
	m := New("v1", "go1.26")
	m.Begin()
	m.Begin()
	m.Done("listAreas", http.StatusOK, 100, 30*time.Millisecond)
	m.Problem("busy")
	m.Gauge("certificate_expiry_timestamp_seconds", "When it ends.", func() float64 { return 5 })
	m.Cache("audits", func() uint64 { return 3 }, func() uint64 { return 4 })
	m.Cache("tiles", func() uint64 { return 0 }, func() uint64 { return 0 })
	m.Levels("jobs", "Jobs on record by state.", "state", func() (map[string]int64, error) { return map[string]int64{"done": 7, "running": 1}, nil })
	m.Levels("nothing", "Cannot be had.", "state", func() (map[string]int64, error) { return nil, errors.New("away") })
	if problems, err := testutil.GatherAndLint(m.Gatherer()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`cuntong_http_requests_total{operation="listAreas",status="200"} 1`, `cuntong_http_requests_in_flight 1`,
		`cuntong_http_request_duration_seconds_bucket{operation="listAreas",le="0.025"} 0`, `cuntong_http_request_duration_seconds_bucket{operation="listAreas",le="0.05"} 1`,
		`cuntong_http_response_bytes_total{operation="listAreas"} 100`, `cuntong_http_problems_total{code="busy"} 1`,
		`cuntong_build_info{go_version="go1.26",version="v1"} 1`, `cuntong_certificate_expiry_timestamp_seconds 5`,
		`cuntong_cache_requests_total{cache="audits",outcome="hit"} 3`, `cuntong_cache_requests_total{cache="audits",outcome="miss"} 4`,
		`cuntong_jobs{state="done"} 7`, `go_goroutines `,
	} {
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("the answer lacks %s", want)
		}
	}
	var none *Metrics
	none.Begin()
	none.Done("x", 200, 0, 0)
	none.Problem("busy")
	none.Gauge("x", "x", nil)
	none.Cache("x", nil, nil)
	none.Levels("x", "x", "x", nil)
}
