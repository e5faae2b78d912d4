package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

func TestReferenceSystemsAreReadAsProgramsNameThem(t *testing.T) {
	for text, want := range map[string]CRS{
		string(CRS84): CRS84, "https://www.opengis.net/def/crs/EPSG/0/4326": EPSG4326, "<http://www.opengis.net/def/crs/EPSG/0/3857>": EPSG3857,
		"urn:ogc:def:crs:EPSG::4490": EPSG4490, "urn:ogc:def:crs:OGC:1.3:CRS84": CRS84, "EPSG:4326": EPSG4326, "epsg:3857": EPSG3857, "[EPSG:4490]": EPSG4490, "OGC:CRS84": CRS84,
	} {
		if got, err := ParseCRS(text); got != want || err != nil {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "4326", "EPSG:4545", "http://www.opengis.net/def/crs/EPSG/0/43260", "EPSG:CRS84"} {
		if got, err := ParseCRS(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
}

func TestPositionsAreWrittenAndReadInEverySystem(t *testing.T) {
	place := orb.Point{118.5, 37.5}
	// 3857 as gdaltransform 3.6.2 gives it.
	for crs, want := range map[CRS]orb.Point{CRS84: place, EPSG4326: {37.5, 118.5}, EPSG4490: {37.5, 118.5}, EPSG3857: {13191359.659, 4509031.393}} {
		if got := crs.FromWGS84(place); math.Abs(got[0]-want[0]) > 0.01 || math.Abs(got[1]-want[1]) > 0.01 {
			t.Errorf("%s: got %v, want %v", crs.Code(), got, want)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		p := orb.Point{r.Float64()*360 - 180, r.Float64()*178 - 89}
		for _, crs := range CRSs() {
			if back := crs.ToWGS84(crs.FromWGS84(p)); math.Abs(back[0]-p[0]) > 1e-11 || math.Abs(back[1]-p[1]) > 1e-11 {
				t.Fatalf("%s: %v came back as %v", crs.Code(), p, back)
			}
		}
	}
	if got := EPSG3857.FromWGS84(orb.Point{0, 90}); math.IsInf(got[1], 0) || math.IsNaN(got[1]) {
		t.Errorf("the pole is at %v", got)
	}
}
