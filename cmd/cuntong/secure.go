package main

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"cuntong/api/certificate"
	"cuntong/api/metric"
)

// TLSFlags say how connections are encrypted.
type TLSFlags struct {
	TLSCert      string `name:"tls-cert" placeholder:"FILE" help:"Speak https with this certificate (PEM, with its chain); read anew when it changes. cuntong tls init makes one."`
	TLSKey       string `name:"tls-key" placeholder:"FILE" help:"Private key of --tls-cert (PEM, without a pass phrase)."`
	TLSCA        string `name:"tls-ca" placeholder:"FILE" help:"Certificate of the local authority: handed out to phones at /ca.crt."`
	HTTPRedirect string `name:"http-redirect" placeholder:"HOST:PORT" help:"Listen here too, for plain http: sends browsers on to https and hands out /ca.crt."`
}

func (f TLSFlags) check() error {
	switch {
	case f.TLSCert != "" && f.TLSKey == "":
		return fmt.Errorf("--tls-cert %s needs --tls-key with its private key", f.TLSCert)
	case f.TLSCert == "" && f.TLSKey != "":
		return fmt.Errorf("--tls-key %s needs --tls-cert with its certificate", f.TLSKey)
	case f.TLSCert == "" && f.TLSCA != "":
		return fmt.Errorf("--tls-ca %s needs --tls-cert and --tls-key", f.TLSCA)
	case f.TLSCert == "" && f.HTTPRedirect != "":
		return fmt.Errorf("--http-redirect %s needs --tls-cert and --tls-key: there is no https to go to", f.HTTPRedirect)
	}
	return nil
}

// front is how a server speaks TLS; nil: plain http.
type front struct {
	files     *certificate.Files
	authority []byte // PEM; nil: none is handed out
}

// secure reads the certificates that the flags name; nil where they name none.
func (p *program) secure(flags TLSFlags, log *slog.Logger) (*front, error) {
	if flags.TLSCert == "" {
		return nil, nil
	}
	if certificate.OpenToOthers(flags.TLSKey) {
		p.say("警告：私钥 %s 其他用户也能读，请运行 chmod o-rwx %s / the private key can be read by other users", flags.TLSKey, flags.TLSKey)
	}
	files, err := certificate.Watch(flags.TLSCert, flags.TLSKey, p.now, log)
	if err != nil {
		return nil, err
	}
	f := &front{files: files}
	if flags.TLSCA != "" {
		authority, err := certificate.ReadCertificate(flags.TLSCA)
		if err != nil {
			return nil, err
		}
		if !authority.IsCA || !files.VouchedBy(authority) {
			return nil, invalid("--tls-ca %s is not the authority that vouches for --tls-cert %s; name the ca.crt that was made with it", flags.TLSCA, flags.TLSCert)
		}
		f.authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw})
		p.say("手机安装 /ca.crt 前核对 SHA-256 指纹：%s", certificate.Fingerprint(authority))
	}
	return f, nil
}

// scheme is the one under which a server is reached.
func (f *front) scheme() string {
	if f == nil {
		return "http"
	}
	return "https"
}

// config is nil for plain http.
func (f *front) config() *tls.Config {
	if f == nil {
		return nil
	}
	return f.files.Config()
}

// serve serves a listener until the server ends.
func (f *front) serve(server *http.Server, listener net.Listener) error {
	if f == nil {
		return server.Serve(listener)
	}
	return server.ServeTLS(listener, "", "")
}

// count shows when the certificate in use ends.
func (f *front) count(m *metric.Metrics) {
	if f != nil {
		m.Gauge("certificate_expiry_timestamp_seconds", "When the certificate of https ends, seconds since 1970.", func() float64 { return float64(f.files.Expires().Unix()) })
	}
}

// allows reports whether the certificate is made out to a name.
func (f *front) allows(name string) bool { return f != nil && f.files.Names(name) }

// strictSeconds is for how long a browser shall ask for nothing but https: 180 days.
const strictSeconds = 180 * 24 * 60 * 60

// wrap adds what only TLS makes sense of. Browsers are told to insist on https (HSTS) only under a public name with a
// certificate that they trust anyhow: behind a local authority it would turn the warning into a locked door, and
// the way back to http on an office network too.
func (f *front) wrap(next http.Handler) http.Handler {
	if f == nil {
		return next
	}
	strict := fmt.Sprintf("max-age=%d", strictSeconds)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.giveAuthority(w, r) {
			return
		}
		if f.files.Public() && isPublicName(bareHost(r.Host)) {
			w.Header().Set("Strict-Transport-Security", strict)
		}
		next.ServeHTTP(w, r)
	})
}

// giveAuthority answers /ca.crt.
func (f *front) giveAuthority(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/ca.crt" || f.authority == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	w.Header().Set("Content-Type", "application/x-x509-ca-cert")
	w.Header().Set("Content-Disposition", `attachment; filename="cuntong-ca.crt"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(f.authority) // only the connection can fail
	return true
}

// redirect serves plain http until the context ends: browsers are sent to the same host at the port of target.
func (f *front) redirect(ctx context.Context, addr string, target net.Addr, log *slog.Logger) (stop func(), url string, err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, "", invalid("--http-redirect %s: %v", addr, err)
	}
	_, port, err := net.SplitHostPort(target.String())
	if err != nil {
		listener.Close()
		return nil, "", fmt.Errorf("address %s: %w", target, err)
	}
	server := &http.Server{
		ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout, IdleTimeout: readTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if f.giveAuthority(w, r) {
				return
			}
			host := bareHost(r.Host)
			if !f.files.Names(host) {
				http.Error(w, "this program does not answer under that name", http.StatusMisdirectedRequest)
				return
			}
			if port != "443" {
				host = net.JoinHostPort(host, port)
			} else if strings.Contains(host, ":") {
				host = "[" + host + "]"
			}
			w.Header().Set("Cache-Control", "no-store")
			// Not a permanent one: browsers would keep it when the port changes.
			http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		}),
	}
	go func() { _ = server.Serve(listener) }() // ends with the server; what it could say is that it ended
	return func() { _ = server.Close() }, "http://" + listener.Addr().String(), nil
}

// bareHost is a Host header without port and brackets.
func bareHost(host string) string {
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// isPublicName tells names of the Internet from addresses and from names that only one network knows.
func isPublicName(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ".") {
		return false
	}
	for _, private := range []string{".localhost", ".local", ".lan", ".internal", ".intranet", ".home.arpa", ".test"} {
		if strings.HasSuffix(host, private) {
			return false
		}
	}
	return true
}
