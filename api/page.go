package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// page serves the built page's files.
type page struct {
	files  map[string]pageFile // by path from the root, "/index.html"
	routes []string
}

type pageFile struct {
	text []byte
	kind string // Content-Type
	tag  string // ETag, the hash of the bytes
}

const indexFile = "/index.html"

// notBuilt is what a person reads where the page was not built.
const notBuilt = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>村通 Cuntong</title></head>
<body>
<h1>村通 Cuntong</h1>
<p>程序已经运行，但网页没有构建。请在源码目录运行 <code>make build</code>（需要 Node.js），然后重新启动。数据接口可以使用：<a href="/api/openapi.json">/api/openapi.json</a>。</p>
<p lang="en">The program runs, but its page was not built. Run <code>make build</code> in the source folder (it needs Node.js) and start again. The API works: <a href="/api/openapi.json">/api/openapi.json</a>.</p>
</body>
</html>
`

// newPage reads the page once; it is a few megabytes and is embedded in the program anyway.
func newPage(files fs.FS, routes []string) (*page, error) {
	p := &page{files: map[string]pageFile{}, routes: append([]string{"/"}, routes...)}
	if files == nil {
		return p, nil
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == ".":
			return nil // a page folder that is not there is a page that was not built
		case err != nil:
			return err
		case entry.IsDir() || strings.HasPrefix(path.Base(name), "."):
			return nil
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		p.files["/"+name] = pageFile{text, contentType(name), `"` + hex.EncodeToString(sum[:16]) + `"`}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("api: read the page: %w", err)
	}
	return p, nil
}

// contentType is spelled out for what the page consists of, because mime asks the machine, and office PCs
// are known to answer text/plain for .js.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".ico":
		return "image/x-icon"
	case ".md", ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// built reports whether there is a page.
func (p *page) built() bool {
	_, ok := p.files[indexFile]
	return ok
}

// ServeHTTP answers with a file of the page; with index.html for the paths that the page itself shows, when
// a browser goes there; and with a plain sentence where the page was not built.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuseMethod(w, r, []string{http.MethodGet, http.MethodHead})
		return
	}
	for _, name := range []string{"Range", "If-Match", "If-Unmodified-Since"} { // files of the page are small, sent whole, and only read
		r.Header.Del(name)
	}
	name := r.URL.Path
	document, shown := p.documentOf(name)
	if !p.built() && (shown || strings.HasSuffix(name, "/")) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(notBuilt))
		return
	}
	if shown && (name == "/" || wantsPage(r)) {
		name = document
	}
	if _, ok := p.files[name+indexFile]; ok { // a page in a folder of its own, such as /courier/
		http.Redirect(w, r, name+"/"+query(r), http.StatusMovedPermanently)
		return
	}
	if strings.HasSuffix(name, "/") {
		name += indexFile[1:]
	}
	file, ok := p.files[name]
	if !ok {
		if name == "/favicon.ico" {
			w.WriteHeader(http.StatusNoContent) // browsers ask for it unbidden
			return
		}
		writeProblem(w, r, problem(http.StatusNotFound, "not_found", fmt.Sprintf("there is no page %q; the map is at /", shorten(r.URL.Path))).with("path", r.URL.Path))
		return
	}
	w.Header().Set("Content-Type", file.kind)
	if strings.HasPrefix(name, "/assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // their names carry their hash
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	tag := file.tag
	if known, ok := matchingTag(r.Header.Values("If-None-Match"), tag); ok {
		w.Header().Set("ETag", known)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("ETag", tag)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(file.text))
}

// query is the search part of a request's address, with its question mark.
func query(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return "?" + r.URL.RawQuery
}

// documentOf returns the page that answers a path which the page itself shows: the one named like the route, such as
// /dashboard.html, or else index.html. A route that ends in /* takes in everything one step below.
func (p *page) documentOf(path string) (string, bool) {
	at := slices.IndexFunc(p.routes, func(route string) bool {
		above, all := strings.CutSuffix(route, "/*")
		rest, below := strings.CutPrefix(path, above+"/")
		return route == path || all && below && rest != "" && !strings.Contains(rest, "/")
	})
	if at < 0 {
		return "", false
	}
	if own := strings.TrimSuffix(p.routes[at], "/*") + ".html"; p.files[own].text != nil {
		return own, true
	}
	return indexFile, true
}

// wantsPage reports whether a browser is going to the address, rather than a script asking for data.
func wantsPage(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*") // of programs that send no mode: whoever takes anything
}
