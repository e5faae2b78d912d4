package storetest

import (
	"errors"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func dailyCounts(t *testing.T, s data.Store) {
	ctx := background()
	load(t, s, twoCounties())
	b := data.Batch{DailyCounts: []data.DailyCount{{Date: "2026-11-27", Facility: "in", Down: ref(int64(5))}, {Date: "2026-11-26", Facility: "out", Up: ref(int64(7))}, {Date: "2026-11-26", Facility: "in"}}}
	same(t, "result of counts", load(t, s, b), data.LoadResult{Inserted: 3, Revision: 1})
	names := func(q data.Query) []string {
		t.Helper()
		return codes(must[[]data.DailyCount](t)(s.DailyCounts(ctx, q)), func(c data.DailyCount) string { return c.ID() })
	}
	same(t, "all", names(data.Query{}), []string{"2026-11-26 in", "2026-11-26 out", "2026-11-27 in"})
	same(t, "a day", names(data.Query{Date: "2026-11-26"}), []string{"2026-11-26 in", "2026-11-26 out"})
	same(t, "a day without counts", names(data.Query{Date: "2026-11-25"}), []string(nil))
	same(t, "a county's day", names(data.Query{Date: "2026-11-26", Area: "010571"}), []string{"2026-11-26 in"})
	same(t, "a bound", names(data.Query{Bound: &orb.Bound{Min: orb.Point{20, 10}, Max: orb.Point{20, 10}}}), []string{"2026-11-26 in", "2026-11-27 in"})
	same(t, "a page", names(data.Query{After: "2026-11-26 in", Limit: 1}), []string{"2026-11-26 out"})
	b.DailyCounts[0].Down = ref(int64(6))
	same(t, "result of a corrected count", load(t, s, b), data.LoadResult{Updated: 1, Unchanged: 2, Revision: 1})
}

// someRun is a run of a vehicle with two stops and a reload between them.
func someRun(day data.Date, vehicle string) data.Run {
	return data.Run{ID: data.RunID(day, vehicle), Date: day, Vehicle: vehicle, VehicleName: "面包车", Kind: "van", Courier: "王五", State: data.RunPlanned, Plan: "p1", Fingerprint: "f", Depot: "in",
		Depart: 28_800, Home: 40_000, Meters: 31_234, CreatedAt: noon, Stops: []data.RunStop{
			{Stop: "P1", Name: "村一", Place: orb.Point{118.1, 37.000_000_000_1}, Arrive: 30_000, Leave: 30_300, Down: 12, Up: 3, Villages: []string{"甲村", "乙村"}},
			{Stop: "in", Reload: true, Name: "站", Place: orb.Point{118.2, 37}, Arrive: 32_000, Leave: 32_900},
			{Stop: "P2", Name: "村二", Place: orb.Point{118.3, 37}, Arrive: 34_000, Leave: 34_300, Down: 0, Up: 8}}}
}

func runs(t *testing.T, s data.Store) {
	ctx := background()
	load(t, s, twoCounties())
	note := data.ChangeNote{Actor: "调度", At: noon}
	save := func(list ...data.Run) {
		t.Helper()
		if err := s.SaveRuns(ctx, list, note); err != nil {
			t.Fatal(err)
		}
	}
	one, two := someRun("2026-11-26", "V#2"), someRun("2026-11-26", "V#1")
	two.Stops, two.Courier, two.Depot = nil, "", "out"
	save(one, two)
	one.Version, two.Version = 1, 1
	one.CreatedAt, two.CreatedAt = noon.UTC(), noon.UTC()
	same(t, "run", must[data.Run](t)(s.Run(ctx, one.ID)), one)
	same(t, "runs", must[[]data.Run](t)(s.Runs(ctx, data.Query{Date: "2026-11-26"})), []data.Run{two, one})
	same(t, "runs of a county", must[[]data.Run](t)(s.Runs(ctx, data.Query{Area: "010571"})), []data.Run{one})
	same(t, "runs of a courier", must[[]data.Run](t)(s.Runs(ctx, data.Query{Date: "2026-11-26", Courier: "王五"})), []data.Run{one})
	same(t, "runs of another courier", must[[]data.Run](t)(s.Runs(ctx, data.Query{Courier: "王"})), []data.Run(nil))
	same(t, "a page of runs", must[[]data.Run](t)(s.Runs(ctx, data.Query{After: two.ID, Limit: 1})), []data.Run{one})
	same(t, "runs of another day", must[[]data.Run](t)(s.Runs(ctx, data.Query{Date: "2026-11-27"})), []data.Run(nil))
	save(one, two) // the same again
	one.Courier = "赵六"
	save(one, two)
	one.Version = 2
	same(t, "run after a change", must[data.Run](t)(s.Run(ctx, one.ID)), one)
	stale := two
	stale.Version, stale.Courier = 7, "x"
	moved := one
	moved.Courier = "钱七"
	if err := s.SaveRuns(ctx, []data.Run{moved, stale}, note); !errors.Is(err, data.ErrConflict) {
		t.Errorf("a run of another version: %v", err)
	}
	same(t, "runs after the refusal", must[[]data.Run](t)(s.Runs(ctx, data.Query{})), []data.Run{two, one})
	for what, spoil := range map[string]func(*data.Run){"another ID": func(r *data.Run) { r.ID = "x" }, "no state": func(r *data.Run) { r.State = "" }, "no time": func(r *data.Run) { r.CreatedAt = time.Time{} },
		"a bad day": func(r *data.Run) { r.Date = "2026-02-30"; r.ID = data.RunID(r.Date, r.Vehicle) }, "a stop twice": func(r *data.Run) { r.Stops = append(r.Stops, r.Stops[0]) }} {
		bad := someRun("2026-11-28", "V#1")
		spoil(&bad)
		if err := s.SaveRuns(ctx, []data.Run{bad}, note); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", what, err)
		}
	}
	if _, err := s.Run(ctx, "none"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a run that is not there: %v", err)
	}
	info := must[data.Info](t)(s.Info(ctx))
	if info.Revision != 1 || info.Counts["runs"] != 2 || info.Counts["changes"] != 24 { // 18 rows and their load, two runs, one of them again
		t.Errorf("after a load and two changes of runs: %+v", info)
	}
}

// someEvent is the word of a device on a stop, a number of minutes past nine.
func someEvent(id, stop, device string, seq int64) data.StopEvent {
	return data.StopEvent{ID: id, Run: "2026-11-26_V#1", Stop: stop, Kind: data.Delivered, At: noon.Add(time.Duration(seq) * time.Minute), Device: device, Seq: seq, ReceivedAt: noon.Add(time.Hour)}
}

func stopEvents(t *testing.T, s data.Store) {
	ctx := background()
	load(t, s, twoCounties())
	run := someRun("2026-11-26", "V#1")
	if err := s.SaveRuns(ctx, []data.Run{run}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	save := func(want data.EventResult, events ...data.StopEvent) {
		t.Helper()
		got := must[data.EventResult](t)(s.SaveStopEvents(ctx, events, data.ChangeNote{Actor: "办公室", At: noon}))
		renamed := 0
		for i, fate := range got.Each {
			if fate.ID != events[i].ID {
				t.Errorf("the fate of event %d is that of %s, want %s", i, fate.ID, events[i].ID)
			}
			if fate.Kept != fate.ID {
				renamed++
			}
		}
		if len(got.Each) != len(events) || renamed < want.Renamed {
			t.Errorf("the fates of %d events: %+v", len(events), got.Each)
		}
		got.Each = nil
		same(t, "result", got, want)
	}
	state := func(want data.RunState) {
		t.Helper()
		same(t, "state", must[data.Run](t)(s.Run(ctx, run.ID)).State, want)
	}
	full := someEvent("e1", "P1", "手机甲", 1)
	full.Kind, full.Reason, full.Note, full.Location, full.AccuracyMeters, full.Down, full.Up = data.Failed, "无人", "改日", &orb.Point{118.100_000_001, 37}, ref(12.5), ref(int64(0)), ref(int64(2))
	report := data.StopEvent{ID: "e2", Run: run.ID, Kind: data.RoadReport, Reason: "积水", At: noon, Until: ref(noon.Add(5 * time.Hour).UTC()), Device: "手机甲", Seq: 2, ReceivedAt: noon}
	save(data.EventResult{New: 2, Known: 1, Runs: 1}, full, report, full)
	state(data.RunOut)
	later := full
	later.ReceivedAt = noon.Add(9 * time.Hour) // the same file again
	save(data.EventResult{Known: 2, Runs: 1}, later, report)
	full.At, full.ReceivedAt, report.At, report.ReceivedAt = full.At.UTC(), full.ReceivedAt.UTC(), noon.UTC(), noon.UTC()
	same(t, "events", must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{Run: run.ID})), []data.StopEvent{full, report})
	save(data.EventResult{New: 1, Runs: 1}, someEvent("e3", "P2", "手机甲", 3))
	state(data.RunDone)
	save(data.EventResult{New: 1, Runs: 1, Conflict: 2}, someEvent("e4", "P1", "手机乙", 1)) // another phone says otherwise: both stand
	other := someEvent("e3", "P2", "手机甲", 3)
	other.Note = "改写" // the ID of another event: both stand
	save(data.EventResult{New: 1, Renamed: 1, Runs: 1, Conflict: 4}, other)
	save(data.EventResult{Known: 1, Runs: 1, Conflict: 4}, other)
	same(t, "number of events", len(must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{}))), 5)
	same(t, "events of a county", len(must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{Area: "010571"}))), 5)
	same(t, "events of another run", must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{Run: "x"})), []data.StopEvent(nil))
	same(t, "a page", must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{After: "e1", Limit: 1})), []data.StopEvent{report})
	info := must[data.Info](t)(s.Info(ctx))
	if info.Revision != 1 || info.Counts["stop_events"] != 5 || info.Counts["changes"] != 32 { // 18 rows and their load, a run, four files of events with what they moved
		t.Errorf("after a load, a run and four files of events: %+v", info)
	}
}

func roadAnswers(t *testing.T, s data.Store) {
	ctx := background()
	run := someRun("2026-11-26", "V#1")
	if err := s.SaveRuns(ctx, []data.Run{run}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	at := noon.UTC()
	report := data.StopEvent{ID: "r1", Run: run.ID, Kind: data.RoadReport, Reason: "桥断", At: at, Device: "手机甲", ReceivedAt: at}
	answer := data.StopEvent{ID: "a1", Run: run.ID, Kind: data.RoadAnswer, Reason: data.ReportAccepted, About: "r1", Note: "s1", At: at, ReceivedAt: at}
	if _, err := s.SaveStopEvents(ctx, []data.StopEvent{report, answer, someEvent("e1", "P1", "手机甲", 3)}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	roads := []data.EventKind{data.RoadAnswer, data.RoadReport}
	same(t, "roads", must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{Kinds: roads})), []data.StopEvent{answer, report})
	same(t, "answers", must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{Run: run.ID, Kinds: roads[:1]})), []data.StopEvent{answer})
	same(t, "state", must[data.Run](t)(s.Run(ctx, run.ID)).State, data.RunOut)
	for what, spoil := range map[string]func(*data.StopEvent){"of no report": func(e *data.StopEvent) { e.About = "" }, "of a stop": func(e *data.StopEvent) { e.Stop = "P1" },
		"of no word": func(e *data.StopEvent) { e.Reason = "maybe" }, "until when": func(e *data.StopEvent) { e.Until = ref(at.Add(time.Hour)) }} {
		bad := answer
		bad.ID = "bad"
		spoil(&bad)
		if _, err := s.SaveStopEvents(ctx, []data.StopEvent{bad}, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("an answer %s: got %v, want ErrInvalid", what, err)
		}
	}
}

func strangeEvents(t *testing.T, s data.Store) {
	ctx := background()
	if err := s.SaveRuns(ctx, []data.Run{someRun("2026-11-26", "V#1")}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(*data.StopEvent){
		"an unknown run": func(e *data.StopEvent) { e.Run = "none" }, "an unknown stop": func(e *data.StopEvent) { e.Stop = "P9" }, "a reload": func(e *data.StopEvent) { e.Stop = "in" },
		"no reason": func(e *data.StopEvent) { e.Kind = data.Failed }, "no kind": func(e *data.StopEvent) { e.Kind = "" }, "no time": func(e *data.StopEvent) { e.At = time.Time{} },
		"no time of receipt": func(e *data.StopEvent) { e.ReceivedAt = time.Time{} }, "a place off the Earth": func(e *data.StopEvent) { e.Location = &orb.Point{200, 1} },
	} {
		bad := someEvent("bad", "P1", "d", 2)
		spoil(&bad)
		if _, err := s.SaveStopEvents(ctx, []data.StopEvent{someEvent("good", "P1", "d", 1), bad}, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", what, err)
		}
	}
	same(t, "events", must[[]data.StopEvent](t)(s.StopEvents(ctx, data.Query{})), []data.StopEvent(nil))
	same(t, "state", must[data.Run](t)(s.Run(ctx, "2026-11-26_V#1")).State, data.RunPlanned)
}
