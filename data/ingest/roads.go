package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/network"
)

// RoadReport counts what a road file brought and names what it could not bring.
type RoadReport struct {
	Format         string // osm, geojson or gpkg
	Encoding       string // of text; empty where there is none
	Datum          geo.Datum
	Columns        map[string]string // of a file of lines: column to the field it was read as
	IgnoredColumns []string
	Notices        []Notice
	Ways           int // roads and ferries taken
	Refused        int // roads with a value that cannot be
	Reasons        []string
	network.Skipped

	points int
}

// maxReasons is how many refused roads are named.
const maxReasons = 100

// RoadOptions say how to read a file of lines; OpenStreetMap says everything itself.
type RoadOptions struct {
	Datum          geo.Datum         // empty: what the file states, else WGS 84
	Map            map[string]string // column to road field, see IsRoadField
	OpenGeoPackage data.OpenLineFile // reads .gpkg; the driver lives in data/gpkg. nil: such files are refused
}

// Roads reads roads and ferries from an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) or from a
// file of lines (.geojson, .gpkg). A PBF file is passed twice, ways first, so that only nodes of roads are
// kept: about 16 bytes a node and 8 a reference, whatever else the file holds. XML, slow to unpack, is passed
// once and all its nodes are kept, up to a limit. Of lines one is in memory at a time besides the network.
//
// A file that is torn, hostile or no such file gives one error that says where; there is no partial result.
// A line or way with a value that cannot be is refused, counted and named, and the others are taken.
func Roads(ctx context.Context, file string, options RoadOptions) (*network.Network, RoadReport, error) {
	report := RoadReport{Format: roadFileKind(file), Datum: geo.WGS84}
	n, err := readRoadFile(ctx, file, options, &report)
	if err != nil {
		return nil, RoadReport{}, fmt.Errorf("read roads from %s: %w", filepath.Base(file), err)
	}
	report.Skipped = n.Skipped()
	return n, report, nil
}

func readRoadFile(ctx context.Context, file string, options RoadOptions, report *RoadReport) (n *network.Network, err error) {
	if report.Format == "osm" {
		return readOSM(ctx, file, report)
	}
	if err := checkNotEmpty(file); err != nil {
		return nil, err
	}
	open := options.OpenGeoPackage
	if report.Format == "geojson" {
		open = func(ctx context.Context, name string) (data.LineFile, error) { return openGeoJSONLines(ctx, name) }
	}
	if open == nil {
		return nil, fmt.Errorf("GeoPackage files are not read here; give .geojson or .osm.pbf")
	}
	lines, err := open(ctx, file)
	if err != nil {
		return nil, err
	}
	n, err = readRoadLines(ctx, lines, options, report)
	if closed := lines.Close(); err == nil {
		err = closed
	}
	return n, err
}

// checkNotEmpty refuses what is not there, no file, or empty.
func checkNotEmpty(name string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("it is a folder")
	case info.Size() == 0:
		return fmt.Errorf("the file is empty; load or copy it again")
	}
	return nil
}
