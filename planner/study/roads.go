package study

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// RoadsReport says what a road file brought and how whole its network is, for the default profile and with
// no seasonal closure in force.
type RoadsReport struct {
	File           string            `json:"file"`
	Format         string            `json:"format"`             // osm, geojson or gpkg
	Datum          geo.Datum         `json:"datum"`              // of the file
	Encoding       string            `json:"encoding,omitempty"` // of its text
	Columns        map[string]string `json:"columns,omitempty"`  // of a file of lines: column to the field it was read as
	IgnoredColumns []string          `json:"ignored_columns,omitempty"`
	Network        string            `json:"network"` // ID in the store
	Fingerprint    string            `json:"fingerprint"`
	Ways           int               `json:"ways"` // roads and ferries taken
	Refused        int               `json:"refused"`
	Reasons        []string          `json:"reasons"`        // of refused ways, the first hundred
	MissingPoints  int               `json:"missing_points"` // references to points that are not in the file; the road is cut there
	EmptyWays      int               `json:"empty_ways"`     // with fewer than two points in the file
	Vertices       int               `json:"vertices"`
	Stretches      int               `json:"stretches"`
	LengthMeters   int64             `json:"length_m"`
	Profile        string            `json:"profile"`
	Closed         int               `json:"closed_stretches"` // that the profile may not use
	Islands        int               `json:"islands"`          // parts that no road joins
	LargestMeters  int64             `json:"largest_island_m"`
	Traps          int               `json:"traps"` // parts that one cannot enter, or not leave
	DeadEnds       int               `json:"dead_ends"`
	Duplicates     int               `json:"duplicates"` // pairs of junctions at one place that are not joined there
	NearMisses     int               `json:"near_misses"`
	Settlements    int               `json:"settlements"` // with a position, of the store and this load
	Linked         int               `json:"linked_settlements"`
	LinkedShare    *float64          `json:"linked_share"` // a fraction; null where there are no settlements

	notices []ingest.Notice
}

// nearMiss is how close to a road another one ends without joining it to be called a near miss: a metre or
// two is a gap of the drawing.
const nearMiss geo.Meters = 3

// isRoads reports whether a file is read as roads: by its name, and a GeoJSON file by what it holds.
func isRoads(ctx context.Context, file string) bool {
	name := strings.ToLower(filepath.Base(file))
	if strings.HasSuffix(name, ".geojson") {
		return ingest.HoldsLines(ctx, file)
	}
	return slices.ContainsFunc([]string{".pbf", ".osm", ".osm.gz", ".osm.bz2", ".gpkg"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// splitRoads takes the road file out of the files of a load; there may be one.
func splitRoads(ctx context.Context, files []string) (rest []string, roads string, err error) {
	for _, file := range files {
		switch {
		case !isRoads(ctx, file):
			rest = append(rest, file)
		case roads != "":
			return nil, "", fmt.Errorf("%s and %s are both road files, and one load brings one network; merge them (osmium merge, or as layers of one GeoPackage), or load the second under its own name with --network: %w", roads, file, data.ErrInvalid)
		default:
			roads = file
		}
	}
	return rest, roads, nil
}

// readRoads reads a road file into a network as the store keeps it.
func (s *Study) readRoads(ctx context.Context, file, id string, options ingest.RoadOptions, places []orb.Point) (data.Network, *RoadsReport, error) {
	if id == "" {
		id = data.DefaultNetwork
	}
	options.OpenGeoPackage = s.OpenGeoPackage
	roads, read, err := ingest.Roads(ctx, file, options)
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, data.ErrInvalid) {
			return data.Network{}, nil, err
		}
		return data.Network{}, nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	report := &RoadsReport{
		File: file, Format: read.Format, Datum: read.Datum, Encoding: read.Encoding, Columns: read.Columns, IgnoredColumns: read.IgnoredColumns, notices: read.Notices, Network: id, Fingerprint: roads.Fingerprint(), Ways: read.Ways, Refused: read.Refused, Reasons: read.Reasons,
		MissingPoints: read.MissingPoints, EmptyWays: read.EmptyWays, Vertices: roads.Vertices(), Stretches: roads.Stretches(),
		LengthMeters: lengthMeters(roads), Profile: network.DefaultProfile,
	}
	if report.Reasons == nil {
		report.Reasons = []string{}
	}
	if err := report.examine(roads, places); err != nil {
		return data.Network{}, nil, err
	}
	var content bytes.Buffer
	if err := roads.Encode(&content); err != nil {
		return data.Network{}, nil, err
	}
	name := filepath.Base(file)
	return data.Network{
		ID: id, Name: name, Fingerprint: roads.Fingerprint(), Vertices: int64(roads.Vertices()), Stretches: int64(roads.Stretches()),
		LengthMeters: report.LengthMeters, Provenance: data.Provenance{Source: name, Datum: read.Datum}, Content: content.Bytes(), CreatedAt: s.Now().UTC(),
	}, report, nil
}

func lengthMeters(roads *network.Network) int64 {
	var centimeters int64
	for stretch := range int32(roads.Stretches()) {
		centimeters += int64(roads.Length(stretch))
	}
	return (centimeters + 50) / 100
}

// examine fills in the health figures.
func (r *RoadsReport) examine(roads *network.Network, places []orb.Point) error {
	profile, err := network.PresetProfile(r.Profile)
	if err != nil {
		return err
	}
	costs, err := roads.Cost(profile, network.Day{})
	if err != nil {
		return err
	}
	linker := network.NewLinker(roads)
	health := network.Examine(costs, linker, nearMiss)
	r.Closed, r.Islands, r.Traps, r.DeadEnds = health.ClosedStretches, len(health.Islands), len(health.Traps), health.DeadEnds
	r.Duplicates, r.NearMisses = len(health.Duplicates), len(health.NearMisses)
	if len(health.Islands) > 0 {
		r.LargestMeters = int64(health.Islands[0].Meters)
	}
	limit := geo.Meters(travel.DefaultLinkRule().LimitMeters)
	r.Settlements = len(places)
	for _, place := range places {
		if link, found := linker.Nearest(place, costs.Linkable); found && link.Distance <= limit {
			r.Linked++
		}
	}
	if r.Settlements > 0 {
		share := float64(r.Linked) / float64(r.Settlements)
		r.LinkedShare = &share
	}
	return nil
}

// placesAfter lists where the settlements will be after a load: those of the store, replaced and joined by
// those of the batch.
func placesAfter(known, loaded []data.Settlement) []orb.Point {
	replaced := map[string]bool{}
	var places []orb.Point
	for _, settlement := range loaded {
		replaced[settlement.Code] = true
		if settlement.Location != nil {
			places = append(places, *settlement.Location)
		}
	}
	for _, settlement := range known {
		if settlement.Location != nil && !replaced[settlement.Code] {
			places = append(places, *settlement.Location)
		}
	}
	return places
}
