package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// roadLines feeds a file of lines to a Builder.
//
// A point of a line is known by its coordinates on the grid that networks keep, 1e-7 degree or a centimetre:
// lines that share a point, an end or one in between, meet there; lines that cross without a shared point do
// not, because one may pass above the other. What nearly meets is left apart and told by network.Examine.
type roadLines struct {
	file    data.LineFile
	columns roadColumns
	datum   geo.Datum
	builder *network.Builder
	report  *RoadReport
}

// readRoadLines reads a file of lines as a network.
func readRoadLines(ctx context.Context, file data.LineFile, options RoadOptions, report *RoadReport) (*network.Network, error) {
	r := &roadLines{file: file, builder: network.NewBuilder(), report: report}
	var err error
	if r.columns, err = findRoadColumns(file.Columns(), options.Map); err != nil {
		return nil, err
	}
	if err := r.settleDatum(options.Datum); err != nil {
		return nil, err
	}
	report.Encoding, report.Columns = file.Encoding(), map[string]string{}
	for field, column := range r.columns {
		report.Columns[column] = field
	}
	for _, column := range file.Columns() {
		if _, used := report.Columns[column]; !used {
			report.IgnoredColumns = append(report.IgnoredColumns, column)
		}
	}
	if err := file.Each(ctx, r.take); err != nil {
		return nil, err
	}
	if report.Ways == 0 {
		if report.Refused > 0 {
			return nil, fmt.Errorf("none of its %d lines can be taken: %s", report.Refused, report.Reasons[0])
		}
		return nil, fmt.Errorf("the file holds no lines")
	}
	n, err := r.builder.Finish()
	if err == nil && n.Stretches() == 0 {
		return nil, fmt.Errorf("none of its %d lines has two different points", report.Ways)
	}
	return n, err
}

// settleDatum takes --datum first, then what the file states, then WGS 84, as RFC 7946 has it, with a notice.
func (r *roadLines) settleDatum(given geo.Datum) error {
	switch {
	case given != "" && !slices.Contains(geo.Datums(), given):
		return fmt.Errorf("datum %q is not one of wgs84, cgcs2000, gcj02, bd09", string(given))
	case given != "":
		r.datum = given
	case r.file.Datum() != "":
		r.datum = r.file.Datum()
	default:
		r.datum = geo.WGS84
		r.report.Notices = append(r.report.Notices, Notice{
			"道路文件没有写明坐标系，按 WGS 84 读取；若来自高德、腾讯请加 --datum gcj02，来自百度请加 --datum bd09",
			"the road file does not state its datum; taken as WGS 84. Say --datum gcj02 if it comes from Amap or Tencent, bd09 if from Baidu",
		})
	}
	r.report.Datum = r.datum
	return nil
}

// take adds one feature, or refuses it whole.
func (r *roadLines) take(line data.Line) error {
	ways, err := r.ways(line)
	if err == nil {
		for _, way := range ways {
			if err = r.builder.AddWay(way); err != nil {
				break
			}
			r.report.Ways++
		}
	}
	if errors.Is(err, errTooMany) {
		return err
	}
	if err != nil {
		if r.report.Refused++; len(r.report.Reasons) < maxReasons {
			r.report.Reasons = append(r.report.Reasons, fmt.Sprintf("feature %d: %v", line.Number, err))
		}
	}
	return nil
}

// maxLinePoints bounds the points of a file: 24 bytes each while the network is built.
const maxLinePoints = 100_000_000

var errTooMany = fmt.Errorf("more than %d points; cut the file to the counties needed", maxLinePoints)

// ways turns a feature into ways and adds their points.
func (r *roadLines) ways(line data.Line) ([]network.Way, error) {
	if line.Wrong != "" {
		return nil, errors.New(line.Wrong)
	}
	traits, err := r.columns.traits(line.Properties)
	if err != nil {
		return nil, err
	}
	converted := make([]orb.LineString, 0, len(line.Parts))
	for _, part := range line.Parts {
		points := make(orb.LineString, len(part))
		for i, p := range part {
			if err := checkDegrees(p); err != nil {
				return nil, err
			}
			if points[i], err = r.datum.ToWGS84(p); err != nil {
				return nil, err
			}
		}
		converted = append(converted, points)
	}
	var ways []network.Way
	for _, points := range converted {
		way := network.Way{ID: line.Number, Name: r.columns.value(line.Properties, roadName), Nodes: make([]int64, len(points)), Traits: traits}
		for i, p := range points {
			way.Nodes[i] = gridID(p)
			if err := r.builder.AddNode(way.Nodes[i], p); err != nil {
				return nil, err
			}
		}
		if r.report.points += len(points); r.report.points > maxLinePoints {
			return nil, errTooMany
		}
		way.Nodes = slices.Compact(way.Nodes) // the same point twice in a row
		ways = append(ways, way)
	}
	if len(ways) == 0 {
		return nil, fmt.Errorf("its geometry is empty")
	}
	return ways, nil
}

// checkDegrees says what is wrong with a point of a line.
func checkDegrees(p orb.Point) error {
	err := geo.CheckPoint(p)
	switch {
	case err == nil:
		return nil
	case math.Abs(p[0]) > 360 || math.Abs(p[1]) > 360:
		return fmt.Errorf("%w: %v, %v are metres of a projection; export in longitude and latitude, EPSG:4490 or EPSG:4326", err, p[0], p[1])
	case math.Abs(p[0]) <= 90 && math.Abs(p[1]) <= 180:
		return fmt.Errorf("%w: %v, %v look like latitude first; longitude comes first", err, p[0], p[1])
	}
	return err
}

// gridID names the point of the grid of 1e-7 degree that p lies at; no two share it.
func gridID(p orb.Point) int64 {
	return int64(math.Round(p.Lon()*1e7))<<32 + int64(math.Round(p.Lat()*1e7))
}

// roadFileKind says how a road file is read, by its name.
func roadFileKind(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(lower, ".geojson"), strings.HasSuffix(lower, ".json"):
		return "geojson"
	case strings.HasSuffix(lower, ".gpkg"):
		return "gpkg"
	}
	return "osm"
}
