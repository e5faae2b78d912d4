package network

import (
	"cmp"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Health tells how whole a network is for one profile and day. Holes are shown, not mended: a network with
// twenty islands is a fact about its source, and whoever lives on one is told to be unreachable.
type Health struct {
	Vertices, Stretches int
	ByClass             []ClassShare // in the order of Classes, those that occur
	ClosedStretches     int          // that the profile may not use in either direction

	Islands    []Island // parts not joined by any open road, largest first
	Traps      []Island // parts of an island outside its largest part where everyone can go everywhere and back: one cannot enter, or not leave
	DeadEnds   int      // vertices with a single open stretch
	MarkedEnds int      // stretches that their source calls 断头路
	Duplicates []Pair   // junctions at one place that are not joined there
	NearMisses []Pair   // road ends within the near-miss distance of another road that they do not join
	Missing    Skipped
}

// ClassShare is the length of one class.
type ClassShare struct {
	Class     Class
	Stretches int
	Meters    float64
}

// Island is a part of the network.
type Island struct {
	Vertices int
	Meters   float64
	Point    orb.Point // one of its vertices
}

// Pair is two vertices, or a vertex and the nearest point of a stretch, that lie close and are not joined.
type Pair struct {
	A, B     orb.Point
	Distance geo.Meters
}

// Examine makes the health report. A near miss is a dead end at most nearMiss from a stretch that does not
// meet it, closed; a metre or two is a digitising gap, ten may be a hedge.
func Examine(costs *Costs, linker *Linker, nearMiss geo.Meters) Health {
	n := costs.net
	h := Health{Vertices: n.Vertices(), Stretches: n.Stretches(), Missing: n.skipped}
	open, only := make([]int, n.Vertices()), make([]int32, n.Vertices()) // open stretches at each vertex: how many, and the last
	shares := make([]ClassShare, boarding)
	for s := range int32(n.Stretches()) {
		traits := n.Traits(s)
		if costs.Open(2*s) || costs.Open(2*s+1) {
			for _, v := range [2]int32{n.tail[s], n.head[s]} {
				open[v]++
				only[v] = s
			}
		} else {
			h.ClosedStretches++
		}
		if traits.DeadEnd {
			h.MarkedEnds++
		}
		if traits.Class < boarding {
			shares[traits.Class].Class = traits.Class
			shares[traits.Class].Stretches++
			shares[traits.Class].Meters += float64(n.length[s]) / 100
		}
	}
	for _, share := range shares {
		if share.Stretches > 0 {
			h.ByClass = append(h.ByClass, share)
		}
	}
	weak := n.weakParts(costs)
	islands, strong := newParts(costs, open, weak), newParts(costs, open, n.strongParts(costs))
	for _, number := range islands.numbers() {
		h.Islands = append(h.Islands, *islands.size[number])
	}
	main := map[int32]bool{} // the islands whose largest strong part has been passed
	for _, number := range strong.numbers() {
		if !main[weak[number]] {
			main[weak[number]] = true
			continue
		}
		h.Traps = append(h.Traps, *strong.size[number])
	}
	for v, count := range open {
		if count == 1 {
			h.DeadEnds++
			if pair, ok := nearMissOf(costs, linker, int32(v), only[v], nearMiss); ok {
				h.NearMisses = append(h.NearMisses, pair)
			}
		}
	}
	h.Duplicates = n.duplicates(open)
	return h
}

// sameSpot, in metres, absorbs the rounding of coordinates.
const sameSpot = 0.01

// nearMissOf looks for a road that a dead end nearly meets: a stretch that touches neither end of its own.
func nearMissOf(costs *Costs, linker *Linker, end, own int32, limit geo.Meters) (Pair, bool) {
	n := costs.net
	a, b := n.Ends(own)
	links := linker.Within(n.Point(end), limit, func(stretch int32) bool {
		tail, head := n.Ends(stretch)
		return costs.Linkable(stretch) && tail != a && tail != b && head != a && head != b
	})
	if len(links) == 0 || links[0].Distance < sameSpot && (links[0].Position == 0 || links[0].Position == n.Length(links[0].Stretch)) {
		return Pair{}, false // nothing, or two ends at one place: that is a duplicate
	}
	return Pair{n.Point(end), links[0].Point, links[0].Distance}, true
}

// duplicates returns vertices at one place, to a centimetre, that no stretch between them joins.
func (n *Network) duplicates(open []int) []Pair {
	order := make([]int32, 0, len(n.places))
	for v := range n.places {
		if open[v] > 0 {
			order = append(order, int32(v))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		pa, pb := n.places[a], n.places[b]
		return cmp.Or(cmp.Compare(pa.lon, pb.lon), cmp.Compare(pa.lat, pb.lat), cmp.Compare(a, b))
	})
	aboard := map[[2]int32]bool{}
	for s := range n.tail {
		if n.length[s] == 0 {
			aboard[[2]int32{n.tail[s], n.head[s]}] = true
		}
	}
	var pairs []Pair
	for i := 1; i < len(order); i++ {
		a, b := order[i-1], order[i]
		if n.places[a] == n.places[b] && !aboard[[2]int32{a, b}] && !aboard[[2]int32{b, a}] {
			pairs = append(pairs, Pair{n.Point(a), n.Point(b), 0})
		}
	}
	return pairs
}
