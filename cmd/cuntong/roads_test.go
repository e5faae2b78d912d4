package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const riverFile = "../../planner/study/testdata/river.osm"

func writeText(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMatrixPrintsRowsOfNumbersOrNull(t *testing.T) {
	from := writeText(t, "from.csv", "\ufeffname,id,lon,lat\n西,west,118.500,37.500\n岛,island,118.600,37.505\n田,field,118.560,37.500\n")
	to := writeText(t, "to.csv", "id,lat,lon\neast,37.500,118.520\nwest,37.500,118.500\nfield,37.500,118.560\n")
	status, out, errs := run(t, "matrix", "--roads", riverFile, "--from", from, "--to", to, "--json")
	if status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	var m struct {
		From, To []string
		Meters   [][]*int64 `json:"distance_m"`
		Seconds  [][]*int64 `json:"duration_s"`
		Unlinked []struct {
			ID     string `json:"id"`
			Meters *int64 `json:"distance_m"`
		} `json:"unlinked"`
	}
	if err := json.Unmarshal([]byte(out), &m); err != nil {
		t.Fatal(err)
	}
	if strings.Join(m.From, " ") != "west island field" || strings.Join(m.To, " ") != "east west field" || len(m.Meters) != 3 || len(m.Seconds) != 3 || len(m.Meters[0]) != 3 {
		t.Fatalf("got %s", out)
	}
	if way := m.Meters[0][0]; way == nil || *way < 10_600 || *way > 10_700 || *m.Seconds[0][0] < 300 {
		t.Errorf("west to east by the bridge: %v", way)
	}
	if *m.Meters[0][1] != 0 || *m.Seconds[0][1] != 0 {
		t.Errorf("west to itself: %d m", *m.Meters[0][1])
	}
	if m.Meters[1][0] != nil || m.Seconds[1][0] != nil || m.Meters[0][2] != nil {
		t.Errorf("the island and the field are reached: %s", out)
	}
	if len(m.Unlinked) != 1 || m.Unlinked[0].ID != "field" || *m.Unlinked[0].Meters < 3500 || *m.Unlinked[0].Meters > 3560 {
		t.Errorf("unlinked %+v", m.Unlinked)
	}
}

func TestMatrixRefusesBadPointsInOneSentence(t *testing.T) {
	good := writeText(t, "good.csv", "id,lon,lat\na,118.5,37.5\n")
	for name, c := range map[string]struct{ text, says string }{
		"no column":         {"id,x,lat\na,118.5,37.5\n", "no column lon"},
		"no number":         {"id,lon,lat\na,118.5,37.5\nb,east,37.5\n", "line 3: lon \"east\""},
		"no place on Earth": {"id,lon,lat\na,118.5,97.5\n", "lat \"97.5\""},
		"not a number":      {"id,lon,lat\na,NaN,37.5\n", "lon \"NaN\""},
		"twice":             {"id,lon,lat\na,118.5,37.5\na,118.6,37.5\n", "line 3: id \"a\" comes twice"},
		"no id":             {"id,lon,lat\n,118.5,37.5\n", "line 2: id"},
		"no rows":           {"id,lon,lat\n", "no points"},
		"nothing":           {"", "id, lon and lat"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, "matrix", "--roads", riverFile, "--from", good, "--to", writeText(t, "bad.csv", c.text), "--json")
			if status != exitBadInput || out != "" || !strings.Contains(errs, c.says) || !strings.Contains(errs, "bad.csv") || strings.Count(errs, "\n") != 1 {
				t.Errorf("status %d, %q, want one sentence that says %q", status, errs, c.says)
			}
		})
	}
	if status, _, errs := run(t, "matrix", "--roads", "none.osm.pbf", "--from", good, "--to", good); status != exitBadInput || !strings.Contains(errs, "none.osm.pbf") {
		t.Errorf("status %d, %q", status, errs)
	}
}

func TestAuditAndPlanTravelByRoad(t *testing.T) {
	store := filepath.Join(t.TempDir(), "river.gpkg")
	villages := writeText(t, "v.csv", "统计用区划代码,乡镇,行政村,经度,纬度,人口\n370522101201,北宋镇,西村,118.500,37.500,100\n370522101202,北宋镇,东村,118.520,37.505,20\n370522101203,北宋镇,岛村,118.600,37.505,3\n")
	stations := writeText(t, "邮政网点.csv", "网点名称,经度,纬度\n东站,118.520,37.500\n")
	if status, _, errs := run(t, "load", "--store", store, "--datum", "wgs84", villages); status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	if status, _, errs := run(t, "audit", "--store", store, "--travel", "road"); status != exitBadInput || !strings.Contains(errs, "cuntong load --store") {
		t.Fatalf("without roads: status %d, %s", status, errs)
	}
	status, out, errs := run(t, "load", "--store", store, "--datum", "wgs84", stations, riverFile)
	if status != exitDone || !strings.Contains(out, "孤岛 2 个") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	var a struct {
		Covered     int `json:"covered_settlements"`
		Unreachable int `json:"unreachable_settlements"`
		Travel      struct{ Method, Profile string }
		Other       struct {
			Covered int `json:"covered_settlements"`
			Travel  struct{ Method string }
		}
	}
	status, out, errs = run(t, "audit", "--store", store, "--travel", "road", "--profile", "plain-car", "--standard", "village-5km", "--json")
	if err := json.Unmarshal([]byte(out), &a); status != exitDone || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, errs)
	}
	if a.Covered != 1 || a.Unreachable != 1 || a.Travel.Method != "road" || a.Travel.Profile != "plain-car" || a.Other.Covered != 2 || a.Other.Travel.Method != "straight" {
		t.Errorf("audit by road: %+v", a)
	}
	if _, out, _ = run(t, "audit", "--store", store, "--standard", "village-5km"); !strings.Contains(out, "按道路（plain-van，待核）则覆盖 1") {
		t.Errorf("the audit does not show both measures:\n%s", out)
	}
	if caches, _ := filepath.Glob(store + ".roads-*.cch"); len(caches) != 1 {
		t.Errorf("cache files %v, want one", caches)
	}
	var plan answerJSON
	status, out, errs = run(t, "plan", "--store", store, "--travel", "road", "--standard", "village-5km", "--model", "lscp", "--json")
	if err := json.Unmarshal([]byte(out), &plan); status != exitDone || err != nil || *plan.Objective != 2 {
		t.Errorf("plan by road: status %d, %v, %s%s", status, err, out, errs)
	}
}

func TestRoadLinesAreLoadedAndTold(t *testing.T) {
	store := filepath.Join(t.TempDir(), "rural.gpkg")
	lines := "../../data/ingest/testdata/roads-rural.geojson"
	villages := writeText(t, "v.csv", "统计用区划代码,乡镇,行政村,经度,纬度,常住\n370522101201,北宋镇,一村,118.520,37.515,100\n370522101202,北宋镇,二村,118.560,37.500,20\n")
	status, out, errs := run(t, "load", "--store", store, "--datum", "wgs84", "--map", "常住=population", "--map", "LMKD=road_width_m", villages, lines)
	if status != exitDone || !strings.Contains(out, "LXBM=road_code") || !strings.Contains(out, "道路 9 条，拒绝 5 条") || !strings.Contains(out, "feature 9: 路线编码") ||
		!strings.Contains(out, "居民点 2 个，其中 1 个能接上路网") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	if status, out, errs = run(t, "load", "--store", store, "--map", "MAPPED=road_class", lines); status != exitBadInput || !strings.Contains(errs, "MAPPED") {
		t.Errorf("a column that is not there: status %d: %s%s", status, out, errs)
	}
	if status, out, errs = run(t, "load", "--store", store, store); status != exitBadInput || !strings.Contains(errs, "no layer of lines") {
		t.Errorf("our own store as roads: status %d: %s%s", status, out, errs)
	}
	if status, out, errs = run(t, "audit", "--store", store, "--travel", "road", "--profile", "plain-car"); status != exitDone {
		t.Errorf("audit: status %d: %s%s", status, out, errs)
	}
}

func TestAnOSRMServerIsAskedOnlyWhereOneIsNamed(t *testing.T) {
	store := filepath.Join(t.TempDir(), "osrm.gpkg")
	villages := writeText(t, "v.csv", "统计用区划代码,乡镇,行政村,经度,纬度\n370522101201,北宋镇,一村,118.520,37.515\n")
	if status, _, errs := run(t, "load", "--store", store, "--datum", "wgs84", villages, writeText(t, "邮政网点.csv", "网点名称,经度,纬度\n东站,118.520,37.500\n")); status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	for _, c := range []struct{ args, says string }{
		{"--travel osrm", "--osrm http://127.0.0.1:5000"},
		{"--osrm http://127.0.0.1:1", "--travel osrm"},
		{"--travel osrm --osrm 127.0.0.1:1", "not the address of an OSRM server"},
		{"--travel road --date winter", "--date"},
	} {
		for _, command := range []string{"audit", "plan --model lscp"} {
			args := append(strings.Fields(command), append([]string{"--store", store}, strings.Fields(c.args)...)...)
			if status, _, errs := run(t, args...); status != exitBadInput || !strings.Contains(errs, c.says) {
				t.Errorf("%s %s: status %d, %s", command, c.args, status, errs)
			}
		}
	}
	if status, _, errs := run(t, "audit", "--store", store, "--travel", "osrm", "--osrm", "http://127.0.0.1:1"); status != exitFailed || !strings.Contains(errs, "does not answer") {
		t.Errorf("nobody answers: status %d, %s", status, errs)
	}
}
