package api

import (
	"bytes"
	"cuntong/planner/report"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
)

// rowsOf reads a table as a spreadsheet would.
func rowsOf(t *testing.T, r reply) [][]string {
	t.Helper()
	if r.status != http.StatusOK || r.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("got %d %q: %.300s", r.status, r.header.Get("Content-Type"), r.body)
	}
	text, marked := bytes.CutPrefix(r.body, []byte(byteOrderMark))
	if !marked {
		t.Error("the table has no byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestGapTableListsWhatTheAuditListsAndNothingRunsInASpreadsheet(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	got := ask(t, server, http.MethodGet, "/api/v1/audits/gaps.csv?area=370522", "")
	rows := rowsOf(t, got)
	if rows[0][0] != "类别" || rows[0][11] != "距离（米）" {
		t.Errorf("got header %v", rows[0])
	}
	audit := decode[AuditAnswer](t, ask(t, server, http.MethodGet, "/api/v1/audits?area=370522", ""))
	if want := 1 + len(audit.Uncovered) + len(audit.Unreachable) + len(audit.Unlocated); len(rows) != want || want != 4 {
		t.Fatalf("got %d rows, the audit asks for %d, expected 4: %v", len(rows), want, rows)
	}
	if rows[1][1] != audit.Uncovered[0].Code || rows[1][13] != "超出标准" || rows[1][8] != "150" {
		t.Errorf("got first row %v, want the worst gap %s", rows[1], audit.Uncovered[0].Code)
	}
	if lost := rows[3]; lost[0] != "无坐标" || lost[8] != "" || lost[11] != "" {
		t.Errorf("got %v, want the village without position, people and distance unknown", lost)
	}
	if rows[2][2] != "'"+evilName {
		t.Errorf("got name %q, want the formula defused", rows[2][2])
	}
	if d := got.header.Get("Content-Disposition"); !strings.Contains(d, `filename="gaps-370522-village-2km-2026-11-23.csv"`) {
		t.Errorf("got Content-Disposition %q", d)
	}
}

func TestCellsThatSpreadsheetsWouldRunAreDefused(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "村": "村", "370522101201": "370522101201", "-118.5": "-118.5", "=1+1": "'=1+1", "+8613": "'+8613", "-cmd": "'-cmd", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "＝1": "'＝1", "\r\n=1": "'\r\n=1", "a=1": "a=1",
	} {
		if got := report.Harmless(cell); got != want {
			t.Errorf("cell %q became %q, want %q", cell, got, want)
		}
	}
}

func TestDispositionKeepsQuotesAndPathsOutOfTheHeader(t *testing.T) {
	if got, want := disposition("方案\"/\r\n1.csv"), `attachment; filename="______1.csv"; filename*=UTF-8''%E6%96%B9%E6%A1%88%22%2F%0D%0A1.csv`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
