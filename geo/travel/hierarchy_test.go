package travel

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
)

// pairsAgree compares the hierarchy with Dijkstra, both figures, and returns how many pairs were reachable.
func pairsAgree(t *testing.T, costs *network.Costs, h *Hierarchy, by geo.Metric, rng *rand.Rand, sources, targets int) int {
	t.Helper()
	n := costs.Network()
	between, d := newBetween(customize(h, costs, by, 2)), newDijkstra(newArcs(costs, by))
	reachable := 0
	for range sources {
		from := int32(rng.IntN(n.Vertices()))
		d.run([]seed{{from, 0}}, noLimit, func(int32, weight) bool { return true })
		for range targets {
			to := int32(rng.IntN(n.Vertices()))
			if got, want := between.cost(from, to), d.cost[to]; got != want {
				t.Fatalf("%s from %d to %d: got %x, Dijkstra %x", by, from, to, got, want)
			}
			if d.cost[to] < unreached {
				reachable++
			}
		}
	}
	return reachable
}

func TestHierarchyAgreesWithDijkstraOnAHundredThousandPairsOfDelaware(t *testing.T) {
	n, h := delaware()(t)
	rng := random(t)
	total := 0
	for _, by := range bothMetrics() {
		total += pairsAgree(t, costsOf(t, n, "plain-van", network.Day{}), h, by, rng, 10, 5000)
	}
	t.Logf("100,000 pairs, %d reachable, 0 mismatches; %d vertices, %d stretches, %d edges", total, n.Vertices(), n.Stretches(), h.Edges())
}

func TestOneHierarchyServesEveryProfileDayAndScenario(t *testing.T) {
	rng := random(t)
	for range 60 {
		n := networktest.Random(rng, 2+rng.IntN(80), 1+rng.IntN(60)).Build(t, rng)
		h := NewHierarchy(n)
		for range 4 {
			costs := costsOf(t, n, anyProfile(t, rng), anyDay(rng))
			var changes []network.Change
			for range rng.IntN(1 + n.Stretches()) {
				changes = append(changes, network.Change{Stretch: int32(rng.IntN(n.Stretches())), Closed: rng.IntN(2) == 0, SpeedKmh: float64(rng.IntN(50)+1) * float64(rng.IntN(2))})
			}
			costs, err := costs.With(changes)
			if err != nil {
				t.Fatal(err)
			}
			pairsAgree(t, costs, h, bothMetrics()[rng.IntN(2)], rng, 10, 20)
		}
	}
}

func TestDijkstraAgreesWithGonum(t *testing.T) {
	rng := random(t)
	for range 60 {
		n := networktest.Random(rng, 2+rng.IntN(60), 1+rng.IntN(50)).Build(t, rng)
		a := newArcs(costsOf(t, n, anyProfile(t, rng), anyDay(rng)), geo.BySeconds)
		g := simple.NewWeightedDirectedGraph(0, 0)
		for v := range n.Vertices() {
			g.AddNode(simple.Node(v))
		}
		for v := range n.Vertices() {
			for i := a.start[v]; i < a.start[v+1]; i++ {
				cost := float64(a.cost[i] >> 32)
				if a.head[i] == int32(v) {
					continue // gonum takes no loops
				}
				if old := g.WeightedEdge(int64(v), int64(a.head[i])); old == nil || cost < old.Weight() {
					g.SetWeightedEdge(g.NewWeightedEdge(simple.Node(v), simple.Node(a.head[i]), cost))
				}
			}
		}
		from := rng.IntN(n.Vertices())
		d, want := newDijkstra(a), path.DijkstraFrom(simple.Node(from), g)
		d.run([]seed{{int32(from), 0}}, noLimit, func(int32, weight) bool { return true })
		for v := range n.Vertices() {
			if w := want.WeightTo(int64(v)); d.cost[v] < unreached && float64(d.cost[v]>>32) != w || d.cost[v] == unreached && w < 1e300 {
				t.Fatalf("from %d to %d: got %v, gonum %v", from, v, d.cost[v]>>32, w)
			}
		}
	}
}

func TestHierarchyAndWeightsDoNotDependOnThreads(t *testing.T) {
	rng := random(t)
	n := networktest.Random(rng, 800, 600).Build(t, rng)
	costs := costsOf(t, n, "plain-car", network.Day{})
	first := NewHierarchy(n)
	alone := customize(first, costs, geo.BySeconds, 1)
	for range 3 {
		again := NewHierarchy(n)
		if !slices.Equal(first.rankOf, again.rankOf) || !slices.Equal(first.head, again.head) {
			t.Fatal("two orders of one network differ")
		}
		if w := customize(again, costs, geo.BySeconds, 4); !slices.Equal(w.up, alone.up) || !slices.Equal(w.forward.head, alone.forward.head) {
			t.Fatal("weights differ between one thread and four")
		}
	}
}

// FuzzDecodeHierarchy shows that no content is taken for a hierarchy that could lead a search astray.
func FuzzDecodeHierarchy(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 2))
	n := networktest.Random(rng, 20, 20).Build(f, rng)
	good := encoded(f, NewHierarchy(n))
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, content []byte) {
		if h, err := DecodeHierarchy(content, n); err == nil {
			pairsAgree(t, costsOf(t, n, "plain-car", network.Day{}), h, geo.BySeconds, rng, 3, 5)
		}
		if h, err := DecodeHierarchy(resealed(content), n); err == nil { // past the checksum
			pairsAgree(t, costsOf(t, n, "plain-car", network.Day{}), h, geo.BySeconds, rng, 3, 5)
		}
	})
}
