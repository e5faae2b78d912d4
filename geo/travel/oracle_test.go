package travel

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
)

var seedFlag = flag.Uint64("seed", 20261123, "seed of the random tests")

func random(t testing.TB) *rand.Rand {
	t.Helper()
	t.Logf("seed %d", *seedFlag)
	return rand.New(rand.NewPCG(*seedFlag, 4))
}

func costsOf(t testing.TB, n *network.Network, profile string, day network.Day) *network.Costs {
	t.Helper()
	p, err := network.PresetProfile(profile)
	if err != nil {
		t.Fatal(err)
	}
	costs, err := n.Cost(p, day)
	if err != nil {
		t.Fatal(err)
	}
	return costs
}

func roadOf(t testing.TB, costs *network.Costs, rule LinkRule) *Road {
	t.Helper()
	r, err := NewRoad(costs, NewHierarchy(costs.Network()), RoadOptions{Link: rule, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func anyProfile(t testing.TB, rng *rand.Rand) string {
	t.Helper()
	profiles, err := network.Profiles()
	if err != nil {
		t.Fatal(err)
	}
	return profiles[rng.IntN(len(profiles))].ID
}

func anyDay(rng *rand.Rand) network.Day {
	return []network.Day{{}, {Year: 2026, Month: 1, Day: 15}, {Year: 2026, Month: 7, Day: 1}}[rng.IntN(3)]
}

func anyRule(rng *rand.Rand) LinkRule {
	return LinkRule{LimitMeters: []float64{0, 150, 1000}[rng.IntN(3)], WalkingKmh: 4.5, DetourFactor: 1 + rng.Float64()}
}

func bothMetrics() []geo.Metric { return []geo.Metric{geo.ByMeters, geo.BySeconds} }

// oracle asks gonum for the chosen figure of every pair over a graph in which every link is a vertex of its
// own that cuts its stretch; it shares no search, no partial weights and no order with the router.
type oracle struct {
	g    *simple.WeightedDirectedGraph
	next int64
	cuts map[int32]map[uint32]int64 // of each stretch, by position: the vertex there
}

func newOracle(r *Road, origins, destinations []orb.Point, by geo.Metric) (o *oracle, from, to []int64) {
	n := r.costs.Network()
	o = &oracle{simple.NewWeightedDirectedGraph(0, math.Inf(1)), int64(n.Vertices()), map[int32]map[uint32]int64{}}
	for v := range n.Vertices() {
		o.g.AddNode(simple.Node(v))
	}
	for s := range int32(n.Stretches()) {
		tail, head := n.Ends(s)
		o.cuts[s] = map[uint32]int64{}
		if n.Length(s) > 0 || tail == head {
			o.cuts[s][0], o.cuts[s][n.Length(s)] = int64(tail), int64(head)
		}
		if n.Length(s) == 0 { // boarding: nobody links to it
			o.join(int64(tail), int64(head), arcWeight(r.costs, by, 2*s))
			o.join(int64(head), int64(tail), arcWeight(r.costs, by, 2*s+1))
		}
	}
	link := func(place orb.Point, join func(at int64, walk weight)) {
		for _, l := range network.NewLinker(n).Within(place, geo.Meters(r.options.Link.LimitMeters), r.costs.Linkable) {
			at, ok := o.cuts[l.Stretch][l.Position]
			if !ok {
				at = o.vertex()
				o.cuts[l.Stretch][l.Position] = at
			}
			join(at, r.options.Link.walk(by, l.Distance))
		}
	}
	for _, place := range origins {
		v := o.vertex()
		from = append(from, v)
		link(place, func(at int64, walk weight) { o.join(v, at, walk) })
	}
	for j, place := range destinations {
		v := o.vertex()
		to = append(to, v)
		link(place, func(at int64, walk weight) { o.join(at, v, walk) })
		for i, origin := range origins {
			if d := geo.Distance(origin, destinations[j]); float64(d) <= r.options.Link.LimitMeters {
				o.join(from[i], v, r.options.Link.walk(by, d))
			}
		}
	}
	for s, cuts := range o.cuts {
		positions := make([]uint32, 0, len(cuts))
		for p := range cuts {
			positions = append(positions, p)
		}
		slices.Sort(positions)
		for i := 1; i < len(positions); i++ {
			a, b := positions[i-1], positions[i]
			for side, arc := range []int32{2 * s, 2*s + 1} {
				if r.costs.Open(arc) {
					ends := [2]int64{cuts[a], cuts[b]}
					o.join(ends[side], ends[1-side], pack(by, b-a, r.costs.PartCentiseconds(arc, a, b)))
				}
			}
		}
	}
	return o, from, to
}

func (o *oracle) vertex() int64 {
	o.next++
	o.g.AddNode(simple.Node(o.next - 1))
	return o.next - 1
}

func (o *oracle) join(a, b int64, w weight) {
	if a == b || w >= unreached {
		return
	}
	if old := o.g.WeightedEdge(a, b); old == nil || float64(w>>32) < old.Weight() {
		o.g.SetWeightedEdge(o.g.NewWeightedEdge(simple.Node(a), simple.Node(b), float64(w>>32)))
	}
}

func (o *oracle) from(v int64) path.Shortest { return path.DijkstraFrom(simple.Node(v), o.g) }
