package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookEvery is how often, at most, the files are looked at; a connection in between takes what is known.
const lookEvery = time.Second

// Files are a certificate and its key on disk, read anew when they change.
type Files struct {
	certFile, keyFile string
	now               func() time.Time
	log               *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	public bool
	seen   [2]stamp // of the pair in use, or of the last that could not be used
	looked time.Time
	told   time.Time // when the end of the certificate was last spoken of
}

type stamp struct {
	changed time.Time
	size    int64
}

// Watch reads a certificate with its key; connections made later take what the files hold then.
func Watch(certFile, keyFile string, now func() time.Time, log *slog.Logger) (*Files, error) {
	f := &Files{certFile: certFile, keyFile: keyFile, now: now, log: log, looked: now()}
	f.seen = f.stamps()
	var err error
	if f.pair, err = Load(certFile, keyFile, now()); err != nil {
		return nil, err
	}
	f.public = vouched(f.pair, nil, now())
	return f, nil
}

func (f *Files) stamps() (s [2]stamp) {
	for i, file := range []string{f.certFile, f.keyFile} {
		if info, err := os.Stat(file); err == nil {
			s[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return s
}

// current returns the pair in use. Files that changed and cannot be used are told of once, and the pair before them
// stays in use: half of a renewal may be on disk.
func (f *Files) current() *tls.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if now.Sub(f.looked) < lookEvery {
		return f.pair
	}
	f.looked = now
	if seen := f.stamps(); seen != f.seen {
		f.seen = seen
		if pair, err := Load(f.certFile, f.keyFile, now); err != nil {
			f.log.Warn("changed certificate not taken, the one before stays in use", "error", err.Error())
		} else {
			f.pair, f.public = pair, vouched(pair, nil, now)
			f.log.Info("certificate read anew", "file", f.certFile, "expires", pair.Leaf.NotAfter.Format(time.RFC3339))
		}
	}
	if left := f.pair.Leaf.NotAfter.Sub(now); left < soon && now.Sub(f.told) > 24*time.Hour {
		f.told = now
		f.log.Warn("certificate ends soon or has ended; renew it", "file", f.certFile, "expires", f.pair.Leaf.NotAfter.Format(time.RFC3339))
	}
	return f.pair
}

// soon is how long before its end a certificate is spoken of once a day.
const soon = 14 * 24 * time.Hour

// Config is how a server speaks TLS with the files: 1.2 or newer, HTTP/2 where the client can.
func (f *Files) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return f.current(), nil },
	}
}

// Expires is when the certificate in use ends.
func (f *Files) Expires() time.Time { return f.current().Leaf.NotAfter }

// Names reports whether the certificate in use is made out to a host.
func (f *Files) Names(host string) bool { return f.current().Leaf.VerifyHostname(host) == nil }

// Public reports whether an authority that this machine trusts anyhow, as browsers do, vouches for the certificate in use.
func (f *Files) Public() bool {
	f.current()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.public
}

// vouched verifies a pair against roots; nil: those of this machine's system.
func vouched(pair *tls.Certificate, roots *x509.CertPool, now time.Time) bool {
	between := x509.NewCertPool()
	for _, raw := range pair.Certificate[1:] {
		if c, err := x509.ParseCertificate(raw); err == nil {
			between.AddCert(c)
		}
	}
	_, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now})
	return err == nil
}

// VouchedBy reports whether an authority vouches for the certificate in use.
func (f *Files) VouchedBy(authority *x509.Certificate) bool {
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	return vouched(f.current(), roots, f.now())
}
