package ingest

import (
	"testing"

	"cuntong/data"
)

func TestDailyCountsAreReadByNameAndBlankIsNotZero(t *testing.T) {
	r := mustRead(t, Options{Known: knownVillages(t)}, "testdata/good-facilities.csv", "testdata/good-daily-counts.csv")
	report := r.Files[1]
	if report.Kind != "count" || report.Accepted != 2 || report.Refused != 4 || report.SubtotalRows != 1 {
		t.Errorf("report %+v, refused %v", report, r.Refused)
	}
	point := r.Batch.Facilities[1].ID
	number := func(n int64) *int64 { return &n }
	want := []data.DailyCount{{Date: "2026-11-26", Facility: point, Down: number(73), Up: number(12)}, {Date: "2026-11-27", Facility: point, Down: number(0)}}
	if len(r.Batch.DailyCounts) != len(want) {
		t.Fatalf("counts %+v", r.Batch.DailyCounts)
	}
	for i, got := range r.Batch.DailyCounts {
		if got.ID() != want[i].ID() || *got.Down != *want[i].Down || (got.Up == nil) != (want[i].Up == nil) {
			t.Errorf("count %d: got %+v, want %+v", i, got, want[i])
		}
	}
	for i, field := range []string{"name", "date", "到件数", "到件数"} { // a name that is not on record, a day twice, no count, a count below zero
		if r.Refused[i].Field != field {
			t.Errorf("refusal %d: %+v, want it to name %s", i, r.Refused[i], field)
		}
	}
}
