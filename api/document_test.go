package api

import (
	"bytes"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner/study"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// noStore is enough where no operation is called.
type noStore struct{ data.Store }

func TestDocumentIsTheOneOnRecord(t *testing.T) {
	handler, err := New(Options{Study: &study.Study{Store: noStore{}, Now: time.Now}})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://localhost/api/openapi.json", nil))
	got := answer.Body.Bytes()
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the API's document differs from api/openapi.json; if that is meant, run: go test ./api/ -run Document -update, and read the difference")
	}
}
