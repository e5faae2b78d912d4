package study

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// RunLeg is the way of a run from one place to the next.
type RunLeg struct {
	Line   orb.LineString // WGS 84, from place to place
	Road   bool           // false: straight, because the store has no roads or no road leads there
	Meters *int64         // along Line; nil where it is straight
}

// RunWay is how a run is drawn.
type RunWay struct {
	Profile string // ID of the speed profile; empty where the store has no roads
	Legs    []RunLeg
}

// wayTolerance is what a drawn leg may lie off the road, in degrees: some three metres.
const wayTolerance = 0.00003

// WayOfRun returns the legs of a run in order: from the depot, unless it has no position, over all stops and back. They are the quickest
// by the store's roads for the default profile on the baseline as it is now; that is what a courier's map draws, and no record of what was
// driven or planned. A leg that no road makes is straight and says so.
func (s *Study) WayOfRun(ctx context.Context, run data.Run, depot *orb.Point) (RunWay, error) {
	var places []orb.Point
	if depot != nil {
		places = append(places, *depot)
	}
	for _, stop := range run.Stops {
		places = append(places, stop.Place)
	}
	if depot != nil {
		places = append(places, *depot)
	}
	road, err := s.pathRoad(ctx, "", nil)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return RunWay{}, err
	}
	way := RunWay{}
	if road != nil {
		way.Profile = network.DefaultProfile
	}
	for i := 1; i < len(places); i++ {
		leg := RunLeg{Line: orb.LineString{places[i-1], places[i]}}
		if road != nil && places[i-1] != places[i] {
			path, found, err := road.Path(ctx, places[i-1], places[i], geo.BySeconds)
			if err != nil {
				return RunWay{}, fmt.Errorf("the way to stop %d of run %s: %w", i, run.ID, err)
			}
			if found {
				meters := path.Leg.Meters
				leg = RunLeg{Line: simplify.DouglasPeucker(wayTolerance).LineString(path.Line), Road: true, Meters: &meters}
			}
		}
		way.Legs = append(way.Legs, leg)
	}
	return way, nil
}
