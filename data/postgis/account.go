package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var _ data.Accounts = (*Store)(nil)

// The table account keeps an account's record as JSON, beside it what must not be in JSON and what is searched for. Logins
// write no records, so they do not wait for those who do.

const accountColumns = "a.record, a.hash, a.last_login_ms"

// scanned is a row on its way into a record; more are destinations of further columns.
type scanned func(more ...any) error

func readAccount(scan scanned, a *data.Account, more ...any) error {
	var body string
	var hash *string
	var login *int64
	if err := scan(append([]any{&body, &hash, &login}, more...)...); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(body), a); err != nil {
		return fmt.Errorf("read accounts: %w", err)
	}
	if hash != nil {
		a.Hash = *hash
	}
	a.LastLogin = fromMilliseconds(login)
	return nil
}

func fromMilliseconds(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms).UTC()
}

// absent turns an empty answer into a sentence; the secret that was asked by is not in it.
func (s *Store) absent(what string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%s is not in store %s: %w", what, s.name, data.ErrNotFound)
	}
	return s.fault("read", err)
}

// HasAccounts reports whether there is any account.
func (s *Store) HasAccounts(ctx context.Context) (has bool, err error) {
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM cuntong.account)").Scan(&has)
	return has, s.fault("read", err)
}

// Accounts lists all accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]data.Account, error) {
	list, err := listAccounts(ctx, s.pool)
	return list, s.fault("read", err)
}

func listAccounts(ctx context.Context, from querier) ([]data.Account, error) {
	rows, err := from.Query(ctx, "SELECT "+accountColumns+" FROM cuntong.account a ORDER BY a.name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []data.Account
	for rows.Next() {
		var a data.Account
		if err := readAccount(rows.Scan, &a); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

// Account returns the account of a name.
func (s *Store) Account(ctx context.Context, name string) (a data.Account, err error) {
	err = readAccount(s.pool.QueryRow(ctx, "SELECT "+accountColumns+" FROM cuntong.account a WHERE a.name = $1", name).Scan, &a)
	return a, s.absent(fmt.Sprintf("account %q", name), err)
}

// AccountOfSubject finds the account of an OpenID subject.
func (s *Store) AccountOfSubject(ctx context.Context, subject string) (a data.Account, err error) {
	err = readAccount(s.pool.QueryRow(ctx, "SELECT "+accountColumns+" FROM cuntong.account a WHERE a.subject = $1", subject).Scan, &a)
	return a, s.absent("the account of this OpenID subject", err)
}

// SaveAccount stores an account in place of one of the same version.
func (s *Store) SaveAccount(ctx context.Context, a data.Account, note data.ChangeNote) (version int64, err error) {
	if err := a.Check(); err != nil {
		return 0, err
	}
	err = s.write(ctx, "save account "+a.Name+" in", func(tx pgx.Tx) error {
		all, err := listAccounts(ctx, tx)
		if err != nil {
			return err
		}
		var before *data.Account
		var others []data.Account
		for i := range all {
			if all[i].Name == a.Name {
				before = &all[i]
			} else {
				others = append(others, all[i])
			}
		}
		changed, ends := false, false
		if version, changed, ends, err = a.Replace(before, others); err != nil || !changed {
			return err
		}
		a = a.Kept()
		a.Version = version
		body, err := json.Marshal(a)
		if err != nil {
			return err
		}
		var v values
		v.add(a.Name)
		addText(&v, a.Subject)
		addText(&v, a.Hash)
		v.add(string(body))
		if _, err := tx.Exec(ctx, `INSERT INTO cuntong.account (name, subject, hash, record) VALUES ($1, $2, $3, $4)
			ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, hash = excluded.hash, record = excluded.record`, v.list...); err != nil {
			return err
		}
		if ends {
			if _, err := tx.Exec(ctx, "DELETE FROM cuntong.session WHERE account = $1", a.Name); err != nil {
				return err
			}
		}
		var was any // plainly nil where nothing was
		if before != nil {
			was = before
		}
		return s.log(ctx, tx, data.Change{Note: acting(note, "account"), Kind: "account", Key: a.Name, Version: version}, was, a)
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}

// affected turns a change of no row into a sentence.
func (s *Store) affected(what string, result pgconn.CommandTag, err error) error {
	if err != nil {
		return err
	}
	if result.RowsAffected() > 0 {
		return nil
	}
	return fmt.Errorf("%s is not in store %s: %w", what, s.name, data.ErrNotFound)
}

// StartSession keeps a new session and forgets those that ended before it began.
func (s *Store) StartSession(ctx context.Context, session data.Session) error {
	if err := session.Check(); err != nil {
		return err
	}
	session = session.Kept()
	began := session.StartedAt.UnixMilli()
	return s.apart(ctx, "log in to", func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM cuntong.session WHERE idle_ms <= $1 OR until_ms <= $2", began, began); err != nil {
			return err
		}
		result, err := tx.Exec(ctx, "UPDATE cuntong.account SET last_login_ms = $1 WHERE name = $2", began, session.Account)
		if err := s.affected(fmt.Sprintf("account %q", session.Account), result, err); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO cuntong.session (hash, account, started_ms, seen_ms, idle_ms, until_ms) VALUES ($1, $2, $3, $4, $5, $6)",
			session.Hash, session.Account, began, session.SeenAt.UnixMilli(), session.IdleUntil.UnixMilli(), session.Until.UnixMilli())
		return err
	})
}

// Session returns the session of a hash and its account.
func (s *Store) Session(ctx context.Context, hash string) (session data.Session, a data.Account, err error) {
	var started, seen, idle, until int64
	row := s.pool.QueryRow(ctx, "SELECT "+accountColumns+", s.started_ms, s.seen_ms, s.idle_ms, s.until_ms FROM cuntong.session s JOIN cuntong.account a ON a.name = s.account WHERE s.hash = $1", hash)
	if err := readAccount(row.Scan, &a, &started, &seen, &idle, &until); err != nil {
		return data.Session{}, data.Account{}, s.absent("this session", err)
	}
	at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	return data.Session{Hash: hash, Account: a.Name, StartedAt: at(started), SeenAt: at(seen), IdleUntil: at(idle), Until: at(until)}, a, nil
}

// SeeSession moves a session on.
func (s *Store) SeeSession(ctx context.Context, hash string, seen, idleUntil time.Time) error {
	return s.apart(ctx, "keep a session of", func(tx pgx.Tx) error {
		result, err := tx.Exec(ctx, "UPDATE cuntong.session SET seen_ms = $1, idle_ms = $2 WHERE hash = $3", seen.UnixMilli(), idleUntil.UnixMilli(), hash)
		return s.affected("this session", result, err)
	})
}

// EndSession forgets a session.
func (s *Store) EndSession(ctx context.Context, hash string) error {
	return s.apart(ctx, "log out of", func(tx pgx.Tx) error {
		result, err := tx.Exec(ctx, "DELETE FROM cuntong.session WHERE hash = $1", hash)
		return s.affected("this session", result, err)
	})
}
