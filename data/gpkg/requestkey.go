package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"cuntong/data"
)

var _ data.RequestKeys = (*Store)(nil)

func readRequestKey(ctx context.Context, from querier, actor, key string) (*data.RequestKey, error) {
	k := data.RequestKey{Actor: actor, Key: key}
	var until, at int64
	var header []byte
	err := from.QueryRowContext(ctx, "SELECT digest, claim, until_ms, at_ms, status, header, body FROM request_key WHERE actor = ? AND key = ?", actor, key).
		Scan(&k.Digest, &k.Claim, &until, &at, &k.Status, &header, &k.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k.Until, k.At = time.UnixMilli(until).UTC(), time.UnixMilli(at).UTC()
	if header != nil {
		err = json.Unmarshal(header, &k.Header)
	}
	return &k, err
}

// ClaimKey keeps a new request, or returns the one that is kept under its actor and key.
func (s *Store) ClaimKey(ctx context.Context, k data.RequestKey, now, forget time.Time) (kept data.RequestKey, claimed bool, err error) {
	if err := k.Check(); err != nil {
		return k, false, err
	}
	err = s.write(ctx, "keep a request in", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM request_key WHERE at_ms < ?", forget.UnixMilli()); err != nil {
			return err
		}
		before, err := readRequestKey(ctx, tx, k.Actor, k.Key)
		if err != nil {
			return err
		}
		if before != nil && !k.Claims(*before, now) {
			kept, claimed = *before, false
			return nil
		}
		kept, claimed = k, true
		if before != nil {
			kept.At = before.At
			_, err = tx.ExecContext(ctx, "UPDATE request_key SET claim = ?, until_ms = ? WHERE actor = ? AND key = ?", k.Claim, k.Until.UnixMilli(), k.Actor, k.Key)
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO request_key (actor, key, digest, claim, until_ms, at_ms) VALUES (?, ?, ?, ?, ?, ?)",
			k.Actor, k.Key, k.Digest, k.Claim, k.Until.UnixMilli(), k.At.UnixMilli())
		return err
	})
	return kept, claimed, err
}

// AnswerKey keeps the answer of a request.
func (s *Store) AnswerKey(ctx context.Context, k data.RequestKey) error {
	header, err := json.Marshal(k.Header)
	if err != nil {
		return err
	}
	return s.write(ctx, "keep the answer of a request in", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE request_key SET status = ?, header = ?, body = ? WHERE actor = ? AND key = ? AND claim = ? AND status = 0",
			k.Status, string(header), k.Body, k.Actor, k.Key, k.Claim)
		if err != nil {
			return err
		}
		if count, err := result.RowsAffected(); err != nil || count > 0 {
			return err
		}
		return k.LostClaim()
	})
}

// DropKey forgets a request that could not be answered.
func (s *Store) DropKey(ctx context.Context, actor, key, claim string) error {
	return s.write(ctx, "forget a request in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM request_key WHERE actor = ? AND key = ? AND claim = ? AND status = 0", actor, key, claim)
		return err
	})
}
