package api

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// manual reads API.md.
func manual(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("API.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheManualNamesEveryOperation(t *testing.T) {
	text := manual(t)
	for path, item := range theDocument(t, serve(t, Options{Study: tinyStudy(t)})).Paths.Map() {
		for method, operation := range item.Operations() {
			if !regexp.MustCompile("`" + method + " " + regexp.QuoteMeta(path) + "[`?]").MatchString(text) {
				t.Errorf("API.md lacks %s %s (%s)", method, path, operation.OperationID)
			}
		}
	}
}

func TestTheSamplesOfTheManualWork(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, NewID: counting("s"), Jobs: tinyRunner(t, s)})
	address := regexp.MustCompile(`http://127\.0\.0\.1:8080(/[^' ]*)`)
	content := regexp.MustCompile(`-d '([^']*)'`)
	where, ran := "", 0
	for line := range strings.SplitSeq(manual(t), "\n") {
		if !strings.HasPrefix(line, "curl ") {
			continue
		}
		ran++
		target := address.FindStringSubmatch(line)[1]
		var got reply
		switch body := content.FindStringSubmatch(line); {
		case body == nil:
			got = ask(t, server, http.MethodGet, target, "")
		case strings.Contains(line, "-X PUT"):
			got = ask(t, server, http.MethodPut, where, body[1], "If-Match", `"1"`)
		default:
			got = ask(t, server, http.MethodPost, target, body[1])
			where = got.header.Get("Location")
		}
		if got.status >= 300 {
			t.Errorf("%s\ngot %d %s", line, got.status, got.body)
		}
	}
	if ran < 9 {
		t.Errorf("only %d samples found", ran)
	}
}
