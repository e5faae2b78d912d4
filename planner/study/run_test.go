package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

const workday = data.Date("2026-11-26")

// savedDay is the day of routeTown with one count, saved as runs.
func savedDay(t *testing.T) (*Study, string, *report.RouteStudy) {
	t.Helper()
	s, plan := routeTown(t, []float64{2, 6, 4}, 100, 20, van(2))
	load(t, s, data.Batch{DailyCounts: []data.DailyCount{{Date: workday, Facility: "P1", Down: new(int64(7)), Up: new(int64(0))}, {Date: workday, Facility: "P2", Down: new(int64(9))}, {Date: "2026-11-25", Facility: "P0", Down: new(int64(1)), Up: new(int64(1))}}})
	out := routes(t, s, RouteRequest{Plan: plan, Date: workday})
	var err error
	if out.Saved, err = s.SaveRuns(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	return s, plan, out
}

// Counts of the day take the place of means side by side: P1 has both, P2 only what is brought, P0 none.
func TestTheCountsOfTheDayTakeThePlaceOfMeans(t *testing.T) {
	_, _, out := savedDay(t)
	if out.Down != 7+9+100 || out.Up != 0+20+20 || out.Counted != 1 || len(out.Means) != 2 || out.Means[0] != "P0" || out.Means[1] != "P2" {
		t.Errorf("down %d, up %d, counted %d, means %v", out.Down, out.Up, out.Counted, out.Means)
	}
	for _, call := range out.Routes[0].Calls {
		if call.Kind == report.CallStop && call.Counted != (call.Stop == "P1") {
			t.Errorf("%s counted: %v", call.Stop, call.Counted)
		}
	}
}

func TestRunsAreSavedOnceAndNotChangedBehindTheCourier(t *testing.T) {
	s, plan, out := savedDay(t)
	ctx := t.Context()
	if out.Saved.Saved != 1 || out.Saved.Cancelled != 0 {
		t.Errorf("saved %+v", out.Saved)
	}
	again, err := s.SaveRuns(ctx, routes(t, s, RouteRequest{Plan: plan, Date: workday}))
	if err != nil || again.Unchanged != 1 || again.Saved != 0 {
		t.Errorf("saved again: %+v, %v", again, err)
	}
	id := data.RunID(workday, "V#1")
	if run, err := s.ChangeRun(ctx, id, RunChange{Courier: new("王五")}, s.RunNote(id)); err != nil || run.Courier != "王五" || run.Version != 2 {
		t.Fatalf("%+v, %v", run, err)
	}
	file := filepath.Join(t.TempDir(), "events.json")
	writeEvents(t, file, data.StopEvent{ID: "d-1", Run: id, Stop: "P0", Kind: data.Delivered, Seq: 1}, data.StopEvent{ID: "d-2", Run: id, Stop: "P1", Kind: data.Failed, Reason: "无人", Seq: 2})
	for i, want := range []data.EventResult{{New: 2, Runs: 1}, {Known: 2, Runs: 1}} {
		got, err := s.ReadEvents(ctx, []string{file})
		if len(got.Each) != 2 || got.Each[0] != (data.EventFate{ID: "d-1", Kept: "d-1", Known: i > 0}) {
			t.Errorf("reading %d: fates %+v", i+1, got.Each)
		}
		got.Each = nil
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("reading %d: %+v, %v, want %+v", i+1, got, err, want)
		}
	}
	view, err := s.RunView(ctx, id)
	if err != nil || view.State != data.RunOut || view.Delivered != 1 || view.Failed != 1 || view.Open != 1 || len(view.Events) != 2 {
		t.Errorf("view %+v, %v", view, err)
	}
	for _, state := range []data.RunState{data.RunCancelled, data.RunPlanned} {
		want := map[data.RunState]data.RunState{data.RunCancelled: data.RunCancelled, data.RunPlanned: data.RunOut}[state]
		if run, err := s.ChangeRun(ctx, id, RunChange{State: &state}, s.RunNote(id)); err != nil || run.State != want || run.Courier != "王五" {
			t.Errorf("%s: %+v, %v, want %s", state, run, err, want)
		}
	}
	if _, err := s.ChangeRun(ctx, id, RunChange{State: new(data.RunDone)}, s.RunNote(id)); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("people say that a run is done: %v", err)
	}
	if _, err := s.ChangeRun(ctx, id, RunChange{Courier: new("赵六"), Version: 1}, s.RunNote(id)); !errors.Is(err, data.ErrConflict) {
		t.Errorf("an old version was changed: %v", err)
	}
	changed := routes(t, s, RouteRequest{Plan: plan, Date: workday, Skip: []string{"P0"}})
	if _, err := s.SaveRuns(ctx, changed); !errors.Is(err, data.ErrConflict) || !strings.Contains(err.Error(), id) {
		t.Errorf("a run that is out was replaced: %v", err)
	}
	next := routes(t, s, RouteRequest{Plan: plan, Date: "2026-11-27"})
	if _, err := s.SaveRuns(ctx, next); err != nil || next.Routes[0].Courier != "王五" {
		t.Errorf("the next day's courier is %q, %v", next.Routes[0].Courier, err)
	}
	none := routes(t, s, RouteRequest{Plan: plan, Date: "2026-11-27", Skip: []string{"P0", "P1", "P2"}})
	if saved, err := s.SaveRuns(ctx, none); err != nil || saved.Cancelled != 1 {
		t.Errorf("a vehicle that stays at home: %+v, %v", saved, err)
	}
}

func writeEvents(t *testing.T, file string, events ...data.StopEvent) {
	t.Helper()
	for i := range events {
		events[i].At = time.Date(2026, 11, 26, 9, i, 0, 0, time.UTC)
	}
	text, err := json.Marshal(data.EventFile{Format: data.EventFileFormat, Device: "d", Events: events})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAFileOfEventsThatIsNoneIsRefusedInASentence(t *testing.T) {
	s, _, _ := savedDay(t)
	for want, text := range map[string]string{"not a file of events": "x", "expected \"" + data.EventFileFormat: `{"format":"x"}`, "without a reason": `{"format":"` + data.EventFileFormat + `","events":[{"id":"a","run":"r","stop":"s","kind":"failed","at":"2026-11-26T09:00:00Z"}]}`,
		"not in the store":  `{"format":"` + data.EventFileFormat + `","events":[{"id":"a","run":"r","stop":"s","kind":"delivered","at":"2026-11-26T09:00:00Z"}]}`,
		"no place on Earth": `{"format":"` + data.EventFileFormat + `","events":[{"id":"a","run":"r","stop":"s","kind":"delivered","at":"2026-11-26T09:00:00Z","coordinates":[37,118]}]}`} {
		file := filepath.Join(t.TempDir(), "events.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReadEvents(t.Context(), []string{file}); !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want it to say %q", text, err, want)
		}
	}
}

func TestASavedRunHasASheetOfItsOwn(t *testing.T) {
	s, _, out := savedDay(t)
	day, err := s.RunSheet(t.Context(), data.RunID(workday, "V#1"))
	if err != nil {
		t.Fatal(err)
	}
	for k, call := range day.Routes[0].Calls {
		if want := out.Routes[0].Calls[k]; call.Stop != want.Stop || call.OnBoard != want.OnBoard || call.Arrive != want.Arrive || call.Kind != want.Kind {
			t.Errorf("call %d: %+v, want %+v", k, call, want)
		}
	}
	var sheet bytes.Buffer
	if err := report.WriteRouteSheet(&sheet, day); err != nil || !strings.Contains(sheet.String(), `data-run="2026-11-26_V#1"`) || !strings.Contains(sheet.String(), "直线示意") {
		t.Errorf("%v: %s", err, sheet.String())
	}
}
