package storetest

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// deletes: a row that nothing names goes, with a line in the change log; all others stay.
func deletes(t *testing.T, s data.Store) {
	ctx := background()
	note := data.ChangeNote{Actor: "张三", Action: "delete", Reason: "撤村并居", At: noon}
	load(t, s, data.Batch{
		Settlements: []data.Settlement{{Code: "1", Location: &orb.Point{118, 37}}, {Code: "2"}, {Code: "3", Location: &orb.Point{119, 38}}},
		Facilities:  []data.Facility{{ID: "a", Settlement: "1"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e", Location: &orb.Point{120, 39}}},
		Services:    []data.Service{{ID: "s", Settlement: "2", Operator: data.Postal, Mode: data.AtPoint, Facility: "b"}},
		Vehicles:    []data.Vehicle{{ID: "v", Facility: "c", Count: 1}},
		DailyCounts: []data.DailyCount{{Date: "2026-01-01", Facility: "d"}},
	})
	before := must[data.Info](t)(s.Info(ctx))
	refused := func(what string, err, kind error, says string) {
		t.Helper()
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %v that says %q", what, err, kind, says)
		}
	}
	refused("a settlement with a facility", s.DeleteSettlement(ctx, "1", 1, note), data.ErrInvalid, "facility a names it as its settlement")
	refused("a settlement with a service", s.DeleteSettlement(ctx, "2", 1, note), data.ErrInvalid, "service s names it as its settlement")
	refused("a facility with a service", s.DeleteFacility(ctx, "b", 1, note), data.ErrInvalid, "service s names it as its facility")
	refused("a facility with a vehicle", s.DeleteFacility(ctx, "c", 1, note), data.ErrInvalid, "vehicle v names it as its facility")
	refused("a facility with a daily count", s.DeleteFacility(ctx, "d", 1, note), data.ErrInvalid, "daily count 2026-01-01 names it as its facility")
	refused("an old version", s.DeleteSettlement(ctx, "3", 2, note), data.ErrConflict, "3")
	refused("what is not there", s.DeleteSettlement(ctx, "9", 1, note), data.ErrNotFound, "9")
	refused("what is not there", s.DeleteFacility(ctx, "9", 1, note), data.ErrNotFound, "9")
	same(t, "after the refusals", must[data.Info](t)(s.Info(ctx)), before)

	if err := s.DeleteSettlement(ctx, "3", 1, note); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteFacility(ctx, "e", 1, note); err != nil {
		t.Fatal(err)
	}
	after := must[data.Info](t)(s.Info(ctx))
	if after.Revision != before.Revision+2 || after.Counts["settlements"] != 2 || after.Counts["facilities"] != 4 {
		t.Errorf("got revision %d and counts %v, want %d, 2 settlements and 4 facilities", after.Revision, after.Counts, before.Revision+2)
	}
	if want := (orb.Bound{Min: orb.Point{118, 37}, Max: orb.Point{118, 37}}); after.Extent == nil || *after.Extent != want {
		t.Errorf("got extent %v, want %v", after.Extent, want)
	}
	if found := must[[]data.Settlement](t)(s.Settlements(ctx, data.Query{Bound: &orb.Bound{Min: orb.Point{118.5, 37.5}, Max: orb.Point{121, 40}}})); len(found) != 0 {
		t.Errorf("the index still finds %+v", found)
	}
	log := must[[]data.Change](t)(s.Changes(ctx, 0, 0))
	line := log[len(log)-2]
	var was data.Settlement
	if err := json.Unmarshal([]byte(line.Before), &was); err != nil {
		t.Fatal(err)
	}
	if line.Kind != "settlement" || line.Key != "3" || line.After != "" || line.Note.Actor != "张三" || line.Note.Reason != note.Reason || was.Code != "3" || was.Location == nil {
		t.Errorf("the change log says %+v", line)
	}
	same(t, "version of the same code again", must[int64](t)(s.EditSettlement(ctx, data.Settlement{Code: "3"}, note)), int64(1))
}
