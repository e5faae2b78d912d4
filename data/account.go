package data

import (
	"context"
	"strings"
	"time"
	"unicode"
)

// Role says what an account is for. What a role may do is decided where requests are answered.
type Role string

// The roles, from the one that may least.
const (
	RoleCourier       Role = "courier"       // 投递员: the runs of their own
	RoleViewer        Role = "viewer"        // 查看: records, figures and maps
	RolePlanner       Role = "planner"       // 规划: scenarios, plans and edits too
	RoleAdministrator Role = "administrator" // 管理: accounts too
)

// Roles lists the roles in that order.
func Roles() []Role { return []Role{RoleCourier, RoleViewer, RolePlanner, RoleAdministrator} }

// Account is somebody who may log in. Secrets never become JSON, so that no log and no answer holds them.
type Account struct {
	Name        string    `json:"name"` // typed at login: lower case, see CheckAccountName
	DisplayName string    `json:"display_name"`
	Role        Role      `json:"role"`
	Area        string    `json:"area"`        // code of the area that bounds what is seen and changed; empty: everything
	Courier     string    `json:"courier"`     // couriers: the name that Run.Courier holds
	Subject     string    `json:"subject"`     // issuer, a blank, subject of an OpenID provider; empty: none
	Disabled    bool      `json:"disabled"`    // may not log in, and nothing it holds is good any more
	PasswordAt  time.Time `json:"password_at"` // since when the password holds; zero: there is none
	CreatedAt   time.Time `json:"created_at"`  // to the millisecond, as all times here
	Version     int64     `json:"version"`     // set by the store
	Hash        string    `json:"-"`           // of the password, argon2id in the form of PHC; empty: no login by password
	LastLogin   time.Time `json:"-"`           // zero: never; not part of the version
}

// Session is a login that goes on. The store keeps the hash of its secret alone.
type Session struct {
	Hash      string    `json:"-"` // SHA-256 of the secret, hexadecimal; the key
	Account   string    `json:"account"`
	StartedAt time.Time `json:"started_at"`
	SeenAt    time.Time `json:"seen_at"`
	IdleUntil time.Time `json:"idle_until"` // it ends then unless it is seen before
	Until     time.Time `json:"until"`      // it ends then in any case
}

// Over reports whether a session has ended by itself.
func (s Session) Over(now time.Time) bool { return !now.Before(s.IdleUntil) || !now.Before(s.Until) }

// APIToken lets a program act for an account, with less than all of its rights. The store keeps its hash alone.
type APIToken struct {
	ID        string    `json:"id"`
	Account   string    `json:"account"`
	Name      string    `json:"name"` // what it is for
	May       []string  `json:"may"`  // permissions, those of the account's role at most
	Area      string    `json:"area"` // inside the account's; empty: the account's
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	RevokedAt time.Time `json:"revoked_at"` // zero: it was not
	Hash      string    `json:"-"`          // SHA-256 of the secret, hexadecimal
	LastUsed  time.Time `json:"-"`          // zero: never
}

// Over reports whether a token is no longer good.
func (t APIToken) Over(now time.Time) bool { return !t.RevokedAt.IsZero() || !now.Before(t.ExpiresAt) }

// Accounts keeps who may log in, beside the records of a store but apart from them: accounts have no place in Digest,
// Copy and exports, and a backup has them. Changes of accounts and tokens leave a line in the change log, without
// secrets; logins do not. Nothing here raises the revision. Errors are of the kinds that Store names.
type Accounts interface {
	// HasAccounts reports whether there is any account, disabled ones included.
	HasAccounts(ctx context.Context) (bool, error)
	// Accounts lists all accounts by name.
	Accounts(ctx context.Context) ([]Account, error)
	Account(ctx context.Context, name string) (Account, error)
	// AccountOfSubject finds the account of an OpenID subject.
	AccountOfSubject(ctx context.Context, subject string) (Account, error)
	// SaveAccount stores an account under its name, in place of one of the same version (0 creates), and returns the new
	// version. Saving what is stored changes nothing. LastLogin is left alone. A new password or a disabled account ends all
	// its sessions. The last administrator of everything who is not disabled must stay one: else it is ErrConflict.
	// A subject that another account has is ErrConflict too.
	SaveAccount(ctx context.Context, a Account, note ChangeNote) (int64, error)

	// StartSession keeps a new session, notes the login on its account and forgets sessions that ended before it began.
	StartSession(ctx context.Context, s Session) error
	// Session returns the session of a hash and its account, as of one moment.
	Session(ctx context.Context, hash string) (Session, Account, error)
	// SeeSession moves SeenAt and IdleUntil on; a session that has ended meanwhile is ErrNotFound.
	SeeSession(ctx context.Context, hash string, seen, idleUntil time.Time) error
	// EndSession forgets a session; one that is not there is ErrNotFound.
	EndSession(ctx context.Context, hash string) error

	// AddToken keeps a new token; an ID that is there already is ErrConflict.
	AddToken(ctx context.Context, t APIToken, note ChangeNote) error
	// Token returns the token of a hash and its account, as of one moment.
	Token(ctx context.Context, hash string) (APIToken, Account, error)
	// Tokens lists tokens by ID, those of one account or, for an empty name, all.
	Tokens(ctx context.Context, account string) ([]APIToken, error)
	// RevokeToken ends a token for good; one that is revoked already changes nothing.
	RevokeToken(ctx context.Context, id string, at time.Time, note ChangeNote) error
	// UseToken notes when a token was used last.
	UseToken(ctx context.Context, id string, at time.Time) error
}

// longestName bounds names of accounts and tokens, in characters.
const longestName = 64

// CheckAccountName says what is wrong with the name of an account; empty: nothing. Names are letters, digits and . _ - @, in lower case,
// so that two names never look the same but for their case.
func CheckAccountName(name string) string {
	switch {
	case name == "":
		return "it has no name"
	case len([]rune(name)) > longestName:
		return "its name is longer than 64 characters"
	case name != strings.ToLower(name):
		return "its name has capital letters; write it in lower case"
	case strings.ContainsFunc(name, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("._-@", c)
	}):
		return "its name may have letters, digits and . _ - @ only"
	}
	return ""
}
