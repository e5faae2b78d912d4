package main

import (
	"path/filepath"
	"testing"

	"cuntong/data/ingest"
	"cuntong/data/sample"
	"cuntong/geo/network"
)

// A generated county's roads come back from their file as they were laid.
func TestGeneratedRoadsAreReadBack(t *testing.T) {
	for _, preset := range []string{"plain", "mountain"} {
		folder := t.TempDir()
		if status, _, errs := run(t, "generate", "--preset", preset, "--seed", "5", "--out", folder); status != exitDone {
			t.Fatalf("status %d: %s", status, errs)
		}
		got, report, err := ingest.Roads(t.Context(), filepath.Join(folder, "roads.geojson"), ingest.RoadOptions{})
		if err != nil || report.Refused != 0 {
			t.Fatalf("%v, %+v", err, report)
		}
		batch, err := sample.Generate(preset, 5)
		if err != nil {
			t.Fatal(err)
		}
		want, err := network.Decode(batch.Networks[0].Content)
		if err != nil {
			t.Fatal(err)
		}
		if got.Vertices() != want.Vertices() || got.Stretches() != want.Stretches() {
			t.Fatalf("%s: %d vertices and %d stretches, want %d and %d", preset, got.Vertices(), got.Stretches(), want.Vertices(), want.Stretches())
		}
		for s := range int32(want.Stretches()) {
			if got.Length(s) != want.Length(s) || got.Traits(s) != want.Traits(s) || got.Name(s) != want.Name(s) {
				t.Fatalf("%s: stretch %d is %+v %q of %d cm, want %+v %q of %d cm", preset, s, got.Traits(s), got.Name(s), got.Length(s), want.Traits(s), want.Name(s), want.Length(s))
			}
		}
	}
}
