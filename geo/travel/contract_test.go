package travel_test

import (
	"math/rand/v2"
	"testing"

	"cuntong/geo/network"
	"cuntong/geo/networktest"
	"cuntong/geo/travel"
	"cuntong/geo/traveltest"

	"github.com/paulmach/orb"
)

func TestStraightKeepsTheContract(t *testing.T) {
	straight, err := travel.NewStraight(1.3, 30)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 0))
	places := networktest.Random(rng, 30, 1).Places(rng, 40)
	traveltest.Keep(t, traveltest.Case{Router: straight, Places: append(places, places[:3]...), Reachable: 1000})
}

func TestRoadKeepsTheContract(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 0))
	roads := networktest.Random(rng, 60, 60)
	profile, err := network.PresetProfile("plain-car")
	if err != nil {
		t.Fatal(err)
	}
	n := roads.Build(t, rng)
	costs, err := n.Cost(profile, network.Day{})
	if err != nil {
		t.Fatal(err)
	}
	road, err := travel.NewRoad(costs, travel.NewHierarchy(n), travel.RoadOptions{Link: travel.LinkRule{LimitMeters: 100, WalkingKmh: 4.5, DetourFactor: 1.3}})
	if err != nil {
		t.Fatal(err)
	}
	places := append(roads.Places(rng, 40), orb.Point{roads.Nodes[0][0] + 1, roads.Nodes[0][1]})
	traveltest.Keep(t, traveltest.Case{Router: road, Places: append(places, places[:3]...), Reachable: 200, Blocked: 80})
}
