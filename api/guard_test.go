package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cuntong/data"
)

func TestForeignNamesAreRefused(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), AllowedHosts: []string{"cuntong.lijin.example"}})
	for host, ok := range map[string]bool{
		"127.0.0.1:8080": true, "localhost": true, "LOCALHOST:8080": true, "demo.localhost:1": true, "[::1]:8080": true, "192.168.1.20:8080": true,
		"cuntong.lijin.example:443": true, "Cuntong.Lijin.Example": true,
		"evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example:8080": false, "evil.example:8080": false, "notlocalhost": false,
	} {
		got := ask(t, server, http.MethodGet, "/api/v1/standards", "", "Host", host)
		if ok && got.status != http.StatusOK {
			t.Errorf("host %q: got %d, want 200", host, got.status)
		}
		if !ok {
			wantProblem(t, got, http.StatusMisdirectedRequest, "unknown_host")
		}
	}
}

func TestInfoSaysWhetherBrowsersKeepPages(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), AllowHost: func(name string) bool { return name == "cuntong.lan" }})
	for host, want := range map[string]string{"127.0.0.1:8080": "true", "localhost": "true", "[::1]:8080": "true", "192.168.1.20:8080": "false", "cuntong.lan": "false"} {
		if got := ask(t, server, http.MethodGet, "/api/v1/info", "", "Host", host); !strings.Contains(string(got.body), `"secure_context":`+want) {
			t.Errorf("host %s: got %d %s, want secure_context %s", host, got.status, got.body, want)
		}
	}
	wantProblem(t, ask(t, server, http.MethodGet, "/api/v1/info", "", "Host", "other.lan"), http.StatusMisdirectedRequest, "unknown_host")
}

func TestPagesOfOtherSitesCannotChangeAnything(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	draft := `{"name":"一","model":"lscp"}`
	for name, c := range map[string]struct {
		headers []string
		ok      bool
	}{
		"no browser":            {nil, true},
		"own page":              {[]string{"Sec-Fetch-Site", "same-origin"}, true},
		"own page, old browser": {[]string{"Origin", server.URL}, true},
		"other site":            {[]string{"Sec-Fetch-Site", "cross-site"}, false},
		"same site, other port": {[]string{"Sec-Fetch-Site", "same-site"}, false},
		"other origin":          {[]string{"Origin", "http://evil.example"}, false},
		"sandboxed page":        {[]string{"Origin", "null"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, server, http.MethodPost, "/api/v1/scenarios", draft, c.headers...)
			if c.ok && got.status != http.StatusCreated {
				t.Errorf("got %d %s, want 201", got.status, got.body)
			}
			if !c.ok {
				wantProblem(t, got, http.StatusForbidden, "foreign_origin")
			}
		})
	}
	if read := ask(t, server, http.MethodGet, "/api/v1/info", "", "Sec-Fetch-Site", "cross-site"); read.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("an answer may be read by other sites")
	}
}

func TestBodiesAreCheckedBeforeTheyAreRead(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), MaxBodyBytes: 2000})
	big := `{"name":"` + strings.Repeat("a", 3000) + `"}`
	p := wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", big), http.StatusRequestEntityTooLarge, "too_large")
	if p.Params["limit_bytes"] != "2000" {
		t.Errorf("got params %v, want the limit", p.Params)
	}
	// Without a length in front the reading itself stops.
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/v1/scenarios", struct{ *strings.Reader }{strings.NewReader(big)})
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("chunked body: got %d, want 413", response.StatusCode)
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", `name=x`, "Content-Type", "application/x-www-form-urlencoded"), http.StatusUnsupportedMediaType, "unsupported_type")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"x"}`, "Content-Type", "text/plain"), http.StatusUnsupportedMediaType, "unsupported_type")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":`), http.StatusBadRequest, "invalid")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", ""), http.StatusBadRequest, "invalid")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"x","model":"lscp","colour":"red"}`), http.StatusUnprocessableEntity, "invalid")
}

func TestWrongMethodsNameTheRightOnes(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for path, allow := range map[string]string{
		"/api/v1/areas": "GET, HEAD", "/api/v1/scenarios": "GET, POST, HEAD", "/api/v1/scenarios/x": "GET, PUT, HEAD", "/api/openapi.json": "GET, HEAD", "/": "GET, HEAD",
	} {
		got := ask(t, server, http.MethodDelete, path, "")
		wantProblem(t, got, http.StatusMethodNotAllowed, "method_not_allowed")
		if got.header.Get("Allow") != allow {
			t.Errorf("%s: got Allow %q, want %q", path, got.header.Get("Allow"), allow)
		}
	}
}

func TestUnknownPathsOfTheAPIAreProblems(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for _, path := range []string{"/api", "/api/", "/api/v1", "/api/v2/info", "/api/v1/areas/", "/api/v1/plans/x/sites.xlsx", "/openapi.json", "/docs", "/schemas/Plan.json"} {
		wantProblem(t, ask(t, server, http.MethodGet, path, "", "Accept", "text/html"), http.StatusNotFound, "not_found")
	}
}

func TestEveryAnswerCarriesTheSecurityHeadersAndAnIdentifier(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), NewID: counting("request")})
	for _, path := range []string{"/", "/api/v1/info", "/api/v1/none", "/healthz"} {
		got := ask(t, server, http.MethodGet, path, "")
		for name, want := range map[string]string{"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
			if got.header.Get(name) != want {
				t.Errorf("%s: got %s %q, want %q", path, name, got.header.Get(name), want)
			}
		}
		if !strings.HasPrefix(got.header.Get("X-Request-Id"), "request-") {
			t.Errorf("%s: got X-Request-Id %q, want a made one", path, got.header.Get("X-Request-Id"))
		}
	}
	if got := ask(t, server, http.MethodGet, "/healthz", "", "X-Request-Id", "abc-1.2_3").header.Get("X-Request-Id"); got != "abc-1.2_3" {
		t.Errorf("got %q, want the given identifier", got)
	}
	for _, bad := range []string{"with space", "<script>", strings.Repeat("x", 65)} {
		if got := ask(t, server, http.MethodGet, "/healthz", "", "X-Request-Id", bad).header.Get("X-Request-Id"); got == bad {
			t.Errorf("identifier %q was taken over", bad)
		}
	}
}

func TestHeadAnswersLikeGetWithoutBody(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	get, head := ask(t, server, http.MethodGet, "/api/v1/info", ""), ask(t, server, http.MethodHead, "/api/v1/info", "")
	if head.status != http.StatusOK || len(head.body) != 0 || head.header.Get("ETag") == "" || head.header.Get("ETag") != get.header.Get("ETag") {
		t.Errorf("got %d, %d bytes, ETag %q, want that of GET %q and no body", head.status, len(head.body), head.header.Get("ETag"), get.header.Get("ETag"))
	}
}

func TestNewNeedsAStudyWithStoreAndClock(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("no study was accepted")
	}
	s := tinyStudy(t)
	s.Now = nil
	if _, err := New(Options{Study: s}); err == nil {
		t.Error("no clock was accepted")
	}
}

// panicking is a store with a bug.
type panicking struct{ data.Store }

func TestAPanicIsAProblemAndTheServerLivesOn(t *testing.T) {
	s := tinyStudy(t)
	s.Store = panicking{nil}
	server := serve(t, Options{Study: s})
	wantProblem(t, ask(t, server, http.MethodGet, "/api/v1/info", ""), http.StatusInternalServerError, "internal")
	if got := ask(t, server, http.MethodGet, "/healthz", ""); got.status != http.StatusOK {
		t.Errorf("got %d after a panic, want 200", got.status)
	}
}

func TestHangingUpOnPurposeIsNotAProblem(t *testing.T) {
	s := &server{Options: Options{Study: tinyStudy(t)}}
	if err := s.fill(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("the panic that closes the connection was swallowed")
		}
	}()
	s.withRecovery(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
}
