package osrm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"
)

// waypoint is where the server put a coordinate.
type waypoint struct {
	Distance float64 `json:"distance"` // metres from the coordinate
}

// Refusal is an answer of the server that is not Ok.
type Refusal struct {
	Server  string
	Status  int
	Code    string
	Message string
}

// Error names the server and what it said.
func (r *Refusal) Error() string {
	return fmt.Sprintf("the OSRM server %s refused (%s): %s", r.Server, r.Code, r.Message)
}

func codeOf(err error) string {
	var refused *Refusal
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// numbered finds the coordinate that a refusal names, such as "… for coordinate 3".
var numbered = regexp.MustCompile(`coordinate (\d{1,6})\b`)

// coordinateOf returns the position of the coordinate, of count in the request, for which the server found no road.
func coordinateOf(err error, count int) (int, bool) {
	var refused *Refusal
	if !errors.As(err, &refused) || refused.Code != "NoSegment" {
		return 0, false
	}
	if count == 1 {
		return 0, true
	}
	found := numbered.FindStringSubmatch(refused.Message)
	if found == nil {
		return 0, false
	}
	i, err := strconv.Atoi(found[1])
	return i, err == nil && i < count
}

// coordinates writes places to a centimetre.
func coordinates(places []orb.Point) string {
	text := make([]byte, 0, 24*len(places))
	for i, p := range places {
		if i > 0 {
			text = append(text, ';')
		}
		text = strconv.AppendFloat(text, p.Lon(), 'f', 7, 64)
		text = append(text, ',')
		text = strconv.AppendFloat(text, p.Lat(), 'f', 7, 64)
	}
	return string(text)
}

// maxAnswerBytes bounds one answer; a table of a million pairs has about 15 MB.
const maxAnswerBytes = 256 << 20

// ask sends one request and reads its answer into value, or returns a Refusal.
func (r *Router) ask(ctx context.Context, service, places, options string, value any) error {
	address := r.base + "/" + service + "/v1/" + r.options.Profile + "/" + places
	if options != "" {
		address += "?" + options
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask the OSRM server %s: %w", r.name, err)
	}
	request.Header.Set("Accept", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("the OSRM server %s does not answer (%s); is it running, and is its address right?", r.name, reason(err))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes+1))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("the answer of the OSRM server %s broke off (%s)", r.name, reason(err))
	case len(body) > maxAnswerBytes:
		return fmt.Errorf("the answer of the OSRM server %s has more than %d MB; ask for fewer coordinates at once", r.name, maxAnswerBytes>>20)
	}
	var head struct{ Code, Message string }
	if err := json.Unmarshal(body, &head); err != nil || head.Code == "" {
		return fmt.Errorf("what answers at %s (status %d) is no OSRM server: it sent no JSON with a code", r.name, response.StatusCode)
	}
	if head.Code != "Ok" {
		return &Refusal{r.name, response.StatusCode, head.Code, head.Message}
	}
	if err := json.Unmarshal(body, value); err != nil {
		return fmt.Errorf("the answer of the OSRM server %s to /%s is not as OSRM's: %w", r.name, service, err)
	}
	return nil
}

// reason is an error without the address, which may hold a password and every coordinate.
func reason(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, `": `); i >= 0 {
		text = text[i+3:]
	}
	return text
}

// each calls work for every index, some at once, and ends at the first error.
func (r *Router) each(ctx context.Context, count int, work func(ctx context.Context, i int) error) error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	next := make(chan int)
	for range min(r.options.Parallel, count) {
		group.Go(func() {
			for i := range next {
				if inner.Err() != nil {
					continue
				}
				if err := work(inner, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range count {
		next <- i
	}
	close(next)
	group.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return context.Cause(inner)
}
