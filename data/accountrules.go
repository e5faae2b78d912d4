package data

import (
	"fmt"
	"slices"
	"time"
)

// Check refuses an account that no store can keep.
func (a Account) Check() error {
	c := check{key: a.Name}
	c.text("text", a.Name, a.DisplayName, string(a.Role), a.Area, a.Courier, a.Subject, a.Hash)
	if wrong := CheckAccountName(a.Name); wrong != "" {
		c.fail("%s", wrong)
	}
	if !slices.Contains(Roles(), a.Role) {
		c.fail("its role is %q, expected courier, viewer, planner or administrator", a.Role)
	}
	if a.Area != "" {
		if code, err := AreaCode(a.Area); err != nil || code != a.Area {
			c.fail("its area %q is no area code in the form of the records", a.Area)
		}
	}
	for what, text := range map[string]string{"display name": a.DisplayName, "courier": a.Courier, "subject": a.Subject} {
		if len([]rune(text)) > 400 {
			c.fail("its %s is longer than 400 characters", what)
		}
	}
	if a.Role == RoleCourier && a.Courier == "" {
		c.fail("a courier needs the name that runs give to whoever drives")
	}
	if a.CreatedAt.IsZero() || (a.Hash == "") != a.PasswordAt.IsZero() {
		c.fail("it does not say when it or its password was made")
	}
	return c.asError("account")
}

// Kept is the account as stores keep it: times in UTC to the millisecond, what is not theirs left out.
func (a Account) Kept() Account {
	a.CreatedAt, a.PasswordAt, a.LastLogin = instant(a.CreatedAt), instant(a.PasswordAt), time.Time{}
	return a
}

// Administers reports whether an account can administer everything.
func (a Account) Administers() bool {
	return a.Role == RoleAdministrator && a.Area == "" && !a.Disabled
}

// Replace decides what becomes of a stored account (nil: none) when a is saved in its place: the version it gets, whether
// that is a change, and whether its sessions end. others are all other accounts.
func (a Account) Replace(before *Account, others []Account) (version int64, changed, ends bool, err error) {
	stored := int64(0)
	if before != nil {
		stored = before.Version
	}
	if err := CheckVersion("account", a.Name, a.Version, stored); err != nil {
		return 0, false, false, err
	}
	a, a.Version = a.Kept(), stored
	if before != nil && before.Kept() == a {
		return stored, false, false, nil
	}
	for i := range others {
		if a.Subject != "" && others[i].Subject == a.Subject {
			return 0, false, false, fmt.Errorf("account %s: its OpenID subject belongs to account %s; take it away there first: %w", a.Name, others[i].Name, ErrConflict)
		}
	}
	if before != nil && before.Administers() && !a.Administers() && !slices.ContainsFunc(others, Account.Administers) {
		return 0, false, false, fmt.Errorf("account %s is the last one that administers everything; make another one first: %w", a.Name, ErrConflict)
	}
	return stored + 1, true, a.Disabled || before != nil && before.Hash != a.Hash, nil
}

// Check refuses a session that no store can keep.
func (s Session) Check() error {
	c := check{key: s.Account}
	c.text("text", s.Hash, s.Account)
	if len(s.Hash) != 64 || s.StartedAt.IsZero() || s.SeenAt.IsZero() || s.IdleUntil.IsZero() || s.Until.IsZero() {
		c.fail("it lacks the hash of its secret or a time")
	}
	return c.asError("session of account")
}

// Kept is the session as stores keep it.
func (s Session) Kept() Session {
	s.StartedAt, s.SeenAt, s.IdleUntil, s.Until = instant(s.StartedAt), instant(s.SeenAt), instant(s.IdleUntil), instant(s.Until)
	return s
}

// Check refuses a token that no store can keep.
func (t APIToken) Check() error {
	c := check{key: t.ID}
	c.text("text", append([]string{t.ID, t.Account, t.Name, t.Area, t.Hash}, t.May...)...)
	if t.ID == "" || len(t.Hash) != 64 || t.CreatedAt.IsZero() || t.ExpiresAt.IsZero() {
		c.fail("it lacks its ID, the hash of its secret or a time")
	}
	if t.Name == "" || len([]rune(t.Name)) > longestName {
		c.fail("it has no name, or one longer than 64 characters")
	}
	return c.asError("token")
}

// Kept is the token as stores keep it.
func (t APIToken) Kept() APIToken {
	t.CreatedAt, t.ExpiresAt, t.RevokedAt, t.LastUsed = instant(t.CreatedAt), instant(t.ExpiresAt), instant(t.RevokedAt), time.Time{}
	return t
}

// instant is a time as stores keep it.
func instant(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.UTC().Truncate(time.Millisecond)
}
