package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"time"

	"cuntong/data"
)

// MostDays is the longest life of a server certificate that phones accept: Apple refuses those valid for more than
// 398 days when they come from an authority that ships with the phone, and this stays below that whatever vouches.
const MostDays = 397

// authorityYears is how long an authority lasts: making a new one means a visit to every phone.
const authorityYears = 10

// early is how long before now a certificate is valid already, for phones whose clocks are late.
const early = 24 * time.Hour

// Authority vouches for server certificates of one place. It is limited twice over: it may make no further
// authorities, and it may vouch only for the names it was made for, names below them, localhost, and private
// addresses; so that whoever steals its key cannot pretend to be a bank to the phones that trust it.
type Authority struct {
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Server is a server certificate with its key.
type Server struct {
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// NewAuthority makes an authority (ECDSA P-256) for hosts, each a DNS name or an IP address.
func NewAuthority(hosts []string, now time.Time) (*Authority, error) {
	names, addresses, err := split(hosts)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the authority's key: %w", err)
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: fmt.Sprintf("Cuntong local authority %s (%s)", now.Format(time.DateOnly), hosts[0]), Organization: []string{"Cuntong 村通"}},
		NotBefore:    now.Add(-early), NotAfter: now.AddDate(authorityYears, 0, 0),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA: true, MaxPathLenZero: true, BasicConstraintsValid: true,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: withLocalhost(names), PermittedIPRanges: ranges(addresses),
	}
	c, err := sign(template, template, key, key)
	if err != nil {
		return nil, err
	}
	return &Authority{c, key}, nil
}

// Issue makes a server certificate for hosts, valid for days from now. Hosts that the authority may not vouch for are
// refused with the way out.
func (a *Authority) Issue(hosts []string, days int, now time.Time) (*Server, error) {
	if days < 1 || days > MostDays {
		return nil, fmt.Errorf("a server certificate of %d days: expected 1 to %d, phones refuse longer ones: %w", days, MostDays, data.ErrInvalid)
	}
	names, addresses, err := split(hosts)
	if err != nil {
		return nil, err
	}
	notAfter := now.AddDate(0, 0, days).Add(-early) // the early day counts
	if notAfter.After(a.Certificate.NotAfter) {
		notAfter = a.Certificate.NotAfter
	}
	if !notAfter.After(now) {
		return nil, fmt.Errorf("the authority ends on %s: make a new one with cuntong tls init and install it on the phones: %w", a.Certificate.NotAfter.Format(time.DateOnly), data.ErrInvalid)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the server's key: %w", err)
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: hosts[0], Organization: []string{"Cuntong 村通"}},
		NotBefore: now.Add(-early), NotAfter: notAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: withLocalhost(names), IPAddresses: withLoopback(addresses),
	}
	c, err := sign(template, a.Certificate, key, a.key)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.Certificate)
	if _, err := c.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now}); err != nil {
		return nil, fmt.Errorf("the authority of %s may not vouch for %s: %v; make a new authority for these hosts with cuntong tls init: %w",
			a.Certificate.NotBefore.Add(early).Format(time.DateOnly), strings.Join(hosts, ", "), err, data.ErrInvalid)
	}
	return &Server{c, key}, nil
}

func sign(template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) (*x509.Certificate, error) {
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return x509.ParseCertificate(raw)
}

func serialNumber() (*big.Int, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("make a serial number: %w", err)
	}
	return n.Add(n, big.NewInt(1)), nil
}

// split tells names from addresses and refuses what is neither.
func split(hosts []string) (names []string, addresses []netip.Addr, err error) {
	if len(hosts) == 0 {
		return nil, nil, fmt.Errorf("no host is named; say under which name or address phones reach this program, such as --name 192.168.1.20: %w", data.ErrInvalid)
	}
	for _, host := range hosts {
		if address, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && address.Zone() == "" {
			addresses = append(addresses, address.Unmap())
		} else if isName(host) {
			names = append(names, strings.ToLower(host))
		} else {
			return nil, nil, fmt.Errorf("host %q is neither a name such as cuntong.lan nor an address such as 192.168.1.20; no port and no https:// belong to it, names are written in ASCII (xn--…): %w", host, data.ErrInvalid)
		}
	}
	return names, addresses, nil
}

// isName reports whether a host is a DNS name in letters, digits and hyphens.
func isName(host string) bool {
	if host == "" || len(host) > 253 {
		return false
	}
	letters := false
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range label {
			switch {
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
				letters = true
			case c >= '0' && c <= '9' || c == '-':
			default:
				return false
			}
		}
	}
	return letters // 192.168.1 is no name
}

func withLocalhost(names []string) []string {
	for _, name := range names {
		if name == "localhost" {
			return names
		}
	}
	return append(names, "localhost")
}

func withLoopback(addresses []netip.Addr) []net.IP {
	ips := make([]net.IP, 0, len(addresses)+2)
	seen := map[netip.Addr]bool{}
	for _, a := range append(addresses, netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()) {
		if !seen[a] {
			seen[a] = true
			ips = append(ips, a.AsSlice())
		}
	}
	return ips
}

// ranges are the addresses that an authority may vouch for: private and loopback ones, which change when a router
// is replaced, and each public one that was named.
func ranges(addresses []netip.Addr) []*net.IPNet {
	var nets []*net.IPNet
	for _, private := range []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"} {
		prefix := netip.MustParsePrefix(private)
		nets = append(nets, &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())})
	}
	for _, a := range addresses {
		if !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() {
			nets = append(nets, &net.IPNet{IP: a.AsSlice(), Mask: net.CIDRMask(a.BitLen(), a.BitLen())})
		}
	}
	return nets
}
