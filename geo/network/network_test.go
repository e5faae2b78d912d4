package network

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// at is a place some metres east and north of a corner near the equator, where both are alike.
func at(east, north float64) orb.Point {
	const metersPerDegree = 111195.08
	return orb.Point{100 + east/metersPerDegree, 0.5 + north/metersPerDegree}
}

// way is a village road over nodes, which are numbered from 1 in the order they are given to build.
func way(id int64, nodes ...int64) Way {
	return Way{ID: id, Nodes: nodes, Traits: Traits{Class: Village}}
}

func build(t testing.TB, nodes []orb.Point, ways ...Way) *Network {
	t.Helper()
	b := NewBuilder()
	for _, w := range ways {
		if err := b.AddWay(w); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range nodes {
		if err := b.AddNode(int64(i+1), p); err != nil {
			t.Fatal(err)
		}
	}
	n, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func price(t testing.TB, n *Network, profile string, day Day) *Costs {
	t.Helper()
	p, err := PresetProfile(profile)
	if err != nil {
		t.Fatal(err)
	}
	c, err := n.Cost(p, day)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWaysAreCutWhereTheyMeetAndNowhereElse(t *testing.T) {
	n := build(t, []orb.Point{at(0, 0), at(100, 0), at(200, 0), at(300, 0), at(200, 100)}, way(1, 1, 2, 3, 4), way(2, 3, 5))
	if n.Vertices() != 4 || n.Stretches() != 3 {
		t.Fatalf("got %d vertices, %d stretches; want 4 and 3", n.Vertices(), n.Stretches())
	}
	if line := n.AppendLine(nil, 0); len(line) != 3 || geo.Distance(line[1], at(100, 0)) > 0.02 {
		t.Fatalf("the first stretch runs %v", line)
	}
	if n.WayID(2) != 2 || n.Length(0) < 19_999 || n.Length(0) > 20_002 {
		t.Fatalf("way %d, length %d cm", n.WayID(2), n.Length(0))
	}
}

func TestOrderOfNodesAndWaysDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	nodes := []orb.Point{at(0, 0), at(100, 0), at(200, 0), at(300, 0), at(200, 100)}
	ways := []Way{way(1, 1, 2, 3, 4), way(2, 3, 5)}
	want := build(t, nodes, ways...).Fingerprint()
	for range 50 {
		b := NewBuilder()
		steps := []func(){func() {
			for _, i := range rng.Perm(len(nodes)) {
				if err := b.AddNode(int64(i+1), nodes[i]); err != nil {
					t.Fatal(err)
				}
			}
		}, func() {
			for _, w := range ways {
				if err := b.AddWay(w); err != nil {
					t.Fatal(err)
				}
			}
		}}
		first := rng.IntN(2)
		steps[first]()
		if first == 1 && rng.IntN(2) == 0 {
			b.WaysDone()
			if err := b.AddNode(99, orb.Point{200, 0}); err != nil {
				t.Fatal("a node that nobody refers to was looked at")
			}
		}
		steps[1-first]()
		n, err := b.Finish()
		if err != nil || n.Fingerprint() != want {
			t.Fatalf("got %v, %v", n, err)
		}
	}
}

func TestABuilderNamesWhatItRefuses(t *testing.T) {
	b := NewBuilder()
	for name, err := range map[string]error{
		"node 7: longitude":  b.AddNode(7, orb.Point{200, 1}),
		"way 3: road class":  b.AddWay(Way{ID: 3, Traits: Traits{Class: boarding}}),
		"way 4: maximum":     b.AddWay(Way{ID: 4, Traits: Traits{MaxSpeedKmh: -1}}),
		"way 5: closure":     b.AddWay(Way{ID: 5, Traits: Traits{Closures: "soon"}}),
		"way 6: direction 9": b.AddWay(Way{ID: 6, Traits: Traits{Direction: 9}}),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("got %v, want %s…", err, name)
		}
	}
	for _, p := range []orb.Point{at(0, 0), at(5, 0)} {
		if err := b.AddNode(1, p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Finish(); err == nil || !strings.Contains(err.Error(), "node 1 comes twice") {
		t.Errorf("got %v for a node at two places", err)
	}
}

func TestMissingNodesCutAWayAndAreCounted(t *testing.T) {
	n := build(t, []orb.Point{at(0, 0), at(100, 0), at(200, 0)}, way(1, 1, 2, 77, 3), way(2, 88, 3), way(3))
	if got := n.Skipped(); n.Stretches() != 1 || got != (Skipped{MissingPoints: 2, EmptyWays: 2}) {
		t.Fatalf("%d stretches, skipped %+v", n.Stretches(), got)
	}
}

func TestCuttingAWayAtAJunctionChangesNoSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		var nodes []orb.Point
		w := way(1)
		for i := range 3 + rng.IntN(20) {
			nodes = append(nodes, at(rng.Float64()*3000, rng.Float64()*3000))
			w.Nodes = append(w.Nodes, int64(i+1))
		}
		w.MaxSpeedKmh = float32(1 + rng.Float64()*30)
		whole := price(t, build(t, nodes, w), "plain-car", Day{})
		cut := price(t, build(t, append(nodes, at(9999, 9999)), w, way(2, int64(1+rng.IntN(len(nodes))), int64(len(nodes)+1))), "plain-car", Day{})
		var length, forth, back uint32
		for s := range int32(cut.net.Stretches()) {
			if cut.net.WayID(s) == 1 {
				length += cut.net.Length(s)
				forth += cut.Centiseconds(2 * s)
				back += cut.Centiseconds(2*s + 1)
			}
		}
		if length != whole.net.Length(0) || forth != whole.Centiseconds(0) || back != whole.Centiseconds(1) {
			t.Fatalf("cut: %d cm, %d and %d cs; whole: %d cm, %d cs", length, forth, back, whole.net.Length(0), whole.Centiseconds(0))
		}
	}
}

func TestNetworkComesBackFromItsStoredForm(t *testing.T) {
	w := way(5, 1, 2, 3)
	w.Name, w.Closures, w.NoPassingBay, w.WidthMeters = "利津大桥", "12-01/02-28", true, 3.5
	n := build(t, []orb.Point{at(0, 0), at(100, 50), at(200, 0)}, w, way(6, 3, 1), Way{ID: 7, Nodes: []int64{1, 3}, Traits: Traits{Class: FerryLine, WaitingSeconds: 60}})
	content := stored(t, n)
	again, err := Decode(content)
	if err != nil {
		t.Fatal(err)
	}
	if again.Fingerprint() != n.Fingerprint() || !bytes.Equal(stored(t, again), content) || again.Name(0) != w.Name || again.Traits(0) != w.Traits {
		t.Fatal("what came back differs")
	}
	if !slices.Equal(again.AppendLine(nil, 0), n.AppendLine(nil, 0)) {
		t.Fatal("the line came back otherwise")
	}
	for cut := range content {
		if _, err := Decode(content[:cut]); err == nil {
			t.Fatalf("a file cut at byte %d was taken", cut)
		}
	}
}

func stored(t testing.TB, n *Network) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := n.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
