package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestBodiesAreBoundedBeforeAnythingIsMadeOfThem(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	post := func(body string, headers ...string) reply {
		return ask(t, server, http.MethodPost, "/api/v1/scenarios", body, headers...)
	}
	nested := func(depth int) string {
		return `{"name":"x","model":"lscp","changes":` + strings.Repeat(`{"roads":[`, depth/2) + strings.Repeat("]}", depth/2) + `}`
	}
	for what, c := range map[string]struct {
		body, says string
	}{
		"a body nested too deep":    {nested(1000), "deep"},
		"a body of too many values": {`{"name":"x","model":"lscp","changes":{"roads":[` + strings.Repeat("1,", mostValues) + `1]}}`, "values"},
		"brackets in a text":        {`{"name":"` + strings.Repeat("[{,", 100) + `","model":"lscp"`, "unexpected end"},
	} {
		p := wantProblem(t, post(c.body), http.StatusBadRequest, "invalid")
		if !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %s", what, p.Detail)
		}
	}
	if got := post(`{"name":"[[[{{{,,,\"\\","model":"lscp"}`); got.status != http.StatusCreated {
		t.Errorf("brackets in a name: %d %s", got.status, got.body)
	}
	for _, encoding := range []string{"gzip", "br", "deflate", "zstd", "x-unknown", "gzip, gzip"} {
		wantProblem(t, post(`{"name":"x","model":"lscp"}`, "Content-Encoding", encoding), http.StatusUnsupportedMediaType, "unsupported_type")
	}
	if got := post(`{"name":"x","model":"lscp"}`, "Content-Encoding", "identity"); got.status != http.StatusCreated {
		t.Errorf("as it is: %d %s", got.status, got.body)
	}
}
