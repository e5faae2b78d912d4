package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"cuntong/data"
)

// wantChain follows the whole log and returns its head.
func wantChain(t *testing.T, s data.Store) data.ChainHead {
	t.Helper()
	var chain data.ChainCheck
	for _, line := range must[[]data.Change](t)(s.Changes(background(), 0, 0)) {
		chain.Line(line)
	}
	seen, wrong := chain.End()
	if len(wrong) > 0 {
		t.Fatalf("%s: %q", seen, wrong)
	}
	return chain.Head()
}

// chained writes a line of every kind and follows them.
func chained(t *testing.T, s data.Store) {
	ctx := background()
	same(t, "head of an empty store", wantChain(t, s), data.ChainHead{})
	note := data.ChangeNote{Actor: "张三", Action: "edit", Reason: "第 1 次\n\"<&>\" 𠮷", At: noon.Add(123_456_789)}
	load(t, s, twoCounties())
	load(t, s, data.Batch{})
	must[int64](t)(s.EditFacility(ctx, data.Facility{ID: "f", Name: "老站 <&>\u2028"}, note))
	must[int64](t)(s.EditFacility(ctx, data.Facility{ID: "f", Name: "新站", Version: 1}, data.ChangeNote{}))
	must[int64](t)(s.SaveScenario(ctx, data.Scenario{ID: "x", Changes: someChanges()}, note))
	if err := s.SavePlan(ctx, data.Plan{ID: "p", Fingerprint: "pp", CreatedAt: noon, Seconds: 0.1 + 0.2}, note); err != nil {
		t.Fatal(err)
	}
	must[int64](t)(s.SaveNetwork(ctx, data.Network{ID: "roads", Fingerprint: "f", Content: []byte{1}, CreatedAt: noon}, note))
	if err := s.SaveRuns(ctx, []data.Run{someRun("2026-11-26", "V#1")}, note); err != nil {
		t.Fatal(err)
	}
	must[data.EventResult](t)(s.SaveStopEvents(ctx, []data.StopEvent{someEvent("e1", "P1", "手机甲", 1)}, note))
	head := wantChain(t, s)
	if info := must[data.Info](t)(s.Info(ctx)); head.Seq != info.Counts["changes"] || head.Seq < 9 {
		t.Errorf("head %v of %d lines, want at least 9", head, info.Counts["changes"])
	}
	newest := must[[]data.Change](t)(s.FindChanges(ctx, data.ChangeQuery{Newest: true, Limit: 1}))
	same(t, "the newest line", newest[0].Head(), head)
	if _, err := s.EditFacility(ctx, data.Facility{ID: "g"}, data.ChangeNote{Reason: "a\x00b"}); err == nil {
		t.Error("a reason with a zero byte was taken")
	}
	same(t, "head after a refusal", wantChain(t, s), head)
}

// chainOfMany lets many write at once: one chain must come of it, without a line lost.
func chainOfMany(t *testing.T, s data.Store) {
	const writers, each = 8, 6
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				if _, err := s.EditFacility(background(), data.Facility{ID: fmt.Sprintf("f%d-%d", w, i)}, data.ChangeNote{Actor: fmt.Sprint(w)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	same(t, "lines", wantChain(t, s).Seq, int64(writers*each))
}

func logQueries(t *testing.T, s data.Store) {
	ctx := background()
	for i, c := range []struct{ actor, id string }{{"甲", "f"}, {"乙", "g"}, {"甲", "g"}} {
		note := data.ChangeNote{Actor: c.actor, At: noon.Add(time.Duration(i) * time.Hour)}
		version := int64(0)
		if i == 2 {
			version = 1
		}
		must[int64](t)(s.EditFacility(ctx, data.Facility{ID: c.id, Version: version, Name: fmt.Sprint(i)}, note))
	}
	must[int64](t)(s.EditSettlement(ctx, data.Settlement{Code: "f"}, data.ChangeNote{At: noon.Add(3 * time.Hour)}))
	for name, c := range map[string]struct {
		q    data.ChangeQuery
		want []int64
	}{
		"all": {data.ChangeQuery{}, []int64{1, 2, 3, 4}}, "newest": {data.ChangeQuery{Newest: true}, []int64{4, 3, 2, 1}},
		"newest before": {data.ChangeQuery{Newest: true, After: 4, Limit: 2}, []int64{3, 2}}, "after": {data.ChangeQuery{After: 2}, []int64{3, 4}},
		"kind": {data.ChangeQuery{Kind: "facility"}, []int64{1, 2, 3}}, "key": {data.ChangeQuery{Key: "f"}, []int64{1, 4}},
		"kind and key": {data.ChangeQuery{Kind: "facility", Key: "f"}, []int64{1}}, "actor": {data.ChangeQuery{Actor: "甲", Newest: true}, []int64{3, 1}},
		"since": {data.ChangeQuery{Since: noon.Add(time.Hour)}, []int64{2, 3, 4}}, "until": {data.ChangeQuery{Until: noon.Add(time.Hour)}, []int64{1}},
		"nobody": {data.ChangeQuery{Actor: "'; DROP TABLE change_log; --"}, nil},
	} {
		var got []int64
		for _, line := range must[[]data.Change](t)(s.FindChanges(ctx, c.q)) {
			got = append(got, line.Seq)
		}
		same(t, name, got, c.want)
	}
}
