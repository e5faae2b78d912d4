package certificate

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cuntong/data"
)

// The files of a folder with a local authority.
const (
	AuthorityFile    = "ca.crt"     // goes to every phone
	AuthorityKeyFile = "ca.key"     // is kept apart: it is needed only to renew
	ServerFile       = "server.crt" // --tls-cert
	ServerKeyFile    = "server.key" // --tls-key
)

// Keep writes an authority with its first server certificate into a folder, which is made where it is absent. A folder
// that holds any of the four files already is left as it is: data.ErrConflict.
func Keep(folder string, a *Authority, s *Server) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make folder %s: %v: %w", folder, err, data.ErrInvalid)
	}
	for _, name := range []string{AuthorityFile, AuthorityKeyFile, ServerFile, ServerKeyFile} {
		file := filepath.Join(folder, name)
		if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already and was left as it is: renew the server certificate with cuntong tls renew, or name another folder with --out: %w", file, data.ErrConflict)
		}
	}
	if err := write(filepath.Join(folder, AuthorityFile), a.Certificate, nil); err != nil {
		return err
	}
	if err := write(filepath.Join(folder, AuthorityKeyFile), nil, a.key); err != nil {
		return err
	}
	return Replace(folder, s)
}

// Open reads the authority of a folder.
func Open(folder string) (*Authority, error) {
	c, err := ReadCertificate(filepath.Join(folder, AuthorityFile))
	if err != nil {
		return nil, err
	}
	key, err := readKey(filepath.Join(folder, AuthorityKeyFile))
	if err != nil {
		return nil, err
	}
	if public, ok := c.PublicKey.(*ecdsa.PublicKey); !ok || !public.Equal(&key.PublicKey) {
		return nil, fmt.Errorf("%s and %s in %s do not belong together: %w", AuthorityFile, AuthorityKeyFile, folder, data.ErrInvalid)
	}
	return &Authority{c, key}, nil
}

// Replace writes a server certificate with its key into a folder in place of what was there. A server that reads in
// between sees a pair that does not match and stays with the one it has.
func Replace(folder string, s *Server) error {
	if err := write(filepath.Join(folder, ServerKeyFile), nil, s.key); err != nil {
		return err
	}
	return write(filepath.Join(folder, ServerFile), s.Certificate, nil)
}

// write writes a certificate, or a key that only its owner may read, beside and renames.
func write(file string, c *x509.Certificate, key *ecdsa.PrivateKey) error {
	block, mode := &pem.Block{Type: "CERTIFICATE"}, fs.FileMode(0o644)
	if key != nil {
		raw, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return fmt.Errorf("encode the key for %s: %w", file, err)
		}
		block, mode = &pem.Block{Type: "PRIVATE KEY", Bytes: raw}, 0o600
	} else {
		block.Bytes = c.Raw
	}
	beside, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	defer os.Remove(beside.Name()) // nothing is left there once it was renamed
	err = errors.Join(beside.Chmod(mode), pem.Encode(beside, block), beside.Sync())
	if err = errors.Join(err, beside.Close()); err == nil {
		err = os.Rename(beside.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}
