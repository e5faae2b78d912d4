package basemap

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	_ "image/jpeg" // tiles are often JPEG
	"image/png"
	"math"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// shifted moves tiles drawn in GCJ-02 as a whole (整体纠偏), so that they lie under records in WGS 84: each of its tiles is cut out of up to four of
// theirs. The shift is that of the middle of the tile; inside one of zoom 8 it changes by less than a pixel, so that neighbours meet.
type shifted struct{ from *remote }

// Parts is how many tiles lie over each other at a place.
func (s *shifted) Parts() int { return s.from.Parts() }

// sizes of tiles that services have
const mostSide = 1024

// Tile cuts a tile out of those around it.
func (s *shifted) Tile(ctx context.Context, part, zoom, column, row int) (Tile, error) {
	right, down, err := shiftOf(zoom, column, row)
	if err != nil {
		return Tile{}, &Failed{"its tiles cannot be moved here"}
	}
	left, top := int(math.Floor(right)), int(math.Floor(down))
	var canvas *image.RGBA
	side := 0
	for _, at := range [4][2]int{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		x, y := column+left+at[0], row+top+at[1]
		if x < 0 || y < 0 || x >= 1<<zoom || y >= 1<<zoom {
			continue
		}
		tile, err := s.from.Tile(ctx, part, zoom, x, y)
		if errors.Is(err, ErrAbsent) {
			continue
		}
		if err != nil {
			return Tile{}, err
		}
		head, _, err := image.DecodeConfig(bytes.NewReader(tile.Body))
		if err != nil || head.Width != head.Height || head.Width < 1 || head.Width > mostSide || side != 0 && head.Width != side {
			return Tile{}, &Failed{"its pictures are no squares in PNG or JPEG, which alone can be moved"}
		}
		picture, _, err := image.Decode(bytes.NewReader(tile.Body))
		if err != nil {
			return Tile{}, &Failed{"a picture of it does not read"}
		}
		if canvas == nil {
			side = head.Width
			canvas = image.NewRGBA(image.Rect(0, 0, side, side))
		}
		// Where the corner of their tile lies, seen from the corner of ours.
		corner := image.Pt(int(math.Round((float64(left+at[0])-right)*float64(side))), int(math.Round((float64(top+at[1])-down)*float64(side))))
		draw.Draw(canvas, image.Rectangle{corner, corner.Add(image.Pt(side, side))}, picture, picture.Bounds().Min, draw.Src)
	}
	if canvas == nil {
		return Tile{}, ErrAbsent
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, canvas); err != nil {
		return Tile{}, err
	}
	return Tile{out.Bytes(), "image/png"}, nil
}

// shiftOf is how far what lies in the middle of a tile was moved right and down in the map of GCJ-02, in tiles.
func shiftOf(zoom, column, row int) (right, down float64, err error) {
	side := float64(int(1) << zoom)
	x, y := float64(column)+0.5, float64(row)+0.5
	middle := orb.Point{x/side*360 - 180, math.Atan(math.Sinh(math.Pi*(1-2*y/side))) * 180 / math.Pi}
	moved, err := geo.GCJ02.FromWGS84(middle)
	if err != nil {
		return 0, 0, err
	}
	latitude := moved.Lat() * math.Pi / 180
	return (moved.Lon()+180)/360*side - x, (1-math.Asinh(math.Tan(latitude))/math.Pi)/2*side - y, nil
}
