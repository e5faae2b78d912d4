package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
)

// Version is the version of the API; it grows when an answer changes in a way that clients notice.
const Version = "1.0.0"

const documentType = "application/vnd.oai.openapi+json;version=3.1"

// operations is where handlers are registered; the document is made from what is registered.
type operations struct {
	server *server
	huma   huma.API
}

// answer is the output of an operation that has nothing to say in headers.
type answer[T any] struct {
	Body T
}

func newOperations(s *server, router chi.Router) *operations {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Cuntong 村通", Version: Version,
				Description: "County-town-village logistics networks: records, audits and plans. Keys carry their units, null is unknown, coordinates are [lon, lat] on WGS 84, every error is a Problem. See api/API.md.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
		},
		Formats:                      map[string]huma.Format{"application/json": jsonFormat(), "json": jsonFormat()},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{transformProblem},
	}
	o := &operations{server: s, huma: humachi.New(router, config)}
	o.huma.UseMiddleware(allow, ignoreAccept, refuseRepeated, s.answerOnce, allowNewStatus)
	return o
}

// register adds an operation: its handler's errors become problems, and its document lists them.
func register[I, O any](o *operations, operation huma.Operation, problems []int, handler func(context.Context, *I) (*O, error)) {
	problemSchema := o.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	if operation.Responses == nil {
		operation.Responses = map[string]*huma.Response{}
	}
	content := map[string]*huma.MediaType{problemType: {Schema: problemSchema}}
	if operation.Metadata[onceMark] != nil {
		problems = append(problems, http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusServiceUnavailable)
	}
	for _, status := range problems {
		operation.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: content}
	}
	operation.Responses["default"] = &huma.Response{Description: "Any other error", Content: content}
	operation.MaxBodyBytes = o.server.MaxBodyBytes
	operation.BodyReadTimeout = o.server.BodyTime
	huma.Register(o.huma, operation, func(ctx context.Context, input *I) (*O, error) {
		arrived(ctx)
		output, err := handler(ctx, input)
		if err != nil {
			return nil, o.server.problemOf(ctx, err)
		}
		return output, nil
	})
}

// get describes a reading operation.
func get(id, path, tag, summary, description string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Tags: []string{tag}, Summary: summary, Description: description}
}

// asCSV makes the operation's document say that the answer is a CSV file.
func asCSV(operation huma.Operation) huma.Operation {
	operation.Responses = map[string]*huma.Response{"200": {
		Description: "CSV, UTF-8 with byte order mark, Chinese headers",
		Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	return operation
}

// statusContext lets transformProblem correct the status that huma chose.
type statusContext struct {
	inner
	status int
}

// inner is huma.Context under a name that does not hide its method Context.
type inner huma.Context

// Unwrap returns the wrapped context, as huma's adapters expect.
func (c *statusContext) Unwrap() huma.Context { return c.inner }

// SetStatus sends the corrected status where there is one.
func (c *statusContext) SetStatus(status int) {
	if c.status != 0 {
		status = c.status
	}
	c.inner.SetStatus(status)
}

func allowNewStatus(ctx huma.Context, next func(huma.Context)) { next(&statusContext{inner: ctx}) }

// ignoreAccept keeps what a client would like from huma: an operation answers in one form, and huma v2.37.2 panics on an Accept such as ";,a".
func ignoreAccept(ctx huma.Context, next func(huma.Context)) {
	r, _ := humachi.Unwrap(ctx)
	r.Header.Del("Accept")
	next(ctx)
}

// refuseRepeated refuses a query parameter given twice: taking either one silently would be a guess.
func refuseRepeated(ctx huma.Context, next func(huma.Context)) {
	url := ctx.URL()
	for name, values := range url.Query() {
		if len(values) > 1 {
			r, w := humachi.Unwrap(ctx)
			writeProblem(w, r, invalidQuery(name, values[1], "given more than once, expected once"))
			return
		}
	}
	next(ctx)
}

// transformProblem gives every error, huma's own ones included, the one shape.
func transformProblem(ctx huma.Context, _ string, value any) (any, error) {
	if model, ok := value.(*huma.ErrorModel); ok {
		value = fromHuma(model)
	}
	p, ok := value.(*Problem)
	if !ok {
		return value, nil
	}
	p.RequestID = requestID(ctx.Context())
	noteTrouble(ctx.Context(), p.Code)
	ctx.SetHeader("Cache-Control", "no-store")
	if corrected, ok := ctx.(*statusContext); ok {
		corrected.status = p.Status
	}
	return p, nil
}

// serveDocument finishes the document and serves it.
func serveDocument(o *operations, router chi.Router) error {
	document := o.huma.OpenAPI()
	o.server.named = operationNames(document)
	schemas := document.Components.Schemas.Map()
	// huma documents its own error type although no answer has it.
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, schema := range schemas {
		noNullLists(schema)
	}
	for _, item := range document.Paths {
		if item.Get == nil {
			continue
		}
		for _, parameter := range item.Get.Parameters {
			noNullLists(parameter.Schema)
		}
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return fmt.Errorf("api: OpenAPI document: %w", err)
	}
	text = append(text, '\n')
	router.Get("/api/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", documentType)
		_, _ = w.Write(text) // only the connection can fail
	})
	return nil
}

// noNullLists says in the document what the handlers keep: a list without entries is [], never null. A tuple
// of a fixed length, such as a position, may still be null.
func noNullLists(schema *huma.Schema) {
	if schema == nil {
		return
	}
	if schema.Type == huma.TypeArray && schema.MinItems == nil {
		schema.Nullable = false
	}
	noNullLists(schema.Items)
	for name, property := range schema.Properties {
		noNullLists(property)
		// A reference has no type that could be null beside its own: a doc that says when it is null makes it one of two.
		if property.Ref != "" && strings.Contains(property.Description, "null") {
			schema.Properties[name] = &huma.Schema{OneOf: []*huma.Schema{{Ref: property.Ref}, {Type: "null"}}, Description: property.Description}
		}
	}
}
