package study

import (
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// Each leg is the path of its two places, begins where the one before ends, and only what no road makes is straight.
func TestTheWayOfARunFollowsTheRoads(t *testing.T) {
	s := river(t)
	settlements, err := s.Store.Settlements(t.Context(), data.Query{})
	if err != nil {
		t.Fatal(err)
	}
	run := data.Run{ID: "r"}
	for _, settlement := range settlements {
		if settlement.Location != nil {
			run.Stops = append(run.Stops, data.RunStop{Stop: settlement.Code, Place: *settlement.Location})
		}
	}
	run.Stops = append(run.Stops, data.RunStop{Stop: "field", Place: orb.Point{118.56, 37.5}}) // no road is near
	depot := run.Stops[0].Place
	way, err := s.WayOfRun(t.Context(), run, &depot)
	legs := way.Legs
	if err != nil || len(legs) != len(run.Stops)+1 {
		t.Fatalf("%d legs, %v", len(legs), err)
	}
	at, byRoad := depot, 0
	for i, leg := range legs {
		to := depot
		if i < len(run.Stops) {
			to = run.Stops[i].Place
		}
		if leg.Line[0] != at || leg.Line[len(leg.Line)-1] != to {
			t.Errorf("leg %d goes from %v to %v, want %v to %v", i, leg.Line[0], leg.Line[len(leg.Line)-1], at, to)
		}
		if at != to {
			path, err := s.Path(t.Context(), PathRequest{From: Spot{Point: &at}, To: Spot{Point: &to}, By: "seconds"})
			if err != nil || path.Found != leg.Road || leg.Road && *leg.Meters != path.Path.Leg.Meters {
				t.Errorf("leg %d: %+v, the path %+v, %v", i, leg, path, err)
			}
		}
		if leg.Road {
			byRoad++
		}
		at = to
	}
	if byRoad == 0 || legs[len(legs)-1].Road {
		t.Errorf("%d legs by road, the one from the field by road: %v", byRoad, legs[len(legs)-1].Road)
	}
}

func TestTheWayOfARunWithoutRoadsIsStraight(t *testing.T) {
	s, _ := routeTown(t, []float64{2}, 100, 20)
	way, err := s.WayOfRun(t.Context(), data.Run{Stops: []data.RunStop{{Place: orb.Point{118, 37}}, {Place: orb.Point{118.1, 37}}}}, nil)
	if err != nil || way.Profile != "" || len(way.Legs) != 1 || way.Legs[0].Road || way.Legs[0].Meters != nil || len(way.Legs[0].Line) != 2 {
		t.Errorf("%+v, %v", way, err)
	}
}
