package data

import (
	"context"
	"fmt"
	"time"
)

// RunLink lets a courier without an account note what happens on one run: whoever has its secret and its PIN. The store keeps hashes alone.
type RunLink struct {
	ID        string    `json:"id"`
	Run       string    `json:"run"`
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"` // to the millisecond, as all times here
	Until     time.Time `json:"until"`      // it ends then
	RevokedAt time.Time `json:"revoked_at"` // zero: it was not
	Hash      string    `json:"-"`          // SHA-256 of the secret, hexadecimal
	PINHash   string    `json:"-"`          // argon2id in the form of PHC
	Tries     int64     `json:"-"`          // of its PIN since the last right one
}

// MostPINTries is how many tries of a PIN a link takes. After that many wrong ones it is good for nothing; planners make a new one.
const MostPINTries = 10

// Over reports whether a link is no longer good.
func (l RunLink) Over(now time.Time) bool {
	return !l.RevokedAt.IsZero() || !now.Before(l.Until)
}

// RunSession is a login by link and PIN. The store keeps the hash of its secret alone.
type RunSession struct {
	Hash      string // SHA-256 of the secret, hexadecimal; the key
	Link      string // ID of the link; the session ends with it
	StartedAt time.Time
}

// RunLinks keeps links and their sessions, beside the records of a store but apart from them, as Accounts does. That a link was made or
// revoked leaves a line in the change log, without secrets; logins do not.
type RunLinks interface {
	// AddRunLink keeps a new link of a run in the store. It forgets links, with their sessions, that ended a week before it was made.
	AddRunLink(ctx context.Context, l RunLink, note ChangeNote) error
	// RunLinks lists the links of a run by ID.
	RunLinks(ctx context.Context, run string) ([]RunLink, error)
	// TryRunLink counts a try of the PIN and returns the link of a hash with that try counted, so that many at once are not free.
	// Once there were MostPINTries nothing more is counted.
	TryRunLink(ctx context.Context, hash string) (RunLink, error)
	// StartRunSession keeps a new session and forgets the tries of its link.
	StartRunSession(ctx context.Context, s RunSession) error
	// RunSession returns the session of a hash and its link, as of one moment.
	RunSession(ctx context.Context, hash string) (RunSession, RunLink, error)
	// EndRunSession forgets a session; one that is not there is ErrNotFound.
	EndRunSession(ctx context.Context, hash string) error
	// RevokeRunLink ends a link and all its sessions for good; one that is revoked already changes nothing.
	RevokeRunLink(ctx context.Context, id string, at time.Time, note ChangeNote) error
}

// ForgetLinks is how long a link is kept after its end, so that planners see that there was one.
const ForgetLinks = 7 * 24 * time.Hour

// Check refuses a link that no store can keep.
func (l RunLink) Check() error {
	c := check{key: l.ID}
	c.text("text", l.ID, l.Run, l.CreatedBy, l.Hash, l.PINHash)
	if l.ID == "" || l.Run == "" || len(l.Hash) != 64 || l.PINHash == "" || l.CreatedAt.IsZero() || !l.Until.After(l.CreatedAt) {
		c.fail("it lacks its ID, its run, the hash of its secret or PIN, or ends before it begins")
	}
	return c.asError("link")
}

// Kept is the link as stores keep it.
func (l RunLink) Kept() RunLink {
	l.CreatedAt, l.Until, l.RevokedAt = instant(l.CreatedAt), instant(l.Until), instant(l.RevokedAt)
	return l
}

// Check refuses a session that no store can keep.
func (s RunSession) Check() error {
	if len(s.Hash) != 64 || s.Link == "" || s.StartedAt.IsZero() {
		return fmt.Errorf("session of link %q: it lacks the hash of its secret, its link or a time: %w", s.Link, ErrInvalid)
	}
	return nil
}
