package network

import (
	"encoding/binary"

	"github.com/paulmach/orb"
)

// appendShape packs the points between the ends of a stretch as zigzag differences from point to point:
// about three bytes a point instead of sixteen.
func appendShape(shapes []byte, tail place, between []place) []byte {
	last := tail
	for _, p := range between {
		shapes = binary.AppendVarint(shapes, int64(p.lon)-int64(last.lon))
		shapes = binary.AppendVarint(shapes, int64(p.lat)-int64(last.lat))
		last = p
	}
	return shapes
}

// shape returns the packed points of a stretch.
func (n *Network) shape(stretch int32) []byte {
	from := uint32(0)
	if stretch > 0 {
		from = n.shapeEnd[stretch-1]
	}
	return n.shapes[from:n.shapeEnd[stretch]]
}

// AppendLine appends the points of a stretch, from tail to head, both included.
func (n *Network) AppendLine(line orb.LineString, stretch int32) orb.LineString {
	last := n.places[n.tail[stretch]]
	line = append(line, last.point())
	for packed := n.shape(stretch); len(packed) > 0; {
		lon, used := binary.Varint(packed)
		packed = packed[used:]
		lat, used := binary.Varint(packed)
		packed = packed[used:]
		last = place{last.lon + int32(lon), last.lat + int32(lat)}
		line = append(line, last.point())
	}
	return append(line, n.places[n.head[stretch]].point())
}

// AppendPart appends the piece of a stretch between two positions, in centimetres from its tail. From
// beyond to, the piece runs against the stretch.
func (n *Network) AppendPart(line orb.LineString, stretch int32, from, to uint32) orb.LineString {
	low, high := min(from, to), max(from, to)
	whole := n.AppendLine(nil, stretch)
	var part orb.LineString
	var at uint32
	for i := range len(whole) - 1 {
		size := step(whole[i], whole[i+1])
		next := at + size
		if next >= low && at <= high {
			if len(part) == 0 {
				part = append(part, between(whole[i], whole[i+1], at, size, low))
			}
			part = append(part, between(whole[i], whole[i+1], at, size, high))
		}
		at = next
	}
	if from > to {
		part.Reverse()
	}
	return append(line, part...)
}

// between returns the point at position, cut to the step from a to b that begins at start and is size long.
func between(a, b orb.Point, start, size, position uint32) orb.Point {
	switch {
	case position <= start:
		return a
	case position >= start+size:
		return b
	}
	share := float64(position-start) / float64(size)
	return orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}
}
