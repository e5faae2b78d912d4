package main

import (
	"net/url"
	"os"
	"strings"

	"cuntong/api"
)

// OpenIDFlags name a provider of OpenID Connect at which people may log in besides.
type OpenIDFlags struct {
	Issuer     string `name:"openid-issuer" placeholder:"URL" help:"Let accounts with a subject (user add --subject) log in at this OpenID Connect provider. Its redirect address is https://HOST/api/v1/openid/callback."`
	ClientID   string `name:"openid-client" placeholder:"ID" help:"What the provider calls this program."`
	SecretFile string `name:"openid-secret-file" placeholder:"FILE" help:"File with the client's secret; default the environment variable CUNTONG_OPENID_SECRET, else none (a public client with PKCE)."`
}

// openIDSecret holds the secret where no file does: an argument could be read by everybody on the machine.
const openIDSecret = "CUNTONG_OPENID_SECRET"

// options checks the flags and reads the secret; nil where no provider is named.
func (f OpenIDFlags) options() (*api.OpenID, error) {
	if f.Issuer == "" {
		if f.ClientID != "" || f.SecretFile != "" {
			return nil, invalid("--openid-client and --openid-secret-file belong to --openid-issuer")
		}
		return nil, nil
	}
	issuer, err := url.Parse(f.Issuer)
	local := err == nil && (issuer.Hostname() == "localhost" || strings.HasPrefix(issuer.Hostname(), "127."))
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !(issuer.Scheme == "http" && local) {
		return nil, invalid("--openid-issuer %q is not an https address such as https://id.example", f.Issuer)
	}
	if f.ClientID == "" {
		return nil, invalid("--openid-issuer needs --openid-client: what the provider calls this program")
	}
	secret := os.Getenv(openIDSecret)
	if f.SecretFile != "" {
		text, err := os.ReadFile(f.SecretFile)
		if err != nil {
			return nil, invalid("--openid-secret-file: %v", err)
		}
		secret = strings.TrimSpace(string(text))
	}
	return &api.OpenID{Issuer: f.Issuer, ClientID: f.ClientID, ClientSecret: secret}, nil
}
