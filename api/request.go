package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5/middleware"
)

type requestIDKey struct{}

// requestID returns the identifier of the request that the context belongs to; empty outside one.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// withRequestID takes a well-formed X-Request-Id over or makes one, and echoes it.
func (s *server) withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !wellFormedID(id) {
			id = s.NewID()
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// wellFormedID keeps line breaks and essays out of the log.
func wellFormedID(id string) bool {
	if len(id) == 0 || len(id) > 64 {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// withLog writes one line for each request: no address, no query, no user agent, so nothing personal.
func (s *server) withLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Study.Now()
		wrapped := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			status := wrapped.Status()
			if status == 0 {
				status = http.StatusOK
			}
			level := slog.LevelInfo
			if status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			s.Log.Log(r.Context(), level, "request", "request_id", requestID(r.Context()), "method", r.Method,
				"path", shorten(r.URL.Path), "status", status, "bytes", wrapped.BytesWritten(),
				"duration_ms", s.Study.Now().Sub(began).Round(time.Microsecond).Seconds()*1000)
		}()
		next.ServeHTTP(wrapped, r)
	})
}

// withRecovery turns a panic into a problem and logs where it happened.
func (s *server) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause) // the way to hang up on purpose
			}
			s.Log.ErrorContext(r.Context(), "panic", "request_id", requestID(r.Context()), "cause", cause, "stack", string(debug.Stack()))
			writeProblem(w, r, problem(http.StatusInternalServerError, "internal", internalDetail))
		}()
		next.ServeHTTP(w, r)
	})
}
