package gpkg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func examine(t *testing.T, path string) map[string]data.Finding {
	t.Helper()
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	findings, err := s.Doctor(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	byCheck := map[string]data.Finding{}
	for _, f := range findings {
		byCheck[f.Check] = f
	}
	if len(byCheck) != 6 {
		t.Fatalf("got %d checks, want 6: %+v", len(byCheck), findings)
	}
	return byCheck
}

// unguarded does to the log what its triggers refuse, as somebody with the file can.
func unguarded(harm ...string) []string {
	var statements []string
	for _, trigger := range []string{"change_log_not_updated", "change_log_not_deleted", "change_log_in_order"} {
		statements = append(statements, "DROP TRIGGER "+trigger)
	}
	statements = append(statements, harm...)
	body, err := migrationFiles.ReadFile("migrations/" + chainFile)
	if err != nil {
		panic(err)
	}
	for _, part := range strings.SplitAfter(string(body), "END;\n") {
		if _, made, found := strings.Cut(part, "CREATE TRIGGER"); found {
			statements = append(statements, "CREATE TRIGGER"+made)
		}
	}
	return statements
}

func TestTheDoctorFindsEachKindOfDamageAndNoneInAHealthyStore(t *testing.T) {
	for name, c := range map[string]struct {
		check, says string
		harm        []string
	}{
		"a healthy store":      {},
		"an index is gone":     {"indices", "settlement_town", []string{"DROP INDEX settlement_town"}},
		"a trigger is gone":    {"indices", "rtree_settlement_geom_insert", []string{"DROP TRIGGER rtree_settlement_geom_insert"}},
		"an orphan":            {"references", "settlement", []string{"PRAGMA foreign_keys=0", "DELETE FROM area WHERE tier = 'town' AND fid = 2"}},
		"a ring of areas":      {"references", "lies inside itself", []string{"UPDATE area SET parent = code WHERE fid = 1"}},
		"a tree lacks a row":   {"spatial index", "lacks 1 rows", []string{"DELETE FROM rtree_settlement_geom WHERE id = 5"}},
		"a tree is wrong":      {"spatial index", "rtree_settlement_geom", []string{"DELETE FROM rtree_settlement_geom_rowid WHERE rowid = 7"}},
		"a line was cut out":   {"change log", "line 2 is missing", unguarded("DELETE FROM change_log WHERE seq = 2")},
		"the last line is cut": {"change log", "was given out", unguarded("DELETE FROM change_log WHERE seq = 3")},
		"a byte of a line":     {"change log", "line 2 was changed after it was written", unguarded("UPDATE change_log SET record = 'settlements 251' WHERE seq = 2")},
		"a byte of the last":   {"change log", "line 3, the last", unguarded("UPDATE change_log SET actor = 'x' WHERE seq = 3")},
		"lines exchanged": {"change log", "line 1 was not written upon line 0", unguarded("UPDATE change_log SET seq = -1 WHERE seq = 1", "UPDATE change_log SET seq = 1 WHERE seq = 2",
			"UPDATE change_log SET seq = 2 WHERE seq = -1")},
		"a line put in": {"change log", "line 3 was not written upon line 2", unguarded("UPDATE change_log SET seq = 4 WHERE seq = 3",
			"INSERT INTO change_log SELECT 3, at, 'x', action, reason, kind, record, version, before, after, hash FROM change_log WHERE seq = 2")},
		"a line at the end":    {"change log", "line 4 has no hash", unguarded("INSERT INTO change_log (at, kind, record, version) VALUES ('2026-01-01T00:00:00.000Z', 'facility', 'f', 1)")},
		"the log is unguarded": {"indices", "change_log_not_deleted", []string{"DROP TRIGGER change_log_not_deleted"}},
		"another program's id": {"schema", "calls itself", []string{"PRAGMA user_version = 7"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, path := openNew(t)
			for i := range 3 {
				batch := countryside(250)
				if i > 0 {
					batch = data.Batch{}
				}
				if _, err := s.Load(context.Background(), batch, data.ChangeNote{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			alter(t, path, c.harm...)
			for check, finding := range examine(t, path) {
				if finding.OK == (check == c.check) {
					t.Errorf("%s: ok %v, %s", check, finding.OK, finding.Detail)
				}
				if check == c.check && !strings.Contains(finding.Detail, c.says) {
					t.Errorf("%s says %q, want it to name %q", check, finding.Detail, c.says)
				}
			}
		})
	}
}

func TestABackupIsWellRefusesAnExistingFileAndLeavesNothingBeside(t *testing.T) {
	s, path := openNew(t)
	ctx := context.Background()
	if _, err := s.Load(ctx, stamped(1), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(filepath.Dir(path), "copy.gpkg")
	if err := s.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	checkAfterKill(t, copied, "backup", 0)
	for check, finding := range examine(t, copied) {
		if !finding.OK {
			t.Errorf("%s of the backup: %s", check, finding.Detail)
		}
	}
	if err := s.Backup(ctx, copied); !errors.Is(err, data.ErrConflict) || !strings.Contains(err.Error(), copied) {
		t.Errorf("over an existing file: %v, want ErrConflict", err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	readOnly, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	if err := readOnly.Backup(ctx, filepath.Join(filepath.Dir(path), "read-only.gpkg")); err != nil {
		t.Errorf("from a store opened to read: %v", err)
	}
}

func TestAWriterThatWaitsInVainLearnsWhoHoldsTheFile(t *testing.T) {
	s, path := openNew(t)
	ctx := context.Background()
	second, err := Open(ctx, path, Options{BusyTimeout: 600 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	tx, err := s.writes.Begin()
	if err != nil {
		t.Fatal(err)
	}
	done := s.announce("load into")
	_, err = second.Load(ctx, data.Batch{Settlements: []data.Settlement{{Code: "1", Location: &orb.Point{118, 37}}}}, data.ChangeNote{})
	for _, word := range []string{fmt.Sprintf("process %d", os.Getpid()), "load into", "gpkg.test"} {
		if !errors.Is(err, data.ErrBusy) || !strings.Contains(err.Error(), word) {
			t.Errorf("got %v, want ErrBusy that names %q", err, word)
		}
	}
	done()
	if _, err := os.Stat(holderNote(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the note stayed: %v", err)
	}
	// A note of a process that is gone accuses nobody.
	if err := writeHolder(path, "load into", time.Now()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(holderNote(path))
	if err != nil {
		t.Fatal(err)
	}
	const nobody = 1 << 30
	stale := strings.Replace(string(text), fmt.Sprintf(`"process":%d`, os.Getpid()), fmt.Sprintf(`"process":%d`, nobody), 1)
	if err := os.WriteFile(holderNote(path), []byte(stale), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = second.Load(ctx, data.Batch{Settlements: []data.Settlement{{Code: "1"}}}, data.ChangeNote{})
	if !errors.Is(err, data.ErrBusy) || strings.Contains(err.Error(), fmt.Sprint(nobody)) {
		t.Errorf("got %v, want ErrBusy that names nobody", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
}
