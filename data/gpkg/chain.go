package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"cuntong/data"

	"github.com/pressly/goose/v3"
)

// The step that makes the change log a chain.
const (
	chainSchema = 10
	chainFile   = "00010_audit.sql"
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
		if _, err := tx.ExecContext(ctx, before); err != nil {
			return err
		}
		if err := chainLines(ctx, tx, now); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, after)
		return err
	}}, nil), nil
}

// linesPerPage bounds the lines in memory while a log is chained.
const linesPerPage = 100

// chainLines gives the lines of an older log their hashes and notes in a line of its own which they are.
func chainLines(ctx context.Context, tx *sql.Tx, now func() time.Time) error {
	var head data.ChainHead
	update, err := tx.PrepareContext(ctx, "UPDATE change_log SET hash = ? WHERE seq = ?")
	if err != nil {
		return err
	}
	defer update.Close()
	for {
		var page []data.Change
		if err := eachChange(ctx, tx, data.ChangeQuery{After: head.Seq, Limit: linesPerPage}, func(c data.Change) { page = append(page, c) }); err != nil {
			return err
		}
		for _, c := range page { // a gap in the numbers stays one, for the doctor to find
			c.Hash = c.HashUpon(head.Hash)
			if _, err := update.ExecContext(ctx, c.Hash, c.Seq); err != nil {
				return err
			}
			head = c.Head()
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
	return insertChange(ctx, tx, late)
}
