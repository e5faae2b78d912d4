// Package network is the road graph: what roads there are, where they join and how fast each may be
// travelled. Readers of files feed a Builder; a Network is fixed once built and safe for any number of
// readers. Ways to travel it are found in geo/travel.
//
// A Vertex is a junction or an end. A Stretch is a piece of road between two vertices; stretch s is two
// arcs, 2s along it and 2s+1 against it. Vertices, stretches and arcs are numbered from 0 in the order of
// the ways that brought them, and everything about them lies in flat arrays.
//
// Lengths are whole centimetres, each step between two points of a way rounded up; times are whole
// hundredths of a second. Both are measured from the start of the way a stretch was cut from, so that
// cutting a way at one more junction changes no sum: a new road never makes an old path longer.
package network

import (
	"crypto/sha256"
	"encoding/hex"
	"math"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// fine is how many steps of a coordinate make one degree: 1e-7 degree is 1.1 cm, what OSM files keep.
const fine = 1e7

// place is a point in steps of 1e-7 degree, longitude first.
type place struct{ lon, lat int32 }

func placeOf(p orb.Point) place {
	return place{int32(math.Round(p.Lon() * fine)), int32(math.Round(p.Lat() * fine))}
}

func (p place) point() orb.Point { return orb.Point{float64(p.lon) / fine, float64(p.lat) / fine} }

// step is the length between two neighbouring points of a way in centimetres, rounded up.
func step(a, b orb.Point) uint32 { return centimetersUp(geo.Distance(a, b)) }

// roundingMargin, in centimetres, absorbs the error of Distance, so that a whole number stays one.
const roundingMargin = 1e-4

func centimetersUp(length geo.Meters) uint32 {
	return uint32(math.Ceil(float64(length)*100 - roundingMargin))
}

// Network is a road graph. Make one with a Builder or Decode.
type Network struct {
	places []place // of the vertices

	tail, head []int32  // vertices of each stretch
	start      []uint32 // centimetres from the start of its way to the tail
	length     []uint32 // centimetres
	way        []int32  // the way it was cut from
	shapeEnd   []uint32 // shapes[shapeEnd[s-1]:shapeEnd[s]] holds the points between tail and head
	shapes     []byte

	wayID     []int64
	wayName   []int32 // position in names
	wayTraits []int32 // position in traits
	names     []string
	traits    []Traits

	skipped     Skipped
	fingerprint string
}

// Skipped counts what a Builder was given and could not use.
type Skipped struct {
	MissingPoints int // references of ways to nodes that never came; the way is cut there
	EmptyWays     int // ways with fewer than two known points
}

// Vertices returns the number of vertices.
func (n *Network) Vertices() int { return len(n.places) }

// Stretches returns the number of stretches; arcs are twice as many.
func (n *Network) Stretches() int { return len(n.tail) }

// Skipped tells what could not be used when the network was built.
func (n *Network) Skipped() Skipped { return n.skipped }

// Fingerprint identifies the content: equal networks, and only they, share it.
func (n *Network) Fingerprint() string { return n.fingerprint }

// Point returns where a vertex lies.
func (n *Network) Point(vertex int32) orb.Point { return n.places[vertex].point() }

// Ends returns the vertices at which a stretch begins and ends; they are the same for a loop.
func (n *Network) Ends(stretch int32) (tail, head int32) { return n.tail[stretch], n.head[stretch] }

// Length returns the length of a stretch in centimetres.
func (n *Network) Length(stretch int32) uint32 { return n.length[stretch] }

// Traits returns what a stretch is like.
func (n *Network) Traits(stretch int32) Traits { return n.traits[n.wayTraits[n.way[stretch]]] }

// Name returns the name of a stretch's road, "" where it has none.
func (n *Network) Name(stretch int32) string { return n.names[n.wayName[n.way[stretch]]] }

// WayID returns the identifier, in its source, of the way a stretch was cut from.
func (n *Network) WayID(stretch int32) int64 { return n.wayID[n.way[stretch]] }

// Bound returns the box around all vertices and the points of all stretches.
func (n *Network) Bound() orb.Bound {
	if len(n.places) == 0 {
		return orb.Bound{}
	}
	bound := n.places[0].point().Bound()
	for _, p := range n.places {
		bound = bound.Extend(p.point())
	}
	var line orb.LineString
	for s := range n.tail {
		line = n.AppendLine(line[:0], int32(s))
		bound = bound.Union(line.Bound())
	}
	return bound
}

// seal computes the fingerprint once everything else is in place.
func (n *Network) seal() {
	hash := sha256.New()
	if err := n.encode(hash); err != nil {
		panic(err) // a hash takes everything
	}
	n.fingerprint = fingerprintOf([sha256.Size]byte(hash.Sum(nil)))
}

func fingerprintOf(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:16]) }

// OfWay reports whether a stretch is a piece of a way; the others are made, to get on and off a ferry.
func (n *Network) OfWay(stretch int32) bool { return n.Traits(stretch).Class != boarding }
