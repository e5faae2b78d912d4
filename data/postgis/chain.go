package postgis

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
)

// The step that makes the change log a chain.
const (
	chainSchema = 8
	chainFile   = "00008_audit.sql"
	chainHere   = "-- Here the lines are chained.\n"
)

// chainMigration is the step as goose runs it, in one transaction.
func chainMigration(now func() time.Time) (*goose.Migration, error) {
	body, err := migrationFiles.ReadFile("migrations/" + chainFile)
	if err != nil {
		return nil, err
	}
	before, after, found := strings.Cut(string(body), chainHere)
	if !found {
		return nil, fmt.Errorf("%s does not say where lines are chained", chainFile)
	}
	return goose.NewGoMigration(chainSchema, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, before, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		if err := chainLines(ctx, tx, now); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, after, pgx.QueryExecModeSimpleProtocol)
		return err
	}}, nil), nil
}

// linesPerPage bounds the lines in memory while a log is chained.
const linesPerPage = 100

// chainLines gives the lines of an older log their hashes and notes in a line of its own which they are.
func chainLines(ctx context.Context, tx *sql.Tx, now func() time.Time) error {
	var head data.ChainHead
	for {
		page, err := readUnchained(ctx, tx, head.Seq)
		if err != nil {
			return err
		}
		numbers, hashes := make([]int64, len(page)), make([]string, len(page))
		for i, c := range page { // a gap in the numbers stays one, for the doctor to find
			c.Hash = c.HashUpon(head.Hash)
			numbers[i], hashes[i], head = c.Seq, c.Hash, c.Head()
		}
		if _, err := tx.ExecContext(ctx, `UPDATE cuntong.change_log l SET hash = made.hash
			FROM unnest($1::bigint[], $2::text[]) AS made(seq, hash) WHERE l.seq = made.seq`, numbers, hashes); err != nil {
			return err
		}
		if len(page) < linesPerPage {
			break
		}
	}
	if head.Seq == 0 {
		return nil
	}
	late, err := data.LateChain(head.Seq, chainSchema, now()).Chained(head)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO cuntong.change_log ("+changeColumns+") VALUES ("+parameters(11)+")", changeValues(late)...)
	return err
}

// readUnchained reads a page of lines of an older log.
func readUnchained(ctx context.Context, tx *sql.Tx, after int64) ([]data.Change, error) {
	rows, err := tx.QueryContext(ctx, `SELECT seq, at, coalesce(actor, ''), coalesce(action, ''), coalesce(reason, ''), kind, record, version,
		coalesce(before::text, ''), coalesce(after::text, '') FROM cuntong.change_log WHERE seq > $1 ORDER BY seq LIMIT $2`, after, linesPerPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []data.Change
	for rows.Next() {
		var c data.Change
		if err := rows.Scan(&c.Seq, &c.Note.At, &c.Note.Actor, &c.Note.Action, &c.Note.Reason, &c.Kind, &c.Key, &c.Version, &c.Before, &c.After); err != nil {
			return nil, err
		}
		page = append(page, c)
	}
	return page, rows.Err()
}
