package study

import (
	"context"
	"fmt"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"
)

// The greatest limits of a service area: what lies beyond is no walk to a service point.
const (
	maxAreaMeters  = 200_000
	maxAreaSeconds = 4 * 3600
)

// AreaRequest asks for what can be reached from a place on the store's roads.
type AreaRequest struct {
	From    Spot
	Limit   geo.Limit // closed
	Buffer  geo.Meters
	Profile string          // empty: network.DefaultProfile
	Changes *data.ChangeSet // whose roads are travelled; nil: none
}

// Area is an answer to an AreaRequest.
type Area struct {
	Travel   travel.Description
	From     FoundSpot
	Limit    geo.Limit
	Area     travel.ServiceArea
	Unlinked []UnlinkedPlace // the place, where no road passes near it
}

// ServiceArea finds the roads within the limit of a place and draws them as an area.
func (s *Study) ServiceArea(ctx context.Context, request AreaRequest) (*Area, error) {
	most := int64(maxAreaMeters)
	if request.Limit.Metric == geo.BySeconds {
		most = maxAreaSeconds
	}
	if request.Limit.Value < 1 || request.Limit.Value > most {
		return nil, fmt.Errorf("limit of %d %s is not between 1 and %d: %w", request.Limit.Value, request.Limit.Metric, most, data.ErrInvalid)
	}
	road, err := s.pathRoad(ctx, request.Profile, request.Changes)
	if err != nil {
		return nil, err
	}
	a := &Area{Travel: road.Describe(), Limit: request.Limit}
	if a.From, err = s.find(ctx, request.From); err != nil {
		return nil, err
	}
	pieces, err := road.Reach(ctx, a.From.Point, request.Limit)
	if err != nil {
		return nil, fmt.Errorf("find a service area: %w", err)
	}
	if a.Area, err = road.Outline(pieces, request.Buffer); err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	a.Unlinked, err = unlinkedOf(ctx, road, a.From.Point)
	return a, err
}
