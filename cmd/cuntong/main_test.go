package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"cuntong/data/postgis/pgtest"
)

// lockedBuffer is a buffer that a test may read while the program writes.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// run executes a command line of the real program.
func run(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs lockedBuffer
	p := &program{stdout: &out, stderr: &errs, now: time.Now, version: "test", openBrowser: func(string) error { return nil }}
	status = p.run(t.Context(), args)
	return status, out.String(), errs.String()
}

// demoStoreFile is a demo store made once for the tests of this package.
var demoStoreFile = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "cuntong-test")
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "demo.gpkg")
	var out, errs lockedBuffer
	p := &program{stdout: &out, stderr: &errs, now: time.Now, version: "test"}
	if status := p.run(context.Background(), []string{"demo", "--exit", "--json", "--store", file}); status != exitDone {
		return "", &os.PathError{Op: "demo", Path: file, Err: io.ErrUnexpectedEOF}
	}
	return file, os.WriteFile(file+".json", []byte(out.String()), 0o600)
})

// programVariable makes the test binary be the program itself, for tests that need processes of their own.
const programVariable = "CUNTONG_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		main()
	}
	status := pgtest.Run(m)
	if file, err := demoStoreFile(); err == nil {
		os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(status)
}

func demoFile(t *testing.T) string {
	t.Helper()
	file, err := demoStoreFile()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestDemoPrintsTheObjectOthersRelyOn(t *testing.T) {
	text, err := os.ReadFile(demoFile(t) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	for _, key := range []string{"standard", "settlements", "population", "covered_settlements", "covered_population", "uncovered_settlements",
		"uncovered_population", "unreachable_settlements", "unreachable_population", "unlocated_settlements", "unlocated_population",
		"unknown_population_settlements", "by_area", "by_operator", "uncovered", "plan", "plans"} {
		if _, ok := raw[key]; !ok {
			t.Errorf("key %s is missing", key)
		}
	}
	number := func(key string) int { return int(raw[key].(float64)) }
	if number("settlements") != 1898 || number("population") != 2193518 {
		t.Errorf("settlements %d, population %d; want 1898, 2193518", number("settlements"), number("population"))
	}
	for _, unit := range []string{"settlements", "population"} {
		if sum := number("covered_"+unit) + number("uncovered_"+unit) + number("unreachable_"+unit) + number("unlocated_"+unit); sum != number(unit) {
			t.Errorf("classes make %d of %d %s", sum, number(unit), unit)
		}
	}
	if len(raw["uncovered"].([]any)) != number("uncovered_settlements") {
		t.Errorf("%d rows of %d uncovered settlements", len(raw["uncovered"].([]any)), number("uncovered_settlements"))
	}
	plans := raw["plans"].([]any)
	if len(plans) != 5 {
		t.Fatalf("%d plans, want one for each of 5 counties", len(plans))
	}
	for _, one := range plans {
		plan := one.(map[string]any)
		if plan["status"] != "optimal" || plan["verified"] != true || plan["gap"].(float64) != 0 {
			t.Errorf("county %v: status %v, gap %v, verified %v", plan["area"], plan["status"], plan["gap"], plan["verified"])
		}
	}
	city := raw["plan"].(map[string]any)
	if city["gap"].(float64) >= 0.01 || city["verified"] != true {
		t.Errorf("city: gap %v, verified %v", city["gap"], city["verified"])
	}
}

func TestTheSameDemoGivesTheSameFingerprintsOnAnyThreadCount(t *testing.T) {
	var first map[string]any
	text, err := os.ReadFile(demoFile(t) + ".json")
	if err == nil {
		err = json.Unmarshal(text, &first)
	}
	if err != nil {
		t.Fatal(err)
	}
	status, out, errs := run(t, "plan", "--store", demoFile(t), "--model", "lscp", "--area", "370522", "--threads", "1", "--json")
	if status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	var again map[string]any
	if err := json.Unmarshal([]byte(out), &again); err != nil {
		t.Fatal(err)
	}
	for _, one := range first["plans"].([]any) {
		if plan := one.(map[string]any); plan["area"] == "370522" {
			if plan["fingerprint"] != again["fingerprint"] {
				t.Fatalf("fingerprints differ: %v, then %v", plan["fingerprint"], again["fingerprint"])
			}
			return
		}
	}
	t.Fatal("the demo has no plan of 370522")
}

func TestServeAnswersOnAFreePortAndStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var errs lockedBuffer
	p := &program{stdout: io.Discard, stderr: &errs, now: time.Now, version: "test"}
	status := make(chan int, 1)
	store := demoFile(t) // made here: under the race detector it takes longer than the wait below
	go func() { status <- p.run(ctx, []string{"serve", "--store", store, "--addr", "127.0.0.1:0"}) }()
	var base string
	for deadline := time.Now().Add(20 * time.Second); base == "" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if found := regexp.MustCompile(`地图：(http://\S+)`).FindStringSubmatch(errs.String()); found != nil {
			base = found[1]
		}
	}
	if base == "" {
		t.Fatalf("no address was printed: %s", errs.String())
	}
	for path, want := range map[string]string{"/healthz": "", "/readyz": "", "/api/v1/info": `"sample":true`, "/api/v1/audits?area=370522": "370522", "/": "<html"} {
		response, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("GET %s: %s, %v, body %.200s, want %q", path, response.Status, err, body, want)
		}
	}
	cancel()
	select {
	case got := <-status:
		if got != exitDone {
			t.Fatalf("status %d after the stop: %s", got, errs.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the server did not stop")
	}
}

func TestMistakesGetOneSentenceAndTheRightStatus(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	folder := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	notAStore := write("county.gpkg", "this is no database, only text that goes on for a while")
	noDatum := write("villages.csv", "统计用区划代码,行政村,经度,纬度\n370522101201,甲村,118.1,37.4\n")
	wrongColumn := write("strange.csv", "a,b,c\n1,2,3\n")
	fresh := filepath.Join(folder, "fresh.gpkg")
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"an unknown command":        {[]string{"fly"}, exitBadInput, "--help"},
		"an unknown flag":           {[]string{"audit", "--store", "x", "--shiny"}, exitBadInput, "shiny"},
		"a missing store":           {[]string{"audit", "--store", filepath.Join(folder, "none.gpkg")}, exitBadInput, "none.gpkg"},
		"a file that is no store":   {[]string{"audit", "--store", notAStore}, exitBadInput, "county.gpkg"},
		"a missing file":            {[]string{"load", "--store", fresh, filepath.Join(folder, "none.csv")}, exitBadInput, "none.csv"},
		"a file without a datum":    {[]string{"load", "--store", fresh, noDatum}, exitBadInput, "--datum"},
		"a file of unknown columns": {[]string{"load", "--store", fresh, "--datum", "wgs84", wrongColumn}, exitBadInput, "strange.csv"},
		"a bad datum":               {[]string{"load", "--store", fresh, "--datum", "beijing54", noDatum}, exitBadInput, "beijing54"},
		"an area not in the store":  {[]string{"audit", "--store", demoFile(t), "--area", "110101"}, exitBadInput, "110101"},
		"a bad area code":           {[]string{"audit", "--store", demoFile(t), "--area", "37x"}, exitBadInput, "37x"},
		"an unknown standard":       {[]string{"audit", "--store", demoFile(t), "--standard", "none"}, exitBadInput, "village-2km"},
		"mclp without a limit":      {[]string{"plan", "--store", demoFile(t), "--model", "mclp"}, exitBadInput, "budget"},
		"no model":                  {[]string{"plan", "--store", demoFile(t)}, exitBadInput, "--model"},
		"an open address":           {[]string{"serve", "--store", demoFile(t), "--addr", "0.0.0.0:0"}, exitBadInput, "127.0.0.1"},
		"an address that is none":   {[]string{"serve", "--store", demoFile(t), "--addr", "nowhere"}, exitBadInput, "HOST:PORT"},
		"a port in use":             {[]string{"serve", "--store", demoFile(t), "--addr", taken.Addr().String()}, exitFailed, "in use"},
		"an unknown preset":         {[]string{"generate", "--preset", "island", "--out", folder}, exitBadInput, "preset"},
		"demo over other data":      {[]string{"demo", "--exit", "--store", otherStore(t)}, exitBadInput, "something else"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, errs := run(t, c.args...)
			if status != c.status || !strings.Contains(errs, c.want) {
				t.Errorf("status %d, want %d; message %q, want it to contain %q", status, c.status, errs, c.want)
			}
			if strings.Contains(errs, "goroutine ") {
				t.Errorf("a panic reached the user: %s", errs)
			}
		})
	}
}

// otherStore is a store with one village that is not the sample.
func otherStore(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	file, store := filepath.Join(folder, "v.csv"), filepath.Join(folder, "other.gpkg")
	text := "统计用区划代码,乡镇,行政村,经度,纬度\n370522101201,北宋镇,甲村,118.1,37.4\n370522101202,北宋镇,乙村,118.2,37.45\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := run(t, "load", "--store", store, "--datum", "wgs84", file); status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	return store
}

func TestAPlanWithoutCandidatesSaysSoAndKeepsUnlocatedVillages(t *testing.T) {
	folder := t.TempDir()
	file, store := filepath.Join(folder, "v.csv"), filepath.Join(folder, "s.gpkg")
	text := "统计用区划代码,乡镇,行政村,经度,纬度\n370522101201,北宋镇,甲村,118.1,37.4\n370522101202,北宋镇,乙村,118.105,37.4\n370522101203,北宋镇,丙村,,\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := run(t, "load", "--store", store, "--datum", "wgs84", file); status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	status, out, errs := run(t, "plan", "--store", store, "--model", "lscp", "--json")
	if status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	var plan answerJSON
	if err := json.Unmarshal([]byte(out), &plan); err != nil {
		t.Fatal(err)
	}
	if *plan.Objective != 1 || plan.Status != "optimal" || len(plan.Blocked) != 1 || plan.Blocked[0].Reason != "unlocated" || plan.OpeningCost != nil || len(plan.Notes) < 2 {
		t.Fatalf("got %+v", plan)
	}
}

func TestAFailedLoadLeavesNoStoreBehind(t *testing.T) {
	folder := t.TempDir()
	file, store := filepath.Join(folder, "v.csv"), filepath.Join(folder, "new.gpkg")
	if err := os.WriteFile(file, []byte("统计用区划代码,乡镇,行政村,经度,纬度\n370522101201,北宋镇,甲村,118.1,37.4\n370522101202,北宋镇,乙村,37.4,118.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"load", "--store", store, file},
		{"load", "--store", store, "--datum", "wgs84", "--strict", file},
		{"load", "--store", store, "--datum", "wgs84", "--dry-run", file},
	} {
		run(t, args...)
		if exists(store) {
			t.Fatalf("%v left %s behind", args, store)
		}
	}
	if status, _, errs := run(t, "load", "--store", store, "--datum", "wgs84", file); status != exitDone || !exists(store) {
		t.Fatalf("status %d: %s", status, errs)
	}
	if run(t, "load", "--store", store, "--strict", "--datum", "wgs84", file); !exists(store) {
		t.Fatal("a failed load took a store away that had been there")
	}
}
