package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
)

// Problem is the one shape of errors, RFC 9457 application/problem+json. Programs look at code and params,
// people read detail.
type Problem struct {
	Type      string            `json:"type" enum:"about:blank" doc:"Always about:blank: the meaning is in code"`
	Title     string            `json:"title" doc:"Words of the HTTP status"`
	Status    int               `json:"status" doc:"HTTP status"`
	Code      string            `json:"code" enum:"invalid,not_found,conflict,stale_plan,precondition_required,busy,unavailable,infeasible,idempotency_key_reused,idempotency_in_progress,too_large,unsupported_type,method_not_allowed,foreign_origin,forbidden,outside_area,unauthenticated,wrong_login,locked,rate_limited,csrf,no_accounts,unknown_host,timeout,newer_store,basemap,internal" doc:"Stable word for programs and translations"`
	Detail    string            `json:"detail" doc:"What is wrong and the way out, in English"`
	Params    map[string]string `json:"params,omitempty" doc:"Values that the sentence speaks of, by name"`
	Errors    []FieldProblem    `json:"errors,omitempty" doc:"Each thing wrong with the request"`
	RequestID string            `json:"request_id,omitempty" doc:"As in X-Request-Id and in the server's log"`

	header http.Header
}

// FieldProblem is one thing wrong with a request.
type FieldProblem struct {
	Location string `json:"location" doc:"Such as query.limit or body.model"`
	Message  string `json:"message"`
	Value    string `json:"value,omitempty" doc:"As it was given, at most 100 characters"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells huma the headers that belong to the problem.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType marks the answer as a problem.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// busyRetrySeconds is how long a client should wait for another writer to finish.
const busyRetrySeconds = "2"

// awayRetrySeconds is how long a client should wait for a database that is being restarted.
const awayRetrySeconds = "5"

func problem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// with adds a value that the detail speaks of.
func (p *Problem) with(name, value string) *Problem {
	if p.Params == nil {
		p.Params = map[string]string{}
	}
	p.Params[name] = shorten(value)
	return p
}

// invalidQuery says that a query parameter cannot be used.
func invalidQuery(name, value, expected string) *Problem {
	value = shorten(value)
	p := problem(http.StatusBadRequest, "invalid", fmt.Sprintf("query parameter %s %q: %s", name, value, expected))
	p.Errors = []FieldProblem{{Location: "query." + name, Message: expected, Value: value}}
	return p.with("parameter", name).with("value", value)
}

// invalidBody says that a field of the request body cannot be used.
func invalidBody(field, value, expected string) *Problem {
	value = shorten(value)
	p := problem(http.StatusUnprocessableEntity, "invalid", fmt.Sprintf("%s %q: %s", field, value, expected))
	p.Errors = []FieldProblem{{Location: "body." + field, Message: expected, Value: value}}
	return p.with("field", field).with("value", value)
}

// missing says that a record named by the request is not there.
func missing(kind, id string) *Problem {
	return problem(http.StatusNotFound, "not_found", fmt.Sprintf("%s %q is not on record", kind, shorten(id))).
		with("kind", kind).with("id", id)
}

// problemOf turns an error of a use case or the store into a problem. Sentences of ErrInvalid, ErrNotFound
// and ErrConflict are written for users and pass; those of all other kinds stay in the log.
func (s *server) problemOf(ctx context.Context, err error) *Problem {
	var known *Problem
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, data.ErrInvalid):
		return problem(http.StatusUnprocessableEntity, "invalid", sentence(err, data.ErrInvalid))
	case errors.Is(err, data.ErrNotFound):
		return problem(http.StatusNotFound, "not_found", sentence(err, data.ErrNotFound))
	case errors.Is(err, data.ErrConflict):
		return problem(http.StatusConflict, "conflict", sentence(err, data.ErrConflict))
	case errors.Is(err, data.ErrBusy):
		p := problem(http.StatusServiceUnavailable, "busy", "the store is being written by another program; try again shortly")
		p.header = http.Header{"Retry-After": {busyRetrySeconds}}
		return p
	case errors.Is(err, data.ErrUnavailable):
		p := problem(http.StatusServiceUnavailable, "unavailable", "the database cannot be reached just now; nothing was lost, try again shortly")
		p.header = http.Header{"Retry-After": {awayRetrySeconds}}
		return p
	case errors.Is(err, data.ErrNewer):
		return problem(http.StatusServiceUnavailable, "newer_store", "the store was written by a newer version of cuntong; update the program")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p := problem(http.StatusServiceUnavailable, "timeout", "the answer took too long and was given up; ask for a smaller area")
		p.header = http.Header{"Retry-After": {awayRetrySeconds}}
		return p
	}
	s.Log.ErrorContext(ctx, "request failed", "request_id", requestID(ctx), "error", err.Error())
	return problem(http.StatusInternalServerError, "internal", internalDetail)
}

const internalDetail = "the program failed; the server's log has the cause under this request_id"

// sentence is the error's text without the kind's own word at either end.
func sentence(err, kind error) string {
	text := strings.TrimSuffix(err.Error(), ": "+kind.Error())
	return strings.TrimPrefix(text, kind.Error()+": ")
}

// shorten keeps echoed values short; it cuts between characters.
func shorten(value string) string {
	const most = 100
	if runes := []rune(value); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return strings.ToValidUTF8(value, "�")
}

// mostNamed is how many things wrong with a request are named.
const mostNamed = 20

// fromHuma turns what huma found wrong with a request into a problem. Wrong parameters are 400, a wrong
// body is 422.
func fromHuma(model *huma.ErrorModel) *Problem {
	var p *Problem
	switch model.Status {
	case http.StatusRequestEntityTooLarge:
		p = problem(model.Status, "too_large", "the request body is too large")
	case http.StatusUnsupportedMediaType:
		p = problem(model.Status, "unsupported_type", "the request body must be application/json")
	case http.StatusRequestTimeout:
		p = problem(model.Status, "timeout", "the request body did not arrive in time")
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		p = problem(model.Status, "invalid", "the request cannot be used")
	default:
		return problem(http.StatusInternalServerError, "internal", internalDetail)
	}
	body := len(model.Errors) == 0
	var sentences []string
	for i, e := range model.Errors {
		if i == mostNamed {
			sentences = append(sentences, fmt.Sprintf("and %d more", len(model.Errors)-i))
			break
		}
		f := FieldProblem{Location: e.Location, Message: e.Message}
		if e.Value != nil && e.Value != "" && !strings.Contains(f.Location, "password") { // a secret is not echoed
			f.Value = shorten(fmt.Sprint(e.Value))
		}
		if f.Location == "" {
			f.Location = "body"
		}
		body = body || strings.HasPrefix(f.Location, "body")
		sentences = append(sentences, f.sentence())
		p.Errors = append(p.Errors, f)
	}
	if len(sentences) > 0 {
		p.Detail = strings.Join(sentences, "; ")
		p.with("parameter", strings.TrimPrefix(p.Errors[0].Location, "query."))
		p.with("value", p.Errors[0].Value)
	}
	if !body {
		p.Status, p.Title = http.StatusBadRequest, http.StatusText(http.StatusBadRequest)
	}
	return p
}

func (f FieldProblem) sentence() string {
	place := strings.Replace(strings.Replace(f.Location, "query.", "query parameter ", 1), "header.", "header ", 1)
	if f.Value == "" {
		return place + ": " + f.Message
	}
	return fmt.Sprintf("%s %q: %s", place, f.Value, f.Message)
}

// writeProblem answers with a problem outside huma.
func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.RequestID = requestID(r.Context())
	noteTrouble(r.Context(), p.Code)
	for name, values := range p.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	// The connection is all that can fail here, and nobody is left to tell.
	_ = encoder.Encode(p)
}
