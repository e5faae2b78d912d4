package travel

import (
	"testing"

	"cuntong/geo"
	"cuntong/geo/network"
	"cuntong/geo/networktest"

	"github.com/paulmach/orb"
)

func TestAnExtendedHierarchyIsExactAndNobodyLoses(t *testing.T) {
	rng := random(t)
	for range 80 {
		roads := networktest.Random(rng, 2+rng.IntN(50), 1+rng.IntN(40))
		n, profile, rule := roads.Build(t, rng), anyProfile(t, rng), anyRule(rng)
		before := roadOf(t, costsOf(t, n, profile, network.Day{}), rule)
		var added []network.NewRoad
		for i := range 1 + rng.IntN(4) {
			road := network.NewRoad{ID: int64(1000 + i), Traits: network.Traits{Class: network.Classes()[rng.IntN(int(network.FerryLine))]}}
			for range 2 + rng.IntN(4) {
				road.Line = append(road.Line, roads.Places(rng, 1)[0])
			}
			added = append(added, road)
		}
		longer, err := network.NewLinker(n).Extend(added, geo.Meters(rng.Float64()*60))
		if err != nil {
			t.Fatal(err)
		}
		h := before.hierarchy.Extend(longer)
		costs := costsOf(t, longer, profile, network.Day{})
		pairsAgree(t, costs, h, bothMetrics()[rng.IntN(2)], rng, 8, 20)
		after, err := NewRoad(costs, h, RoadOptions{Link: rule})
		if err != nil {
			t.Fatal(err)
		}
		origins, destinations := roads.Places(rng, 8), roads.Places(rng, 8)
		for _, by := range bothMetrics() {
			old, now := mustMatrix(t, before, by, origins, destinations), mustMatrix(t, after, by, origins, destinations)
			for i := range origins {
				for j := range destinations {
					was, ok := old.At(i, j)
					is, still := now.At(i, j)
					// Links beside a cut shift by a centimetre or two, which may be the next whole metre.
					if ok && (!still || figure(by, is) > figure(by, was)+1) {
						t.Fatalf("%s: from %v to %v (%v)", by, was, is, still)
					}
				}
			}
		}
	}
}

func TestANewBridgeShortensTheWay(t *testing.T) {
	// Two banks joined only 5 km upstream; a bridge 1 km along.
	n := drawn(t, []orb.Point{at(0, 0), at(5000, 0), at(5000, 200), at(0, 200)}, village(1, 2, 3, 4))
	r := roadOf(t, costsOf(t, n, "plain-car", network.Day{}), onRoad())
	before, _ := seconds(t, r, at(0, 0), at(0, 200))
	longer, err := network.NewLinker(n).Extend([]network.NewRoad{{ID: 9, Line: orb.LineString{at(1000, 0), at(1000, 200)}, Traits: network.Traits{Class: network.Village}}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	bridged, err := NewRoad(costsOf(t, longer, "plain-car", network.Day{}), r.hierarchy.Extend(longer), RoadOptions{Link: onRoad()})
	if err != nil {
		t.Fatal(err)
	}
	after, _ := seconds(t, bridged, at(0, 0), at(0, 200))
	if before.Meters < 10_199 || after.Meters < 2199 || after.Meters > 2202 {
		t.Fatalf("from %v to %v, want 10200 m to 2200 m", before, after)
	}
}
