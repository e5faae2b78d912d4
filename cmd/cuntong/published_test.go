package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"cuntong/planner/quality"
)

// TestPublishedOptimaAreFoundAndProven guards quality where the published instances are beside the project; make bench
// solves all of them. Efforts are counted, so that no clock decides.
func TestPublishedOptimaAreFoundAndProven(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "bench")
	rows, err := quality.Rows(folder)
	if err != nil {
		t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	guards := map[string]bool{
		"mclp/GRID_n100_m1000_s1.dat R=5.5 p=10 mclp": true, "facility/cap71 UFL uflp": true, "facility/capa UFL uflp": true, "facility/cap41 CFL cflp": true,
		"scp/scp41 scp": true, "scp/scp51 scp": true, "cpmp/cpmp11 cpmp": true, "cpmp/SJC1 cpmp": true, "pmedian_orlib/pmed1 pmedian": true, "pmedian_orlib/pmed5 pmedian": true, "pmedian_orlib/pmed1 pcenter": true,
	}
	found := 0
	for _, row := range rows {
		if !guards[row.Key+" "+row.Question.Model] {
			continue
		}
		found++
		t.Run(row.Key+" "+row.Question.Model, func(t *testing.T) {
			args := []string{"solve", row.Question.Model, filepath.Join(folder, row.File), "--json", "--threads", "1"}
			for flag, value := range map[string]*int64{"--p": row.Question.P, "--capacity": row.Question.Capacity} {
				if value != nil {
					args = append(args, flag, fmt.Sprint(*value))
				}
			}
			if row.Question.Radius != "" {
				args = append(args, "--radius", row.Question.Radius)
			}
			solution := filepath.Join(t.TempDir(), "solution.json")
			status, stdout, stderr := run(t, append(args, "--solution", solution)...)
			var answer struct {
				Status           string
				Objective, Bound float64
				Effort           int64
				Scale            int64
				Rounding         float64
			}
			if err := json.Unmarshal([]byte(stdout), &answer); status != exitDone || err != nil {
				t.Fatalf("status %d, %v, %s", status, err, stderr)
			}
			t.Logf("%v, bound %v, %s, effort %d", answer.Objective, answer.Bound, answer.Status, answer.Effort)
			result := quality.Result{Objective: answer.Objective, Bound: answer.Bound, Scale: answer.Scale, Rounding: answer.Rounding}
			if err := row.Contradicts(result); err != nil {
				t.Error(err)
			}
			if answer.Status != "optimal" {
				t.Errorf("objective %v, bound %v, status %s; the optimum %s was not proven", answer.Objective, answer.Bound, answer.Status, row.Known)
			}
			if status, _, stderr := run(t, "solve", "verify", filepath.Join(folder, row.File), solution); status != exitDone {
				t.Errorf("the solution file: status %d, %s", status, stderr)
			}
		})
	}
	if found != len(guards) {
		t.Errorf("%d of %d guards are among the known values", found, len(guards))
	}
}
