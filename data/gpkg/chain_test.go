package gpkg

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

func TestTheChangeLogOnlyGrows(t *testing.T) {
	s, _ := openNew(t)
	ctx := context.Background()
	for range 2 {
		if _, err := s.Load(ctx, data.Batch{}, data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, statement := range []string{
		"UPDATE change_log SET actor = 'x' WHERE seq = 1", "DELETE FROM change_log", "DELETE FROM change_log WHERE seq = 2",
		"INSERT INTO change_log (at, kind, record, version) VALUES ('2026-01-01T00:00:00.000Z', 'facility', 'f', 1)",
		"INSERT OR REPLACE INTO change_log SELECT seq, at, 'x', action, reason, kind, record, version, before, after, hash FROM change_log WHERE seq = 1",
		"INSERT INTO change_log SELECT 9, at, actor, action, reason, kind, record, version, before, after, hash FROM change_log WHERE seq = 1",
	} {
		if _, err := s.writes.ExecContext(ctx, statement); err == nil || !strings.Contains(err.Error(), "the change log only grows") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if log, err := s.Changes(ctx, 0, 0); err != nil || len(log) != 2 || log[0].Note.Actor != "" {
		t.Errorf("%+v, %v", log, err)
	}
}

// The lines of a store of an early program are chained when it is opened, and a line says that they were.
func TestAnOlderLogIsChainedWhenItsStoreIsOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.gpkg")
	oldStore(t, path)
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	s, err := Open(context.Background(), path, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.Changes(context.Background(), oldLines, 0)
	if err != nil || len(log) != 1 || log[0].Kind != data.ChainKind || log[0].Key != "1-407" || !log[0].Note.At.Equal(now) {
		t.Fatalf("%+v, %v", log, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if finding := examine(t, path)["change log"]; !finding.OK || !strings.Contains(finding.Detail, "408 lines in one chain, lines 1-407 chained on 2026-11-26 only") {
		t.Errorf("%+v", finding)
	}
}
