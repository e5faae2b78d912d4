// Package certificate makes and reads the certificates of a served program: a local certificate authority with
// server certificates that phones accept, and files that are read anew when they change. No HTTP; times come from
// the caller. Private keys never leave the package except into files that only their owner may read.
package certificate

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"cuntong/data"
)

// Load reads a certificate with its chain and its key from PEM files and checks that they belong together and that
// the certificate is valid at the time now. Errors are one sentence with the way out and wrap data.ErrInvalid.
func Load(certFile, keyFile string, now time.Time) (*tls.Certificate, error) {
	certificates, err := read(certFile, "certificate")
	if err != nil {
		return nil, err
	}
	key, err := read(keyFile, "private key")
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certificates, key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %s: %w", certFile, keyFile, pairProblem(certificates, key, err), data.ErrInvalid)
	}
	leaf := pair.Leaf
	switch {
	case now.After(leaf.NotAfter):
		return nil, fmt.Errorf("certificate %s expired on %s; make or fetch a new one (of a local authority: cuntong tls renew): %w", certFile, leaf.NotAfter.Format(time.DateOnly), data.ErrInvalid)
	case now.Before(leaf.NotBefore):
		return nil, fmt.Errorf("certificate %s is valid only from %s on; check the clock of this machine: %w", certFile, leaf.NotBefore.Format(time.DateOnly), data.ErrInvalid)
	case len(leaf.DNSNames)+len(leaf.IPAddresses) == 0:
		return nil, fmt.Errorf("certificate %s names no host (subject alternative name), so that no browser accepts it; make one with: cuntong tls init: %w", certFile, data.ErrInvalid)
	}
	return &pair, nil
}

func read(file, what string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, fmt.Errorf("%s %s cannot be read: %v: %w", what, file, err, data.ErrInvalid)
	}
	return text, nil
}

// pairProblem says why two files are no certificate with its key.
func pairProblem(certificates, key []byte, err error) string {
	block, _ := pem.Decode(certificates)
	switch {
	case block == nil:
		return "the certificate file holds no PEM block; expected -----BEGIN CERTIFICATE-----"
	case block.Type != "CERTIFICATE":
		return fmt.Sprintf("the certificate file begins with a %s, expected a CERTIFICATE; were the two files swapped?", block.Type)
	}
	switch block, _ = pem.Decode(key); {
	case block == nil:
		return "the key file holds no PEM block; expected -----BEGIN PRIVATE KEY-----"
	case strings.Contains(block.Type, "ENCRYPTED") || block.Headers["DEK-Info"] != "":
		return "the key is encrypted; write it without a pass phrase into a file that only this program's user may read"
	case !strings.Contains(block.Type, "PRIVATE KEY"):
		return fmt.Sprintf("the key file begins with a %s, expected a PRIVATE KEY; were the two files swapped?", block.Type)
	}
	if strings.Contains(err.Error(), "does not match") {
		return "the key belongs to another certificate; name the two files that were made together"
	}
	return strings.TrimPrefix(err.Error(), "tls: ")
}

// OpenToOthers reports whether users besides the owner and the group of a key file may read or write it.
func OpenToOthers(keyFile string) bool {
	info, err := os.Stat(keyFile)
	return err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0
}

// Fingerprint is the SHA-256 of a certificate as phones and browsers show it: AB:CD:….
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// ReadCertificate reads the first certificate of a PEM file.
func ReadCertificate(file string) (*x509.Certificate, error) {
	text, err := read(file, "certificate")
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("certificate %s: holds no certificate in PEM form: %w", file, data.ErrInvalid)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %v: %w", file, err, data.ErrInvalid)
	}
	return c, nil
}

// Hosts lists the names and addresses that a certificate is made out to, as Issue takes them, without the machine itself.
func Hosts(c *x509.Certificate) []string {
	var hosts []string
	for _, name := range c.DNSNames {
		if name != "localhost" {
			hosts = append(hosts, name)
		}
	}
	for _, ip := range c.IPAddresses {
		if !ip.IsLoopback() {
			hosts = append(hosts, ip.String())
		}
	}
	if hosts == nil {
		hosts = []string{"localhost"}
	}
	return hosts
}

// readKey reads an ECDSA key in PKCS #8, as this package writes it.
func readKey(file string) (*ecdsa.PrivateKey, error) {
	text, err := read(file, "private key")
	if err != nil {
		return nil, err
	}
	if block, _ := pem.Decode(text); block != nil {
		if parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
			if key, ok := parsed.(*ecdsa.PrivateKey); ok {
				return key, nil
			}
		}
	}
	return nil, fmt.Errorf("private key %s: is not a key that cuntong tls init wrote: %w", file, data.ErrInvalid)
}
