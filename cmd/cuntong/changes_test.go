package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data"
	"cuntong/data/gpkg"
)

func TestChangesTellWhoChangedWhatAndMaskPeople(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log.gpkg")
	s, err := gpkg.Open(context.Background(), file, gpkg.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	for version, contact := range []string{"张三", "李四"} {
		f := data.Facility{ID: "F", Name: "=站", Contact: contact, Phone: "13812345678", Version: int64(version)}
		if _, err := s.EditFacility(context.Background(), f, data.ChangeNote{Actor: "王五", Reason: "换人 13812345678"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	answer := runJSON[changesJSON](t, "changes", "--store", file, "--kind", "facility", "--key", "F", "--newest", "--limit", "1")
	if len(answer.Changes) != 1 || answer.Changes[0].Seq != 2 || answer.Changes[0].Actor != "王**" || !strings.Contains(string(answer.Changes[0].Before), `"张**"`) || answer.Changes[0].Hash != "" {
		t.Errorf("%+v", answer)
	}
	status, out, errs := run(t, "changes", "--store", file)
	if status != exitDone || strings.Count(out, "\n") != 2 || strings.Contains(out, "13812345678") || !strings.Contains(out, "facility F：换人 138****5678") {
		t.Errorf("status %d, %s%s", status, out, errs)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("reading changed the file: %v", err)
	}
	table := filepath.Join(t.TempDir(), "log.csv")
	if status, _, errs := run(t, "changes", "--store", file, "--csv", "--with-contacts", "--reason", "审计", "--out", table); status != exitDone {
		t.Fatalf("status %d, %s", status, errs)
	}
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][2] != "王五" || !strings.Contains(rows[2][8], "张三") || rows[3][5] != data.DisclosureKind || rows[3][4] != "审计" {
		t.Errorf("%v, %q", err, rows)
	}
	for _, bad := range [][]string{{"--csv", "--json"}, {"--since", "gestern"}, {"--limit", "-1"}} {
		if status, _, errs := run(t, append([]string{"changes", "--store", file}, bad...)...); status != exitBadInput {
			t.Errorf("%v: status %d, %s", bad, status, errs)
		}
	}
}
