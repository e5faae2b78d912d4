package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// demoPlan returns the plan of a county of the demo store.
func demoPlan(t *testing.T, area string) string {
	t.Helper()
	status, out, errs := run(t, "plan", "--store", demoFile(t), "--model", "lscp", "--area", area, "--json")
	if status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	var plan struct {
		ID string `json:"plan_id"`
	}
	if err := json.Unmarshal([]byte(out), &plan); err != nil {
		t.Fatal(err)
	}
	return plan.ID
}

func TestRoutePrintsTheObjectOthersRelyOn(t *testing.T) {
	plan := demoPlan(t, "370522")
	status, out, errs := run(t, "route", "--store", demoFile(t), "--plan", plan, "--travel", "road", "--area", "370522101", "--date", "2026-11-26", "--effort", "200", "--json")
	if status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"model", "plan_id", "area", "date", "travel", "status", "objective", "bound", "gap", "seed", "effort", "seconds", "threads", "verified", "peak_rss_bytes",
		"fingerprint", "stops", "served_stops", "parcels", "vehicles", "vehicles_used", "trips", "km", "empty_km", "hours", "yuan", "yuan_per_parcel", "load_factor", "presets", "rules",
		"districts", "depots", "routes", "unserved", "sentence"} {
		if _, ok := answer[key]; !ok {
			t.Errorf("the answer lacks %q", key)
		}
	}
	if answer["verified"] != true || answer["served_stops"].(float64) == 0 || answer["date"] != "2026-11-26" {
		t.Errorf("verified %v, served %v, date %v", answer["verified"], answer["served_stops"], answer["date"])
	}
	for _, key := range []string{"vehicle", "depot", "depart_s", "home_s", "km", "yuan", "load_factor", "empty_km", "calls"} {
		if _, ok := answer["routes"].([]any)[0].(map[string]any)[key]; !ok {
			t.Errorf("a route lacks %q", key)
		}
	}
	status, out, errs = run(t, "route", "--store", demoFile(t), "--plan", plan, "--area", "370522101", "--effort", "200")
	if status != exitDone || !strings.Contains(out, "北宋镇一天的配送") || !strings.Contains(out, "待核") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

func TestRouteRefusesBadUseInASentence(t *testing.T) {
	for want, args := range map[string][]string{
		"--date":    {"--plan", "x", "--date", "tomorrow"},
		"--area":    {"--plan", "x", "--area", "zz"},
		"not found": {"--plan", "000000000000"},
		"--rules":   {"--plan", "x", "--rules", "no-such-file.json"},
	} {
		status, _, errs := run(t, append([]string{"route", "--store", demoFile(t)}, args...)...)
		if status != exitBadInput || !strings.Contains(errs, want) && !strings.Contains(errs, "没有找到") {
			t.Errorf("%v: status %d: %s", args, status, errs)
		}
	}
}

func TestRoutesBecomeRunsAndEventsComeBack(t *testing.T) {
	store := filepath.Join(t.TempDir(), "day.gpkg")
	if status, _, errs := run(t, "copy", demoFile(t), store); status != exitDone {
		t.Fatalf("copy: status %d: %s", status, errs)
	}
	plan := demoPlan(t, "370522")
	if status, _, errs := run(t, "plan", "--store", store, "--model", "lscp", "--area", "370522"); status != exitDone {
		t.Fatalf("plan: status %d: %s", status, errs)
	}
	sheet := filepath.Join(t.TempDir(), "sheet.html")
	status, out, errs := run(t, "route", "--store", store, "--plan", plan, "--area", "370522101", "--date", "2026-11-26", "--effort", "200", "--save", "--out", sheet)
	if status != exitDone || !strings.Contains(out, "已保存为出车记录") {
		t.Fatalf("route --save: status %d: %s%s", status, out, errs)
	}
	status, out, errs = run(t, "run", "list", "--store", store, "--date", "2026-11-26", "--json")
	var list struct {
		Runs []struct {
			ID    string `json:"id"`
			State string `json:"state"`
			Open  int    `json:"open_stops"`
			Stops []struct {
				Stop string `json:"stop"`
			} `json:"stops"`
		} `json:"runs"`
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || status != exitDone || len(list.Runs) == 0 || list.Runs[0].State != "planned" || list.Runs[0].Open == 0 {
		t.Fatalf("run list: status %d, %v: %s%s", status, err, out, errs)
	}
	text, err := os.ReadFile(sheet)
	if err != nil || !strings.Contains(string(text), `data-run="`+list.Runs[0].ID+`"`) {
		t.Errorf("the sheet does not name run %s (%v)", list.Runs[0].ID, err)
	}
	file := filepath.Join(t.TempDir(), "events.json")
	body := `{"format":"cuntong-stop-events-1","device":"d","events":[{"id":"d-1","run":"` + list.Runs[0].ID + `","stop":"` + list.Runs[0].Stops[0].Stop + `","kind":"delivered","at":"2026-11-26T01:00:00Z","seq":1}]}`
	if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"新记录 1 条，已有 0 条", "新记录 0 条，已有 1 条"} {
		if status, out, errs := run(t, "run", "events", "--store", store, file); status != exitDone || !strings.Contains(out, want) {
			t.Errorf("run events: status %d: %s%s, want %q", status, out, errs, want)
		}
	}
	if status, out, errs := run(t, "run", "assign", "--store", store, list.Runs[0].ID, "王五"); status != exitDone || !strings.Contains(out, "王五 在途") {
		t.Errorf("run assign: status %d: %s%s", status, out, errs)
	}
	if status, out, errs := run(t, "run", "show", "--store", store, list.Runs[0].ID); status != exitDone || !strings.Contains(out, "送达 1，未送达 0") {
		t.Errorf("run show: status %d: %s%s", status, out, errs)
	}
	if status, _, errs := run(t, "run", "show", "--store", store, "none"); status != exitBadInput || !strings.Contains(errs, "没有找到") {
		t.Errorf("a run that is not there: status %d: %s", status, errs)
	}
	if status, _, errs := run(t, "route", "--store", store, "--plan", plan, "--save"); status != exitBadInput || !strings.Contains(errs, "--save needs --date") {
		t.Errorf("--save without a day: status %d: %s", status, errs)
	}
}
