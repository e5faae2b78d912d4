package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cuntong/api/metric"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestRequestsAreCountedByOperationAndLoggedWithoutWhatIsPersonal(t *testing.T) {
	s := tinyStudy(t)
	m := metric.New("test", "go")
	var log bytes.Buffer
	server := serve(t, Options{Study: s, Metrics: m, Jobs: tinyRunner(t, s), Log: slog.New(slog.NewJSONHandler(&log, nil)), NewID: counting("r")})
	for _, target := range []string{
		"/api/v1/info", "/api/v1/jobs/no-such-job", "/api/v1/jobs/another", "/api/v1/settlements?area=110000&limit=1", "/", "/some/page?name=张三", "/api/nothing",
		"/nearest/v1/driving/118,37", "/route/v1/x/1,2;3,4", "/healthz", "/api/openapi.json", "/api/v1/audits", "/api/v1/audits",
	} {
		ask(t, server, http.MethodGet, target, "", "User-Agent", "secret-agent", "X-Forwarded-For", "203.0.113.7", "Cookie", "session=secret-cookie", "Authorization", "Bearer secret-token")
	}
	ask(t, server, http.MethodHead, "/api/v1/info", "")
	ask(t, server, http.MethodDelete, "/api/v1/info", "")
	ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"李四的电话 13800000000","model":"lscp"}`)
	ask(t, server, http.MethodGet, "/api/v1/info", "", "Host", "evil.example")
	metrics := serveMetrics(t, m)
	for _, want := range []string{
		`cuntong_http_requests_total{operation="info",status="200"} 2`, `cuntong_http_requests_total{operation="getJob",status="404"} 2`,
		`cuntong_http_requests_total{operation="listSettlements",status="404"} 1`, `cuntong_http_requests_total{operation="createScenario",status="201"} 1`,
		`cuntong_http_requests_total{operation="page",status="404"}`, `cuntong_http_requests_total{operation="page",status="421"} 1`, `cuntong_http_requests_total{operation="/nearest/v1/*",status=`,
		`cuntong_http_problems_total{code="not_found"}`, `cuntong_http_problems_total{code="unknown_host"} 1`, `cuntong_http_requests_in_flight 0`,
		`cuntong_cache_requests_total{cache="audits",outcome="hit"} 1`, `cuntong_cache_requests_total{cache="audits",outcome="miss"} 1`, `cuntong_jobs{state="submitted"} 0`, `cuntong_ready 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	for _, never := range []string{"no-such-job", "some/page", "110000"} {
		if strings.Contains(metrics, never) {
			t.Errorf("the metrics hold %q, which a client chose", never)
		}
	}
	if problems, err := testutil.GatherAndLint(m.Gatherer()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	for _, never := range []string{"张三", "李四", "13800000000", "secret", "203.0.113.7", "limit=1", "110000", "118,37", "1,2;3,4"} {
		if strings.Contains(log.String(), never) {
			t.Errorf("the log holds %q", never)
		}
	}
	lines := 0
	for line := range strings.Lines(log.String()) {
		var entry struct {
			Msg, Operation, Path string
			RequestID            string `json:"request_id"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		if entry.Msg == "request" {
			lines++
			if entry.Operation == "" || !strings.HasPrefix(entry.RequestID, "r-") {
				t.Errorf("a line without operation or identifier: %s", line)
			}
		}
	}
	if lines != 17 {
		t.Errorf("%d lines for 17 requests", lines)
	}
}

func serveMetrics(t *testing.T, m *metric.Metrics) string {
	t.Helper()
	server := httptest.NewServer(m.Handler())
	defer server.Close()
	return string(ask(t, server, http.MethodGet, "/metrics", "").body)
}
