package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"cuntong/data"
)

const changeColumns = "seq, at, actor, action, reason, kind, record, version, before, after, hash"

// log adds lines to the change log, each upon the one before it.
func (s *Store) log(ctx context.Context, tx *sql.Tx, lines ...data.Change) error {
	head, err := logHead(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range lines {
		if c.Note.At.IsZero() {
			c.Note.At = s.now()
		}
		if c, err = c.Chained(head); err != nil {
			return err
		}
		if err := insertChange(ctx, tx, c); err != nil {
			return err
		}
		head = c.Head()
	}
	return s.touch(ctx, tx, "change_log")
}

func insertChange(ctx context.Context, tx *sql.Tx, c data.Change) error {
	var v values
	v.add(c.Seq)
	v.add(formatTime(c.Note.At))
	addText(&v, c.Note.Actor)
	addText(&v, c.Note.Action)
	addText(&v, c.Note.Reason)
	v.add(c.Kind)
	v.add(c.Key)
	v.add(c.Version)
	addText(&v, c.Before)
	addText(&v, c.After)
	v.add(c.Hash)
	_, err := tx.ExecContext(ctx, "INSERT INTO change_log ("+changeColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", v.list...)
	return err
}

// logHead is the last line of the change log.
func logHead(ctx context.Context, from querier) (head data.ChainHead, err error) {
	err = from.QueryRowContext(ctx, "SELECT seq, hash FROM change_log ORDER BY seq DESC LIMIT 1").Scan(&head.Seq, text(&head.Hash))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return head, err
}

// Changes lists the change log after a sequence number, oldest first; limit 0 lists all.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]data.Change, error) {
	return s.FindChanges(ctx, data.ChangeQuery{After: after, Limit: limit})
}

// FindChanges lists lines of the change log that a query chooses, by number.
func (s *Store) FindChanges(ctx context.Context, q data.ChangeQuery) ([]data.Change, error) {
	var list []data.Change
	err := eachChange(ctx, s.reads, q, func(c data.Change) { list = append(list, c) })
	return list, s.fault("read", err)
}

// eachChange calls visit with the lines that a query chooses, one at a time.
func eachChange(ctx context.Context, from querier, q data.ChangeQuery, visit func(data.Change)) error {
	conditions, args, order := []string{"1"}, []any(nil), ""
	only := func(condition string, value any) {
		conditions, args = append(conditions, condition), append(args, value)
	}
	switch {
	case !q.Newest:
		only("seq > ?", q.After)
	case q.After > 0:
		only("seq < ?", q.After)
	}
	if q.Newest {
		order = " DESC"
	}
	for _, is := range [][2]string{{"kind", q.Kind}, {"record", q.Key}, {"actor", q.Actor}} {
		if is[1] != "" {
			only(is[0]+" = ?", is[1])
		}
	}
	if !q.Since.IsZero() {
		only("at >= ?", formatTime(q.Since))
	}
	if !q.Until.IsZero() {
		only("at < ?", formatTime(q.Until))
	}
	limit := -1
	if q.Limit > 0 {
		limit = q.Limit
	}
	rows, err := from.QueryContext(ctx, "SELECT "+changeColumns+" FROM change_log WHERE "+strings.Join(conditions, " AND ")+" ORDER BY seq"+order+" LIMIT ?", append(args, limit)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c data.Change
		if err := rows.Scan(&c.Seq, instant(&c.Note.At), text(&c.Note.Actor), text(&c.Note.Action), text(&c.Note.Reason), &c.Kind, &c.Key, &c.Version,
			text(&c.Before), text(&c.After), text(&c.Hash)); err != nil {
			return fmt.Errorf("read the change log: %w", err)
		}
		visit(c)
	}
	return rows.Err()
}
