package api

import (
	"context"

	"cuntong/planner/importing"
)

// ImportPositions are the positions of an import under each datum that they may be in.
type ImportPositions struct {
	Candidates []PositionsInDatum `json:"candidates" doc:"In the order wgs84, cgcs2000, gcj02, bd09"`
}

// PositionsInDatum are positions converted from one datum.
type PositionsInDatum struct {
	importing.Hypothesis
	Collection PositionCollection `json:"collection" doc:"On WGS 84"`
}

// PositionCollection is a GeoJSON feature collection of positions of rows.
type PositionCollection struct {
	Type     string            `json:"type" enum:"FeatureCollection"`
	Features []PositionFeature `json:"features"`
}

// PositionFeature is the position of one row.
type PositionFeature struct {
	Type       string             `json:"type" enum:"Feature"`
	Geometry   *PointGeometry     `json:"geometry" doc:"Where the row lies if its coordinates are in this datum"`
	Properties PositionProperties `json:"properties"`
}

// PositionProperties say which row it is.
type PositionProperties struct {
	File  string    `json:"file" doc:"Its file"`
	Line  int       `json:"line"`
	Name  string    `json:"name"`
	Known *Position `json:"known" doc:"Where the same place, or its village, is on record; null: nowhere"`
}

func (s *server) importPositions(ctx context.Context, in *ImportID) (*answer[ImportPositions], error) {
	staged, err := s.stagedOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	candidates, err := s.desk.Candidates(ctx, in.ID, staged.Area)
	if err != nil {
		return nil, err
	}
	out := ImportPositions{Candidates: []PositionsInDatum{}}
	for _, c := range candidates {
		features := make([]PositionFeature, len(c.Points))
		for i, p := range c.Points {
			features[i] = PositionFeature{featureWord, pointOf(&p.At), PositionProperties{File: p.File, Line: p.Line, Name: p.Name, Known: (*Position)(p.Known)}}
		}
		out.Candidates = append(out.Candidates, PositionsInDatum{c.Hypothesis, PositionCollection{collectionWord, features}})
	}
	return &answer[ImportPositions]{out}, nil
}
