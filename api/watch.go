package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
	"github.com/maypok86/otter/v2/stats"
)

// countWait is how long the store may take to count jobs for a look at the metrics.
const countWait = 3 * time.Second

// watch shows what the server holds besides requests.
func (s *server) watch() {
	if s.Metrics == nil {
		return
	}
	for name, cache := range map[string]interface{ Stats() stats.Stats }{"places": s.places, "audits": s.audits, "frontiers": s.frontiers, "boards": s.boards, "grounds": s.grounds} {
		s.Metrics.Cache(name, func() uint64 { return cache.Stats().Hits }, func() uint64 { return cache.Stats().Misses })
	}
	s.Metrics.Gauge("http_held_bytes", "Bytes of answers that wait in memory for slow readers.", func() float64 { return float64(s.holding.bytesHeld()) })
	s.Metrics.Gauge("heavy_waiting", "Audits, curves and the like that wait for their turn.", func() float64 { return float64(s.heavy.waiting.Load()) })
	s.Metrics.Gauge("ready", "1 where /readyz answers 200, else 0.", func() float64 {
		if reason, _ := s.unready(context.Background()); reason != "" {
			return 0
		}
		return 1
	})
	if s.Jobs != nil {
		s.Metrics.Levels("jobs", "Jobs on record by state.", "state", func() (map[string]int64, error) {
			ctx, cancel := context.WithTimeout(context.Background(), countWait)
			defer cancel()
			counts, err := s.Jobs.Store.CountJobs(ctx)
			if err != nil {
				return nil, err
			}
			byName := map[string]int64{}
			for _, state := range jobStates {
				byName[string(state)] = counts[state]
			}
			return byName, nil
		})
	}
}

// jobStates are all states of jobs, so that those without a job are shown as zero.
var jobStates = []data.JobState{data.JobSubmitted, data.JobRunning, data.JobStopping, data.JobWaiting, data.JobDone, data.JobFailed, data.JobCancelled}

// operationNames lists what the operations of a document are called by method and path.
func operationNames(document *huma.OpenAPI) map[string]string {
	names := map[string]string{}
	for path, item := range document.Paths {
		for method, operation := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if operation != nil {
				names[method+" "+path] = operation.OperationID
			}
		}
	}
	return names
}

// operation is what a request is called in the log and in metrics: the operation's ID, for what has none the pattern
// of its path, and page for all other paths; never a path that somebody chose.
func (s *server) operation(method, pattern string) string {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if id := s.named[method+" "+pattern]; id != "" {
		return id
	}
	if pattern == "" {
		return "page"
	}
	return pattern
}

// loggedPath is the path of a request as the log may hold it: records by their IDs, but no positions, which OSRM's
// questions have in their paths.
func loggedPath(pattern, path string) string {
	if strings.HasSuffix(pattern, "/v1/*") {
		return pattern
	}
	return shorten(path)
}

// trouble is the code of the problem that a request was answered with; empty: none.
type trouble struct{ code string }

type troubleKey struct{}

// noteTrouble keeps the code of a problem for the log and the metrics.
func noteTrouble(ctx context.Context, code string) {
	if t, ok := ctx.Value(troubleKey{}).(*trouble); ok {
		t.code = code
	}
}
