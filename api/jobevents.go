package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/klauspost/compress/gzhttp"
)

// How events are sent: a look at the store twice a second, a sign of life where nothing happens, and an end
// after which a browser asks again by itself.
const (
	eventLook  = 500 * time.Millisecond
	eventLife  = 15 * time.Second
	eventWrite = 10 * time.Second
	eventEnd   = 10 * time.Minute
)

func (s *server) registerJobEvents(o *operations) {
	operation := get("jobEvents", "/api/v1/jobs/{id}/events", "jobs", "A job as it goes on, as server-sent events",
		"An event progress with a JobHead whenever the job changes, and an event done when it is finished. Whoever cannot read events asks for the job again and again instead.")
	operation.Responses = map[string]*huma.Response{"200": {
		Description: "Server-sent events; data is a JobHead",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	o.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[JobHead](), true, "JobHead")
	register(o, operation, []int{404, 503}, func(ctx context.Context, in *JobID) (*huma.StreamResponse, error) {
		j, err := s.job(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(response huma.Context) { s.sendEvents(ctx, response, j) }}, nil
	})
}

// isEvents tells answers that never end from those that are held back for their validator.
func isEvents(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/v1/jobs/") && strings.HasSuffix(r.URL.Path, "/events")
}

// sendEvents writes events until the job is finished, the client or the program leaves, or time is up.
func (s *server) sendEvents(ctx context.Context, response huma.Context, j data.Job) {
	_, w := humachi.Unwrap(response)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set(gzhttp.HeaderNoCompression, "1") // a compressor would wait for more
	w.WriteHeader(http.StatusOK)
	control := http.NewResponseController(w)
	send := func(text string) bool {
		// Where the connection knows no deadline, the server's own holds.
		_ = control.SetWriteDeadline(time.Now().Add(eventWrite))
		_, err := w.Write([]byte(text))
		return err == nil && control.Flush() == nil
	}
	look, life, end := time.NewTicker(eventLook), time.NewTicker(eventLife), time.NewTimer(eventEnd)
	defer look.Stop()
	defer life.Stop()
	defer end.Stop()
	last := ""
	for {
		text, err := json.Marshal(s.jobHead(ctx, j))
		if err != nil {
			return
		}
		if string(text) != last {
			last = string(text)
			event := "progress"
			if j.State.Finished() {
				event = "done"
			}
			if !send(fmt.Sprintf("event: %s\ndata: %s\n\n", event, text)) || j.State.Finished() {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.Closing:
			send("retry: 2000\n: the program is leaving; ask again\n\n")
			return
		case <-end.C:
			return
		case <-life.C:
			if !send(": still there\n\n") {
				return
			}
			continue
		case <-look.C:
		}
		if again, err := s.Jobs.Store.Job(ctx, j.ID); err == nil { // a store that is away for a moment is asked again
			j = again
		}
	}
}
