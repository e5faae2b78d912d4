package api

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

// provider is a small OpenID provider: it grants every login at once and signs with a key of its own.
type provider struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	kid    string
	codes  map[string]url.Values            // what each code was asked for
	claims map[string]any                   // in place of, or besides, what it says otherwise; nil values take away
	sign   func(header, body []byte) string // in place of the signature with its key
	asked  int                              // how often its keys were asked for
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{t: t, codes: map[string]url.Values{}}
	p.rotate("one")
	mux := http.NewServeMux()
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	answer := func(w http.ResponseWriter, value any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(value); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.asked++
		encode := base64.RawURLEncoding.EncodeToString
		answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.kid, "n": encode(p.key.N.Bytes()), "e": encode(big.NewInt(int64(p.key.E)).Bytes())}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		asked, ok := p.codes[r.FormValue("code")]
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		name, secret, _ := r.BasicAuth()
		if !ok || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || asked.Get("redirect_uri") != r.FormValue("redirect_uri") || name+r.FormValue("client_id") != "cuntong" || secret+r.FormValue("client_secret") != "geheim" {
			w.WriteHeader(http.StatusBadRequest)
			answer(w, map[string]string{"error": "invalid_grant"})
			return
		}
		delete(p.codes, r.FormValue("code"))
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.token(asked.Get("nonce"))})
	})
	return p
}

// rotate gives the provider a new key.
func (p *provider) rotate(kid string) {
	p.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	p.key, p.kid = key, kid
}

func (p *provider) token(nonce string) string {
	claims := map[string]any{"iss": p.URL, "sub": "17", "aud": "cuntong", "nonce": nonce, "iat": noon().Unix(), "exp": noon().Add(time.Hour).Unix()}
	maps.Copy(claims, p.claims)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	encode := base64.RawURLEncoding.EncodeToString
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	header := []byte(`{"alg":"RS256","kid":"` + p.kid + `"}`)
	if p.sign != nil {
		return p.sign(header, body)
	}
	text := encode(header) + "." + encode(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + encode(signature)
}

// openIDServer serves the tiny county with an account for subject 17 of the provider.
func openIDServer(t *testing.T) (*provider, *httptest.Server) {
	t.Helper()
	p, s := newProvider(t), openedStudy(t)
	li := data.Account{Name: "li", Role: data.RolePlanner, Area: countyCode, Subject: p.URL + " 17", CreatedAt: noon()}
	if _, err := s.Store.(data.Accounts).SaveAccount(t.Context(), li, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	return p, serve(t, Options{Study: s, PasswordCost: cheapCost, OpenID: &OpenID{Issuer: p.URL, ClientID: "cuntong", ClientSecret: "geheim"}})
}

// begin goes to the provider and returns what the browser brings back: the cookie and the query of the callback.
func (p *provider) begin(t *testing.T, server *httptest.Server, next string) (cookie string, query url.Values) {
	t.Helper()
	got := ask(t, server, http.MethodGet, openIDLogin+"?next="+url.QueryEscape(next), "")
	if got.status != http.StatusFound {
		t.Fatalf("login: %d %s", got.status, got.body)
	}
	where, err := url.Parse(got.header.Get("Location"))
	if err != nil || !strings.HasPrefix(where.String(), p.URL+"/auth?") {
		t.Fatalf("sent to %v, %v", where, err)
	}
	asked := where.Query()
	if asked.Get("code_challenge_method") != "S256" || len(asked.Get("state")) < 20 || len(asked.Get("nonce")) < 20 || asked.Get("client_id") != "cuntong" || asked.Get("redirect_uri") != server.URL+openIDCallback || asked.Get("response_type") != "code" {
		t.Errorf("asked %v", asked)
	}
	set, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	if err != nil || !set.HttpOnly || set.SameSite != http.SameSiteLaxMode || strings.Contains(set.Value, asked.Get("state")) {
		t.Errorf("cookie %q, %v", got.header.Get("Set-Cookie"), err)
	}
	code := "code-" + asked.Get("state")
	p.codes[code] = asked
	return set.Name + "=" + set.Value, url.Values{"code": {code}, "state": {asked.Get("state")}}
}

func comeBack(t *testing.T, server *httptest.Server, cookie string, query url.Values) reply {
	t.Helper()
	return ask(t, server, http.MethodGet, openIDCallback+"?"+query.Encode(), "", "Cookie", cookie)
}

func sessionCookie(got reply) string {
	for _, text := range got.header.Values("Set-Cookie") {
		if set, err := http.ParseSetCookie(text); err == nil && strings.HasPrefix(set.Value, "cts_") {
			return set.Name + "=" + set.Value
		}
	}
	return ""
}

func TestALoginAtAProviderOpensTheAccountOfItsSubject(t *testing.T) {
	p, server := openIDServer(t)
	if who := decode[Session](t, ask(t, server, http.MethodGet, "/api/v1/session", "")); who.OpenID == nil || *who.OpenID != openIDLogin {
		t.Errorf("the page does not learn of it: %+v", who)
	}
	cookie, query := p.begin(t, server, "/?area=370522&tab=plan")
	got := comeBack(t, server, cookie, query)
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/?area=370522&tab=plan" {
		t.Fatalf("got %d %s %s", got.status, got.header.Get("Location"), got.body)
	}
	who := decode[Session](t, ask(t, server, http.MethodGet, "/api/v1/session", "", "Cookie", sessionCookie(got)))
	if who.Name == nil || *who.Name != "li" || *who.Area != countyCode {
		t.Errorf("logged in as %+v", who)
	}
	if again := comeBack(t, server, cookie, query); again.status != http.StatusUnauthorized || sessionCookie(again) != "" {
		t.Errorf("replayed: %d %s", again.status, again.body)
	}
	p.rotate("two") // a provider changes its keys without telling
	cookie, query = p.begin(t, server, "/")
	if got := comeBack(t, server, cookie, query); got.status != http.StatusSeeOther || p.asked != 2 {
		t.Errorf("after a change of keys: %d %s, keys asked for %d times", got.status, got.body, p.asked)
	}
	p.claims = map[string]any{"sub": "18"}
	cookie, query = p.begin(t, server, "/")
	if refused := wantProblem(t, comeBack(t, server, cookie, query), http.StatusForbidden, "forbidden"); !strings.Contains(refused.Params["subject"], " 18") {
		t.Errorf("the administrator does not learn the subject: %+v", refused)
	}
}

func TestWhatAProviderMustNotSayIsRefused(t *testing.T) {
	p, server := openIDServer(t)
	encode := base64.RawURLEncoding.EncodeToString
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := func(header string) func(_, body []byte) string {
		return func(_, body []byte) string { return encode([]byte(header)) + "." + encode(body) + "." }
	}
	for what, c := range map[string]struct {
		claims map[string]any
		sign   func(header, body []byte) string
	}{
		"another nonce":           {claims: map[string]any{"nonce": "x"}},
		"no nonce":                {claims: map[string]any{"nonce": nil}},
		"another audience":        {claims: map[string]any{"aud": "other"}},
		"audiences without azp":   {claims: map[string]any{"aud": []string{"cuntong", "other"}}},
		"another party":           {claims: map[string]any{"aud": []string{"cuntong", "other"}, "azp": "other"}},
		"another issuer":          {claims: map[string]any{"iss": "https://evil.example"}},
		"expired":                 {claims: map[string]any{"exp": noon().Add(-time.Second).Unix()}},
		"algorithm none":          {sign: unsigned(`{"alg":"none"}`)},
		"algorithm None":          {sign: unsigned(`{"alg":"None","kid":"one"}`)},
		"RS256 without signature": {sign: unsigned(`{"alg":"RS256","kid":"one"}`)},
		"no token":                {sign: func(_, _ []byte) string { return "" }},
		"the public key as secret": {sign: func(_, body []byte) string {
			text := encode([]byte(`{"alg":"HS256","kid":"one"}`)) + "." + encode(body)
			mac := hmac.New(sha256.New, p.key.N.Bytes())
			mac.Write([]byte(text))
			return text + "." + encode(mac.Sum(nil))
		}},
		"a stranger's key": {sign: func(header, body []byte) string {
			text := encode(header) + "." + encode(body)
			sum := sha256.Sum256([]byte(text))
			signature, err := rsa.SignPKCS1v15(rand.Reader, stranger, crypto.SHA256, sum[:])
			if err != nil {
				t.Error(err)
			}
			return text + "." + encode(signature)
		}},
	} {
		t.Run(what, func(t *testing.T) {
			p.claims, p.sign = c.claims, c.sign
			cookie, query := p.begin(t, server, "/")
			got := comeBack(t, server, cookie, query)
			want401(t, got, "wrong_login")
			if sessionCookie(got) != "" {
				t.Error("a session was begun")
			}
		})
	}
	p.claims, p.sign = nil, nil
	cookie, query := p.begin(t, server, "/")
	other, _ := p.begin(t, server, "/")
	for what, c := range map[string]struct {
		cookie string
		query  url.Values
	}{
		"no cookie": {"x=y", query}, "another login's cookie": {other, query}, "another state": {cookie, url.Values{"code": query["code"], "state": {"x"}}},
	} {
		if got := comeBack(t, server, c.cookie, c.query); got.status != http.StatusUnauthorized || sessionCookie(got) != "" {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	cookie, query = p.begin(t, server, "/")
	query.Set("code", "x")
	want401(t, comeBack(t, server, cookie, query), "wrong_login")
	cookie, query = p.begin(t, server, "/")
	want401(t, comeBack(t, server, cookie, url.Values{"state": query["state"], "error": {"access_denied"}}), "wrong_login")
}

func TestALoginLeadsToNoOtherSite(t *testing.T) {
	for next, want := range map[string]string{"/dashboard?area=3705": "/dashboard?area=3705", "": "/", "https://evil.example": "/", "//evil.example": "/", `/\evil.example`: "/", "/a\r\nSet-Cookie: x": "/", "javascript:alert(1)": "/", "/\t/evil.example": "/"} {
		if got := localPath(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func TestAProviderThatIsAwayLeavesThePasswordLogin(t *testing.T) {
	p, server := openIDServer(t)
	p.Close()
	wantProblem(t, ask(t, server, http.MethodGet, openIDLogin, ""), http.StatusServiceUnavailable, "unavailable")
	login(t, server, "wang")
}

func TestNobodyIsRefusedBecauseOthersBeginLogins(t *testing.T) {
	p := newOpenID(&OpenID{Issuer: "http://127.0.0.1:1"})
	begin := func(from string, second int) string {
		return p.keep(openIDBegun{state: from, from: from, until: noon().Add(openIDTime + time.Duration(second)*time.Second)}, noon())
	}
	first := begin("office", 0)
	for i := range 2 * mostOpenIDOfOne { // one address throws out its own alone
		begin("flood", i)
	}
	if len(p.begun) != 1+mostOpenIDOfOne {
		t.Errorf("%d logins are kept", len(p.begun))
	}
	if _, ok := p.take(first, noon()); !ok {
		t.Error("a login was lost to those of another address")
	}
	for i := len(p.begun); i < mostOpenID; i++ {
		p.begun[strconv.Itoa(i)] = openIDBegun{from: strconv.Itoa(i), until: noon().Add(openIDTime + time.Hour)}
	}
	if _, ok := p.take(begin("last", 1_000_000), noon()); !ok || len(p.begun) != mostOpenID-1 {
		t.Errorf("the last of too many: %v, %d are kept", ok, len(p.begun))
	}
}

func TestAProviderThatIsAwayIsNotAskedByEverybody(t *testing.T) {
	asked, now := 0, noon()
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(away.Close)
	p := newOpenID(&OpenID{Issuer: away.URL})
	clock := func() time.Time { return now }
	for range 3 {
		if _, err := p.reach(clock); err == nil {
			t.Fatal("reached")
		}
	}
	now = now.Add(openIDAway)
	if _, err := p.reach(clock); err == nil || asked != 2 {
		t.Errorf("asked %d times, want once and again after a while", asked)
	}
}
