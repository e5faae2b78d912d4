package api

import (
	"net/http"

	"cuntong/api/layer"
	"cuntong/geo"
)

// The OpenAPI 3.0 document of /ogc is written by hand: QGIS and GDAL look for things in fixed places. limit must be
// #/components/parameters/limit, referenced from a path of its own for every collection's items; fields that may be
// asked about must be parameters there with style form and explode false; cql-text must be among the values of filter-lang.

func ogcParameter(name, description string, schema object) object {
	return object{{"name", name}, {"in", "query"}, {"required", false}, {"description", description}, {"schema", schema}, {"style", "form"}, {"explode", false}}
}

func ogcRef(kind, name string) object { return object{{"$ref", "#/components/" + kind + "/" + name}} }

func ogcAnswer(description, kind string) object {
	return object{{"description", description}, {"content", object{{kind, object{{"schema", object{{"type", "object"}}}}}, {htmlType, object{{"schema", object{{"type", "string"}}}}}}}}
}

// ogcOperation is a reading operation.
func ogcOperation(id, summary, kind string, parameters ...object) object {
	if parameters == nil {
		parameters = []object{}
	}
	return object{
		{"operationId", id}, {"summary", summary}, {"parameters", append(parameters, ogcRef("parameters", "f"))},
		{"responses", object{{"200", ogcAnswer(summary, kind)}, {"default", ogcRef("responses", "Problem")}}},
	}
}

func ogcGet(id, summary, kind string, parameters ...object) object {
	return object{{"get", ogcOperation(id, summary, kind, parameters...)}}
}

func (s *server) ogcDocument(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	visible, err := s.ogcVisible(ctx)
	if err != nil {
		return err
	}
	paths := object{
		{"/", ogcGet("getLandingPage", "Landing page", jsonType)},
		{"/conformance", ogcGet("getConformance", "Standards kept", jsonType)},
		{"/api", ogcGet("getDocument", "This document", ogcDocumentType)},
		{"/collections", ogcGet("getCollections", "Collections", jsonType)},
	}
	for _, c := range visible {
		at := "/collections/" + c.id
		items := []object{}
		for _, name := range []string{"limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "resultType", "after"} {
			items = append(items, ogcRef("parameters", name))
		}
		hidden := !callerOf(ctx).may(mayPlan)
		for _, f := range layer.Fields(c.ref.Kind) {
			if !hidden || !f.Personal {
				items = append(items, ogcParameter(f.Name, f.Chinese+" "+f.English, ogcParameterSchema(f)))
			}
		}
		itemsPath := ogcGet("getItems-"+c.id, "Features: "+c.title(), geoJSONType, items...)
		itemPath := ogcGet("getItem-"+c.id, "One feature", geoJSONType, ogcItemParameter(), ogcRef("parameters", "crs"))
		if editable(c.ref.Kind) {
			itemsPath = append(itemsPath, member{"post", ogcEdit("createItem-"+c.id, "Add a feature", "201", true, false)})
			itemPath = append(itemPath, member{"put", ogcEdit("replaceItem-"+c.id, "Replace a feature", "204", true, true)},
				member{"patch", ogcEdit("changeItem-"+c.id, "Change parts of a feature", "204", true, true)},
				member{"delete", ogcEdit("deleteItem-"+c.id, "Delete a feature", "204", false, true)})
		}
		paths = append(paths,
			member{at, ogcGet("getCollection-"+c.id, c.title(), jsonType)},
			member{at + "/queryables", ogcGet("getQueryables-"+c.id, "What filters may ask about", schemaType)},
			member{at + "/schema", ogcGet("getSchema-"+c.id, "Fields", schemaType)},
			member{at + "/feature", ogcGet("getFeatureSchema-"+c.id, "JSON Schema of one feature", schemaType)},
			member{at + "/items", itemsPath}, member{at + "/items/{item}", itemPath})
		paths = append(paths, ogcTilePaths(at, c.id)...)
	}
	paths = append(paths, ogcTilePaths("", "dataset")...)
	set := ogcPathParameter("set", "Tile matrix set", object{{"type", "string"}, {"enum", []string{webMercatorQuad}}})
	paths = append(paths, member{"/tileMatrixSets", ogcGet("getTileMatrixSets", "Tile matrix sets", jsonType)},
		member{"/tileMatrixSets/{set}", ogcGet("getTileMatrixSet", "One tile matrix set", jsonType, set)})
	document := object{
		{"openapi", "3.0.3"},
		{"info", object{{"title", "村通 Cuntong: OGC API – Features"}, {"version", Version}, {"description", s.ogcDescription(ctx)},
			{"license", object{{"name", "Apache-2.0"}}}}},
		{"servers", []object{{{"url", s.ogcBase(r)}}}},
		{"paths", paths},
		{"components", object{
			{"parameters", ogcParameters30()},
			{"responses", object{{"Problem", object{{"description", "What is wrong and the way out"}, {"content", object{{problemType, object{{"schema", ogcRef("schemas", "Problem")}}}}}}}}},
			{"schemas", object{{"Problem", ogcProblemSchema()}, {"Feature", ogcFeatureObject()}}},
		}},
	}
	return s.writeOGC(w, r, ogcDocumentType, document, &ogcPage{Kind: "document", Title: "接口说明 API"})
}

func ogcParameterSchema(f layer.Field) object {
	var o object
	for _, m := range fieldSchema(f, 0) {
		if m.name == "type" || m.name == "format" || m.name == "enum" {
			o = append(o, m)
		}
	}
	return o
}

func ogcPathParameter(name, description string, schema object) object {
	return object{{"name", name}, {"in", "path"}, {"required", true}, {"description", description}, {"schema", schema}}
}

func ogcItemParameter() object {
	return ogcPathParameter("item", "The integer id of the feature, or its ID as text", object{{"type", "string"}})
}

// ogcTilePaths are the paths of OGC API – Tiles below the dataset or a collection.
func ogcTilePaths(at, id string) object {
	set := ogcPathParameter("set", "Tile matrix set", object{{"type", "string"}, {"enum", []string{webMercatorQuad}}})
	whole := object{{"type", "integer"}, {"minimum", 0}}
	var chosen []object
	if at == "" {
		chosen = []object{ogcParameter("collections", "Names of collections with commas between them; absent: all that belong to no plan", object{{"type", "string"}})}
	}
	return object{
		{at + "/tiles", ogcGet("getTilesets-"+id, "Tilesets", jsonType, chosen...)},
		{at + "/tiles/{set}", ogcGet("getTileset-"+id, "One tileset", jsonType, append([]object{set}, chosen...)...)},
		{at + "/tiles/{set}/{z}/{row}/{col}", ogcGet("getTile-"+id, "One tile", tileType, append([]object{set, ogcPathParameter("z", "Zoom", whole), ogcPathParameter("row", "From the top", whole),
			ogcPathParameter("col", "From the left", whole)}, chosen...)...)},
	}
}

func ogcParameters30() object {
	text := object{{"type", "string"}}
	systems := object{{"type", "string"}, {"format", "uri"}, {"enum", geo.CRSs()}, {"default", geo.CRS84}}
	numbers := object{{"type", "array"}, {"items", object{{"type", "number"}}}, {"minItems", 4}, {"maxItems", 6}}
	return object{
		{"f", ogcParameter("f", "Format; else Accept decides", object{{"type", "string"}, {"enum", []string{"json", "html", "geojson", "tilejson", "mvt"}}})},
		{"limit", ogcParameter("limit", "Most features in one answer", object{{"type", "integer"}, {"minimum", 1}, {"maximum", ogcMostItems}, {"default", ogcDefaultLimit}})},
		{"bbox", ogcParameter("bbox", "Only features that meet this closed box", numbers)},
		{"bbox-crs", ogcParameter("bbox-crs", "Reference system of bbox", systems)},
		{"crs", ogcParameter("crs", "Reference system of the answer", systems)},
		{"datetime", ogcParameter("datetime", "Instant or interval; features without a time are always kept", text)},
		{"filter", ogcParameter("filter", "CQL2 text", text)},
		{"filter-lang", ogcParameter("filter-lang", "Language of filter", object{{"type", "string"}, {"enum", []string{"cql2-text", "cql-text"}}, {"default", "cql2-text"}})},
		{"filter-crs", ogcParameter("filter-crs", "Reference system of geometry in filter", systems)},
		{"resultType", ogcParameter("resultType", "hits: the number alone", object{{"type", "string"}, {"enum", []string{"results", "hits"}}, {"default", "results"}})},
		{"after", ogcParameter("after", "Cursor from a link to the next page", text)},
	}
}

func ogcProblemSchema() object {
	text := object{{"type", "string"}}
	return object{{"type", "object"}, {"required", []string{"type", "title", "status", "code", "detail"}}, {"properties", object{
		{"type", text}, {"title", text}, {"status", object{{"type", "integer"}}}, {"code", text}, {"detail", text}, {"request_id", text}}}}
}

func ogcFeatureObject() object {
	return object{{"type", "object"}, {"required", []string{"type", "geometry", "properties"}}, {"properties", object{
		{"type", object{{"type", "string"}, {"enum", []string{"Feature"}}}},
		{geometryName, object{{"type", "object"}, {"nullable", true}}},
		{"properties", object{{"type", "object"}}},
	}}}
}

// ogcEdit is an operation of part 4.
func ogcEdit(id, summary, status string, body, matches bool) object {
	parameters := []object{}
	o := object{{"operationId", id}, {"summary", summary}}
	if matches {
		parameters = append(parameters, ogcItemParameter(), object{{"name", "If-Match"}, {"in", "header"}, {"required", true},
			{"description", "ETag of the feature as it was read; without it 428, of another version 412"}, {"schema", object{{"type", "string"}}}})
	}
	if body {
		parameters = append(parameters, object{{"name", "Content-Crs"}, {"in", "header"}, {"required", false}, {"description", "Reference system of the geometry, in angle brackets"}, {"schema", object{{"type", "string"}}}})
	}
	o = append(o, member{"parameters", parameters})
	if body {
		content := object{}
		kinds := []string{geoJSONType, jsonType}
		if id[:6] == "change" {
			kinds = []string{mergePatchType, geoJSONType, jsonType}
		}
		for _, kind := range kinds {
			schema := ogcRef("schemas", "Feature")
			if id[:6] == "change" {
				schema = object{{"type", "object"}}
			}
			content = append(content, member{kind, object{{"schema", schema}}})
		}
		o = append(o, member{"requestBody", object{{"required", true}, {"content", content}}})
	}
	headers := object{{"ETag", object{{"schema", object{{"type", "string"}}}}}}
	if status == "201" {
		headers = append(headers, member{"Location", object{{"schema", object{{"type", "string"}}}}})
	}
	return append(o, member{"responses", object{{status, object{{"description", "Done"}, {"headers", headers}}}, {"default", ogcRef("responses", "Problem")}}})
}
