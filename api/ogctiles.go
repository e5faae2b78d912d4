package api

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cuntong/api/layer"
	"cuntong/api/tile"

	"github.com/go-chi/chi/v5"
)

// OGC API – Tiles 1.0 (OGC 20-057) below /ogc: tilesets of the whole dataset and of each collection in the one tile matrix set
// WebMercatorQuad, which its document describes as the Two Dimensional Tile Matrix Set standard 2.0 (OGC 17-083r4) does. A tile's
// address there names the row before the column; its bytes are those of /tiles.

const (
	webMercatorQuad    = "WebMercatorQuad"
	webMercatorQuadURI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
	webMercatorCRS     = "http://www.opengis.net/def/crs/EPSG/0/3857"
	tilesetsRel        = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	tilingSchemeRel    = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
	tilingSchemesRel   = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
	tileJSONType       = "application/vnd.mapbox.tile+json"
)

// ogcTileClasses are the conformance classes of OGC API – Tiles and of tile matrix sets.
func (s *server) ogcTileClasses() []string {
	var list []string
	for _, class := range []string{"core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "mvt", "oas30"} {
		list = append(list, "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"+class)
	}
	for _, class := range []string{"tilematrixset", "json-tilematrixset"} {
		list = append(list, "http://www.opengis.net/spec/tms/2.0/conf/"+class)
	}
	return list
}

// ogcTileLinks are the links of the landing page to OGC API – Tiles.
func (s *server) ogcTileLinks(base string) []ogcLink {
	return []ogcLink{
		{Href: base + "/tiles", Rel: tilesetsRel, Type: jsonType, Title: "矢量瓦片 Vector tiles of several collections"},
		{Href: base + "/tileMatrixSets", Rel: tilingSchemesRel, Type: jsonType, Title: "瓦片矩阵集 Tile matrix sets"},
	}
}

// ogcCollectionTileLinks are the links of a collection to its tiles.
func ogcCollectionTileLinks(base, collection string) []ogcLink {
	return []ogcLink{{Href: base + "/collections/" + collection + "/tiles", Rel: tilesetsRel, Type: jsonType, Title: "矢量瓦片 Vector tiles"}}
}

func (s *server) mountOGCTiles(router chi.Router) {
	get := func(path string, handler ogcHandler) { router.Get(ogcRoot+path, s.ogc(mayRead, handler)) }
	get("/tileMatrixSets", s.getTileMatrixSets)
	get("/tileMatrixSets/{set}", s.getTileMatrixSet)
	for _, owner := range []string{"", "/collections/{collection}"} {
		get(owner+"/tiles", s.getTilesets)
		get(owner+"/tiles/{set}", s.getTileset)
		get(owner+"/tiles/{set}/{z}/{row}/{col}", s.getOGCTile)
	}
}

// onlyQuad refuses other tile matrix sets.
func onlyQuad(r *http.Request) error {
	if set := chi.URLParam(r, "set"); set != webMercatorQuad {
		return missing("tile matrix set", set)
	}
	return nil
}

func (s *server) getTileMatrixSets(w http.ResponseWriter, r *http.Request) error {
	type entry struct {
		ID    string    `json:"id"`
		Title string    `json:"title"`
		URI   string    `json:"uri"`
		CRS   string    `json:"crs"`
		Links []ogcLink `json:"links"`
	}
	return writeTileDocument(w, r, map[string][]entry{"tileMatrixSets": {{webMercatorQuad, quadTitle, webMercatorQuadURI, webMercatorCRS,
		[]ogcLink{{Href: s.ogcBase(r) + "/tileMatrixSets/" + webMercatorQuad, Rel: "self", Type: jsonType, Title: quadTitle}}}}})
}

const quadTitle = "Google Maps Compatible for the World"

// tileMatrix is one zoom of a tile matrix set.
type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"`
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      uint32     `json:"matrixWidth"`
	MatrixHeight     uint32     `json:"matrixHeight"`
}

// The registered matrices have tiles of 256 pixels of 0.28 mm.
const (
	halfEquatorMeters = math.Pi * 6378137
	quadPixels        = 256
	pixelMeters       = 0.28e-3
)

func (s *server) getTileMatrixSet(w http.ResponseWriter, r *http.Request) error {
	if err := onlyQuad(r); err != nil {
		return err
	}
	matrices := make([]tileMatrix, tile.MaxZoom+1)
	for z := range matrices {
		side := uint32(1) << z
		size := 2 * halfEquatorMeters / quadPixels / float64(side)
		matrices[z] = tileMatrix{strconv.Itoa(z), size / pixelMeters, size, "topLeft", [2]float64{-halfEquatorMeters, halfEquatorMeters}, quadPixels, quadPixels, side, side}
	}
	return writeTileDocument(w, r, map[string]any{
		"id": webMercatorQuad, "title": quadTitle, "uri": webMercatorQuadURI, "crs": webMercatorCRS, "orderedAxes": []string{"E", "N"},
		"wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible", "tileMatrices": matrices,
	})
}

// tilesetOwner is what a path's tilesets belong to: the whole dataset or one collection.
type tilesetOwner struct {
	base  string // address below which its tilesets lie
	title string
	names []string // its collections
}

// tilesetOwner reads the path and, of the whole dataset, which collections are asked for; all that belong to no plan, where none are.
func (s *server) tilesetOwner(r *http.Request) (tilesetOwner, error) {
	base := s.ogcBase(r)
	values, err := ogcParameters(r, "collections")
	if err != nil {
		return tilesetOwner{}, err
	}
	if format := values.Get("f"); format != "" && format != "json" && format != "mvt" && format != "tilejson" {
		return tilesetOwner{}, invalidQuery("f", format, "expected json, tilejson or mvt")
	}
	if id := chi.URLParam(r, "collection"); id != "" {
		if values.Has("collections") {
			return tilesetOwner{}, invalidQuery("collections", values.Get("collections"), "the path names the collection")
		}
		collection, err := s.ogcCollection(r.Context(), id)
		if err != nil {
			return tilesetOwner{}, err
		}
		return tilesetOwner{base + "/collections/" + id, collection.title(), []string{id}}, nil
	}
	owner := tilesetOwner{base: base, title: "村通 Cuntong"}
	if text := values.Get("collections"); text != "" {
		owner.names = strings.Split(text, ",")
		return owner, nil
	}
	for _, kind := range layer.Kinds() {
		owner.names = append(owner.names, string(kind))
	}
	return owner, nil
}

// tileset is the metadata of a tileset; a list has the shorter part.
type tileset struct {
	Title            string         `json:"title"`
	DataType         string         `json:"dataType"`
	CRS              string         `json:"crs"`
	TileMatrixSetURI string         `json:"tileMatrixSetURI"`
	BoundingBox      *tilesetBound  `json:"boundingBox,omitempty"`
	Layers           []tilesetLayer `json:"layers,omitempty"`
	Links            []tileLink     `json:"links"`
}

// tileLink is a link that may hold variables in braces.
type tileLink struct {
	ogcLink
	Templated bool `json:"templated,omitempty"`
}

type tilesetBound struct {
	LowerLeft  [2]float64 `json:"lowerLeft"`
	UpperRight [2]float64 `json:"upperRight"`
	CRS        string     `json:"crs"`
}

type tilesetLayer struct {
	ID            string         `json:"id"`
	Title         string         `json:"title"`
	DataType      string         `json:"dataType"`
	GeometryWidth int            `json:"geometryDimension"`
	MinTileMatrix string         `json:"minTileMatrix"`
	MaxTileMatrix string         `json:"maxTileMatrix"`
	Schema        map[string]any `json:"propertiesSchema"`
}

func (s *server) getTilesets(w http.ResponseWriter, r *http.Request) error {
	owner, err := s.tilesetOwner(r)
	if err != nil {
		return err
	}
	one := tileset{Title: owner.title, DataType: "vector", CRS: webMercatorCRS, TileMatrixSetURI: webMercatorQuadURI,
		Links: []tileLink{{ogcLink: ogcLink{Href: owner.base + "/tiles/" + webMercatorQuad, Rel: "self", Type: jsonType, Title: owner.title}}}}
	return writeTileDocument(w, r, struct {
		Tilesets []tileset `json:"tilesets"`
		Links    []ogcLink `json:"links"`
	}{[]tileset{one}, []ogcLink{{Href: owner.base + "/tiles", Rel: "self", Type: jsonType, Title: owner.title}}})
}

func (s *server) getTileset(w http.ResponseWriter, r *http.Request) error {
	if err := onlyQuad(r); err != nil {
		return err
	}
	owner, err := s.tilesetOwner(r)
	if err != nil {
		return err
	}
	here := owner.base + "/tiles/" + webMercatorQuad
	query := ""
	if chosen := r.URL.Query().Get("collections"); chosen != "" {
		query = "?collections=" + strings.Join(owner.names, ",")
	}
	if r.URL.Query().Get("f") == "tilejson" {
		document, err := s.tileJSON(r, owner.names, here+"/{z}/{y}/{x}"+query)
		if err != nil {
			return err
		}
		return writeTileDocument(w, r, document)
	}
	inputs, _, err := s.tileLayers(r.Context(), owner.names)
	if err != nil {
		return err
	}
	one := tileset{Title: owner.title, DataType: "vector", CRS: webMercatorCRS, TileMatrixSetURI: webMercatorQuadURI, Links: []tileLink{
		{ogcLink{Href: here + query, Rel: "self", Type: jsonType, Title: owner.title}, false},
		{ogcLink{Href: here + "/{tileMatrix}/{tileRow}/{tileCol}" + query, Rel: "item", Type: tileType, Title: "瓦片 Tiles"}, true},
		{ogcLink{Href: s.ogcBase(r) + "/tileMatrixSets/" + webMercatorQuad, Rel: tilingSchemeRel, Type: jsonType, Title: quadTitle}, false},
		{ogcLink{Href: s.serverBase(r) + "/tiles/" + strings.Join(owner.names, ",") + ".json", Rel: "describedby", Type: tileJSONType, Title: "TileJSON"}, false},
	}}
	if b := boundOf(inputs); b != nil {
		one.BoundingBox = &tilesetBound{[2]float64{b[0], b[1]}, [2]float64{b[2], b[3]}, "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
	}
	for _, input := range inputs {
		one.Layers = append(one.Layers, tilesetLayerOf(input))
	}
	return writeTileDocument(w, r, one)
}

func tilesetLayerOf(input tile.Input) tilesetLayer {
	l := input.Layer
	chinese, english := layer.Title(l.Kind())
	properties := map[string]any{}
	for _, a := range tile.Attributes(l.Kind()) {
		kind := string(a.Type)
		if a.Type == layer.Date || a.Type == layer.Instant {
			kind = "string"
		}
		properties[a.Name] = map[string]string{"title": a.Chinese, "description": a.English, "type": kind}
	}
	dimension := slices.Index([]string{"point", "line", "polygon"}, geometryWord(l))
	return tilesetLayer{input.Name, fmt.Sprintf("%s %s", chinese, english), "vector", dimension, "0", strconv.Itoa(tile.MaxZoom),
		map[string]any{"type": "object", "properties": properties}}
}

func (s *server) getOGCTile(w http.ResponseWriter, r *http.Request) error {
	if err := onlyQuad(r); err != nil {
		return err
	}
	owner, err := s.tilesetOwner(r)
	if err != nil {
		return err
	}
	id, err := tile.Parse(chi.URLParam(r, "z"), chi.URLParam(r, "col"), chi.URLParam(r, "row"))
	if err != nil {
		return noTile(err)
	}
	return s.sendTile(w, r, owner.names, id)
}
