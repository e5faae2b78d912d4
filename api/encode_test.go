package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"cuntong/data"
)

// failing is a store whose every description fails with one error.
type failing struct {
	data.Store
	err error
}

func (f failing) Info(context.Context) (data.Info, error) { return data.Info{}, f.err }

func TestEachKindOfErrorHasItsStatusAndCodeAndKeepsItsSecrets(t *testing.T) {
	const secret = "SELECT * FROM /srv/secret.gpkg"
	for _, c := range []struct {
		err    error
		status int
		code   string
		says   string
	}{
		{fmt.Errorf("area 37 is odd: %w", data.ErrInvalid), 422, "invalid", "area 37 is odd"},
		{fmt.Errorf("plan x is gone: %w", data.ErrNotFound), 404, "not_found", "plan x is gone"},
		{fmt.Errorf("row was changed: %w", data.ErrConflict), 409, "conflict", "row was changed"},
		{fmt.Errorf(secret+": %w", data.ErrBusy), 503, "busy", "try again"},
		{fmt.Errorf(secret+": %w", data.ErrNewer), 503, "newer_store", "update the program"},
		{fmt.Errorf(secret+": %w", context.DeadlineExceeded), 503, "timeout", "too long"},
		{errors.New(secret), 500, "internal", "log"},
	} {
		t.Run(c.code, func(t *testing.T) {
			var log bytes.Buffer
			s := tinyStudy(t)
			s.Store = failing{s.Store, c.err}
			server := serve(t, Options{Study: s, Log: slog.New(slog.NewTextHandler(&log, nil))})
			got := ask(t, server, http.MethodGet, "/api/v1/info", "")
			p := wantProblem(t, got, c.status, c.code)
			if !strings.Contains(p.Detail, c.says) || strings.HasSuffix(p.Detail, ": "+c.code) {
				t.Errorf("got detail %q, want %q in it and no word of the kind", p.Detail, c.says)
			}
			if strings.Contains(string(got.body), "secret") {
				t.Errorf("internal text reached the user: %s", got.body)
			}
			if c.code == "internal" && (!strings.Contains(log.String(), secret) || !strings.Contains(log.String(), p.RequestID)) {
				t.Errorf("the log lacks the cause or the request: %s", log.String())
			}
			if c.code == "busy" && got.header.Get("Retry-After") == "" {
				t.Error("busy without Retry-After")
			}
		})
	}
}

func TestReadinessFollowsTheStoreAndHealthDoesNot(t *testing.T) {
	s := tinyStudy(t)
	s.Store = failing{s.Store, errors.New("disk gone")}
	server := serve(t, Options{Study: s})
	if got := ask(t, server, http.MethodGet, "/healthz", ""); got.status != http.StatusOK {
		t.Errorf("health: got %d, want 200", got.status)
	}
	got := ask(t, server, http.MethodGet, "/readyz", "")
	wantProblem(t, got, http.StatusServiceUnavailable, "busy")
	if strings.Contains(string(got.body), "disk gone") {
		t.Errorf("internal text reached the user: %s", got.body)
	}
}

func TestTheLogHasNothingPersonal(t *testing.T) {
	var log bytes.Buffer
	server := serve(t, Options{Study: tinyStudy(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
	ask(t, server, http.MethodGet, "/api/v1/settlements?after=370522", "", "User-Agent", "Telltale/1", "Referer", "http://localhost/private")
	line := log.String()
	for _, want := range []string{"method=GET", "path=/api/v1/settlements", "status=200", "duration_ms=", "request_id=", "bytes="} {
		if !strings.Contains(line, want) {
			t.Errorf("the log lacks %s: %s", want, line)
		}
	}
	for _, private := range []string{"127.0.0.1", "Telltale", "private", "370522"} {
		if strings.Contains(line, private) {
			t.Errorf("the log tells %s: %s", private, line)
		}
	}
}

func TestEchoedValuesAreShort(t *testing.T) {
	p := wantProblem(t, ask(t, serve(t, Options{Study: tinyStudy(t)}), http.MethodGet, "/api/v1/settlements?bbox="+strings.Repeat("%E6%9D%91", 150), ""), 400, "invalid")
	if n := len([]rune(p.Params["value"])); n > 101 || !strings.HasSuffix(p.Params["value"], "…") {
		t.Errorf("echoed %d characters: %s", n, p.Params["value"])
	}
}
