package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/maypok86/otter/v2"
)

// OGC API – Features: parts 1 (core), 2 (reference systems), 3 (filters) and 4 (edits) below /ogc, and the schema of part 5.
// What QGIS and GDAL demand beyond the standards is said where it is done. The handlers stand outside huma, which speaks
// OpenAPI 3.1 and answers 422; clients here want 3.0 and 400.

// ogcShared is what the handlers of OGC API share.
type ogcShared struct {
	matches *otter.Cache[matchKey, int]
	buffers sync.Pool // of *[]byte, for items
	pages   *template.Template
	epoch   string // names this run of the program in validators
}

// matchesKept is how many numbers of selected features are kept.
const matchesKept = 4096

// prepareOGC makes what the handlers share.
func (s *server) prepareOGC() error {
	var err error
	if s.matches, err = otter.New(&otter.Options[matchKey, int]{MaximumSize: matchesKept}); err != nil {
		return fmt.Errorf("api: cache of numbers of features: %w", err)
	}
	if s.pages, err = newOGCPages(); err != nil {
		return fmt.Errorf("api: pages of OGC API: %w", err)
	}
	s.epoch = rand.Text()
	s.buffers.New = func() any { return new([]byte) }
	return nil
}

// mountOGC registers the routes. OGC API – Tiles lies below /ogc as well and registers its own.
func (s *server) mountOGC(router chi.Router) {
	for path, handler := range map[string]ogcHandler{
		"":                                       s.ogcLanding,
		"/":                                      s.ogcLanding,
		"/conformance":                           s.ogcConformance,
		"/api":                                   s.ogcDocument,
		"/collections":                           s.ogcCollections,
		"/collections/{collection}":              s.ogcCollectionPage,
		"/collections/{collection}/queryables":   s.ogcQueryables,
		"/collections/{collection}/schema":       s.ogcSchema,
		"/collections/{collection}/feature":      s.ogcFeatureSchema,
		"/collections/{collection}/items":        s.ogcItems,
		"/collections/{collection}/items/{item}": s.ogcItem,
	} {
		router.Get(ogcRoot+path, s.ogc(mayRead, handler))
		if !strings.Contains(path, "/items") {
			router.Options(ogcRoot+path, ogcOptions(http.MethodGet, http.MethodHead, http.MethodOptions))
		}
	}
	router.Get(ogcRoot+"/style.css", s.ogcStyle)
	s.mountOGCEdits(router)
}

func ogcOptions(methods ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		w.WriteHeader(http.StatusNoContent)
	}
}

// wantsHTML says whether the answer goes to a person. f decides, else Accept: a browser names text/html before all.
func wantsHTML(r *http.Request, values url.Values, formats ...string) (bool, error) {
	if values.Has("f") {
		format := values.Get("f")
		if format == "html" {
			return true, nil
		}
		if format == "json" || slices.Contains(formats, format) {
			return false, nil
		}
		return false, invalidQuery("f", format, "expected "+strings.Join(append([]string{"json", "html"}, formats...), " or "))
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		kind, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch {
		case kind == htmlType || kind == "application/xhtml+xml":
			return true, nil
		case strings.HasSuffix(kind, "json"):
			return false, nil
		}
	}
	return false, nil
}

// writeOGC answers with a JSON document or its page.
func (s *server) writeOGC(w http.ResponseWriter, r *http.Request, kind string, document any, page *ogcPage) error {
	values, err := ogcParameters(r)
	if err != nil {
		return err
	}
	html, err := wantsHTML(r, values)
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	w.Header().Set("Cache-Control", "no-cache")
	if html && page != nil {
		return s.writePage(w, r, page)
	}
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(document); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body.Bytes()) // only the connection can fail
	return nil
}

// ogcLandingPage is the answer of /ogc.
type ogcLandingPage struct {
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Links       []ogcLink `json:"links"`
}

func (s *server) ogcLanding(w http.ResponseWriter, r *http.Request) error {
	base := s.ogcBase(r)
	landing := ogcLandingPage{
		Title:       "村通 Cuntong",
		Description: s.ogcDescription(r.Context()),
		Links: append([]ogcLink{
			{base, "self", jsonType, "This page"},
			{base + "?f=html", "alternate", htmlType, "本页的网页 This page for people"},
			// QGIS refuses a service without a link of exactly this relation and type, and without data in JSON.
			{base + "/api", "service-desc", ogcDocumentType, "OpenAPI 3.0"},
			{base + "/api?f=html", "service-doc", htmlType, "接口说明 What can be asked"},
			{base + "/conformance", "conformance", jsonType, "遵循的标准 Conformance"},
			{base + "/collections", "data", jsonType, "数据集 Collections"},
		}, s.ogcTileLinks(base)...),
	}
	return s.writeOGC(w, r, jsonType, landing, &ogcPage{Kind: "landing", Title: "开放数据接口 OGC API", Landing: &landing})
}

// ogcDescription says what is served and, of made-up data, that it is made up.
func (s *server) ogcDescription(context.Context) string {
	text := "县乡村物流网络的地图数据：QGIS、GDAL 等程序可直接读取。County-town-village logistics networks as OGC API – Features."
	if s.NoticeZH != "" {
		text += " " + s.NoticeZH
	}
	return text
}

// ogcConforms lists the conformance classes. QGIS sends filters only where it finds both filter classes, cql2-text and
// basic-cql2; it knows the spatial class by the name of the draft.
func ogcConforms() []string {
	const spec = "http://www.opengis.net/spec/"
	var list []string
	for part, classes := range map[string]string{
		"ogcapi-common-1/1.0":   "core json html oas30",
		"ogcapi-common-2/1.0":   "collections",
		"ogcapi-features-1/1.0": "core oas30 html geojson",
		"ogcapi-features-2/1.0": "crs crs-bbox-crs",
		"ogcapi-features-3/1.0": "filter features-filter queryables queryables-query-parameters",
		"ogcapi-features-4/1.0": "create-replace-delete update features optimistic-locking-etags",
		"ogcapi-features-5/1.0": "schemas core-roles-features",
		"cql2/1.0":              "cql2-text basic-cql2 advanced-comparison-operators case-insensitive-comparison basic-spatial-functions property-property arithmetic",
		"cql2/0.0":              "basic-spatial-operators",
	} {
		for class := range strings.FieldsSeq(classes) {
			list = append(list, spec+part+"/conf/"+class)
		}
	}
	slices.Sort(list)
	return list
}

func (s *server) ogcConformance(w http.ResponseWriter, r *http.Request) error {
	list := append(ogcConforms(), s.ogcTileClasses()...)
	document := struct {
		ConformsTo []string `json:"conformsTo"`
	}{list}
	return s.writeOGC(w, r, jsonType, document, &ogcPage{Kind: "conformance", Title: "遵循的标准 Conformance", Words: list})
}
