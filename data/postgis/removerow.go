package postgis

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// removeRows takes the rows of a batch's Remove away, those that name others first, and tells the change log. It reports whether there were
// others than daily counts among them, so that the revision counts it.
func removeRows(ctx context.Context, tx pgx.Tx, b data.Batch, lines *data.RowLines, result *data.LoadResult) (records bool, err error) {
	byKind, err := b.KeysToRemove()
	if err != nil {
		return records, err
	}
	for _, kind := range data.RemovableKinds() {
		keys := byKind[kind]
		if len(keys) == 0 {
			continue
		}
		records = records || kind != "daily_count"
		switch kind {
		case "service":
			err = removeOf(ctx, tx, services(), keys, lines)
		case "vehicle":
			err = removeOf(ctx, tx, vehicles(), keys, lines)
		case "daily_count":
			err = removeOf(ctx, tx, dailyCounts(), keys, lines)
		case "bus_line":
			err = removeOf(ctx, tx, busLines(), keys, lines)
		case "standard":
			err = removeOf(ctx, tx, standards(), keys, lines)
		case "facility":
			err = removeOf(ctx, tx, facilities(), keys, lines)
		case "settlement":
			err = removeOf(ctx, tx, settlements(), keys, lines)
		case "area":
			err = removeOf(ctx, tx, areas(), keys, lines)
		}
		if err != nil {
			return records, err
		}
		result.Removed += len(keys)
	}
	return records, nil
}

// removeOf takes rows of one kind away. What names them must be gone by now, or be among them.
func removeOf[T any](ctx context.Context, tx pgx.Tx, t table[T], keys []string, lines *data.RowLines) error {
	before, err := t.list(ctx, tx, t.choose(data.Query{IDs: keys}))
	if err != nil {
		return err
	}
	if len(before) != len(keys) {
		return fmt.Errorf("%d of %d rows of the kind %s that were to be removed are not in the store any more; look at the difference again: %w", len(keys)-len(before), len(keys), t.name, data.ErrConflict)
	}
	for _, h := range data.Holders(t.name) {
		among := ""
		if h.Table == t.name {
			among = " AND " + h.Key + " <> ALL ($1)"
		}
		var key, by string
		err := tx.QueryRow(ctx, "SELECT "+h.Column+", "+h.Key+"::text FROM cuntong."+h.Table+" WHERE "+h.Column+" = ANY ($1)"+among+" ORDER BY 1, 2 LIMIT 1", keys).Scan(&key, &by)
		if err == nil {
			return h.Held(t.name, key, by)
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "DELETE FROM cuntong."+t.name+" WHERE "+t.columns[0]+" = ANY ($1)", keys); err != nil {
		return err
	}
	for i := range before {
		seen := int64(0)
		if t.version != nil {
			seen = *t.version(&before[i])
		}
		if err := lines.Stood(t.name, t.key(&before[i]), seen); err != nil {
			return err
		}
		if err := lines.Add(t.name, t.key(&before[i]), seen, &before[i], nil); err != nil {
			return err
		}
	}
	return nil
}
