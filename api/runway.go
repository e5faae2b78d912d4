package api

import (
	"context"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// RunWay is how a map draws a run.
type RunWay struct {
	Run     string   `json:"run" doc:"ID of the run"`
	Version int64    `json:"version" doc:"Of the run whose stops are drawn"`
	Profile *string  `json:"profile" doc:"ID of the speed profile whose quickest ways on the roads of today are drawn; null: the store has no roads"`
	Legs    []RunLeg `json:"legs" doc:"In order: from the depot, unless it has no position, over all stops and back"`
}

// RunLeg is the way from one place of a run to the next.
type RunLeg struct {
	Geometry *LineGeometry `json:"geometry"`
	Road     bool          `json:"road" doc:"false: straight, because the store has no roads or no road leads there"`
	Meters   *int64        `json:"distance_m" doc:"Along the road; null where the leg is straight"`
}

func (s *server) runWay(ctx context.Context, in *RunID) (*answer[RunWay], error) {
	view, err := s.run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var depot *orb.Point
	facilities, err := s.Study.Store.Facilities(ctx, data.Query{IDs: []string{view.Depot}})
	if err != nil {
		return nil, err
	}
	if len(facilities) == 1 {
		depot = facilities[0].Location
	}
	drawn, err := s.Study.WayOfRun(ctx, view.Run, depot)
	if err != nil {
		return nil, err
	}
	way := RunWay{Run: view.ID, Version: view.Version, Profile: known(drawn.Profile), Legs: make([]RunLeg, len(drawn.Legs))}
	for i, leg := range drawn.Legs {
		way.Legs[i] = RunLeg{&LineGeometry{"LineString", leg.Line}, leg.Road, leg.Meters}
	}
	return &answer[RunWay]{way}, nil
}
