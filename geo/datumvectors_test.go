package geo

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"testing"

	"github.com/paulmach/orb"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The courier's page shifts places itself, without a network. Both are held to the same file.
const vectorsFile = "../web/src/courier/datum.vectors.json"

type datumVector struct {
	WGS84 orb.Point `json:"wgs84"`
	GCJ02 orb.Point `json:"gcj02"`
}

func TestThePageShiftsAsWeDo(t *testing.T) {
	if *update {
		var vectors []datumVector
		for _, p := range []orb.Point{{118.6747, 37.4346}, {118.25, 37.5}, {119.2, 38.1}, {105, 35}, {72.004, 0.8293}, {137.8347, 55.8271}, {72.0039, 35}, {100, 55.83}, {-74, 40.7}, {0, 0}} {
			vectors = append(vectors, vectorOf(t, p))
		}
		for lon := 75.5; lon < 135; lon += 11.3 {
			for lat := 19.7; lat < 54; lat += 8.6 {
				vectors = append(vectors, vectorOf(t, orb.Point{lon, lat}))
			}
		}
		text, err := json.MarshalIndent(vectors, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(vectorsFile, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []datumVector
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) < 20 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		got := vectorOf(t, v.WGS84).GCJ02
		if math.Abs(got.Lon()-v.GCJ02.Lon()) > 1e-10 || math.Abs(got.Lat()-v.GCJ02.Lat()) > 1e-10 {
			t.Errorf("%v: got %v, the file says %v", v.WGS84, got, v.GCJ02)
		}
	}
}

func vectorOf(t *testing.T, p orb.Point) datumVector {
	t.Helper()
	shifted, err := GCJ02.FromWGS84(p)
	if err != nil {
		t.Fatal(err)
	}
	return datumVector{p, shifted}
}
