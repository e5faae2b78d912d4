package api

import (
	"context"
	"math"

	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"
)

// LinesGeometry is a GeoJSON multiline.
type LinesGeometry struct {
	Type        string              `json:"type"`
	Coordinates orb.MultiLineString `json:"coordinates"`
}

// Schema documents the geometry.
func (*LinesGeometry) Schema(huma.Registry) *huma.Schema {
	return geometrySchema("MultiLineString", listSchema(listSchema(pointSchema())))
}

// RoadProperties are what a map shows of a road.
type RoadProperties struct {
	Way   int64  `json:"way" doc:"Identifier in the road network, which changes of a scenario name; below -999999999999 for a new road of the scenario"`
	Name  string `json:"name,omitempty"`
	Class string `json:"class" enum:"motorway,national,provincial,county,township,village,special,street,inside,track,footpath,ferry" doc:"Administrative class"`
	State string `json:"state,omitempty" enum:"new,closed,speed" doc:"What the scenario does to it; absent: nothing"`
}

// RoadFeature is a way, or what lies in the box of it.
type RoadFeature struct {
	Type       string         `json:"type" enum:"Feature"`
	Geometry   *LinesGeometry `json:"geometry"`
	Properties RoadProperties `json:"properties"`
}

// RoadCollection is a GeoJSON feature collection of roads.
type RoadCollection struct {
	Type     string        `json:"type" enum:"FeatureCollection"`
	Network  string        `json:"network" doc:"Version of the road network"`
	Classes  []string      `json:"classes" doc:"Shown, highest first"`
	Left     []string      `json:"left_out" doc:"Classes left out at this zoom, or because the box holds too many"`
	Features []RoadFeature `json:"features" doc:"Lowest class first"`
}

type roadMapInput struct {
	BBox     string  `query:"bbox" maxLength:"200" required:"true" doc:"west,south,east,north in degrees on WGS 84" example:"118.2,37.3,118.9,37.8"`
	Zoom     float64 `query:"zoom" minimum:"0" maximum:"24" default:"12" doc:"Of a Web Mercator map with tiles of 512 pixels: lines are thinned to half a pixel, and low classes left out far away"`
	Scenario string  `query:"scenario" maxLength:"200" doc:"ID of a saved scenario whose road changes are shown"`
}

// mostRoadPoints bounds an answer: about 2 MB before compression.
const mostRoadPoints = 60_000

func (s *server) registerRoadMap(o *operations) {
	register(o, get("listRoads", "/api/v1/roads", "roads", "Roads in a box, for a map",
		"What a scenario adds, closes or re-speeds is always among them; other roads thin out with the zoom. No road network on record is 404."),
		[]int{400, 404, 422}, s.getRoads)
}

func (s *server) getRoads(ctx context.Context, in *roadMapInput) (*answer[RoadCollection], error) {
	bound, err := bounds(in.BBox)
	if err != nil {
		return nil, err
	}
	if bound == nil {
		return nil, invalidQuery("bbox", "", "expected west,south,east,north in degrees")
	}
	changes, err := s.changes(ctx, in.Scenario)
	if err != nil {
		return nil, err
	}
	roads, err := s.Study.RoadMap(ctx, study.RoadMapRequest{Bound: *bound, Zoom: in.Zoom, Changes: changes, Points: mostRoadPoints})
	if err != nil {
		return nil, err
	}
	c := RoadCollection{Type: collectionWord, Network: roads.Network, Classes: []string{}, Left: []string{}, Features: make([]RoadFeature, len(roads.Roads))}
	for _, class := range roads.Classes {
		c.Classes = append(c.Classes, class.String())
	}
	for _, class := range roads.Left {
		c.Left = append(c.Left, class.String())
	}
	for i, road := range roads.Roads {
		for _, line := range road.Lines {
			for k := range line {
				line[k] = orb.Point{shortDegrees(line[k][0]), shortDegrees(line[k][1])}
			}
		}
		c.Features[i] = RoadFeature{featureWord, &LinesGeometry{"MultiLineString", road.Lines}, RoadProperties{road.Way, road.Name, road.Class, string(road.State)}}
	}
	return &answer[RoadCollection]{c}, nil
}

// shortDegrees keeps five digits, about a metre.
func shortDegrees(v float64) float64 { return math.Round(v*1e5) / 1e5 }
