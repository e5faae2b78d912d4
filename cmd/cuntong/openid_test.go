package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAProviderIsNamedWholeAndItsSecretIsNoArgument(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("geheim\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(openIDSecret, "from the environment")
	for _, c := range []struct {
		flags  OpenIDFlags
		ok     bool
		secret string
	}{
		{OpenIDFlags{}, true, ""},
		{OpenIDFlags{ClientID: "x"}, false, ""},
		{OpenIDFlags{Issuer: "https://id.example"}, false, ""},
		{OpenIDFlags{Issuer: "http://id.example", ClientID: "x"}, false, ""},
		{OpenIDFlags{Issuer: "id.example", ClientID: "x"}, false, ""},
		{OpenIDFlags{Issuer: "https://id.example", ClientID: "x", SecretFile: file + "none"}, false, ""},
		{OpenIDFlags{Issuer: "https://id.example", ClientID: "x"}, true, "from the environment"},
		{OpenIDFlags{Issuer: "http://127.0.0.1:9/realms/a", ClientID: "x", SecretFile: file}, true, "geheim"},
	} {
		got, err := c.flags.options()
		if (err == nil) != c.ok || got != nil && (got.ClientSecret != c.secret || got.Issuer != c.flags.Issuer) {
			t.Errorf("%+v: got %+v, %v", c.flags, got, err)
		}
	}
}
