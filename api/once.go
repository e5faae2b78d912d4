package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// onceHeader names the header by which a client may repeat a request without its being done again.
const onceHeader = "Idempotency-Key"

// Times of requests that may be repeated.
const (
	keysKept   = 48 * time.Hour         // a client that was off for a day may still ask
	claimTime  = time.Minute            // whoever has not answered by then must have died
	claimWait  = 10 * time.Second       // how long a second request waits for the answer of the first
	claimEvery = 100 * time.Millisecond // how often it looks
)

const onceMark = "once"

// once marks an operation that creates something: with an Idempotency-Key it does so once, however often it is sent.
func once(operation huma.Operation) huma.Operation {
	operation.Metadata = maps.Clone(operation.Metadata)
	if operation.Metadata == nil {
		operation.Metadata = map[string]any{}
	}
	operation.Metadata[onceMark] = true
	least, most := 1, 200
	operation.Parameters = append(operation.Parameters, &huma.Param{Name: onceHeader, In: "header",
		Description: "Text made by the client, such as a UUID: the same request with the same key is done once and gets the same answer for two days, also after a restart; another request with it is 422",
		Schema:      &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most, Pattern: "^[!-~]+$"}})
	return operation
}

type onceKey struct{}

// newID makes the identifier of something new. For a request with a key it follows from both, so that a request that is
// repeated after a crash finds what the first one made, and another request under a key that was forgotten does not.
func (s *server) newID(ctx context.Context) (id string, repeatable bool) {
	if id, ok := ctx.Value(onceKey{}).(string); ok {
		return id, true
	}
	return s.NewID(), false
}

// answerOnce keeps the answers of marked operations and gives them again.
func (s *server) answerOnce(ctx huma.Context, next func(huma.Context)) {
	if ctx.Operation().Metadata[onceMark] == nil {
		next(ctx)
		return
	}
	r, w := humachi.Unwrap(ctx)
	values := r.Header.Values(onceHeader)
	if len(values) == 0 {
		next(ctx)
		return
	}
	if len(values) > 1 || !wellFormedKey(values[0]) {
		value := shorten(strings.Join(values, ", "))
		p := problem(http.StatusBadRequest, "invalid", fmt.Sprintf("header %s %q: expected once, with 1 to 200 visible ASCII characters", onceHeader, value))
		p.Errors = []FieldProblem{{Location: "header." + onceHeader, Message: "expected once, with 1 to 200 visible ASCII characters", Value: value}}
		writeProblem(w, r, p.with("parameter", onceHeader).with("value", value))
		return
	}
	store, ok := s.Study.Store.(data.RequestKeys)
	if !ok {
		writeProblem(w, r, problem(http.StatusServiceUnavailable, "unavailable", "this store keeps no requests; send the request without "+onceHeader))
		return
	}
	body, err := io.ReadAll(io.LimitReader(ctx.BodyReader(), s.MaxBodyBytes+1))
	held := &heldContext{inner: ctx, body: io.MultiReader(bytes.NewReader(body), ending{err}), header: http.Header{}}
	if err != nil || int64(len(body)) > s.MaxBodyBytes {
		next(held) // says what is wrong with it
		held.send()
		return
	}
	asked := data.RequestKey{Actor: callerOf(r.Context()).Name, Key: values[0], Digest: digestOf(r, body), Claim: rand.Text()}
	kept, claimed, err := s.claim(r.Context(), store, asked)
	switch {
	case err != nil:
		writeProblem(w, r, s.problemOf(r.Context(), err))
	case !claimed:
		replay(ctx, kept)
	default:
		s.answerFirst(held, store, kept, next)
	}
}

// claim asks for a request until it is granted or answered.
func (s *server) claim(ctx context.Context, store data.RequestKeys, asked data.RequestKey) (data.RequestKey, bool, error) {
	for began := time.Now(); ; {
		asked.At = s.Study.Now().UTC().Truncate(time.Millisecond)
		asked.Until = asked.At.Add(claimTime)
		kept, claimed, err := store.ClaimKey(ctx, asked, asked.At, asked.At.Add(-keysKept))
		switch {
		case err != nil || claimed:
			return kept, claimed, err
		case kept.Digest != asked.Digest:
			return kept, false, problem(http.StatusUnprocessableEntity, "idempotency_key_reused",
				fmt.Sprintf("%s %q came with another request before; make a new key for a new request", onceHeader, shorten(asked.Key))).with("key", asked.Key)
		case kept.Status != 0:
			return kept, false, nil
		case time.Since(began) >= claimWait:
			p := problem(http.StatusConflict, "idempotency_in_progress", "the same request is being answered; ask again shortly").with("key", asked.Key)
			p.header = http.Header{"Retry-After": {busyRetrySeconds}}
			return kept, false, p
		}
		select {
		case <-time.After(claimEvery):
		case <-ctx.Done():
			return kept, false, ctx.Err()
		}
	}
}

// answerFirst lets the handler answer and keeps the answer where it is good; any other may be tried again.
func (s *server) answerFirst(held *heldContext, store data.RequestKeys, request data.RequestKey, next func(huma.Context)) {
	ctx := context.WithoutCancel(held.Context())
	kept := false
	defer func() { // also after a panic
		if !kept {
			s.logged(ctx, "request not forgotten", store.DropKey(ctx, request.Actor, request.Key, request.Claim))
		}
	}()
	sum := sha256.Sum256([]byte(request.Actor + "\x00" + request.Key + "\x00" + request.Digest))
	next(huma.WithValue(held, onceKey{}, base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])))
	if held.status >= 200 && held.status < 300 {
		request.Status, request.Header, request.Body = held.status, map[string]string{}, held.out.Bytes()
		for name, values := range held.header {
			request.Header[name] = strings.Join(values, ", ")
		}
		err := store.AnswerKey(ctx, request)
		s.logged(ctx, "answer not kept", err)
		kept = err == nil
	}
	held.send()
}

func (s *server) logged(ctx context.Context, what string, err error) {
	if err != nil {
		s.Log.WarnContext(ctx, what, "request_id", requestID(ctx), "error", err.Error())
	}
}

// replay gives a kept answer again.
func replay(ctx huma.Context, kept data.RequestKey) {
	for name, value := range kept.Header {
		ctx.SetHeader(name, value)
	}
	ctx.SetHeader("Idempotency-Replayed", "true")
	ctx.SetStatus(kept.Status)
	_, _ = ctx.BodyWriter().Write(kept.Body) // only the connection can fail
}

func wellFormedKey(key string) bool {
	return len(key) > 0 && len(key) <= 200 && strings.Trim(key, "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") == ""
}

// digestOf tells requests apart.
func digestOf(r *http.Request, body []byte) string {
	sum := sha256.New()
	for _, part := range []string{r.Method, r.URL.EscapedPath(), r.URL.RawQuery} {
		_, _ = io.WriteString(sum, strconv.Itoa(len(part))+" "+part+"\n") // never fails
	}
	_, _ = sum.Write(body) // never fails
	return hex.EncodeToString(sum.Sum(nil))
}

// ending gives the error, or the end, that reading a body came to.
type ending struct{ err error }

// Read fails.
func (f ending) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// heldContext keeps an answer back and gives a body that was read already.
type heldContext struct {
	inner
	body   io.Reader
	status int
	header http.Header
	out    bytes.Buffer
}

// Unwrap returns the wrapped context, as huma's adapters expect.
func (h *heldContext) Unwrap() huma.Context { return h.inner }

// BodyReader gives the body.
func (h *heldContext) BodyReader() io.Reader { return h.body }

// SetStatus keeps the status.
func (h *heldContext) SetStatus(status int) { h.status = status }

// Status returns the status so far.
func (h *heldContext) Status() int { return h.status }

// SetHeader keeps a header.
func (h *heldContext) SetHeader(name, value string) { h.header.Set(name, value) }

// AppendHeader keeps one more value of a header.
func (h *heldContext) AppendHeader(name, value string) { h.header.Add(name, value) }

// BodyWriter keeps the body.
func (h *heldContext) BodyWriter() io.Writer { return &h.out }

// send sends what was kept.
func (h *heldContext) send() {
	for name, values := range h.header {
		for _, value := range values {
			h.inner.AppendHeader(name, value)
		}
	}
	if h.status != 0 {
		h.inner.SetStatus(h.status)
	}
	_, _ = h.inner.BodyWriter().Write(h.out.Bytes()) // only the connection can fail
}
