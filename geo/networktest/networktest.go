// Package networktest is test support for everything that works on roads: it reads an OpenStreetMap
// extract into a Network with a plain mapping of tags, and draws random networks. The reader that users
// meet is data/ingest.
package networktest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cuntong/geo/network"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
)

// Delaware returns the path of the Delaware extract that comes with the osm module, or skips, saying why.
func Delaware(tb testing.TB) string {
	tb.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	if err != nil {
		tb.Skipf("the module cache is not at hand: %v", err)
	}
	return Existing(tb, filepath.Join(strings.TrimSpace(string(out)), "testdata", "delaware-latest.osm.pbf"))
}

// Existing returns path, or skips, saying that the file is absent.
func Existing(tb testing.TB, path string) string {
	tb.Helper()
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("SKIPPED: %s is not here", filepath.Base(path))
	}
	return path
}

// ReadPBF reads the car roads and ferries of an extract.
func ReadPBF(tb testing.TB, path string) *network.Network {
	tb.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	builder := network.NewBuilder()
	nodes, ways := osmpbf.New(context.Background(), bytes.NewReader(content), 2), osmpbf.New(context.Background(), bytes.NewReader(content), 2)
	ways.SkipNodes, ways.SkipRelations = true, true
	for ways.Scan() {
		way := ways.Object().(*osm.Way)
		traits, ok := traitsOf(way.Tags)
		if !ok {
			continue
		}
		refs := make([]int64, len(way.Nodes))
		for i, node := range way.Nodes {
			refs[i] = int64(node.ID)
		}
		if err := builder.AddWay(network.Way{ID: int64(way.ID), Name: way.Tags.Find("name"), Nodes: refs, Traits: traits}); err != nil {
			tb.Fatal(err)
		}
	}
	builder.WaysDone()
	nodes.SkipWays, nodes.SkipRelations = true, true
	for nodes.Scan() {
		node := nodes.Object().(*osm.Node)
		if err := builder.AddNode(int64(node.ID), orb.Point{node.Lon, node.Lat}); err != nil {
			tb.Fatal(err)
		}
	}
	if ways.Err() != nil || nodes.Err() != nil {
		tb.Fatal(ways.Err(), nodes.Err())
	}
	net, err := builder.Finish()
	if err != nil {
		tb.Fatal(err)
	}
	return net
}

// traitsOf maps the tags of a car road or a ferry.
func traitsOf(tags osm.Tags) (network.Traits, bool) {
	if tags.Find("route") == "ferry" {
		return network.Traits{Class: network.FerryLine}, true
	}
	classes := map[string]network.Class{"motorway": network.Motorway, "motorway_link": network.Motorway, "trunk": network.National, "trunk_link": network.National,
		"primary": network.Provincial, "primary_link": network.Provincial, "secondary": network.County, "secondary_link": network.County,
		"tertiary": network.Township, "tertiary_link": network.Township, "unclassified": network.Village, "residential": network.Street,
		"living_street": network.Inside, "service": network.Inside, "road": network.Village, "track": network.Track}
	class, ok := classes[tags.Find("highway")]
	traits := network.Traits{Class: class}
	if access := tags.Find("access"); access == "no" || access == "private" || tags.Find("area") == "yes" {
		return traits, false
	}
	switch tags.Find("oneway") {
	case "yes", "true", "1":
		traits.Direction = network.Along
	case "-1", "reverse":
		traits.Direction = network.Against
	}
	if tags.Find("junction") == "roundabout" || class == network.Motorway && tags.Find("oneway") == "" {
		traits.Direction = network.Along
	}
	if speed, err := strconv.ParseFloat(tags.Find("maxspeed"), 32); err == nil && speed > 0 && speed <= 200 {
		traits.MaxSpeedKmh = float32(speed)
	}
	return traits, ok
}
