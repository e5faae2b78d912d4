package storetest

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func editConflicts(t *testing.T, s data.Store) {
	ctx := background()
	wants := func(what string, err, kind error) {
		t.Helper()
		if !errors.Is(err, kind) {
			t.Fatalf("%s: got %v, want %v", what, err, kind)
		}
	}
	village := data.Settlement{Code: "1", Name: "一"}
	same(t, "version of a new row", must[int64](t)(s.EditSettlement(ctx, village, data.ChangeNote{})), int64(1))
	_, err := s.EditSettlement(ctx, village, data.ChangeNote{})
	wants("creating what exists", err, data.ErrConflict)
	village.Version, village.Name = 1, "二"
	same(t, "version after a change", must[int64](t)(s.EditSettlement(ctx, village, data.ChangeNote{})), int64(2))
	village.Name = "三"
	_, err = s.EditSettlement(ctx, village, data.ChangeNote{})
	wants("an old version", err, data.ErrConflict)
	_, err = s.EditSettlement(ctx, data.Settlement{Code: "2", Version: 1}, data.ChangeNote{})
	wants("a version of what is not there", err, data.ErrConflict)
	village.Version, village.Town = 2, "77"
	_, err = s.EditSettlement(ctx, village, data.ChangeNote{})
	wants("an unknown town", err, data.ErrInvalid)
	_, err = s.EditSettlement(ctx, data.Settlement{}, data.ChangeNote{})
	wants("no code", err, data.ErrInvalid)
	_, err = s.EditFacility(ctx, data.Facility{ID: "f", Location: &orb.Point{0, 91}}, data.ChangeNote{})
	wants("no place on Earth", err, data.ErrInvalid)
	got := must[[]data.Settlement](t)(s.Settlements(ctx, data.Query{}))
	same(t, "rows after the refusals", got, []data.Settlement{{Code: "1", Name: "二", Version: 2}})
	facility := data.Facility{ID: "f", Status: data.Candidate}
	must[int64](t)(s.EditFacility(ctx, facility, data.ChangeNote{}))
	facility.Version, facility.Status = 1, data.Active
	same(t, "facility", must[int64](t)(s.EditFacility(ctx, facility, data.ChangeNote{})), int64(2))
	_, err = s.EditFacility(ctx, facility, data.ChangeNote{})
	wants("an old facility", err, data.ErrConflict)
}

func editRace(t *testing.T, s data.Store) {
	must[int64](t)(s.EditFacility(background(), data.Facility{ID: "f"}, data.ChangeNote{}))
	var all sync.WaitGroup
	results := make([]error, 16)
	for i := range results {
		all.Go(func() {
			_, results[i] = s.EditFacility(background(), data.Facility{ID: "f", Version: 1, Name: string(rune('a' + i))}, data.ChangeNote{})
		})
	}
	all.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
		} else if !errors.Is(err, data.ErrConflict) {
			t.Errorf("a loser got %v, want ErrConflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of 16 editors of version 1 won, want 1", won)
	}
}

func editLog(t *testing.T, s data.Store) {
	ctx := background()
	note := data.ChangeNote{Actor: "张三", Action: "edit", Reason: "新开网点", At: noon}
	facility := data.Facility{ID: "f", Name: "老站", Location: &orb.Point{118.5, 37.5}}
	must[int64](t)(s.EditFacility(ctx, facility, note))
	changed := facility
	changed.Version, changed.Name = 1, "新站"
	must[int64](t)(s.EditFacility(ctx, changed, note))
	changed.Version = 2
	must[int64](t)(s.EditFacility(ctx, changed, note)) // changes nothing
	load(t, s, data.Batch{Settlements: []data.Settlement{{Code: "1"}, {Code: "2"}}})
	log := must[[]data.Change](t)(s.Changes(ctx, 0, 0))
	if len(log) != 5 {
		t.Fatalf("%d lines, want 5: %+v", len(log), log)
	}
	facility.Version = 1
	for i, want := range []data.Change{{Seq: 1, Kind: "facility", Key: "f", Version: 1}, {Seq: 2, Kind: "facility", Key: "f", Version: 2}, {Seq: 3, Kind: "settlement", Key: "1", Version: 1},
		{Seq: 4, Kind: "settlement", Key: "2", Version: 1}, {Seq: 5, Kind: "batch", Key: "settlements 2"}} {
		got := log[i]
		if !got.Note.At.Equal(noon) || got.Note.At.Location() != time.UTC {
			t.Errorf("line %d: time %v, want %v in UTC", i, got.Note.At, noon)
		}
		if i < 2 && (got.Note.Actor != note.Actor || got.Note.Action != note.Action || got.Note.Reason != note.Reason) {
			t.Errorf("line %d: note %+v, want %+v", i, got.Note, note)
		}
		if got.Seq != want.Seq || got.Kind != want.Kind || got.Key != want.Key || got.Version != want.Version {
			t.Errorf("line %d: got %+v, want %+v", i, got, want)
		}
	}
	read := func(text string) (f data.Facility) {
		t.Helper()
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		return f
	}
	if log[0].Before != "" || log[2].Before != "" || log[4].Before != "" || log[4].After != `{"inserted":2,"updated":0,"unchanged":0,"rows":"each"}` {
		t.Errorf("a new row has a before, or a batch says something else: %+v", log)
	}
	same(t, "after creating", read(log[0].After), facility)
	same(t, "before the change", read(log[1].Before), facility)
	same(t, "after the change", read(log[1].After), changed)
}

func logPaging(t *testing.T, s data.Store) {
	ctx := background()
	for range 5 {
		load(t, s, data.Batch{})
	}
	for _, c := range []struct{ after, limit, want, first int }{{0, 0, 5, 1}, {0, 2, 2, 1}, {2, 2, 2, 3}, {4, 9, 1, 5}} {
		log := must[[]data.Change](t)(s.Changes(ctx, int64(c.after), c.limit))
		if len(log) != c.want || log[0].Seq != int64(c.first) {
			t.Errorf("after %d, limit %d: %+v", c.after, c.limit, log)
		}
	}
	if log := must[[]data.Change](t)(s.Changes(ctx, 5, 0)); len(log) != 0 {
		t.Errorf("behind the end: %+v", log)
	}
}

// someChanges is a change-set with all that stores must keep.
func someChanges() *data.ChangeSet {
	return &data.ChangeSet{
		Date: "2026-01-15", DemandFactor: ref(1.5),
		Facilities: []data.FacilityChange{
			{Do: data.AddFacility, Facility: "新", Name: "二", Tier: data.Hub, Operators: []data.Operator{data.Postal}, Offers: []data.Offer{data.Pickup},
				Location: &orb.Point{118.5, 37.25}, Capacity: ref(12.5), OpeningCostYuan: ref(int64(0))},
			{Do: data.CloseFacility, Facility: "旧", Approved: true, Note: "<&>"},
		},
		Roads: []data.RoadChange{
			{Do: data.CloseRoad, Way: ref(int64(-7)), During: "12-01/03-31"},
			{Do: data.AddRoad, Class: "county", Line: orb.LineString{{118.5, 37.25}, {118.6, 37.25}}, SpeedKmh: ref(40.0)},
		},
	}
}

func scenarios(t *testing.T, s data.Store) {
	ctx := background()
	full := data.Scenario{ID: "x", Name: "全县", Area: "010502", Standard: "village-2km", Model: "mclp", Weight: "population", Travel: "road", Profile: "plain-van",
		P: ref(int64(0)), Budget: ref(int64(5_000_000)), Changes: someChanges(),
		Rules: &data.Rules{MinLoad: ref(12.5), Forbid: []string{"甲"}, Towns: []data.TownRule{{Town: "370523104000", MaxNew: ref(int64(2))}}, Decay: []data.DecayStep{{Within: 1000, Permille: 500}}}}
	same(t, "version", must[int64](t)(s.SaveScenario(ctx, full, data.ChangeNote{})), int64(1))
	full.Version = 1
	same(t, "scenario", must[data.Scenario](t)(s.Scenario(ctx, "x")), full)
	full.ScenarioState = data.ScenarioState{Archived: true}.Accept("0123456789ab", "王五", noon.Add(1234567*time.Nanosecond))
	full.P = nil
	same(t, "version", must[int64](t)(s.SaveScenario(ctx, full, data.ChangeNote{})), int64(2))
	if _, err := s.SaveScenario(ctx, full, data.ChangeNote{}); !errors.Is(err, data.ErrConflict) {
		t.Errorf("an old version: %v", err)
	}
	full.Version = 2
	must[int64](t)(s.SaveScenario(ctx, data.Scenario{ID: "a"}, data.ChangeNote{}))
	same(t, "list", must[[]data.Scenario](t)(s.Scenarios(ctx, data.Query{})), []data.Scenario{{ID: "a", Version: 1}, full})
	same(t, "page", must[[]data.Scenario](t)(s.Scenarios(ctx, data.Query{After: "a", Limit: 5})), []data.Scenario{full})
	if _, err := s.Scenario(ctx, "none"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a scenario that is not there: %v", err)
	}
	if _, err := s.SaveScenario(ctx, data.Scenario{ID: "bad", Changes: &data.ChangeSet{Facilities: []data.FacilityChange{{Do: "burn", Facility: "x"}}}}, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("a change that is none: %v", err)
	}
	for what, state := range map[string]data.ScenarioState{"an acceptance of nothing": {AcceptedAt: &noon}, "one without a time": {AcceptedPlan: "0123456789ab"}, "one by somebody of nothing": {AcceptedBy: "王五"}} {
		if _, err := s.SaveScenario(ctx, data.Scenario{ID: "bad", ScenarioState: state}, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	full.ScenarioState = full.Withdraw()
	same(t, "version", must[int64](t)(s.SaveScenario(ctx, full, data.ChangeNote{Action: "withdraw", Reason: "重算"})), int64(3))
	full.Version = 3
	same(t, "withdrawn and still put away", must[data.Scenario](t)(s.Scenario(ctx, "x")), full)
	if log := must[[]data.Change](t)(s.Changes(ctx, 0, 0)); len(log) != 4 || log[0].Kind != "scenario" || log[0].Note.Action != "scenario" || log[3].Note.Action != "withdraw" || !strings.Contains(log[3].Before, `"accepted_by":"王五"`) {
		t.Errorf("log %+v", log)
	}
}
