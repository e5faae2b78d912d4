package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"cuntong/api/layer"
)

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

const draft2020 = "https://json-schema.org/draft/2020-12/schema"

// fieldSchema describes a field with one type, as OGC clients read it; that every field may be null is said once.
func fieldSchema(f layer.Field, at int) object {
	kind, format := "string", ""
	switch f.Type {
	case layer.Integer, layer.Number, layer.Boolean:
		kind = string(f.Type)
	case layer.Date:
		format = "date"
	case layer.Instant:
		format = "date-time"
	}
	o := object{{"title", f.Chinese}, {"description", f.English}, {"type", kind}}
	if format != "" {
		o = append(o, member{"format", format})
	}
	if f.Unit != "" {
		o = append(o, member{"x-ogc-unit", f.Unit})
	}
	if len(f.Enum) > 0 {
		o = append(o, member{"enum", f.Enum})
	}
	if at > 0 {
		o = append(o, member{"x-ogc-propertySeq", at})
	}
	return o
}

// geometryOf names the GeoJSON type of a layer's geometries and its form in OGC schemas.
func geometryForm(l *layer.Layer) (geoJSON, format string) {
	switch {
	case l.HasPoints():
		return "Point", "geometry-point"
	case l.HasLines():
		return "Geometry", "geometry-linestring-or-multilinestring" // Geometry: a line or several
	}
	return "MultiPolygon", "geometry-multipolygon"
}

// ogcQueryables lists what filters and parameters may ask about. QGIS takes the property with a $ref to geojson.org for the geometry.
func (s *server) ogcQueryables(w http.ResponseWriter, r *http.Request) error {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return err
	}
	geoJSON, _ := geometryForm(l.Layer)
	var properties object
	fields := ogcFields(r.Context(), l.Layer)
	for _, f := range fields {
		properties = append(properties, member{f.Name, fieldSchema(f, 0)})
	}
	properties = append(properties, member{geometryName, object{{"title", "位置 Geometry"}, {"$ref", "https://geojson.org/schema/" + geoJSON + ".json"}}})
	document := object{
		{"$schema", draft2020}, {"$id", s.ogcBase(r) + "/collections/" + l.id + "/queryables"}, {"type", "object"},
		{"title", l.title()}, {"description", "What filter and parameters may ask about. Any of them may be null, which is unknown."},
		{"properties", properties}, {"additionalProperties", false},
	}
	return s.writeOGC(w, r, schemaType, document, &ogcPage{Kind: "fields", Title: "可查询字段 " + l.title(), Fields: fields, Back: l.id})
}

// ogcSchema describes the features as part 5 has it: QGIS learns the fields, their order and the form of the geometry from here.
func (s *server) ogcSchema(w http.ResponseWriter, r *http.Request) error {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return err
	}
	_, format := geometryForm(l.Layer)
	properties := object{{geometryName, object{{"x-ogc-role", "primary-geometry"}, {"format", format}}}}
	for k, f := range l.Fields() {
		schema := fieldSchema(f, k+1)
		if f.ID {
			schema = append(schema, member{"x-ogc-role", "id"})
		}
		if !editable(l.ref.Kind) || f.ID {
			schema = append(schema, member{"readOnly", true})
		}
		properties = append(properties, member{f.Name, schema})
	}
	document := object{
		{"$schema", draft2020}, {"$id", s.ogcBase(r) + "/collections/" + l.id + "/schema"}, {"type", "object"},
		{"title", l.title()}, {"description", "Any property may be null, which is unknown."}, {"properties", properties},
	}
	return s.writeOGC(w, r, schemaType, document, &ogcPage{Kind: "fields", Title: "字段 " + l.title(), Fields: ogcFields(r.Context(), l.Layer), Back: l.id})
}

// ogcFeatureSchema describes one GeoJSON feature, for GDAL. A property id is left out: GDAL adds it by itself from the features, and
// would have two.
func (s *server) ogcFeatureSchema(w http.ResponseWriter, r *http.Request) error {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return err
	}
	geoJSON, _ := geometryForm(l.Layer)
	document := object{
		{"$schema", draft2020}, {"$id", s.ogcBase(r) + "/collections/" + l.id + "/feature"}, {"title", l.title()},
		{"type", "object"}, {"required", []string{"type", "geometry", "properties"}},
		{"properties", object{
			{"type", object{{"type", "string"}, {"enum", []string{"Feature"}}}},
			{"id", object{{"type", "integer"}}},
			{geometryName, object{{"$ref", "https://geojson.org/schema/" + geoJSON + ".json"}}},
			{"properties", object{{"type", "object"}, {"properties", fieldObjects(l.Fields())}}},
		}},
	}
	return s.writeOGC(w, r, schemaType, document, nil)
}

func fieldObjects(fields []layer.Field) object {
	var o object
	for _, f := range fields {
		if f.Name != "id" {
			o = append(o, member{f.Name, fieldSchema(f, 0)})
		}
	}
	return o
}
