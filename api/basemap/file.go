package basemap

import (
	"context"

	"cuntong/api/pmtiles"
)

// local brings tiles from a file.
type local struct{ archive *pmtiles.Archive }

// NewFile returns the tiles of an open archive.
func NewFile(archive *pmtiles.Archive) Source { return local{archive} }

// Parts is one: whatever is drawn stands in one tile.
func (l local) Parts() int { return 1 }

// Tile returns a tile of the file.
func (l local) Tile(_ context.Context, _, zoom, column, row int) (Tile, error) {
	body, err := l.archive.Tile(zoom, column, row)
	switch {
	case err != nil:
		return Tile{}, &Failed{"the file does not read"}
	case body == nil:
		return Tile{}, ErrAbsent
	}
	return Tile{body, l.archive.Type.MediaType()}, nil
}
