package api

import (
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"cuntong/planner/importing"

	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzhttp"
)

// contentPolicy lets the page load nothing from elsewhere and run no inline script or style.
const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; style-src 'self'; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

// guard wraps the router in everything that every request passes, outermost first: identifier, log,
// security headers, host and origin checks, body checks, compression, caller, recovery, validators.
func (s *server) guard(router chi.Router) (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.SuffixETag(gzipSuffix), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("api: compression: %w", err)
	}
	var handler http.Handler = router
	handler = s.withValidators(handler)
	handler = s.withRecovery(handler)
	handler = s.withCaller(handler)
	handler = compress(handler)
	handler = s.withBodyChecks(handler)
	handler = s.withOriginCheck(handler)
	handler = s.withHostCheck(handler)
	handler = withSecurityHeaders(handler)
	handler = withArrival(handler)
	handler = s.withLog(handler)
	return s.withRequestID(handler), nil
}

func withSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), payment=()")
		next.ServeHTTP(w, r)
	})
}

// withHostCheck refuses names that are not ours: a page elsewhere could otherwise point its own name at
// 127.0.0.1 and read the answers as if they were its own (DNS rebinding). An address cannot be rebound.
func (s *server) withHostCheck(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.ours(r.Host) {
			writeProblem(w, r, problem(http.StatusMisdirectedRequest, "unknown_host",
				fmt.Sprintf("this program does not answer under the name %q; use its address or localhost, or allow the name when starting it", shorten(r.Host))).with("host", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a Host header names this program.
func (s *server) ours(host string) bool {
	name := hostName(host)
	if isThisMachine(name) {
		return true
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	if slices.ContainsFunc(s.AllowedHosts, func(allowed string) bool { return strings.EqualFold(allowed, name) }) {
		return true
	}
	return s.AllowHost != nil && s.AllowHost(name)
}

// hostName is a Host header without port, brackets and final dot, in small letters.
func hostName(host string) string {
	name := host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		name = bare
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
}

// isThisMachine reports whether a name always means the machine itself.
func isThisMachine(name string) bool {
	address, err := netip.ParseAddr(name)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || err == nil && address.Unmap().IsLoopback()
}

// withOriginCheck refuses unsafe requests that another site's page makes the browser send. Programs that
// are no browser send neither Sec-Fetch-Site nor Origin and pass.
func (s *server) withOriginCheck(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := protection.Check(r); err != nil {
			writeProblem(w, r, problem(http.StatusForbidden, "foreign_origin", "a page of another site may not change anything here"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// withBodyChecks looks at size and type of a body before anything reads it.
func (s *server) withBodyChecks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := s.MaxBodyBytes
		if fileBody(r) {
			most = importing.MostBytes
		}
		if r.ContentLength > most {
			writeProblem(w, r, problem(http.StatusRequestEntityTooLarge, "too_large",
				fmt.Sprintf("the request body has %d bytes, expected at most %d", r.ContentLength, most)).
				with("limit_bytes", strconv.FormatInt(most, 10)))
			return
		}
		if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
			w.Header().Set("Accept-Encoding", "identity") // RFC 9110, 12.5.3: what a request may be sent in
			writeProblem(w, r, problem(http.StatusUnsupportedMediaType, "unsupported_type",
				fmt.Sprintf("the request body comes as %q, expected it as it is: nothing is unpacked here", shorten(encoding))).with("content_encoding", encoding))
			return
		}
		if r.ContentLength != 0 && (r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch) {
			given := r.Header.Get("Content-Type")
			if kind, _, err := mime.ParseMediaType(given); (err != nil || kind != "application/json") && !geoJSONBody(r) && !fileBody(r) {
				writeProblem(w, r, problem(http.StatusUnsupportedMediaType, "unsupported_type",
					fmt.Sprintf("the request body is %q, expected application/json", shorten(given))).with("content_type", given))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// methodNotAllowed answers a known path with the wrong method and names the right ones.
func (s *server) methodNotAllowed(router chi.Router) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if router.Match(chi.NewRouteContext(), method, r.URL.Path) {
				allowed = append(allowed, method)
			}
		}
		if slices.Contains(allowed, http.MethodGet) {
			allowed = append(allowed, http.MethodHead)
		}
		refuseMethod(w, r, allowed)
	}
}

func refuseMethod(w http.ResponseWriter, r *http.Request, allowed []string) {
	list := strings.Join(allowed, ", ")
	w.Header().Set("Allow", list)
	writeProblem(w, r, problem(http.StatusMethodNotAllowed, "method_not_allowed",
		fmt.Sprintf("%s is not possible here, expected %s", shorten(r.Method), list)).with("method", r.Method).with("allowed", list))
}

// notFound answers what no operation does: below /api a problem, elsewhere the page.
func (s *server) notFound(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
		writeProblem(w, r, problem(http.StatusNotFound, "not_found",
			fmt.Sprintf("there is no %q; /api/openapi.json lists what there is", shorten(r.URL.Path))).with("path", r.URL.Path))
		return
	}
	s.page.ServeHTTP(w, r)
}
