package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cuntong/data/postgis/pgtest"
)

func runJSON[T any](t *testing.T, args ...string) (answer T) {
	t.Helper()
	status, out, errs := run(t, append(args, "--json")...)
	if status != exitDone {
		t.Fatalf("%v ended with %d: %s", args, status, errs)
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v printed %q: %v", args, out, err)
	}
	return answer
}

func TestCopyGoesToPostGISAndBackWithEqualDigests(t *testing.T) {
	file, database, back := demoFile(t), pgtest.Start(t), filepath.Join(t.TempDir(), "back.gpkg")
	there := runJSON[copyJSON](t, "copy", file, database)
	home := runJSON[copyJSON](t, "copy", database, back)
	if !there.Equal || !home.Equal || there.FromDigest != home.ToDigest || len(there.FromDigest) != 64 || there.Counts["settlements"] == 0 || there.Counts["plans"] == 0 {
		t.Errorf("there %+v\nback %+v", there, home)
	}
	if status, out, _ := run(t, "copy", file, database); status != exitDone || !strings.Contains(out, "两边内容一致") || strings.Count(out, there.FromDigest) != 2 {
		t.Errorf("copying again ended with %d and printed %s", status, out)
	}
	if status, _, errs := run(t, "copy", file, file); status != exitBadInput {
		t.Errorf("a copy onto itself ended with %d: %s", status, errs)
	}
}

func TestAPlanHasOneFingerprintOnEveryStore(t *testing.T) {
	file, database := demoFile(t), pgtest.Start(t)
	runJSON[copyJSON](t, "copy", file, database)
	type answer struct {
		Fingerprint, Status string
		Verified            bool
	}
	var answers []answer
	for _, store := range []string{file, database} {
		answers = append(answers, runJSON[answer](t, "plan", "--store", store, "--model", "lscp", "--area", "370522"))
	}
	if answers[0] != answers[1] || len(answers[0].Fingerprint) != 64 || answers[0].Status != "optimal" {
		t.Errorf("on the file %+v, in the database %+v", answers[0], answers[1])
	}
	type audit struct {
		Settlements, Covered_settlements, Population int64
	}
	var audits []audit
	for _, store := range []string{file, database} {
		audits = append(audits, runJSON[audit](t, "audit", "--store", store))
	}
	if audits[0] != audits[1] || audits[0].Settlements != 1898 {
		t.Errorf("on the file %+v, in the database %+v", audits[0], audits[1])
	}
}

func TestADatabaseThatCannotBeReachedIsOneSentenceWithoutThePassword(t *testing.T) {
	status, out, errs := run(t, "audit", "--store", "postgres://planner:geheim@127.0.0.1:1/county")
	if status != exitFailed || out != "" || strings.Contains(errs, "geheim") || !regexp.MustCompile(`^cuntong: [^\n]*cannot be reached[^\n]*try again\n$`).MatchString(errs) {
		t.Errorf("ended with %d, printed %q and %q", status, out, errs)
	}
}
