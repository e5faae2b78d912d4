package layer

import (
	"context"
	"errors"
	"strconv"
	"time"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// wholeWorld is a bound that every road meets.
var wholeWorld = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}

// finestZoom is where a line is thinned by less than a centimetre.
const finestZoom = 24

// readRoads draws the stored network, each way as one feature; a store without roads has an empty layer.
func readRoads(ctx context.Context, s *study.Study) (*Layer, error) {
	roads, err := s.RoadMap(ctx, study.RoadMapRequest{Bound: wholeWorld, Zoom: finestZoom})
	if errors.Is(err, data.ErrNotFound) {
		return newBuilder(Ref{Kind: Roads}, 0).finish(), nil
	}
	if err != nil {
		return nil, err
	}
	// A way may come in several pieces; they are one feature.
	at := make(map[int64]int, len(roads.Roads))
	ways := roads.Roads[:0]
	for _, road := range roads.Roads {
		if i, ok := at[road.Way]; ok {
			ways[i].Lines = append(ways[i].Lines, road.Lines...)
			continue
		}
		at[road.Way] = len(ways)
		ways = append(ways, road)
	}
	return build(Ref{Kind: Roads}, ways, roadRow), nil
}

func roadRow(r *row, road *study.MapRoad) {
	r.id, r.lines, r.from = strconv.FormatInt(road.Way, 10), road.Lines, roadFrom(road.Class)
	r.values = append(r.values[:0], integer(road.Way), text(road.Name), text(road.Class))
}

// roadFrom is the zoom from which a class of roads is shown, as on the page's own map.
func roadFrom(class string) uint8 {
	switch class {
	case "motorway", "national", "provincial":
		return 0
	case "county", "ferry":
		return 8
	case "township", "special", "street":
		return 10
	case "village":
		return 11
	}
	return 12
}

// readRuns draws the runs of all days from their depot through their stops and back.
func readRuns(ctx context.Context, store data.Store, facilities *Layer) (*Layer, error) {
	runs, err := store.Runs(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	return build(Ref{Kind: Routes}, runs, func(r *row, run *data.Run) { runRow(r, run, facilities) }), nil
}

func runRow(r *row, run *data.Run, facilities *Layer) {
	r.id, r.version, r.area, r.lines = run.ID, run.Version, "", nil
	var line orb.LineString
	depot, known := orb.Point{}, false
	if i, ok := facilities.Find(run.Depot); ok {
		r.area = facilities.Area(i)
		depot, known = facilities.Geometry(i).(orb.Point)
	}
	if known {
		line = append(line, depot)
	}
	down, up := int64(0), int64(0)
	for _, stop := range run.Stops {
		line = append(line, stop.Place)
		down, up = down+stop.Down, up+stop.Up
	}
	if known {
		line = append(line, depot)
	}
	if len(line) > 1 {
		r.lines = orb.MultiLineString{line}
	}
	r.values = append(r.values[:0], Value{}, text(string(run.Date)), text(run.Vehicle), text(run.VehicleName), text(run.Kind), text(run.Courier), text(string(run.State)),
		text(run.Plan), text(run.Depot), integer(run.Depart), integer(run.Home), integer(run.Meters), integer(int64(run.Calls())), integer(down), integer(up),
		text(run.CreatedAt.UTC().Format(time.RFC3339)))
}
