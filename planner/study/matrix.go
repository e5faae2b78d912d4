package study

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// MatrixRequest asks for the travel of every pair of points over a road file; no store is needed.
type MatrixRequest struct {
	Roads       string             // OpenStreetMap extract, GeoJSON or GeoPackage lines
	RoadOptions ingest.RoadOptions // how to read lines
	From, To    string             // CSV files with the columns id, lon and lat
	Datum       geo.Datum          // of the points; empty: WGS 84, as the roads
	Profile     string             // ID of a preset speed profile; empty: network.DefaultProfile
	By          geo.Metric         // by what paths are chosen; empty: by seconds
	Threads     int                // 0: one per processor
}

// Matrix is the travel of every pair, null where there is no way.
type Matrix struct {
	Travel          travel.Description `json:"travel"`
	From            []string           `json:"from"`
	To              []string           `json:"to"`
	DistanceMeters  [][]*int64         `json:"distance_m"`
	DurationSeconds [][]*int64         `json:"duration_s"`
	Unlinked        []UnlinkedPoint    `json:"unlinked"` // of from, then those of to alone
}

// UnlinkedPoint is a point that no road passes near enough.
type UnlinkedPoint struct {
	ID             string `json:"id"`
	DistanceMeters *int64 `json:"distance_m"` // straight, to the nearest road; null where the profile has none
}

// Bounds of a matrix, kept before anything large is read or made.
const (
	maxPointsBytes = 64 << 20
	maxPairs       = 25_000_000
)

// namedPoint is a row of a point file.
type namedPoint struct {
	id    string
	place orb.Point
}

// MeasureMatrix reads the files and measures every pair.
func MeasureMatrix(ctx context.Context, request MatrixRequest) (*Matrix, error) {
	if request.Datum == "" {
		request.Datum = geo.WGS84
	}
	if request.Profile == "" {
		request.Profile = network.DefaultProfile
	}
	profile, err := network.PresetProfile(request.Profile)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	from, err := readPoints(request.From, request.Datum)
	if err != nil {
		return nil, err
	}
	to, err := readPoints(request.To, request.Datum)
	if err != nil {
		return nil, err
	}
	if len(from)*len(to) > maxPairs {
		return nil, fmt.Errorf("%d × %d points are more than %d pairs; split one of the files: %w", len(from), len(to), maxPairs, data.ErrInvalid)
	}
	roads, _, err := ingest.Roads(ctx, request.Roads, request.RoadOptions)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	costs, err := roads.Cost(profile, network.Day{})
	if err != nil {
		return nil, err
	}
	road, err := travel.NewRoad(costs, travel.NewHierarchy(roads), travel.RoadOptions{Link: travel.DefaultLinkRule(), MatrixBy: request.By, Threads: request.Threads})
	if err != nil {
		return nil, err
	}
	return measure(ctx, road, from, to)
}

func measure(ctx context.Context, road *travel.Road, from, to []namedPoint) (*Matrix, error) {
	legs, err := road.Matrix(ctx, placesOf(from), placesOf(to))
	if err != nil {
		return nil, fmt.Errorf("measure travel: %w", err)
	}
	m := &Matrix{Travel: road.Describe(), From: idsOf(from), To: idsOf(to), Unlinked: []UnlinkedPoint{}}
	for i := range from {
		meters, seconds := make([]*int64, len(to)), make([]*int64, len(to))
		for j := range to {
			if leg, ok := legs.At(i, j); ok {
				meters[j], seconds[j] = &leg.Meters, &leg.Seconds
			}
		}
		m.DistanceMeters, m.DurationSeconds = append(m.DistanceMeters, meters), append(m.DurationSeconds, seconds)
	}
	listed := map[string]bool{}
	for _, points := range [][]namedPoint{from, to} {
		unlinked, err := road.Unlinked(ctx, placesOf(points))
		if err != nil {
			return nil, fmt.Errorf("link points: %w", err)
		}
		for _, u := range unlinked {
			one := UnlinkedPoint{ID: points[u.Index].id}
			if listed[one.ID] {
				continue
			}
			listed[one.ID] = true
			if u.Found {
				meters := int64(math.Ceil(float64(u.Distance)))
				one.DistanceMeters = &meters
			}
			m.Unlinked = append(m.Unlinked, one)
		}
	}
	return m, nil
}

func placesOf(points []namedPoint) []orb.Point {
	places := make([]orb.Point, len(points))
	for i := range points {
		places[i] = points[i].place
	}
	return places
}

func idsOf(points []namedPoint) []string {
	ids := make([]string, len(points))
	for i := range points {
		ids[i] = points[i].id
	}
	return ids
}

// readPoints reads a CSV file with the columns id, lon and lat, in any order and among others. One bad row
// refuses the file: a matrix with a row missing would be read against the wrong points.
func readPoints(file string, datum geo.Datum) ([]namedPoint, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w: %w", file, err, data.ErrInvalid)
	}
	if info.Size() > maxPointsBytes {
		return nil, fmt.Errorf("%s has %d bytes, a file of points has at most %d; split it: %w", file, info.Size(), int64(maxPointsBytes), data.ErrInvalid)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w: %w", file, err, data.ErrInvalid)
	}
	defer f.Close()
	points, err := parsePoints(f, datum)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", filepath.Base(file), err, data.ErrInvalid)
	}
	return points, nil
}

func parsePoints(text io.Reader, datum geo.Datum) ([]namedPoint, error) {
	reader := csv.NewReader(io.LimitReader(text, maxPointsBytes))
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return nil, errors.New("it holds no header, expected the columns id, lon and lat")
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	at := map[string]int{}
	for _, column := range []string{"id", "lon", "lat"} {
		i := slices.IndexFunc(header, func(cell string) bool { return strings.EqualFold(strings.TrimSpace(cell), column) })
		if i < 0 {
			return nil, fmt.Errorf("its header has no column %s, expected id, lon and lat", column)
		}
		at[column] = i
	}
	var points []namedPoint
	seen := map[string]bool{}
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		point, err := parsePoint(cells, at, datum)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if seen[point.id] {
			return nil, fmt.Errorf("line %d: id %q comes twice, expected each once", line, point.id)
		}
		seen[point.id] = true
		points = append(points, point)
	}
	if len(points) == 0 {
		return nil, errors.New("it holds no points below its header")
	}
	return points, nil
}

func parsePoint(cells []string, at map[string]int, datum geo.Datum) (namedPoint, error) {
	value := func(column string) string {
		if i := at[column]; i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	point := namedPoint{id: value("id")}
	if point.id == "" || !utf8.ValidString(point.id) {
		return point, fmt.Errorf("id %q, expected a text in UTF-8", point.id)
	}
	for i, column := range []string{"lon", "lat"} {
		number, err := strconv.ParseFloat(value(column), 64)
		if limit := []float64{180, 90}[i]; err != nil || !(math.Abs(number) <= limit) {
			return point, fmt.Errorf("%s %q, expected degrees between -%g and %g", column, value(column), limit, limit)
		}
		point.place[i] = number
	}
	place, err := datum.ToWGS84(point.place)
	if err != nil {
		return point, fmt.Errorf("lon %s, lat %s: %w", value("lon"), value("lat"), err)
	}
	point.place = place
	return point, nil
}
