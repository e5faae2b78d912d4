package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// removals: one load writes and takes away, all or nothing, and only upon the revision that it was made upon.
func removals(t *testing.T, s data.Store) {
	ctx := background()
	empty := must[string](t)(data.Digest(ctx, s))
	b := data.Batch{
		Areas:       []data.Area{{Code: "1"}, {Code: "2", Parent: "1"}, {Code: "3", Parent: "2"}},
		Settlements: []data.Settlement{{Code: "11", Town: "3", Location: &orb.Point{118, 37}}, {Code: "12", Town: "3", Location: &orb.Point{119, 38}}},
		Facilities:  []data.Facility{{ID: "a", Settlement: "11", Town: "3"}, {ID: "b", Location: &orb.Point{120, 39}}},
		Services:    []data.Service{{ID: "s", Settlement: "12", Operator: data.Postal, Mode: data.AtPoint, Facility: "b"}},
		Vehicles:    []data.Vehicle{{ID: "v", Facility: "a", Count: 1}},
		BusLines:    []data.BusLine{{ID: "801"}},
		DailyCounts: []data.DailyCount{{Date: "2026-01-01", Facility: "a"}},
	}
	load(t, s, b)
	full := stored(t, s, data.Query{})
	info := must[data.Info](t)(s.Info(ctx))
	refuses := func(what string, kind error, b data.Batch) {
		t.Helper()
		if _, err := s.Load(ctx, b, data.ChangeNote{}); !errors.Is(err, kind) {
			t.Errorf("%s: got %v, want %v", what, err, kind)
		}
		same(t, what+": rows", stored(t, s, data.Query{}), full)
		same(t, what+": info", must[data.Info](t)(s.Info(ctx)), info)
	}
	remove := func(kind string, keys ...string) (list []data.RowKey) {
		for _, key := range keys {
			list = append(list, data.RowKey{Kind: kind, Key: key})
		}
		return list
	}
	refuses("an area with areas", data.ErrInvalid, data.Batch{Remove: remove("area", "2")})
	refuses("a town with villages", data.ErrInvalid, data.Batch{Remove: remove("area", "3", "2", "1")})
	refuses("a village with a facility", data.ErrInvalid, data.Batch{Remove: remove("settlement", "11")})
	refuses("a facility with a count", data.ErrInvalid, data.Batch{Remove: append(remove("facility", "a"), remove("vehicle", "v")...)})
	refuses("what is not there", data.ErrConflict, data.Batch{Settlements: []data.Settlement{{Code: "13"}}, Remove: remove("vehicle", "w")})
	refuses("written and removed", data.ErrInvalid, data.Batch{Vehicles: []data.Vehicle{{ID: "v"}}, Remove: remove("vehicle", "v")})
	refuses("twice", data.ErrInvalid, data.Batch{Remove: remove("vehicle", "v", "v")})
	refuses("a kind that is none", data.ErrInvalid, data.Batch{Remove: remove("plan", "p")})
	refuses("another revision", data.ErrConflict, data.Batch{Upon: ref(info.Revision - 1), Settlements: []data.Settlement{{Code: "13"}}})

	result := must[data.LoadResult](t)(s.Load(ctx, data.Batch{Upon: ref(info.Revision), Each: true, Import: "i1", Undoes: "i0", Area: "1",
		Facilities: []data.Facility{{ID: "b", Name: "新", Location: &orb.Point{120, 39}}}, Remove: append(remove("settlement", "12"), remove("service", "s")...)}, data.ChangeNote{Actor: "张三", Action: "import", At: noon}))
	same(t, "result", result, data.LoadResult{Updated: 1, Removed: 2, Revision: info.Revision + 1})
	lines, whole := told(t, s, info.Counts["changes"])
	same(t, "lines", lines, []string{"facility b 2", "service s 1", "settlement 12 1",
		`facilities 1, removed 2 {"inserted":0,"updated":1,"unchanged":0,"rows":"each","removed":2,"import":"i1","undoes":"i0","area":"1"}`})
	var was data.Settlement
	if err := json.Unmarshal([]byte(whole[2].Before), &was); err != nil || was.Location == nil || whole[2].After != "" {
		t.Errorf("the log keeps of what was removed %+v, %v", whole[2], err)
	}
	if got := must[data.Info](t)(s.Info(ctx)); got.Extent == nil || got.Counts["settlements"] != 1 {
		t.Errorf("after the removal %+v", got)
	}
	if found := must[[]data.Settlement](t)(s.Settlements(ctx, data.Query{Bound: &orb.Bound{Min: orb.Point{118.5, 37.5}, Max: orb.Point{119.5, 38.5}}})); len(found) != 0 {
		t.Errorf("the index still finds %+v", found)
	}
	before := must[data.Info](t)(s.Info(ctx)).Revision
	// Counts raise no revision; what was seen of them keeps a batch out.
	down := int64(9)
	count := data.DailyCount{Date: "2026-01-01", Facility: "a", Down: &down}
	seen := must[[]data.DailyCount](t)(s.DailyCounts(ctx, data.Query{IDs: []string{"2026-01-01 a"}}))[0].Version
	saw := func(version int64) map[data.RowKey]int64 {
		return map[data.RowKey]int64{{Kind: "daily_count", Key: "2026-01-01 a"}: version}
	}
	for _, version := range []int64{0, seen + 1} {
		_, err := s.Load(ctx, data.Batch{DailyCounts: []data.DailyCount{count}, Each: true, Saw: saw(version)}, data.ChangeNote{})
		wantConflict(t, fmt.Sprintf("writing over a count seen in version %d", version), err)
		_, err = s.Load(ctx, data.Batch{Remove: remove("daily_count", "2026-01-01 a"), Each: true, Saw: saw(version)}, data.ChangeNote{})
		wantConflict(t, fmt.Sprintf("removing a count seen in version %d", version), err)
	}
	must[data.LoadResult](t)(s.Load(ctx, data.Batch{DailyCounts: []data.DailyCount{count}, Each: true, Saw: saw(seen)}, data.ChangeNote{}))
	must[data.LoadResult](t)(s.Load(ctx, data.Batch{Remove: remove("daily_count", "2026-01-01 a"), Each: true, Saw: saw(seen + 1)}, data.ChangeNote{}))
	same(t, "revision after counts alone", must[data.Info](t)(s.Info(ctx)).Revision, before)
	all := append(remove("area", "1", "2", "3"), remove("settlement", "11")...)
	all = append(append(append(all, remove("facility", "a", "b")...), remove("vehicle", "v")...), remove("bus_line", "801")...)
	must[data.LoadResult](t)(s.Load(ctx, data.Batch{Remove: all}, data.ChangeNote{}))
	same(t, "digest when all is gone", must[string](t)(data.Digest(ctx, s)), empty)
	wantChain(t, s)
}

// eachRow: with Batch.Each every changed row of a large load leaves a line, in full.
func eachRow(t *testing.T, s data.Store) {
	b := RandomBatch(9, Size{Towns: 2, Settlements: data.RowsCompared + 50})
	ring := make(orb.Ring, 0, 6001)
	for i := range 3000 {
		ring = append(ring, orb.Point{118 + float64(i)/1e6, 36})
	}
	for i := range 3000 {
		ring = append(ring, orb.Point{118.003 - float64(i)/1e6, 36.5})
	}
	b.Areas[1].Outline = orb.MultiPolygon{{append(ring, ring[0])}}
	b.Each = true
	load(t, s, b)
	lines, whole := told(t, s, 0)
	same(t, "number of lines", len(lines), len(b.Areas)+len(b.Settlements)+1)
	same(t, "rows", summary(t, whole[len(whole)-1]).Rows, data.RowsEach)
	var county data.Area
	if err := json.Unmarshal([]byte(whole[1].After), &county); err != nil || !county.Outline.Equal(b.Areas[1].Outline) {
		t.Errorf("the long outline of %s is not in the log: %v", whole[1].Key, err)
	}
}
