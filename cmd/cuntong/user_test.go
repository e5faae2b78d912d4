package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"cuntong/data/gpkg"
)

// typed runs a command line with standard input.
func typed(t *testing.T, input string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs lockedBuffer
	p := &program{stdout: &out, stderr: &errs, stdin: strings.NewReader(input), now: time.Now, version: "test"}
	status = p.run(t.Context(), args)
	return status, out.String(), errs.String()
}

// copyOfDemo is a demo store of one's own, made by cuntong copy.
func copyOfDemo(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "own.gpkg")
	if status, _, errs := run(t, "copy", demoFile(t), file); status != exitDone {
		t.Fatalf("copy: %d %s", status, errs)
	}
	return file
}

const typedPassword = "correct horse 村\n"

func TestAccountsAreMadeListedClosedAndOpened(t *testing.T) {
	file := copyOfDemo(t)
	for _, c := range []struct {
		name, input string
		args        []string
		status      int
		says        string
	}{
		{"nobody yet", "", []string{"list"}, exitDone, "没有账号"},
		{"a first viewer", typedPassword, []string{"add", "wang", "--role", "viewer", "--password-stdin"}, exitBadInput, "administer everything"},
		{"a first administrator of a county", typedPassword, []string{"add", "wang", "--role", "administrator", "--area", "370522", "--password-stdin"}, exitBadInput, "administer everything"},
		{"a weak password", "password123\n", []string{"add", "zhang", "--role", "administrator", "--password-stdin"}, exitBadInput, "most common"},
		{"no password", "", []string{"add", "zhang", "--role", "administrator", "--password-stdin"}, exitBadInput, "at least 10"},
		{"no terminal", "", []string{"add", "zhang", "--role", "administrator"}, exitBadInput, "--password-stdin"},
		{"capital letters", typedPassword, []string{"add", "Zhang", "--role", "administrator", "--password-stdin"}, exitBadInput, "lower case"},
		{"an administrator", typedPassword, []string{"add", "zhang", "--role", "administrator", "--password-stdin"}, exitDone, "必须登录"},
		{"the same again", typedPassword, []string{"add", "zhang", "--role", "viewer", "--password-stdin"}, exitFailed, "already"},
		{"an unknown area", typedPassword, []string{"add", "li", "--role", "planner", "--area", "110000", "--password-stdin"}, exitBadInput, "not on record"},
		{"a planner of a county", typedPassword, []string{"add", "li", "--role", "planner", "--area", "370522", "--display-name", "李", "--password-stdin"}, exitDone, "li"},
		{"the last administrator", "", []string{"disable", "zhang"}, exitFailed, "last one"},
		{"a planner", "", []string{"disable", "li"}, exitDone, ""},
		{"the list", "", []string{"list"}, exitDone, "li 李 planner，区域 370522，上次登录 从未，已停用"},
		{"open again", "", []string{"enable", "li"}, exitDone, ""},
		{"another password", "another horse 乡\n", []string{"password", "li", "--password-stdin"}, exitDone, ""},
		{"nobody's password", "another horse 乡\n", []string{"password", "nobody", "--password-stdin"}, exitBadInput, "nobody"},
		{"a token of more than it may", "", []string{"token", "li", "--title", "x", "--may", "administer"}, exitBadInput, "may not do that itself"},
		{"a token elsewhere", "", []string{"token", "li", "--title", "x", "--may", "read", "--area", "370502"}, exitBadInput, "lies outside"},
		{"a token", "", []string{"token", "li", "--title", "x", "--may", "read,plan", "--days", "7"}, exitDone, "ctk_"},
	} {
		status, out, errs := typed(t, c.input, append(append([]string{"user"}, c.args...), "--store", file)...)
		if status != c.status || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: got %d %s%s, want %d with %q", c.name, status, out, errs, c.status, c.says)
		}
	}
	var listed struct{ Users []userJSON }
	_, out, _ := run(t, "user", "list", "--json", "--store", file)
	if err := json.Unmarshal([]byte(out), &listed); err != nil || len(listed.Users) != 2 || listed.Users[0].Name != "li" || listed.Users[0].Version != 4 || strings.Contains(out, "argon2") {
		t.Errorf("list: %v %s", err, out)
	}
}

func TestACopyLeavesAccountsOutAndABackupHasThem(t *testing.T) {
	file := copyOfDemo(t)
	if status, _, errs := typed(t, typedPassword, "user", "add", "zhang", "--role", "administrator", "--password-stdin", "--store", file); status != exitDone {
		t.Fatal(errs)
	}
	folder := t.TempDir()
	copied, backup := filepath.Join(folder, "copy.gpkg"), filepath.Join(folder, "backup.gpkg")
	if status, _, errs := run(t, "copy", file, copied); status != exitDone {
		t.Fatal(errs)
	}
	if status, _, errs := run(t, "backup", "--store", file, "--out", backup); status != exitDone {
		t.Fatal(errs)
	}
	for name, want := range map[string]bool{copied: false, backup: true} {
		store, err := gpkg.Open(t.Context(), name, gpkg.Options{})
		if err != nil {
			t.Fatal(err)
		}
		has, err := store.HasAccounts(t.Context())
		if err != nil || has != want {
			t.Errorf("%s has accounts: %t, %v; want %t", filepath.Base(name), has, err, want)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}

// served starts cuntong serve and returns its address and what it says. It stops with the test.
func served(t *testing.T, args ...string) (address string, said *lockedBuffer) {
	t.Helper()
	said = &lockedBuffer{}
	ctx, stop := context.WithCancel(context.Background())
	p := &program{stdout: io.Discard, stderr: said, now: time.Now, version: "test"}
	done := make(chan int, 1)
	go func() { done <- p.run(ctx, append([]string{"serve", "--no-worker"}, args...)) }()
	t.Cleanup(func() {
		stop()
		if status := <-done; status != exitDone {
			t.Errorf("serve ended with %d: %s", status, said)
		}
	})
	url := regexp.MustCompile(`地图：(https?://\S+) `)
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if found := url.FindStringSubmatch(said.String()); found != nil {
			return found[1], said
		}
		if time.Now().After(deadline) {
			t.Fatalf("no address: %s", said)
		}
	}
}

func TestServeOpensToTheNetworkOnlyWithAccountsAndTLS(t *testing.T) {
	file := copyOfDemo(t)
	refused := func(says string, args ...string) {
		t.Helper()
		status, _, errs := run(t, append([]string{"serve", "--store", file, "--addr", "0.0.0.0:0"}, args...)...)
		if status != exitBadInput || !strings.Contains(errs, says) {
			t.Errorf("%v: got %d %s, want a refusal with %q", args, status, errs, says)
		}
	}
	refused("cuntong user add")
	refused("cuntong user add", "--insecure-http")
	address, said := served(t, "--store", file, "--addr", "127.0.0.1:0")
	if !strings.Contains(said.String(), "没有账号") {
		t.Errorf("it does not say that it is open: %s", said)
	}
	if got := status(t, http.DefaultClient, address+"/api/v1/info"); got != http.StatusOK {
		t.Errorf("without accounts: %d", got)
	}
	if status, _, errs := typed(t, typedPassword, "user", "add", "zhang", "--role", "administrator", "--password-stdin", "--store", file); status != exitDone {
		t.Fatal(errs)
	}
	for deadline := time.Now().Add(2 * time.Minute); status(t, http.DefaultClient, address+"/api/v1/info") != http.StatusUnauthorized; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the running server stays open after the first account was made")
		}
	}
	refused("--tls-cert")
	open, warned := served(t, "--store", file, "--addr", "0.0.0.0:0", "--insecure-http")
	if !strings.Contains(warned.String(), "警告") || !strings.Contains(warned.String(), "须登录") {
		t.Errorf("it does not warn: %s", warned)
	}
	open = strings.NewReplacer("0.0.0.0", "127.0.0.1", "[::]", "127.0.0.1").Replace(open)
	if got := status(t, http.DefaultClient, open+"/api/v1/info"); got != http.StatusUnauthorized {
		t.Errorf("on the network: %d", got)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	answer, err := browser.Post(open+"/api/v1/session", "application/json", strings.NewReader(`{"name":"zhang","password":"correct horse 村"}`))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || status(t, browser, open+"/api/v1/info") != http.StatusOK {
		t.Errorf("login: %d", answer.StatusCode)
	}
}

func status(t *testing.T, client *http.Client, url string) int {
	t.Helper()
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}
