package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner/job"
	"cuntong/planner/job/sqlitequeue"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// contract is a served store with something of everything, its document, and a source of requests. Jobs that it is asked for are recorded and
// never begun.
type contract struct {
	rng      *rand.Rand
	of       sampled
	document *openapi3.T
	codes    []any // that problems may have
	inner    *server
	handler  http.Handler
	statuses map[int]int
	known    map[string][]string // values of parameters and fields by name that mean something in the store
}

func newContract(t *testing.T, seed uint64) *contract {
	t.Helper()
	s := sampledStudy(t)
	working := newTinyRunner(t, s)
	of := sampleOf(t, s, serve(t, Options{Study: s, Jobs: working, NewID: counting("made")}))
	if err := working.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	queue, err := sqlitequeue.Open(t.Context(), filepath.Join(t.TempDir(), "quiet.gpkg"), nil)
	if err != nil {
		t.Fatal(err)
	}
	quiet, err := job.New(job.Options{Study: s, Queue: queue, Worker: "quiet"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = quiet.Close(context.Background()) })
	c := &contract{rng: rand.New(rand.NewPCG(seed, seed)), of: of, statuses: map[int]int{}}
	if c.inner, err = build(Options{Study: s, Jobs: quiet}); err != nil {
		t.Fatal(err)
	}
	if c.handler, err = c.inner.guard(c.inner.routes); err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	c.handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://localhost/api/openapi.json", nil))
	if c.document, err = openapi3.NewLoader().LoadFromData(answer.Body.Bytes()); err != nil {
		t.Fatal(err)
	}
	c.codes = c.document.Components.Schemas["Problem"].Value.Properties["code"].Value.Enum
	c.known = map[string][]string{
		"area": {"370522", "3705", townCode}, "parent": {cityCode, countyCode}, "settlement": {nearVillage, farVillage}, "village": {farVillage}, "town": {townCode}, "facility": {shopID, "site-1"},
		"standard": {"village-5km", data.DefaultStandard}, "scenario": {of.scenario, of.roadScenario}, "plans": {of.plan + "," + of.tier}, "plan": {of.plan, of.tier}, "job": {of.routeJob, of.job},
		"bbox": {"118,37,119,38"}, "from": {"118.301,37.5"}, "to": {"118.5,37.7"}, "date": {"2026-11-23"}, "profile": {"plain-van", "plain-walk"}, "stop": {"P1", "P2"}, "ids": {of.merge},
		"link": {"none"}, "after": {"0"}, "If-Match": {`"1"`, `"2"`, `"1.0"`}, "parcels": {"1"}, "name": {"一"},
	}
	return c
}

// operations lists the operations of the document in one order.
func (c *contract) operations() []*routers.Route {
	var list []*routers.Route
	for path, item := range c.document.Paths.Map() {
		for method, operation := range item.Operations() {
			list = append(list, &routers.Route{Spec: c.document, Path: path, PathItem: item, Method: method, Operation: operation})
		}
	}
	slices.SortFunc(list, func(a, b *routers.Route) int {
		return strings.Compare(a.Operation.OperationID, b.Operation.OperationID)
	})
	return list
}

// pathValue is a value for a parameter of a path that is in the store.
func (c *contract) pathValue(path, name string) string {
	switch {
	case name == "link":
		return "none"
	case name == "collection" || name == "collections":
		return c.pick("settlements", "facilities", "areas", "roads")
	case name == "item":
		return c.pick(nearVillage, shopID)
	case name == "set":
		return "WebMercatorQuad"
	case name == "file":
		return c.pick("settlements.json", "settlements,areas.json")
	case len(name) == 1 || name == "row" || name == "col": // of a tile
		return c.pick("0", "1", "8", "14", "13576", "6348")
	case name == "name":
		return "root"
	case strings.Contains(path, "/jobs/"):
		return c.pick(c.of.job, c.of.routeJob)
	case strings.Contains(path, "/runs/"):
		return c.pick(runID, "2026-11-23_van-1#2", "2026-11-24_a/b#1")
	case strings.Contains(path, "/road-reports/"):
		return "tiny-report"
	case strings.Contains(path, "/scenarios/"):
		return c.pick(c.of.scenario, c.of.roadScenario)
	case strings.Contains(path, "/plans/"):
		return c.pick(c.of.plan, c.of.tier)
	case strings.Contains(path, "/reports/"):
		return c.pick(c.of.plan, countyCode)
	}
	return "none"
}

func (c *contract) pick(values ...string) string { return values[c.rng.IntN(len(values))] }

func (c *contract) chance(share float64) bool { return c.rng.Float64() < share }

// mostMade keeps generated texts and lists short.
const mostMade = 40

// value makes a value that a schema allows.
func (c *contract) value(schema *openapi3.Schema, name string, depth int) any {
	if known := c.known[name]; len(known) > 0 && c.chance(0.7) && schema.Type != nil && schema.Type.Includes("string") && len(schema.Enum) == 0 {
		return c.pick(known...)
	}
	if len(schema.OneOf) > 0 {
		return c.value(schema.OneOf[c.rng.IntN(len(schema.OneOf))].Value, name, depth)
	}
	if len(schema.Enum) > 0 {
		return schema.Enum[c.rng.IntN(len(schema.Enum))]
	}
	kind := ""
	if schema.Type != nil {
		for _, one := range schema.Type.Slice() {
			if one != "null" {
				kind = one
			}
		}
	}
	switch kind {
	case "boolean":
		return c.chance(0.5)
	case "integer":
		low, high := c.bounds(schema)
		return int64(low) + c.rng.Int64N(int64(high-low)+1)
	case "number":
		low, high := c.bounds(schema)
		return low + c.rng.Float64()*(high-low)
	case "array":
		count := int(schema.MinItems) + c.rng.IntN(3)
		if schema.MaxItems != nil {
			count = min(count, int(*schema.MaxItems))
		}
		list := make([]any, count)
		for i := range list {
			list[i] = c.value(schema.Items.Value, name, depth+1)
		}
		return list
	case "object":
		object := map[string]any{}
		names := make([]string, 0, len(schema.Properties))
		for field := range schema.Properties {
			names = append(names, field)
		}
		slices.Sort(names)
		for _, field := range names {
			if slices.Contains(schema.Required, field) || depth < 6 && c.chance(0.3) {
				object[field] = c.value(schema.Properties[field].Value, field, depth+1)
			}
		}
		return object
	case "string":
		return c.textOf(schema)
	}
	return c.pickAny(map[string]any{"area": "370522"}, map[string]any{"plan": c.of.tier, "date": "2026-11-25"}, map[string]any{"model": "lscp", "area": "370522"}, map[string]any{}, "x", 1.5, nil)
}

func (c *contract) pickAny(values ...any) any { return values[c.rng.IntN(len(values))] }

func (c *contract) bounds(schema *openapi3.Schema) (low, high float64) {
	low, high = -1000, 1000
	if schema.Min != nil {
		low, high = *schema.Min, *schema.Min+1000
	}
	if schema.Max != nil {
		high = math.Min(*schema.Max, math.Max(high, low+1))
		low = math.Min(low, high)
	}
	if c.chance(0.2) && schema.Max != nil {
		return *schema.Max, *schema.Max
	}
	return low, high
}

// textOf makes a text of a schema's length, format and pattern.
func (c *contract) textOf(schema *openapi3.Schema) string {
	switch schema.Format {
	case "date":
		return c.pick("2026-11-23", "2000-02-29", "1999-12-31")
	case "date-time":
		return c.pick("2026-11-23T01:00:00Z", "2026-11-23T09:00:00.5+08:00")
	}
	most := uint64(mostMade)
	if schema.MaxLength != nil {
		most = min(most, *schema.MaxLength)
	}
	length := schema.MinLength
	if most > length {
		length += uint64(c.rng.Int64N(int64(most-length) + 1))
	}
	for _, letters := range []string{"村aé𠀀 -_.", "0123456789", "abcdefghijklmnop"} {
		var b strings.Builder
		runes := []rune(letters)
		for range max(length, 1) {
			b.WriteRune(runes[c.rng.IntN(len(runes))])
		}
		if text := b.String(); schema.Pattern == "" || regexp.MustCompile(schema.Pattern).MatchString(text) {
			return text
		}
	}
	return "0"
}

// request makes a request that the document allows.
func (c *contract) request(t *testing.T, route *routers.Route) (*http.Request, map[string]string) {
	t.Helper()
	path, query, header, values := route.Path, url.Values{}, http.Header{}, map[string]string{}
	for _, ref := range route.Operation.Parameters {
		p := ref.Value
		if p.In == "path" {
			value := c.pathValue(route.Path, p.Name)
			if c.chance(0.1) {
				value = c.textOf(p.Schema.Value)
			}
			values[p.Name] = value
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
			continue
		}
		if !p.Required && c.chance(0.5) {
			continue
		}
		text := plain(c.value(p.Schema.Value, p.Name, 0))
		if p.In == "header" {
			header.Set(p.Name, text)
		} else if text != "" {
			query.Set(p.Name, text)
		}
	}
	var body io.Reader
	if route.Operation.RequestBody != nil {
		text, err := json.Marshal(c.value(route.Operation.RequestBody.Value.Content["application/json"].Schema.Value, "", 0))
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.NewReader(text)
	}
	request := httptest.NewRequest(route.Method, "http://localhost"+path+"?"+query.Encode(), body)
	request.Header = header
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, values
}

// plain writes a value as a parameter has it.
func plain(value any) string {
	if list, ok := value.([]any); ok {
		parts := make([]string, len(list))
		for i := range list {
			parts[i] = plain(list[i])
		}
		return strings.Join(parts, ",")
	}
	return fmt.Sprint(value)
}

// answerTime is far beyond what any of these requests takes: it tells a hang, nothing else.
const answerTime = 2 * time.Minute

// send answers a request and fails where that hangs.
func (c *contract) send(t *testing.T, request *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	ctx, cancel := context.WithTimeout(request.Context(), answerTime)
	defer cancel()
	answer := httptest.NewRecorder()
	c.handler.ServeHTTP(answer, request.WithContext(ctx))
	c.statuses[answer.Code]++
	if ctx.Err() != nil {
		t.Errorf("%s %s took more than %v", request.Method, request.URL, answerTime)
	}
	return answer
}

// documented holds an answer against the document.
func (c *contract) documented(t *testing.T, route *routers.Route, request *http.Request, values map[string]string, answer *httptest.ResponseRecorder) {
	t.Helper()
	kind := answer.Header().Get("Content-Type")
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: values, Route: route},
		Status:                 answer.Code, Header: answer.Header(), Body: io.NopCloser(bytes.NewReader(answer.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !strings.Contains(kind, "json")},
	})
	if err != nil {
		t.Errorf("%s %s: the answer is not as the document says: %.500v\n%.600s", request.Method, request.URL, err, answer.Body)
	}
}

// generated calls every operation so many times with parameters and bodies made from their schemas: status and body are as the document says.
func (c *contract) generated(t *testing.T, rounds int) {
	good := map[string]bool{}
	for _, route := range c.operations() {
		for range rounds {
			request, values := c.request(t, route)
			var body []byte
			if request.Body != nil {
				body, _ = io.ReadAll(request.Body) // of memory
				request.Body = io.NopCloser(bytes.NewReader(body))
			}
			answer := c.send(t, request)
			c.documented(t, route, request, values, answer)
			if answer.Code >= 500 {
				t.Errorf("%s %s %.300s: %d %.300s", request.Method, request.URL, body, answer.Code, answer.Body)
			}
			good[route.Operation.OperationID] = good[route.Operation.OperationID] || answer.Code < 400
		}
	}
	answered := 0
	for _, ok := range good {
		if ok {
			answered++
		}
	}
	if answered < len(good)/2 {
		t.Errorf("only %d of %d operations had a request that succeeded: the values made mean too little", answered, len(good))
	}
}
