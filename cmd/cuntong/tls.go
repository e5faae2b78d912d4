package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"cuntong/api/certificate"
)

// TLSCmd keeps a local certificate authority for phones.
type TLSCmd struct {
	Init  TLSInitCmd  `cmd:"" help:"Make a local certificate authority and a server certificate, and print how to install the authority on phones."`
	Renew TLSRenewCmd `cmd:"" help:"Make a new server certificate by the same authority; phones need nothing new, a running server takes it by itself."`
}

// TLSInitCmd makes an authority with its first server certificate.
type TLSInitCmd struct {
	Folder string   `name:"out" required:"" placeholder:"FOLDER" help:"Folder for ca.crt, ca.key, server.crt and server.key; files that are there are never overwritten."`
	Name   []string `required:"" placeholder:"HOST" help:"Names and addresses under which phones reach the program, such as cuntong.lan,192.168.1.20."`
	Days   int      `default:"397" help:"How long the server certificate lasts, at most 397 days: phones refuse longer ones."`
	JSON   bool     `name:"json" help:"Print one JSON object to standard output and nothing else there."`
}

// TLSRenewCmd makes a new server certificate.
type TLSRenewCmd struct {
	Folder string   `name:"out" required:"" placeholder:"FOLDER" help:"Folder that tls init wrote; server.crt and server.key in it are replaced."`
	Name   []string `placeholder:"HOST" help:"Other names and addresses than before; the authority must be allowed to vouch for them: those it was made for, names below them, private addresses."`
	Days   int      `default:"397" help:"How long the server certificate lasts, at most 397 days."`
	JSON   bool     `name:"json" help:"Print one JSON object to standard output and nothing else there."`
}

// tlsJSON is what tls init and renew print with --json.
type tlsJSON struct {
	Authority   string    `json:"authority"`
	Certificate string    `json:"certificate"`
	Key         string    `json:"key"`
	Names       []string  `json:"names"`
	Expires     time.Time `json:"expires"`
	CAExpires   time.Time `json:"authority_expires"`
	CAPrint     string    `json:"authority_sha256"`
}

// Run implements the command.
func (c *TLSInitCmd) Run(p *program) error {
	now := p.now()
	authority, err := certificate.NewAuthority(c.Name, now)
	if err != nil {
		return err
	}
	server, err := authority.Issue(c.Name, c.Days, now)
	if err != nil {
		return err
	}
	if err := certificate.Keep(c.Folder, authority, server); err != nil {
		return err
	}
	return p.emit(OutputFlags{JSON: c.JSON}, tlsFacts(c.Folder, authority, server), func(w io.Writer) {
		printTLS(w, tlsFacts(c.Folder, authority, server))
		printPhoneSteps(w, c.Folder, certificate.Fingerprint(authority.Certificate))
	})
}

// Run implements the command.
func (c *TLSRenewCmd) Run(p *program) error {
	authority, err := certificate.Open(c.Folder)
	if err != nil {
		return err
	}
	names := c.Name
	if len(names) == 0 {
		before, err := certificate.ReadCertificate(filepath.Join(c.Folder, certificate.ServerFile))
		if err != nil {
			return err
		}
		names = certificate.Hosts(before)
	}
	server, err := authority.Issue(names, c.Days, p.now())
	if err != nil {
		return err
	}
	if err := certificate.Replace(c.Folder, server); err != nil {
		return err
	}
	return p.emit(OutputFlags{JSON: c.JSON}, tlsFacts(c.Folder, authority, server), func(w io.Writer) {
		printTLS(w, tlsFacts(c.Folder, authority, server))
	})
}

func tlsFacts(folder string, authority *certificate.Authority, server *certificate.Server) tlsJSON {
	return tlsJSON{
		Authority: filepath.Join(folder, certificate.AuthorityFile), Certificate: filepath.Join(folder, certificate.ServerFile), Key: filepath.Join(folder, certificate.ServerKeyFile),
		Names: certificate.Hosts(server.Certificate), Expires: server.Certificate.NotAfter, CAExpires: authority.Certificate.NotAfter, CAPrint: certificate.Fingerprint(authority.Certificate),
	}
}

func printTLS(w io.Writer, facts tlsJSON) {
	fmt.Fprintf(w, "服务器证书 %s：%s，有效至 %s（到期前运行 cuntong tls renew，正在运行的服务自动换用）\n", facts.Certificate, strings.Join(facts.Names, "、"), facts.Expires.Format(time.DateOnly))
	fmt.Fprintf(w, "本地颁发机构 %s：有效至 %s，SHA-256 指纹\n  %s\n", facts.Authority, facts.CAExpires.Format(time.DateOnly), facts.CAPrint)
	fmt.Fprintf(w, "启动：cuntong serve --store STORE --addr 0.0.0.0:8443 --tls-cert %s --tls-key %s\n", facts.Certificate, facts.Key)
}
