// Package tile makes Mapbox Vector Tiles, version 2.1, of the layers of package layer, for Web Mercator maps with tiles
// of 512 pixels: what lies in a tile is clipped, thinned to half a pixel, given the attributes that its zoom asks for, and
// counted in cells where a tile would hold too many points. Polygons are valid after all that. A tile has at most
// MostBytes before compression.
//
// Positions in a tile are whole units, 4096 to an edge, x eastwards, y southwards. The package knows no HTTP and no store.
package tile

import (
	"fmt"
	"math"
	"strconv"

	"cuntong/api/layer"

	"github.com/paulmach/orb"
)

const (
	// Extent is the number of units along the edge of a tile.
	Extent = 4096
	// buffer is how many units beyond the edges a tile shows, so that lines and symbols join.
	buffer = 64
	// MaxZoom is the finest zoom; there a unit is a step of layer.World.
	MaxZoom = 20
	// FullZoom is the zoom from which tiles hold everything; maps enlarge such a tile beyond it.
	FullZoom = 15
	// MostBytes bounds a tile before compression.
	MostBytes = 300_000
)

// ID names a tile: zoom, column from the west, row from the north.
type ID struct{ Z, X, Y uint32 }

// Parse reads the three numbers of a tile as they stand in a URL.
func Parse(z, x, y string) (ID, error) {
	zoom, err := number(z)
	if err != nil || zoom > MaxZoom {
		return ID{}, fmt.Errorf("zoom %q is not a whole number from 0 to %d", cut(z), MaxZoom)
	}
	most := uint64(1)<<zoom - 1
	column, err := number(x)
	if err != nil || column > most {
		return ID{}, fmt.Errorf("column %q is not a whole number from 0 to %d, as zoom %d has them", cut(x), most, zoom)
	}
	row, err := number(y)
	if err != nil || row > most {
		return ID{}, fmt.Errorf("row %q is not a whole number from 0 to %d, as zoom %d has them", cut(y), most, zoom)
	}
	return ID{uint32(zoom), uint32(column), uint32(row)}, nil
}

// number reads digits alone, without signs or leading zeros, so that each tile has one name.
func number(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err == nil && strconv.FormatUint(n, 10) != text {
		err = strconv.ErrSyntax
	}
	return n, err
}

// cut keeps echoed text short.
func cut(text string) string {
	if runes := []rune(text); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return text
}

// Bound is the tile in degrees, widened by a number of units on each side.
func (t ID) Bound(margin float64) orb.Bound {
	tiles := math.Exp2(float64(t.Z))
	share := margin / Extent
	west, east := (float64(t.X)-share)/tiles, (float64(t.X)+1+share)/tiles
	north, south := (float64(t.Y)-share)/tiles, (float64(t.Y)+1+share)/tiles
	return orb.Bound{Min: orb.Point{west*360 - 180, latitude(south)}, Max: orb.Point{east*360 - 180, latitude(north)}}
}

// latitude is where a share of the square from its northern edge lies; beyond the edges it goes on to the poles.
func latitude(share float64) float64 {
	switch {
	case share <= 0:
		return 90 // what lies beyond the square is drawn on its edge
	case share >= 1:
		return -90
	}
	return math.Atan(math.Sinh(math.Pi*(1-2*share))) * (180 / math.Pi)
}

// point is a position in a tile.
type point struct{ x, y int32 }

// grid turns positions on the square into positions in a tile.
type grid struct {
	x, y  int64 // of the tile's north-western corner
	shift uint
	half  int64
}

func gridOf(t ID) grid {
	g := grid{x: int64(t.X) << (32 - t.Z), y: int64(t.Y) << (32 - t.Z), shift: uint(MaxZoom - t.Z)}
	if g.shift > 0 {
		g.half = 1 << (g.shift - 1)
	}
	return g
}

// far bounds positions in a tile, so that what lies a continent away fits 32 bits: it is beyond any edge all the same.
const far = 1 << 28

func (g grid) of(w layer.World) point {
	x, y := (int64(w.X)-g.x+g.half)>>g.shift, (int64(w.Y)-g.y+g.half)>>g.shift
	return point{int32(max(-far, min(far, x))), int32(max(-far, min(far, y)))}
}
