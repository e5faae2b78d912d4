package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// FuzzOGCItems: whatever the query, the answer is a page of features or says what is wrong.
func FuzzOGCItems(f *testing.F) {
	for _, query := range []string{"limit=2&bbox=118,37,119,38&crs=EPSG:3857", "filter=S_WITHIN(geometry,POLYGON((118 37,119 37,119 38,118 37)))", "filter=name ILIKE '%村%'&filter-lang=cql-text",
		"datetime=2026-01-01/..&population=5&synthetic=true", "bbox=1e9,-1e9,NaN,Inf&bbox-crs=EPSG:3857", "after=\x00&f=html", "filter-crs=EPSG:4326&filter=BBOX(geometry,1,2,3,4)", "%zz;&&=="} {
		f.Add("settlements", query)
		f.Add("areas", query)
	}
	s, planID := ogcStudy(f)
	handler, err := New(Options{Study: s})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("plan-"+planID+"-assignments", "site=site-1")
	f.Fuzz(func(t *testing.T, collection, query string) {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/ogc/collections/areas/items", nil)
		r.URL = &url.URL{Scheme: "http", Host: "localhost", Path: "/ogc/collections/" + collection + "/items", RawQuery: query}
		r.RequestURI = r.URL.RequestURI()
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%q ?%q: %d %.300s", collection, query, w.Code, w.Body)
		}
	})
}
