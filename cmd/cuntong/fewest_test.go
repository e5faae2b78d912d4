package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var soak = flag.Bool("soak", false, "run the long tests")

// fewestLimits are the limits of the README's table in metres.
var fewestLimits = []int64{1000, 1500, 2000, 3000, 5000}

// fewestPoints plans the fewest new points of an area for each limit and returns the README's line.
func fewestPoints(t *testing.T, store, name, area, travel, label string) string {
	t.Helper()
	line := fmt.Sprintf("| %s %s | %s |", name, area, label)
	for _, limit := range fewestLimits {
		status, stdout, stderr := run(t, "plan", "--store", store, "--area", area, "--standard", fmt.Sprintf("fewest-%d", limit), "--model", "lscp", "--travel", travel, "--json")
		var answer struct {
			Status           string
			Objective, Bound *int64
			Seconds          float64
			Opened           []string
		}
		if err := json.Unmarshal([]byte(stdout), &answer); status != exitDone || err != nil {
			t.Fatalf("status %d, %v, %s", status, err, stderr)
		}
		if answer.Status != "optimal" || answer.Objective == nil || int64(len(answer.Opened)) != *answer.Objective {
			t.Fatalf("%s within %d m by %s: status %s, objective %v, %d opened", area, limit, travel, answer.Status, answer.Objective, len(answer.Opened))
		}
		t.Logf("%s %s within %d m by %s: %d, proven, %.3f s", name, area, limit, travel, *answer.Objective, answer.Seconds)
		line += fmt.Sprintf(" %d |", *answer.Objective)
	}
	return line
}

// loadFewestStandards adds a standard for each limit: straight lines × 1.3, as village-2km has it.
func loadFewestStandards(t *testing.T, store string) {
	t.Helper()
	args := []string{"load", "--store", store}
	for _, limit := range fewestLimits {
		args = append(args, writeText(t, fmt.Sprintf("fewest-%d.json", limit), fmt.Sprintf(`{"id":"fewest-%d","name_zh":"%d 米","name_en":"%d m","limit_m":%d,
			"detour_factor":1.3,"speed_kmh":15,"offers":["pickup"],"kinds":["village","residents"],"source":"trial","verified":false}`, limit, limit, limit, limit)))
	}
	if status, _, stderr := run(t, args...); status != exitDone {
		t.Fatal(stderr)
	}
}

// checkReadme sees that the README has a line.
func checkReadme(t *testing.T, line string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), line+"\n") {
		t.Errorf("README.md does not have the line\n%s", line)
	}
}

func TestSoakFewestPointsOfTheSampleCity(t *testing.T) {
	if !*soak {
		t.Skip("a soak test: run with -args -soak")
	}
	store := filepath.Join(t.TempDir(), "city.gpkg")
	if status, _, stderr := run(t, "copy", demoFile(t), store); status != exitDone {
		t.Fatal(stderr)
	}
	loadFewestStandards(t, store)
	checkReadme(t, fewestPoints(t, store, "东营", "370500", "straight", "straight × 1.3"))
	checkReadme(t, fewestPoints(t, store, "东营", "370500", "road", "road"))
}

func TestFewestPointsOfThreeRealCounties(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "geodata", "rural-counties")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("SKIPPED: the trial data %s is not there: the figures in README.md are not checked", folder)
	}
	store := filepath.Join(t.TempDir(), "real.gpkg")
	if status, _, stderr := run(t, "load", "--store", store, "--datum", "wgs84", filepath.Join(folder, "places.csv"), filepath.Join(folder, "counties.geojson")); status != exitDone {
		t.Fatal(stderr)
	}
	loadFewestStandards(t, store)
	for _, county := range [][2]string{{"潜江", "429005"}, {"凤凰", "433123"}, {"安龙", "522328"}} {
		checkReadme(t, fewestPoints(t, store, county[0], county[1], "straight", "straight × 1.3"))
	}
}
