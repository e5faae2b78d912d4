package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// geoJSONLines reads a GeoJSON file of lines twice as a stream: once for its columns and datum, once for its
// features. One feature is in memory at a time.
type geoJSONLines struct {
	file     *os.File
	encoding string
	columns  []string
	datum    geo.Datum
}

// openGeoJSONLines makes the first pass.
func openGeoJSONLines(ctx context.Context, name string) (*geoJSONLines, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	g := &geoJSONLines{file: file}
	if err := g.survey(ctx); err != nil {
		file.Close()
		return nil, err
	}
	return g, nil
}

func (g *geoJSONLines) survey(ctx context.Context) error {
	var err error
	if g.encoding, err = detectEncoding(g.file); err != nil {
		return err
	}
	seen := map[string]bool{}
	stated, err := g.scan(ctx, func(_ int64, raw *rawFeature) error {
		properties := feature{values: map[string]string{}}
		if err := properties.readRaw(raw); err != nil {
			return err
		}
		for _, key := range properties.keys {
			if !seen[key] {
				if seen[key] = true; len(seen) > maxColumns {
					return fmt.Errorf("more than %d different properties", maxColumns)
				}
				g.columns = append(g.columns, key)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if stated != "" {
		if g.datum, err = parseDatum(stated); err != nil {
			return fmt.Errorf("it states the coordinate system %q, which is not one of wgs84, cgcs2000, gcj02, bd09; export it in WGS 84, or say with --datum what it holds", stated)
		}
	}
	return nil
}

// Columns implements data.LineFile.
func (g *geoJSONLines) Columns() []string { return g.columns }

// Datum implements data.LineFile.
func (g *geoJSONLines) Datum() geo.Datum { return g.datum }

// Encoding implements data.LineFile.
func (g *geoJSONLines) Encoding() string { return g.encoding }

// Close implements data.LineFile.
func (g *geoJSONLines) Close() error { return g.file.Close() }

// Each implements data.LineFile.
func (g *geoJSONLines) Each(ctx context.Context, visit func(data.Line) error) error {
	_, err := g.scan(ctx, func(number int64, raw *rawFeature) error {
		properties := feature{values: map[string]string{}}
		if err := properties.readRaw(raw); err != nil {
			return err
		}
		line := data.Line{Number: number, Properties: properties.values}
		var err error
		if line.Parts, err = raw.lines(); err != nil {
			line.Wrong = err.Error()
		}
		return visit(line)
	})
	return err
}

// scan passes over the features of the file.
func (g *geoJSONLines) scan(ctx context.Context, visit func(number int64, raw *rawFeature) error) (stated string, err error) {
	if _, err := g.file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	portions := &portionReader{from: g.file, name: "feature", most: maxFeatureBytes}
	return scanCollection(decode(portions, g.encoding), func(number int64, raw *rawFeature) error {
		portions.read = 0
		if err := ctx.Err(); err != nil {
			return err
		}
		return visit(number, raw)
	})
}

// maxFeatureBytes bounds one feature; a road of 400,000 points fits.
const maxFeatureBytes = 16 << 20

// portionReader fails when one portion, which its user begins by setting read to 0, goes on for ever, before it
// fills the memory.
type portionReader struct {
	from io.Reader
	name string // of a portion
	most int64  // bytes of one
	read int64
}

// Read implements io.Reader.
func (p *portionReader) Read(into []byte) (int, error) {
	if p.read > p.most {
		return 0, fmt.Errorf("one %s has more than %d MB; cut it into several", p.name, p.most>>20)
	}
	n, err := p.from.Read(into)
	p.read += int64(n)
	return n, err
}

// lines takes the parts of a line; heights are dropped.
func (raw *rawFeature) lines() ([]orb.LineString, error) {
	const expected = "a geometry of type LineString or MultiLineString with numbers, longitude first"
	if raw.Geometry == nil {
		return nil, fmt.Errorf("it has no geometry, expected %s", expected)
	}
	var parts [][][]float64
	switch raw.Geometry.Type {
	case "LineString":
		parts = make([][][]float64, 1)
		if err := json.Unmarshal(raw.Geometry.Coordinates, &parts[0]); err != nil {
			return nil, fmt.Errorf("expected %s", expected)
		}
	case "MultiLineString":
		if err := json.Unmarshal(raw.Geometry.Coordinates, &parts); err != nil {
			return nil, fmt.Errorf("expected %s", expected)
		}
	default:
		return nil, fmt.Errorf("expected %s, not %s", expected, shortened(raw.Geometry.Type))
	}
	lines := make([]orb.LineString, len(parts))
	for i, positions := range parts {
		lines[i] = make(orb.LineString, len(positions))
		for k, position := range positions {
			if len(position) < 2 {
				return nil, fmt.Errorf("expected positions of two numbers, longitude first")
			}
			lines[i][k] = orb.Point{position[0], position[1]}
		}
	}
	return lines, nil
}

// shortened keeps what a message repeats short.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return text
}

// errEnough ends a scan early.
var errEnough = errors.New("enough was read")

// HoldsLines reports whether a GeoJSON file is one of lines: whether its first feature with a geometry is. A
// file that cannot be read is none; whoever reads it then says why.
func HoldsLines(ctx context.Context, name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	encoding := "UTF-8"
	if mark := make([]byte, 3); readsFully(file, mark) && slices.Contains([]byte{0xEF, 0xFE, 0xFF}, mark[0]) {
		if encoding, err = detectEncoding(file); err != nil {
			return false
		}
	}
	g, lines := &geoJSONLines{file: file, encoding: encoding}, false
	_, _ = g.scan(ctx, func(_ int64, raw *rawFeature) error {
		if raw.Geometry == nil {
			return nil
		}
		lines = raw.Geometry.Type == "LineString" || raw.Geometry.Type == "MultiLineString"
		return errEnough
	})
	return lines
}

func readsFully(from io.Reader, into []byte) bool {
	_, err := io.ReadFull(from, into)
	return err == nil
}
