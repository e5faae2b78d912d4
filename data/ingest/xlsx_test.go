package ingest

import (
	"archive/zip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/geo"

	"github.com/xuri/excelize/v2"
)

// workbook writes an XLSX as bureaus do: a title, a header of two rows with merged cells, merged town cells,
// codes as text and as numbers, totals and a note, beside a sheet that is none of our business.
func workbook(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	rows := [][]any{
		{"利津县行政村基本情况表（2024年）"},
		{"序号", "乡镇", "行政村", "统计用区划代码", "位置", nil, "人口（人）"},
		{nil, nil, nil, nil, "经度", "纬度", nil},
		{1, "北宋镇", "北宋一村", "370522101201", 118.1482, 37.4381, "1,024"},
		{2, nil, "后宋村", 370522101202, 118.151, 37.441, 860},
		{3, nil, "断码村", "3.70522E+11", 118.151, 37.441, 1},
		{4, nil, "失位村", 370522101000, 118.151, 37.441, 1},
		{nil, nil, "小计", nil, nil, nil, 1884},
		{5, "盐窝镇", "前左村", "'370522102203", nil, nil, nil},
		{"合计", nil, nil, nil, nil, nil, 1884},
		{"注：人口为常住人口"},
	}
	for i, cells := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &cells); err != nil {
			t.Fatal(err)
		}
	}
	for _, merged := range [][2]string{{"A1", "G1"}, {"E2", "F2"}, {"A2", "A3"}, {"B4", "B7"}} {
		if err := f.MergeCell("Sheet1", merged[0], merged[1]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("说明"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr("说明", "A1", "本表由各乡镇填报"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "利津县.xlsx")
	if err := f.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAWorkbookAsBureausWriteIt(t *testing.T) {
	r := mustRead(t, Options{Datum: geo.CGCS2000}, workbook(t))
	if len(r.Batch.Settlements) != 3 || len(r.Refused) != 2 || len(r.Files) != 1 {
		t.Fatalf("settlements %+v\nrefused %v\nfiles %+v", r.Batch.Settlements, r.Refused, r.Files)
	}
	if got := r.Batch.Settlements[1]; got.Code != "370522101202" || got.Town != "370522101000" || got.Location == nil || *got.Population != 860 || got.Provenance.Line != 5 {
		t.Errorf("a numeric code with all digits under a merged town cell came out as %+v", got)
	}
	if f := r.Files[0]; f.SubtotalRows != 3 || f.File != "利津县.xlsx#Sheet1" || f.Encoding != "XLSX" || f.Kind != "settlement" {
		t.Errorf("report %+v; want three dropped rows", f)
	}
	if got := r.Refused[0]; got.Line != 6 || !strings.Contains(got.Expected, "format the column as text") {
		t.Errorf("the code in scientific notation was refused with %+v", got)
	}
	if !says(r.Notices, "说明") {
		t.Errorf("the sheet left out is not named: %v", r.Notices)
	}
	names := map[string]bool{}
	for _, a := range r.Batch.Areas {
		if a.Tier == data.TierTown {
			names[a.Name] = true
		}
	}
	if !names["北宋镇"] || !names["盐窝镇"] || len(names) != 2 {
		t.Errorf("towns %v, want 北宋镇 and 盐窝镇", names)
	}
}

func TestAWorkbookThatUnpacksToGigabytesIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bomb.xlsx")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(out)
	header := &zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Store, UncompressedSize64: 4 << 30, CompressedSize64: 10}
	part, err := archive.CreateRaw(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if _, err := Read(context.Background(), []string{file}, Options{}); err == nil || !strings.Contains(err.Error(), "unpacks to more than") {
		t.Errorf("got %v", err)
	}
}

func TestADamagedWorkbookIsAnErrorAndNoPanic(t *testing.T) {
	text, err := os.ReadFile(workbook(t))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "damaged.xlsx")
	if err := os.WriteFile(file, text[:len(text)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(context.Background(), []string{file}, Options{}); err == nil || !strings.Contains(err.Error(), "damaged.xlsx") {
		t.Errorf("got %v", err)
	}
}

func TestABlankTownCellOfAWorkbookMeansTheTownAbove(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, cells := range [][]any{{"网点名称", "所属乡镇", "行政村"}, {"甲站", "北宋镇", "北宋一村"}, {"乙站", nil, "后宋村"}} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &cells); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "网点.xlsx")
	if err := f.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	r := mustRead(t, Options{Datum: geo.WGS84}, "testdata/good-villages-utf8.csv", file)
	if got := r.Batch.Facilities; len(got) != 2 || got[1].Settlement != "370522101202" || got[1].Location == nil {
		t.Errorf("facilities %+v, notices %v", got, r.Notices)
	}
}
