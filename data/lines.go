package data

import (
	"context"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Line is one feature of a file of lines, such as a road: what its columns say, and its parts in the order
// and the coordinates of the file.
type Line struct {
	Number     int64             // of the feature in its file, from 1
	Properties map[string]string // by column, as text; empty where the file says nothing
	Parts      []orb.LineString
	Wrong      string // why the geometry cannot be taken; then there are no parts
}

// LineFile is a file of lines that is read row by row, as often as needed: GeoJSON by data/ingest, GeoPackage
// by data/gpkg, where the database driver lives.
type LineFile interface {
	// Columns lists all columns in the order of the file.
	Columns() []string
	// Datum returns what the file says of its coordinates; empty where it says nothing.
	Datum() geo.Datum
	// Encoding names how its text is written.
	Encoding() string
	// Each calls visit with every feature until that fails. A Line is only valid during the call.
	Each(ctx context.Context, visit func(Line) error) error
	Close() error
}

// OpenLineFile opens a file of lines.
type OpenLineFile func(ctx context.Context, name string) (LineFile, error)
