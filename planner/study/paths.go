package study

import (
	"context"
	"fmt"
	"math"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// Spot is a place that a request names in one of three ways.
type Spot struct {
	Point      *orb.Point
	Settlement string // code
	Facility   string // ID
}

// FoundSpot is a place with the record it was named by, if any.
type FoundSpot struct {
	Point      orb.Point
	Settlement *data.Settlement
	Facility   *data.Facility
}

// find looks a place up.
func (s *Study) find(ctx context.Context, spot Spot) (FoundSpot, error) {
	switch {
	case spot.Point != nil:
		if err := geo.CheckPoint(*spot.Point); err != nil {
			return FoundSpot{}, fmt.Errorf("%w: %w", err, data.ErrInvalid)
		}
		return FoundSpot{Point: *spot.Point}, nil
	case spot.Settlement != "":
		settlement, err := one(ctx, s.Store.Settlements, "settlement", spot.Settlement, func(v data.Settlement) string { return v.Code })
		if err != nil {
			return FoundSpot{}, err
		}
		if settlement.Location == nil {
			return FoundSpot{}, unlocated("settlement", spot.Settlement)
		}
		return FoundSpot{Point: *settlement.Location, Settlement: &settlement}, nil
	case spot.Facility != "":
		facility, err := one(ctx, s.Store.Facilities, "facility", spot.Facility, func(v data.Facility) string { return v.ID })
		if err != nil {
			return FoundSpot{}, err
		}
		if facility.Location == nil {
			return FoundSpot{}, unlocated("facility", spot.Facility)
		}
		return FoundSpot{Point: *facility.Location, Facility: &facility}, nil
	}
	return FoundSpot{}, fmt.Errorf("no place is named, expected a point, a settlement or a facility: %w", data.ErrInvalid)
}

func unlocated(kind, key string) error {
	return fmt.Errorf("%s %s has no position on record, which travel needs; load its coordinates: %w", kind, key, data.ErrInvalid)
}

// onePage is how many rows are read at a time in search of one.
const onePage = 64

// one finds the row of a key in a list that is ordered by keys: it begins just before the key.
func one[T any](ctx context.Context, list func(context.Context, data.Query) ([]T, error), kind, key string, keyOf func(T) string) (T, error) {
	var none T
	for after := key[:len(key)-1]; ; {
		rows, err := list(ctx, data.Query{After: after, Limit: onePage})
		if err != nil {
			return none, err
		}
		for _, row := range rows {
			if after = keyOf(row); after == key {
				return row, nil
			}
		}
		if len(rows) < onePage || after > key {
			return none, fmt.Errorf("%s %q is not on record: %w", kind, key, data.ErrNotFound)
		}
	}
}

// UnlinkedPlace is a place that no road passes within the link limit.
type UnlinkedPlace struct {
	Point      orb.Point
	RoadMeters *int64 // straight, to the nearest road; nil where the profile has none
}

// unlinkedOf returns those of the places that cannot be linked.
func unlinkedOf(ctx context.Context, road *travel.Road, places ...orb.Point) ([]UnlinkedPlace, error) {
	found, err := road.Unlinked(ctx, places)
	if err != nil {
		return nil, fmt.Errorf("link places: %w", err)
	}
	var list []UnlinkedPlace
	for _, u := range found {
		place := UnlinkedPlace{Point: places[u.Index]}
		if u.Found {
			meters := int64(math.Ceil(float64(u.Distance)))
			place.RoadMeters = &meters
		}
		list = append(list, place)
	}
	return list, nil
}

// PathRequest asks for a best path on the store's roads.
type PathRequest struct {
	From     Spot
	To       Spot            // the zero Spot: the facility nearest to From that counts under the standard
	Standard string          // chooses the facilities and the metric; empty: data.DefaultStandard
	By       geo.Metric      // empty: that of the standard's limit
	Profile  string          // empty: network.DefaultProfile
	Changes  *data.ChangeSet // whose facilities and roads are used; nil: none
}

// Path is an answer to a PathRequest.
type Path struct {
	Travel         travel.Description
	By             geo.Metric
	From, To       FoundSpot
	ToKnown        bool // false: no facility was named and none can be reached
	Found          bool
	Path           travel.Path
	StraightMeters int64 // meaningless unless ToKnown
	Unlinked       []UnlinkedPlace
}

// Path finds a best path. That there is none is an answer, not an error.
func (s *Study) Path(ctx context.Context, request PathRequest) (*Path, error) {
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return nil, err
	}
	road, err := s.pathRoad(ctx, request.Profile, request.Changes)
	if err != nil {
		return nil, err
	}
	p := &Path{Travel: road.Describe(), By: request.By}
	if p.By == "" {
		p.By = standard.Limit().Metric
	}
	if p.From, err = s.find(ctx, request.From); err != nil {
		return nil, err
	}
	if request.To == (Spot{}) {
		p.To, p.ToKnown, err = s.nearest(ctx, road, p.From.Point, p.By, standard, request.Changes)
	} else {
		p.To, err = s.find(ctx, request.To)
		p.ToKnown = true
	}
	if err != nil {
		return nil, err
	}
	ends := []orb.Point{p.From.Point}
	if p.ToKnown {
		ends = append(ends, p.To.Point)
		p.StraightMeters = geo.WholeMeters(geo.Distance(p.From.Point, p.To.Point))
		if p.Path, p.Found, err = road.Path(ctx, p.From.Point, p.To.Point, p.By); err != nil {
			return nil, fmt.Errorf("find a path: %w", err)
		}
	}
	p.Unlinked, err = unlinkedOf(ctx, road, ends...)
	return p, err
}

// nearest finds the facility that an audit by road would name.
func (s *Study) nearest(ctx context.Context, road *travel.Road, from orb.Point, by geo.Metric, standard data.Standard, changes *data.ChangeSet) (FoundSpot, bool, error) {
	facilities, _, err := s.facilities(ctx, changes)
	if err != nil {
		return FoundSpot{}, false, err
	}
	counting := countingOf(standard, facilities)
	nearest, err := road.Nearest(ctx, []orb.Point{from}, locations(counting), by)
	if err != nil || !nearest[0].Found {
		return FoundSpot{}, false, err
	}
	facility := counting[nearest[0].Destination]
	return FoundSpot{Point: *facility.Location, Facility: &facility}, true, nil
}
