package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

var _ data.RunLinks = (*Store)(nil)

const linkColumns = "l.record, l.hash, l.pin_hash, l.tries"

func readLink(scan scanned, l *data.RunLink, more ...any) error {
	var body string
	if err := scan(append([]any{&body, &l.Hash, &l.PINHash, &l.Tries}, more...)...); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(body), l); err != nil {
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
	return s.write(ctx, "add a link to", func(tx pgx.Tx) error {
		var there, known bool
		err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM cuntong.run_link WHERE id = $1 OR hash = $2), EXISTS (SELECT 1 FROM cuntong.run WHERE id = $3)", l.ID, l.Hash, l.Run).Scan(&there, &known)
		switch {
		case err != nil:
			return err
		case !known:
			return fmt.Errorf("run %q is not in store %s: %w", l.Run, s.name, data.ErrNotFound)
		case there:
			return fmt.Errorf("link %q is in store %s already: %w", l.ID, s.name, data.ErrConflict)
		}
		old := l.CreatedAt.Add(-data.ForgetLinks).UnixMilli()
		for _, statement := range []string{"DELETE FROM cuntong.run_session WHERE link IN (SELECT id FROM cuntong.run_link WHERE until_ms < $1)", "DELETE FROM cuntong.run_link WHERE until_ms < $1"} {
			if _, err := tx.Exec(ctx, statement, old); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, "INSERT INTO cuntong.run_link (id, hash, pin_hash, run, until_ms, record) VALUES ($1, $2, $3, $4, $5, $6)", l.ID, l.Hash, l.PINHash, l.Run, l.Until.UnixMilli(), string(body)); err != nil {
			return err
		}
		return s.log(ctx, tx, data.Change{Note: acting(note, "run"), Kind: "run_link", Key: l.ID, Version: 1}, nil, l)
	})
}

// RunLinks lists the links of a run by ID.
func (s *Store) RunLinks(ctx context.Context, run string) ([]data.RunLink, error) {
	rows, err := s.pool.Query(ctx, "SELECT "+linkColumns+" FROM cuntong.run_link l WHERE l.run = $1 ORDER BY l.id", run)
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
	err = s.write(ctx, "log in to", func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE cuntong.run_link SET tries = tries + 1 WHERE hash = $1 AND tries <= $2", hash, data.MostPINTries); err != nil {
			return err
		}
		err := readLink(tx.QueryRow(ctx, "SELECT "+linkColumns+" FROM cuntong.run_link l WHERE l.hash = $1", hash).Scan, &l)
		if errors.Is(err, pgx.ErrNoRows) {
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
	return s.write(ctx, "log in to", func(tx pgx.Tx) error {
		result, err := tx.Exec(ctx, "UPDATE cuntong.run_link SET tries = 0 WHERE id = $1", session.Link)
		if err := s.affected(fmt.Sprintf("link %q", session.Link), result, err); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO cuntong.run_session (hash, link, started_ms) VALUES ($1, $2, $3)", session.Hash, session.Link, session.StartedAt.UnixMilli())
		return err
	})
}

// RunSession returns the session of a hash and its link.
func (s *Store) RunSession(ctx context.Context, hash string) (session data.RunSession, l data.RunLink, err error) {
	var started int64
	row := s.pool.QueryRow(ctx, "SELECT "+linkColumns+", s.started_ms FROM cuntong.run_session s JOIN cuntong.run_link l ON l.id = s.link WHERE s.hash = $1", hash)
	if err := readLink(row.Scan, &l, &started); err != nil {
		return session, data.RunLink{}, s.absent("this session", err)
	}
	return data.RunSession{Hash: hash, Link: l.ID, StartedAt: time.UnixMilli(started).UTC()}, l, nil
}

// EndRunSession forgets a session.
func (s *Store) EndRunSession(ctx context.Context, hash string) error {
	return s.write(ctx, "log out of", func(tx pgx.Tx) error {
		result, err := tx.Exec(ctx, "DELETE FROM cuntong.run_session WHERE hash = $1", hash)
		return s.affected("this session", result, err)
	})
}

// RevokeRunLink ends a link and its sessions for good.
func (s *Store) RevokeRunLink(ctx context.Context, id string, at time.Time, note data.ChangeNote) error {
	return s.write(ctx, "revoke a link of", func(tx pgx.Tx) error {
		var before data.RunLink
		err := readLink(tx.QueryRow(ctx, "SELECT "+linkColumns+" FROM cuntong.run_link l WHERE l.id = $1", id).Scan, &before)
		if errors.Is(err, pgx.ErrNoRows) {
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
		if _, err := tx.Exec(ctx, "UPDATE cuntong.run_link SET record = $1 WHERE id = $2", string(body), id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM cuntong.run_session WHERE link = $1", id); err != nil {
			return err
		}
		return s.log(ctx, tx, data.Change{Note: acting(note, "run"), Kind: "run_link", Key: id, Version: 2}, before, after)
	})
}
