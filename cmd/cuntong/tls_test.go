package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// startServe runs cuntong serve inside the test until it ends and returns what it said and the first URL in it.
func startServe(t *testing.T, args ...string) (url string, said *lockedBuffer) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	said = &lockedBuffer{}
	p := &program{stdout: io.Discard, stderr: said, now: time.Now, version: "test"}
	status := make(chan int, 1)
	go func() { status <- p.run(ctx, append([]string{"serve"}, args...)) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		if got := <-status; got != exitDone {
			t.Errorf("serve ended with status %d: %s", got, said.String())
		}
	})
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if found := regexp.MustCompile(`地图：(https?://\S+)`).FindStringSubmatch(said.String()); found != nil {
			return found[1], said
		}
	}
	t.Fatalf("no address was printed: %s", said.String())
	return "", nil
}

// tlsFolder makes a local authority for a name and an address.
func tlsFolder(t *testing.T, names string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "tls")
	status, out, errs := run(t, "tls", "init", "--out", folder, "--name", names)
	if status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	for _, want := range []string{"Android", "HarmonyOS", "iPhone", "Windows", "证书信任设置", "ca.crt", "SHA-256", "--tls-cert"} {
		if !strings.Contains(out, want) {
			t.Errorf("the steps lack %q", want)
		}
	}
	return folder
}

// trusting is a client that trusts one authority alone and connects to where an address really is.
func trusting(t *testing.T, folder string) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	text, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil || !roots.AppendCertsFromPEM(text) {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func TestServeSpeaksHTTPSToWhoeverTrustsItsAuthorityAndTakesARenewal(t *testing.T) {
	folder := tlsFolder(t, "cuntong.lan,192.168.1.20")
	at := func(name string) string { return filepath.Join(folder, name) }
	url, said := startServe(t, "--store", demoFile(t), "--addr", "127.0.0.1:0", "--no-worker",
		"--tls-cert", at("server.crt"), "--tls-key", at("server.key"), "--tls-ca", at("ca.crt"), "--http-redirect", "127.0.0.1:0")
	if !strings.HasPrefix(url, "https://") {
		t.Fatalf("the address is %s", url)
	}
	client := trusting(t, folder)
	get := func(target string, headers ...string) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(headers) > 0 {
			request.Host = headers[0]
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(body)
	}
	response, body := get(url + "/api/v1/info")
	if response.StatusCode != http.StatusOK || response.ProtoMajor != 2 || !strings.Contains(body, `"secure_context":true`) {
		t.Errorf("%s over HTTP/%d: %.200s", response.Status, response.ProtoMajor, body)
	}
	if hsts := response.Header.Get("Strict-Transport-Security"); hsts != "" {
		t.Errorf("a local authority made browsers insist on https: %s", hsts)
	}
	if response, _ := get(url+"/api/v1/info", "cuntong.lan"); response.StatusCode != http.StatusOK {
		t.Errorf("under the certificate's name: %s", response.Status)
	}
	if response, _ := get(url+"/api/v1/info", "bank.example"); response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("under a foreign name: %s", response.Status)
	}
	authority, err := os.ReadFile(at("ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`明文 (http://\S+)`).FindStringSubmatch(said.String())[1]
	for _, base := range []string{url, plain} {
		response, body := get(base + "/ca.crt")
		if body != string(authority) || response.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
			t.Errorf("%s/ca.crt: %s %s", base, response.Status, response.Header.Get("Content-Type"))
		}
	}
	if response, _ := get(plain + "/audit?area=370522&x=1"); response.StatusCode != http.StatusTemporaryRedirect || response.Header.Get("Location") != url+"/audit?area=370522&x=1" {
		t.Errorf("plain http: %s to %s", response.Status, response.Header.Get("Location"))
	}
	if response, _ := get(plain+"/", "bank.example"); response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("plain http under a foreign name: %s to %s", response.Status, response.Header.Get("Location"))
	}
	if _, err := http.Get(url + "/api/v1/info"); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a client that does not know the authority: %v", err)
	}
	otherClients(t, folder, url)

	before := response.TLS.PeerCertificates[0]
	if status, _, errs := run(t, "tls", "renew", "--out", folder, "--days", "90"); status != exitDone {
		t.Fatalf("status %d: %s", status, errs)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		client.CloseIdleConnections()
		if response, _ := get(url + "/healthz"); !response.TLS.PeerCertificates[0].Equal(before) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the renewed certificate was never shown")
		}
	}
}

// otherClients asks curl and openssl.
func otherClients(t *testing.T, folder, url string) {
	t.Helper()
	authority, port := filepath.Join(folder, "ca.crt"), url[strings.LastIndex(url, ":")+1:]
	if curl, err := exec.LookPath("curl"); err != nil {
		t.Log("curl is not installed: it was not asked")
	} else {
		out, err := exec.Command(curl, "-sS", "--cacert", authority, "--resolve", "cuntong.lan:"+port+":127.0.0.1", "-o", filepath.Join(folder, "answer"),
			"-w", "%{http_code} %{http_version} %{ssl_verify_result}", "https://cuntong.lan:"+port+"/api/v1/info").CombinedOutput()
		if err != nil || string(out) != "200 2 0" {
			t.Errorf("curl: %v %s", err, out)
		}
		if out, err := exec.Command(curl, "-sS", "--cacert", authority, "--tls-max", "1.1", url+"/healthz").CombinedOutput(); err == nil {
			t.Errorf("curl spoke TLS 1.1: %s", out)
		}
	}
	if openssl, err := exec.LookPath("openssl"); err != nil {
		t.Log("openssl is not installed: it was not asked")
	} else {
		for _, host := range []string{"-verify_hostname=cuntong.lan", "-verify_ip=192.168.1.20"} {
			name, value, _ := strings.Cut(host, "=")
			command := exec.Command(openssl, "s_client", "-connect", "127.0.0.1:"+port, "-CAfile", authority, name, value, "-verify_return_error", "-brief", "-tls1_2")
			if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "Verification: OK") {
				t.Errorf("openssl %s: %v %s", host, err, out)
			}
		}
	}
}

func TestTLSMistakesGetOneSentence(t *testing.T) {
	folder, other := tlsFolder(t, "cuntong.lan"), tlsFolder(t, "cuntong.lan")
	at := func(name string) string { return filepath.Join(folder, name) }
	serve := []string{"serve", "--store", demoFile(t), "--addr", "127.0.0.1:0", "--no-worker"}
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"a certificate alone":      {append(serve, "--tls-cert", at("server.crt")), exitBadInput, "--tls-key"},
		"a key alone":              {append(serve, "--tls-key", at("server.key")), exitBadInput, "--tls-cert"},
		"a redirect to nowhere":    {append(serve, "--http-redirect", "127.0.0.1:0"), exitBadInput, "--tls-cert"},
		"another's key":            {append(serve, "--tls-cert", at("server.crt"), "--tls-key", filepath.Join(other, "server.key")), exitBadInput, "belongs to another certificate"},
		"another's authority":      {append(serve, "--tls-cert", at("server.crt"), "--tls-key", at("server.key"), "--tls-ca", filepath.Join(other, "ca.crt")), exitBadInput, "is not the authority"},
		"a second init":            {[]string{"tls", "init", "--out", folder, "--name", "cuntong.lan"}, exitFailed, "tls renew"},
		"too long":                 {[]string{"tls", "init", "--out", t.TempDir(), "--name", "cuntong.lan", "--days", "400"}, exitBadInput, "397"},
		"a name with a port":       {[]string{"tls", "init", "--out", t.TempDir(), "--name", "cuntong.lan:8443"}, exitBadInput, "no port"},
		"a renewal for a stranger": {[]string{"tls", "renew", "--out", folder, "--name", "bank.example"}, exitBadInput, "may not vouch"},
		"a renewal of nothing":     {[]string{"tls", "renew", "--out", t.TempDir()}, exitBadInput, "ca.crt cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, errs := run(t, c.args...)
			if status != c.status || !strings.Contains(errs, c.want) {
				t.Errorf("status %d, want %d; message %q, want it to contain %q", status, c.status, errs, c.want)
			}
		})
	}
	var late lockedBuffer
	p := &program{stdout: io.Discard, stderr: &late, now: func() time.Time { return time.Now().AddDate(2, 0, 0) }, version: "test"}
	if status := p.run(t.Context(), append(serve, "--tls-cert", at("server.crt"), "--tls-key", at("server.key"))); status != exitBadInput || !strings.Contains(late.String(), "expired on") {
		t.Errorf("an expired certificate: status %d: %s", status, late.String())
	}
}

func TestAKeyThatOthersMayReadIsWarnedAboutAndRenewSpeaksJSON(t *testing.T) {
	folder := tlsFolder(t, "cuntong.lan")
	key := filepath.Join(folder, "server.key")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	_, said := startServe(t, "--store", demoFile(t), "--addr", "127.0.0.1:0", "--no-worker", "--tls-cert", filepath.Join(folder, "server.crt"), "--tls-key", key)
	if !strings.Contains(said.String(), "chmod o-rwx") {
		t.Errorf("no warning: %s", said.String())
	}
	status, out, errs := run(t, "tls", "renew", "--out", folder, "--json", "--name", "neu.cuntong.lan,10.1.1.1")
	var facts tlsJSON
	if err := json.Unmarshal([]byte(out), &facts); err != nil || status != exitDone || strings.Join(facts.Names, " ") != "neu.cuntong.lan 10.1.1.1" || len(facts.CAPrint) != 95 {
		t.Errorf("status %d, %v: %s%s", status, err, out, errs)
	}
}

func TestPublicNamesAreToldFromPrivateOnes(t *testing.T) {
	for host, want := range map[string]bool{"cuntong.lijin.gov.cn": true, "cuntong.lan": false, "cuntong": false, "192.168.1.20": false, "::1": false, "demo.localhost": false, "a.home.arpa": false} {
		if got := isPublicName(host); got != want {
			t.Errorf("%s: %v, want %v", host, got, want)
		}
	}
}
