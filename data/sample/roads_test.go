package sample

import (
	"slices"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

func roadsOf(t *testing.T, b data.Batch) *network.Network {
	t.Helper()
	if len(b.Networks) != 1 || b.Networks[0].Check() != nil || !b.Networks[0].Provenance.Synthetic || b.Networks[0].ID != data.DefaultNetwork {
		t.Fatalf("got %d networks, want one marked synthetic under the default ID", len(b.Networks))
	}
	n, err := network.Decode(b.Networks[0].Content)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// parts returns which part of the network each vertex hangs on, by stretches that pass the filter.
func parts(n *network.Network, use func(stretch int32) bool) *islands {
	s := newIslands(n.Vertices())
	for i := range int32(n.Stretches()) {
		if use(i) {
			tail, head := n.Ends(i)
			s.join(tail, head)
		}
	}
	return s
}

// largest returns the sizes of the largest parts, in vertices, largest first.
func largest(n *network.Network, s *islands) []int {
	size := map[int32]int{}
	for v := range int32(n.Vertices()) {
		size[s.root(v)]++
	}
	var sizes []int
	for _, n := range size {
		sizes = append(sizes, n)
	}
	slices.SortFunc(sizes, func(a, b int) int { return b - a })
	return sizes
}

func TestRoadsReachEverybodyAndHangTogether(t *testing.T) {
	everyBatch(t, func(t *testing.T, b data.Batch) {
		n := roadsOf(t, b)
		if sizes := largest(n, parts(n, func(int32) bool { return true })); len(sizes) != 1 {
			t.Errorf("the roads are in %d parts of %v vertices, want one", len(sizes), sizes[:min(5, len(sizes))])
		}
		linker := network.NewLinker(n)
		far := func(what string, place *orb.Point) {
			if link, found := linker.Nearest(*place, func(int32) bool { return true }); !found || link.Distance > 750 {
				t.Errorf("%s is %.0f m from the nearest road", what, float64(link.Distance))
			}
		}
		for _, s := range b.Settlements {
			far(s.Code+" "+s.Name, s.Location)
		}
		for _, f := range b.Facilities {
			far(f.ID+" "+f.Name, f.Location)
		}
	})
}

func TestARiverIsABarrierWithFewCrossings(t *testing.T) {
	for name, b := range map[string]data.Batch{"Dongying": dongying(t), "plain": generate(t, "plain", 7)} {
		n := roadsOf(t, b)
		bridges, floating, ferries := 0, 0, 0
		crossing := func(s int32) bool {
			return strings.Contains(n.Name(s), "桥") && !strings.Contains(n.Name(s), "引道") || n.Traits(s).Class == network.FerryLine
		}
		for s := range int32(n.Stretches()) {
			switch {
			case !crossing(s):
			case n.Traits(s).Class == network.FerryLine:
				ferries++
			case n.Traits(s).Closures != "":
				floating++
			default:
				bridges++
			}
		}
		sizes := largest(n, parts(n, func(s int32) bool { return !crossing(s) }))
		t.Logf("%s: %d bridges, %d floating, %d ferries; banks of %v vertices", name, bridges, floating, ferries, sizes[:2])
		if bridges < 2 || bridges > 3 || floating != 1 || ferries != 1 {
			t.Errorf("%s: got %d bridges, %d floating, %d ferries, want 2 or 3, 1 and 1", name, bridges, floating, ferries)
		}
		if sizes[1] < n.Vertices()/20 {
			t.Errorf("%s: without its crossings the parts have %v vertices: the river is no barrier", name, sizes[:min(4, len(sizes))])
		}
	}
}

func TestRoadsHaveTheShapesAndClassesOfTheirLand(t *testing.T) {
	everyBatch(t, func(t *testing.T, b data.Batch) {
		n := roadsOf(t, b)
		length, unpaved, ends, total := map[network.Class]float64{}, 0.0, 0, 0.0
		for s := range int32(n.Stretches()) {
			km := float64(n.Length(s)) / 1e5
			length[n.Traits(s).Class] += km
			total += km
			if n.Traits(s).Surface > network.Paved {
				unpaved += km
			}
			if n.Traits(s).DeadEnd {
				ends++
			}
		}
		rural := length[network.County] + length[network.Township] + length[network.Village]
		share := func(of float64, classes ...network.Class) float64 {
			sum := 0.0
			for _, c := range classes {
				sum += length[c]
			}
			return sum / of
		}
		near, far := detours(t, n, b)
		want := map[string][2]float64{"37": {1.2, 1.35}, "99012": {1.2, 1.35}, "99022": {1.5, 2.2}, "99032": {1.1, 1.35}}
		for prefix, bounds := range want {
			if strings.HasPrefix(b.Areas[0].Code, prefix) && (far < bounds[0] || far > bounds[1]) {
				t.Errorf("roads are %.2f times as long as straight lines beyond 10 km, want within %v", far, bounds)
			}
		}
		within := func(what string, got, low, high float64) {
			if got < low || got > high {
				t.Errorf("%s: %.3f, want %.2f to %.2f", what, got, low, high)
			}
		}
		within("trunk", share(rural, network.National, network.Provincial), 0.05, 0.25)
		within("county", share(rural, network.County), 0.08, 0.2)
		within("township", share(rural, network.Township), 0.25, 0.3)
		within("village", share(rural, network.Village), 0.5, 0.68)
		within("not paved", unpaved/total, 0.05, 0.4)
		t.Logf("detour %.2f below 10 km, %.2f beyond; %d vertices, %d stretches, %d bytes, %.0f km, trunk %.3f, county %.3f, township %.3f, village %.3f, not paved %.3f, %d dead ends", near, far, n.Vertices(), n.Stretches(), len(b.Networks[0].Content), total,
			share(rural, network.National, network.Provincial), share(rural, network.County), share(rural, network.Township), share(rural, network.Village), unpaved/total, ends)
	})
}

func TestTheSameSeedLaysTheSameRoads(t *testing.T) {
	b, err := Dongying()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := b.Networks[0], dongying(t).Networks[0]; got.Fingerprint != want.Fingerprint || !slices.Equal(got.Content, want.Content) || !got.CreatedAt.Equal(want.CreatedAt) {
		t.Errorf("the roads of Dongying were %s, then %s", want.Fingerprint, got.Fingerprint)
	}
}

// detours returns the median ratio of road to straight line between settlements nearer and farther than 10 km.
func detours(t *testing.T, n *network.Network, b data.Batch) (near, far float64) {
	t.Helper()
	profile, err := network.PresetProfile(network.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	costs, err := n.Cost(profile, network.Day{})
	if err != nil {
		t.Fatal(err)
	}
	road, err := travel.NewRoad(costs, travel.NewHierarchy(n), travel.RoadOptions{Link: travel.DefaultLinkRule(), MatrixBy: geo.ByMeters})
	if err != nil {
		t.Fatal(err)
	}
	var places []orb.Point
	for i := 0; i < len(b.Settlements); i += len(b.Settlements)/80 + 1 {
		places = append(places, *b.Settlements[i].Location)
	}
	legs, err := road.Matrix(t.Context(), places, places)
	if err != nil {
		t.Fatal(err)
	}
	ratios := [2][]float64{}
	for i := range places {
		for j := range places {
			if straight := geo.Distance(places[i], places[j]); i != j {
				leg, ok := legs.At(i, j)
				if !ok {
					t.Fatalf("no way from %v to %v", places[i], places[j])
				}
				beyond := 0
				if straight > 10_000 {
					beyond = 1
				}
				ratios[beyond] = append(ratios[beyond], float64(leg.Meters)/float64(straight))
			}
		}
	}
	for i := range ratios {
		slices.Sort(ratios[i])
		ratios[i] = append(ratios[i], 0)
	}
	return ratios[0][len(ratios[0])/2], ratios[1][len(ratios[1])/2]
}
