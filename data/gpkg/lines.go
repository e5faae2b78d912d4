package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// lineFile reads the line layers of a foreign GeoPackage, such as QGIS exports. It is opened for reading alone,
// and nothing is written beside it.
type lineFile struct {
	db      *sql.DB
	layers  []lineLayer
	columns []string
	datum   geo.Datum
}

// lineLayer is a table of lines; geometry is the position of its geometry column.
type lineLayer struct {
	table    string
	columns  []string
	geometry int
}

// The most columns of a layer, and the most bytes of one geometry: a road of a million points has 16 MB.
const (
	maxLineColumns = 512
	maxLineBytes   = 64 << 20
)

// OpenLines opens all line layers of a GeoPackage, in the order of their names. It implements data.OpenLineFile.
func OpenLines(ctx context.Context, name string) (data.LineFile, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	parameters := []string{"mode=ro", "_pragma=query_only(1)", "_pragma=trusted_schema(0)", "_error_rc=1"}
	if log, err := os.Stat(absolute + "-wal"); err != nil || log.Size() == 0 {
		parameters = append(parameters, "immutable=1") // else its last changes lie in the log of whoever has it open
	}
	db, err := connectTo(absolute, parameters)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &lineFile{db: db}
	if err := f.survey(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return f, nil
}

// survey finds the layers, their columns and their reference system.
func (f *lineFile) survey(ctx context.Context) error {
	rows, err := f.db.QueryContext(ctx, `SELECT g.table_name, g.column_name, upper(g.geometry_type_name), s.organization, s.organization_coordsys_id, s.srs_name
		FROM gpkg_geometry_columns g JOIN gpkg_contents c ON c.table_name = g.table_name JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE c.data_type = 'features' ORDER BY g.table_name`)
	if err != nil {
		return notGeoPackage(err)
	}
	defer rows.Close()
	type found struct{ table, column, kind, organization, system, title string }
	var layers []found
	var others []string
	for rows.Next() {
		var one found
		if err := rows.Scan(&one.table, &one.column, &one.kind, &one.organization, &one.system, &one.title); err != nil {
			return notGeoPackage(err)
		}
		switch one.kind {
		case "LINESTRING", "MULTILINESTRING", "GEOMETRY", "CURVE", "MULTICURVE":
			layers = append(layers, one)
		default:
			others = append(others, fmt.Sprintf("%s (%s)", one.table, one.kind))
		}
	}
	if err := rows.Err(); err != nil {
		return notGeoPackage(err)
	}
	if len(layers) == 0 {
		return fmt.Errorf("it has no layer of lines; it has %s", strings.Join(others, ", "))
	}
	seen := map[string]bool{}
	for i, layer := range layers {
		datum, err := geo.ParseDatum(layer.organization + layer.system)
		if err != nil && !(strings.EqualFold(layer.organization, "NONE") && layer.system == "0") { // degrees of nobody knows what
			return fmt.Errorf("layer %s is in %s (%s:%s); export it in longitude and latitude, EPSG:4490 or EPSG:4326", layer.table, layer.title, layer.organization, layer.system)
		}
		if i > 0 && datum != f.datum {
			return fmt.Errorf("layer %s is in %s, another in %s; export both in one", layer.table, datum, f.datum)
		}
		f.datum = datum
		columns, err := f.columnsOf(ctx, layer.table, layer.column)
		if err != nil {
			return err
		}
		f.layers = append(f.layers, columns)
		for k, column := range columns.columns {
			if k != columns.geometry && !seen[column] {
				seen[column] = true
				f.columns = append(f.columns, column)
			}
		}
	}
	return nil
}

// notGeoPackage says in plain words what SQLite says of another file.
func notGeoPackage(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("it cannot be read as a GeoPackage (%w); export the layer again", err)
}

func (f *lineFile) columnsOf(ctx context.Context, table, geometry string) (lineLayer, error) {
	layer := lineLayer{table: table, geometry: -1}
	rows, err := f.db.QueryContext(ctx, `SELECT * FROM `+quoted(table)+` LIMIT 0`)
	if err != nil {
		return layer, notGeoPackage(err)
	}
	defer rows.Close()
	if layer.columns, err = rows.Columns(); err != nil {
		return layer, notGeoPackage(err)
	}
	if len(layer.columns) > maxLineColumns {
		return layer, fmt.Errorf("layer %s has %d columns, at most %d are read", table, len(layer.columns), maxLineColumns)
	}
	for i, column := range layer.columns {
		if strings.EqualFold(column, geometry) {
			layer.geometry = i
		}
	}
	if layer.geometry < 0 {
		return layer, fmt.Errorf("layer %s has no column %s, which should hold its geometry", table, geometry)
	}
	return layer, rows.Err()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Columns implements data.LineFile.
func (f *lineFile) Columns() []string { return f.columns }

// Datum implements data.LineFile.
func (f *lineFile) Datum() geo.Datum { return f.datum }

// Encoding implements data.LineFile.
func (f *lineFile) Encoding() string { return "UTF-8" }

// Close implements data.LineFile.
func (f *lineFile) Close() error { return f.db.Close() }

// Each implements data.LineFile. Features are numbered through all layers, each in the order of its rows.
func (f *lineFile) Each(ctx context.Context, visit func(data.Line) error) error {
	number := int64(0)
	for _, layer := range f.layers {
		if err := f.eachOf(ctx, layer, &number, visit); err != nil {
			return fmt.Errorf("layer %s: %w", layer.table, err)
		}
	}
	return nil
}

func (f *lineFile) eachOf(ctx context.Context, layer lineLayer, number *int64, visit func(data.Line) error) error {
	rows, err := f.db.QueryContext(ctx, `SELECT * FROM `+quoted(layer.table)+` ORDER BY rowid`)
	if err != nil {
		return notGeoPackage(err)
	}
	defer rows.Close()
	cells := make([]any, len(layer.columns))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return notGeoPackage(err)
		}
		*number++
		line := data.Line{Number: *number, Properties: make(map[string]string, len(cells))}
		for i, cell := range cells {
			if i != layer.geometry {
				line.Properties[layer.columns[i]] = textOf(cell)
			}
		}
		blob, _ := cells[layer.geometry].([]byte)
		if line.Parts, err = decodeLines(blob); err != nil {
			line.Wrong = err.Error()
		}
		if err := visit(line); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return notGeoPackage(err)
	}
	return nil
}

// textOf writes a cell as text; what is no text or number is empty.
func textOf(cell any) string {
	switch v := cell.(type) {
	case string:
		if utf8.ValidString(v) {
			return v
		}
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// WKB types of lines. Heights and measures, by thousands (ISO) or by flags (extended), are dropped.
const (
	wkbLine      = 2
	wkbMultiLine = 5
)

// decodeLines reads a blob of one line or several.
func decodeLines(blob []byte) ([]orb.LineString, error) {
	if len(blob) == 0 {
		return nil, fmt.Errorf("it has no geometry, expected a line")
	}
	if len(blob) > maxLineBytes {
		return nil, fmt.Errorf("its geometry has %d bytes, more than %d; cut the line", len(blob), maxLineBytes)
	}
	geometry, _, empty, err := body(blob)
	if err != nil {
		return nil, err
	}
	if empty {
		return nil, fmt.Errorf("its geometry is empty")
	}
	r := wkbReader{rest: geometry}
	return r.lines()
}

// wkbReader reads lines, with or without heights and measures.
type wkbReader struct{ rest []byte }

func (r *wkbReader) take(size int) ([]byte, error) {
	if size < 0 || size > len(r.rest) {
		return nil, fmt.Errorf("its geometry is cut off")
	}
	part := r.rest[:size]
	r.rest = r.rest[size:]
	return part, nil
}

// head reads byte order, type, how many numbers a position has, and the count behind them.
func (r *wkbReader) head() (order byteOrder, kind uint32, dimensions int, count uint32, err error) {
	head, err := r.take(5)
	if err != nil {
		return order, 0, 0, 0, err
	}
	order = byteOrder(head[0] == 0)
	kind = order.uint32(head[1:])
	dimensions = 2 + int(kind>>31&1) + int(kind>>30&1)
	kind &= 0x0fffffff
	dimensions += [4]int{0, 1, 1, 2}[min(kind/1000, 3)]
	counted, err := r.take(4)
	if err != nil {
		return order, 0, 0, 0, err
	}
	return order, kind % 1000, min(dimensions, 4), order.uint32(counted), nil
}

func (r *wkbReader) lines() ([]orb.LineString, error) {
	order, kind, dimensions, count, err := r.head()
	if err != nil {
		return nil, err
	}
	switch kind {
	case wkbLine:
		line, err := r.points(order, dimensions, count)
		return []orb.LineString{line}, err
	case wkbMultiLine:
		var lines []orb.LineString
		for range count {
			order, kind, dimensions, count, err := r.head()
			if err != nil || kind != wkbLine {
				return nil, fmt.Errorf("its geometry is cut off or holds no line")
			}
			line, err := r.points(order, dimensions, count)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
		}
		return lines, nil
	}
	return nil, fmt.Errorf("its geometry is of WKB type %d, expected a line", kind)
}

func (r *wkbReader) points(order byteOrder, dimensions int, count uint32) (orb.LineString, error) {
	size := 8 * dimensions
	if uint64(count) > uint64(len(r.rest)/size) { // before allocating
		return nil, fmt.Errorf("its geometry is cut off")
	}
	line := make(orb.LineString, count)
	for i := range line {
		position, err := r.take(size)
		if err != nil {
			return nil, err
		}
		line[i] = orb.Point{math.Float64frombits(order.uint64(position)), math.Float64frombits(order.uint64(position[8:]))}
	}
	return line, nil
}
