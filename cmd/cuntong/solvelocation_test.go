package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tinyEchelonSites = "2 2 1 5 9 7 8 0\n0 99.5 0 3\n1 0 3 2\n2 10 4 3\n3 0 0 100 9\n4 10 0 200 9\n5 0 1 50 9\n"

func TestSolveLocatesDepotsAndRecountsItsOwnFile(t *testing.T) {
	instance := writeText(t, "I1-tiny", tinyEchelonSites)
	solution := filepath.Join(t.TempDir(), "answer.json")
	status, stdout, stderr := run(t, "solve", "lrp2e", instance, "--json", "--effort", "2000", "--solution", solution)
	if status != exitDone || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]any{"instance": "I1-tiny", "model": "lrp2e", "objective": 194.820206, "bound": 194.820206, "gap": 0.0, "status": "optimal", "verified": true, "stops": 2.0, "sites": 2.0} {
		if answer[field] != want {
			t.Errorf("%s is %v, want %v", field, answer[field], want)
		}
	}
	if status, stdout, stderr := run(t, "solve", "verify", instance, solution); status != exitDone || !strings.Contains(stdout, "复核无误") {
		t.Fatalf("status %d, %s%s", status, stdout, stderr)
	}
	text, err := os.ReadFile(solution)
	if err != nil {
		t.Fatal(err)
	}
	for wrong, replace := range map[string][2]string{"a lower cost": {`"objective":194.8`, `"objective":193.8`}, "a stop less": {`"stops":[1,2]`, `"stops":[1]`},
		"a stop that is not there": {`"stops":[1,2]`, `"stops":[1,0]`}, "no trucks": {`"feeders":`, `"others":`}} {
		changed := strings.Replace(strings.Replace(string(text), `"stops":[2,1]`, `"stops":[1,2]`, 1), replace[0], replace[1], 1)
		if !strings.Contains(changed, replace[1]) {
			t.Fatalf("%s has no %s", text, replace[0])
		}
		if status, stdout, _ := run(t, "solve", "verify", instance, writeText(t, "changed.json", changed)); status == exitDone {
			t.Errorf("%s passed: %s", wrong, stdout)
		}
	}
	if status, _, stderr := run(t, "solve", "lrp", instance); status != exitBadInput {
		t.Errorf("a file of two echelons as one: status %d, %s", status, stderr)
	}
}
