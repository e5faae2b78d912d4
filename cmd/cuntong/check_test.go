package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckTellsWhatIsProbablyWrongAndChangesNothing(t *testing.T) {
	folder := t.TempDir()
	copied, shops := filepath.Join(folder, "copy.gpkg"), filepath.Join(folder, "shops.csv")
	if status, _, errs := run(t, "backup", "--store", demoFile(t), "--out", copied); status != exitDone {
		t.Fatal(errs)
	}
	if got := runJSON[checkJSON](t, "check", "--store", copied, "--json"); len(got.Findings) != 0 {
		t.Fatalf("the sample has %+v", got.Findings)
	}
	text := "网点编号,网点名称,乡镇代码,运营主体,级别,经营状态,经度,纬度\nlost-1,走失店,370522001000,供销,村,正常,,\n"
	if err := os.WriteFile(shops, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := run(t, "load", "--store", copied, shops); status != exitDone {
		t.Fatal(errs)
	}
	got := runJSON[checkJSON](t, "check", "--store", copied, "--area", "370522", "--json")
	found := ""
	for _, f := range got.Findings {
		if f.Code == "facility_without_position" && f.Count == 1 {
			found = f.Rows[0].ID
		}
	}
	if found != "lost-1" {
		t.Errorf("%+v", got.Findings)
	}
	if status, out, _ := run(t, "check", "--store", copied); status != exitDone || !strings.Contains(out, "走失店") {
		t.Errorf("status %d: %s", status, out)
	}
	if other := runJSON[checkJSON](t, "check", "--store", copied, "--area", "370503", "--json"); len(other.Findings) != 0 {
		t.Errorf("another county has %+v", other.Findings)
	}
	if status, _, _ := run(t, "check", "--store", copied, "--area", "11"); status != exitBadInput && status != exitFailed {
		t.Errorf("an area that is not there: status %d", status)
	}
}
