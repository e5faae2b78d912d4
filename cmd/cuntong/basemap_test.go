package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
)

func TestAFileThatIsNoBasemapIsRefusedByName(t *testing.T) {
	if archive, done, err := openBasemap(""); archive != nil || done == nil || err != nil {
		t.Errorf("without a file: %v, %v", archive, err)
	}
	folder := t.TempDir()
	wrong := filepath.Join(folder, "map.mbtiles")
	if err := os.WriteFile(wrong, []byte("SQLite format 3\x00 and so on"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{wrong: "PMTiles", filepath.Join(folder, "none.pmtiles"): "no such file"} {
		_, _, err := openBasemap(path)
		if !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "--basemap") {
			t.Errorf("%s: %v, want it refused as bad input that says %q", path, err, says)
		}
	}
}
