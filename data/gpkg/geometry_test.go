package gpkg

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

func TestGeometriesComeBackBitForBit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		p := orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90}
		got, err := decodeGeometry(encodePoint(p))
		if err != nil || got != orb.Geometry(p) {
			t.Fatalf("point %v came back as %v, %v", p, got, err)
		}
	}
	outline := orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 38}, {118, 37}}, {{118.2, 37.1}, {118.3, 37.1}, {118.3, 37.2}, {118.2, 37.1}}}, {{{1, 1}, {2, 1}, {2, 2}, {1, 1}}}}
	blob, err := encodeOutline(outline)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeGeometry(blob)
	if err != nil || !reflect.DeepEqual(got, orb.Geometry(outline)) {
		t.Fatalf("outline came back as %v, %v", got, err)
	}
}

func TestAPointBlobIsWrittenAsTheStandardSays(t *testing.T) {
	const want = "47500001e61000000101000000000000000000f03f0000000000000040"
	if got := hex.EncodeToString(encodePoint(orb.Point{1, 2})); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBlobsOfOtherProgramsAreRead(t *testing.T) {
	big := wkb.MustMarshal(orb.Point{118, 37}, binary.BigEndian)
	polygon := orb.Polygon{{{1, 1}, {2, 1}, {2, 2}, {1, 1}}}
	empty := append([]byte{'G', 'P', 0, 0x11, 0, 0, 0, 0}, encodePoint(orb.Point{math.NaN(), math.NaN()})[8:]...)
	for name, c := range map[string]struct {
		blob []byte
		want orb.Geometry
	}{
		"big endian":           {append([]byte{'G', 'P', 0, 0, 0, 0, 0x10, 0xe6}, big...), orb.Point{118, 37}},
		"with envelope":        {append(append([]byte{'G', 'P', 0, 3, 0, 0, 0, 0}, make([]byte, 32)...), big...), orb.Point{118, 37}},
		"single polygon":       {append([]byte{'G', 'P', 0, 1, 0, 0, 0, 0}, wkb.MustMarshal(polygon)...), orb.MultiPolygon{polygon}},
		"empty point":          {empty, nil},
		"empty without flag":   {append([]byte{'G', 'P', 0, 1, 0, 0, 0, 0}, encodePoint(orb.Point{math.NaN(), math.NaN()})[8:]...), nil},
		"multipolygon of none": {append([]byte{'G', 'P', 0, 1, 0, 0, 0, 0}, wkb.MustMarshal(orb.MultiPolygon{})...), nil},
	} {
		got, err := decodeGeometry(c.blob)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, c.want)
		}
	}
}

func FuzzDecodeGeometry(f *testing.F) {
	outline, err := encodeOutline(orb.MultiPolygon{{{{118, 37}, {119, 37}, {119, 38}, {118, 37}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encodePoint(orb.Point{118, 37}))
	f.Add(outline)
	f.Add([]byte("GP\x00\x01\xe6\x10\x00\x00\x01\x06\x00\x00\x00\xff\xff\xff\xff"))
	f.Add([]byte("GP\x00\x01\xe6\x10\x00\x00\x01\x03\x00\x00\x00\xff\xff\xff\x7f\xff\xff\xff\x7f"))
	f.Add([]byte("GP\x00\x0f"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, blob []byte) {
		geometry, err := decodeGeometry(blob)
		if err != nil {
			if err.Error() == "" || geometry != nil {
				t.Errorf("error %q with geometry %v", err, geometry)
			}
			return
		}
		if _, _, err := boundOf(blob); err != nil {
			t.Errorf("decoded, but its bound gives %v", err)
		}
		if outline, ok := geometry.(orb.MultiPolygon); ok {
			if _, err := encodeOutline(outline); err != nil {
				t.Errorf("decoded outline cannot be written: %v", err)
			}
		}
	})
}
