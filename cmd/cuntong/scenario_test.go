package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestAScenarioIsKeptAuditedPlannedAndCompared(t *testing.T) {
	store := filepath.Join(t.TempDir(), "s.gpkg")
	for _, args := range [][]string{
		{"load", "--store", store, "--datum", "wgs84", writeText(t, "villages.csv", "code,name,town,kind,lon,lat,population\n370522101201,一村,370522101000,village,118.500,37.500,100\n370522101202,二村,370522101000,village,118.520,37.505,20\n")},
		{"load", "--store", store, riverFile},
	} {
		if status, _, errs := run(t, args...); status != exitDone {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
	}
	file := writeText(t, "new.json", `{"id":"new","name":"新点","travel":"road","changes":{"facilities":[{"do":"add","facility":"east","name":"东站","tier":"point",
		"operators":["postal"],"offers":["pickup"],"settlement":"370522101202"}]}}`)
	if status, out, errs := run(t, "scenario", "--store", store, file); status != exitDone || !strings.Contains(out, "new 新点（第 1 版）") || !strings.Contains(out, "未采纳方案") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	status, out, errs := run(t, "audit", "--store", store, "--scenario", "new", "--json")
	var audit struct {
		Covered int `json:"covered_settlements"`
		Effects struct {
			NewlyCovered struct{ Settlements, Population int } `json:"newly_covered"`
			Items        []struct {
				Name, Verdict string
				Before, After struct {
					Class  string
					Meters *int64 `json:"distance_m"`
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &audit); status != exitDone || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, errs)
	}
	if audit.Covered != 1 || audit.Effects.NewlyCovered.Population != 20 || len(audit.Effects.Items) != 2 || audit.Effects.Items[0].Before.Meters != nil || audit.Effects.Items[0].Verdict != "better" {
		t.Errorf("got %+v", audit)
	}
	ids := []string{"compare", "--store", store}
	for _, args := range [][]string{{"--scenario", "new"}, {"--model", "lscp", "--travel", "road"}} {
		status, out, errs := run(t, append([]string{"plan", "--store", store, "--json"}, args...)...)
		var plan struct {
			ID string `json:"plan_id"`
		}
		if err := json.Unmarshal([]byte(out), &plan); status != exitDone || err != nil || plan.ID == "" {
			t.Fatalf("plan %v: status %d, %v: %s", args, status, err, errs)
		}
		ids = append(ids, plan.ID)
	}
	if status, out, errs := run(t, ids...); status != exitDone || !strings.Contains(out, "! 改动") || strings.Index(out, "! 改动") > strings.Index(out, "覆盖居民点：") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
	for text, says := range map[string]string{
		`{"id":"x"}`:                        "an id and a name",
		`{"id":"x","name":"x","chnages":1}`: "chnages",
		`{"id":"x","name":"x","changes":{"facilities":[{"do":"close","facility":"none"}]}}`: "no such facility",
		`{"id":"x","name":"x","area":"110000"}`:                                             "110000",
	} {
		if status, _, errs := run(t, "scenario", "--store", store, writeText(t, "bad.json", text)); status != exitBadInput || !strings.Contains(errs, says) {
			t.Errorf("%s: status %d: %s, want …%s…", text, status, errs, says)
		}
	}
}
