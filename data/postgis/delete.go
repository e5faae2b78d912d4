package postgis

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// erase takes one row away if the stored version is the one the writer saw and nothing names it.
func erase[T any](ctx context.Context, s *Store, t table[T], kind, key string, version int64, note data.ChangeNote) error {
	return s.write(ctx, "delete "+kind+" "+key+" in", func(tx pgx.Tx) error {
		before, err := t.one(ctx, tx, key)
		if err != nil {
			return err
		}
		if before == nil {
			return fmt.Errorf("%s %s is not in the store: %w", kind, key, data.ErrNotFound)
		}
		if err := data.CheckVersion(kind, key, version, *t.version(before)); err != nil {
			return err
		}
		for _, h := range data.Holders(kind) {
			var by string
			err := tx.QueryRow(ctx, "SELECT "+h.Key+"::text FROM cuntong."+h.Table+" WHERE "+h.Column+" = $1 ORDER BY 1 LIMIT 1", key).Scan(&by)
			if err == nil {
				return h.Held(kind, key, by)
			}
			if !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
		}
		if _, err := tx.Exec(ctx, "DELETE FROM cuntong."+t.name+" WHERE "+t.columns[0]+" = $1", key); err != nil {
			return err
		}
		if _, err := raiseRevision(ctx, tx, true); err != nil {
			return err
		}
		return s.log(ctx, tx, data.Change{Note: note, Kind: kind, Key: key, Version: version}, before, nil)
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
