package api

import (
	"context"
	"net/http"
	"time"
)

type controlKey struct{}

// withArrival lets arrived lift the time limit that huma sets for reading a body. net/http goes on reading from the connection
// while a handler works, to notice who hangs up; were the limit to pass then, it would end the context of the connection, and with
// it, at once, every later request that the client sends on it.
func withArrival(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Err() != nil { // the connection is spoiled: the client is to take another
			w.Header().Set("Connection", "close")
			p := problem(http.StatusServiceUnavailable, "timeout", "the connection was given up; try again on another one")
			p.header = http.Header{"Retry-After": {busyRetrySeconds}}
			writeProblem(w, r, p)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), controlKey{}, http.NewResponseController(w))))
	})
}

// arrived lifts the limit for a request whose body has been read.
func arrived(ctx context.Context) {
	if control, ok := ctx.Value(controlKey{}).(*http.ResponseController); ok {
		_ = control.SetReadDeadline(time.Time{}) // where the connection knows none there is nothing to lift
	}
}
