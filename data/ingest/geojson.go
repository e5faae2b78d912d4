package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// feature is a GeoJSON feature on its way to a row: its properties are cells, its number is the line.
type feature struct {
	keys     []string
	values   map[string]string
	geometry orb.Geometry
	wrong    words // why the geometry cannot be taken
}

func (in *intake) readGeoJSON(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fileError(file, "无法打开（%v）", "cannot be opened (%v)", errors.Unwrap(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > maxGeoJSONBytes {
		return fileError(file, "有 %d MB，超过 GeoJSON 的上限 %d MB，请拆分", "has %d MB, more than the limit of %d MB for GeoJSON; split it", info.Size()>>20, maxGeoJSONBytes>>20)
	}
	encoding, err := detectEncoding(f)
	if err != nil {
		return fileError(file, "无法读取（%v）", "cannot be read (%v)", err)
	}
	s := in.newSheet(filepath.Base(file), encoding)
	if err := s.readCollection(decode(f, encoding)); err != nil {
		return err
	}
	s.finish()
	return nil
}

// readCollection reads a FeatureCollection as a table: one column for every property, in order of appearance.
func (s *sheet) readCollection(text io.Reader) error {
	name := s.report.File
	features, stated, err := decodeCollection(text)
	if err != nil {
		return fileError(name, "不是 GeoJSON FeatureCollection（%v），请重新导出为 GeoJSON", "is no GeoJSON FeatureCollection (%v); export it again as GeoJSON", err)
	}
	if len(features) == 0 {
		s.report.Kind = kindPlace
		s.in.notice("%s 中没有要素", "%s holds no features", name)
		return nil
	}
	var headers []string
	at := map[string]int{}
	for _, f := range features {
		for _, key := range f.keys {
			if _, seen := at[key]; !seen {
				if at[key] = len(headers); len(headers) == maxColumns {
					return fileError(name, "有超过 %d 个不同属性", "has more than %d different properties", maxColumns)
				}
				headers = append(headers, key)
			}
		}
	}
	if native := matchNativeAreas(headers); native != nil {
		headers = slices.Clone(native.header)
		for i, key := range headers {
			at[key] = i
		}
	} else if s.in.recognised(headers) == 0 && s.in.peek == nil {
		return fileError(name, "没有可识别的属性（它有 %s）；请用 --map 属性=字段 指定，例如 --map 村庄=village", "has no property that is recognised (it has %s); name them with --map property=field, such as --map 村庄=village", strings.Join(headers, ", "))
	}
	if err := s.start(headers); err != nil {
		return err
	}
	if s.native == nil {
		if err := s.geoJSONDatum(stated); err != nil {
			return err
		}
	}
	for i, f := range features {
		features[i] = feature{} // a row from here on; all of them together are large
		cells := make([]string, len(headers))
		for key, value := range f.values {
			cells[at[key]] = value
		}
		if !f.wrong.none() {
			s.report.Rows++
			s.in.refuse(row{sheet: s, line: i + 1, cells: cells}, "geometry", f.values["name"], f.wrong)
			continue
		}
		if err := s.read(i+1, cells, f.geometry); err != nil {
			return err
		}
	}
	return nil
}

// geoJSONDatum settles the datum: --datum first, then what the file states, then WGS 84 as RFC 7946 has it,
// with a notice because files in China often hold something else.
func (s *sheet) geoJSONDatum(stated string) error {
	switch {
	case s.in.options.Datum != "":
	case stated != "":
		datum, err := parseDatum(stated)
		if err != nil {
			return fileError(s.report.File, "写明的坐标系“%s”不是 wgs84、cgcs2000、gcj02、bd09 之一；请以 WGS 84 导出，或用 --datum 说明", "states the coordinate system %q, which is not one of wgs84, cgcs2000, gcj02, bd09; export it in WGS 84, or say with --datum what it holds", stated)
		}
		s.datum = datum
	default:
		s.datum = geo.WGS84
		s.in.notice("%s 没有写明坐标系，按 RFC 7946 作为 WGS 84；若来自高德、腾讯请加 --datum gcj02，来自百度请加 --datum bd09", "%s does not state its datum; taken as WGS 84, as RFC 7946 has it. Say --datum gcj02 if it comes from Amap or Tencent, bd09 if from Baidu", s.report.File)
	}
	s.report.Datum = s.datum
	return nil
}

// decodeCollection gathers the features; stated is the text of a datum or crs member, empty without one.
func decodeCollection(text io.Reader) (features []feature, stated string, err error) {
	vertices := 0
	stated, err = scanCollection(text, func(_ int64, raw *rawFeature) error {
		f, err := raw.place(&vertices)
		if err != nil {
			return err
		}
		if features = append(features, f); len(features) > maxRows {
			return fmt.Errorf("more than %d features", maxRows)
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return features, stated, nil
}

// scanCollection calls visit with one feature after another, numbered from 1.
func scanCollection(text io.Reader, visit func(number int64, raw *rawFeature) error) (stated string, err error) {
	decoder := json.NewDecoder(text)
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return "", fmt.Errorf("it does not begin with {")
	}
	found := false
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return "", plainJSONError(err)
		}
		switch token {
		case "features":
			found = true
			if err := scanFeatures(decoder, visit); err != nil {
				return "", err
			}
		case "datum", "crs":
			var value any
			if err := decoder.Decode(&value); err != nil {
				return "", plainJSONError(err)
			}
			stated = datumMember(value)
		case "type":
			var kind string
			if err := decoder.Decode(&kind); err != nil || kind != "FeatureCollection" {
				return "", fmt.Errorf("its type is %q", kind)
			}
		default:
			var skipped json.RawMessage
			if err := decoder.Decode(&skipped); err != nil {
				return "", plainJSONError(err)
			}
		}
	}
	if _, err := decoder.Token(); err != nil {
		return "", plainJSONError(err)
	}
	if !found {
		return "", fmt.Errorf("it has no features")
	}
	return stated, nil
}

func scanFeatures(decoder *json.Decoder, visit func(number int64, raw *rawFeature) error) error {
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return fmt.Errorf("features is no list")
	}
	for number := int64(1); decoder.More(); number++ {
		var raw rawFeature
		err := decoder.Decode(&raw)
		if err == nil {
			err = visit(number, &raw)
		}
		if err != nil {
			return fmt.Errorf("feature %d: %w", number, plainJSONError(err))
		}
	}
	if _, err := decoder.Token(); err != nil {
		return plainJSONError(err)
	}
	return nil
}

// plainJSONError says a broken ending in plain words.
func plainJSONError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("it breaks off in the middle")
	}
	return err
}

// datumMember takes the text out of "datum": "gcj02" or "crs": {"type":"name","properties":{"name":"urn:…"}}.
func datumMember(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if properties, ok := v["properties"].(map[string]any); ok {
			if name, ok := properties["name"].(string); ok {
				return name
			}
		}
		return "crs without a name"
	}
	return ""
}

// rawFeature is a feature as it stands in the file.
type rawFeature struct {
	Properties json.RawMessage `json:"properties"`
	Geometry   *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// place takes a feature of points and outlines.
func (raw *rawFeature) place(vertices *int) (feature, error) {
	f := feature{values: map[string]string{}}
	if err := f.readRaw(raw); err != nil {
		return f, err
	}
	if raw.Geometry == nil {
		return f, nil
	}
	geometry, err := decodeGeometry(raw.Geometry.Type, raw.Geometry.Coordinates, vertices)
	if err != nil {
		f.wrong = say("图形应为 Point、Polygon 或 MultiPolygon：坐标为度、经度在前，环须闭合（%v）", "%v", err)
	}
	f.geometry = geometry
	return f, nil
}

// readRaw takes the properties where there are any.
func (f *feature) readRaw(raw *rawFeature) error {
	if len(raw.Properties) > 0 && raw.Properties[0] == '{' {
		return f.readProperties(raw.Properties)
	}
	return nil
}

func (f *feature) readProperties(text json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // twelve digits must survive
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		key := token.(string) // inside an object More is followed by a key or an error
		var value any
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if _, repeated := f.values[key]; !repeated {
			f.keys = append(f.keys, key)
		}
		switch v := value.(type) {
		case nil:
			f.values[key] = ""
		case map[string]any, []any:
			nested, err := json.Marshal(v)
			if err != nil {
				return err
			}
			f.values[key] = string(nested)
		default:
			f.values[key] = fmt.Sprint(v)
		}
	}
	return nil
}

// decodeGeometry takes points and polygons; heights are dropped.
func decodeGeometry(kind string, text json.RawMessage, vertices *int) (orb.Geometry, error) {
	const expected = "a geometry of type Point, Polygon or MultiPolygon with numbers, longitude first"
	read := func(into any) error {
		if err := json.Unmarshal(text, into); err != nil {
			return errors.New(expected)
		}
		return nil
	}
	switch kind {
	case "Point":
		var position []float64
		if err := read(&position); err != nil {
			return nil, err
		}
		if len(position) < 2 {
			return nil, nil // an empty point is no position
		}
		return orb.Point{position[0], position[1]}, nil
	case "Polygon":
		var rings [][][]float64
		if err := read(&rings); err != nil {
			return nil, err
		}
		polygon, err := toPolygon(rings, vertices)
		if err != nil {
			return nil, err
		}
		return orb.MultiPolygon{polygon}, nil
	case "MultiPolygon":
		var polygons [][][][]float64
		if err := read(&polygons); err != nil {
			return nil, err
		}
		if len(polygons) == 0 {
			return nil, nil
		}
		multi := make(orb.MultiPolygon, 0, len(polygons))
		for _, rings := range polygons {
			polygon, err := toPolygon(rings, vertices)
			if err != nil {
				return nil, err
			}
			multi = append(multi, polygon)
		}
		return multi, nil
	}
	return nil, fmt.Errorf("%s, not %s", expected, kind)
}

func toPolygon(rings [][][]float64, vertices *int) (orb.Polygon, error) {
	polygon := make(orb.Polygon, 0, len(rings))
	if len(rings) == 0 {
		return nil, fmt.Errorf("a polygon with at least one ring")
	}
	for _, positions := range rings {
		if *vertices += len(positions); *vertices > maxVertices {
			return nil, fmt.Errorf("at most %d vertices in a file", maxVertices)
		}
		ring := make(orb.Ring, 0, len(positions))
		for _, position := range positions {
			if len(position) < 2 {
				return nil, fmt.Errorf("positions of two numbers, longitude first")
			}
			p := orb.Point{position[0], position[1]}
			if err := geo.CheckPoint(p); err != nil {
				return nil, fmt.Errorf("positions in degrees: %w", err)
			}
			ring = append(ring, p)
		}
		if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
			return nil, fmt.Errorf("closed rings of at least four positions")
		}
		polygon = append(polygon, ring)
	}
	return polygon, nil
}
