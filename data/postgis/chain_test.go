package postgis

import (
	"context"
	"strings"
	"testing"

	"cuntong/data"
)

func TestTheChangeLogOnlyGrows(t *testing.T) {
	s, _ := openFresh(t)
	ctx := context.Background()
	fillWell(t, s)
	for _, statement := range []string{
		"UPDATE cuntong.change_log SET actor = 'x' WHERE seq = 1", "DELETE FROM cuntong.change_log WHERE seq = 2", "TRUNCATE cuntong.change_log",
		"SET LOCAL session_replication_role = replica; DELETE FROM cuntong.change_log",
	} {
		if _, err := s.pool.Exec(ctx, statement); err == nil || !strings.Contains(err.Error(), "the change log only grows") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if _, err := s.pool.Exec(ctx, "INSERT INTO cuntong.change_log (seq, at, kind, record, version) VALUES (3, now(), 'facility', 'f', 1)"); err == nil {
		t.Error("a line without a hash was taken")
	}
	wantWell(t, s, "after the refusals")
}

// The server can recompute the chain by itself: this is the statement that FORMAT.md shows.
func TestTheChainIsWhatTheServerComputes(t *testing.T) {
	s, _ := openFresh(t)
	ctx := context.Background()
	fillWell(t, s)
	if _, err := s.EditFacility(ctx, data.Facility{ID: "f", Name: "站"}, data.ChangeNote{Actor: "张三", Reason: "新开 <&>"}); err != nil {
		t.Fatal(err)
	}
	var lines, wrong int
	if err := s.pool.QueryRow(ctx, "SELECT count(*), count(*) FILTER (WHERE hash IS DISTINCT FROM recomputed) FROM ("+recompute+") AS l").Scan(&lines, &wrong); err != nil {
		t.Fatal(err)
	}
	if lines < 3 || wrong > 0 {
		t.Errorf("%d of %d lines differ from what the server computes", wrong, lines)
	}
}

const recompute = `SELECT seq, hash, encode(sha256(convert_to(string_agg(octet_length(convert_to(part, 'UTF8')) || ':' || part || ',', '' ORDER BY n), 'UTF8')), 'hex') AS recomputed
FROM (SELECT *, coalesce(lag(hash) OVER (ORDER BY seq), '') AS upon FROM cuntong.change_log) AS line
CROSS JOIN LATERAL unnest(ARRAY['cuntong-change-1', upon, seq::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), coalesce(actor, ''),
  coalesce(action, ''), coalesce(reason, ''), kind, record, version::text, coalesce(before::text, ''), coalesce(after::text, '')]) WITH ORDINALITY AS fields(part, n)
GROUP BY seq, hash`
