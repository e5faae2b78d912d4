package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
)

// Cost is what one hash of a password takes.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
}

// DefaultCost is 19 MiB and two passes, which OWASP's Password Storage Cheat Sheet recommends for argon2id with one
// thread: about 25 ms here.
func DefaultCost() Cost { return Cost{MemoryKiB: 19 << 10, Passes: 2} }

// The limits of a stored hash that is believed: beyond them a damaged store could take all memory.
const (
	mostMemoryKiB = 256 << 10
	mostPasses    = 16
	saltBytes     = 16
	keyBytes      = 32
)

// ErrCrowded says that too many passwords wait to be hashed.
var ErrCrowded = errors.New("too many logins at once")

// Passwords hashes passwords with argon2id, a few at a time, so that logins can exhaust neither memory nor processors.
// Safe for use by many goroutines.
type Passwords struct {
	cost    Cost
	turns   chan struct{}
	most    int64
	waiting atomic.Int64
	standIn string // compared with where there is no account, so that this takes as long
}

// NewPasswords hashes at most atOnce passwords at a time and lets at most sixteen times as many wait.
func NewPasswords(cost Cost, atOnce int) *Passwords {
	p := &Passwords{cost: cost, turns: make(chan struct{}, atOnce), most: 16 * int64(atOnce)}
	salt, key := make([]byte, saltBytes), make([]byte, keyBytes)
	_, _ = rand.Read(salt) // never fails
	_, _ = rand.Read(key)  // of no password that anybody knows
	p.standIn = phc(cost, salt, key)
	return p
}

// turn waits for room and returns how to give it back.
func (p *Passwords) turn(ctx context.Context) (done func(), err error) {
	if p.waiting.Add(1) > p.most {
		p.waiting.Add(-1)
		return nil, ErrCrowded
	}
	defer p.waiting.Add(-1)
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Hash returns a password's hash in the form of PHC, cost and salt in it.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	return phc(p.cost, salt, argon2.IDKey([]byte(password), salt, p.cost.Passes, p.cost.MemoryKiB, 1, keyBytes)), nil
}

// Matches reports whether a password belongs to a hash. An empty or damaged hash matches nothing and takes as long as a
// real one, so that time does not tell which names are accounts.
func (p *Passwords) Matches(ctx context.Context, hash, password string) (bool, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	cost, salt, key, ok := parse(hash)
	if !ok {
		cost, salt, key, _ = parse(p.standIn)
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, 1, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1 && ok, nil
}

func phc(cost Cost, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, cost.MemoryKiB, cost.Passes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

func parse(hash string) (cost Cost, salt, key []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, false
	}
	var err error
	if n, scanErr := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &cost.MemoryKiB, &cost.Passes); n != 2 || scanErr != nil {
		return cost, nil, nil, false
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return cost, nil, nil, false
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return cost, nil, nil, false
	}
	ok = cost.MemoryKiB >= 8 && cost.MemoryKiB <= mostMemoryKiB && cost.Passes >= 1 && cost.Passes <= mostPasses && len(salt) >= 8 && len(key) == keyBytes
	return cost, salt, key, ok
}
