package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cuntong/api/cql"
	"cuntong/api/feature"
	"cuntong/api/layer"
	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Pages of items. GDAL and QGIS aim at 1,000 where the document lets them.
const (
	ogcDefaultLimit = 1000
	ogcMostItems    = 10000
	ogcPageLimit    = 100 // of a page for people that does not say
)

// ogcReserved are the parameters of items besides the names of fields.
var ogcReserved = []string{"limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "resultType", "after"}

// ogcQuery is what one request asks of items.
type ogcQuery struct {
	limit    int
	after    string
	paged    bool // after was given
	hits     bool // the number alone
	crs      geo.CRS
	box      *cql.Box
	during   *span
	equal    []equality
	filter   *cql.Filter
	fields   []cql.Property // of filter and equal, counted as in the layer; the geometry stands behind them
	masks    []feature.Mask // what the caller sees is what filters see
	selected string         // all that selects features, for keeping their number
}

// span is a closed time in microseconds since 1970.
type span struct{ from, to int64 }

// equality asks that a field says exactly this.
type equality struct {
	field int
	value layer.Value
}

// ogcFields are the fields that the caller may ask about.
func ogcFields(ctx context.Context, l *layer.Layer) []layer.Field {
	if callerOf(ctx).may(mayPlan) {
		return l.Fields()
	}
	return slices.DeleteFunc(slices.Clone(l.Fields()), func(f layer.Field) bool { return f.Personal })
}

// masksFor hides what a layer tells about persons from callers who do not need it, as data.PersonalFields has it; nil hides nothing.
func masksFor(ctx context.Context, l *layer.Layer) []feature.Mask {
	if callerOf(ctx).may(mayPlan) {
		return nil
	}
	masks := make([]feature.Mask, len(l.Fields()))
	for k, f := range l.Fields() {
		switch {
		case f.Personal:
			masks[k] = data.MaskName
		case f.Words:
			masks[k] = data.MaskText
		}
	}
	return masks
}

// ogcProperties are all fields as filters see them; what the caller may not ask about has no name.
func ogcProperties(ctx context.Context, l *layer.Layer) []cql.Property {
	hidden := !callerOf(ctx).may(mayPlan)
	var list []cql.Property
	for _, f := range l.Fields() {
		p := cql.Property{Name: f.Name, Type: map[layer.Type]cql.Type{layer.String: cql.Text, layer.Integer: cql.Number, layer.Number: cql.Number,
			layer.Boolean: cql.Bool, layer.Date: cql.Date, layer.Instant: cql.Time}[f.Type]}
		if hidden && f.Personal {
			p.Name = "\x00"
		}
		list = append(list, p)
	}
	return append(list, cql.Property{Name: geometryName, Type: cql.Geometry})
}

const geometryName = "geometry"

// ogcQueryOf reads the parameters of items.
func (s *server) ogcQueryOf(r *http.Request, l *layer.Layer) (*ogcQuery, url.Values, error) {
	known := slices.Clone(ogcReserved)
	fields := ogcFields(r.Context(), l)
	for _, f := range fields {
		known = append(known, f.Name)
	}
	values, err := ogcParameters(r, known...)
	if err != nil {
		return nil, nil, err
	}
	q := &ogcQuery{after: values.Get("after"), paged: values.Has("after"), fields: ogcProperties(r.Context(), l), masks: masksFor(r.Context(), l)}
	for _, read := range []func(url.Values) error{q.readLimit, q.readPlace, q.readTime, q.readFilter} {
		if err := read(values); err != nil {
			return nil, nil, err
		}
	}
	for _, f := range fields {
		if err := q.readEquality(l, f, values); err != nil {
			return nil, nil, err
		}
	}
	selecting := url.Values{}
	for name, list := range values {
		if !slices.Contains([]string{"limit", "after", "crs", "f", "resultType"}, name) {
			selecting[name] = list
		}
	}
	q.selected = selecting.Encode()
	return q, values, nil
}

func (q *ogcQuery) readLimit(values url.Values) error {
	q.limit = ogcDefaultLimit
	if values.Has("limit") {
		limit, err := strconv.Atoi(values.Get("limit"))
		if err != nil && !errors.Is(err, strconv.ErrRange) || limit < 1 {
			return invalidQuery("limit", values.Get("limit"), fmt.Sprintf("expected a whole number from 1; more than %d gives %d", ogcMostItems, ogcMostItems))
		}
		q.limit = min(limit, ogcMostItems) // the standard wants no error here
	}
	switch values.Get("resultType") {
	case "", "results":
	case "hits":
		q.hits = true
	default:
		return invalidQuery("resultType", values.Get("resultType"), "expected results or hits")
	}
	return nil
}

// referenceOf reads a parameter that names a reference system.
func referenceOf(values url.Values, name string) (geo.CRS, error) {
	if !values.Has(name) {
		return geo.CRS84, nil
	}
	crs, err := geo.ParseCRS(values.Get(name))
	if err != nil {
		return "", invalidQuery(name, values.Get(name), fmt.Sprintf("expected one of %v", geo.CRSs()))
	}
	return crs, nil
}

func (q *ogcQuery) readPlace(values url.Values) (err error) {
	if q.crs, err = referenceOf(values, "crs"); err != nil {
		return err
	}
	crs, err := referenceOf(values, "bbox-crs")
	if err != nil {
		return err
	}
	if !values.Has("bbox") {
		return nil
	}
	text := values.Get("bbox")
	parts := strings.Split(text, ",")
	if len(parts) == 6 {
		parts = []string{parts[0], parts[1], parts[3], parts[4]} // without the heights
	}
	if len(parts) != 4 {
		return invalidQuery("bbox", text, fmt.Sprintf("expected four numbers, got %d", len(parts)))
	}
	var v [4]float64
	for i, part := range parts {
		if v[i], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil || math.IsNaN(v[i]) || math.Abs(v[i]) > 1e9 {
			return invalidQuery("bbox", text, fmt.Sprintf("%q is not a number of degrees or metres", shorten(part)))
		}
	}
	low, high := crs.ToWGS84(orb.Point{v[0], v[1]}), crs.ToWGS84(orb.Point{v[2], v[3]})
	if low[0] > high[0] || low[1] > high[1] {
		return invalidQuery("bbox", text, "the corners are turned round; expected lower left and upper right, in the order of axes of bbox-crs; a box across longitude 180 is not possible")
	}
	if !crs.Projected() && (low[0] < -180 || high[0] > 180 || low[1] < -90 || high[1] > 90) {
		return invalidQuery("bbox", text, "expected longitudes in -180..180 and latitudes in -90..90, in the order of axes of bbox-crs (longitude first unless it says otherwise)")
	}
	q.box = cql.NewBox(orb.Bound{Min: low, Max: high})
	return nil
}

// readTime reads an instant, a day, or an interval with open ends. Days are in UTC, from midnight to midnight.
func (q *ogcQuery) readTime(values url.Values) error {
	if !values.Has("datetime") {
		return nil
	}
	text := values.Get("datetime")
	from, to, interval := strings.Cut(text, "/")
	if !interval {
		to = from
	}
	during := &span{math.MinInt64, math.MaxInt64}
	open := func(end string) bool { return end == "" || end == ".." }
	bad := invalidQuery("datetime", text, "expected an instant of RFC 3339, a day, or an interval of them such as 2026-01-01T00:00:00Z/..")
	if open(from) && open(to) && (!interval || text == "/") {
		return bad
	}
	if !open(from) {
		v := cql.TimeValue(strings.ToUpper(from))
		if v.Type == cql.Null {
			return bad
		}
		during.from = v.Micros
	}
	if !open(to) {
		v := cql.TimeValue(strings.ToUpper(to))
		if v.Type == cql.Null {
			return bad
		}
		during.to = v.Micros
		if cql.DateValue(to).Type == cql.Date {
			during.to += dayMicros - 1
		}
	}
	if during.from > during.to {
		return invalidQuery("datetime", text, "the interval ends before it begins")
	}
	q.during = during
	return nil
}

const dayMicros = 24 * 3600 * 1_000_000

// readFilter reads a filter; filter-lang says which text it is, filter-crs how its geometry is written.
func (q *ogcQuery) readFilter(values url.Values) error {
	dialect := cql.CQL2
	switch lang := values.Get("filter-lang"); lang {
	case "", "cql2-text":
	case "cql-text":
		dialect = cql.CQL1
	default:
		return invalidQuery("filter-lang", lang, "expected cql2-text or cql-text")
	}
	crs, err := referenceOf(values, "filter-crs")
	if err != nil || !values.Has("filter") {
		return err
	}
	expression, err := cql.Parse(values.Get("filter"), dialect)
	if err == nil {
		q.filter, err = expression.Check(q.fields, func(p orb.Point) (orb.Point, error) { return crs.ToWGS84(p), nil })
	}
	if err != nil {
		return invalidQuery("filter", values.Get("filter"), strings.ReplaceAll(err.Error(), "\x00, ", ""))
	}
	return nil
}

// readEquality reads field=value.
func (q *ogcQuery) readEquality(l *layer.Layer, f layer.Field, values url.Values) error {
	if !values.Has(f.Name) {
		return nil
	}
	text := values.Get(f.Name)
	v := layer.Value{Type: f.Type}
	var err error
	switch f.Type {
	case layer.Integer:
		v.Integer, err = strconv.ParseInt(text, 10, 64)
	case layer.Number:
		if v.Number, err = strconv.ParseFloat(text, 64); err == nil && (math.IsNaN(v.Number) || math.IsInf(v.Number, 0)) {
			err = strconv.ErrRange
		}
	case layer.Boolean:
		v.Boolean = text == "true"
		if text != "true" && text != "false" {
			err = strconv.ErrSyntax
		}
	case layer.Date:
		if cql.DateValue(text).Type == cql.Null {
			err = strconv.ErrSyntax
		}
	case layer.Instant:
		if cql.TimeValue(text).Type == cql.Null {
			err = strconv.ErrSyntax
		}
	}
	if err != nil {
		return invalidQuery(f.Name, text, fmt.Sprintf("expected %s", map[layer.Type]string{layer.Integer: "a whole number", layer.Number: "a number", layer.Boolean: "true or false",
			layer.Date: "a day YYYY-MM-DD", layer.Instant: "an instant of RFC 3339"}[f.Type]))
	}
	if f.Type != layer.Integer && f.Type != layer.Number && f.Type != layer.Boolean {
		v.Text = text
	}
	field, _ := l.FieldIndex(f.Name)
	q.equal = append(q.equal, equality{field, v})
	return nil
}
