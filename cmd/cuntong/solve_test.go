package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const coverGrid = "2 3\nF 0 0 0 5\nF 1 10 0 7\nC 0 1 0 4\nC 1 9 0 2\nC 2 5 0 1\n"

func TestSolveAnswersAPublishedFormatAndRecountsItsOwnFile(t *testing.T) {
	instance := writeText(t, "tiny.dat", coverGrid)
	solution := filepath.Join(t.TempDir(), "answer.json")
	status, stdout, stderr := run(t, "solve", "mclp", instance, "--p", "1", "--radius=5", "--json", "--seed", "7", "--threads", "1", "--effort", "1000000", "--time-limit", "30s", "--solution", solution)
	if status != exitDone || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]any{"instance": "tiny.dat", "model": "mclp", "status": "optimal", "objective": 4.0, "bound": 4.0, "gap": 0.0, "seed": 7.0, "verified": true} {
		if answer[field] != want {
			t.Errorf("%s is %v, want %v", field, answer[field], want)
		}
	}
	for _, field := range []string{"effort", "seconds", "threads", "peak_rss_bytes"} {
		if _, ok := answer[field].(float64); !ok {
			t.Errorf("%s is %v, want a number", field, answer[field])
		}
	}
	if status, stdout, stderr := run(t, "solve", "verify", instance, solution, "--json"); status != exitDone || !strings.Contains(stdout, `"right": true`) {
		t.Errorf("its own answer: status %d, %s%s", status, stdout, stderr)
	}
	text, err := os.ReadFile(solution)
	if err != nil {
		t.Fatal(err)
	}
	wrong := writeText(t, "wrong.json", strings.Replace(string(text), `"objective":4`, `"objective":6`, 1))
	status, stdout, stderr = run(t, "solve", "verify", instance, wrong, "--json")
	if status != exitFailed || !strings.Contains(stdout, `"right": false`) || !strings.Contains(stderr, "objective says 6 weight covered, recounted 4") {
		t.Errorf("a wrong answer: status %d, %s%s", status, stdout, stderr)
	}
}

func TestSolveSaysWhatIsWrong(t *testing.T) {
	instance := writeText(t, "tiny.dat", coverGrid)
	for _, c := range []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"a customer that nobody covers", []string{"lscp", instance, "--radius", "5"}, exitInfeasible, ""},
		{"an unknown model", []string{"tsp", instance}, exitBadInput, `model "tsp" is not one of lscp, scp, mclp`},
		{"no such file", []string{"mclp", instance + "x", "--p", "1", "--radius", "5"}, exitBadInput, "there is no such file"},
		{"no radius", []string{"mclp", instance, "--p", "1"}, exitBadInput, "the file names no radius; give one"},
		{"an option of another model", []string{"lscp", instance, "--radius", "5", "--capacity", "3"}, exitBadInput, "tiny.dat: lscp takes no capacity"},
		{"a broken file", []string{"cpmp", instance}, exitBadInput, "tiny.dat:1: p is 3, expected 1 to 2"},
		{"two files", []string{"mclp", instance, instance}, exitBadInput, "takes one file"},
		{"a solution too few", []string{"verify", instance}, exitBadInput, "the solution file is missing"},
		{"an instance for a solution", []string{"verify", instance, instance}, exitBadInput, "expected one JSON object"},
		{"a negative effort", []string{"mclp", instance, "--effort=-1"}, exitBadInput, "--effort -1 is negative"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, _, stderr := run(t, append([]string{"solve"}, c.args...)...)
			if status != c.status || !strings.Contains(stderr, c.want) {
				t.Errorf("status %d, want %d; %q does not say %q", status, c.status, stderr, c.want)
			}
		})
	}
}
