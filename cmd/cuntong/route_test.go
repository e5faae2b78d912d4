package main

import (
	"encoding/json"
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
