package postgis

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var _ data.Examiner = (*Store)(nil)

// Doctor looks for damage: schema, extension, indices, spatial indices, references, geometries, change log.
// It reads one state and changes nothing. What only the server can know of itself, such as torn pages, it
// leaves to the server's own means (pg_amcheck, checksums).
func (s *Store) Doctor(ctx context.Context) ([]data.Finding, error) {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, s.fault("examine", err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // nothing was written
	var findings []data.Finding
	for _, part := range []struct {
		check string
		look  func(ctx context.Context, tx pgx.Tx) (seen string, wrong []string, err error)
		way   string
	}{
		{"schema", examineSchema, "open the store once with this cuntong to bring it up to date, or go back to a dump"},
		{"extension", examineExtension, "ask the database's administrator: ALTER EXTENSION postgis UPDATE"},
		{"indices", examineIndices, "REINDEX SCHEMA cuntong, or copy the store into a new one with: cuntong copy"},
		{"spatial index", examineTrees, "REINDEX SCHEMA cuntong, or copy the store into a new one with: cuntong copy"},
		{"references", examineReferences, "load the missing records, or correct the rows with SQL"},
		{"geometries", examineGeometries, "correct the rows in QGIS or by ST_MakeValid, or load them again"},
		{"change log", examineLog, "another program wrote into the log; keep the store apart, compare it with a dump and ask who did"},
	} {
		seen, wrong, err := lookAside(ctx, tx, part.look)
		if err != nil {
			if !isDamage(err) {
				return nil, s.fault("examine", err)
			}
			wrong = append(wrong, "it cannot be read: "+err.Error())
		}
		findings = append(findings, data.NewFinding(part.check, seen, wrong, part.way))
	}
	return findings, nil
}

// lookAside runs a check behind a savepoint, so that one that fails leaves the others their transaction, and
// what it set goes with it.
func lookAside(ctx context.Context, tx pgx.Tx, look func(context.Context, pgx.Tx) (string, []string, error)) (string, []string, error) {
	aside, err := tx.Begin(ctx)
	if err != nil {
		return "", nil, err
	}
	seen, wrong, err := look(ctx, aside)
	if back := aside.Rollback(ctx); err == nil {
		err = back
	}
	return seen, wrong, err
}

// isDamage tells what the server says of broken content (class XX, and tables, columns or functions that are
// gone) from a server that cannot be asked.
func isDamage(err error) bool {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return false
	}
	switch said.Code {
	case "42P01", "42703", "42883", "42704":
		return true
	}
	return strings.HasPrefix(said.Code, "XX")
}

// lines reads one column of text.
func lines(ctx context.Context, tx pgx.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func examineSchema(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	version, err := readSchema(ctx, tx)
	if err != nil {
		return "", nil, err
	}
	var wrong []string
	if version != schemaVersion {
		wrong = append(wrong, fmt.Sprintf("schema version %d, this program writes %d", version, schemaVersion))
	}
	var rows int
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM cuntong.store").Scan(&rows); err != nil {
		return "", wrong, err
	}
	if rows != 1 {
		wrong = append(wrong, fmt.Sprintf("the table cuntong.store has %d rows, expected one", rows))
	}
	return fmt.Sprintf("schema version %d", version), wrong, nil
}

// oldestServer and oldestExtension are what the store is written for.
const (
	oldestServer    = 150000
	oldestExtension = 3
)

func examineExtension(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	var installed, home, server string
	var number int
	err := tx.QueryRow(ctx, `SELECT e.extversion, n.nspname, current_setting('server_version'), current_setting('server_version_num')::int
		FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'`).Scan(&installed, &home, &server, &number)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", []string{"the extension postgis is not installed in this database"}, nil
	}
	if err != nil {
		return "", nil, err
	}
	var library string
	if err := tx.QueryRow(ctx, "SELECT "+pgx.Identifier{home, "postgis_lib_version"}.Sanitize()+"()").Scan(&library); err != nil {
		return "", nil, err
	}
	var wrong []string
	if number < oldestServer {
		wrong = append(wrong, fmt.Sprintf("the server is PostgreSQL %s, expected %d or newer", server, oldestServer/10000))
	}
	var major int
	if _, err := fmt.Sscanf(installed, "%d", &major); err != nil || major < oldestExtension {
		wrong = append(wrong, fmt.Sprintf("PostGIS is %s, expected %d or newer", installed, oldestExtension))
	}
	if library != installed {
		wrong = append(wrong, fmt.Sprintf("the database was made for PostGIS %s and the server's library is %s", installed, library))
	}
	return fmt.Sprintf("PostgreSQL %s, PostGIS %s", server, installed), wrong, nil
}

// madeBy finds what the migrations make.
var madeBy = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?(TABLE|INDEX) (?:cuntong\.)?(\w+)`)

func examineIndices(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	there, err := lines(ctx, tx, "SELECT relname::text FROM pg_class WHERE relnamespace = 'cuntong'::regnamespace")
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
	broken, err := lines(ctx, tx, `SELECT 'index ' || c.relname || ' is not valid' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE c.relnamespace = 'cuntong'::regnamespace AND NOT (i.indisvalid AND i.indisready) ORDER BY 1`)
	return fmt.Sprintf("all %d tables and indices are there and valid", count), append(wrong, broken...), err
}

// located are the tables with a spatial index, and the type of their geometries.
func located() [][2]string {
	return [][2]string{{"area", "MULTIPOLYGON"}, {"settlement", "POINT"}, {"facility", "POINT"}, {"plan_site", "POINT"}}
}

// examineTrees counts the locations of each table once by its rows and once by its spatial index.
func examineTrees(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	var wrong []string
	entries := int64(0)
	for _, table := range located() {
		var usable bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
			WHERE i.indrelid = to_regclass('cuntong.' || $1) AND m.amname = 'gist' AND a.attname = 'geom' AND i.indpred IS NULL AND i.indisvalid AND i.indisready)`, table[0]).Scan(&usable)
		if err != nil {
			return "", wrong, err
		}
		if !usable {
			wrong = append(wrong, "table "+table[0]+" has no valid spatial index on geom")
			continue
		}
		var counts [2]int64
		for i, forbidden := range []string{"indexscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = on",
			"seqscan = off; SET LOCAL enable_indexscan = on; SET LOCAL enable_bitmapscan = on"} {
			if _, err := tx.Exec(ctx, "SET LOCAL enable_"+forbidden); err != nil { // without arguments several statements may go at once
				return "", wrong, err
			}
			// No plan from before may be used again: it would be the other way of counting.
			err := tx.QueryRow(ctx, "SELECT count(*) FROM cuntong."+table[0]+" WHERE geom && ST_MakeEnvelope(-180, -90, 180, 90, 4326)", pgx.QueryExecModeExec).Scan(&counts[i])
			if err != nil {
				return "", wrong, err
			}
		}
		if counts[0] != counts[1] {
			wrong = append(wrong, fmt.Sprintf("the spatial index of %s finds %d of %d locations", table[0], counts[1], counts[0]))
		}
		entries += counts[1]
	}
	return fmt.Sprintf("%d locations are indexed", entries), wrong, nil
}

// examineReferences asks for rows that lead nowhere as well as for the server's own guard against them: rows
// written while triggers were off pass the guard, and a guard that was dropped says nothing.
func examineReferences(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	var wrong []string
	for _, r := range []struct{ table, key, column, parent, parentKey string }{
		{"area", "code", "parent", "area", "code"}, {"settlement", "code", "town", "area", "code"}, {"facility", "id", "town", "area", "code"},
		{"facility", "id", "settlement", "settlement", "code"}, {"service", "id", "settlement", "settlement", "code"},
		{"service", "id", "facility", "facility", "id"}, {"vehicle", "id", "facility", "facility", "id"}, {"daily_count", "id", "facility", "facility", "id"}, {"stop_event", "id", "run", "run", "id"},
		{"plan_site", "plan", "plan", "plan", "id"},
	} {
		lost, err := lines(ctx, tx, fmt.Sprintf(`SELECT '%[1]s ' || c.%[2]s || ' names a missing %[4]s ' || c.%[3]s FROM cuntong.%[1]s c
			LEFT JOIN cuntong.%[4]s p ON p.%[5]s = c.%[3]s WHERE c.%[3]s IS NOT NULL AND p.%[5]s IS NULL ORDER BY 1`, r.table, r.key, r.column, r.parent, r.parentKey))
		if err != nil {
			return "", wrong, err
		}
		wrong = append(wrong, lost...)
		var guarded bool
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
			WHERE k.contype = 'f' AND k.convalidated AND k.conrelid = to_regclass('cuntong.' || $1) AND k.confrelid = to_regclass('cuntong.' || $2) AND a.attname = $3)`,
			r.table, r.parent, r.column).Scan(&guarded)
		if err != nil {
			return "", wrong, err
		}
		if !guarded {
			wrong = append(wrong, fmt.Sprintf("the foreign key from %s.%s to %s is gone or not validated", r.table, r.column, r.parent))
		}
	}
	if err := checkRings(ctx, tx); errors.Is(err, data.ErrInvalid) {
		wrong = append(wrong, err.Error())
	} else if err != nil {
		return "", wrong, err
	}
	lost, err := lines(ctx, tx, `SELECT 'plan ' || plan || ' opens ' || site || ', which is neither a facility nor a settlement on record' FROM cuntong.plan_site s
		WHERE NOT EXISTS (SELECT 1 FROM cuntong.facility WHERE id = s.site) AND NOT EXISTS (SELECT 1 FROM cuntong.settlement WHERE code = s.site) ORDER BY plan, position`)
	return "every record that is named is there", append(wrong, lost...), err
}

func examineGeometries(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	var wrong []string
	count := int64(0)
	columns := append(located(), [2]string{"area.seat", "POINT"})
	for _, one := range columns {
		table, column := one[0], "geom"
		if before, after, found := strings.Cut(table, "."); found {
			table, column = before, after
		}
		var typed string
		err := tx.QueryRow(ctx, `SELECT coalesce((SELECT upper(type) || ' ' || srid FROM geometry_columns
			WHERE f_table_schema = 'cuntong' AND f_table_name = $1 AND f_geometry_column = $2), 'none')`, table, column).Scan(&typed)
		if err != nil {
			return "", wrong, err
		}
		if want := one[1] + " 4326"; typed != want {
			wrong = append(wrong, fmt.Sprintf("column %s.%s is of type %s, expected %s", table, column, typed, want))
		}
		key := map[string]string{"facility": "id", "plan_site": "plan || ' site ' || position"}[table]
		if key == "" {
			key = "code"
		}
		// The whole Earth but for rounding: an outline may touch the date line.
		bad, err := lines(ctx, tx, fmt.Sprintf(`SELECT '%[1]s ' || %[3]s || ' has a %[2]s that ' || CASE
				WHEN ST_SRID(%[2]s) <> 4326 THEN 'has SRID ' || ST_SRID(%[2]s) || ', expected 4326'
				WHEN NOT ST_IsValid(%[2]s) THEN 'is not valid: ' || ST_IsValidReason(%[2]s)
				ELSE 'is no place on Earth: ' || ST_AsText(ST_Envelope(%[2]s)) END
			FROM cuntong.%[1]s WHERE %[2]s IS NOT NULL AND NOT (ST_SRID(%[2]s) = 4326 AND ST_IsValid(%[2]s)
				AND (ST_IsEmpty(%[2]s) OR ST_XMin(%[2]s) >= -180 AND ST_XMax(%[2]s) <= 180 AND ST_YMin(%[2]s) >= -90 AND ST_YMax(%[2]s) <= 90)) ORDER BY 1`, table, column, key))
		if err != nil {
			return "", wrong, err
		}
		wrong = append(wrong, bad...)
		var there int64
		if err := tx.QueryRow(ctx, "SELECT count("+column+") FROM cuntong."+table).Scan(&there); err != nil {
			return "", wrong, err
		}
		count += there
	}
	return fmt.Sprintf("%d geometries are valid, in SRID 4326", count), wrong, nil
}

func examineLog(ctx context.Context, tx pgx.Tx) (string, []string, error) {
	var count, first, last, revision int64
	err := tx.QueryRow(ctx, `SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0), (SELECT coalesce(max(revision), 0) FROM cuntong.store)
		FROM cuntong.change_log`).Scan(&count, &first, &last, &revision)
	var wrong []string
	if first != 1 || last != count {
		wrong = append(wrong, fmt.Sprintf("%d lines are numbered %d to %d, expected 1 to %d", count, first, last, count))
	}
	if revision > count {
		wrong = append(wrong, fmt.Sprintf("revision %d is more than the %d changes on record", revision, count))
	}
	if err != nil {
		return "", wrong, err
	}
	unguarded, err := lines(ctx, tx, `SELECT 'the trigger ' || name || ' is gone or switched off' FROM unnest(ARRAY['change_log_not_changed', 'change_log_not_emptied']) AS name
		WHERE NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'cuntong.change_log'::regclass AND tgname = name AND tgenabled = 'A') ORDER BY 1`)
	if err != nil {
		return "", wrong, err
	}
	var chain data.ChainCheck
	if err := eachChange(ctx, tx, data.ChangeQuery{}, chain.Line); err != nil {
		return "", wrong, err
	}
	seen, broken := chain.End()
	return fmt.Sprintf("%s, revision %d", seen, revision), append(append(broken, wrong...), unguarded...), nil
}
