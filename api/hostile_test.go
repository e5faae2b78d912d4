package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cuntong/data"

	"github.com/getkin/kin-openapi/routers"
	"github.com/go-chi/chi/v5"
)

var soak = flag.Bool("soak", false, "send many more generated and hostile requests, with another seed each time")

// soakSeed skips a long test where it is not asked for, and names its seed.
func soakSeed(t *testing.T) uint64 {
	t.Helper()
	if !*soak {
		t.Skip("only with -soak (make soak)")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return seed
}

// nasty are texts that have broken programs.
func nasty() []string {
	return []string{
		"", " ", "\x00", "a\x00b", "\xff\xfe", "\ud7ff\u202e", "é́", "𠀀𐍈", "０１", "null", "undefined", "NaN", "-0", "1e400", "-1e400", "9223372036854775808", "-9223372036854775809", "0x10", "1,2,3", "٣",
		"'; DROP TABLE run; --", "\" OR 1=1 --", "') UNION SELECT hash FROM account --", "$1", "?", "%", "%00", "%2e%2e%2f", "../../../etc/passwd", "..\\..\\x", "/", "//", "a/b", "C:\\x", "file:///etc/passwd",
		"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "=HYPERLINK(1)", "{{7*7}}", "${jndi:ldap://x}", "\r\nSet-Cookie: x=1", "\t\n", strings.Repeat("a", 300), strings.Repeat("村", 5000),
		strings.Repeat("(", 2000), strings.Repeat("%25", 500), "2026-11-23_van-1#1", "2026-02-30", "0000-00-00", "9999-12-31T23:59:59Z", "118.3,37.5", "37.5,118.3", "118,37,119,38", "1e308,1e308,1e308,1e308",
		"_p~iF~ps|U_ulLnnqC", "polyline(_p~iF~ps|U)", "polyline(\x00)", "370522", "-1", "1.5", "true", "[]", "{}", ";,a", "x;q", "*/*;q=,a;", "\";\"",
	}
}

func (c *contract) nasty() string {
	list := nasty()
	if c.chance(0.1) {
		raw := make([]byte, c.rng.IntN(64))
		for i := range raw {
			raw[i] = byte(c.rng.IntN(256))
		}
		return string(raw)
	}
	return list[c.rng.IntN(len(list))]
}

// nastyBody is a body that is wrong, or nearly right.
func (c *contract) nastyBody(t *testing.T, route *routers.Route) []byte {
	t.Helper()
	var right any = map[string]any{}
	if route == nil {
		right = map[string]any{"type": "Feature", "id": c.pick(nearVillage, shopID, "370522101299"), "geometry": map[string]any{"type": "Point", "coordinates": []any{118.3, 37.5}},
			"properties": map[string]any{"name": "新村", "kind": "village", "town": townCode, "population": 5, "tier": "point", "status": "active", "operators": "postal"}}
	} else if route.Operation.RequestBody != nil {
		right = c.value(route.Operation.RequestBody.Value.Content["application/json"].Schema.Value, "", 0)
	}
	if c.chance(0.6) {
		right = c.spoil(right, 0)
	}
	text, err := json.Marshal(right)
	if err != nil {
		t.Fatal(err)
	}
	switch c.rng.IntN(12) {
	case 0:
		return text[:c.rng.IntN(len(text)+1)]
	case 1:
		return []byte(c.nasty())
	case 2:
		depth := 1 + c.rng.IntN(5000)
		return []byte(strings.Repeat(`{"a":[`, depth) + strings.Repeat(`]}`, c.rng.IntN(depth)))
	case 3:
		return []byte("[" + strings.Repeat("0,", c.rng.IntN(100_000)) + "0]")
	case 4:
		return bytes.Replace(text, []byte(`"`), []byte("\""+c.pick(`\ud800`, `\u0000`, "\x01", `\x`)), 1)
	case 5:
		return append(text, text...)
	case 6:
		return bytes.ReplaceAll(text, []byte(":"), []byte(": "+c.pick("1e999,", "-0,", "01,", `"a",`, "")))
	}
	return text
}

// spoil puts something wrong somewhere into a value.
func (c *contract) spoil(value any, depth int) any {
	if depth > 0 && c.chance(0.25) {
		return c.pickAny(nil, true, -1, 1e18, 1e308, 0.1, c.nasty(), []any{}, map[string]any{}, []any{nil, nil}, map[string]any{c.nasty(): c.nasty()}, strings.Repeat("x", 20_000), []any{1e308, -1e308}, []any{200, 1})
	}
	switch value := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			value[name] = c.spoil(value[name], depth+1)
		}
		if c.chance(0.1) {
			value[c.nasty()] = c.nasty()
		}
	case []any:
		for i := range value {
			value[i] = c.spoil(value[i], depth+1)
		}
	}
	return value
}

// hostile makes a request to a path whose parameters stand in braces; route is nil where the document has none.
func (c *contract) hostile(t *testing.T, route *routers.Route, method, pattern string) *http.Request {
	t.Helper()
	var escaped strings.Builder
	for part := range strings.SplitSeq(pattern[1:], "/") {
		escaped.WriteByte('/')
		before, inside, found := strings.Cut(part, "{")
		if part == "*" {
			before, inside, found = "", "any}", true
		}
		if !found {
			escaped.WriteString(part)
			continue
		}
		name, after, _ := strings.Cut(inside, "}")
		value := c.pathValue(pattern, name)
		if c.chance(0.5) {
			value = c.nasty()
		}
		if c.chance(0.1) {
			value = strings.ReplaceAll(value, "/", "%2F")
		}
		escaped.WriteString(before + url.PathEscape(value) + after)
	}
	query := url.Values{}
	if route != nil {
		for _, ref := range route.Operation.Parameters {
			if p := ref.Value; p.In == "query" && c.chance(0.5) {
				value := c.nasty()
				if c.chance(0.5) {
					value = plain(c.value(p.Schema.Value, p.Name, 0))
				}
				query.Add(p.Name, value)
			}
		}
	}
	if c.chance(0.1) || route == nil && c.chance(0.5) {
		query.Add(c.pick("f", "limit", "bbox", "zoom", "annotations", "sources", "radiuses", "collections", "filter", "crs", "datetime", "x", c.nasty()), c.nasty())
	}
	raw := query.Encode()
	if c.chance(0.05) {
		raw += "&" + c.pick("%zz", "a;b", "&&&", "=", "\x00", strings.Repeat("a=1&", 500), "limit=1&limit=2")
	}
	path, err := url.PathUnescape(escaped.String())
	if err != nil {
		path = escaped.String()
	}
	if c.chance(0.05) {
		method = c.pick("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "X")
	}
	request := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
	request.Method, request.URL = method, &url.URL{Path: path, RawPath: escaped.String(), RawQuery: raw}
	writes := slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, method)
	if route != nil && route.Operation.RequestBody != nil || route == nil && writes || c.chance(0.05) {
		body := c.nastyBody(t, route)
		request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		if c.chance(0.1) {
			request.ContentLength = -1
		}
		request.Header.Set("Content-Type", "application/json")
		if route == nil && c.chance(0.5) {
			request.Header.Set("Content-Type", "application/geo+json")
			request.Header.Set("If-Match", c.pick(`"1"`, `"2"`, `W/"1"`, `*`))
		}
	}
	for range c.rng.IntN(3) {
		name := c.pick("If-Match", "If-None-Match", "Idempotency-Key", "Content-Type", "Content-Encoding", "Accept", "Accept-Encoding", "X-Request-Id", "Origin", "Authorization", "Cookie", "Range",
			"If-Modified-Since", "X-Csrf-Token", "X-Forwarded-For", "Last-Event-ID", "Accept-Language", "Sec-Fetch-Site", "Content-Crs", "X-Http-Method-Override")
		request.Header[http.CanonicalHeaderKey(name)] = []string{c.nasty()}
		if c.chance(0.2) {
			request.Header[http.CanonicalHeaderKey(name)] = []string{c.nasty(), c.nasty()}
		}
	}
	return request
}

// wellAnswered checks what every answer to anything must be.
func (c *contract) wellAnswered(t *testing.T, request *http.Request, answer *httptest.ResponseRecorder) {
	t.Helper()
	fail := func(why string) {
		t.Helper()
		t.Errorf("%s %s?%s %.300v: %s: %d %v %.400s", request.Method, request.URL.EscapedPath(), request.URL.RawQuery, request.Header, why, answer.Code, answer.Header(), answer.Body)
	}
	if answer.Code >= 500 || answer.Code < 200 {
		fail("the program's own fault")
		return
	}
	for name, values := range answer.Header() {
		for _, value := range values {
			if strings.ContainsAny(value, "\r\n\x00") {
				fail("header " + name)
			}
		}
	}
	if answer.Code < 400 || request.Method == http.MethodHead || osrmPath(request.URL.Path) {
		return
	}
	var p Problem
	decoder := json.NewDecoder(bytes.NewReader(answer.Body.Bytes()))
	decoder.DisallowUnknownFields()
	switch err := decoder.Decode(&p); {
	case err != nil || answer.Header().Get("Content-Type") != problemType || !utf8.Valid(answer.Body.Bytes()):
		fail("no problem")
	case p.Status != answer.Code || p.Title != http.StatusText(answer.Code) || p.Type != "about:blank" || p.Detail == "" || p.RequestID == "" || p.RequestID != answer.Header().Get("X-Request-Id"):
		fail("a problem without its parts")
	case !slices.Contains(c.codes, any(p.Code)):
		fail("a code that is not in the document")
	case answer.Body.Len() > 500_000:
		fail("a problem that is too long")
	}
}

func osrmPath(path string) bool {
	return slices.ContainsFunc([]string{"/nearest/", "/route/", "/table/"}, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// rawPatterns lists the routes that the document does not have, by method and pattern.
func (c *contract) rawPatterns(t *testing.T) [][2]string {
	t.Helper()
	listed := map[[2]string]bool{}
	for _, route := range c.operations() {
		listed[[2]string{route.Method, route.Path}] = true
	}
	var raw [][2]string
	err := chi.Walk(c.inner.routes, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if one := [2]string{method, pattern}; !listed[one] {
			raw = append(raw, one)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(raw, [2]string{"GET", "/{any}"}, [2]string{"GET", "/api/{any}"}, [2]string{"POST", "/api/v1/{any}"}, [2]string{"GET", "/nearest/v1/driving/{any}"}, [2]string{"GET", "/route/v1/{any}/118.3,37.5;{any}"},
		[2]string{"GET", "/table/v1/driving/118.3,37.5;118.31,37.5"}, [2]string{"GET", "/tiles/settlements/{any}/{any}/{any}"}, [2]string{"GET", "/tiles/settlements,areas,roads/8/{any}/{any}"})
}

// TestTheDocumentIsKept holds the program against its document, with requests that it allows and with any others.
func TestTheDocumentIsKept(t *testing.T) { keptBy(t, 1, 2, 4, 1) }

func TestSoakTheDocumentIsKept(t *testing.T) { keptBy(t, soakSeed(t), 100, 600, 150) }

func keptBy(t *testing.T, seed uint64, generated, hostile, closed int) {
	c := newContract(t, seed)
	t.Run("generated requests are answered as it says", func(t *testing.T) { c.generated(t, generated) })
	t.Run("hostile requests are refused in its shape", func(t *testing.T) { c.refuses(t, hostile) })
	t.Run("nobody gets through where there are accounts", func(t *testing.T) { c.shutsOut(t, closed) }) // last: it adds one
	t.Logf("answers by status: %v", c.statuses)
}

// refuses sends every operation and every raw route so many requests that it must refuse: the program never fails, never hangs, and what it
// refuses is a problem.
func (c *contract) refuses(t *testing.T, rounds int) {
	operations, raw := c.operations(), c.rawPatterns(t)
	for range rounds {
		for _, route := range operations {
			request := c.hostile(t, route, route.Method, route.Path)
			answer := c.send(t, request)
			c.wellAnswered(t, request, answer)
		}
		for _, one := range raw {
			request := c.hostile(t, nil, one[0], one[1])
			answer := c.send(t, request)
			c.wellAnswered(t, request, answer)
		}
		if t.Failed() {
			break
		}
	}
}

// shutsOut sends every operation so many of them where there are accounts, as nobody in particular.
func (c *contract) shutsOut(t *testing.T, rounds int) {
	addPeople(t, c.inner.Study, data.Account{Name: "root", Role: data.RoleAdministrator})
	handler, err := build(Options{Study: c.inner.Study, Jobs: c.inner.Jobs, PasswordCost: cheapCost})
	if err != nil {
		t.Fatal(err)
	}
	if c.handler, err = handler.guard(handler.routes); err != nil {
		t.Fatal(err)
	}
	for range rounds {
		for _, route := range c.operations() {
			request := c.hostile(t, route, route.Method, route.Path)
			for name, prefix := range map[string]string{"Authorization": "Bearer ctk_", "Cookie": "cuntong=ct" + c.pick("s", "r") + "_"} {
				if c.chance(0.4) {
					request.Header[name] = []string{prefix + c.pick(strings.Repeat("A", 43), c.nasty())}
				}
			}
			answer := c.send(t, request)
			c.wellAnswered(t, request, answer)
			if answer.Code < 400 && answer.Code != http.StatusNotModified && strings.HasPrefix(request.URL.Path, "/api/v1/") && request.URL.Path != "/api/v1/session" {
				t.Errorf("nobody got %d of %s %s: %.300s", answer.Code, request.Method, request.URL, answer.Body)
			}
		}
	}
}
