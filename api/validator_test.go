package api

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"cuntong/data"
)

func TestWhatTheClientHasIsNotSentAgain(t *testing.T) {
	s := tinyStudy(t)
	planID := tinyPlan(t, s, countyCode)
	server := serve(t, Options{Study: s})
	for _, path := range []string{"/api/v1/info", "/api/v1/areas", "/api/v1/audits", "/api/v1/audits/gaps.csv", "/api/v1/plans/" + planID, "/api/openapi.json"} {
		t.Run(path, func(t *testing.T) {
			for _, encoding := range []string{"identity", "gzip"} {
				first := ask(t, server, http.MethodGet, path, "", "Accept-Encoding", encoding)
				tag := first.header.Get("ETag")
				if len(tag) < 4 || strings.HasPrefix(tag, "W/") {
					t.Fatalf("got ETag %q, want a strong one", tag)
				}
				for _, known := range []string{tag, "W/" + tag, `"old", ` + tag, "*"} {
					again := ask(t, server, http.MethodGet, path, "", "Accept-Encoding", encoding, "If-None-Match", known)
					if again.status != http.StatusNotModified || len(again.body) != 0 {
						t.Errorf("%s, If-None-Match %s: got %d with %d bytes, want 304", encoding, known, again.status, len(again.body))
					}
				}
				if again := ask(t, server, http.MethodGet, path, "", "Accept-Encoding", encoding, "If-None-Match", `"other"`); again.status != http.StatusOK || !bytes.Equal(again.body, first.body) {
					t.Errorf("got %d, want the same bytes again", again.status)
				}
			}
		})
	}
}

func TestAWriteChangesTheValidator(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	targets := []string{"/api/v1/settlements", "/api/v1/audits"}
	before := map[string]string{}
	for _, target := range targets {
		before[target] = ask(t, server, http.MethodGet, target, "").header.Get("ETag")
	}
	batch := tinyCounty()
	batch.Settlements[0].Name = "新名"
	*batch.Settlements[0].Population = 101
	if _, err := s.Store.Load(t.Context(), data.Batch{Settlements: batch.Settlements[:1]}, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	for _, target := range targets {
		got := ask(t, server, http.MethodGet, target, "", "If-None-Match", before[target])
		if got.status != http.StatusOK {
			t.Errorf("%s: got %d after a write, want 200 and the new content", target, got.status)
		}
	}
}

func TestLongAnswersAreCompressedForThoseWhoCanReadThem(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	plain := ask(t, server, http.MethodGet, "/api/v1/audits", "", "Accept-Encoding", "identity")
	packed := ask(t, server, http.MethodGet, "/api/v1/audits", "", "Accept-Encoding", "gzip")
	if packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(plain.body) {
		t.Fatalf("got encoding %q, %d bytes of %d", packed.header.Get("Content-Encoding"), len(packed.body), len(plain.body))
	}
	if packed.header.Get("ETag") == plain.header.Get("ETag") {
		t.Error("different bytes have the same strong validator")
	}
	if !strings.Contains(plain.header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("got Vary %q, want Accept-Encoding", plain.header.Get("Vary"))
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil || !bytes.Equal(text, plain.body) {
		t.Errorf("unpacked answer differs from the plain one (%v)", err)
	}
}

func TestErrorsAreNotKeptByCaches(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for _, path := range []string{"/api/v1/none", "/api/v1/plans/none", "/api/v1/settlements?limit=0"} {
		got := ask(t, server, http.MethodGet, path, "")
		if got.header.Get("Cache-Control") != "no-store" || got.header.Get("ETag") != "" {
			t.Errorf("%s: got Cache-Control %q, ETag %q", path, got.header.Get("Cache-Control"), got.header.Get("ETag"))
		}
	}
}
