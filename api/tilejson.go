package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"cuntong/api/layer"
	"cuntong/api/tile"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
)

// tileJSON is TileJSON 3.0.0 (https://github.com/mapbox/tilejson-spec), which MapLibre, QGIS and others read.
type tileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       *[4]float64   `json:"bounds,omitempty"`
	Attribution  string        `json:"attribution,omitempty"`
	VectorLayers []vectorLayer `json:"vector_layers"`
}

// vectorLayer describes one layer of a tile. CellsBelow is ours: below that zoom its points are counted in cells.
type vectorLayer struct {
	ID           string            `json:"id"`
	Description  string            `json:"description"`
	MinZoom      int               `json:"minzoom"`
	MaxZoom      int               `json:"maxzoom"`
	GeometryType string            `json:"geometry_type"`
	CellsBelow   *uint32           `json:"cells_below,omitempty"`
	Fields       map[string]string `json:"fields"`
}

// getTileJSON answers /tiles/{collections}.json.
func (s *server) getTileJSON(w http.ResponseWriter, r *http.Request) error {
	names, ok := strings.CutSuffix(chi.URLParam(r, "file"), ".json")
	if !ok {
		return missing("tileset", chi.URLParam(r, "file"))
	}
	document, err := s.tileJSON(r, strings.Split(names, ","), s.serverBase(r)+"/tiles/"+names+"/{z}/{x}/{y}")
	if err != nil {
		return err
	}
	return writeTileDocument(w, r, document)
}

// tileJSON describes the tiles of some collections that lie at an address.
func (s *server) tileJSON(r *http.Request, names []string, address string) (*tileJSON, error) {
	inputs, _, err := s.tileLayers(r.Context(), names)
	if err != nil {
		return nil, err
	}
	document := &tileJSON{TileJSON: "3.0.0", Scheme: "xyz", Tiles: []string{address}, MaxZoom: tile.FullZoom, Attribution: s.attribution(), Bounds: boundOf(inputs)}
	var titles []string
	for _, input := range inputs {
		chinese, english := layer.Title(input.Layer.Kind())
		titles = append(titles, chinese)
		document.VectorLayers = append(document.VectorLayers, vectorLayerOf(input, chinese+" "+english))
	}
	document.Name = strings.Join(titles, "、")
	document.Description = document.Name + " (" + strings.Join(names, ", ") + ")"
	return document, nil
}

// attribution is what maps print in a corner: the notice of made-up data and the map review number.
func (s *server) attribution() string {
	if s.MapReviewNumber == "" {
		return ""
	}
	return "审图号：" + s.MapReviewNumber
}

func vectorLayerOf(input tile.Input, description string) vectorLayer {
	l := input.Layer
	v := vectorLayer{ID: input.Name, Description: description, MaxZoom: tile.FullZoom, GeometryType: geometryWord(l), Fields: map[string]string{}}
	for _, a := range tile.Attributes(l.Kind()) {
		word := map[layer.Type]string{layer.Integer: "Number", layer.Number: "Number", layer.Boolean: "Boolean"}[a.Type]
		if word == "" {
			word = "String"
		}
		v.Fields[a.Name] = word + " " + a.Chinese
	}
	if l.HasPoints() {
		if below := tile.CellsBelow(l); below > 0 {
			v.CellsBelow = &below
		}
		v.Fields[tile.CountName] = "Number 该格网内的点数（仅低层级）"
	}
	return v
}

func geometryWord(l *layer.Layer) string {
	switch {
	case l.HasPoints():
		return "point"
	case l.HasLines():
		return "line"
	}
	return "polygon"
}

// boundOf is where anything that the caller may see lies; nil where nothing does.
func boundOf(inputs []tile.Input) *[4]float64 {
	var all orb.Bound
	known := false
	add := func(b orb.Bound) {
		if known {
			b = all.Union(b)
		}
		all, known = b, true
	}
	for _, input := range inputs {
		l := input.Layer
		if input.Scope.All() {
			if b, ok := l.Extent(); ok {
				add(b)
			}
			continue
		}
		for i := range l.Len() {
			if b, ok := l.Bound(i); ok && input.Scope.Has(i) {
				add(b)
			}
		}
	}
	if !known {
		return nil
	}
	return &[4]float64{all.Min[0], all.Min[1], all.Max[0], all.Max[1]}
}

// serverBase is the address of this program as the client sees it. The name was checked by the guard; a proxy in front says whether the client
// speaks https.
func (s *server) serverBase(r *http.Request) string { return strings.TrimSuffix(s.ogcBase(r), ogcRoot) }

// writeTileDocument answers with a JSON document about tiles, which the client asks about anew each time.
func writeTileDocument(w http.ResponseWriter, r *http.Request, document any) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if callerOf(r.Context()).Area != "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Set("ETag", tag)
	if known, ok := matchingTag(r.Header.Values("If-None-Match"), tag); ok {
		h.Set("ETag", known)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", jsonType)
	_, _ = w.Write(body.Bytes()) // only the connection can fail
	return nil
}
