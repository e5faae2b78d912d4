package api

import (
	"bytes"
	"context"
	_ "embed" // the template
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"cuntong/api/layer"
)

//go:embed ogc.html
var ogcTemplate string

// ogcPage is a page for people. The template escapes every text by where it stands.
type ogcPage struct {
	Kind   string
	Title  string
	Base   string // address of the landing page
	Notice string
	Trail  bool   // the page is about collections
	Back   string // collection that the page belongs to

	Landing     *ogcLandingPage
	Words       []string
	Collections []ogcDescribed
	Collection  *ogcDescribed
	Fields      []layer.Field
	Matched     int
	Rows        []ogcPageRow
	Facts       []ogcFact
	Links       []ogcLink
}

type ogcPageRow struct {
	Href  string
	Cells []string
}

type ogcFact struct{ Chinese, English, Value string }

const ogcCSS = `body{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:1.5rem auto;max-width:72rem;padding:0 1rem;line-height:1.5}
table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}.number{text-align:right}
.wide{overflow-x:auto}.notice{border:2px solid #b45309;padding:.5rem}small,span[lang=en]{color:#555}
`

func (s *server) ogcStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write([]byte(ogcCSS)) // only the connection can fail
}

// newOGCPages reads the template once.
func newOGCPages() (*template.Template, error) { return template.New("ogc").Parse(ogcTemplate) }

func (s *server) writePage(w http.ResponseWriter, r *http.Request, page *ogcPage) error {
	page.Base, page.Notice = s.ogcBase(r), s.NoticeZH
	page.Trail = page.Kind != "landing" && page.Kind != "conformance" && page.Kind != "document" && page.Kind != "collections"
	var body bytes.Buffer
	if err := s.pages.ExecuteTemplate(&body, "page", page); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(body.Bytes()) // only the connection can fail
	return nil
}

// cells are the values of a feature as people read them; what is unknown stays empty.
func cells(ctx context.Context, l *layer.Layer, i int) []string {
	masks := masksFor(ctx, l)
	var list []string
	for k, f := range l.Fields() {
		if f.Personal && masks != nil {
			continue
		}
		v := l.Value(i, k)
		text := v.Text
		switch {
		case v.Null:
		case masks != nil && masks[k] != nil:
			text = masks[k](text)
		case v.Type == layer.Integer:
			text = strconv.FormatInt(v.Integer, 10)
		case v.Type == layer.Number:
			text = strconv.FormatFloat(v.Number, 'f', -1, 64)
		case v.Type == layer.Boolean:
			text = map[bool]string{true: "是 yes", false: "否 no"}[v.Boolean]
		}
		list = append(list, text)
	}
	return list
}

func (s *server) ogcItemsPage(ctx context.Context, l *ogcLayer, _ *ogcQuery, rows *ogcRows) *ogcPage {
	page := &ogcPage{Kind: "items", Title: l.title(), Back: l.id, Fields: ogcFields(ctx, l.Layer), Matched: rows.matched, Links: rows.links}
	for _, i := range rows.rows {
		page.Rows = append(page.Rows, ogcPageRow{ogcItemHref(l, i), cells(ctx, l.Layer, i)})
	}
	return page
}

func ogcItemHref(l *ogcLayer, i int) string {
	return ogcRoot + "/collections/" + url.PathEscape(l.id) + "/items/" + strconv.FormatInt(l.FID(i), 10) + "?f=html"
}

func (s *server) ogcItemPage(ctx context.Context, l *ogcLayer, i int) *ogcPage {
	page := &ogcPage{Kind: "item", Title: l.title() + " " + l.ID(i), Back: l.id}
	values := cells(ctx, l.Layer, i)
	for k, f := range ogcFields(ctx, l.Layer) {
		page.Facts = append(page.Facts, ogcFact{f.Chinese, f.English, values[k]})
	}
	if b, ok := l.Bound(i); ok {
		center := b.Center()
		page.Facts = append(page.Facts, ogcFact{"位置", "Longitude and latitude on WGS 84", strconv.FormatFloat(center[0], 'f', 6, 64) + ", " + strconv.FormatFloat(center[1], 'f', 6, 64)})
	}
	base := ogcRoot + "/collections/" + url.PathEscape(l.id) + "/items"
	page.Links = []ogcLink{{base + "/" + strconv.FormatInt(l.FID(i), 10) + "?f=json", "alternate", geoJSONType, "GeoJSON"}, {base + "?f=html", "up", htmlType, "全部 All"}}
	return page
}
