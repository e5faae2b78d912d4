package sample

import (
	"bytes"
	"fmt"
	"time"

	"cuntong/data"
	"cuntong/geo/network"
)

// lay is how roads lie in a kind of land. Shares are in a thousand.
type lay struct {
	keep     int64 // of the roads between neighbours that are not needed to reach everybody
	bend     int64 // how far a road swerves, of its length
	longest  int64 // metres; longer roads are laid only where nothing else reaches a place
	unpaved  int64 // of village and township roads
	ends     int64 // of the roads left out, those begun from one side: 断头路
	closures string
	closed   int64 // of the roads not needed to reach everybody, those closed on these days: passes under snow
}

func plainLay() lay { return lay{keep: 620, bend: 200, longest: 9_000, unpaved: 90, ends: 60} }

func valleyLay() lay {
	return lay{keep: 120, bend: 330, longest: 14_000, unpaved: 160, ends: 80, closures: "12-01/03-15", closed: 500}
}

func steppeLay() lay { return lay{keep: 850, bend: 120, longest: 90_000, unpaved: 400, ends: 20} }

// road is one way between two junctions.
type road struct {
	from, to int32
	bends    []spot
	meters   int64
	tree     bool // nobody is reached without it
	crossing bool // a bridge or a ferry with what leads there
	name     string
	network.Traits
}

// roadNet is a road network in the making: junctions and the roads between them.
type roadNet struct {
	region    *region
	ground    *ground // measures the whole region
	lay       lay
	junctions []spot
	seats     []int32 // junction of each town
	units     []int32 // junction of each unit
	near      [][]int32
	roads     []road
	leftOut   []road
}

// made on the day of the census: a network that no file brought has no other date.
func networkDate() time.Time { return time.Date(2020, 11, 1, 0, 0, 0, 0, time.UTC) }

// layRoads invents the roads of a region: everybody who lives or works there is reached, neighbours are
// joined, rivers are crossed at a few places only, and the classes have about the shares that rural roads
// have (domain: 15 % county, 27 % township, 58 % village road, and a tenth more of trunk roads).
func (r *region) layRoads(d dice, facilities []data.Facility) (data.Network, error) {
	n := &roadNet{region: r, ground: r.counties[0].ground, lay: r.lay}
	n.placeJunctions(d, facilities)
	n.joinNeighbours(d)
	n.crossRivers()
	n.leadEnds(d)
	for i := range n.roads {
		n.bend(d, &n.roads[i])
	}
	n.classify()
	n.furnish(d)
	return n.record()
}

// placeJunctions puts a junction beside every settlement and seat, and one at each facility far from those.
func (n *roadNet) placeJunctions(d dice, facilities []data.Facility) {
	const aside, alone = 120, 500 // metres
	add := func(s spot) int32 {
		n.junctions = append(n.junctions, s)
		return int32(len(n.junctions) - 1)
	}
	for _, t := range n.region.towns {
		n.seats = append(n.seats, add(t.seat))
	}
	for _, u := range n.region.units {
		n.units = append(n.units, add(n.ground.shift(u.place, d.between(-aside, aside), d.between(-aside, aside))))
	}
	for _, f := range facilities {
		if f.Location == nil {
			continue
		}
		if s := spotOf(*f.Location); n.ground.clear(s, n.junctions, alone) {
			add(n.ground.shift(s, d.between(-aside/2, aside/2), d.between(-aside/2, aside/2)))
		}
	}
}

// record builds the network and stores it as a load would.
func (n *roadNet) record() (data.Network, error) {
	b := network.NewBuilder()
	node := func(s spot) (int64, error) {
		id := int64(len(n.junctions)) + 1
		n.junctions = append(n.junctions, s)
		return id, b.AddNode(id, s.point())
	}
	for i, s := range n.junctions {
		if err := b.AddNode(int64(i)+1, s.point()); err != nil {
			return data.Network{}, err
		}
	}
	for i, r := range n.roads {
		way := network.Way{ID: int64(i) + 1, Name: r.name, Traits: r.Traits, Nodes: []int64{int64(r.from) + 1}}
		for _, s := range r.bends {
			id, err := node(s)
			if err != nil {
				return data.Network{}, err
			}
			way.Nodes = append(way.Nodes, id)
		}
		way.Nodes = append(way.Nodes, int64(r.to)+1)
		if err := b.AddWay(way); err != nil {
			return data.Network{}, fmt.Errorf("road %s: %w", r.name, err)
		}
	}
	built, err := b.Finish()
	if err != nil {
		return data.Network{}, err
	}
	var content bytes.Buffer
	if err := built.Encode(&content); err != nil {
		return data.Network{}, err
	}
	length := int64(0)
	for s := range int32(built.Stretches()) {
		length += int64(built.Length(s))
	}
	return data.Network{
		ID: data.DefaultNetwork, Name: n.region.roadsName(), Fingerprint: built.Fingerprint(), Vertices: int64(built.Vertices()),
		Stretches: int64(built.Stretches()), LengthMeters: (length + 50) / 100, Provenance: made(), Content: content.Bytes(), CreatedAt: networkDate(),
	}, nil
}

func (r *region) roadsName() string {
	name := r.counties[0].name
	if len(r.top) > 0 {
		name = r.top[0].Name
	}
	return name + "道路（模拟）"
}
