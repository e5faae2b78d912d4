package storetest

import (
	"encoding/json"
	"fmt"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// told are the lines behind a number, each as kind, key and version, or for a batch as what it says it brought.
func told(t *testing.T, s data.Store, after int64) (lines []string, whole []data.Change) {
	t.Helper()
	whole = must[[]data.Change](t)(s.Changes(background(), after, 0))
	for _, c := range whole {
		line := fmt.Sprintf("%s %s %d", c.Kind, c.Key, c.Version)
		if c.Kind == "batch" {
			line = c.Key + " " + c.After
		}
		lines = append(lines, line)
	}
	return lines, whole
}

func rowsInLoads(t *testing.T, s data.Store) {
	b := RandomBatch(5, Size{Towns: 3, Settlements: 300, Facilities: 10, Services: 4, Vehicles: 3})
	b.Files = []data.SourceFile{{Name: "村.csv", Bytes: 12, SHA256: "ab"}}
	load(t, s, b)
	lines, _ := told(t, s, 0)
	want := fmt.Sprintf(`areas %d, settlements 300, facilities 10, services 4, vehicles 3 {"inserted":%d,"updated":0,"unchanged":0,"rows":"counted","files":[{"name":"村.csv","bytes":12,"sha256":"ab"}]}`, len(b.Areas), len(b.Areas)+317)
	same(t, "a whole list", lines, []string{want})

	// Few of many rows differ: each has a line, by kind and key, whatever its place in the file.
	b.Files = nil
	b.Settlements[200].Name, b.Settlements[7].Name = "新名", "改名"
	b.Facilities[3].Phone, b.Vehicles[1].Count = "13800005678", 77
	town := len(b.Areas) - 1
	b.Areas[town].Name = "新镇"
	b.Services = append(b.Services, data.Service{ID: "新", Settlement: b.Settlements[0].Code})
	b.DailyCounts = []data.DailyCount{{Date: "2026-11-26", Facility: b.Facilities[0].ID, Down: ref(int64(3))}}
	b.BusLines = []data.BusLine{{ID: "801"}}
	b.Networks = []data.Network{someNetwork("roads", "f1")}
	load(t, s, b)
	lines, whole := told(t, s, 1)
	same(t, "corrections", lines[:len(lines)-1], []string{"area " + b.Areas[town].Code + " 2", "settlement " + b.Settlements[7].Code + " 2", "settlement " + b.Settlements[200].Code + " 2",
		"facility " + b.Facilities[3].ID + " 2", "service 新 1", "vehicle " + b.Vehicles[1].ID + " 2", "bus_line 801 1", "network roads 1", "daily_count 2026-11-26 " + b.Facilities[0].ID + " 1"})
	var before, after data.Settlement
	if err := json.Unmarshal([]byte(whole[1].Before), &before); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(whole[1].After), &after); err != nil {
		t.Fatal(err)
	}
	if before.Name == "改名" || after.Name != "改名" || before.Version != 1 || after.Version != 2 || whole[4].Before != "" || whole[1].Note.Actor != "suite" || whole[1].Note.Action != "load" {
		t.Errorf("before %+v, after %+v, new %+v", before, after, whole[4])
	}
	var area data.Area
	if err := json.Unmarshal([]byte(whole[0].After), &area); err != nil || area.Outline != nil || area.Name != "新镇" {
		t.Errorf("an area whose outline stayed: %+v, %v", area, err)
	}

	// The same again tells of no row, one row more than the limit of none, and the limit of each.
	load(t, s, b)
	lines, _ = told(t, s, 11)
	if len(lines) != 1 {
		t.Errorf("nothing changed: %q", lines)
	}
	for i := range data.RowsLogged + 1 {
		b.Settlements[i].Location = &orb.Point{118, 37 + float64(i)/1000}
	}
	load(t, s, b)
	lines, whole = told(t, s, 12)
	if len(lines) != 1 || summary(t, whole[0]).Rows != data.RowsCounted {
		t.Errorf("one too many: %d lines, %s", len(lines), whole[len(whole)-1].After)
	}
	for i := range data.RowsLogged {
		b.Settlements[i].Location = &orb.Point{119, 37 + float64(i)/1000}
	}
	load(t, s, b)
	lines, whole = told(t, s, 13)
	if len(lines) != data.RowsLogged+1 || summary(t, whole[data.RowsLogged]).Rows != data.RowsEach {
		t.Errorf("as many as may be: %d lines, %s", len(lines), whole[len(whole)-1].After)
	}
	wantChain(t, s)
}

func summary(t *testing.T, c data.Change) (b data.BatchSummary) {
	t.Helper()
	if err := json.Unmarshal([]byte(c.After), &b); err != nil {
		t.Fatalf("%q: %v", c.After, err)
	}
	return b
}

func rowsOfDays(t *testing.T, s data.Store) {
	ctx := background()
	note := data.ChangeNote{Actor: "调度", Reason: "换人", At: noon}
	run := someRun("2026-11-26", "V#1")
	if err := s.SaveRuns(ctx, []data.Run{run}, note); err != nil {
		t.Fatal(err)
	}
	run.Version, run.Courier = 1, "赵六"
	if err := s.SaveRuns(ctx, []data.Run{run}, note); err != nil {
		t.Fatal(err)
	}
	event := someEvent("e1", "P1", "手机甲", 1)
	must[data.EventResult](t)(s.SaveStopEvents(ctx, []data.StopEvent{event}, note))
	lines, whole := told(t, s, 0)
	count := func(inserted, updated int) string {
		return fmt.Sprintf(`{"inserted":%d,"updated":%d,"unchanged":0,"rows":"each"}`, inserted, updated)
	}
	same(t, "lines", lines, []string{"run " + run.ID + " 1", "runs 1 " + count(1, 0), "run " + run.ID + " 2", "runs 1 " + count(0, 1),
		"stop_event e1 0", "run " + run.ID + " 3", "stop events 1 " + count(1, 1)})
	var first, before, after, moved data.Run
	for i, into := range map[string]*data.Run{whole[0].After: &first, whole[2].Before: &before, whole[2].After: &after, whole[5].After: &moved} {
		if err := json.Unmarshal([]byte(i), into); err != nil {
			t.Fatal(err)
		}
	}
	if len(first.Stops) != 3 || before.Courier != "王五" || after.Courier != "赵六" || before.Stops != nil || moved.State != data.RunOut || whole[2].Note.Reason != "换人" {
		t.Errorf("first %+v, before %+v, after %+v, moved %+v", first, before, after, moved)
	}
	wantChain(t, s)
}

func disclosure(t *testing.T, s data.Store) {
	if err := s.Disclose(background(), "changes.csv", data.ChangeNote{Actor: "张三", Reason: "审计", At: noon}); err != nil {
		t.Fatal(err)
	}
	lines, whole := told(t, s, 0)
	same(t, "lines", lines, []string{"disclosure changes.csv 0"})
	if c := whole[0]; c.Note.Actor != "张三" || c.Note.Action != data.DisclosureKind || c.Note.Reason != "审计" {
		t.Errorf("%+v", c)
	}
	same(t, "revision", must[data.Info](t)(s.Info(background())).Revision, int64(0))
}
