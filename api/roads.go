package api

import (
	"context"
	"math"
	"strconv"
	"strings"

	"cuntong/geo"
	"cuntong/geo/travel"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"
)

// LineGeometry is a GeoJSON line, or null where there is no path.
type LineGeometry struct {
	Type        string         `json:"type"`
	Coordinates orb.LineString `json:"coordinates"`
}

// Schema documents the geometry; null is part of it.
func (*LineGeometry) Schema(huma.Registry) *huma.Schema {
	return geometrySchema("LineString", listSchema(pointSchema()))
}

// PathEnd is where a path begins or ends, or where a service area is measured from.
type PathEnd struct {
	Point      Position `json:"point" doc:"[lon, lat]"`
	Settlement *string  `json:"settlement" doc:"Code of the settlement it was named by; null where it was not"`
	Facility   *string  `json:"facility" doc:"ID of the facility it was named by, or that is the nearest; null where it is none"`
	Name       *string  `json:"name" doc:"Name of that record"`
}

// UnlinkedEnd is a place that no road passes near.
type UnlinkedEnd struct {
	Point      Position `json:"point" doc:"[lon, lat]"`
	RoadMeters *int64   `json:"road_m" doc:"Metres in a straight line to the nearest road; null where the profile has none"`
}

// PathFeature is a best path as a GeoJSON feature.
type PathFeature struct {
	Type       string         `json:"type" enum:"Feature"`
	Geometry   *LineGeometry  `json:"geometry" doc:"From place to place, walks to and from the road included; null: there is no path"`
	Properties PathProperties `json:"properties"`
}

// PathProperties are the figures of a path.
type PathProperties struct {
	Travel          travel.Description `json:"travel"`
	By              string             `json:"by" enum:"meters,seconds" doc:"By what the path was chosen"`
	DistanceMeters  *int64             `json:"distance_m" doc:"Along the path, walks included; null: no path"`
	DurationSeconds *int64             `json:"duration_s" doc:"Along the path, walks included; null: no path"`
	StraightMeters  *int64             `json:"straight_m" doc:"In a straight line; null: no facility to go to"`
	From            PathEnd            `json:"from"`
	To              *PathEnd           `json:"to" doc:"null: no facility was named and none can be reached"`
	Unlinked        []UnlinkedEnd      `json:"unlinked" doc:"Ends that no road passes near enough; usually why there is no path"`
}

// ReachFeature is a service area as a GeoJSON feature.
type ReachFeature struct {
	Type       string           `json:"type" enum:"Feature"`
	Geometry   *OutlineGeometry `json:"geometry" doc:"Contains every road that is reached, and nothing farther from one than buffer_m; null: no road is reached"`
	Properties ReachProperties  `json:"properties"`
}

// ReachProperties are the figures of a service area.
type ReachProperties struct {
	Travel       travel.Description `json:"travel"`
	LimitMeters  *int64             `json:"limit_m" doc:"The closed limit asked for; null where it was in seconds"`
	LimitSeconds *int64             `json:"limit_s" doc:"The closed limit asked for; null where it was in metres"`
	BufferMeters float64            `json:"buffer_m" doc:"Around the roads; more than was asked for where the area is too wide for it"`
	RoadMeters   int64              `json:"road_m" doc:"Length of the roads that are reached, in metres"`
	From         PathEnd            `json:"from"`
	Unlinked     []UnlinkedEnd      `json:"unlinked" doc:"The place itself, where no road passes near enough"`
}

// Start is the part of a query that says where to start from.
type Start struct {
	From       string `query:"from" maxLength:"60" doc:"lon,lat of a place; or name a settlement or a facility" example:"118.25,37.49"`
	Settlement string `query:"settlement" maxLength:"12" doc:"Code of a settlement to start from"`
}

type pathInput struct {
	Start
	To       string `query:"to" maxLength:"60" doc:"lon,lat of a place; absent with facility: the nearest facility that counts under the standard"`
	Facility string `query:"facility" maxLength:"200" doc:"ID of the facility to go to"`
	Standard string `query:"standard" maxLength:"100" doc:"ID of the standard that says which facilities count; absent: default_standard of /api/v1/info"`
	Scenario string `query:"scenario" maxLength:"200" doc:"ID of a saved scenario whose facilities and roads are used"`
	By       string `query:"by" enum:"meters,seconds" doc:"Choose the path by this; absent: by what the standard limits"`
	Profile  string `query:"profile" maxLength:"100" doc:"ID of the speed profile, such as plain-van, the default"`
}

type areaInput struct {
	Start
	Facility     string  `query:"facility" maxLength:"200" doc:"ID of a facility to start from"`
	LimitMeters  int64   `query:"limit_m" minimum:"1" maximum:"200000" doc:"Closed limit in metres; either this or limit_s"`
	LimitSeconds int64   `query:"limit_s" minimum:"1" maximum:"14400" doc:"Closed limit in seconds"`
	Scenario     string  `query:"scenario" maxLength:"200" doc:"ID of a saved scenario whose roads are travelled"`
	BufferMeters float64 `query:"buffer_m" minimum:"5" maximum:"5000" default:"50" doc:"How far the area extends around its roads"`
	Profile      string  `query:"profile" maxLength:"100" doc:"ID of the speed profile, such as plain-van, the default"`
}

func (s *server) registerRoads(o *operations) {
	register(o, get("roadPath", "/api/v1/roads/path", "roads", "The best path on the store's roads",
		"From a place or settlement to a place or facility; without a destination to the nearest facility, as an audit by road finds it. No path is an answer with null figures; no road network on record is 404."),
		[]int{400, 404, 422}, s.getPath)
	register(o, get("roadArea", "/api/v1/roads/area", "roads", "What can be reached by road within a limit",
		"The service area of a place, settlement or facility: the roads that one gets to within the limit, drawn with a buffer."),
		[]int{400, 404, 422}, s.getArea)
}

func (s *server) getPath(ctx context.Context, in *pathInput) (*answer[PathFeature], error) {
	from, err := spotOf(in.Start, "")
	if err != nil {
		return nil, err
	}
	standard, err := s.usualStandard(ctx, in.Standard)
	if err != nil {
		return nil, err
	}
	request := study.PathRequest{From: from, Standard: standard, By: geo.Metric(in.By), Profile: in.Profile}
	switch {
	case in.To != "" && in.Facility != "":
		return nil, invalidQuery("to", in.To, "given together with facility, expected one of the two")
	case in.To != "":
		if request.To.Point, err = pointQuery("to", in.To); err != nil {
			return nil, err
		}
	default:
		request.To.Facility = in.Facility
	}
	if request.Changes, err = s.changes(ctx, in.Scenario); err != nil {
		return nil, err
	}
	path, err := s.Study.Path(ctx, request)
	if err != nil {
		return nil, err
	}
	if err := s.spotWithin(ctx, path.From); err != nil {
		return nil, err
	}
	if in.Facility != "" {
		if err := s.spotWithin(ctx, path.To); err != nil {
			return nil, err
		}
	}
	f := PathFeature{Type: featureWord, Properties: PathProperties{
		Travel: path.Travel, By: string(path.By), From: endOf(path.From), Unlinked: unlinkedEnds(path.Unlinked),
	}}
	if path.ToKnown {
		to := endOf(path.To)
		f.Properties.To, f.Properties.StraightMeters = &to, &path.StraightMeters
	}
	if path.Found {
		f.Geometry = &LineGeometry{"LineString", path.Path.Line}
		if len(path.Path.Line) == 1 { // from a place to itself
			f.Geometry.Coordinates = append(f.Geometry.Coordinates, path.Path.Line[0])
		}
		f.Properties.DistanceMeters, f.Properties.DurationSeconds = &path.Path.Leg.Meters, &path.Path.Leg.Seconds
	}
	return &answer[PathFeature]{f}, nil
}

func (s *server) getArea(ctx context.Context, in *areaInput) (*answer[ReachFeature], error) {
	from, err := spotOf(in.Start, in.Facility)
	if err != nil {
		return nil, err
	}
	request := study.AreaRequest{From: from, Buffer: geo.Meters(in.BufferMeters), Profile: in.Profile}
	switch {
	case in.LimitMeters > 0 && in.LimitSeconds > 0:
		return nil, invalidQuery("limit_s", strconv.FormatInt(in.LimitSeconds, 10), "given together with limit_m, expected one of the two")
	case in.LimitMeters > 0:
		request.Limit = geo.Limit{Metric: geo.ByMeters, Value: in.LimitMeters}
	case in.LimitSeconds > 0:
		request.Limit = geo.Limit{Metric: geo.BySeconds, Value: in.LimitSeconds}
	default:
		return nil, invalidQuery("limit_m", "", "expected a limit: limit_m in metres or limit_s in seconds")
	}
	if request.Changes, err = s.changes(ctx, in.Scenario); err != nil {
		return nil, err
	}
	area, err := s.Study.ServiceArea(ctx, request)
	if err != nil {
		return nil, err
	}
	if err := s.spotWithin(ctx, area.From); err != nil {
		return nil, err
	}
	f := ReachFeature{Type: featureWord, Properties: ReachProperties{
		Travel: area.Travel, BufferMeters: float64(area.Area.Buffer), RoadMeters: area.Area.RoadMeters, From: endOf(area.From), Unlinked: unlinkedEnds(area.Unlinked),
	}}
	if in.LimitMeters > 0 {
		f.Properties.LimitMeters = &in.LimitMeters
	} else {
		f.Properties.LimitSeconds = &in.LimitSeconds
	}
	if len(area.Area.Outline) > 0 {
		f.Geometry = &OutlineGeometry{"MultiPolygon", area.Area.Outline}
	}
	return &answer[ReachFeature]{f}, nil
}

// spotWithin refuses a settlement or facility of another area than the caller's. Roads and places by coordinates belong to nobody.
func (s *server) spotWithin(ctx context.Context, spot study.FoundSpot) error {
	switch {
	case spot.Settlement != nil:
		return s.within(ctx, spot.Settlement.Town)
	case spot.Facility != nil:
		return s.within(ctx, spot.Facility.Town)
	}
	return nil
}

// spotOf reads where to start from; exactly one of the three names must be given.
func spotOf(in Start, facility string) (study.Spot, error) {
	named := 0
	for _, text := range []string{in.From, in.Settlement, facility} {
		if text != "" {
			named++
		}
	}
	if named != 1 {
		return study.Spot{}, invalidQuery("from", in.From, "expected one place to start from: from=lon,lat, or a settlement, or (for an area) a facility")
	}
	spot := study.Spot{Settlement: in.Settlement, Facility: facility}
	var err error
	if in.From != "" {
		spot.Point, err = pointQuery("from", in.From)
	}
	return spot, err
}

// pointQuery reads lon,lat.
func pointQuery(name, text string) (*orb.Point, error) {
	lon, lat, two := strings.Cut(text, ",")
	x, errX := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, errY := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !two || errX != nil || errY != nil || math.IsNaN(x) || math.IsNaN(y) {
		return nil, invalidQuery(name, text, "expected two numbers lon,lat in degrees on WGS 84, such as 118.25,37.49")
	}
	point := orb.Point{x, y}
	if err := geo.CheckPoint(point); err != nil {
		return nil, invalidQuery(name, text, err.Error()+"; expected lon,lat in degrees on WGS 84")
	}
	return &point, nil
}

func endOf(spot study.FoundSpot) PathEnd {
	end := PathEnd{Point: Position(spot.Point)}
	switch {
	case spot.Settlement != nil:
		end.Settlement, end.Name = &spot.Settlement.Code, known(spot.Settlement.Name)
	case spot.Facility != nil:
		end.Facility, end.Name = &spot.Facility.ID, known(spot.Facility.Name)
	}
	return end
}

func unlinkedEnds(places []study.UnlinkedPlace) []UnlinkedEnd {
	ends := make([]UnlinkedEnd, len(places))
	for i, place := range places {
		ends[i] = UnlinkedEnd{Position(place.Point), place.RoadMeters}
	}
	return ends
}
