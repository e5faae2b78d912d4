package travel

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
)

// The benchmarks run on the Delaware extract. Wall times suffer on a busy machine, so each also reports the
// CPU time of the whole process; cpu-s/op is what to compare.

// delaware is read once for all benchmarks.
var delaware = sync.OnceValue(func() func(testing.TB) (*network.Network, *Hierarchy) {
	var once sync.Once
	var n *network.Network
	var h *Hierarchy
	return func(tb testing.TB) (*network.Network, *Hierarchy) {
		file := networktest.Delaware(tb)
		once.Do(func() {
			n = networktest.ReadPBF(tb, file)
			h = NewHierarchy(n)
		})
		return n, h
	}
})

func measure(b *testing.B, work func()) {
	b.Helper()
	b.ResetTimer()
	before := cpuSeconds()
	for b.Loop() {
		work()
	}
	b.ReportMetric((cpuSeconds()-before)/float64(b.N), "cpu-s/op")
}

func vertices(n *network.Network, count int, seed uint64) []orb.Point {
	rng := rand.New(rand.NewPCG(seed, 0))
	points := make([]orb.Point, count)
	for i := range points {
		points[i] = n.Point(int32(rng.IntN(n.Vertices())))
	}
	return points
}

func BenchmarkLoadAndBuildFromPBF(b *testing.B) {
	file := networktest.Delaware(b)
	measure(b, func() { networktest.ReadPBF(b, file) })
}

func BenchmarkHierarchy(b *testing.B) {
	n, _ := delaware()(b)
	measure(b, func() { NewHierarchy(n) })
}

func BenchmarkNewWeights(b *testing.B) {
	n, h := delaware()(b)
	costs := costsOf(b, n, "plain-van", network.Day{})
	measure(b, func() { customize(h, costs, geo.BySeconds, 2) })
}

// BenchmarkTenThousandPairs answers 10,000 vertex pairs on one thread.
func BenchmarkTenThousandPairs(b *testing.B) {
	n, h := delaware()(b)
	w := customize(h, costsOf(b, n, "plain-van", network.Day{}), geo.BySeconds, 2)
	rng := rand.New(rand.NewPCG(1, 1))
	pairs := make([][2]int32, 10_000)
	for i := range pairs {
		pairs[i] = [2]int32{int32(rng.IntN(n.Vertices())), int32(rng.IntN(n.Vertices()))}
	}
	between := newBetween(w)
	measure(b, func() {
		for _, p := range pairs {
			between.cost(p[0], p[1])
		}
	})
}

func BenchmarkDijkstraOnePair(b *testing.B) {
	n, _ := delaware()(b)
	d := newDijkstra(newArcs(costsOf(b, n, "plain-van", network.Day{}), geo.BySeconds))
	rng := rand.New(rand.NewPCG(1, 1))
	measure(b, func() {
		to := int32(rng.IntN(n.Vertices()))
		d.run([]seed{{int32(rng.IntN(n.Vertices())), 0}}, noLimit, func(v int32, _ weight) bool { return v != to })
	})
}

func benchmarkMatrix(b *testing.B, rule LinkRule) {
	n, h := delaware()(b)
	r, err := NewRoad(costsOf(b, n, "plain-van", network.Day{}), h, RoadOptions{Link: rule, Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	r.Warm(geo.BySeconds)
	origins, destinations := vertices(n, 1000, 1), vertices(n, 1000, 2)
	r.linker()
	measure(b, func() {
		if _, err := r.Matrix(context.Background(), origins, destinations); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkMatrixThousandOnVertices(b *testing.B) {
	benchmarkMatrix(b, LinkRule{LimitMeters: 0.5, WalkingKmh: 4.5, DetourFactor: 1})
}

func BenchmarkMatrixThousandLinkedWithin1km(b *testing.B) { benchmarkMatrix(b, DefaultLinkRule()) }

func benchmarkServiceAreas(b *testing.B, limit geo.Limit) {
	n, h := delaware()(b)
	r, err := NewRoad(costsOf(b, n, "plain-van", network.Day{}), h, RoadOptions{Link: DefaultLinkRule(), Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	places := vertices(n, 1900, 3)
	r.linker()
	r.prepared(limit.Metric).open()
	counts := make([]int, len(places))
	measure(b, func() {
		if err := r.ReachEach(context.Background(), places, limit, func(i int, pieces []Piece) { counts[i] = len(pieces) }); err != nil {
			b.Fatal(err)
		}
	})
	total := 0
	for _, count := range counts {
		total += count
	}
	b.ReportMetric(float64(total)/1e6, "million-pieces")
}

func BenchmarkServiceAreas1900Places5km(b *testing.B) {
	benchmarkServiceAreas(b, geo.Limit{Metric: geo.ByMeters, Value: 5000})
}

func BenchmarkServiceAreas1900Places15Minutes(b *testing.B) {
	benchmarkServiceAreas(b, geo.Limit{Metric: geo.BySeconds, Value: 900})
}

// BenchmarkOutline15Minutes draws one area of 15 minutes from the middle of the extract.
func BenchmarkOutline15Minutes(b *testing.B) {
	n, h := delaware()(b)
	r, err := NewRoad(costsOf(b, n, "plain-van", network.Day{}), h, RoadOptions{Link: DefaultLinkRule(), Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	pieces, err := r.Reach(context.Background(), vertices(n, 1, 3)[0], geo.Limit{Metric: geo.BySeconds, Value: 900})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(pieces)), "pieces")
	measure(b, func() {
		if _, err := r.Outline(pieces, 50); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkNewRoadInUse extends the network by one road and prices it by the kept order.
func BenchmarkNewRoadInUse(b *testing.B) {
	n, h := delaware()(b)
	l, places := network.NewLinker(n), vertices(n, 2, 5)
	profile := costsOf(b, n, "plain-van", network.Day{}).Profile()
	measure(b, func() {
		longer, err := l.Extend([]network.NewRoad{{ID: 1, Line: places, Traits: network.Traits{Class: network.County}}}, 10)
		if err != nil {
			b.Fatal(err)
		}
		costs, err := longer.Cost(profile, network.Day{})
		if err != nil {
			b.Fatal(err)
		}
		customize(h.Extend(longer), costs, geo.BySeconds, 2)
	})
}

func BenchmarkLinker(b *testing.B) {
	n, _ := delaware()(b)
	measure(b, func() { network.NewLinker(n) })
}

func BenchmarkPath(b *testing.B) {
	n, h := delaware()(b)
	r, err := NewRoad(costsOf(b, n, "plain-van", network.Day{}), h, RoadOptions{Link: LinkRule{LimitMeters: 1, WalkingKmh: 4.5, DetourFactor: 1}, Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	r.Warm(geo.BySeconds)
	r.linker()
	places, i := vertices(n, 2000, 4), 0
	measure(b, func() {
		if _, _, err := r.Path(context.Background(), places[i%1000], places[1000+i%1000], geo.BySeconds); err != nil {
			b.Fatal(err)
		}
		i++
	})
}

func BenchmarkOpenFromCache(b *testing.B) {
	n, h := delaware()(b)
	var roads, order bytes.Buffer
	if err := n.Encode(&roads); err != nil {
		b.Fatal(err)
	}
	if err := h.Encode(&order); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(roads.Len()+order.Len())/1e6, "MB")
	measure(b, func() {
		again, err := network.Decode(roads.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := DecodeHierarchy(order.Bytes(), again); err != nil {
			b.Fatal(err)
		}
	})
}
