package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"cuntong/api/basemap"
	"cuntong/api/pmtiles"
	"cuntong/api/tile"

	"github.com/go-chi/chi/v5"
)

// InfoBasemap says what pages draw under everything else.
type InfoBasemap struct {
	Kind         string    `json:"kind" enum:"tianditu,xyz,file"`
	Tiles        []string  `json:"tiles" doc:"Addresses of tiles with {z}, {x} and {y}, drawn one over the other"`
	Type         string    `json:"type" enum:"raster,vector"`
	Layers       []string  `json:"layers" doc:"Of vector tiles, as their archive names them"`
	MinZoom      int       `json:"min_zoom"`
	MaxZoom      int       `json:"max_zoom" doc:"Beyond it tiles are enlarged"`
	Bounds       []float64 `json:"bounds" minItems:"4" maxItems:"4" doc:"[west, south, east, north] of its tiles"`
	Attribution  string    `json:"attribution" doc:"To show on the map"`
	ReviewNumber string    `json:"review_number" doc:"审图号 of the basemap, to show on the map; may be empty"`
}

// worldBounds is what Web Mercator shows.
var worldBounds = []float64{-180, -85.051129, 180, 85.051129}

// infoBasemap describes the basemap that was chosen; nil where there is none.
func (s *server) infoBasemap(d decided) *InfoBasemap {
	c := d.Basemap
	if c.Kind == basemap.None || c.Kind == basemap.File && s.Basemap == nil {
		return nil
	}
	info := &InfoBasemap{Kind: string(c.Kind), Type: "raster", Layers: []string{}, MaxZoom: c.Zoom(), Bounds: worldBounds, Attribution: c.Attribution, ReviewNumber: c.ReviewNumber}
	parts := 1
	switch c.Kind {
	case basemap.Tianditu:
		parts = 2
		if info.Attribution == "" {
			info.Attribution = "天地图"
		}
	case basemap.File:
		b := s.Basemap.Bounds
		info.MinZoom, info.MaxZoom, info.Bounds = s.Basemap.MinZoom, s.Basemap.MaxZoom, b[:]
		if info.Attribution == "" {
			info.Attribution = s.Basemap.Attribution
		}
		if s.Basemap.Type == pmtiles.MVT {
			info.Type, info.Layers = "vector", listed(s.Basemap.Layers)
		}
	}
	for part := range parts {
		info.Tiles = append(info.Tiles, fmt.Sprintf("/basemap/{z}/{x}/{y}?part=%d&v=%d", part, d.version)) // another choice has other addresses
	}
	return info
}

// basemapSource returns where the tiles of the basemap that was chosen come from, nil where there is none, and which version of the settings says so.
func (s *server) basemapSource(ctx context.Context) (basemap.Source, int64, error) {
	d, err := s.decided(ctx)
	if err != nil {
		return nil, 0, err
	}
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	if s.settings.made == d.version {
		return s.settings.source, d.version, nil
	}
	var source basemap.Source
	switch d.Basemap.Kind {
	case basemap.File:
		if s.Basemap != nil {
			source = basemap.NewFile(s.Basemap)
		}
	case basemap.Tianditu, basemap.XYZ:
		if source, err = basemap.NewRemote(d.Basemap, d.key); err != nil {
			return nil, 0, err
		}
	}
	s.settings.source, s.settings.made = source, d.version
	return source, d.version, nil
}

func (s *server) mountBasemap(router chi.Router) {
	router.Get("/basemap/{z}/{x}/{y}", require(mayFollow, func(w http.ResponseWriter, r *http.Request) {
		if err := s.sendBasemap(w, r); err != nil {
			writeProblem(w, r, s.problemOf(r.Context(), err))
		}
	}))
}

// sendBasemap answers with a tile of the basemap.
func (s *server) sendBasemap(w http.ResponseWriter, r *http.Request) error {
	id, err := tile.Parse(chi.URLParam(r, "z"), chi.URLParam(r, "x"), chi.URLParam(r, "y"))
	if err != nil {
		return noTile(err)
	}
	source, version, err := s.basemapSource(r.Context())
	if err != nil {
		return err
	}
	part, err := strconv.Atoi(r.URL.Query().Get("part"))
	if r.URL.Query().Get("part") == "" {
		part, err = 0, nil
	}
	if source == nil || err != nil || part < 0 || part >= source.Parts() {
		return noTile(errors.New("no basemap was chosen, or it has no such part"))
	}
	got, err := source.Tile(r.Context(), part, int(id.Z), int(id.X), int(id.Y))
	var failed *basemap.Failed
	switch {
	case errors.Is(err, basemap.ErrAbsent):
		return noTile(err)
	case errors.As(err, &failed):
		return problem(http.StatusBadGateway, "basemap", failed.Error()).with("reason", failed.Why)
	case err != nil:
		return err
	}
	h := w.Header()
	h.Set("Content-Type", got.Type)
	h.Set("Cache-Control", "no-store")
	if r.URL.Query().Get("v") == strconv.FormatInt(version, 10) { // else it is of another choice than the address, which another program may have made just now
		h.Set("Cache-Control", "private, max-age=86400")
	}
	h.Set("Content-Length", strconv.Itoa(len(got.Body)))
	_, _ = w.Write(got.Body) // the connection is all that can fail here
	return nil
}
