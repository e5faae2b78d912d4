package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
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
		s.Metrics.Begin()
		// The router fills the route in, so that it is known out here too.
		route := chi.NewRouteContext()
		route.Routes = s.routes
		trouble := &trouble{}
		r = r.WithContext(context.WithValue(context.WithValue(r.Context(), chi.RouteCtxKey, route), troubleKey{}, trouble))
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
			took, operation := s.Study.Now().Sub(began), s.operation(r.Method, route.RoutePattern())
			s.Metrics.Done(operation, status, wrapped.BytesWritten(), took)
			if trouble.code != "" {
				s.Metrics.Problem(trouble.code)
			}
			s.Log.Log(r.Context(), level, "request", "request_id", requestID(r.Context()), "operation", operation, "method", r.Method,
				"path", loggedPath(route.RoutePattern(), r.URL.Path), "status", status, "code", trouble.code, "bytes", wrapped.BytesWritten(), "duration_ms", took.Round(time.Microsecond).Seconds()*1000)
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
