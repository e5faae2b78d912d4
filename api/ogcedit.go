package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cuntong/api/layer"
	"cuntong/data"
	"cuntong/geo"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
)

// Edits of features, part 4. An edit names by If-Match the version it saw: without it the answer is 428, and 412 where the record is
// another by now. The store looks at the version once more in its own transaction.

// editable reports whether the features of a kind can be edited.
func editable(kind layer.Kind) bool { return kind == layer.Settlements || kind == layer.Facilities }

// mountOGCEdits registers the edits and the OPTIONS that QGIS asks before it offers to edit.
func (s *server) mountOGCEdits(r chi.Router) {
	const items, item = ogcRoot + "/collections/{collection}/items", ogcRoot + "/collections/{collection}/items/{item}"
	r.Options(items, s.ogcEditOptions(http.MethodPost))
	r.Options(item, s.ogcEditOptions(http.MethodPut, http.MethodPatch, http.MethodDelete))
	r.Post(items, s.ogc(mayPlan, s.ogcCreate))
	r.Put(item, s.ogc(mayPlan, s.ogcReplace))
	r.Patch(item, s.ogc(mayPlan, s.ogcReplace))
	r.Delete(item, s.ogc(mayPlan, s.ogcDelete))
}

func (s *server) ogcEditOptions(methods ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		allowed := []string{http.MethodGet, http.MethodHead, http.MethodOptions}
		if editable(layer.Kind(chi.URLParam(r, "collection"))) && callerOf(r.Context()).may(mayPlan) {
			allowed = append(allowed, methods...)
		}
		ogcOptions(allowed...)(w, r)
	}
}

// editableLayer is the collection of an edit. Others know no edits.
func (s *server) editableLayer(r *http.Request, allowed ...string) (*ogcLayer, error) {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return nil, err
	}
	if !editable(l.ref.Kind) {
		list := strings.Join(allowed, ", ")
		p := problem(http.StatusMethodNotAllowed, "method_not_allowed", fmt.Sprintf("collection %s cannot be edited; settlements and facilities can", l.id)).with("method", r.Method).with("allowed", list)
		p.header = http.Header{"Allow": {list}}
		return nil, p
	}
	return l, nil
}

// ogcDraft is a feature as a client writes it.
type ogcDraft struct {
	Type       string                     `json:"type"`
	ID         json.RawMessage            `json:"id"`
	Geometry   json.RawMessage            `json:"geometry"` // nil: not given
	Properties map[string]json.RawMessage `json:"properties"`
	CRS        json.RawMessage            `json:"crs"`
	crs        geo.CRS
	whole      bool // what is not given is unknown, not kept
	fields     []layer.Field
	taken      map[string]bool
	wrong      *Problem // the first thing wrong
}

// draftOf reads the body of an edit.
func (s *server) draftOf(w http.ResponseWriter, r *http.Request, l *ogcLayer) (*ogcDraft, error) {
	if _, err := ogcParameters(r); err != nil {
		return nil, err
	}
	d := &ogcDraft{crs: geo.CRS84, whole: r.Method != http.MethodPatch, fields: l.Fields(), taken: map[string]bool{}}
	if given := r.Header.Get("Content-Crs"); given != "" {
		crs, err := geo.ParseCRS(given)
		if err != nil {
			return nil, problem(http.StatusBadRequest, "invalid", fmt.Sprintf("header Content-Crs %q: expected one of %v in angle brackets", shorten(given), geo.CRSs())).with("value", given)
		}
		d.crs = crs
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.MaxBodyBytes))
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return nil, problem(http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("the request body has more than %d bytes", s.MaxBodyBytes)).with("limit_bytes", strconv.FormatInt(s.MaxBodyBytes, 10))
		}
		return nil, problem(http.StatusBadRequest, "invalid", "the request body could not be read to its end")
	}
	if err := json.Unmarshal(body, d); err != nil {
		return nil, problem(http.StatusUnprocessableEntity, "invalid", "the request body is no GeoJSON feature: "+shorten(err.Error()))
	}
	switch {
	case d.Type != "Feature" && (d.whole || d.Type != ""):
		return nil, invalidBody("type", d.Type, `expected "Feature"`)
	case d.CRS != nil:
		return nil, invalidBody("crs", string(d.CRS), "a reference system is named by the header Content-Crs")
	case d.whole && d.Properties == nil:
		return nil, invalidBody("properties", "", "expected an object with the properties")
	}
	for name := range d.Properties {
		if !slices.ContainsFunc(d.fields, func(f layer.Field) bool { return f.Name == name }) {
			return nil, invalidBody("properties."+shorten(name), string(d.Properties[name]), "there is no such property; "+ogcRoot+"/collections/"+l.id+"/schema lists what there is")
		}
	}
	return d, nil
}

// fail remembers the first thing wrong, in the order in which fields are looked at.
func (d *ogcDraft) fail(field, expected string) {
	if d.wrong == nil {
		d.wrong = invalidBody("properties."+field, string(d.Properties[field]), expected)
	}
}

// given reports whether a field is to be set: it was named, or the whole record is replaced. null leaves the value at its zero.
func (d *ogcDraft) given(field string) (value json.RawMessage, set bool) {
	value, named := d.Properties[field]
	if string(value) == "null" {
		value = nil
	}
	return value, named || d.whole
}

func (d *ogcDraft) text(field string, into *string) {
	value, set := d.given(field)
	if !set {
		return
	}
	*into = ""
	if value != nil && json.Unmarshal(value, into) != nil {
		d.fail(field, "expected text or null")
	}
	if len(*into) > 500 {
		d.fail(field, "expected at most 500 bytes")
	}
}

// needed is text that must not be empty.
func (d *ogcDraft) needed(field string, into *string) {
	if d.text(field, into); strings.TrimSpace(*into) == "" {
		d.fail(field, "expected text that is not empty")
	}
}

// wordOf takes one of a few words.
func wordOf[T ~string](d *ogcDraft, field string, into *T) {
	text := string(*into)
	d.text(field, &text)
	if _, set := d.given(field); !set {
		return
	}
	words := d.fields[slices.IndexFunc(d.fields, func(f layer.Field) bool { return f.Name == field })].Enum
	if !slices.Contains(words, text) {
		d.fail(field, "expected one of "+strings.Join(words, ", "))
	}
	*into = T(text)
}

// wordsOf takes words with commas between them and puts them in display order.
func wordsOf[T ~string](d *ogcDraft, field string, into *[]T, known ...T) {
	var text string
	d.text(field, &text)
	if _, set := d.given(field); !set {
		return
	}
	*into = nil
	asked := map[T]bool{}
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		if !slices.Contains(known, T(word)) {
			d.fail(field, fmt.Sprintf("expected words out of %v with commas between them", known))
		}
		asked[T(word)] = true
	}
	for _, word := range known {
		if asked[word] {
			*into = append(*into, word)
		}
	}
}

// mostFigure keeps figures far from where float64 and sums go wrong.
const mostFigure = 1_000_000_000_000

func (d *ogcDraft) integer(field string, into **int64) {
	value, set := d.given(field)
	if !set {
		return
	}
	*into = nil
	if value == nil {
		return
	}
	var n int64
	if json.Unmarshal(value, &n) != nil || n < 0 || n > mostFigure {
		d.fail(field, "expected a whole number from 0, or null where it is unknown")
	}
	*into = &n
}

func (d *ogcDraft) number(field string, into **float64) {
	value, set := d.given(field)
	if !set {
		return
	}
	*into = nil
	if value == nil {
		return
	}
	var n float64
	if json.Unmarshal(value, &n) != nil || !(n >= 0 && n <= mostFigure) {
		d.fail(field, "expected a number from 0, or null where it is unknown")
	}
	*into = &n
}

func (d *ogcDraft) boolean(field string, into *bool) {
	value, set := d.given(field)
	if !set {
		return
	}
	*into = false
	if value != nil && json.Unmarshal(value, into) != nil {
		d.fail(field, "expected true or false")
	}
}

// location takes the geometry: a point in the reference system of Content-Crs, or null.
func (d *ogcDraft) location(into **orb.Point, p *data.Provenance) {
	if d.Geometry == nil && !d.whole {
		return
	}
	before := *into
	*into = nil
	if d.Geometry == nil || string(d.Geometry) == "null" {
		p.Datum, p.Original, p.LocatedBy = "", "", ""
		return
	}
	var g struct {
		Type        string    `json:"type"`
		Coordinates []float64 `json:"coordinates"`
	}
	if err := json.Unmarshal(d.Geometry, &g); err != nil || g.Type != "Point" || len(g.Coordinates) < 2 || len(g.Coordinates) > 3 {
		if d.wrong == nil {
			d.wrong = invalidBody("geometry", string(d.Geometry), "expected a GeoJSON Point with two coordinates, or null")
		}
		return
	}
	place := d.crs.ToWGS84(orb.Point{g.Coordinates[0], g.Coordinates[1]})
	if err := geo.CheckPoint(place); err != nil {
		if d.wrong == nil {
			d.wrong = invalidBody("geometry.coordinates", string(d.Geometry), fmt.Sprintf("%v; expected a place on Earth in %s", err, d.crs))
		}
		return
	}
	*into = &place
	if before == nil || *before != place {
		p.Datum, p.LocatedBy = geo.WGS84, data.LocatedGiven
		p.Original = strconv.FormatFloat(place[0], 'f', -1, 64) + "," + strconv.FormatFloat(place[1], 'f', -1, 64)
	}
}

// ogcTag compares If-Match with a feature's validator, in whatever writing it was read.
func ogcTagMatches(headers []string, tag string) bool {
	inner := strings.Trim(tag, `"`)
	for _, header := range headers {
		for candidate := range strings.SplitSeq(header, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" {
				return true
			}
			given := strings.Trim(plainTag(candidate), `"`)
			if given == inner || strings.HasPrefix(given, inner+"-") && strings.Count(given, "-") == 2 {
				return true
			}
		}
	}
	return false
}

// edited finds the feature of an edit and holds If-Match against it.
func (s *server) edited(r *http.Request, l *ogcLayer) (int, error) {
	name, err := url.PathUnescape(chi.URLParam(r, "item"))
	if err != nil {
		return 0, missing("feature", chi.URLParam(r, "item"))
	}
	i, err := l.find(name)
	if err != nil {
		return 0, err
	}
	if len(r.Header.Values("If-Match")) == 0 {
		return 0, problem(http.StatusPreconditionRequired, "precondition_required", "say with If-Match which version is edited: the ETag of GET on the same address")
	}
	if !ogcTagMatches(r.Header.Values("If-Match"), ogcItemTag(r.Context(), l, i, geo.CRS84)) {
		return 0, changedMeanwhile(l.ID(i))
	}
	return i, nil
}

func changedMeanwhile(id string) *Problem {
	return problem(http.StatusPreconditionFailed, "conflict", fmt.Sprintf("feature %q has been changed since it was read; read it again and repeat the edit", shorten(id))).with("id", id)
}

// withinOwn refuses records of towns outside the caller's area.
func (s *server) withinOwn(ctx context.Context, town string) error {
	own := callerOf(ctx).Area
	if own == "" {
		return nil
	}
	if town == "" {
		return problem(http.StatusForbidden, "outside_area", fmt.Sprintf("properties.town is empty; this account is bounded by area %s and must name a town inside it", own)).with("own_area", own)
	}
	_, err := s.scope(ctx, town)
	return err
}

// geoJSONBody reports whether a request may bring a GeoJSON body: it is an edit of a feature.
func geoJSONBody(r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, ogcRoot+"/collections/") {
		return false
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == geoJSONType || kind == mergePatchType && r.Method == http.MethodPatch)
}
