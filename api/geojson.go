package api

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"
)

// PointGeometry is a GeoJSON point, or null where the record has no position.
type PointGeometry struct {
	Type        string    `json:"type"`
	Coordinates orb.Point `json:"coordinates"`
}

// Schema documents the geometry; null is part of it.
func (*PointGeometry) Schema(huma.Registry) *huma.Schema {
	return geometrySchema("Point", pointSchema())
}

// OutlineGeometry is a GeoJSON multipolygon, or null where no outline is known or none was asked for.
type OutlineGeometry struct {
	Type        string           `json:"type"`
	Coordinates orb.MultiPolygon `json:"coordinates"`
}

// Schema documents the geometry; null is part of it.
func (*OutlineGeometry) Schema(huma.Registry) *huma.Schema {
	return geometrySchema("MultiPolygon", listSchema(listSchema(listSchema(pointSchema()))))
}

func geometrySchema(kind string, coordinates *huma.Schema) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, Nullable: true, AdditionalProperties: false, Required: []string{"type", "coordinates"},
		Properties: map[string]*huma.Schema{
			"type":        {Type: huma.TypeString, Enum: []any{kind}},
			"coordinates": coordinates,
		},
	}
}

func listSchema(items *huma.Schema) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: items}
}

func pointSchema() *huma.Schema {
	two := 2
	return &huma.Schema{
		Type: huma.TypeArray, Description: "[longitude, latitude] in degrees on WGS 84",
		Items: &huma.Schema{Type: huma.TypeNumber}, MinItems: &two, MaxItems: &two,
	}
}

// Position is a bare [lon, lat], or null.
type Position orb.Point

// Schema documents the position; null is part of it.
func (*Position) Schema(huma.Registry) *huma.Schema {
	schema := pointSchema()
	schema.Nullable = true
	return schema
}

// pointOf returns the geometry of a location, nil for none.
func pointOf(location *orb.Point) *PointGeometry {
	if location == nil {
		return nil
	}
	return &PointGeometry{"Point", *location}
}

// The words that GeoJSON wants in every feature and collection.
const (
	featureWord    = "Feature"
	collectionWord = "FeatureCollection"
)
