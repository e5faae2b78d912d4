package api

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"cuntong/planner/study"
)

// tinyRoads gives the tiny county one road, past the near village and its shop.
func tinyRoads(t *testing.T, s *study.Study) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tiny.osm")
	text := `<osm version="0.6"><node id="1" lon="118.290" lat="37.5"/><node id="2" lon="118.320" lat="37.5"/><node id="3" lon="118.320" lat="37.52"/>
		<way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="tertiary"/></way></osm>`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), study.LoadRequest{Files: []string{file}}); err != nil {
		t.Fatal(err)
	}
}

func TestPathsAndServiceAreasAreDrawn(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	wantProblem(t, ask(t, server, http.MethodGet, "/api/v1/roads/path?settlement="+nearVillage, ""), http.StatusNotFound, "not_found")
	tinyRoads(t, s)
	path := decode[PathFeature](t, ask(t, server, http.MethodGet, "/api/v1/roads/path?settlement="+nearVillage, ""))
	if p := path.Properties; path.Geometry == nil || len(path.Geometry.Coordinates) < 2 || *p.DistanceMeters != 89 || *p.StraightMeters != 89 || *p.To.Facility != shopID || len(p.Unlinked) != 0 {
		t.Errorf("to the shop: %+v", path)
	}
	none := decode[PathFeature](t, ask(t, server, http.MethodGet, "/api/v1/roads/path?settlement="+farVillage+"&facility="+shopID, ""))
	if p := none.Properties; none.Geometry != nil || p.DistanceMeters != nil || p.DurationSeconds != nil || len(p.Unlinked) != 1 || *p.Unlinked[0].RoadMeters < 20_000 {
		t.Errorf("from the far village: %+v", none)
	}
	area := decode[ReachFeature](t, ask(t, server, http.MethodGet, "/api/v1/roads/area?facility="+shopID+"&limit_m=1000", ""))
	if p := area.Properties; area.Geometry == nil || p.RoadMeters < 1882 || p.RoadMeters > 1884 || *p.LimitMeters != 1000 || p.LimitSeconds != nil || p.BufferMeters != 50 || *p.From.Name != "近村便民店" {
		t.Errorf("around the shop: %+v", area.Properties)
	}
	if far := decode[ReachFeature](t, ask(t, server, http.MethodGet, "/api/v1/roads/area?settlement="+farVillage+"&limit_s=60", "")); far.Geometry != nil || far.Properties.RoadMeters != 0 || len(far.Properties.Unlinked) != 1 {
		t.Errorf("around the far village: %+v", far)
	}
}
