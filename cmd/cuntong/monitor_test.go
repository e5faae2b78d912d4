package main

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestServeTellsPrometheusOnAListenerOfItsOwnAndLogsJSON(t *testing.T) {
	folder := tlsFolder(t, "cuntong.lan")
	url, said := startServe(t, "--store", demoFile(t), "--addr", "127.0.0.1:0", "--metrics-addr", ":0", "--log-format", "json", "--log-level", "info",
		"--tls-cert", filepath.Join(folder, "server.crt"), "--tls-key", filepath.Join(folder, "server.key"))
	client := trusting(t, folder)
	for path, want := range map[string]int{"/api/v1/info?": http.StatusOK, "/metrics": http.StatusNotFound} {
		response, err := client.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if path == "/metrics" && response.Header.Get("Content-Type") == "text/plain" || path != "/metrics" && response.StatusCode != want {
			t.Errorf("%s: %s %s", path, response.Status, response.Header.Get("Content-Type"))
		}
	}
	metrics := regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`).FindString(said.String())
	response, err := http.Get(metrics)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`cuntong_http_requests_total{operation="info",status="200"} 1`, "cuntong_certificate_expiry_timestamp_seconds 1.", `cuntong_build_info{go_version="go`, `cuntong_jobs{state="running"} 0`, "cuntong_ready 1", "process_resident_memory_bytes"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	found := false
	for line := range strings.Lines(said.String()) {
		var entry struct {
			Time, Level, Msg, Operation, Path string
			Status                            int
		}
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Operation == "info" && entry.Path == "/api/v1/info" && entry.Status == http.StatusOK && entry.Level == "INFO" {
			found = true
		}
	}
	if !found {
		t.Errorf("no line of the request: %s", said.String())
	}
}
