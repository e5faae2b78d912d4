package main

import (
	"context"
	"fmt"
	"io"

	"cuntong/data/gpkg"
	"cuntong/data/ingest"
	"cuntong/geo"
	"cuntong/planner/study"
)

// MatrixCmd measures the travel between two files of points over a road file.
type MatrixCmd struct {
	Roads   string `required:"" placeholder:"FILE" help:"Roads: .osm.pbf, .osm, .osm.gz, .osm.bz2, or lines in .geojson or .gpkg."`
	From    string `required:"" placeholder:"POINTS" help:"Origins: a CSV file with the columns id, lon and lat."`
	To      string `required:"" placeholder:"POINTS" help:"Destinations, likewise."`
	Datum   string `placeholder:"D" help:"Datum of the points: wgs84, cgcs2000, gcj02 or bd09; default wgs84, that of the roads."`
	Profile string `placeholder:"ID" help:"Speed profile, such as plain-van (the default), mountain-van, plain-walk."`
	By      string `default:"seconds" enum:"seconds,meters" help:"Take the fastest paths (seconds) or the shortest (meters); both figures are those of the path taken."`
	Threads int    `default:"0" help:"Threads; 0: one per processor. The answer does not depend on it."`
	OutputFlags
}

// Run implements the command.
func (c *MatrixCmd) Run(ctx context.Context, p *program) error {
	if c.Threads < 0 || c.Threads > 1024 {
		return invalid("--threads %d is not between 0 and 1024", c.Threads)
	}
	request := study.MatrixRequest{Roads: c.Roads, RoadOptions: ingest.RoadOptions{OpenGeoPackage: gpkg.OpenLines}, From: c.From, To: c.To, Profile: c.Profile, By: geo.ByMeters, Threads: c.Threads}
	if c.By == "seconds" {
		request.By = geo.BySeconds
	}
	if c.Datum != "" {
		var err error
		if request.Datum, err = geo.ParseDatum(c.Datum); err != nil {
			return invalid("--datum: %v", err)
		}
	}
	m, err := study.MeasureMatrix(ctx, request)
	if err != nil {
		return err
	}
	return p.emit(c.OutputFlags, m, func(w io.Writer) { printMatrix(w, m) })
}

// printMatrix writes one line for each pair, and last the points that no road passes.
func printMatrix(w io.Writer, m *study.Matrix) {
	number := func(v *int64) string {
		if v == nil {
			return "不通"
		}
		return fmt.Sprint(*v)
	}
	fmt.Fprintln(w, "起点\t终点\t米\t秒")
	for i, from := range m.From {
		for j, to := range m.To {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", from, to, number(m.DistanceMeters[i][j]), number(m.DurationSeconds[i][j]))
		}
	}
	for _, point := range m.Unlinked {
		fmt.Fprintf(w, "附近没有道路：%s，最近的路 %s 米\n", point.ID, number(point.DistanceMeters))
	}
}
