package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuntong/data"
)

const tokenColumns = "t.record, t.hash, t.last_used_ms"

func readToken(scan scanned, t *data.APIToken) error {
	var body []byte
	var used sql.NullInt64
	var hash string
	if err := scan(&body, &hash, &used); err != nil {
		return err
	}
	if err := json.Unmarshal(body, t); err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	t.Hash, t.LastUsed = hash, fromMilliseconds(used)
	return nil
}

// AddToken keeps a new token.
func (s *Store) AddToken(ctx context.Context, t data.APIToken, note data.ChangeNote) error {
	if err := t.Check(); err != nil {
		return err
	}
	t = t.Kept()
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return s.write(ctx, "add a token to", func(tx *sql.Tx) error {
		var there, known bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM api_token WHERE id = ? OR hash = ?), EXISTS (SELECT 1 FROM account WHERE name = ?)", t.ID, t.Hash, t.Account).Scan(&there, &known); err != nil {
			return err
		}
		switch {
		case !known:
			return fmt.Errorf("account %q is not in store %s: %w", t.Account, s.path, data.ErrNotFound)
		case there:
			return fmt.Errorf("token %q is in store %s already: %w", t.ID, s.path, data.ErrConflict)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO api_token (id, hash, account, record) VALUES (?, ?, ?, ?)", t.ID, t.Hash, t.Account, string(body)); err != nil {
			return err
		}
		return s.logEdit(ctx, tx, data.Change{Note: acting(note, "account"), Kind: "token", Key: t.ID, Version: 1}, nil, t)
	})
}

// Token returns the token of a hash and its account.
func (s *Store) Token(ctx context.Context, hash string) (t data.APIToken, a data.Account, err error) {
	row := s.reads.QueryRowContext(ctx, "SELECT "+accountColumns+", "+tokenColumns+" FROM api_token t JOIN account a ON a.name = t.account WHERE t.hash = ?", hash)
	err = readToken(func(more ...any) error { return readAccount(row.Scan, &a, more...) }, &t)
	if err != nil {
		return data.APIToken{}, data.Account{}, s.absent("this token", err)
	}
	return t, a, nil
}

// Tokens lists tokens by ID.
func (s *Store) Tokens(ctx context.Context, account string) ([]data.APIToken, error) {
	rows, err := s.reads.QueryContext(ctx, "SELECT "+tokenColumns+" FROM api_token t WHERE ?1 = '' OR t.account = ?1 ORDER BY t.id", account)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.APIToken
	for rows.Next() {
		var t data.APIToken
		if err := readToken(rows.Scan, &t); err != nil {
			return nil, s.fault("read", err)
		}
		list = append(list, t)
	}
	return list, s.fault("read", rows.Err())
}

// RevokeToken ends a token for good.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time, note data.ChangeNote) error {
	return s.write(ctx, "revoke a token of", func(tx *sql.Tx) error {
		var before data.APIToken
		err := readToken(tx.QueryRowContext(ctx, "SELECT "+tokenColumns+" FROM api_token t WHERE t.id = ?", id).Scan, &before)
		if errors.Is(err, sql.ErrNoRows) {
			return s.absent(fmt.Sprintf("token %q", id), err)
		}
		if err != nil || !before.RevokedAt.IsZero() {
			return err
		}
		after := before
		after.RevokedAt = at
		after = after.Kept()
		body, err := json.Marshal(after)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE api_token SET record = ? WHERE id = ?", string(body), id); err != nil {
			return err
		}
		return s.logEdit(ctx, tx, data.Change{Note: acting(note, "account"), Kind: "token", Key: id, Version: 2}, before, after)
	})
}

// UseToken notes when a token was used last.
func (s *Store) UseToken(ctx context.Context, id string, at time.Time) error {
	return s.write(ctx, "note the use of a token of", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE api_token SET last_used_ms = ? WHERE id = ?", at.UnixMilli(), id)
		return s.affected(fmt.Sprintf("token %q", id), result, err)
	})
}
