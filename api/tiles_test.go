package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/api/layer"
	"cuntong/api/tile"
	"cuntong/data"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
)

// tileOver is the address of the tile around a place.
func tileOver(z maptile.Zoom, p orb.Point) string {
	t := maptile.At(p, z)
	return fmt.Sprintf("%d/%d/%d", t.Z, t.X, t.Y)
}

// featuresOf counts the features of a tile by layer.
func featuresOf(t testing.TB, body []byte) map[string]int {
	t.Helper()
	layers, err := mvt.Unmarshal(body)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, l := range layers {
		count[l.Name] = len(l.Features)
	}
	return count
}

func TestATileHoldsItsLayersCompressedWithAValidatorAndIsMadeAnewAfterAWrite(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	where := "/tiles/areas,settlements,facilities/" + tileOver(8, orb.Point{118.4, 37.6})
	got := ask(t, server, http.MethodGet, where, "")
	if got.status != http.StatusOK || got.header.Get("Content-Type") != tileType || got.header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("got %d %v", got.status, got.header)
	}
	count := featuresOf(t, got.body)
	if count["areas"] != 1 || count["settlements"] != 3 || count["facilities"] != 2 {
		t.Errorf("got %v, want the county, three villages with a place and two premises", count)
	}
	packed := ask(t, server, http.MethodGet, where, "", "Accept-Encoding", "br, gzip;q=0.8")
	unpacked, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(plain, got.body) || packed.header.Get("Content-Encoding") != "gzip" || packed.header.Get("ETag") == got.header.Get("ETag") {
		t.Errorf("the compressed tile differs, or has the tag of the plain one: %v", packed.header)
	}
	for _, one := range []struct{ tag, coding string }{{got.header.Get("ETag"), "identity"}, {packed.header.Get("ETag"), "gzip"}, {`"x", W/` + packed.header.Get("ETag"), "gzip"}} {
		if again := ask(t, server, http.MethodGet, where, "", "If-None-Match", one.tag, "Accept-Encoding", one.coding); again.status != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s: got %d, want 304", one.tag, again.status)
		}
	}
	for _, ending := range []string{".pbf", ".mvt"} {
		if same := ask(t, server, http.MethodGet, where+ending, ""); same.status != http.StatusOK || !bytes.Equal(same.body, got.body) {
			t.Errorf("%s: got %d", ending, same.status)
		}
	}
	if head := ask(t, server, http.MethodHead, where, ""); head.status != http.StatusOK || head.header.Get("ETag") != got.header.Get("ETag") {
		t.Errorf("HEAD: got %d %v", head.status, head.header)
	}
	empty := ask(t, server, http.MethodGet, "/tiles/areas,settlements/10/0/0", "")
	if empty.status != http.StatusNoContent || len(empty.body) != 0 || empty.header.Get("ETag") == "" {
		t.Errorf("an empty tile: got %d %v", empty.status, empty.header)
	}
	lost, err := s.Store.Settlements(t.Context(), data.Query{After: farVillage, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	lost[0].Location = &orb.Point{118.42, 37.61}
	if _, err := s.Store.EditSettlement(t.Context(), lost[0], data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	later := ask(t, server, http.MethodGet, where, "", "If-None-Match", got.header.Get("ETag"))
	if later.status != http.StatusOK || featuresOf(t, later.body)["settlements"] != 4 {
		t.Errorf("after a village got its place: %d, want a new tile with four", later.status)
	}
}

func TestPathsThatNameNoTileAreRefusedInASentence(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	for path, code := range map[string]string{
		"/tiles/dogs/1/0/0": "not_found", "/tiles/areas/25/0/0": "not_found", "/tiles/areas/3/8/0": "not_found", "/tiles/areas/3/00/0": "not_found", "/tiles/areas/3/0/0.png": "not_found",
		"/tiles/areas,areas/1/0/0": "invalid", "/tiles/,/1/0/0": "not_found", "/tiles/plan-x-sites/1/0/0": "not_found", "/tiles/sites/1/0/0": "not_found",
		"/tiles/dogs.json": "not_found", "/tiles/areas": "not_found", "/tiles/" + strings.Repeat("areas,", 20) + "x/1/0/0": "invalid",
		"/ogc/tiles/WorldCRS84Quad": "not_found", "/ogc/tiles/WebMercatorQuad/3/0/8": "not_found", "/ogc/tiles?collections=dogs&f=xml": "invalid",
		"/ogc/tiles/WebMercatorQuad?collections=dogs": "not_found", "/ogc/tiles?colections=areas": "invalid", "/ogc/collections/dogs/tiles": "not_found",
	} {
		got := ask(t, server, http.MethodGet, path, "")
		want := http.StatusNotFound
		if code == "invalid" {
			want = http.StatusBadRequest
		}
		wantProblem(t, got, want, code)
	}
}

func TestOfficialsSeeTilesOfTheirOwnAreaAndNobodyGetsAnothers(t *testing.T) {
	s := tinyStudy(t)
	other := data.Batch{
		Areas: []data.Area{
			{Code: "370523", Name: "广饶县", Tier: data.TierCounty, Kind: data.KindCounty, Parent: cityCode},
			{Code: "370523100000", Name: "镇", Tier: data.TierTown, Kind: data.KindTown, Parent: "370523"},
		},
		Settlements: []data.Settlement{{Code: "370523100201", Name: "邻村", Kind: data.KindVillage, Town: "370523100000", Location: &orb.Point{118.41, 37.55}}},
	}
	if _, err := s.Store.Load(t.Context(), other, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	addPeople(t, s, data.Account{Name: "root", Role: data.RoleAdministrator}, data.Account{Name: "li", Role: data.RoleViewer, Area: countyCode},
		data.Account{Name: "guang", Role: data.RoleViewer, Area: "370523"}, data.Account{Name: "all", Role: data.RoleViewer})
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	where := "/tiles/settlements/" + tileOver(9, orb.Point{118.4, 37.6})
	want401(t, ask(t, server, http.MethodGet, where, ""), "unauthenticated")
	for range 2 { // the second time from the cache
		for name, want := range map[string]int{"li": 3, "guang": 1, "all": 4} {
			who := login(t, server, name)
			got := who.ask(t, http.MethodGet, where, "")
			if got.status != http.StatusOK || featuresOf(t, got.body)["settlements"] != want {
				t.Errorf("%s: got %d %v, want %d villages", name, got.status, featuresOf(t, got.body), want)
			}
			if private := strings.Contains(got.header.Get("Cache-Control"), "private"); private != (name != "all") {
				t.Errorf("%s: Cache-Control %q", name, got.header.Get("Cache-Control"))
			}
			document := decode[tileJSON](t, who.ask(t, http.MethodGet, "/tiles/settlements.json", ""))
			if name == "guang" && *document.Bounds != [4]float64{118.41, 37.55, 118.41, 37.55} {
				t.Errorf("%s: bounds %v tell of others", name, *document.Bounds)
			}
		}
	}
}

func TestTheTilesOfAPlanShowItAndTilesNeverHoldPersonalData(t *testing.T) {
	s := tinyStudy(t)
	plan := tinyPlan(t, s, countyCode)
	tinyRuns(t, s)
	server := serve(t, Options{Study: s})
	names := []string{"routes"}
	for _, kind := range layer.PlanKinds() {
		names = append(names, "plan-"+plan+"-"+string(kind))
	}
	got := ask(t, server, http.MethodGet, "/tiles/"+strings.Join(names, ",")+"/"+tileOver(9, orb.Point{118.4, 37.6}), "")
	if got.status != http.StatusOK {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	layers, err := mvt.Unmarshal(got.body)
	if err != nil {
		t.Fatal(err)
	}
	if len(layers) < 3 {
		t.Errorf("got %d layers of %v", len(layers), names)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			if _, told := f.Properties["courier"]; told {
				t.Errorf("layer %s tells who drives", l.Name)
			}
		}
	}
}

func TestTileDocumentsSayWhatTilesHold(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	got := ask(t, server, http.MethodGet, "/tiles/areas,settlements.json", "")
	document := decode[tileJSON](t, got)
	if document.TileJSON != "3.0.0" || len(document.Tiles) != 1 || !strings.HasPrefix(document.Tiles[0], server.URL+"/tiles/areas,settlements/{z}") || document.MaxZoom != tile.FullZoom {
		t.Errorf("got %+v", document)
	}
	if len(document.VectorLayers) != 2 || document.VectorLayers[1].ID != "settlements" || !strings.HasPrefix(document.VectorLayers[1].Fields["population"], "Number") {
		t.Errorf("got %+v", document.VectorLayers)
	}
	if again := ask(t, server, http.MethodGet, "/tiles/areas,settlements.json", "", "If-None-Match", got.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("got %d, want 304", again.status)
	}
	address := strings.NewReplacer("{z}/{x}/{y}", tileOver(8, orb.Point{118.4, 37.6}), server.URL, "").Replace(document.Tiles[0])
	if got := ask(t, server, http.MethodGet, address, ""); got.status != http.StatusOK {
		t.Errorf("the address in the document answers %d", got.status)
	}
}

func TestTilesetsOfOGCLeadToTheSameTiles(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	place := maptile.At(orb.Point{118.4, 37.6}, 8)
	want := ask(t, server, http.MethodGet, fmt.Sprintf("/tiles/settlements/%d/%d/%d", place.Z, place.X, place.Y), "")
	list := decode[struct {
		Tilesets []tileset `json:"tilesets"`
	}](t, ask(t, server, http.MethodGet, "/ogc/collections/settlements/tiles", ""))
	if len(list.Tilesets) != 1 || list.Tilesets[0].DataType != "vector" || list.Tilesets[0].TileMatrixSetURI != webMercatorQuadURI {
		t.Fatalf("got %+v", list)
	}
	one := decode[tileset](t, ask(t, server, http.MethodGet, strings.TrimPrefix(list.Tilesets[0].Links[0].Href, server.URL), ""))
	template := ""
	for _, link := range one.Links {
		if link.Rel == "item" {
			template = link.Href
		}
	}
	address := strings.NewReplacer("{tileMatrix}", fmt.Sprint(place.Z), "{tileRow}", fmt.Sprint(place.Y), "{tileCol}", fmt.Sprint(place.X), server.URL, "").Replace(template)
	if got := ask(t, server, http.MethodGet, address, ""); got.status != http.StatusOK || !bytes.Equal(got.body, want.body) {
		t.Errorf("%s: got %d, want the tile of /tiles", address, got.status)
	}
	if one.BoundingBox == nil || len(one.Layers) != 1 || one.Layers[0].ID != "settlements" {
		t.Errorf("got %+v", one)
	}
	chosen := ask(t, server, http.MethodGet, fmt.Sprintf("/ogc/tiles/WebMercatorQuad/%d/%d/%d?collections=settlements&f=mvt", place.Z, place.Y, place.X), "")
	if chosen.status != http.StatusOK || !bytes.Equal(chosen.body, want.body) {
		t.Errorf("of the dataset: got %d", chosen.status)
	}
	whole := ask(t, server, http.MethodGet, fmt.Sprintf("/ogc/tiles/WebMercatorQuad/%d/%d/%d", place.Z, place.Y, place.X), "")
	if count := featuresOf(t, whole.body); count["areas"] == 0 || count["settlements"] != 3 || count["facilities"] != 2 {
		t.Errorf("of all collections: got %v", count)
	}
	set := decode[struct {
		TileMatrices []tileMatrix `json:"tileMatrices"`
	}](t, ask(t, server, http.MethodGet, "/ogc/tileMatrixSets/WebMercatorQuad", ""))
	// The registered set gives 559082264.028717 and 156543.033928041 for zoom 0.
	if got := set.TileMatrices[0]; fmt.Sprintf("%.6f %.9f", got.ScaleDenominator, got.CellSize) != "559082264.028718 156543.033928041" && fmt.Sprintf("%.5f %.8f", got.ScaleDenominator, got.CellSize) != "559082264.02872 156543.03392804" {
		t.Errorf("got %.7f %.10f", got.ScaleDenominator, got.CellSize)
	}
}

func TestGDALReadsTiles(t *testing.T) {
	info, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed (package gdal-bin): tiles are not read with GDAL")
	}
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	address := "MVT:" + server.URL + "/tiles/areas,settlements,facilities/" + tileOver(10, orb.Point{118.4, 37.6}) + ".pbf"
	out, err := exec.CommandContext(t.Context(), info, "-al", address).CombinedOutput()
	text := string(out)
	if err != nil || strings.Contains(text, "ERROR") {
		t.Fatalf("ogrinfo: %v\n%s", err, text)
	}
	for _, want := range []string{"Layer name: areas", "Layer name: settlements", "Layer name: facilities", "name (String) = 近村", "population (Integer) = 100", "POLYGON"} {
		if !strings.Contains(text, want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, text)
		}
	}
	copied := filepath.Join(t.TempDir(), "tile.geojson")
	if out, err := exec.CommandContext(t.Context(), "ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", copied, address, "settlements").CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr: %v\n%s", err, out)
	}
	out, err = exec.CommandContext(t.Context(), info, "-al", copied).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "POINT (118.301") {
		t.Errorf("the copied tile does not have the near village at its place: %v\n%s", err, out)
	}
}

// FuzzTilePaths holds that no path below the tiles makes the program fail.
func FuzzTilePaths(f *testing.F) {
	for _, seed := range []string{"areas/1/0/0", "areas,settlements/20/1048575/1048575.pbf", "areas/-1/0/0", "a%00/1/1/1", "areas.json", ",.json", "plan--sites/0/0/0", "plan-x-gaps/0/0/0", "../../etc/passwd/0/0/0", "roads/4294967297/0/0"} {
		f.Add(seed)
	}
	handler, err := New(Options{Study: tinyStudy(f)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		for _, root := range []string{"/tiles/", "/ogc/tiles/", "/ogc/tiles/WebMercatorQuad/", "/ogc/collections/areas/tiles/WebMercatorQuad/"} {
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, &http.Request{Method: http.MethodGet, Host: "localhost", URL: &url.URL{Path: root + path}, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1})
			if answer.Code >= 500 {
				t.Errorf("%s%s: got %d %s", root, path, answer.Code, answer.Body)
			}
		}
	})
}
