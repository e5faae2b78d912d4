package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuntong/data/postgis/pgtest"
)

func TestABackupIsAStoreThatTheDoctorFindsWell(t *testing.T) {
	copied := filepath.Join(t.TempDir(), "copy.gpkg")
	status, out, errs := run(t, "backup", "--store", demoFile(t), "--out", copied, "--json")
	var made backupJSON
	if err := json.Unmarshal([]byte(out), &made); status != exitDone || err != nil || made.Bytes == 0 {
		t.Fatalf("status %d, %v: %s%s", status, err, out, errs)
	}
	status, out, errs = run(t, "doctor", "--store", copied, "--json")
	var answer doctorJSON
	if err := json.Unmarshal([]byte(out), &answer); status != exitDone || err != nil || !answer.OK || len(answer.Findings) < 6 {
		t.Fatalf("status %d, %v: %s%s", status, err, out, errs)
	}
	if again := runJSON[doctorJSON](t, "doctor", "--store", copied, "--head", answer.Head); !again.OK || len(again.Findings) != len(answer.Findings)+1 {
		t.Errorf("with the head that was written down: %+v", again)
	}
	number, hash, _ := strings.Cut(answer.Head, ":")
	for head, says := range map[string]string{"9999:" + hash: "were cut off its end", number + ":" + strings.Repeat("ab", 32): "is not the one that was written down"} {
		if status, out, _ := run(t, "doctor", "--store", copied, "--head", head); status != exitFailed || !strings.Contains(out, says) {
			t.Errorf("head %s: status %d, %s; want it to say %q", head, status, out, says)
		}
	}
	if status, _, errs := run(t, "doctor", "--store", copied, "--head", "12"); status != exitBadInput || !strings.Contains(errs, "as cuntong doctor prints it") {
		t.Errorf("a head that is none: status %d, %s", status, errs)
	}
	if status, _, errs := run(t, "backup", "--store", demoFile(t), "--out", copied); status != exitFailed || !strings.Contains(errs, "is there already") {
		t.Errorf("over an existing file: status %d, %s", status, errs)
	}
	if status, _, errs := run(t, "doctor", "--store", filepath.Join(t.TempDir(), "none.gpkg")); status != exitBadInput || !strings.Contains(errs, "none.gpkg") {
		t.Errorf("a missing store: status %d, %s", status, errs)
	}
}

func TestTheDoctorFailsOnADamagedStoreAndNamesTheDamage(t *testing.T) {
	damaged := filepath.Join(t.TempDir(), "damaged.gpkg")
	if status, _, errs := run(t, "backup", "--store", demoFile(t), "--out", damaged); status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	content, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := len(content) / 2 / page * page; at < len(content)-page; at += 7 * page {
		copy(content[at:], strings.Repeat("garbage ", page/16))
	}
	if err := os.WriteFile(damaged, content, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := run(t, "doctor", "--store", damaged)
	if status != exitFailed || !strings.Contains(out+errs, "damaged") && !strings.Contains(out, "异常") || strings.Contains(errs, "goroutine ") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
}

func TestTheDoctorExaminesADatabaseToo(t *testing.T) {
	database := pgtest.Start(t)
	runJSON[copyJSON](t, "copy", demoFile(t), database)
	if answer := runJSON[doctorJSON](t, "doctor", "--store", database); !answer.OK || len(answer.Findings) != 7 || !strings.HasPrefix(answer.Store, "postgres://") {
		t.Errorf("%+v", answer)
	}
	pgtest.Shared(t).Execute(t, database, "DROP INDEX cuntong.settlement_geom")
	status, out, errs := run(t, "doctor", "--store", database)
	if status != exitFailed || strings.Count(out, "正常") != 5 || !strings.Contains(out, "异常  spatial index：table settlement has no valid spatial index") || !strings.Contains(errs, "not well") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
}
