package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// readOSM reads an extract.
func readOSM(ctx context.Context, file string, report *RoadReport) (*network.Network, error) {
	scan, twice, err := osmScanner(ctx, file)
	if err != nil {
		return nil, err
	}
	b := network.NewBuilder()
	nodes := 0
	ways := osmVisitor{way: func(id int64, tags map[string]string, nodes []int64) error {
		traits, ok := osmTraits(tags)
		if !ok {
			return nil
		}
		if err := b.AddWay(network.Way{ID: id, Name: tags["name"], Nodes: nodes, Traits: traits}); err != nil {
			if report.Refused++; len(report.Reasons) < maxReasons {
				report.Reasons = append(report.Reasons, err.Error())
			}
			return nil
		}
		report.Ways++
		return nil
	}}
	node := func(id int64, lon, lat float64) error {
		if nodes++; !twice && nodes > maxOSMTextNodes {
			return fmt.Errorf("more than %d nodes; convert the file to .osm.pbf, which is read in little memory", maxOSMTextNodes)
		}
		return b.AddNode(id, orb.Point{lon, lat})
	}
	if !twice {
		ways.node = node
	}
	if err := scan(ways); err != nil {
		return nil, err
	}
	if report.Ways == 0 {
		return nil, fmt.Errorf("the file holds no road: no way with a highway tag or route=ferry; give an extract of the county")
	}
	if twice {
		b.WaysDone()
		if err := scan(osmVisitor{node: node}); err != nil {
			return nil, err
		}
	}
	n, err := b.Finish()
	if err != nil {
		return nil, err
	}
	if n.Stretches() == 0 {
		return nil, fmt.Errorf("none of its %d roads has its nodes in the file; give an extract with nodes", report.Ways)
	}
	return n, nil
}

// osmVisitor takes the elements of a file; what it has no function for is passed over. tags and nodes are
// only valid during the call.
type osmVisitor struct {
	node func(id int64, lon, lat float64) error
	way  func(id int64, tags map[string]string, nodes []int64) error
}

// maxOSMTextNodes is how many nodes of a file in XML are kept: 800 MB.
const maxOSMTextNodes = 50_000_000

// osmScanner returns what passes over a file once, and whether to call it twice.
func osmScanner(ctx context.Context, file string) (scan func(osmVisitor) error, twice bool, err error) {
	if err := checkNotEmpty(file); err != nil {
		return nil, false, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, false, err
	}
	name := strings.ToLower(filepath.Base(file))
	switch {
	case strings.HasSuffix(name, ".pbf"):
		return newOSMBlocks(ctx, file, info.Size()).scan, true, nil
	case strings.HasSuffix(name, ".osm"), strings.HasSuffix(name, ".osm.gz"), strings.HasSuffix(name, ".osm.bz2"):
		return func(v osmVisitor) error { return scanOSMXML(ctx, file, v) }, false, nil
	}
	return nil, false, fmt.Errorf("the name does not end in .osm.pbf, .osm, .osm.gz, .osm.bz2, .geojson or .gpkg")
}
