package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"cuntong/data"
)

var _ data.Examiner = (*Store)(nil)

// Doctor looks for damage: pages, schema, indices and triggers, spatial indices, references, change log. It
// reads one state and changes nothing.
func (s *Store) Doctor(ctx context.Context) ([]data.Finding, error) {
	tx, err := s.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, s.fault("examine", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	var findings []data.Finding
	for _, part := range []struct {
		check string
		look  func(ctx context.Context, tx *sql.Tx) (seen string, wrong []string, err error)
		way   string
	}{
		{"integrity", examinePages, "go back to a backup, or copy what can be read with: cuntong copy"},
		{"schema", examineSchema, "open the store with the cuntong that wrote it"},
		{"indices", examineIndices, "copy the store into a new one with: cuntong copy"},
		{"spatial index", examineTrees, "copy the store into a new one with: cuntong copy"},
		{"references", examineReferences, "load the missing records, or correct the rows in QGIS"},
		{"change log", examineLog, "another program wrote into the log; keep the store apart, compare it with a backup and ask who did"},
	} {
		seen, wrong, err := part.look(ctx, tx)
		if err != nil {
			if ctx.Err() != nil || codeOf(err)&0xff != codeCorrupt {
				return nil, s.fault("examine", err)
			}
			wrong = append(wrong, "it cannot be read: "+err.Error())
		}
		findings = append(findings, data.NewFinding(part.check, seen, wrong, part.way))
	}
	return findings, nil
}

// column reads one column of text.
func column(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var line sql.NullString
		if err := rows.Scan(&line); err != nil {
			return list, err
		}
		list = append(list, line.String)
	}
	return list, rows.Err()
}

func examinePages(ctx context.Context, tx *sql.Tx) (string, []string, error) {
	wrong, err := column(ctx, tx, "PRAGMA integrity_check(100)")
	wrong = slices.DeleteFunc(wrong, func(line string) bool {
		return line == "ok" || strings.HasPrefix(line, "In RTree ") // the spatial indices have a check of their own
	})
	var pages, size int64
	if err == nil {
		err = tx.QueryRowContext(ctx, "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").Scan(&pages, &size)
	}
	return fmt.Sprintf("all %d pages of %d bytes are sound", pages, size), wrong, err
}

func examineSchema(ctx context.Context, tx *sql.Tx) (string, []string, error) {
	version, err := readSchema(ctx, tx)
	if err != nil {
		return "", nil, err
	}
	var wrong []string
	if version != schemaVersion {
		wrong = append(wrong, fmt.Sprintf("schema version %d, this program writes %d", version, schemaVersion))
	}
	var application, format int64
	if err := tx.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").Scan(&application, &format); err != nil {
		return "", nil, err
	}
	if application != applicationID || format != 10300 {
		wrong = append(wrong, fmt.Sprintf("the file calls itself %x %d, a GeoPackage 1.3 is %x 10300", application, format, applicationID))
	}
	return fmt.Sprintf("schema version %d, GeoPackage 1.3", version), wrong, nil
}

// madeBy finds what the migrations make.
var madeBy = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?(VIRTUAL TABLE|TABLE|INDEX|TRIGGER) (\w+)`)

func examineIndices(ctx context.Context, tx *sql.Tx) (string, []string, error) {
	there, err := column(ctx, tx, "SELECT name FROM sqlite_master")
	if err != nil {
		return "", nil, err
	}
	known := map[string]bool{}
	for _, name := range there {
		known[name] = true
	}
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return "", nil, err
	}
	var wrong []string
	count := 0
	for _, file := range files {
		text, err := migrationFiles.ReadFile(file)
		if err != nil {
			return "", nil, err
		}
		for _, made := range madeBy.FindAllSubmatch(text, -1) {
			if count++; !known[string(made[2])] {
				wrong = append(wrong, strings.ToLower(string(made[1]))+" "+string(made[2])+" is missing")
			}
		}
	}
	return fmt.Sprintf("all %d tables, indices and triggers are there", count), wrong, nil
}

func examineTrees(ctx context.Context, tx *sql.Tx) (string, []string, error) {
	var wrong []string
	entries := int64(0)
	for _, layer := range []string{"area", "settlement", "facility", "plan_site"} {
		tree := "rtree_" + layer + "_geom"
		answers, err := column(ctx, tx, "SELECT rtreecheck('"+tree+"')")
		if err != nil {
			return "", wrong, err
		}
		for _, answer := range answers {
			if answer != "ok" {
				wrong = append(wrong, tree+": "+strings.ReplaceAll(answer, "\n", ", "))
			}
		}
		var missing, foreign, count int64
		err = tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM `+layer+` WHERE geom IS NOT NULL AND NOT ST_IsEmpty(geom) AND fid NOT IN (SELECT rowid FROM `+tree+`_rowid)),
			(SELECT count(*) FROM `+tree+`_rowid WHERE rowid NOT IN (SELECT fid FROM `+layer+` WHERE geom IS NOT NULL)), (SELECT count(*) FROM `+tree+`_rowid)`).Scan(&missing, &foreign, &count)
		if err != nil {
			return "", wrong, err
		}
		if missing+foreign > 0 {
			wrong = append(wrong, fmt.Sprintf("%s lacks %d rows of its layer and holds %d that are not there", tree, missing, foreign))
		}
		entries += count
	}
	return fmt.Sprintf("%d locations are indexed", entries), wrong, nil
}

func examineReferences(ctx context.Context, tx *sql.Tx) (string, []string, error) {
	wrong, err := column(ctx, tx, `SELECT "table" || ' row ' || coalesce(rowid, '?') || ' names a missing ' || parent FROM pragma_foreign_key_check`)
	if err != nil {
		return "", wrong, err
	}
	if err := checkRings(ctx, tx); err != nil {
		wrong = append(wrong, err.Error())
	}
	lost, err := column(ctx, tx, `SELECT 'plan ' || plan || ' opens ' || site || ', which is neither a facility nor a settlement on record' FROM plan_site
		WHERE site NOT IN (SELECT id FROM facility) AND site NOT IN (SELECT code FROM settlement) ORDER BY plan, position`)
	return "every record that is named is there", append(wrong, lost...), err
}

func examineLog(ctx context.Context, tx *sql.Tx) (string, []string, error) {
	var count, first, last, given, revision int64
	err := tx.QueryRowContext(ctx, `SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0),
		(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'change_log'), (SELECT revision FROM cuntong_store) FROM change_log`).
		Scan(&count, &first, &last, &given, &revision)
	var wrong []string
	if first != 1 || last != count {
		wrong = append(wrong, fmt.Sprintf("%d lines are numbered %d to %d, expected 1 to %d", count, first, last, count))
	}
	if given != last && count > 0 {
		wrong = append(wrong, fmt.Sprintf("the last line is number %d, but %d was given out", last, given))
	}
	if revision > count {
		wrong = append(wrong, fmt.Sprintf("revision %d is more than the %d changes on record", revision, count))
	}
	if err != nil {
		return "", wrong, err
	}
	var chain data.ChainCheck
	if err := eachChange(ctx, tx, data.ChangeQuery{}, chain.Line); err != nil {
		return "", wrong, err
	}
	seen, broken := chain.End()
	return fmt.Sprintf("%s, revision %d", seen, revision), append(broken, wrong...), nil
}
