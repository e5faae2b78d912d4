package certificate

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// made writes an authority with a server certificate for hosts into a new folder.
func made(t *testing.T, hosts ...string) (folder string, a *Authority, s *Server) {
	t.Helper()
	a, err := NewAuthority(hosts, noon)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = a.Issue(hosts, MostDays, noon); err != nil {
		t.Fatal(err)
	}
	folder = filepath.Join(t.TempDir(), "tls")
	if err := Keep(folder, a, s); err != nil {
		t.Fatal(err)
	}
	return folder, a, s
}

func pairOf(folder string) (string, string) {
	return filepath.Join(folder, ServerFile), filepath.Join(folder, ServerKeyFile)
}

func TestTheCertificateIsWhatPhonesAccept(t *testing.T) {
	_, a, s := made(t, "cuntong.lan", "192.168.1.20", "2001:db8::7")
	leaf, ca := s.Certificate, a.Certificate
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life > 397*24*time.Hour || life < 396*24*time.Hour {
		t.Errorf("the certificate lasts %v, expected 397 days", life)
	}
	if !slices.Equal(leaf.DNSNames, []string{"cuntong.lan", "localhost"}) || len(leaf.IPAddresses) != 4 {
		t.Errorf("names %v, addresses %v", leaf.DNSNames, leaf.IPAddresses)
	}
	if !slices.Equal(leaf.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) || leaf.IsCA || leaf.PublicKeyAlgorithm != x509.ECDSA {
		t.Errorf("usage %v, authority %v, %v", leaf.ExtKeyUsage, leaf.IsCA, leaf.PublicKeyAlgorithm)
	}
	if !ca.IsCA || ca.MaxPathLen != 0 || !ca.MaxPathLenZero || !ca.PermittedDNSDomainsCritical || ca.SerialNumber.Cmp(leaf.SerialNumber) == 0 {
		t.Errorf("authority: CA %v, path %d, constraints critical %v", ca.IsCA, ca.MaxPathLen, ca.PermittedDNSDomainsCritical)
	}
}

func TestAnAuthorityVouchesOnlyForItsNamesAndPrivateAddresses(t *testing.T) {
	_, a, _ := made(t, "cuntong.lan", "203.0.113.9")
	for host, ok := range map[string]bool{
		"cuntong.lan": true, "phone.cuntong.lan": true, "localhost": true, "203.0.113.9": true, "192.168.7.7": true, "10.1.2.3": true, "fd00::1": true,
		"bank.example": false, "lan": false, "evilcuntong.lan": false, "203.0.113.10": false, "8.8.8.8": false, "2001:db8::1": false,
	} {
		if _, err := a.Issue([]string{host}, 30, noon); (err == nil) != ok || err != nil && !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: %v, expected allowed %v", host, err, ok)
		}
	}
	// Even where somebody signs with the stolen key, those who trust the authority refuse the name.
	if openssl, err := exec.LookPath("openssl"); err != nil {
		t.Log("openssl is not installed: its opinion was not asked")
	} else {
		folder, _, _ := made(t, "cuntong.lan")
		run := func(args ...string) (string, error) {
			out, err := exec.Command(openssl, args...).CombinedOutput()
			return string(out), err
		}
		at := func(name string) string { return filepath.Join(folder, name) }
		if err := os.WriteFile(at("ext"), []byte("subjectAltName=DNS:bank.example\nextendedKeyUsage=serverAuth\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", at("evil.key"), "-out", at("evil.csr"), "-subj", "/CN=bank.example"); err != nil {
			t.Fatal(out)
		}
		if out, err := run("x509", "-req", "-in", at("evil.csr"), "-CA", at(AuthorityFile), "-CAkey", at(AuthorityKeyFile), "-CAcreateserial", "-extfile", at("ext"), "-out", at("evil.crt"), "-days", "30"); err != nil {
			t.Fatal(out)
		}
		if out, err := run("verify", "-no_check_time", "-CAfile", at(AuthorityFile), at("evil.crt")); err == nil || !strings.Contains(out, "permitted subtree violation") {
			t.Errorf("openssl on a forged name: %v %s", err, out)
		}
		if out, err := run("verify", "-no_check_time", "-x509_strict", "-purpose", "sslserver", "-CAfile", at(AuthorityFile), at(ServerFile)); err != nil {
			t.Errorf("openssl on the real one: %s", out)
		}
	}
}

func TestWhatIsNoHostOrTooLongIsRefused(t *testing.T) {
	for _, host := range []string{"https://cuntong.lan", "cuntong.lan:8443", "村通.cn", "", "a..b", "-a.lan", "192.168.1", "*.lan", strings.Repeat("a", 64) + ".lan", "fe80::1%eth0"} {
		if _, err := NewAuthority([]string{host}, noon); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%q: %v, expected a refusal", host, err)
		}
	}
	if _, err := NewAuthority(nil, noon); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("no host: %v", err)
	}
	_, a, _ := made(t, "cuntong.lan")
	for _, days := range []int{0, -1, 398, 825} {
		if _, err := a.Issue([]string{"cuntong.lan"}, days, noon); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%d days: %v, expected a refusal", days, err)
		}
	}
	if _, err := a.Issue([]string{"cuntong.lan"}, 30, noon.AddDate(11, 0, 0)); err == nil || !strings.Contains(err.Error(), "tls init") {
		t.Errorf("an authority that ended: %v", err)
	}
}

func TestNothingIsOverwrittenAndKeysAreTheirOwnersOnly(t *testing.T) {
	folder, a, s := made(t, "cuntong.lan")
	before, err := os.ReadFile(filepath.Join(folder, AuthorityKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{AuthorityFile, AuthorityKeyFile, ServerFile, ServerKeyFile} {
		other := t.TempDir()
		if err := os.WriteFile(filepath.Join(other, kept), []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Keep(other, a, s); !errors.Is(err, data.ErrConflict) {
			t.Errorf("over %s: %v", kept, err)
		}
		if files, _ := os.ReadDir(other); len(files) != 1 {
			t.Errorf("%v were written beside %s", files, kept)
		}
	}
	if err := Keep(folder, a, s); !errors.Is(err, data.ErrConflict) {
		t.Errorf("a second time: %v", err)
	}
	if after, _ := os.ReadFile(filepath.Join(folder, AuthorityKeyFile)); !bytes.Equal(before, after) {
		t.Error("the authority's key was replaced")
	}
	if runtime.GOOS != "windows" {
		for _, name := range []string{AuthorityKeyFile, ServerKeyFile} {
			if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", name, info.Mode(), err)
			}
		}
		if _, key := pairOf(folder); OpenToOthers(key) || os.Chmod(key, 0o640) != nil || OpenToOthers(key) || os.Chmod(key, 0o644) != nil || !OpenToOthers(key) {
			t.Error("a key open to others is not told from one that is not")
		}
	}
}

func TestEveryMistakeIsOneClearSentence(t *testing.T) {
	folder, _, _ := made(t, "cuntong.lan")
	cert, key := pairOf(folder)
	otherFolder, _, _ := made(t, "cuntong.lan")
	otherCert, otherKey := pairOf(otherFolder)
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, c := range map[string]struct {
		cert, key string
		now       time.Time
		want      string
	}{
		"another's key":      {cert, otherKey, noon, "belongs to another certificate"},
		"another's cert":     {otherCert, key, noon, "belongs to another certificate"},
		"swapped":            {key, cert, noon, "swapped"},
		"twice the cert":     {cert, cert, noon, "swapped"},
		"no certificate":     {filepath.Join(folder, "none.crt"), key, noon, "none.crt cannot be read"},
		"no key":             {cert, filepath.Join(folder, "none.key"), noon, "none.key cannot be read"},
		"text":               {write("text", "hello"), key, noon, "no PEM block"},
		"a key of text":      {cert, write("text2", "hello"), noon, "no PEM block"},
		"an encrypted key":   {cert, write("enc", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), noon, "encrypted"},
		"expired":            {cert, key, noon.AddDate(2, 0, 0), "expired on 2027-12-27"},
		"not yet valid":      {cert, key, noon.AddDate(-1, 0, 0), "only from 2026-11-25"},
		"a broken one":       {write("broken", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), key, noon, "certificate"},
		"an authority's own": {filepath.Join(folder, AuthorityFile), filepath.Join(folder, AuthorityKeyFile), noon, "names no host"},
	} {
		_, err := Load(c.cert, c.key, c.now)
		if !errors.Is(err, data.ErrInvalid) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, expected %q", name, err, c.want)
		}
	}
}

// handshake connects by TLS to whatever the files hold now and returns the certificate that was shown.
func handshake(t *testing.T, f *Files, a *Authority, most uint16) (*x509.Certificate, error) {
	t.Helper()
	ours, theirs := net.Pipe()
	defer ours.Close()
	defer theirs.Close()
	go func() { _ = tls.Server(theirs, f.Config()).Handshake() }()
	roots := x509.NewCertPool()
	roots.AddCert(a.Certificate)
	client := tls.Client(ours, &tls.Config{RootCAs: roots, ServerName: "cuntong.lan", Time: f.now, MinVersion: tls.VersionTLS10, MaxVersion: most})
	if err := client.Handshake(); err != nil {
		return nil, err
	}
	return client.ConnectionState().PeerCertificates[0], nil
}

func TestChangedFilesAreTakenAndHalfARenewalIsNot(t *testing.T) {
	folder, a, s := made(t, "cuntong.lan")
	cert, key := pairOf(folder)
	now := noon
	var log bytes.Buffer
	f, err := Watch(cert, key, func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	shown := func(want *x509.Certificate, what string) {
		t.Helper()
		now = now.Add(2 * time.Second)
		if got, err := handshake(t, f, a, 0); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, another certificate than expected", what, err)
		}
	}
	shown(s.Certificate, "at first")
	if _, err := handshake(t, f, a, tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
	next, err := a.Issue([]string{"cuntong.lan"}, 300, now)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(key, nil, next.key); err != nil { // half of a renewal
		t.Fatal(err)
	}
	shown(s.Certificate, "with half a renewal")
	shown(s.Certificate, "with half a renewal, asked again")
	if n := strings.Count(log.String(), "not taken"); n != 1 {
		t.Errorf("told %d times, expected once: %s", n, log.String())
	}
	if err := Replace(folder, next); err != nil {
		t.Fatal(err)
	}
	shown(next.Certificate, "after the renewal")
	if !f.Expires().Equal(next.Certificate.NotAfter) || !f.Names("cuntong.lan") || !f.Names("127.0.0.1") || f.Names("bank.example") || f.Public() || !f.VouchedBy(a.Certificate) {
		t.Error("what the files say of the certificate is wrong")
	}
	if err := errors.Join(os.Remove(cert), os.Remove(key)); err != nil {
		t.Fatal(err)
	}
	shown(next.Certificate, "after the files were lost")
	now = next.Certificate.NotAfter.Add(-24 * time.Hour)
	log.Reset()
	shown(next.Certificate, "a day before the end")
	shown(next.Certificate, "a day before the end, again")
	if n := strings.Count(log.String(), "ends soon"); n != 1 {
		t.Errorf("the end was told %d times, expected once: %s", n, log.String())
	}
	if strings.Contains(log.String(), "BEGIN") {
		t.Error("the log holds a key")
	}
}

func TestAnAuthorityIsReadAgainAsItWasKept(t *testing.T) {
	folder, a, _ := made(t, "cuntong.lan", "10.0.0.5")
	again, err := Open(folder)
	if err != nil || !again.Certificate.Equal(a.Certificate) {
		t.Fatalf("%v", err)
	}
	s, err := again.Issue([]string{"cuntong.lan", "10.0.0.6"}, 100, noon.AddDate(1, 0, 0))
	if err != nil || !slices.Equal(Hosts(s.Certificate), []string{"cuntong.lan", "10.0.0.6"}) {
		t.Fatalf("%v %v", Hosts(s.Certificate), err)
	}
	other, _, _ := made(t, "cuntong.lan")
	if err := os.Rename(filepath.Join(other, AuthorityKeyFile), filepath.Join(folder, AuthorityKeyFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(folder); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("another's key: %v", err)
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("an empty folder: %v", err)
	}
}
