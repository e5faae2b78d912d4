package main

import (
	"errors"
	"fmt"
	"os"

	"cuntong/api/pmtiles"
)

// openBasemap opens a PMTiles file and says how to close it again; of an empty path nothing is opened.
func openBasemap(path string) (archive *pmtiles.Archive, closed func(), err error) {
	if path == "" {
		return nil, func() {}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, invalid("--basemap: %v", err)
	}
	about, err := file.Stat()
	if err == nil {
		archive, err = pmtiles.Open(file, about.Size())
	}
	if err != nil {
		file.Close()
		if errors.Is(err, pmtiles.ErrFormat) {
			return nil, nil, invalid("--basemap %s: %v", path, err)
		}
		return nil, nil, fmt.Errorf("--basemap %s: %w", path, err)
	}
	return archive, func() { file.Close() }, nil
}
