package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"
)

// knownVillages is a store that holds 北宋镇 with two villages, the second without a position, and the county's outline.
func knownVillages(t *testing.T) Known {
	t.Helper()
	r := mustRead(t, Options{}, nativeFiles()[:2]...)
	return Known{Areas: r.Batch.Areas, Settlements: r.Batch.Settlements}
}

func nativeFiles() []string {
	var files []string
	for _, name := range []string{"areas.geojson", "settlements.csv", "facilities.csv", "services.csv", "vehicles.csv"} {
		files = append(files, filepath.Join("testdata", "native", name))
	}
	return files
}

// wrongCase is one file of testdata that is wrong in one way: a row is refused for field, naming what is in
// expected, or with whole set the whole file is refused with a sentence that has what is in expected.
type wrongCase struct {
	file     string
	whole    bool
	line     int
	field    string
	expected string
}

func wrongCases() []wrongCase {
	return []wrongCase{
		{"wrong-code-scientific.csv", false, 2, "统计用区划代码", "format the column as text"},
		{"wrong-code-short.csv", false, 2, "统计用区划代码", "twelve digits"},
		{"wrong-code-of-town.csv", false, 2, "村代码", "is a town's"},
		{"wrong-swapped-axes.csv", false, 2, "经度/纬度", "--map 经度=lat --map 纬度=lon"},
		{"wrong-projected-metres.csv", true, 0, "", "export the file with longitude and latitude"},
		{"wrong-projected-in-degrees-column.csv", false, 2, "经度/纬度", "metres of a map projection"},
		{"wrong-no-datum.csv", true, 0, "", "--datum"},
		{"wrong-datum-beijing54.csv", false, 2, "坐标系", "wgs84, cgcs2000, gcj02, bd09"},
		{"wrong-half-a-position.csv", false, 2, "纬度", "both longitude and latitude"},
		{"wrong-coordinate-text.csv", false, 2, "经度", "degrees such as"},
		{"wrong-minutes-above-59.csv", false, 2, "经度", "degrees such as"},
		{"wrong-population-negative.csv", false, 2, "人口（人）", "whole number of at least 0"},
		{"wrong-population-fraction.csv", false, 2, "人口（人）", "whole number"},
		{"wrong-population-text.csv", false, 2, "人口（人）", "whole number"},
		{"wrong-repeated-code.csv", false, 3, "code", "wrong-repeated-code.csv line 2 has it already"},
		{"wrong-unknown-town-without-code.csv", false, 2, "town", "load the towns first"},
		{"wrong-no-header.csv", true, 0, "", "--map column=field"},
		{"wrong-too-many-cells.csv", false, 2, "cells", "quotation marks"},
		{"wrong-quotes.csv", true, 0, "", "line 2: quotation marks"},
		{"wrong-neither-utf8-nor-gb18030.csv", false, 2, "村名", "CSV UTF-8"},
		{"wrong-xlsx-named-csv.csv", true, 0, "", "rename it to .xlsx"},
		{"wrong-binary.csv", true, 0, "", "no text file"},
		{"wrong-empty.csv", true, 0, "", "is empty"},
		{"wrong-level.csv", false, 2, "级别", "乡镇"},
		{"wrong-facility-status.csv", false, 2, "状态", "正常"},
		{"wrong-facility-cost-fraction-of-yuan.csv", false, 2, "投资（万元）", "whole yuan"},
		{"wrong-service-unknown-village.csv", false, 2, "village", "load the settlements first"},
		{"wrong-service-frequency.csv", false, 2, "投递频次", "times a week"},
		{"wrong-not-a-workbook.xlsx", true, 0, "", "no XLSX workbook"},
		{"wrong-old-excel.xlsx", true, 0, "", "old .xls or a workbook with a password"},
		{"wrong-format.docx", true, 0, "", "not supported"},
		{"wrong-point-in-the-sea.csv", false, 3, "position", "km outside"},
		{"wrong-geojson-broken-off.geojson", true, 0, "", "breaks off in the middle"},
		{"wrong-geojson-unknown-crs.geojson", true, 0, "", "export it in WGS 84"},
		{"wrong-geojson-line.geojson", false, 1, "geometry", "not LineString"},
		{"wrong-geojson-open-ring.geojson", false, 1, "geometry", "closed rings"},
		{"wrong-geojson-swapped-axes.geojson", false, 1, "lon/lat", "turn the two round"},
		{"wrong-geojson-single-feature.geojson", true, 0, "", "FeatureCollection"},
		{"wrong-native-kind.csv", false, 2, "kind", "residents"},
		{"wrong-native-unknown-facility.csv", false, 2, "facility_id", "load the facilities first"},
	}
}

func TestEveryWrongFileIsRefusedWithTheWayOut(t *testing.T) {
	known := knownVillages(t)
	for _, c := range wrongCases() {
		t.Run(c.file, func(t *testing.T) {
			o := Options{Datum: geo.WGS84, Known: known}
			switch c.file {
			case "wrong-no-datum.csv", "wrong-geojson-unknown-crs.geojson":
				o.Datum = ""
			case "wrong-unknown-town-without-code.csv":
				o.Known = Known{}
			}
			r, err := Read(context.Background(), []string{filepath.Join("testdata", c.file)}, o)
			if c.whole {
				if err == nil || !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), c.file) || !strings.Contains(err.Error(), c.expected) {
					t.Fatalf("got error %v; want one that wraps ErrInvalid, names the file and says %q", err, c.expected)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Refused) != 1 {
				t.Fatalf("got refusals %v, want exactly one", r.Refused)
			}
			got := r.Refused[0]
			if got.File != c.file || got.Line != c.line || got.Field != c.field || !strings.Contains(got.Expected, c.expected) {
				t.Errorf("got %+v\nwant line %d, field %s, expectation with %q", got, c.line, c.field, c.expected)
			}
			checkReferences(t, r, o.Known)
		})
	}
}

func TestEveryWrongFileOfTestdataHasItsCase(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	cases := wrongCases()
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "wrong-") && !slices.ContainsFunc(cases, func(c wrongCase) bool { return c.file == e.Name() }) {
			t.Errorf("testdata/%s is tested by no case", e.Name())
		}
	}
}

func TestWholeFileTroubleThatNeedsNoFile(t *testing.T) {
	good := filepath.Join("testdata", "good-villages-utf8.csv")
	for name, c := range map[string]struct {
		files []string
		o     Options
		want  string
	}{
		"a file that is missing":               {[]string{"testdata/nowhere.csv"}, Options{}, "no such file"},
		"a folder":                             {[]string{"testdata"}, Options{}, "is a folder"},
		"no file at all":                       {nil, Options{}, "no file was named"},
		"--map to a field that does not exist": {[]string{good}, Options{Map: map[string]string{"村名": "nmae"}}, `no field "nmae"`},
		"--map of a column that no file has":   {[]string{good}, Options{Datum: geo.WGS84, Map: map[string]string{"村民": "name"}}, `the column "村民"`},
		"--where on a column no file has":      {[]string{good}, Options{Datum: geo.WGS84, Where: []Condition{{"岛", "x"}}}, `--where names the column "岛"`},
		"a datum that does not exist":          {[]string{good}, Options{Datum: "mars"}, "wgs84, cgcs2000"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(context.Background(), c.files, c.o); err == nil || !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want ErrInvalid with %q", err, c.want)
			}
		})
	}
}

func TestACancelledLoadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, []string{"testdata/good-villages-utf8.csv"}, Options{Datum: geo.WGS84}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
