package study

import (
	"errors"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func TestAPathIsTheOneThatTheAuditMeasured(t *testing.T) {
	s := river(t)
	audit, err := s.Audit(t.Context(), AuditRequest{Travel: ByRoad})
	if err != nil {
		t.Fatal(err)
	}
	for _, reach := range audit.Reached {
		path, err := s.Path(t.Context(), PathRequest{From: Spot{Settlement: reach.Code}})
		if err != nil {
			t.Fatal(err)
		}
		if path.Found != (reach.DistanceMeters != nil) || path.Found != path.ToKnown {
			t.Errorf("%s: path %v, audit %v", reach.Code, path.Found, reach.DistanceMeters)
		}
		if path.Found && (path.Path.Leg.Meters != *reach.DistanceMeters || path.To.Facility.ID != "east" || path.From.Settlement.Code != reach.Code) {
			t.Errorf("%s: path %+v, audit %d m", reach.Code, path.Path.Leg, *reach.DistanceMeters)
		}
	}
}

func TestPathsSayWhoIsMissing(t *testing.T) {
	s := river(t)
	for name, c := range map[string]struct {
		request PathRequest
		kind    error
	}{
		"no such settlement": {PathRequest{From: Spot{Settlement: "370522101299"}}, data.ErrNotFound},
		"before the first":   {PathRequest{From: Spot{Settlement: "1"}}, data.ErrNotFound},
		"no such facility":   {PathRequest{From: Spot{Point: &orb.Point{118.5, 37.5}}, To: Spot{Facility: "west"}}, data.ErrNotFound},
		"no place":           {PathRequest{}, data.ErrInvalid},
		"no place on Earth":  {PathRequest{From: Spot{Point: &orb.Point{118.5, 97.5}}}, data.ErrInvalid},
		"no such profile":    {PathRequest{From: Spot{Point: &orb.Point{118.5, 37.5}}, Profile: "balloon"}, data.ErrInvalid},
	} {
		if _, err := s.Path(t.Context(), c.request); !errors.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	path, err := s.Path(t.Context(), PathRequest{From: Spot{Point: &orb.Point{118.56, 37.5}}, To: Spot{Facility: "east"}})
	if err != nil || path.Found || !path.ToKnown || len(path.Unlinked) != 1 || *path.Unlinked[0].RoadMeters < 3500 || *path.Unlinked[0].RoadMeters > 3560 {
		t.Errorf("from the field: %+v, %v", path, err)
	}
}

func TestAServiceAreaEndsAtItsLimit(t *testing.T) {
	s := river(t)
	area, err := s.ServiceArea(t.Context(), AreaRequest{From: Spot{Facility: "east"}, Limit: geo.Limit{Metric: geo.ByMeters, Value: 3000}, Buffer: 50})
	if err != nil {
		t.Fatal(err)
	}
	if area.Area.RoadMeters < 2999 || area.Area.RoadMeters > 3001 || !planar.MultiPolygonContains(area.Area.Outline, orb.Point{118.52, 37.526}) ||
		planar.MultiPolygonContains(area.Area.Outline, orb.Point{118.52, 37.528}) || planar.MultiPolygonContains(area.Area.Outline, orb.Point{118.5, 37.5}) {
		t.Errorf("3 km from the east: %+v", area.Area)
	}
	field, err := s.ServiceArea(t.Context(), AreaRequest{From: Spot{Point: &orb.Point{118.56, 37.5}}, Limit: geo.Limit{Metric: geo.BySeconds, Value: 900}, Buffer: 50})
	if err != nil || len(field.Area.Outline) != 0 || len(field.Unlinked) != 1 {
		t.Errorf("from the field: %+v, %v", field, err)
	}
	for _, bad := range []AreaRequest{
		{From: Spot{Facility: "east"}, Limit: geo.Limit{Metric: geo.ByMeters, Value: 0}, Buffer: 50},
		{From: Spot{Facility: "east"}, Limit: geo.Limit{Metric: geo.BySeconds, Value: 14_401}, Buffer: 50},
		{From: Spot{Facility: "east"}, Limit: geo.Limit{Metric: geo.ByMeters, Value: 500}, Buffer: 1},
	} {
		if _, err := s.ServiceArea(t.Context(), bad); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%+v: got %v", bad, err)
		}
	}
}
