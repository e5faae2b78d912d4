package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

const changeColumns = "seq, at, actor, action, reason, kind, record, version, before, after, hash"

// log adds a line to the change log with a record before and after; nil: there is none.
func (s *Store) log(ctx context.Context, tx pgx.Tx, c data.Change, before, after any) error {
	for _, side := range []struct {
		record any
		text   *string
	}{{before, &c.Before}, {after, &c.After}} {
		if side.record == nil {
			continue
		}
		body, err := json.Marshal(side.record)
		if err != nil {
			return err
		}
		*side.text = string(body)
	}
	return s.logLines(ctx, tx, c)
}

// logLines adds lines to the change log, each upon the one before it. Numbers come from the log itself, not from a
// sequence, which would leave gaps behind transactions that failed; the lock of writers keeps others from the same number.
func (s *Store) logLines(ctx context.Context, tx pgx.Tx, lines ...data.Change) error {
	var head data.ChainHead
	err := tx.QueryRow(ctx, "SELECT seq, hash FROM cuntong.change_log ORDER BY seq DESC LIMIT 1").Scan(&head.Seq, &head.Hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	var batch pgx.Batch
	for _, c := range lines {
		if c.Note.At.IsZero() {
			c.Note.At = s.now()
		}
		if c, err = c.Chained(head); err != nil {
			return err
		}
		head = c.Head()
		batch.Queue("INSERT INTO cuntong.change_log ("+changeColumns+") VALUES ("+parameters(11)+")", changeValues(c)...)
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// changeValues are the values of changeColumns.
func changeValues(c data.Change) []any {
	var v values
	v.add(c.Seq)
	v.add(c.Note.At)
	addText(&v, c.Note.Actor)
	addText(&v, c.Note.Action)
	addText(&v, c.Note.Reason)
	v.add(c.Kind)
	v.add(c.Key)
	v.add(c.Version)
	addText(&v, c.Before)
	addText(&v, c.After)
	v.add(c.Hash)
	return v.list
}

// Changes lists the change log after a sequence number, oldest first; limit 0 lists all.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]data.Change, error) {
	return s.FindChanges(ctx, data.ChangeQuery{After: after, Limit: limit})
}

// FindChanges lists lines of the change log that a query chooses, by number.
func (s *Store) FindChanges(ctx context.Context, q data.ChangeQuery) ([]data.Change, error) {
	var list []data.Change
	err := eachChange(ctx, s.pool, q, func(c data.Change) { list = append(list, c) })
	return list, s.fault("read", err)
}

// eachChange calls visit with the lines that a query chooses, one at a time.
func eachChange(ctx context.Context, from querier, q data.ChangeQuery, visit func(data.Change)) error {
	var tail statement
	conditions, order := []string{"true"}, ""
	only := func(condition string, value any) {
		conditions = append(conditions, condition+tail.arg(value))
	}
	switch {
	case !q.Newest:
		only("seq > ", q.After)
	case q.After > 0:
		only("seq < ", q.After)
	}
	if q.Newest {
		order = " DESC"
	}
	for _, is := range [][2]string{{"kind", q.Kind}, {"record", q.Key}, {"actor", q.Actor}} {
		if is[1] != "" {
			only(is[0]+" = ", is[1])
		}
	}
	if !q.Since.IsZero() {
		only("at >= ", keptTime(q.Since))
	}
	if !q.Until.IsZero() {
		only("at < ", keptTime(q.Until))
	}
	tail.text = " WHERE " + strings.Join(conditions, " AND ") + " ORDER BY seq" + order
	if q.Limit > 0 {
		tail.text += " LIMIT " + tail.arg(q.Limit)
	}
	rows, err := from.Query(ctx, "SELECT "+changeColumns+" FROM cuntong.change_log"+tail.text, tail.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c data.Change
		var before, after []byte
		if err := rows.Scan(&c.Seq, instantCell{&c.Note.At}, text(&c.Note.Actor), text(&c.Note.Action), text(&c.Note.Reason), &c.Kind, &c.Key, &c.Version,
			&before, &after, text(&c.Hash)); err != nil {
			return fmt.Errorf("read the change log: %w", err)
		}
		c.Before, c.After = string(before), string(after)
		visit(c)
	}
	return rows.Err()
}
