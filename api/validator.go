package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// gzipSuffix sets the validator of a compressed answer apart from that of the plain one, as a strong
// validator must; it is taken off again when a client sends it back.
const gzipSuffix = "-gzip"

// withValidators gives every good answer of the API a strong ETag, the hash of its bytes unless the handler
// set one, and answers 304 when the client has those bytes already.
func (s *server) withValidators(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.HasPrefix(r.URL.Path, "/api/") || isEvents(r) {
			next.ServeHTTP(w, r)
			return
		}
		held := &heldAnswer{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(held, r)
		if held.status == http.StatusOK && w.Header().Get("Cache-Control") != "no-store" {
			tag := w.Header().Get("ETag")
			if tag == "" {
				sum := sha256.Sum256(held.body.Bytes())
				tag = `"` + hex.EncodeToString(sum[:16]) + `"`
				w.Header().Set("ETag", tag)
			}
			w.Header().Set("Cache-Control", "no-cache") // ask again, and be told 304
			if known, ok := matchingTag(r.Header.Values("If-None-Match"), tag); ok {
				w.Header().Set("ETag", known)
				w.Header().Del("Content-Type")
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		w.WriteHeader(held.status)
		s.holding.send(w, held.body.Bytes())
	})
}

// matchingTag returns the client's tag that names the same bytes, compressed or not. If-None-Match compares
// weakly (RFC 9110, 13.1.2).
func matchingTag(headers []string, tag string) (string, bool) {
	for _, header := range headers {
		for candidate := range strings.SplitSeq(header, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" {
				return tag, true
			}
			if plainTag(candidate) == tag {
				return candidate, true
			}
		}
	}
	return "", false
}

// plainTag takes the marks of weakness and compression off a tag.
func plainTag(tag string) string {
	tag = strings.TrimPrefix(tag, "W/")
	if inner, ok := strings.CutSuffix(tag, gzipSuffix+`"`); ok {
		return inner + `"`
	}
	return tag
}

// heldAnswer keeps an answer back until its validator is known. Answers are built in memory anyway and
// their length is limited by paging.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (h *heldAnswer) WriteHeader(status int) { h.status = status }

// Write keeps the bytes.
func (h *heldAnswer) Write(text []byte) (int, error) { return h.body.Write(text) }
