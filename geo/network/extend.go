package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// NewRoad is a road that a scenario adds: a bridge, a village road.
type NewRoad struct {
	ID   int64
	Name string
	Line orb.LineString
	Traits
}

// Extend returns a network with roads added; the linker's own network stays as it is. Each point of a new
// road that lies at most join away from an existing road becomes a junction with the nearest one, and points
// of new roads at the same place one with each other; where lines merely cross there is none, so that a
// bridge may pass over a road. A new ferry line is refused: it needs piers, which readers of files build.
//
// Stretches keep their numbers. One that is cut keeps its number for its first part, and its other parts
// come after all old ones; changes of a scenario are to be made for the extended network, by
// StretchesOfWay. Sums along old roads stay the same; links beside a cut may shift by a centimetre or two,
// because the junction is put on the grid of coordinates.
func (l *Linker) Extend(roads []NewRoad, join geo.Meters) (*Network, error) {
	x := &extension{old: l.net, linker: l, cuts: map[int32][]cut{}, placed: map[place]int32{}}
	for i := range roads {
		if err := x.locate(&roads[i], join); err != nil {
			return nil, fmt.Errorf("new road %d: %w", roads[i].ID, err)
		}
	}
	x.copyOld()
	for i := range roads {
		if err := x.add(&roads[i], x.joints[i]); err != nil {
			return nil, fmt.Errorf("new road %d: %w", roads[i].ID, err)
		}
	}
	x.net.seal()
	return x.net, nil
}

// extension is a network in the making.
type extension struct {
	old    *Network
	linker *Linker
	net    *Network
	cuts   map[int32][]cut // of each old stretch, by position once sorted
	joints [][]joint       // of each new road: what its points join
	placed map[place]int32 // vertices made for points of new roads
}

// cut is a position at which an old stretch is parted, and the vertex there.
type cut struct {
	position uint32
	at       place
	vertex   int32
}

// joint is where one point of a new road meets an old stretch; Stretch is -1 where it meets none.
type joint struct {
	stretch  int32
	position uint32
}

// locate finds the joints of a road and notes the cuts they need.
func (x *extension) locate(road *NewRoad, join geo.Meters) error {
	if err := road.check(); err != nil {
		return err
	}
	if road.Class == FerryLine {
		return fmt.Errorf("a new ferry line cannot be drawn; load it with the roads")
	}
	if len(road.Line) < 2 || len(road.Line) > maxNewPoints {
		return fmt.Errorf("a line of %d points is not between 2 and %d points", len(road.Line), maxNewPoints)
	}
	joints := make([]joint, len(road.Line))
	for i, p := range road.Line {
		if err := geo.CheckPoint(p); err != nil {
			return fmt.Errorf("point %d: %w", i, err)
		}
		joints[i] = joint{stretch: -1}
		links := x.linker.Within(p, join, func(int32) bool { return true })
		if len(links) == 0 {
			continue
		}
		link := links[0]
		joints[i] = joint{link.Stretch, link.Position}
		if link.Position > 0 && link.Position < x.old.length[link.Stretch] {
			x.cuts[link.Stretch] = append(x.cuts[link.Stretch], cut{position: link.Position, at: placeOf(link.Point)})
		}
	}
	x.joints = append(x.joints, joints)
	return nil
}

// maxNewPoints bounds the points of one drawn road.
const maxNewPoints = 100_000

// copyOld copies the old network, parting stretches at their cuts.
func (x *extension) copyOld() {
	old := x.old
	n := &Network{places: slices.Clone(old.places), wayID: slices.Clone(old.wayID), wayName: slices.Clone(old.wayName), wayTraits: slices.Clone(old.wayTraits),
		names: slices.Clone(old.names), traits: slices.Clone(old.traits), tail: slices.Clone(old.tail), head: slices.Clone(old.head),
		start: slices.Clone(old.start), length: slices.Clone(old.length), way: slices.Clone(old.way), skipped: old.skipped}
	x.net = n
	var later []func()
	for s := range int32(len(old.tail)) {
		cuts := x.cuts[s]
		if len(cuts) == 0 {
			n.shapes = append(n.shapes, old.shape(s)...)
			n.shapeEnd = append(n.shapeEnd, uint32(len(n.shapes)))
			continue
		}
		slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.position, b.position) })
		cuts = slices.CompactFunc(cuts, func(a, b cut) bool { return a.position == b.position })
		for i := range cuts {
			cuts[i].vertex = x.vertex(cuts[i].at)
		}
		x.cuts[s] = cuts
		n.head[s], n.length[s] = cuts[0].vertex, cuts[0].position
		x.shape(s, 0, cuts[0].position)
		later = append(later, func() { x.parts(s) })
	}
	for _, add := range later {
		add()
	}
}

// parts appends the parts of a cut stretch behind the first.
func (x *extension) parts(s int32) {
	old, n, cuts := x.old, x.net, x.cuts[s]
	for i, c := range cuts {
		end, head := old.length[s], old.head[s]
		if i+1 < len(cuts) {
			end, head = cuts[i+1].position, cuts[i+1].vertex
		}
		n.tail, n.head = append(n.tail, c.vertex), append(n.head, head)
		n.start, n.length = append(n.start, old.start[s]+c.position), append(n.length, end-c.position)
		n.way = append(n.way, old.way[s])
		x.shape(s, c.position, end)
	}
}

// shape appends the points of an old stretch that lie between two positions.
func (x *extension) shape(s int32, from, to uint32) {
	line, n := x.old.AppendLine(nil, s), x.net
	tail := placeOf(line[0])
	var inner []place
	at := uint32(0)
	for i := 1; i < len(line)-1; i++ {
		at += step(line[i-1], line[i])
		if at > from && at < to {
			inner = append(inner, placeOf(line[i]))
		}
	}
	for _, c := range x.cuts[s] {
		if c.position == from {
			tail = c.at
		}
	}
	n.shapes = appendShape(n.shapes, tail, inner)
	n.shapeEnd = append(n.shapeEnd, uint32(len(n.shapes)))
}

// vertex returns the vertex made for a place, making it on first use.
func (x *extension) vertex(at place) int32 {
	v, ok := x.placed[at]
	if !ok {
		v = int32(len(x.net.places))
		x.net.places = append(x.net.places, at)
		x.placed[at] = v
	}
	return v
}

// meeting returns the vertex of a joint: an end of its stretch or a cut.
func (x *extension) meeting(j joint) int32 {
	switch j.position {
	case 0:
		return x.old.tail[j.stretch]
	case x.old.length[j.stretch]:
		return x.old.head[j.stretch]
	}
	cuts := x.cuts[j.stretch]
	i, _ := slices.BinarySearchFunc(cuts, j.position, func(c cut, position uint32) int { return cmp.Compare(c.position, position) })
	return cuts[i].vertex
}

// add appends a new road, parted at its joints; points that join nothing become vertices too, so that other
// new roads can join them.
func (x *extension) add(road *NewRoad, joints []joint) error {
	n := x.net
	n.wayID, n.wayName = append(n.wayID, road.ID), append(n.wayName, int32(len(n.names)))
	n.wayTraits, n.names, n.traits = append(n.wayTraits, int32(len(n.traits))), append(n.names, road.Name), append(n.traits, road.Traits)
	position, last := uint64(0), int32(-1)
	for i, p := range road.Line {
		var v int32
		if joints[i].stretch >= 0 {
			v = x.meeting(joints[i])
		} else {
			v = x.vertex(placeOf(p))
		}
		if last >= 0 && v != last {
			size := step(n.Point(last), n.Point(v))
			if position+uint64(size) > math.MaxInt32 {
				return fmt.Errorf("it is longer than %d km; check its coordinates", math.MaxInt32/100_000)
			}
			n.tail, n.head = append(n.tail, last), append(n.head, v)
			n.start, n.length = append(n.start, uint32(position)), append(n.length, size)
			n.way = append(n.way, int32(len(n.wayID)-1))
			n.shapeEnd = append(n.shapeEnd, uint32(len(n.shapes)))
			position += uint64(size)
		}
		last = v
	}
	return nil
}
