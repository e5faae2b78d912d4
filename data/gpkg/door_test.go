package gpkg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

func mustExtent(b data.Batch) *orb.Bound {
	var points orb.MultiPoint
	for _, s := range b.Settlements {
		points = append(points, *s.Location)
	}
	bound := points.Bound()
	return &bound
}

// alter opens the file of a closed store as any SQLite program would and changes it.
func alter(t *testing.T, path string, statements ...string) {
	t.Helper()
	absolute, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := connectTo(absolute, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestAWrongFileIsNamedForWhatItIs(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	sqlite := filepath.Join(folder, "plain.sqlite")
	alter(t, sqlite, "CREATE TABLE a (b)")
	foreign := filepath.Join(folder, "foreign.gpkg")
	alter(t, foreign, "PRAGMA application_id = 1196444487", "CREATE TABLE gpkg_contents (table_name TEXT)")
	newer := closedStore(t, folder, "newer.gpkg")
	alter(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	older := closedStore(t, folder, "older.gpkg")
	alter(t, older, "DELETE FROM gpkg_data_columns", "DROP TRIGGER change_log_not_updated", "DROP TRIGGER change_log_not_deleted", "DROP TRIGGER change_log_in_order", "DROP INDEX change_log_at", "DROP INDEX change_log_record", "ALTER TABLE change_log DROP COLUMN hash", "ALTER TABLE facility DROP COLUMN contact", "ALTER TABLE facility DROP COLUMN phone", "DROP INDEX settlement_synthetic", "DROP INDEX facility_synthetic", "DROP TABLE setting", "DROP TABLE request_key", "DROP TABLE run_session", "DROP TABLE run_link", "DROP TABLE api_token", "DROP TABLE session", "DROP TABLE account", "DROP TABLE job", "DROP TABLE network", "DROP TABLE stop_event", "DROP TABLE run", "DROP TABLE daily_count", "DROP TABLE bus_line", "DELETE FROM gpkg_contents WHERE table_name IN ('bus_line', 'daily_count', 'run', 'stop_event')", "ALTER TABLE scenario DROP COLUMN archived", "ALTER TABLE scenario DROP COLUMN accepted_plan", "ALTER TABLE scenario DROP COLUMN accepted_by", "ALTER TABLE scenario DROP COLUMN accepted_at", "ALTER TABLE scenario DROP COLUMN profile", "ALTER TABLE scenario DROP COLUMN rules", "DELETE FROM gpkg_contents WHERE table_name = 'network'", "ALTER TABLE plan DROP COLUMN notes", "ALTER TABLE plan DROP COLUMN network", "DELETE FROM goose_db_version WHERE version_id >= 3")
	damaged := closedStore(t, folder, "damaged.gpkg")
	cutOff(t, damaged)

	for _, c := range []struct {
		name    string
		path    string
		options Options
		kind    error
		says    []string
	}{
		{"missing", filepath.Join(folder, "none.gpkg"), Options{}, data.ErrNotFound, []string{"none.gpkg", "cuntong load --store"}},
		{"missing, to read", filepath.Join(folder, "none.gpkg"), Options{Create: true, ReadOnly: true}, data.ErrNotFound, []string{"cuntong load --store"}},
		{"folder missing", filepath.Join(folder, "no", "a.gpkg"), Options{Create: true}, data.ErrNotFound, []string{"folder", "make it first"}},
		{"folder is a file", filepath.Join(sqlite, "a.gpkg"), Options{Create: true}, nil, []string{"plain.sqlite"}},
		{"a folder", folder, Options{Create: true}, data.ErrInvalid, []string{"is a folder"}},
		{"an empty file", write("empty.gpkg", ""), Options{}, data.ErrInvalid, []string{"empty file", "cuntong load --store"}},
		{"a text file", write("villages.csv", "code,name\n"), Options{Create: true}, data.ErrInvalid, []string{"is not a GeoPackage", "villages.csv"}},
		{"a short file", write("short.gpkg", "SQLite format 3\x00"), Options{}, data.ErrInvalid, []string{"not a GeoPackage"}},
		{"an SQLite file", sqlite, Options{Create: true}, data.ErrInvalid, []string{"not a GeoPackage"}},
		{"somebody else's GeoPackage", foreign, Options{Create: true}, data.ErrInvalid, []string{"not one of cuntong", "cuntong load"}},
		{"of a newer version", newer, Options{}, data.ErrNewer, []string{"version 99", "newer cuntong"}},
		{"of a newer version, to read", newer, Options{ReadOnly: true}, data.ErrNewer, []string{"version 99"}},
		{"of an older version, to read", older, Options{ReadOnly: true}, data.ErrInvalid, []string{"open it once for writing"}},
		{"damaged", damaged, Options{}, nil, []string{"damaged", "copy"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			s, err := Open(context.Background(), c.path, c.options)
			if err == nil {
				// A cut-off file may open; reading it must then say so.
				_, err = s.Settlements(context.Background(), data.Query{})
				s.Close()
			}
			if err == nil || c.kind != nil && !errors.Is(err, c.kind) {
				t.Fatalf("got %v, want %v", err, c.kind)
			}
			for _, word := range c.says {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not say %q", err, word)
				}
			}
			if after, _ := os.ReadFile(c.path); string(after) != string(before) && c.name != "damaged" {
				t.Error("the file was changed")
			}
			if _, err := os.Stat(c.path + "-wal"); err == nil {
				t.Error("a log was left beside the file")
			}
		})
	}
	s, err := Open(context.Background(), older, Options{})
	if err != nil {
		t.Fatalf("an older store is not brought up to date: %v", err)
	}
	defer s.Close()
	if info, err := s.Info(context.Background()); err != nil || info.Schema != schemaVersion || info.Counts["settlements"] != killedRows {
		t.Errorf("the older store came up to %+v, %v", info, err)
	}
}

func closedStore(t *testing.T, folder, name string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	s, err := Open(context.Background(), path, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(context.Background(), stamped(1), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func cutOff(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 200_000; i < len(content); i += 4096 {
		copy(content[i:], "garbage garbage garbage")
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheSchemaVersionIsThatOfTheLastMigration(t *testing.T) {
	s, _ := openNew(t)
	provider, err := newProvider(s.writes, s.now)
	if err != nil {
		t.Fatal(err)
	}
	if current, target, err := provider.GetVersions(context.Background()); err != nil || current != schemaVersion || target != schemaVersion {
		t.Errorf("current %d, target %d, %v; schemaVersion is %d", current, target, err, schemaVersion)
	}
}

func TestAnEmptyFileIsFilledWhenAStoreIsToBeMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.gpkg")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), path, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Load(context.Background(), countryside(10), data.ChangeNote{}); err != nil {
		t.Error(err)
	}
}

// A store holds hashes of passwords and telephone numbers.
func TestANewStoreIsNotForEverybodyToRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps no such modes: the folder says who reads")
	}
	folder := t.TempDir()
	s, err := Open(t.Context(), closedStore(t, folder, "a.gpkg"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Backup(t.Context(), filepath.Join(folder, "b.gpkg")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.gpkg", "b.gpkg"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o137 != 0 || mode&0o600 != 0o600 {
			t.Errorf("%s has mode %v", name, mode)
		}
	}
}

func TestACloseLeavesOneFileAndItsFolderClean(t *testing.T) {
	folder := t.TempDir()
	closedStore(t, folder, "a.gpkg")
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != "a.gpkg" {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestAFileHeldByAnotherProgramIsBusyForWritersOnly(t *testing.T) {
	s, path := openNew(t)
	ctx := context.Background()
	if _, err := s.Load(ctx, countryside(10), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	db, err := connectTo(path, []string{"_txlock=immediate"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	impatient, err := Open(ctx, path, Options{BusyTimeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatalf("opening while another writes: %v", err)
	}
	defer impatient.Close()
	_, err = impatient.Load(ctx, countryside(20), data.ChangeNote{})
	if !errors.Is(err, data.ErrBusy) || !strings.Contains(err.Error(), "another program") {
		t.Errorf("got %v, want ErrBusy", err)
	}
	if list, err := impatient.Settlements(ctx, data.Query{}); err != nil || len(list) != 10 {
		t.Errorf("a reader was held up: %d, %v", len(list), err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := impatient.Load(ctx, countryside(20), data.ChangeNote{}); err != nil {
		t.Errorf("after the other let go: %v", err)
	}
}

func TestAFullDiskChangesNothing(t *testing.T) {
	s, _ := openNew(t)
	ctx := context.Background()
	if _, err := s.Load(ctx, countryside(100), data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := s.writes.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.writes.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+5)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Load(ctx, countryside(5000), data.ChangeNote{})
	if err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("got %v, want a full disk", err)
	}
	info, err := s.Info(ctx)
	if err != nil || info.Counts["settlements"] != 100 || info.Revision != 1 || info.Counts["changes"] != 105 {
		t.Errorf("after the failure: %+v, %v", info, err)
	}
}

func TestAnAcceptedWriteIsSyncedAndForeignKeysHold(t *testing.T) {
	s, _ := openNew(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "application_id": "1196444487", "user_version": "10300"} {
		var got string
		if err := s.writes.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", pragma, got, err, want)
		}
	}
	if _, err := s.writes.Exec("INSERT INTO settlement (code, town) VALUES ('1', 'nowhere')"); err == nil {
		t.Error("a town that does not exist was accepted")
	}
	if _, err := s.reads.Exec("DELETE FROM area"); err == nil {
		t.Error("a reader may write")
	}
}
