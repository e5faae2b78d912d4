package ingest

import (
	"os"
	"path/filepath"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

func peekText(t *testing.T, o Options, name, text string) []Preview {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := Peek(t.Context(), file, o)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAPreviewNeedsNoDatum(t *testing.T) {
	text := "利津县村庄表,,,,\n统计用区划代码,村名,高德经度,高德纬度,随便\n370522101201,甲村,118.25,37.49,x\n370522101202,乙村,,,y\n合计,,,,\n"
	p := peekText(t, Options{}, "村.csv", text)[0]
	if p.Kind != kindPlace || !p.Recognised || p.Count != 3 || len(p.Rows) != 3 || p.Words != geo.GCJ02 || p.Datum != "" {
		t.Errorf("%+v", p)
	}
	if p.Columns[2].Field != "lon" || p.Columns[2].How != "part" || p.Columns[4].Field != "" || p.Columns[0].How != "exact" {
		t.Errorf("columns %+v", p.Columns)
	}
	if want := (GivenPosition{Line: 3, Name: "甲村", Village: "甲村", Code: "370522101201", At: orb.Point{118.25, 37.49}}); len(p.Given) != 1 || p.Given[0] != want {
		t.Errorf("positions %+v, want %+v", p.Given, want)
	}
	if p.Rows[1].Line != 4 || p.Rows[1].Cells[1] != "乙村" {
		t.Errorf("rows %+v", p.Rows)
	}
}

func TestAHeaderThatNobodyKnowsIsShownAndCanBeNamed(t *testing.T) {
	text := "甲列,乙列,丙列\n370522101201,甲村,3\n370522101202,乙村,4\n"
	p := peekText(t, Options{}, "x.csv", text)[0]
	if p.Recognised || p.Columns[0].Header != "甲列" || len(p.Rows) != 2 || len(p.Fields) < 10 {
		t.Errorf("%+v", p)
	}
	p = peekText(t, Options{Map: map[string]string{"甲列": "stat_code", "乙列": "village", "丙列": "population"}}, "x.csv", text)[0]
	if !p.Recognised || p.Columns[0].Field != "stat_code" || p.Columns[0].How != "map" {
		t.Errorf("%+v", p.Columns)
	}
}

func TestTheKindCanBeSaid(t *testing.T) {
	text := "名称,乡镇,县区代码\n甲站,北宋镇,370522\n"
	if p := peekText(t, Options{}, "x.csv", text)[0]; p.Kind != kindPlace {
		t.Errorf("%s", p.Kind)
	}
	if p := peekText(t, Options{Kind: "facility"}, "x.csv", text)[0]; p.Kind != kindFacility {
		t.Errorf("%s", p.Kind)
	}
	if _, err := Peek(t.Context(), "x.csv", Options{Kind: "nothing"}); err == nil {
		t.Error("a kind that is none")
	}
}
