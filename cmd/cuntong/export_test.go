package main

import (
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// exported writes a report and returns the file's name.
func exported(t *testing.T, name string, about ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	status, _, errs := run(t, append([]string{"export", "--store", demoFile(t), "--out", file}, about...)...)
	if status != exitDone {
		t.Fatalf("export %s: status %d: %s", name, status, errs)
	}
	return file
}

// bookRows are the rows of all sheets but the first, with what is shown in each cell.
func bookRows(t *testing.T, file string) (sheets []string, rows map[string][][]string) {
	t.Helper()
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheets, rows = book.GetSheetList()[1:], map[string][][]string{}
	for _, sheet := range sheets {
		if rows[sheet], err = book.GetRows(sheet); err != nil {
			t.Fatal(err)
		}
	}
	return sheets, rows
}

var (
	tableText = regexp.MustCompile(`(?s)<table.*?</table>`)
	rowText   = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	cellText  = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
)

// pageTables are the cells of all tables of an HTML report.
func pageTables(t *testing.T, file string) [][][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var tables [][][]string
	for _, table := range tableText.FindAllString(string(text), -1) {
		var rows [][]string
		for _, row := range rowText.FindAllStringSubmatch(table, -1) {
			var cells []string
			for _, cell := range cellText.FindAllStringSubmatch(row[1], -1) {
				cells = append(cells, html.UnescapeString(cell[1]))
			}
			rows = append(rows, cells)
		}
		tables = append(tables, rows)
	}
	return tables
}

// plain is a cell without what Excel alone writes: 100.0% is 100%, a line feed a space, trailing empty cells nothing.
func plain(cell string) string { return strings.ReplaceAll(cell, ".0%", "%") }

func TestAReportSaysTheSameAsHTMLWorkbookAndPDF(t *testing.T) {
	plan := demoPlan(t, "370522")
	tables := pageTables(t, exported(t, "report.html", "--plan", plan))
	sheets, rows := bookRows(t, exported(t, "report.xlsx", "--plan", plan))
	if len(sheets) != 5 || len(tables) != 5 {
		t.Fatalf("%d sheets %v and %d tables, want 5 each", len(sheets), sheets, len(tables))
	}
	cells := 0
	for k, sheet := range sheets {
		if len(rows[sheet]) != len(tables[k]) {
			t.Fatalf("%s: %d rows in the workbook, %d on the page", sheet, len(rows[sheet]), len(tables[k]))
		}
		for n, row := range tables[k] {
			shown := append(slices.Clone(rows[sheet][n]), make([]string, len(row))...)
			for c, cell := range row {
				if cells++; plain(cell) != plain(shown[c]) {
					t.Errorf("%s, row %d: the page says %q, the workbook %q", sheet, n, cell, shown[c])
				}
			}
		}
	}
	if cells < 2000 {
		t.Errorf("only %d cells compared", cells)
	}
	if _, err := findBrowser(""); err != nil {
		t.Skip("SKIPPED: no Chromium here, so no PDF is compared")
	}
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("SKIPPED: pdftotext (poppler-utils) is not here, so no PDF is compared")
	}
	printed, err := exec.Command(reader, "-layout", exported(t, "report.pdf", "--plan", plan), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Count(string(printed), "\f")
	if pages < 5 || !strings.Contains(string(printed), "1 / "+strconv.Itoa(pages)) {
		t.Errorf("%d pages, and the first is not numbered so", pages)
	}
	if heads := strings.Count(string(printed), "最近网点"); heads < 3 {
		t.Errorf("the head of the gap list stands %d times on %d pages", heads, pages)
	}
	// The rows of figures and towns are short enough to stand on one line each.
	for _, k := range []int{1, 2} {
		for _, row := range tables[k][1:] {
			words := make([]string, len(row))
			for c, cell := range row {
				words[c] = regexp.QuoteMeta(cell)
			}
			if line := regexp.MustCompile(strings.Join(words, `\s+`)); !line.Match(printed) {
				t.Errorf("the PDF lacks the row %q", row)
			}
		}
	}
}

func TestAReportOfATownAndOneOfAnOperator(t *testing.T) {
	for _, about := range [][]string{{"--area", "370522101", "--lang", "en"}, {"--area", "370522", "--operator", "coop", "--standard", "village-5km", "--date", "2026-01-01"}} {
		text, err := os.ReadFile(exported(t, "report.html", about...))
		if err != nil {
			t.Fatal(err)
		}
		for _, foreign := range []string{"<script", "http://", "https://", "<link", "@import"} {
			if strings.Contains(strings.ReplaceAll(string(text), `xmlns="http://www.w3.org/2000/svg"`, ""), foreign) {
				t.Errorf("%v: the file names %s", about, foreign)
			}
		}
	}
}

func TestExportRefusesWhatItCannotWrite(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"another kind of file":      {[]string{"--area", "370522", "--out", "report.doc"}, "ends in .html, .xlsx or .pdf"},
		"neither plan nor area":     {[]string{"--out", "report.html"}, "--plan=ID or --area=CODE"},
		"both":                      {[]string{"--plan", "a", "--area", "370522", "--out", "report.html"}, "can't be used together"},
		"a plan with a standard":    {[]string{"--plan", "a", "--standard", "village-5km", "--out", "report.html"}, "a plan brings its own"},
		"a plan that is not there":  {[]string{"--plan", "a", "--out", "report.html"}, "not in store"},
		"a browser that is no file": {[]string{"--area", "370522", "--out", "report.pdf", "--chromium", "no-such-browser"}, "no-such-browser"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			status, _, errs := run(t, append([]string{"export", "--store", demoFile(t)}, c.args...)...)
			if status != exitBadInput || !strings.Contains(errs, c.want) {
				t.Errorf("status %d, %s; want 2 and %q", status, errs, c.want)
			}
			if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
				t.Errorf("%d files were left behind, %v", len(left), err)
			}
		})
	}
}

func TestWithoutABrowserExportSaysTheWayOut(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := findBrowser(""); err == nil {
		t.Skip("SKIPPED: a browser is installed in a well-known place here")
	} else if !strings.Contains(err.Error(), "write --out FILE.html") {
		t.Errorf("got %v", err)
	}
}
