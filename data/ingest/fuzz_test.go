package ingest

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/geo"
)

// seeds adds the files of testdata with an ending.
func seeds(f *testing.F, pattern string) {
	f.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds match %s (%v)", pattern, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
}

// checkIntake settles what was read and proves that counts add up and positions are places on Earth.
func checkIntake(t *testing.T, in *intake) {
	t.Helper()
	if err := in.assemble(); err != nil {
		t.Fatal(err)
	}
	r := in.result()
	for _, f := range r.Files {
		if f.Rows != f.Accepted+f.Refused+f.Skipped+f.SubtotalRows+f.Repeated {
			t.Errorf("rows do not add up: %+v", f)
		}
	}
	for _, s := range r.Batch.Settlements {
		if len(s.Code) != 12 || s.Name == "" {
			t.Errorf("settlement with code %q and name %q", s.Code, s.Name)
		}
		if s.Location != nil && (math.IsNaN(s.Location.Lon()) || math.Abs(s.Location.Lat()) > 91) {
			t.Errorf("settlement at %v", *s.Location)
		}
	}
	checkReferences(t, r, Known{})
}

func FuzzCSV(f *testing.F) {
	seeds(f, "testdata/*.csv")
	f.Fuzz(func(t *testing.T, text string) {
		in, err := newIntake(context.Background(), Options{Datum: geo.GCJ02})
		if err != nil {
			t.Fatal(err)
		}
		if err := in.newSheet("fuzz.csv", "UTF-8").readText(strings.NewReader(text)); err == nil {
			checkIntake(t, in)
		}
	})
}

func FuzzGeoJSON(f *testing.F) {
	seeds(f, "testdata/*.geojson")
	seeds(f, "testdata/native/*.geojson")
	f.Fuzz(func(t *testing.T, text string) {
		in, err := newIntake(context.Background(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := in.newSheet("fuzz.geojson", "UTF-8").readCollection(strings.NewReader(text)); err == nil {
			checkIntake(t, in)
		}
	})
}

func FuzzCoordinateText(f *testing.F) {
	for _, text := range []string{"118.25,37.49", "东经118.25 北纬37.49", "118°15′10″ 37°29′", "118.15.10", "（１１８．２５，３７．４９）"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if angle, err := parseAngle(text, longitude); err == nil && (math.IsNaN(angle) || math.IsInf(angle, 0)) {
			t.Errorf("parseAngle(%q) = %v", text, angle)
		}
		if lon, lat, ok := splitPair(text); ok {
			if p, err := parsePoint(lon, lat); err == nil && (math.IsNaN(p.Lon()) || math.IsNaN(p.Lat())) {
				t.Errorf("parsePoint(%q, %q) = %v", lon, lat, p)
			}
		}
	})
}
