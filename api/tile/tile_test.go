package tile

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/api/layer"
	"cuntong/data"
	"cuntong/data/gpkg"
	"cuntong/data/sample"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// layersOf keeps a batch and returns its layers.
func layersOf(t testing.TB, batch data.Batch) *layer.Set {
	t.Helper()
	store, err := gpkg.Open(t.Context(), filepath.Join(t.TempDir(), "tiles.gpkg"), gpkg.Options{Create: true, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Load(t.Context(), batch, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	set, err := layer.NewSet(&study.Study{Store: store, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func input(t testing.TB, set *layer.Set, kind layer.Kind) Input {
	t.Helper()
	l, err := set.Get(t.Context(), layer.Ref{Kind: kind})
	if err != nil {
		t.Fatal(err)
	}
	return Input{Name: string(kind), Layer: l}
}

func dongying(t testing.TB) *layer.Set {
	t.Helper()
	batch, err := sample.Dongying()
	if err != nil {
		t.Fatal(err)
	}
	return layersOf(t, batch)
}

// tileAt is the tile of a zoom around a place.
func tileAt(z uint32, p orb.Point) ID {
	w := layer.WorldOf(p)
	if z == 0 {
		return ID{}
	}
	return ID{z, w.X >> (32 - z), w.Y >> (32 - z)}
}

// tilesOver lists the tiles of a zoom that meet a bound.
func tilesOver(z uint32, b orb.Bound) []ID {
	first, last := tileAt(z, orb.Point{b.Min[0], b.Max[1]}), tileAt(z, orb.Point{b.Max[0], b.Min[1]})
	var list []ID
	for y := first.Y; y <= last.Y; y++ {
		for x := first.X; x <= last.X; x++ {
			list = append(list, ID{z, x, y})
		}
	}
	return list
}

func read(t testing.TB, body []byte) mvt.Layers {
	t.Helper()
	layers, err := mvt.Unmarshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func TestEveryPointIsInTheTileAroundItWithItsFacts(t *testing.T) {
	set := dongying(t)
	in := input(t, set, layer.Settlements)
	mk := NewMaker()
	l := in.Layer
	name, _ := l.FieldIndex("name")
	people, _ := l.FieldIndex("population")
	extent, _ := l.Extent()
	const zoom = 12
	seen := map[float64]bool{}
	for _, id := range tilesOver(zoom, extent) {
		body := mk.Tile(id, []Input{in})
		if body == nil {
			continue
		}
		layers := read(t, body)
		if len(layers) != 1 || layers[0].Name != "settlements" || layers[0].Version != 2 || layers[0].Extent != Extent {
			t.Fatalf("got %d layers, the first %+v", len(layers), layers[0])
		}
		for _, f := range layers[0].Features {
			fid := f.ID.(float64)
			i, ok := l.Find(fmt.Sprintf("%.0f", fid))
			if !ok {
				t.Fatalf("feature %v is nobody's", fid)
			}
			if got := f.Properties["name"]; got != l.Value(i, name).Text {
				t.Fatalf("%v: name %v", fid, got)
			}
			if got, want := f.Properties["population"], l.Value(i, people); want.Null != (got == nil) || !want.Null && got.(float64) != float64(want.Integer) {
				t.Fatalf("%v: population %v, want %+v", fid, got, want)
			}
			p := f.Geometry.(orb.Point)
			w, _ := l.Point(i)
			x, y := float64(w.X)/(1<<(20-zoom))-float64(id.X)*Extent, float64(w.Y)/(1<<(20-zoom))-float64(id.Y)*Extent
			if math.Abs(p[0]-x) > 0.51 || math.Abs(p[1]-y) > 0.51 {
				t.Fatalf("%v lies at %v, want %v,%v", fid, p, x, y)
			}
			if p[0] >= 0 && p[0] < Extent && p[1] >= 0 && p[1] < Extent {
				seen[fid] = true
			}
		}
	}
	located := 0
	for i := range l.Len() {
		if _, ok := l.Point(i); ok {
			located++
		}
	}
	if len(seen) < located-5 { // a point within half a unit of an edge may round onto the next tile
		t.Errorf("%d of %d points are in tiles", len(seen), located)
	}
}

func TestCellsCountEveryPointOnceAndDoNotKnowWhatNobodyKnows(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 6))
	batch := data.Batch{Areas: []data.Area{{Code: "370522", Tier: data.TierCounty}, {Code: "370522100000", Tier: data.TierTown, Parent: "370522"}}}
	people, unknown := int64(0), 0
	const n = 20_000
	for i := range n {
		s := data.Settlement{Code: fmt.Sprintf("%012d", 370522100001+i), Town: "370522100000", Kind: data.KindVillage, Location: &orb.Point{118 + r.Float64(), 37 + r.Float64()}}
		if r.IntN(10) > 0 {
			p := r.Int64N(1000)
			s.Population = &p
			people += p
		} else {
			unknown++
		}
		batch.Settlements = append(batch.Settlements, s)
	}
	set := layersOf(t, batch)
	in := input(t, set, layer.Settlements)
	mk := NewMaker()
	extent, _ := in.Layer.Extent()
	if below := CellsBelow(in.Layer); below < 9 || below > 12 {
		t.Fatalf("counted in cells below zoom %d", below)
	}
	for _, zoom := range []uint32{5, 8} {
		count, sum, missing := 0.0, 0.0, 0.0
		for _, id := range tilesOver(zoom, extent) {
			body := mk.Tile(id, []Input{in})
			if len(body) > MostBytes {
				t.Errorf("tile %v has %d bytes", id, len(body))
			}
			for _, l := range read(t, body) {
				for _, f := range l.Features {
					// A cell of the buffer is counted in the neighbouring tile; cells are told by where they lie.
					if p := f.Geometry.(orb.Point); p[0] < 0 || p[1] < 0 || p[0] >= Extent || p[1] >= Extent {
						continue
					}
					count += f.Properties[CountName].(float64)
					if v, ok := f.Properties["population"]; ok {
						sum += v.(float64)
					} else if f.Properties[CountName].(float64) == 1 {
						missing++
					}
					if v, ok := f.Properties["population_unknown"]; ok {
						missing += v.(float64)
					}
				}
			}
		}
		if count != n || sum != float64(people) || missing != float64(unknown) {
			t.Errorf("zoom %d: %v points, %v people, %v unknown; want %d, %d, %d", zoom, count, sum, missing, n, people, unknown)
		}
	}
}

func TestOutlinesOfTheSampleStayValidAtEveryZoom(t *testing.T) {
	set := dongying(t)
	in := input(t, set, layer.Areas)
	mk := NewMaker()
	extent, _ := in.Layer.Extent()
	polygons := 0
	for _, zoom := range []uint32{0, 4, 6, 7, 8, 9, 10, 11, 12} {
		tiles := tilesOver(zoom, extent)
		for k, id := range tiles {
			if len(tiles) > 60 && k%7 != 0 {
				continue
			}
			body := mk.Tile(id, []Input{in})
			if len(body) > MostBytes {
				t.Errorf("tile %v has %d bytes", id, len(body))
			}
			for _, l := range read(t, body) {
				for _, f := range l.Features {
					polygons += checkOutline(t, f.Geometry, id)
				}
			}
		}
	}
	if polygons < 100 {
		t.Errorf("only %d polygons were looked at", polygons)
	}
}

// checkOutline asks the independent library about a polygon as a reader sees it.
func checkOutline(t *testing.T, g orb.Geometry, what any) int {
	t.Helper()
	var shapes []shape
	add := func(polygon orb.Polygon) {
		var s shape
		for _, ring := range polygon {
			var points []point
			for _, p := range ring[:len(ring)-1] {
				points = append(points, point{int32(p[0]), int32(p[1])})
			}
			s = append(s, points)
		}
		shapes = append(shapes, s)
	}
	switch g := g.(type) {
	case orb.Polygon:
		add(g)
	case orb.MultiPolygon:
		for _, polygon := range g {
			add(polygon)
		}
	default:
		t.Fatalf("%v: a %T among outlines", what, g)
	}
	checkValid(t, shapes, what)
	return len(shapes)
}

func TestAnAreaFillsTheTilesInsideItAndNoOthers(t *testing.T) {
	ring := orb.Ring{{118, 37}, {119, 37}, {119, 38}, {118, 38}, {118, 37}}
	set := layersOf(t, data.Batch{Areas: []data.Area{{Code: "370522", Tier: data.TierCounty, Outline: orb.MultiPolygon{{ring}}}}})
	in := input(t, set, layer.Areas)
	mk := NewMaker()
	inside := mk.Tile(tileAt(12, orb.Point{118.5, 37.5}), []Input{in})
	layers := read(t, inside)
	if len(layers) != 1 || len(layers[0].Features) != 1 {
		t.Fatalf("got %+v", layers)
	}
	want := orb.Bound{Min: orb.Point{-buffer, -buffer}, Max: orb.Point{Extent + buffer, Extent + buffer}}
	if got := layers[0].Features[0].Geometry.Bound(); got != want {
		t.Errorf("inside the area the tile shows %v, want all of it", got)
	}
	if body := mk.Tile(tileAt(12, orb.Point{120, 37.5}), []Input{in}); body != nil {
		t.Errorf("outside the area the tile has %d bytes", len(body))
	}
	if body := mk.Tile(tileAt(4, orb.Point{118.5, 37.5}), []Input{in}); body != nil {
		t.Errorf("a county shows at zoom 4 already")
	}
}

func TestACrowdedTileKeepsItsBoundAndShowsEveryLayer(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	batch := data.Batch{Areas: []data.Area{{Code: "370522", Tier: data.TierCounty}}}
	for i := range 2500 {
		x, y, w := 118.2+r.Float64()/10, 37.2+r.Float64()/10, 0.005+r.Float64()/50
		ring := orb.Ring{}
		for k := range 60 {
			angle := float64(k) * math.Pi / 30
			ring = append(ring, orb.Point{x + w*(1+r.Float64())*math.Cos(angle), y + w*(1+r.Float64())*math.Sin(angle)})
		}
		ring = append(ring, ring[0])
		batch.Areas = append(batch.Areas, data.Area{Code: fmt.Sprintf("%012d", 370522000001+i), Name: fmt.Sprintf(strings.Repeat("很长的名字", 10)+"%d", i), Tier: data.TierTown, Parent: "370522", Outline: orb.MultiPolygon{{ring}}})
	}
	for i := range 5000 {
		batch.Facilities = append(batch.Facilities, data.Facility{ID: fmt.Sprintf("f%05d", i), Name: fmt.Sprintf("很长很长很长的名字%d", i), Tier: data.ServicePoint, Status: data.Active, Town: "370522000001",
			Location: &orb.Point{118.2 + r.Float64()/10, 37.2 + r.Float64()/10}})
	}
	set := layersOf(t, batch)
	inputs := []Input{input(t, set, layer.Areas), input(t, set, layer.Facilities)}
	mk := NewMaker()
	for z := range uint32(14) {
		id := tileAt(z, orb.Point{118.25, 37.25})
		body := mk.Tile(id, inputs)
		if len(body) > MostBytes {
			t.Errorf("zoom %d: %d bytes", z, len(body))
		}
		if again := mk.Tile(id, inputs); !slices.Equal(body, again) {
			t.Errorf("zoom %d: the same layers gave other bytes", z)
		}
		if layers := read(t, body); z >= 8 && z <= 12 && len(layers) != 2 {
			t.Errorf("zoom %d: %d layers", z, len(layers))
		}
	}
}

func TestATileHasOneNameAndNothingElseIsOne(t *testing.T) {
	for _, c := range []struct {
		z, x, y string
		ok      bool
	}{
		{"0", "0", "0", true}, {"20", "1048575", "0", true}, {"21", "0", "0", false}, {"3", "8", "0", false}, {"3", "0", "8", false}, {"3", "-1", "0", false},
		{"03", "0", "0", false}, {"3", "+1", "0", false}, {"3", "1.0", "0", false}, {"", "", "", false}, {"3", "1e0", "0", false}, {"4294967299", "0", "0", false},
	} {
		id, err := Parse(c.z, c.x, c.y)
		if (err == nil) != c.ok {
			t.Errorf("%s/%s/%s: got %v, %v", c.z, c.x, c.y, id, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("12", "3394", "1585")
	f.Add("20", "1048575", "1048576")
	f.Fuzz(func(t *testing.T, z, x, y string) {
		id, err := Parse(z, x, y)
		if err != nil {
			return
		}
		if id.Z > MaxZoom || id.X >= 1<<id.Z || id.Y >= 1<<id.Z {
			t.Fatalf("%q/%q/%q became %v", z, x, y, id)
		}
		if b := id.Bound(buffer); !(b.Min[0] < b.Max[0] && b.Min[1] < b.Max[1]) {
			t.Fatalf("%v has the bound %v", id, b)
		}
		if again := fmt.Sprintf("%d/%d/%d", id.Z, id.X, id.Y); again != z+"/"+x+"/"+y {
			t.Fatalf("%s has another name %s/%s/%s", again, z, x, y)
		}
	})
}

func TestTelephoneNumbersInNamesAreMaskedForEverybody(t *testing.T) {
	p := orb.Point{118.4, 37.6}
	set := layersOf(t, data.Batch{
		Areas:      []data.Area{{Code: "370522", Name: "利津县", Tier: data.TierCounty}, {Code: "370522101000", Name: "镇", Tier: data.TierTown, Parent: "370522"}},
		Facilities: []data.Facility{{ID: "F", Name: "老站 13812345678", Tier: data.Station, Status: data.Active, Town: "370522101000", Location: &p}},
	})
	layers := read(t, NewMaker().Tile(tileAt(14, p), []Input{input(t, set, layer.Facilities)}))
	if got := layers[0].Features[0].Properties["name"]; got != "老站 138****5678" {
		t.Errorf("the tile says %v", got)
	}
}
