package data

import (
	"context"
	"fmt"
	"time"
)

// RequestKey is a request that a client may send again without its being done again: what was asked under a key, and what was answered.
type RequestKey struct {
	Actor  string            // who asked: keys of two are never the same
	Key    string            // made by the client
	Digest string            // SHA-256 of what was asked, hexadecimal
	Claim  string            // of whoever is answering it
	Until  time.Time         // when another may take the claim over, because whoever has it must have died
	At     time.Time         // when it was asked first
	Status int               // of the answer; 0: there is none yet
	Header map[string]string // of the answer
	Body   []byte            // of the answer
}

// RequestKeys keeps requests that clients may repeat, beside the records of a store but apart from them, as Accounts does: no
// line in the change log, no place in Digest, Copy and exports, no new revision.
type RequestKeys interface {
	// ClaimKey keeps a new request, or returns the one that is kept under its actor and key. Claimed means that the
	// caller is the one who answers: the request is new, or nobody answered it in time. Requests first asked before
	// forget are forgotten.
	ClaimKey(ctx context.Context, k RequestKey, now, forget time.Time) (kept RequestKey, claimed bool, err error)
	// AnswerKey keeps the answer of a request. A claim that was lost is ErrConflict.
	AnswerKey(ctx context.Context, k RequestKey) error
	// DropKey forgets a request that could not be answered; a claim that was lost changes nothing.
	DropKey(ctx context.Context, actor, key, claim string) error
}

// Check refuses a request that no store can keep.
func (k RequestKey) Check() error {
	c := check{key: k.Key}
	c.text("text", k.Actor, k.Key, k.Digest, k.Claim)
	if k.Key == "" || len(k.Key) > 200 || len(k.Digest) != 64 || k.Claim == "" || k.At.IsZero() || k.Until.IsZero() {
		c.fail("it lacks its key, the digest of what is asked, a claim or a time")
	}
	return c.asError("request")
}

// Claims decides what becomes of a claim where a request is kept already: whether the caller takes it over.
func (k RequestKey) Claims(kept RequestKey, now time.Time) bool {
	return kept.Status == 0 && kept.Digest == k.Digest && !now.Before(kept.Until)
}

// LostClaim is the error of an answer that comes after another has taken the request over.
func (k RequestKey) LostClaim() error {
	return fmt.Errorf("request %q is answered by another meanwhile: %w", k.Key, ErrConflict)
}
