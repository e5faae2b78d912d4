package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func fullPlan() data.Plan {
	return data.Plan{
		ID: "0123456789ab", Scenario: data.Scenario{ID: "x", Name: "全县", Area: "010502", Standard: "village-2km", Model: "lscp", Weight: "settlements", P: ref(int64(3)), Version: 4},
		AreaName: "乙县", Status: "optimal", Objective: ref(int64(2)), Bound: ref(int64(2)), Gap: ref(0.0), Reason: "无", Seed: -5, Effort: 1 << 40, Seconds: 0.125, Threads: 2, Verified: true,
		Fingerprint: strings.Repeat("0123456789abcdef", 4), InputFingerprint: strings.Repeat("f", 64), Notes: []string{"unlocated 3", "一, 二", ""}, Revision: 9, ProgramVersion: "v1", CreatedAt: noon,
		OpeningCostYuan: ref(int64(36000)), YearlyCostYuan: ref(int64(0)),
		Opened: []data.PlanSite{{Site: "z", Name: "后", Town: "t", Settlement: "s", Location: orb.Point{118.5, 37.000_000_000_1}, OpeningCostYuan: ref(int64(0)), YearlyCostYuan: ref(int64(7)), NewlyCovered: 12, NewlyCoveredPeople: ref(int64(0))},
			{Site: "a", Location: orb.Point{118, 37}}},
		Assignments: []data.Assignment{{Settlement: "2", Site: "z", Meters: 2000, Seconds: 360}, {Settlement: "1", Site: "a", Station: "镇站", Hub: "h"}},
		Before:      json.RawMessage(`{"rate":0.50,"名":"前"}`), After: json.RawMessage(`{"rate":1}`),
		Blocked: []data.Blocked{{Settlement: "9", Name: "岛", Reason: "no_site_within_limit", NearestMeters: ref(int64(0))}, {Settlement: "8", Reason: "unlocated"}},
		Network: json.RawMessage(`{"joint":{"objective_yuan":1.10},"名":"三级"}`),
	}
}

func plans(t *testing.T, s data.Store) {
	ctx := background()
	full := fullPlan()
	save := func(p data.Plan) {
		t.Helper()
		if err := s.SavePlan(ctx, p, data.ChangeNote{Actor: "李四", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	save(full)
	save(data.Plan{ID: "bare", Fingerprint: "bare", CreatedAt: noon.Add(-time.Hour)})
	got := must[data.Plan](t)(s.Plan(ctx, full.ID))
	if !got.CreatedAt.Equal(noon) || got.CreatedAt.Location() != time.UTC {
		t.Errorf("made at %v, want %v in UTC", got.CreatedAt, noon)
	}
	got.CreatedAt = full.CreatedAt
	same(t, "plan", got, full)
	bare := must[data.Plan](t)(s.Plan(ctx, "bare"))
	same(t, "bare plan", bare, data.Plan{ID: "bare", Fingerprint: "bare", CreatedAt: noon.Add(-time.Hour).UTC()})
	list := must[[]data.Plan](t)(s.Plans(ctx, data.Query{}))
	full.Before, full.After, full.Opened, full.Assignments, full.Network = nil, nil, nil, nil, nil
	full.CreatedAt = full.CreatedAt.UTC()
	same(t, "list", list, []data.Plan{full, bare})
	if _, err := s.Plan(ctx, "none"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a plan that is not there: %v", err)
	}
	for what, bad := range map[string]data.Plan{"no ID": {Fingerprint: "f", CreatedAt: noon}, "no fingerprint": {ID: "f", CreatedAt: noon}, "no time": {ID: "f", Fingerprint: "f"},
		"a site nowhere":   {ID: "f", Fingerprint: "f", CreatedAt: noon, Opened: []data.PlanSite{{Site: "x"}}},
		"broken JSON":      {ID: "f", Fingerprint: "f", CreatedAt: noon, Before: json.RawMessage("{")},
		"a broken network": {ID: "f", Fingerprint: "f", CreatedAt: noon, Network: json.RawMessage("[")}} {
		if err := s.SavePlan(ctx, bad, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", what, err)
		}
	}
}

func planTwice(t *testing.T, s data.Store) {
	ctx := background()
	p := fullPlan()
	for range 3 {
		if err := s.SavePlan(ctx, p, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
		p.Seconds++ // what took longer is still the same plan
	}
	info := must[data.Info](t)(s.Info(ctx))
	if info.Counts["plans"] != 1 || info.Counts["changes"] != 1 {
		t.Errorf("counts %v", info.Counts)
	}
	if got := must[data.Plan](t)(s.Plan(ctx, p.ID)); got.Seconds != 0.125 {
		t.Errorf("the first plan was replaced: %v seconds", got.Seconds)
	}
	// Found anew on later records it takes the ID of the earlier one, which stays under another, and keeps its scenario; on earlier records it does not.
	renewed := fullPlan()
	renewed.Revision, renewed.Seconds, renewed.Before, renewed.Opened = p.Revision+4, 7, json.RawMessage(`{"rate":0.75}`), renewed.Opened[:1]
	renewed.Scenario.ID, renewed.Scenario.Name = "copy", "副本"
	earlier := fullPlan()
	earlier.Revision, earlier.Seconds = p.Revision+3, 9
	for _, again := range []data.Plan{renewed, earlier} {
		if err := s.SavePlan(ctx, again, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	renewed.Scenario = p.Scenario
	got := must[data.Plan](t)(s.Plan(ctx, p.ID))
	got.CreatedAt = renewed.CreatedAt
	same(t, "renewed plan", got, renewed)
	first := fullPlan()
	first.ID, first.Fingerprint = first.ID+"~9", first.Fingerprint+"~9"
	got = must[data.Plan](t)(s.Plan(ctx, first.ID))
	got.CreatedAt = first.CreatedAt
	same(t, "earlier plan", got, first)
	if info := must[data.Info](t)(s.Info(ctx)); info.Counts["plans"] != 2 || info.Counts["changes"] != 2 {
		t.Errorf("counts %v", info.Counts)
	}
	if log := must[[]data.Change](t)(s.Changes(ctx, 1, 0)); len(log) != 1 || log[0].Before != `{"Plan":"`+first.ID+`","Revision":9}` {
		t.Errorf("log %+v", log)
	}
	p.Fingerprint = "another"
	if err := s.SavePlan(ctx, p, data.ChangeNote{}); !errors.Is(err, data.ErrConflict) {
		t.Errorf("another plan under the same ID: %v", err)
	}
	if log := must[[]data.Change](t)(s.Changes(ctx, 0, 0)); log[0].Kind != "plan" || log[0].Key != p.ID || log[0].Before != "" {
		t.Errorf("log %+v", log)
	}
}

func planOrder(t *testing.T, s data.Store) {
	ctx := background()
	for i, id := range []string{"d", "b", "c", "a", "e"} {
		at := noon.Add(time.Duration([]int{0, 5, 5, 5, 9}[i]) * time.Millisecond)
		if err := s.SavePlan(ctx, data.Plan{ID: id, Fingerprint: "f" + id, CreatedAt: at}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	order := func(q data.Query) string {
		t.Helper()
		return fmt.Sprint(codes(must[[]data.Plan](t)(s.Plans(ctx, q)), func(p data.Plan) string { return p.ID }))
	}
	for want, q := range map[string]data.Query{"[e a b c d]": {}, "[e a]": {Limit: 2}, "[b c]": {After: "a", Limit: 2}, "[d]": {After: "c"}, "[]": {After: "d"}} {
		if got := order(q); got != want {
			t.Errorf("plans of %+v: got %s, want %s", q, got, want)
		}
	}
}
