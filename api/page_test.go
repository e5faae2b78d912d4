package api

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

func builtPage() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		".gitkeep": file(""), "index.html": file("<!doctype html><title>村通</title>"), "favicon.svg": file("<svg/>"),
		"courier/index.html": file("<!doctype html><title>投递</title>"), "sw.js": file("self"),
		"assets/index-abc.js": file("export {}" + strings.Repeat(" ", 4000)), "assets/index-abc.css": file("body{}"),
	}
}

func TestThePageIsServedWithTypesAndCaching(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), Page: builtPage()})
	for path, want := range map[string]struct{ kind, cache string }{
		"/":                     {"text/html; charset=utf-8", "no-cache"},
		"/index.html":           {"text/html; charset=utf-8", "no-cache"},
		"/favicon.svg":          {"image/svg+xml", "no-cache"},
		"/courier/":             {"text/html; charset=utf-8", "no-cache"},
		"/sw.js":                {"text/javascript; charset=utf-8", "no-cache"},
		"/assets/index-abc.js":  {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/assets/index-abc.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
	} {
		got := ask(t, server, http.MethodGet, path, "")
		if got.status != http.StatusOK || got.header.Get("Content-Type") != want.kind || got.header.Get("Cache-Control") != want.cache {
			t.Errorf("%s: got %d %q %q, want %+v", path, got.status, got.header.Get("Content-Type"), got.header.Get("Cache-Control"), want)
		}
		if again := ask(t, server, http.MethodGet, path, "", "If-None-Match", got.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s: got %d with the known ETag, want 304", path, again.status)
		}
	}
	packed := ask(t, server, http.MethodGet, "/assets/index-abc.js", "", "Accept-Encoding", "gzip")
	if packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) > 1000 {
		t.Errorf("script: encoding %q, %d bytes", packed.header.Get("Content-Encoding"), len(packed.body))
	}
	if !decode[Info](t, ask(t, server, http.MethodGet, "/api/v1/info", "")).PageBuilt {
		t.Error("info says that the page was not built")
	}
}

func TestOnlyKnownPathsOfThePageAnswerWithIt(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t), Page: builtPage(), PageRoutes: []string{"/dashboard"}})
	if got := ask(t, server, http.MethodGet, "/dashboard", "", "Sec-Fetch-Mode", "navigate"); got.status != http.StatusOK || !strings.Contains(string(got.body), "村通") {
		t.Errorf("got %d %s, want the page", got.status, got.body)
	}
	wantProblem(t, ask(t, server, http.MethodGet, "/dashboard", "", "Sec-Fetch-Mode", "cors"), http.StatusNotFound, "not_found")
	if got := ask(t, server, http.MethodGet, "/courier?run=a%231", ""); got.status != http.StatusMovedPermanently || got.header.Get("Location") != "/courier/?run=a%231" {
		t.Errorf("got %d to %q, want the page in its folder", got.status, got.header.Get("Location"))
	}
	for _, path := range []string{"/courier/none", "//courier", "/dashboard/x", "/none", "/assets/none.js", "/assets/", "/.gitkeep", "/../api.go", "/%2e%2e/api.go", "/favicon.svg/"} {
		got := ask(t, server, http.MethodGet, path, "", "Sec-Fetch-Mode", "navigate", "Accept", "text/html")
		wantProblem(t, got, http.StatusNotFound, "not_found")
	}
}

func TestARouteIsAnsweredByThePageOfItsName(t *testing.T) {
	files := builtPage()
	files["report.html"] = &fstest.MapFile{Data: []byte("<!doctype html><title>report</title>")}
	server := serve(t, Options{Study: tinyStudy(t), Page: files, PageRoutes: []string{"/dashboard", "/report/*"}})
	for path, want := range map[string]string{"/dashboard": "村通", "/report/4ba39a63a72d": "report", "/report/370522": "report"} {
		if got := ask(t, server, http.MethodGet, path, "", "Sec-Fetch-Mode", "navigate"); got.status != http.StatusOK || !strings.Contains(string(got.body), want) {
			t.Errorf("%s: got %d %s, want %s", path, got.status, got.body, want)
		}
	}
	for _, path := range []string{"/report", "/report/", "/report/a/b", "/reports/a"} {
		wantProblem(t, ask(t, server, http.MethodGet, path, "", "Sec-Fetch-Mode", "navigate"), http.StatusNotFound, "not_found")
	}
}

func TestAPageThatWasNotBuiltSaysHow(t *testing.T) {
	for name, options := range map[string]Options{"no files": {Page: fstest.MapFS{".gitkeep": {}}}, "no folder": {}} {
		t.Run(name, func(t *testing.T) {
			options.Study = tinyStudy(t)
			server := serve(t, options)
			got := ask(t, server, http.MethodGet, "/", "")
			if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") ||
				!strings.Contains(string(got.body), "make build") || !strings.Contains(string(got.body), "网页没有构建") || !strings.Contains(string(got.body), "was not built") {
				t.Errorf("got %d %s", got.status, got.body)
			}
			if courier := ask(t, server, http.MethodGet, "/courier/", ""); courier.status != http.StatusOK || !strings.Contains(string(courier.body), "make build") {
				t.Errorf("the courier's page: got %d %s", courier.status, courier.body)
			}
			if icon := ask(t, server, http.MethodGet, "/favicon.ico", ""); icon.status != http.StatusNoContent {
				t.Errorf("favicon: got %d, want 204", icon.status)
			}
			if decode[Info](t, ask(t, server, http.MethodGet, "/api/v1/info", "")).PageBuilt {
				t.Error("info says that the page was built")
			}
		})
	}
}
