package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"cuntong/data"
)

// erase takes one row away if the stored version is the one the writer saw and nothing names it.
func erase[T any](ctx context.Context, s *Store, t table[T], kind, key string, version int64, note data.ChangeNote) error {
	return s.write(ctx, "delete "+kind+" "+key+" in", func(tx *sql.Tx) error {
		before, err := t.one(ctx, tx, key)
		if err != nil {
			return err
		}
		if before == nil {
			return fmt.Errorf("%s %s is not in the store: %w", kind, key, data.ErrNotFound)
		}
		if err := data.CheckVersion(kind, key, version, versionOf(t, before)); err != nil {
			return err
		}
		for _, h := range data.Holders(kind) {
			var by string
			err := tx.QueryRowContext(ctx, "SELECT CAST("+h.Key+" AS TEXT) FROM "+h.Table+" WHERE "+h.Column+" = ? ORDER BY 1 LIMIT 1", key).Scan(&by)
			if err == nil {
				return h.Held(kind, key, by)
			}
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+t.name+" WHERE "+t.columns[0]+" = ?", key); err != nil {
			return err
		}
		if err := s.touch(ctx, tx, t.name); err != nil {
			return err
		}
		if err := keepExtent(ctx, tx, t.name); err != nil {
			return err
		}
		if _, err := raiseRevision(ctx, tx, true); err != nil {
			return err
		}
		text, err := json.Marshal(before)
		if err != nil {
			return err
		}
		return s.log(ctx, tx, data.Change{Note: note, Kind: kind, Key: key, Version: version, Before: string(text)})
	})
}

// DeleteSettlement takes a settlement away that no facility and no service names.
func (s *Store) DeleteSettlement(ctx context.Context, code string, version int64, note data.ChangeNote) error {
	return erase(ctx, s, settlements(), "settlement", code, version, acting(note, "delete"))
}

// DeleteFacility takes a facility away that no service, vehicle, daily count and run names.
func (s *Store) DeleteFacility(ctx context.Context, id string, version int64, note data.ChangeNote) error {
	return erase(ctx, s, facilities(), "facility", id, version, acting(note, "delete"))
}
