package api

import (
	"context"

	"cuntong/data"
)

// AreaCollection is a GeoJSON feature collection of areas.
type AreaCollection struct {
	Type     string        `json:"type" enum:"FeatureCollection"`
	Features []AreaFeature `json:"features"`
	Next     *string       `json:"next" doc:"Cursor of the next page; null on the last"`
}

// AreaFeature is one area with its outline.
type AreaFeature struct {
	Type       string           `json:"type" enum:"Feature"`
	ID         string           `json:"id" doc:"Code"`
	Geometry   *OutlineGeometry `json:"geometry" doc:"Outline; null where none is known or geometry=false"`
	Properties AreaProperties   `json:"properties"`
}

// AreaProperties are the facts of one area.
type AreaProperties struct {
	Code       string    `json:"code" doc:"Six digits for cities and counties, twelve for towns"`
	Name       string    `json:"name"`
	Tier       string    `json:"tier" enum:"province,city,county,town"`
	Kind       string    `json:"kind" enum:"province,city,county,statistical,town,township,subdistrict,zone"`
	Parent     *string   `json:"parent" doc:"Code of the area around it; null at the top"`
	Population *int64    `json:"population" doc:"Residents of the latest census; null unknown"`
	Seat       *Position `json:"seat" doc:"Seat of government"`
	data.Provenance
	Version int64 `json:"version" doc:"Grows with every change of the row"`
}

type areasInput struct {
	Tier     string `query:"tier" enum:"province,city,county,town" doc:"Only areas of this tier"`
	Parent   string `query:"parent" maxLength:"12" doc:"Only areas directly in the area of this code"`
	Geometry bool   `query:"geometry" default:"true" doc:"false leaves the outlines out"`
	Paging
}

func (s *server) registerAreas(o *operations) {
	register(o, get("listAreas", "/api/v1/areas", "records", "Cities, counties and towns", "Ordered by code."), []int{400, 404}, s.listAreas)
}

func (s *server) listAreas(ctx context.Context, in *areasInput) (*answer[AreaCollection], error) {
	parent := ""
	if in.Parent != "" {
		var err error
		if parent, err = s.area(ctx, "parent", in.Parent); err != nil {
			return nil, err
		}
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	c, features := callerOf(ctx), []AreaFeature{}
	for _, area := range current.areas {
		if area.Code <= in.After || in.Tier != "" && string(area.Tier) != in.Tier || parent != "" && area.Parent != parent || !c.inside(current, area.Code) {
			continue
		}
		if features = append(features, areaFeature(area, in.Geometry)); len(features) == in.oneMore() {
			break
		}
	}
	features, next := cut(in.Paging, features, func(f AreaFeature) string { return f.ID })
	return &answer[AreaCollection]{AreaCollection{collectionWord, features, next}}, nil
}

func areaFeature(area data.Area, outline bool) AreaFeature {
	f := AreaFeature{Type: featureWord, ID: area.Code, Properties: AreaProperties{
		Code: area.Code, Name: area.Name, Tier: string(area.Tier), Kind: string(area.Kind), Parent: known(area.Parent),
		Population: area.Population, Seat: (*Position)(area.Seat), Provenance: area.Provenance, Version: area.Version,
	}}
	if outline && len(area.Outline) > 0 {
		f.Geometry = &OutlineGeometry{"MultiPolygon", area.Outline}
	}
	return f
}
