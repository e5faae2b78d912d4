package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"cuntong/api/feature"
	"cuntong/geo"

	"github.com/go-chi/chi/v5"
)

// ogcItems answers with a page of features.
func (s *server) ogcItems(w http.ResponseWriter, r *http.Request) error {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return err
	}
	q, values, err := s.ogcQueryOf(r, l.Layer)
	if err != nil {
		return err
	}
	html, err := wantsHTML(r, values, "geojson")
	if err != nil {
		return err
	}
	if html && !values.Has("limit") {
		q.limit = ogcPageLimit
	}
	w.Header().Add("Vary", "Accept")
	w.Header().Set("Cache-Control", "no-cache")
	tag := s.ogcItemsTag(r, l, html)
	if known, ok := matchingTag(r.Header.Values("If-None-Match"), strings.TrimPrefix(tag, "W/")); ok {
		w.Header().Set("ETag", known)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	ctx, done := context.WithTimeout(r.Context(), s.AuditTime)
	defer done()
	if q.spatial() {
		given, err := s.heavy.take(ctx)
		if err != nil {
			return err
		}
		defer given()
	}
	page, err := s.ogcPageOf(ctx, l, q)
	if err != nil {
		return err
	}
	page.links = s.ogcItemLinks(r, values, page.next, html)
	w.Header().Set("ETag", tag)
	if html {
		return s.writePage(w, r, s.ogcItemsPage(ctx, l, q, page))
	}
	buf := s.buffers.Get().(*[]byte)
	defer s.buffers.Put(buf)
	*buf = s.appendItems((*buf)[:0], l, q, page)
	h := w.Header()
	h.Set("Content-Type", geoJSONType)
	h.Set("Content-Crs", "<"+string(q.crs)+">")
	h.Set("OGC-NumberMatched", strconv.Itoa(page.matched))
	h.Set("OGC-NumberReturned", strconv.Itoa(len(page.rows)))
	setLinks(h, page.links)
	h.Set("Content-Length", strconv.Itoa(len(*buf)))
	_, _ = w.Write(*buf) // only the connection can fail
	return nil
}

// ogcItemsPageOf is one page of features.
type ogcRows struct {
	rows    []int
	matched int
	next    string // ID after which the next page begins; empty on the last
	links   []ogcLink
}

func (s *server) ogcPageOf(ctx context.Context, l *ogcLayer, q *ogcQuery) (*ogcRows, error) {
	page := &ogcRows{}
	var err error
	if page.matched, err = s.matched(ctx, l, q); err != nil || q.hits {
		return page, err
	}
	from := 0
	if q.paged {
		from = l.After(q.after)
	}
	page.rows = make([]int, 0, min(q.limit, l.Len()-from))
	err = q.each(ctx, l, from, func(i int) bool {
		if len(page.rows) == q.limit {
			page.next = l.ID(page.rows[len(page.rows)-1])
			return false
		}
		page.rows = append(page.rows, i)
		return true
	})
	return page, err
}

// appendItems writes a feature collection.
func (s *server) appendItems(buf []byte, l *ogcLayer, q *ogcQuery, page *ogcRows) []byte {
	buf = append(buf, `{"type":"FeatureCollection","timeStamp":"`...)
	buf = s.Study.Now().UTC().AppendFormat(buf, time.RFC3339)
	buf = append(buf, `","numberMatched":`...)
	buf = strconv.AppendInt(buf, int64(page.matched), 10)
	buf = append(buf, `,"numberReturned":`...)
	buf = strconv.AppendInt(buf, int64(len(page.rows)), 10)
	buf = append(buf, `,"features":[`...)
	writer := feature.NewWriter(l.Layer, q.crs, q.masks)
	for k, i := range page.rows {
		if k > 0 {
			buf = append(buf, ',')
		}
		buf = writer.Append(buf, i, nil)
	}
	buf = append(buf, `],"links":`...)
	buf = appendLinks(buf, page.links)
	return append(buf, '}')
}

func appendLinks(buf []byte, links []ogcLink) []byte {
	text, err := json.Marshal(links)
	if err != nil {
		panic(fmt.Sprintf("api: links do not fit JSON: %v", err))
	}
	return append(buf, text...)
}

// setLinks says the same in the header.
func setLinks(h http.Header, links []ogcLink) {
	for _, link := range links {
		h.Add("Link", fmt.Sprintf("<%s>; rel=%q; type=%q", link.Href, link.Rel, link.Type))
	}
}

// ogcItemLinks are the page itself, its other format and the next page.
func (s *server) ogcItemLinks(r *http.Request, values url.Values, next string, html bool) []ogcLink {
	base := s.ogcBase(r) + strings.TrimPrefix(r.URL.EscapedPath(), ogcRoot)
	to := func(change map[string]string) string {
		query := url.Values{}
		for name, list := range values {
			query[name] = list
		}
		for name, value := range change {
			if query.Del(name); value != "" {
				query.Set(name, value)
			}
		}
		if len(query) == 0 {
			return base
		}
		return base + "?" + query.Encode()
	}
	links := []ogcLink{
		{to(map[string]string{"f": map[bool]string{true: "json"}[html]}), map[bool]string{false: "self", true: "alternate"}[html], geoJSONType, "GeoJSON"},
		{to(map[string]string{"f": "html"}), map[bool]string{true: "self", false: "alternate"}[html], htmlType, "网页 HTML"},
		{base[:strings.LastIndex(base, "/items")], "collection", jsonType, "数据集 The collection"},
	}
	if next != "" {
		// Not by number: the ID after which the next page begins is found as fast on the last page as on the first.
		link := ogcLink{to(map[string]string{"after": next}), "next", geoJSONType, "下一页 Next page"}
		if html {
			link.Type = htmlType
		}
		links = append(links, link)
	}
	return links
}

// ogcItemsTag is a weak validator: the same features, but another time stamp. The number of a layer begins anew with the program,
// so the program's own name is in it.
func (s *server) ogcItemsTag(r *http.Request, l *ogcLayer, html bool) string {
	caller := callerOf(r.Context())
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d %s %v %v %s %s", s.epoch, l.Generation(), l.Revision(), caller.Area, caller.May, html, s.ogcBase(r), r.URL.RequestURI()))
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// find returns the index of the feature that an ID or its integer names, of those that the caller may see.
func (l *ogcLayer) find(name string) (int, error) {
	if i, ok := l.Find(name); ok && l.scope.Has(i) {
		return i, nil
	}
	if fid, err := strconv.ParseInt(name, 10, 64); err == nil {
		for i := range l.Len() {
			if l.FID(i) == fid && l.scope.Has(i) {
				return i, nil
			}
		}
	}
	return 0, missing("feature", name)
}

// ogcItem answers with one feature.
func (s *server) ogcItem(w http.ResponseWriter, r *http.Request) error {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return err
	}
	values, err := ogcParameters(r, "crs")
	if err != nil {
		return err
	}
	crs, err := referenceOf(values, "crs")
	if err != nil {
		return err
	}
	html, err := wantsHTML(r, values, "geojson")
	if err != nil {
		return err
	}
	name, err := url.PathUnescape(chi.URLParam(r, "item"))
	if err != nil {
		return missing("feature", chi.URLParam(r, "item"))
	}
	i, err := l.find(name)
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	w.Header().Set("Cache-Control", "no-cache")
	if html {
		return s.writePage(w, r, s.ogcItemPage(r.Context(), l, i))
	}
	tag := ogcItemTag(r.Context(), l, i, crs)
	if known, ok := matchingTag(r.Header.Values("If-None-Match"), tag); ok {
		w.Header().Set("ETag", known)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	self := s.ogcBase(r) + "/collections/" + l.id
	item := self + "/items/" + strconv.FormatInt(l.FID(i), 10)
	links := []ogcLink{{item, "self", geoJSONType, "GeoJSON"}, {item + "?f=html", "alternate", htmlType, "网页 HTML"}, {self, "collection", jsonType, "数据集 The collection"}}
	body := feature.NewWriter(l.Layer, crs, masksFor(r.Context(), l.Layer)).Append(nil, i, appendLinks([]byte(`,"links":`), links))
	h := w.Header()
	h.Set("Content-Type", geoJSONType)
	h.Set("Content-Crs", "<"+string(crs)+">")
	h.Set("ETag", tag)
	setLinks(h, links)
	_, _ = w.Write(body) // only the connection can fail
	return nil
}

// ogcItemTag is the version and the content of a feature, then how it is written: an edit names it in If-Match in any writing.
// The content is part of it because a record that is deleted and made anew begins again with version 1,
// as the caller sees it: a hash over what is hidden would tell it to whoever tries names. Those who edit have nothing hidden.
func ogcItemTag(ctx context.Context, l *ogcLayer, i int, crs geo.CRS) string {
	sum := sha256.Sum256(feature.NewWriter(l.Layer, geo.CRS84, masksFor(ctx, l.Layer)).Append(nil, i, nil))
	tag := fmt.Sprintf("%d-%s", l.Feature(i).Version, hex.EncodeToString(sum[:8]))
	if crs != geo.CRS84 {
		tag += "-" + crs.Code()
	}
	return `"` + tag + `"`
}
