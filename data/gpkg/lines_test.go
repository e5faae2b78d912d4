package gpkg

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// lineBlob writes a line of positions with the given numbers each, as GDAL does: 2 flat, 3 with height.
func lineBlob(order binary.AppendByteOrder, kind uint32, positions ...[]float64) []byte {
	blob := []byte{'G', 'P', 0, flagLittleEndian, 0, 0, 0, 0}
	mark := byte(1)
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = 0
	}
	blob = append(blob, mark)
	blob = order.AppendUint32(blob, kind)
	blob = order.AppendUint32(blob, uint32(len(positions)))
	for _, position := range positions {
		for _, v := range position {
			blob = order.AppendUint64(blob, math.Float64bits(v))
		}
	}
	return blob
}

// foreign makes a GeoPackage of another program: the tables that the standard asks for and what is given.
func foreign(t *testing.T, statements ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "roads.gpkg")
	db, err := connectTo(file, []string{"mode=rwc"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range append([]string{
		`CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT)`,
		`INSERT INTO gpkg_spatial_ref_sys VALUES ('CGCS2000', 4490, 'EPSG', 4490, '', ''), ('WGS 84', 4326, 'EPSG', 4326, '', ''), ('undefined', 0, 'NONE', 0, '', ''), ('zone 39', 4527, 'EPSG', 4527, '', '')`,
		`CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER)`,
		`CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT)`,
	}, statements...) {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

func layer(name, kind, system string) string {
	return `INSERT INTO gpkg_contents VALUES ('` + name + `', 'features', '` + name + `', ` + system + `); INSERT INTO gpkg_geometry_columns VALUES ('` + name + `', 'geom', '` + kind + `', ` + system + `, 0, 0);
		CREATE TABLE ` + quoted(name) + ` (fid INTEGER PRIMARY KEY, geom BLOB, LXBM TEXT, LMKD REAL)`
}

func insertLine(t *testing.T, file, table string, blob any, code any, width any) {
	t.Helper()
	db, err := connectTo(file, []string{"mode=rw"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`INSERT INTO `+quoted(table)+` (geom, LXBM, LMKD) VALUES (?, ?, ?)`, blob, code, width); err != nil {
		t.Fatal(err)
	}
}

func allLines(t *testing.T, file string) (lines []data.Line, opened data.LineFile) {
	t.Helper()
	opened, err := OpenLines(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	if err := opened.Each(context.Background(), func(line data.Line) error { lines = append(lines, line); return nil }); err != nil {
		t.Fatal(err)
	}
	return lines, opened
}

func TestLinesOfAForeignGeoPackageAreRead(t *testing.T) {
	file := foreign(t, layer("村道", "MULTILINESTRING", "4490"), layer("x\"道", "LINESTRING", "4490"), layer("桥", "POINT", "4490"))
	a, b, c := orb.Point{118.5, 37.5}, orb.Point{118.51, 37.5}, orb.Point{118.52, 37.51}
	insertLine(t, file, "村道", lineBlob(binary.LittleEndian, wkbLine, a[:], b[:]), "C001", 3.5)
	insertLine(t, file, "村道", lineBlob(binary.BigEndian, 1000+wkbLine, []float64{118.5, 37.5, 9}, []float64{118.51, 37.5, 8}, []float64{118.52, 37.51, 7}), "C002", nil)
	insertLine(t, file, "村道", lineBlob(binary.LittleEndian, 3000+wkbLine, []float64{118.5, 37.5, 9, 1}, []float64{118.51, 37.5, 8, 2}), nil, int64(4))
	insertLine(t, file, "村道", nil, "C004", nil)
	insertLine(t, file, "村道", []byte("GP"), "C005", nil)
	insertLine(t, file, "村道", lineBlob(binary.LittleEndian, wkbPoint, a[:]), "C006", nil)
	insertLine(t, file, "x\"道", lineBlob(binary.LittleEndian, wkbLine|1<<31, []float64{118.5, 37.5, 9}, []float64{118.51, 37.5, 8}), "X001", 6.0)
	lines, opened := allLines(t, file)
	if opened.Datum() != geo.CGCS2000 || !reflect.DeepEqual(opened.Columns(), []string{"fid", "LXBM", "LMKD"}) {
		t.Errorf("datum %q, columns %v", opened.Datum(), opened.Columns())
	}
	if len(lines) != 7 {
		t.Fatalf("got %d lines", len(lines))
	}
	for i, want := range []struct {
		code, width, wrong string
		points             orb.LineString
	}{
		{"X001", "6", "", orb.LineString{a, b}}, // by the names of the layers, in bytes
		{"C001", "3.5", "", orb.LineString{a, b}},
		{"C002", "", "", orb.LineString{a, b, c}},
		{"", "4", "", orb.LineString{a, b}},
		{"C004", "", "no geometry", nil},
		{"C005", "", "header", nil},
		{"C006", "", "type 1", nil},
	} {
		got := lines[i]
		if got.Number != int64(i+1) || got.Properties["LXBM"] != want.code || got.Properties["LMKD"] != want.width || !strings.Contains(got.Wrong, want.wrong) || (got.Wrong == "") != (want.wrong == "") {
			t.Errorf("line %d: %+v, want %+v", i+1, got, want)
		}
		if want.wrong == "" && !reflect.DeepEqual(got.Parts, []orb.LineString{want.points}) {
			t.Errorf("line %d: points %v, want %v", i+1, got.Parts, want.points)
		}
	}
	if beside, _ := filepath.Glob(file + "*"); len(beside) != 1 {
		t.Errorf("files were made: %v", beside)
	}
}

func TestGeoPackagesWithoutLinesOrDegreesAreRefused(t *testing.T) {
	whole, err := os.ReadFile(foreign(t, layer("roads", "LINESTRING", "4490")))
	if err != nil {
		t.Fatal(err)
	}
	write := func(content []byte) string {
		file := filepath.Join(t.TempDir(), "roads.gpkg")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, c := range map[string]struct{ file, says string }{
		"points only":   {foreign(t, layer("桥", "POINT", "4490")), "no layer of lines"},
		"projected":     {foreign(t, layer("路", "LINESTRING", "4527")), "EPSG:4490"},
		"two systems":   {foreign(t, layer("a", "LINESTRING", "4490"), layer("b", "LINESTRING", "4326")), "in one"},
		"a lost table":  {foreign(t, layer("路", "LINESTRING", "4490"), `DROP TABLE "路"`), "export the layer again"},
		"no geometry":   {foreign(t, layer("路", "LINESTRING", "4490"), `ALTER TABLE "路" DROP COLUMN geom`), "no column geom"},
		"no GeoPackage": {write([]byte("SQLite format 4")), "export the layer again"},
		"torn":          {write(whole[:len(whole)/2]), "export the layer again"},
		"not there":     {filepath.Join(t.TempDir(), "none.gpkg"), "export the layer again"},
		"overwritten":   {write(append(bytes.Clone(whole[:100]), make([]byte, len(whole)-100)...)), "export the layer again"},
	} {
		opened, err := OpenLines(context.Background(), c.file)
		if err == nil {
			err = errors.Join(opened.Each(context.Background(), func(data.Line) error { return nil }), opened.Close())
		}
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one sentence that says %q", name, err, c.says)
		}
	}
	empty := foreign(t, layer("路", "LINESTRING", "0"))
	if lines, opened := allLines(t, empty); len(lines) != 0 || opened.Datum() != "" {
		t.Errorf("a layer of no stated system: %d lines, datum %q", len(lines), opened.Datum())
	}
}

func FuzzLineBlobs(f *testing.F) {
	f.Add(lineBlob(binary.LittleEndian, wkbLine, []float64{1, 2}, []float64{3, 4}))
	f.Add(lineBlob(binary.BigEndian, 1000+wkbMultiLine))
	f.Fuzz(func(t *testing.T, blob []byte) {
		lines, err := decodeLines(blob)
		points := 0
		for _, line := range lines {
			points += len(line)
		}
		if err != nil && lines != nil || points*16 > len(blob) {
			t.Errorf("%d points out of %d bytes, %v", points, len(blob), err)
		}
	})
}

var _ data.OpenLineFile = OpenLines
