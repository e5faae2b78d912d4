package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tinyRoutes = "NAME : tiny\nTYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 5\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 -3 -4\nDEMAND_SECTION\n1 0\n2 2\n3 3\n4 4\nDEPOT_SECTION\n1\n-1\nEOF\n"

func TestSolveRoutesAndRecountsItsOwnFile(t *testing.T) {
	instance := writeText(t, "tiny.vrp", tinyRoutes)
	solution := filepath.Join(t.TempDir(), "answer.json")
	status, stdout, stderr := run(t, "solve", "vrp", instance, "--json", "--effort", "2000", "--solution", solution)
	if status != exitDone || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]any{"instance": "tiny.vrp", "model": "vrp", "objective": 30.0, "vehicles": 2.0, "verified": true, "vehicles_first": false} {
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
	for wrong, replace := range map[string][2]string{"a shorter distance": {`"distance":30`, `"distance":29`}, "a stop twice": {`"stops":[3]`, `"stops":[3,1]`}, "a stop that is not there": {`"stops":[3]`, `"stops":[9]`}} {
		if !strings.Contains(string(text), replace[0]) {
			t.Fatalf("%s has no %s", text, replace[0])
		}
		changed := writeText(t, "changed.json", strings.Replace(string(text), replace[0], replace[1], 1))
		if status, stdout, _ := run(t, "solve", "verify", instance, changed); status == exitDone {
			t.Errorf("%s passed: %s", wrong, stdout)
		}
	}
}

func TestSolveTwoEchelons(t *testing.T) {
	instance := writeText(t, "tiny.dat", "!\n2,10,1,0\n!\n2,3,5,1,0\n!\n0,0 10,0 0,10\n!\n13,4,5 4,13,3\n")
	status, stdout, stderr := run(t, "solve", "vrp2e", instance, "--json", "--effort", "2000")
	if status != exitDone || stderr != "" || !strings.Contains(stdout, `"objective": 54.142136`) {
		t.Fatalf("status %d, %s%s", status, stdout, stderr)
	}
}
