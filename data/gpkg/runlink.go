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

var _ data.RunLinks = (*Store)(nil)

const linkColumns = "l.record, l.hash, l.pin_hash, l.tries"

func readLink(scan scanned, l *data.RunLink, more ...any) error {
	var body []byte
	if err := scan(append([]any{&body, &l.Hash, &l.PINHash, &l.Tries}, more...)...); err != nil {
		return err
	}
	if err := json.Unmarshal(body, l); err != nil {
		return fmt.Errorf("read links: %w", err)
	}
	return nil
}

// AddRunLink keeps a new link and forgets old ones.
func (s *Store) AddRunLink(ctx context.Context, l data.RunLink, note data.ChangeNote) error {
	if err := l.Check(); err != nil {
		return err
	}
	l = l.Kept()
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return s.write(ctx, "add a link to", func(tx *sql.Tx) error {
		var there, known bool
		err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM run_link WHERE id = ? OR hash = ?), EXISTS (SELECT 1 FROM run WHERE id = ?)", l.ID, l.Hash, l.Run).Scan(&there, &known)
		switch {
		case err != nil:
			return err
		case !known:
			return fmt.Errorf("run %q is not in store %s: %w", l.Run, s.path, data.ErrNotFound)
		case there:
			return fmt.Errorf("link %q is in store %s already: %w", l.ID, s.path, data.ErrConflict)
		}
		old := l.CreatedAt.Add(-data.ForgetLinks).UnixMilli()
		for _, statement := range []string{"DELETE FROM run_session WHERE link IN (SELECT id FROM run_link WHERE until_ms < ?)", "DELETE FROM run_link WHERE until_ms < ?"} {
			if _, err := tx.ExecContext(ctx, statement, old); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO run_link (id, hash, pin_hash, run, until_ms, record) VALUES (?, ?, ?, ?, ?, ?)", l.ID, l.Hash, l.PINHash, l.Run, l.Until.UnixMilli(), string(body)); err != nil {
			return err
		}
		return s.logEdit(ctx, tx, data.Change{Note: acting(note, "run"), Kind: "run_link", Key: l.ID, Version: 1}, nil, l)
	})
}

// RunLinks lists the links of a run by ID.
func (s *Store) RunLinks(ctx context.Context, run string) ([]data.RunLink, error) {
	rows, err := s.reads.QueryContext(ctx, "SELECT "+linkColumns+" FROM run_link l WHERE l.run = ? ORDER BY l.id", run)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.RunLink
	for rows.Next() {
		var l data.RunLink
		if err := readLink(rows.Scan, &l); err != nil {
			return nil, s.fault("read", err)
		}
		list = append(list, l)
	}
	return list, s.fault("read", rows.Err())
}

// TryRunLink counts a try of the PIN and returns the link.
func (s *Store) TryRunLink(ctx context.Context, hash string) (l data.RunLink, err error) {
	err = s.write(ctx, "log in to", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE run_link SET tries = tries + 1 WHERE hash = ? AND tries <= ?", hash, data.MostPINTries); err != nil {
			return err
		}
		err := readLink(tx.QueryRowContext(ctx, "SELECT "+linkColumns+" FROM run_link l WHERE l.hash = ?", hash).Scan, &l)
		if errors.Is(err, sql.ErrNoRows) {
			return s.absent("this link", err)
		}
		return err
	})
	return l, err
}

// StartRunSession keeps a new session and forgets the tries of its link.
func (s *Store) StartRunSession(ctx context.Context, session data.RunSession) error {
	if err := session.Check(); err != nil {
		return err
	}
	return s.write(ctx, "log in to", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE run_link SET tries = 0 WHERE id = ?", session.Link)
		if err := s.affected(fmt.Sprintf("link %q", session.Link), result, err); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO run_session (hash, link, started_ms) VALUES (?, ?, ?)", session.Hash, session.Link, session.StartedAt.UnixMilli())
		return err
	})
}

// RunSession returns the session of a hash and its link.
func (s *Store) RunSession(ctx context.Context, hash string) (session data.RunSession, l data.RunLink, err error) {
	var started int64
	row := s.reads.QueryRowContext(ctx, "SELECT "+linkColumns+", s.started_ms FROM run_session s JOIN run_link l ON l.id = s.link WHERE s.hash = ?", hash)
	if err := readLink(row.Scan, &l, &started); err != nil {
		return session, data.RunLink{}, s.absent("this session", err)
	}
	return data.RunSession{Hash: hash, Link: l.ID, StartedAt: time.UnixMilli(started).UTC()}, l, nil
}

// EndRunSession forgets a session.
func (s *Store) EndRunSession(ctx context.Context, hash string) error {
	return s.write(ctx, "log out of", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "DELETE FROM run_session WHERE hash = ?", hash)
		return s.affected("this session", result, err)
	})
}

// RevokeRunLink ends a link and its sessions for good.
func (s *Store) RevokeRunLink(ctx context.Context, id string, at time.Time, note data.ChangeNote) error {
	return s.write(ctx, "revoke a link of", func(tx *sql.Tx) error {
		var before data.RunLink
		err := readLink(tx.QueryRowContext(ctx, "SELECT "+linkColumns+" FROM run_link l WHERE l.id = ?", id).Scan, &before)
		if errors.Is(err, sql.ErrNoRows) {
			return s.absent(fmt.Sprintf("link %q", id), err)
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
		if _, err := tx.ExecContext(ctx, "UPDATE run_link SET record = ? WHERE id = ?", string(body), id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM run_session WHERE link = ?", id); err != nil {
			return err
		}
		return s.logEdit(ctx, tx, data.Change{Note: acting(note, "run"), Kind: "run_link", Key: id, Version: 2}, before, after)
	})
}
