package travel

import (
	"context"
	"math/rand/v2"
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
)

// at is a place some metres east and north of a corner on the equator, where both are alike.
func at(east, north float64) orb.Point {
	const metersPerDegree = 111195.08
	return orb.Point{100 + east/metersPerDegree, 0.5 + north/metersPerDegree}
}

func village(nodes ...int64) network.Way {
	return network.Way{ID: nodes[0]*1000 + nodes[len(nodes)-1], Nodes: nodes, Traits: network.Traits{Class: network.Village}}
}

func drawn(t *testing.T, nodes []orb.Point, ways ...network.Way) *network.Network {
	t.Helper()
	return networktest.Roads{Nodes: nodes, Ways: ways}.Build(t, rand.New(rand.NewPCG(1, 1)))
}

func seconds(t *testing.T, r *Road, from, to orb.Point) (geo.Leg, bool) {
	t.Helper()
	leg, ok := mustMatrix(t, r, geo.BySeconds, []orb.Point{from}, []orb.Point{to}).At(0, 0)
	return leg, ok
}

// onRoad links only places that lie on a road.
func onRoad() LinkRule { return LinkRule{LimitMeters: 1, WalkingKmh: 4.5, DetourFactor: 1} }

func TestBothRoutersStandBehindTheSeam(t *testing.T) {
	straight, err := NewStraight(1.3, 15)
	if err != nil {
		t.Fatal(err)
	}
	road := roadOf(t, costsOf(t, drawn(t, []orb.Point{at(0, 0), at(1000, 0)}, village(1, 2)), "plain-car", network.Day{}), onRoad())
	for method, router := range map[string]Router{"straight": straight, "road": road} {
		if got := router.Describe(); got.Method != method || (got.Network != "") != (method == "road") {
			t.Errorf("%s describes itself as %+v", method, got)
		}
		if m, err := router.Matrix(context.Background(), nil, nil); err != nil || m == nil {
			t.Errorf("%s without places: %v, %v", method, m, err)
		}
	}
}

func TestAOneWayRoadIsGoneRoundTheOtherWay(t *testing.T) {
	lane := village(1, 2)
	lane.Direction = network.Along
	n := drawn(t, []orb.Point{at(0, 0), at(1000, 0), at(1000, 1000), at(0, 1000)}, lane, village(2, 3, 4, 1))
	r := roadOf(t, costsOf(t, n, "plain-car", network.Day{}), onRoad())
	there, _ := seconds(t, r, at(0, 0), at(1000, 0))
	back, _ := seconds(t, r, at(1000, 0), at(0, 0))
	if there.Meters < 999 || there.Meters > 1001 || back.Meters < 2999 || back.Meters > 3002 {
		t.Fatalf("there %v, back %v; want 1000 m and 3000 m", there, back)
	}
	on, err := r.With(costsOf(t, n, "plain-walk", network.Day{}))
	if err != nil {
		t.Fatal(err)
	}
	if back, _ := seconds(t, on, at(1000, 0), at(0, 0)); back.Meters > 1001 {
		t.Fatalf("a walker goes %v, want 1000 m against the one-way", back)
	}
}

func TestADeadEndIsLeftByTurningAround(t *testing.T) {
	n := drawn(t, []orb.Point{at(0, 0), at(1000, 0), at(1000, 500), at(2000, 0)}, village(1, 2, 4), village(2, 3))
	r := roadOf(t, costsOf(t, n, "plain-van", network.Day{}), onRoad())
	leg, ok := seconds(t, r, at(1000, 400), at(2000, 0))
	if !ok || leg.Meters < 1399 || leg.Meters > 1402 || leg.Seconds != 202 { // 1.4 km at 25 km/h
		t.Fatalf("got %v %v, want 1400 m in 202 s", leg, ok)
	}
	path, _, err := r.Path(context.Background(), at(1000, 400), at(2000, 0), geo.BySeconds)
	if err != nil || len(path.Pieces) != 2 || path.Pieces[0].From < path.Pieces[0].To {
		t.Fatalf("got %+v, %v; want two pieces, the first back out of the dead end", path, err)
	}
}

func TestAFerryWaitsOnceAndOnlyWhenItSails(t *testing.T) {
	// Road 1-2, ferry 2-3-4 with a buoy in the middle where another line joins, road 4-5.
	nodes := []orb.Point{at(0, 0), at(1000, 0), at(1500, 0), at(2000, 0), at(3000, 0), at(1500, 900)}
	line := network.Way{ID: 7, Nodes: []int64{2, 3, 4}, Traits: network.Traits{Class: network.FerryLine, WaitingSeconds: 600, CrossingSeconds: 300, Closures: "12-01/02-28"}}
	other := network.Way{ID: 8, Nodes: []int64{3, 6}, Traits: network.Traits{Class: network.FerryLine, WaitingSeconds: 60, CrossingSeconds: 300}}
	n := drawn(t, nodes, village(1, 2), line, other, village(4, 5))
	summer := roadOf(t, costsOf(t, n, "plain-car", network.Day{Year: 2026, Month: 7, Day: 1}), onRoad())
	leg, ok := seconds(t, summer, at(0, 0), at(3000, 0))
	if want := int64(144 + 600 + 300 + 144); !ok || leg.Seconds < want-1 || leg.Seconds > want+2 || leg.Meters < 2999 || leg.Meters > 3002 {
		t.Fatalf("in summer %v %v, want 3000 m in %d s: two roads of 144 s, one wait, one crossing", leg, ok, want)
	}
	winter, err := summer.With(costsOf(t, n, "plain-car", network.Day{Year: 2026, Month: 1, Day: 1}))
	if err != nil {
		t.Fatal(err)
	}
	if leg, ok := seconds(t, winter, at(0, 0), at(3000, 0)); ok {
		t.Fatalf("in winter the ferry lies idle and yet %v", leg)
	}
}

func TestAnIslandIsUnreachableAndNotANumber(t *testing.T) {
	n := drawn(t, []orb.Point{at(0, 0), at(1000, 0), at(9000, 0), at(9900, 0)}, village(1, 2), village(3, 4))
	r, ctx := roadOf(t, costsOf(t, n, "plain-van", network.Day{}), DefaultLinkRule()), context.Background()
	places := []orb.Point{at(0, 100), at(9100, 0), at(5000, 0)}
	for _, by := range bothMetrics() {
		m := mustMatrix(t, r, by, places, places)
		if leg, ok := m.At(0, 1); ok {
			t.Errorf("the island is told as %v away", leg)
		}
		if leg, ok := m.At(2, 2); !ok || leg != (geo.Leg{}) {
			t.Errorf("a place is %v %v from itself, linked or not", leg, ok)
		}
	}
	nearest, err := r.Nearest(ctx, places[:1], places[1:], geo.BySeconds)
	if err != nil || nearest[0].Found {
		t.Errorf("nearest over the water: %+v, %v", nearest, err)
	}
	unlinked, err := r.Unlinked(ctx, places)
	if err != nil || len(unlinked) != 1 || unlinked[0].Index != 2 || !unlinked[0].Found || unlinked[0].Distance < 3999 || unlinked[0].Distance > 4001 {
		t.Errorf("unlinked: got %+v, %v; want place 2, 4000 m away", unlinked, err)
	}
	if _, found, err := r.Path(ctx, places[0], places[1], geo.ByMeters); found || err != nil {
		t.Errorf("a path over the water: %v, %v", found, err)
	}
}

func TestALinkJoinsTheArcNotTheVertexAndWalksToIt(t *testing.T) {
	n := drawn(t, []orb.Point{at(0, 0), at(10_000, 0)}, village(1, 2))
	r := roadOf(t, costsOf(t, n, "plain-car", network.Day{}), LinkRule{LimitMeters: 500, WalkingKmh: 4, DetourFactor: 1.5})
	leg, ok := seconds(t, r, at(4000, 400), at(6000, 0))
	// 600 m on foot at 4 km/h are 540 s, 2 km at 25 km/h are 288 s.
	if !ok || leg.Meters < 2600 || leg.Meters > 2602 || leg.Seconds < 828 || leg.Seconds > 829 {
		t.Fatalf("got %v %v, want 2600 m in 828 s", leg, ok)
	}
}

func TestAClosedBridgeAndASlowedRoadTakeEffectWithoutANewHierarchy(t *testing.T) {
	around := village(1, 3, 2)
	around.ID = 5
	n := drawn(t, []orb.Point{at(0, 0), at(1000, 0), at(500, 2000)}, village(1, 2), around)
	r := roadOf(t, costsOf(t, n, "plain-car", network.Day{}), onRoad())
	bridge := n.StretchesOfWay(1002)
	if len(bridge) != 1 {
		t.Fatalf("way 1002 has stretches %v, want one", bridge)
	}
	for _, c := range []struct {
		change network.Change
		meters int64
	}{{network.Change{Stretch: bridge[0], Closed: true}, 4124}, {network.Change{Stretch: bridge[0], SpeedKmh: 50}, 1000}, {network.Change{Stretch: bridge[0], SpeedKmh: 5}, 4124}} {
		costs, err := r.Costs().With([]network.Change{c.change})
		if err != nil {
			t.Fatal(err)
		}
		changed, err := r.With(costs)
		if err != nil {
			t.Fatal(err)
		}
		if leg, ok := seconds(t, changed, at(0, 0), at(1000, 0)); !ok || leg.Meters < c.meters-1 || leg.Meters > c.meters+2 {
			t.Errorf("%+v: got %v %v, want %d m", c.change, leg, ok, c.meters)
		}
	}
	if leg, _ := seconds(t, r, at(0, 0), at(1000, 0)); leg.Meters > 1001 {
		t.Errorf("the router itself changed: %v", leg)
	}
}

func TestRoadRefusesWhatCannotBe(t *testing.T) {
	n := drawn(t, []orb.Point{at(0, 0), at(1000, 0)}, village(1, 2))
	other := drawn(t, []orb.Point{at(0, 0), at(1001, 0)}, village(1, 2))
	costs := costsOf(t, n, "plain-car", network.Day{})
	if _, err := NewRoad(costs, NewHierarchy(other), RoadOptions{Link: DefaultLinkRule()}); err == nil {
		t.Error("the hierarchy of another network was taken")
	}
	for _, rule := range []LinkRule{{}, {LimitMeters: -1, WalkingKmh: 4, DetourFactor: 1}, {LimitMeters: 1, WalkingKmh: 0.1, DetourFactor: 1}, {LimitMeters: 1, WalkingKmh: 4, DetourFactor: 0.9}} {
		if _, err := NewRoad(costs, NewHierarchy(n), RoadOptions{Link: rule}); err == nil {
			t.Errorf("%+v was taken", rule)
		}
	}
	r := roadOf(t, costs, DefaultLinkRule())
	if _, err := r.With(costsOf(t, other, "plain-car", network.Day{})); err == nil {
		t.Error("costs of another network were taken")
	}
}

// The files lie beside the repository; see their README for source and licence.
func TestPrincipeIsAnIslandOfSaoTome(t *testing.T) {
	n := networktest.ReadPBF(t, networktest.Existing(t, "../../../shared/geodata/sao-tome/sao-tome.osm.pbf"))
	r := roadOf(t, costsOf(t, n, "mountain-car", network.Day{}), DefaultLinkRule())
	city, trindade, principe := orb.Point{6.7273, 0.3365}, orb.Point{6.6814, 0.2967}, orb.Point{7.4194, 1.6377}
	if leg, ok := seconds(t, r, city, trindade); !ok || leg.Meters < 7000 || leg.Meters > 20_000 {
		t.Errorf("São Tomé to Trindade: %v %v", leg, ok)
	}
	if leg, ok := seconds(t, r, city, principe); ok {
		t.Errorf("Príncipe is told as %v away by road", leg)
	}
	rng := random(t)
	total := pairsAgree(t, r.costs, r.hierarchy, geo.BySeconds, rng, 40, 250)
	t.Logf("10,000 pairs, %d reachable, 0 mismatches", total)
}

func TestGrandeComoreHierarchyAgreesWithDijkstra(t *testing.T) {
	n := networktest.ReadPBF(t, networktest.Existing(t, "../../../shared/geodata/grande-comore/comores-latest.osm.pbf"))
	rng := random(t)
	total := pairsAgree(t, costsOf(t, n, "mountain-van", network.Day{}), NewHierarchy(n), geo.BySeconds, rng, 40, 250)
	t.Logf("10,000 pairs, %d reachable, 0 mismatches; %d stretches", total, n.Stretches())
}
