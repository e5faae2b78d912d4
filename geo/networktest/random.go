package networktest

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// Roads are nodes and ways before they are built; node i has identifier i+1.
type Roads struct {
	Nodes []orb.Point
	Ways  []network.Way
}

// Random draws roads around some hundred metres long over a few kilometres: one-way streets, gates,
// seasonal closures, dead ends, loops, double roads, ferries, and often several islands.
func Random(rng *rand.Rand, nodes, ways int) Roads {
	center := orb.Point{90 + rng.Float64()*30, 20 + rng.Float64()*25}
	extent := 0.01 + rng.Float64()*0.05
	var r Roads
	for range nodes {
		r.Nodes = append(r.Nodes, orb.Point{center[0] + rng.Float64()*extent, center[1] + rng.Float64()*extent})
	}
	for range ways {
		r.Add(rng)
	}
	return r
}

// Add draws one more way over the nodes.
func (r *Roads) Add(rng *rand.Rand) {
	classes := network.Classes()
	w := network.Way{ID: int64(len(r.Ways) + 1), Traits: network.Traits{Class: classes[rng.IntN(len(classes))]}}
	if rng.IntN(4) == 0 {
		w.Direction = network.Direction(1 + rng.IntN(2))
	}
	if rng.IntN(3) == 0 {
		w.MaxSpeedKmh = float32(5 + rng.IntN(60))
	}
	if rng.IntN(10) == 0 {
		w.Closures = "12-01/03-31"
	}
	if w.Class == network.FerryLine && rng.IntN(2) == 0 {
		w.WaitingSeconds, w.CrossingSeconds = uint32(rng.IntN(900)), uint32(1+rng.IntN(900))
	}
	at := rng.IntN(len(r.Nodes))
	for range 2 + rng.IntN(6) {
		w.Nodes = append(w.Nodes, int64(at+1))
		at = r.neighbor(rng, at)
	}
	r.Ways = append(r.Ways, w)
}

// neighbor draws one of the five nodes nearest to a node, now and then the node itself.
func (r *Roads) neighbor(rng *rand.Rand, at int) int {
	type candidate struct {
		node     int
		distance geo.Meters
	}
	var near []candidate
	for i, node := range r.Nodes {
		c := candidate{i, geo.Distance(r.Nodes[at], node)}
		k, _ := slices.BinarySearchFunc(near, c, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
		if k < 6 {
			near = slices.Insert(near[:min(len(near), 5)], min(k, 5), c)
		}
	}
	return near[rng.IntN(len(near))].node
}

// Build builds the roads, nodes and ways in a random order.
func (r Roads) Build(tb testing.TB, rng *rand.Rand) *network.Network {
	tb.Helper()
	b := network.NewBuilder()
	nodesFirst := rng.IntN(2) == 0
	nodes := func() {
		for _, i := range rng.Perm(len(r.Nodes)) {
			if err := b.AddNode(int64(i+1), r.Nodes[i]); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if nodesFirst {
		nodes()
	}
	for _, w := range r.Ways {
		if err := b.AddWay(w); err != nil {
			tb.Fatal(err)
		}
	}
	if !nodesFirst {
		b.WaysDone()
		nodes()
	}
	n, err := b.Finish()
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// Places draws places on and around the roads.
func (r Roads) Places(rng *rand.Rand, count int) []orb.Point {
	places := make([]orb.Point, count)
	for i := range places {
		node := r.Nodes[rng.IntN(len(r.Nodes))]
		switch rng.IntN(4) {
		case 0:
			places[i] = node
		case 1:
			places[i] = places[rng.IntN(i+1)]
			if places[i] == (orb.Point{}) {
				places[i] = node
			}
		default:
			places[i] = orb.Point{node[0] + (rng.Float64()-0.5)*0.02, node[1] + (rng.Float64()-0.5)*0.02}
		}
	}
	return places
}
