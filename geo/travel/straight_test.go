package travel

import (
	"context"
	"math/rand/v2"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

func TestStraightWithinAndNearestAgreeWithItsMatrix(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	router, err := NewStraight(1.3, 15)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	points := func(n int) []orb.Point {
		list := make([]orb.Point, n)
		for i := range list {
			list[i] = orb.Point{118 + rng.Float64()*0.2, 37 + rng.Float64()*0.2}
		}
		return list
	}
	for range 30 {
		origins, destinations := points(20), points(1+rng.IntN(30))
		matrix, err := router.Matrix(ctx, origins, destinations)
		if err != nil {
			t.Fatal(err)
		}
		// Limits taken from the matrix itself sit exactly on the closed boundary.
		edge, _ := matrix.At(0, 0)
		for _, limit := range []geo.Limit{{Metric: geo.ByMeters, Value: edge.Meters}, {Metric: geo.BySeconds, Value: edge.Seconds}} {
			sparse, err := router.Within(ctx, origins, destinations, limit)
			if err != nil {
				t.Fatal(err)
			}
			for i := range origins {
				got := map[int]geo.Leg{}
				for j, leg := range sparse.Row(i) {
					got[j] = leg
				}
				for j := range destinations {
					leg, _ := matrix.At(i, j)
					if found, ok := got[j]; ok != limit.Allows(leg) || ok && found != leg {
						t.Fatalf("pair %d,%d: within says %v %v, matrix %v, limit %+v", i, j, ok, found, leg, limit)
					}
				}
			}
		}
		nearest, err := router.Nearest(ctx, origins, destinations, geo.ByMeters)
		if err != nil {
			t.Fatal(err)
		}
		for i := range origins {
			for j := range destinations {
				if leg, _ := matrix.At(i, j); leg.Meters < nearest[i].Leg.Meters {
					t.Fatalf("origin %d: destination %d is nearer than %+v", i, j, nearest[i])
				}
			}
		}
	}
}

func TestStraightWithoutDestinationsFindsNothing(t *testing.T) {
	router, err := NewStraight(1, 15)
	if err != nil {
		t.Fatal(err)
	}
	nearest, err := router.Nearest(context.Background(), []orb.Point{{118, 37}}, nil, geo.ByMeters)
	if err != nil || nearest[0].Found {
		t.Fatalf("got %+v, %v", nearest, err)
	}
}

func TestStraightRefusesImpossibleParameters(t *testing.T) {
	for _, p := range [][2]float64{{0.9, 15}, {1.3, 0}, {11, 15}} {
		if _, err := NewStraight(p[0], p[1]); err == nil {
			t.Errorf("factor %v, speed %v were accepted", p[0], p[1])
		}
	}
}

func TestStraightStopsWhenTheContextIsDone(t *testing.T) {
	router, _ := NewStraight(1.3, 15)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := router.Matrix(ctx, []orb.Point{{1, 1}}, []orb.Point{{1, 1}}); err == nil {
		t.Fatal("a cancelled context was ignored")
	}
}
