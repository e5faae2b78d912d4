package api

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/api/account"
	"cuntong/data"

	"github.com/getkin/kin-openapi/routers"
)

func TestWithoutAccountsWhoeverIsHereMayDoEverything(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	who := decode[Session](t, ask(t, server, http.MethodGet, "/api/v1/session", ""))
	if who.LoginRequired || who.Name != nil || who.CSRFToken != nil || len(who.May) != 5 {
		t.Errorf("got %+v", who)
	}
	closed := serve(t, Options{Study: tinyStudy(t), RequireLogin: true})
	if who := decode[Session](t, ask(t, closed, http.MethodGet, "/api/v1/session", "")); !who.LoginRequired || len(who.May) != 0 {
		t.Errorf("on the network: got %+v", who)
	}
	want401(t, ask(t, closed, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	wantProblem(t, ask(t, closed, http.MethodPost, "/api/v1/session", `{"name":"x","password":"y"}`), http.StatusConflict, "no_accounts")
}

func TestTheFirstAccountClosesARunningServer(t *testing.T) {
	s, now := tinyStudy(t), noon()
	s.Now = func() time.Time { return now }
	server := serve(t, Options{Study: s})
	if got := ask(t, server, http.MethodGet, "/api/v1/info", ""); got.status != http.StatusOK {
		t.Fatalf("got %d", got.status)
	}
	addPeople(t, s, data.Account{Name: "root", Role: data.RoleAdministrator})
	now = now.Add(noticeAfter)
	want401(t, ask(t, server, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	for _, path := range []string{"/healthz", "/readyz", "/api/openapi.json", "/", "/favicon.ico", "/api/v1/session"} {
		if got := ask(t, server, http.MethodGet, path, ""); got.status >= 400 {
			t.Errorf("%s: got %d, want it open", path, got.status)
		}
	}
}

func TestALoginLastsUntilItIsEndedAndNoLonger(t *testing.T) {
	s, now := openedStudy(t), noon()
	s.Now = func() time.Time { return now }
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	wang := login(t, server, "wang")
	who := decode[Session](t, wang.ask(t, http.MethodGet, "/api/v1/session", ""))
	if who.Name == nil || *who.Name != "wang" || *who.Role != "viewer" || !who.LoginRequired || who.Until == nil || who.Area != nil || len(who.May) != 2 {
		t.Errorf("got %+v", who)
	}
	if got := wang.ask(t, http.MethodGet, "/api/v1/session", ""); got.header.Get("Cache-Control") != "no-store" || got.header.Get("ETag") != "" || !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Cookie") {
		t.Errorf("headers %v", got.header)
	}
	for range 5 { // used again and again it goes on to its end
		now = now.Add(3 * time.Hour)
		if got := wang.ask(t, http.MethodGet, "/api/v1/info", ""); got.status != http.StatusOK {
			t.Fatalf("at %v: %d %s", now, got.status, got.body)
		}
	}
	if got := wang.ask(t, http.MethodDelete, "/api/v1/session", ""); got.status != http.StatusNoContent || cookieFrom(t, got) != "" {
		t.Errorf("logout: %d %v", got.status, got.header)
	}
	want401(t, wang.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated") // replayed
	want401(t, wang.ask(t, http.MethodDelete, "/api/v1/session", ""), "unauthenticated")
	idle := login(t, server, "wang")
	now = now.Add(4 * time.Hour)
	want401(t, idle.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	whole := login(t, server, "wang")
	for range 8 {
		now = now.Add(3 * time.Hour)
		whole.ask(t, http.MethodGet, "/api/v1/info", "")
	}
	want401(t, whole.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
}

func TestCookiesAreKeptFromScriptsAndOtherSites(t *testing.T) {
	s := openedStudy(t)
	addPeople(t, s, data.Account{Name: "zhao", Role: data.RoleCourier})
	handler, err := New(Options{Study: s, PasswordCost: cheapCost})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		host, user string
		secure     bool
		want       string
	}{
		"plain":   {"127.0.0.1:8080", "wang", false, "cuntong-8080=*; Path=/; HttpOnly; SameSite=Strict"},
		"tls":     {"127.0.0.1:8443", "wang", true, "__Host-cuntong=*; Path=/; HttpOnly; Secure; SameSite=Strict"},
		"courier": {"localhost", "zhao", false, "cuntong=*; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict"},
	} {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodPost, "http://"+c.host+"/api/v1/session", strings.NewReader(`{"name":"`+c.user+`","password":"`+goodPassword+`"}`))
			request.Header.Set("Content-Type", "application/json")
			if request.TLS = nil; c.secure {
				request.TLS = &tls.ConnectionState{}
			}
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			cookie := answer.Header().Get("Set-Cookie")
			value, _, _ := strings.Cut(strings.SplitN(cookie, "=", 2)[1], ";")
			if got := strings.Replace(cookie, value, "*", 1); got != c.want || !account.WellFormed(account.SessionPrefix, value) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if strings.Contains(answer.Body.String(), value) {
				t.Error("the answer tells scripts the secret")
			}
		})
	}
}

func TestASessionPutIntoABrowserNeverLogsIn(t *testing.T) {
	server := serve(t, Options{Study: openedStudy(t), PasswordCost: cheapCost})
	attacker := login(t, server, "wang")
	// The victim's browser carries the attacker's cookie and logs in.
	got := ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"ROOT ","password":"`+goodPassword+`"}`, "Cookie", attacker.headers[1])
	if got.status != http.StatusOK || cookieFrom(t, got) == attacker.headers[1] {
		t.Fatalf("login: %d, cookie %q", got.status, got.header.Get("Set-Cookie"))
	}
	want401(t, attacker.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	// A made-up one is not taken over either.
	made := account.NewSecret(account.SessionPrefix)
	name, _, _ := strings.Cut(attacker.headers[1], "=")
	got = ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"root","password":"`+goodPassword+`"}`, "Cookie", name+"="+made)
	if got.status != http.StatusOK || strings.Contains(got.header.Get("Set-Cookie"), made) {
		t.Errorf("login: %d, cookie %q", got.status, got.header.Get("Set-Cookie"))
	}
}

func TestUnsafeRequestsWithACookieNeedItsToken(t *testing.T) {
	server := serve(t, Options{Study: openedStudy(t), PasswordCost: cheapCost})
	root, other := login(t, server, "root"), login(t, server, "root")
	draft := `{"name":"一","model":"lscp"}`
	for what, headers := range map[string][]string{
		"no token":        {"Cookie", root.headers[1]},
		"an empty token":  {"Cookie", root.headers[1], csrfHeader, ""},
		"another's token": {"Cookie", root.headers[1], csrfHeader, other.headers[3]},
		"a longer token":  {"Cookie", root.headers[1], csrfHeader, root.headers[3] + "A"},
		"the cookie":      {"Cookie", root.headers[1], csrfHeader, strings.SplitN(root.headers[1], "=", 2)[1]},
	} {
		wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", draft, headers...), http.StatusForbidden, "csrf")
		wantProblem(t, ask(t, server, http.MethodDelete, "/api/v1/session", "", headers...), http.StatusForbidden, "csrf")
		if got := ask(t, server, http.MethodGet, "/api/v1/info", "", headers...); got.status != http.StatusOK {
			t.Errorf("%s: reading gives %d", what, got.status)
		}
	}
	if got := root.ask(t, http.MethodPost, "/api/v1/scenarios", draft); got.status != http.StatusCreated {
		t.Errorf("with its token: %d %s", got.status, got.body)
	}
	wantProblem(t, root.ask(t, http.MethodPost, "/api/v1/scenarios", draft, "Origin", "http://evil.example"), http.StatusForbidden, "foreign_origin")
}

func TestForgedAndAlteredSecretsAreRefused(t *testing.T) {
	server := serve(t, Options{Study: openedStudy(t), PasswordCost: cheapCost})
	root := login(t, server, "root")
	name, secret, _ := strings.Cut(root.headers[1], "=")
	altered := secret[:10] + string(secret[10]^1) + secret[11:]
	token := withToken(t, root, `{"name":"x","may":["read"]}`).headers[1]
	tokenSecret := strings.TrimPrefix(token, "Bearer ")
	for what, headers := range map[string][]string{
		"a made-up cookie":           {"Cookie", name + "=" + account.NewSecret(account.SessionPrefix)},
		"an altered cookie":          {"Cookie", name + "=" + altered},
		"a short cookie":             {"Cookie", name + "=" + secret[:20]},
		"an empty cookie":            {"Cookie", name + "="},
		"a hash as cookie":           {"Cookie", name + "=" + account.HashOf(secret)},
		"SQL as cookie":              {"Cookie", name + "=' OR 1=1 --"},
		"two cookies":                {"Cookie", name + "=" + secret + "; " + name + "=" + secret},
		"a token as cookie":          {"Cookie", name + "=" + tokenSecret},
		"a cookie of another name":   {"Cookie", "__Host-cuntong=" + secret},
		"a cookie as token":          {"Authorization", "Bearer " + secret},
		"a made-up token":            {"Authorization", "Bearer " + account.NewSecret(account.TokenPrefix)},
		"an altered token":           {"Authorization", "Bearer " + tokenSecret[:46] + "!"},
		"a hash as token":            {"Authorization", "Bearer " + account.HashOf(tokenSecret)},
		"another scheme":             {"Authorization", "Basic cm9vdDpyb290"},
		"no scheme":                  {"Authorization", tokenSecret},
		"a bad token, a good cookie": {"Authorization", "Bearer x", "Cookie", root.headers[1]},
	} {
		for _, path := range []string{"/api/v1/info", "/api/v1/accounts", "/nearest/v1/driving/118.3,37.5"} {
			got := ask(t, server, http.MethodGet, path, "", headers...)
			if got.status != http.StatusUnauthorized {
				t.Errorf("%s, %s: got %d", what, path, got.status)
				continue
			}
			want401(t, got, "unauthenticated")
		}
	}
}

func TestGuessingIsSlowedDownAndTold(t *testing.T) {
	s, now := openedStudy(t), noon()
	s.Now = func() time.Time { return now }
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	try := func(name, password string) reply {
		t.Helper()
		return ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"`+name+`","password":"`+password+`"}`)
	}
	var known, unknown []byte
	for i := range freeTriesOfName {
		got := try("root", "wrong")
		want401(t, got, "wrong_login")
		known = got.body
		unknown = try("nobody", "wrong").body
		if i == 0 && !bytes.Equal(withoutID(t, known), withoutID(t, unknown)) {
			t.Errorf("an answer tells whether there is an account:\n%s\n%s", known, unknown)
		}
	}
	for _, name := range []string{"root", "Root ", "nobody"} { // a name is the same in every form; one that is no account is limited alike
		got := try(name, goodPassword)
		p := wantProblem(t, got, http.StatusTooManyRequests, "locked")
		if got.header.Get("Retry-After") != "1" || p.Params["wait_s"] != "1" {
			t.Errorf("%s: Retry-After %q", name, got.header.Get("Retry-After"))
		}
	}
	now = now.Add(time.Second)
	if got := try("root", goodPassword); got.status != http.StatusOK {
		t.Fatalf("after the wait: %d %s", got.status, got.body)
	}
	for i := 0; ; i++ { // one address, many names
		got := try("name"+strconv.Itoa(i), "wrong")
		if got.status == http.StatusTooManyRequests {
			wantProblem(t, got, http.StatusTooManyRequests, "rate_limited")
			break
		}
		if i > freeTriesOfAddress {
			t.Fatal("an address may try without end")
		}
	}
	wantProblem(t, try("wang", goodPassword), http.StatusTooManyRequests, "rate_limited")
}

func TestWhoeverGuessesElsewhereLocksNobodyOut(t *testing.T) {
	s := openedStudy(t)
	server := serve(t, Options{Study: s, PasswordCost: cheapCost, BehindTLS: true})
	tries := 0
	try := func(from, password string) reply {
		t.Helper()
		tries++
		return ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"wang","password":"`+password+`"}`, "X-Forwarded-For", from)
	}
	inside := login(t, server, "wang")
	for range freeTriesOfName {
		want401(t, try("192.0.2.66", "wrong"), "wrong_login")
	}
	wantProblem(t, try("192.0.2.66", goodPassword), http.StatusTooManyRequests, "locked")
	if got := try("198.51.100.7", goodPassword); got.status != http.StatusOK {
		t.Errorf("the owner elsewhere: %d %s", got.status, got.body)
	}
	for i := 0; ; i++ { // many addresses, one name
		if got := try(fmt.Sprintf("203.0.113.%d", i/freeTriesOfName), "wrong"); got.status == http.StatusTooManyRequests {
			wantProblem(t, got, http.StatusTooManyRequests, "locked")
			break
		}
		if i > freeTriesEverywhere {
			t.Fatal("a name may be tried without end")
		}
	}
	if tries < freeTriesEverywhere {
		t.Errorf("locked everywhere after %d tries", tries)
	}
	wantProblem(t, try("198.51.100.7", goodPassword), http.StatusTooManyRequests, "locked")
	change := func(old string) reply {
		return inside.ask(t, http.MethodPut, "/api/v1/session/password", `{"old_password":"`+old+`","new_password":"another horse 乡"}`)
	}
	if got := change(goodPassword); got.status != http.StatusOK {
		t.Fatalf("one who is logged in: %d %s", got.status, got.body)
	}
	root := login(t, server, "root")
	if got := root.ask(t, http.MethodPut, "/api/v1/accounts/wang/password", `{"password":"third horse 县"}`); got.status != http.StatusNoContent {
		t.Fatalf("reset: %d %s", got.status, got.body)
	}
	if got := try("192.0.2.66", "third horse 县"); got.status != http.StatusOK {
		t.Errorf("after a reset: %d %s", got.status, got.body)
	}
}

func TestGuessingInASessionIsSlowedDownToo(t *testing.T) {
	s := openedStudy(t)
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	inside := login(t, server, "wang")
	change := func(old string) reply {
		return inside.ask(t, http.MethodPut, "/api/v1/session/password", `{"old_password":"`+old+`","new_password":"another horse 乡"}`)
	}
	for range freeTriesOfName {
		wantProblem(t, change("wrong"), http.StatusUnprocessableEntity, "invalid")
	}
	wantProblem(t, change(goodPassword), http.StatusTooManyRequests, "locked")
	login(t, server, "wang") // elsewhere the password still opens
}

func TestBehindAProxyLoginsAreCountedByTheAddressItSaw(t *testing.T) {
	s := &server{Options: Options{BehindTLS: true}}
	for forwarded, want := range map[string]string{
		"": "192.0.2.1", "198.51.100.7": "198.51.100.7", "1.1.1.1, 198.51.100.7": "198.51.100.7", "1.1.1.1,nonsense": "192.0.2.1", "2001:db8::7": "2001:db8::/64", "[2001:db8::7]": "2001:db8::/64",
	} {
		request := httptest.NewRequest(http.MethodGet, "/", nil) // from 192.0.2.1
		if forwarded != "" {
			request.Header.Set("X-Forwarded-For", forwarded)
		}
		if got := s.visitFrom(request); got.address != want || !got.secure {
			t.Errorf("%q: got %+v, want %s", forwarded, got, want)
		}
		if got := (&server{}).visitFrom(request).address; got != "192.0.2.1" {
			t.Errorf("without a proxy %q is believed: %s", forwarded, got)
		}
	}
}

func withoutID(t *testing.T, body []byte) []byte {
	t.Helper()
	var p map[string]any
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	delete(p, "request_id")
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestANewPasswordEndsAllOtherSessions(t *testing.T) {
	s := openedStudy(t)
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	here, there := login(t, server, "wang"), login(t, server, "wang")
	change := func(old, fresh string) reply {
		t.Helper()
		return here.ask(t, http.MethodPut, "/api/v1/session/password", `{"old_password":"`+old+`","new_password":"`+fresh+`"}`)
	}
	wantProblem(t, change("wrong", "another horse 乡"), http.StatusUnprocessableEntity, "invalid")
	for _, weak := range []string{"short", "password123", "1234567890"} {
		if p := wantProblem(t, change(goodPassword, weak), http.StatusUnprocessableEntity, "invalid"); strings.Contains(p.Detail, weak) {
			t.Errorf("the answer echoes the password: %s", p.Detail)
		}
	}
	got := change(goodPassword, "another horse 乡")
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	want401(t, there.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	want401(t, here.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated") // its secret was changed too
	fresh := somebody{server, []string{"Cookie", cookieFrom(t, got)}}
	if got := fresh.ask(t, http.MethodGet, "/api/v1/info", ""); got.status != http.StatusOK {
		t.Errorf("the new session: %d", got.status)
	}
	want401(t, ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"wang","password":"`+goodPassword+`"}`), "wrong_login")
	loginWith(t, server, "wang", "another horse 乡")
	root := login(t, server, "root")
	if got := root.ask(t, http.MethodPut, "/api/v1/accounts/wang/password", `{"password":"third horse 县"}`); got.status != http.StatusNoContent {
		t.Fatalf("reset: %d %s", got.status, got.body)
	}
	want401(t, fresh.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
}

func TestAnOverlongPasswordIsNotEchoed(t *testing.T) {
	server := serve(t, Options{Study: openedStudy(t), PasswordCost: cheapCost})
	long := strings.Repeat("geheim", 50)
	got := ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"root","password":"`+long+`"}`)
	wantProblem(t, got, http.StatusUnprocessableEntity, "invalid")
	if bytes.Contains(got.body, []byte("geheim")) {
		t.Errorf("the answer echoes a password: %s", got.body)
	}
}

func TestAccountsAnswerAsTheDocumentSays(t *testing.T) {
	server := serve(t, Options{Study: openedStudy(t), PasswordCost: cheapCost})
	document := theDocument(t, server)
	root := login(t, server, "root")
	token := decode[NewToken](t, root.ask(t, http.MethodPost, "/api/v1/tokens", `{"name":"甲","may":["read"]}`))
	named := func(key, value string) map[string]string { return map[string]string{key: value} }
	li := `"name":"li","display_name":"李","role":"planner","area":"370522"`
	for _, one := range []struct {
		path, method string
		call         sampleCall
	}{
		{"/api/v1/session", "GET", sampleCall{target: "/api/v1/session", status: 200}},
		{"/api/v1/session", "POST", sampleCall{target: "/api/v1/session", body: `{"name":"wang","password":"` + goodPassword + `"}`, status: 200}},
		{"/api/v1/accounts", "GET", sampleCall{target: "/api/v1/accounts?limit=1", status: 200}},
		{"/api/v1/accounts", "POST", sampleCall{target: "/api/v1/accounts", body: `{` + li + `,"password":"` + goodPassword + `"}`, status: 201}},
		{"/api/v1/accounts", "POST", sampleCall{target: "/api/v1/accounts", body: `{` + li + `,"password":"` + goodPassword + `"}`, status: 409}},
		{"/api/v1/accounts", "POST", sampleCall{target: "/api/v1/accounts", body: `{"name":"x","role":"viewer"}`, status: 422}},
		{"/api/v1/accounts", "POST", sampleCall{target: "/api/v1/accounts", body: `{"name":"Xy","role":"viewer","password":"` + goodPassword + `"}`, status: 422}},
		{"/api/v1/accounts", "POST", sampleCall{target: "/api/v1/accounts", body: `{"name":"x","role":"viewer","area":"110000","password":"` + goodPassword + `"}`, status: 422}},
		{"/api/v1/accounts/{name}", "GET", sampleCall{target: "/api/v1/accounts/li", path: named("name", "li"), status: 200}},
		{"/api/v1/accounts/{name}", "PUT", sampleCall{target: "/api/v1/accounts/li", path: named("name", "li"), body: `{"role":"courier","area":"370522"}`, headers: []string{"If-Match", `"1"`}, status: 200}},
		{"/api/v1/accounts/{name}", "PUT", sampleCall{target: "/api/v1/accounts/li", path: named("name", "li"), body: `{"role":"viewer"}`, headers: []string{"If-Match", `"1"`}, status: 409}},
		{"/api/v1/accounts/{name}", "PUT", sampleCall{target: "/api/v1/accounts/root", path: named("name", "root"), body: `{"role":"viewer"}`, headers: []string{"If-Match", `"1"`}, status: 409}},
		{"/api/v1/accounts/{name}/password", "PUT", sampleCall{target: "/api/v1/accounts/li/password", path: named("name", "li"), body: `{"password":"another horse 乡"}`, status: 204}},
		{"/api/v1/tokens", "GET", sampleCall{target: "/api/v1/tokens", status: 200}},
		{"/api/v1/tokens", "GET", sampleCall{target: "/api/v1/tokens?all=true", status: 200}},
		{"/api/v1/tokens", "GET", sampleCall{target: "/api/v1/tokens?account=none", status: 404}},
		{"/api/v1/tokens", "POST", sampleCall{target: "/api/v1/tokens", body: `{"name":"乙","may":["read","plan"],"area":"370522","days":7}`, status: 201}},
		{"/api/v1/tokens", "POST", sampleCall{target: "/api/v1/tokens", body: `{"name":"乙","may":["own"]}`, status: 422}},
		{"/api/v1/tokens/{id}", "DELETE", sampleCall{target: "/api/v1/tokens/" + token.ID, path: named("id", token.ID), status: 204}},
		{"/api/v1/tokens/{id}", "DELETE", sampleCall{target: "/api/v1/tokens/none", path: named("id", "none"), status: 404}},
		{"/api/v1/session", "DELETE", sampleCall{target: "/api/v1/session", status: 204}},
	} {
		item := document.Paths.Value(one.path)
		one.call.headers = append(append([]string{}, root.headers...), one.call.headers...)
		if one.path == "/api/v1/session" && one.method == "POST" {
			one.call.headers = nil // or it would end root's session
		}
		validated(t, server, &routers.Route{Spec: document, Path: one.path, PathItem: item, Method: one.method, Operation: item.GetOperation(one.method)}, one.call)
	}
}
