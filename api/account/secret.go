package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Secrets begin with a word that says what they are, so that a scanner finds them where they do not belong.
const (
	SessionPrefix = "cts_"
	TokenPrefix   = "ctk_"
	LinkPrefix    = "ctl_" // of a courier's link to one run
	RunPrefix     = "ctr_" // of a login by such a link
)

// secretBytes is 256 bits: no guessing, so a fast hash is enough to keep it.
const secretBytes = 32

// NewSecret makes a secret from the system's random source.
func NewSecret(prefix string) string {
	bits := make([]byte, secretBytes)
	_, _ = rand.Read(bits) // never fails
	return prefix + base64.RawURLEncoding.EncodeToString(bits)
}

// WellFormed reports whether a text could be a secret with this prefix; whatever else is sent need not be looked for.
func WellFormed(prefix, secret string) bool {
	body, ok := strings.CutPrefix(secret, prefix)
	if !ok {
		return false
	}
	bits, err := base64.RawURLEncoding.Strict().DecodeString(body)
	return err == nil && len(bits) == secretBytes
}

// HashOf is what a store keeps of a secret: its SHA-256, hexadecimal.
func HashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// CSRFToken belongs to a session's secret and does not tell it. A page reads it from an answer that other sites cannot read
// and sends it in a header that other sites cannot send.
func CSRFToken(secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Same compares without telling by its time where two texts differ.
func Same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
