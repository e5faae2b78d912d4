package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// FuzzQueries holds that no query makes the program fail.
func FuzzQueries(f *testing.F) {
	for _, seed := range []string{
		"limit=5&after=%00", "bbox=1,2,3,4", "bbox=,,,", "bbox=1e309,2,3,4", "area=370522000000", "area=%ff", "area=０１", "status=active,,closed", "status=,", "limit=9223372036854775808",
		"limit=-1", "geometry=", "after='; DROP TABLE settlements; --", "tier=town&parent=%20", "date=0000-00-00", "date=9999-12-31", "standard=../../x", "standard=%00", "travel=", "&&=;", "%zz", "a=b;c=d",
	} {
		f.Add(seed)
	}
	paths := []string{"areas", "settlements", "facilities", "services", "vehicles", "standards", "audits", "audits/gaps.csv", "scenarios", "plans", "info", "plans/x", "scenarios/x"}
	handler, err := New(Options{Study: tinyStudy(f)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, path := range paths {
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, &http.Request{Method: http.MethodGet, Host: "localhost", URL: &url.URL{Path: "/api/v1/" + path, RawQuery: query}, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1})
			if answer.Code >= 500 {
				t.Errorf("%s?%s: got %d %s", path, query, answer.Code, answer.Body)
			}
		}
	})
}
