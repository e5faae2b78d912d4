package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"cuntong/api/account"
	"cuntong/data"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-chi/chi/v5"
	"golang.org/x/oauth2"
)

// OpenID names a provider of OpenID Connect at which people may log in. Only subjects that an administrator has written into an
// account come in: nobody at the provider can make accounts or roles here.
type OpenID struct {
	Issuer       string // as the provider's own documents write it; https, or http on this machine
	ClientID     string
	ClientSecret string       // empty: a public client, which PKCE protects
	Client       *http.Client // nil: one that waits 10 s at most
}

// The paths of a login by OpenID Connect. The second one is what the provider must know as redirect address, behind our own name.
const (
	openIDLogin    = "/api/v1/openid/login"
	openIDCallback = "/api/v1/openid/callback"
)

// Bounds of logins that have begun at the provider and not ended here.
const (
	openIDTime      = 10 * time.Minute
	mostOpenID      = 10_000
	mostOpenIDOfOne = 100 // from one address, which an office shares
	openIDTimeout   = 10 * time.Second
	openIDAway      = 5 * time.Second // how long a provider that did not answer is not asked again
)

// openIDAlgorithms are the signatures believed. None of them lets a public key be taken for a shared secret, and none is none.
var openIDAlgorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.PS256, oidc.EdDSA}

// openID is a provider and the logins that have begun.
type openID struct {
	OpenID
	reaching sync.Mutex     // of the three below: waiting for the provider holds up nobody who is on the way back from it
	provider *oidc.Provider // nil until it was reached once
	failed   error          // of the last time
	failedAt time.Time

	mutex sync.Mutex
	begun map[string]openIDBegun
}

// openIDBegun is what must come back from the provider, and where to go then.
type openIDBegun struct {
	state, nonce, verifier, next string
	from                         string // address
	until                        time.Time
}

func newOpenID(o *OpenID) *openID {
	if o == nil || o.Issuer == "" {
		return nil
	}
	p := &openID{OpenID: *o, begun: map[string]openIDBegun{}}
	if p.Client == nil {
		p.Client = &http.Client{Timeout: openIDTimeout}
	}
	return p
}

func (s *server) mountOpenID(router chi.Router) {
	if s.openID == nil {
		return
	}
	router.Get(openIDLogin, require(mayAnyone, s.goToProvider))
	router.Get(openIDCallback, require(mayAnyone, s.comeFromProvider))
}

// reach returns the provider and fetches its description where that was not done yet. Its keys are fetched again when it signs with a new one.
// A failure is remembered for a moment, so that those who wait meanwhile do not wait one after the other.
func (p *openID) reach(now func() time.Time) (*oidc.Provider, error) {
	p.reaching.Lock()
	defer p.reaching.Unlock()
	if p.provider != nil {
		return p.provider, nil
	}
	if since := now().Sub(p.failedAt); p.failed != nil && since >= 0 && since < openIDAway {
		return nil, p.failed
	}
	provider, err := oidc.NewProvider(oidc.ClientContext(context.Background(), p.Client), p.Issuer) // it keeps the context for later keys
	if err != nil {
		p.failed, p.failedAt = fmt.Errorf("OpenID provider %s: %w", p.Issuer, err), now()
		return nil, p.failed
	}
	p.provider = provider
	return provider, nil
}

func (p *openID) config(r *http.Request, v visit, provider *oidc.Provider) *oauth2.Config {
	scheme := "http://"
	if v.secure {
		scheme = "https://"
	}
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: scheme + r.Host + openIDCallback, Scopes: []string{oidc.ScopeOpenID}}
}

// keep remembers a login that begins and returns the name under which the browser holds it. Where there are too many, of its address
// or of all, the one that ends first makes room: nobody is refused because others begin and do not end.
func (p *openID) keep(one openIDBegun, now time.Time) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	here, first, firstHere := 0, "", ""
	for name, old := range p.begun {
		if !now.Before(old.until) {
			delete(p.begun, name)
			continue
		}
		if first == "" || old.until.Before(p.begun[first].until) {
			first = name
		}
		if old.from == one.from {
			here++
			if firstHere == "" || old.until.Before(p.begun[firstHere].until) {
				firstHere = name
			}
		}
	}
	if here >= mostOpenIDOfOne {
		delete(p.begun, firstHere)
	} else if len(p.begun) >= mostOpenID {
		delete(p.begun, first)
	}
	name := rand.Text()
	p.begun[name] = one
	return name
}

// take returns a login that has begun, once.
func (p *openID) take(name string, now time.Time) (openIDBegun, bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	one, ok := p.begun[name]
	delete(p.begun, name)
	return one, ok && now.Before(one.until)
}

// openIDCookie holds the name of a login that has begun. The provider's answer comes from another site, so it cannot be Strict.
func openIDCookie(v visit, name string) *http.Cookie {
	cookie := &http.Cookie{Name: v.cookie + "-openid", Value: name, Path: "/", HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteLaxMode, MaxAge: int(openIDTime / time.Second)}
	if name == "" {
		cookie.MaxAge = -1
	}
	return cookie
}

// goToProvider begins a login: it sends the browser to the provider.
func (s *server) goToProvider(w http.ResponseWriter, r *http.Request) {
	v := visitOf(r.Context())
	provider, err := s.openID.reach(s.Study.Now)
	if err != nil {
		s.Log.WarnContext(r.Context(), "no OpenID provider", "request_id", requestID(r.Context()), "error", err.Error())
		writeProblem(w, r, problem(http.StatusServiceUnavailable, "unavailable", "the OpenID provider does not answer; log in by password, or try again later"))
		return
	}
	one := openIDBegun{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier(), next: localPath(r.URL.Query().Get("next")), from: v.address, until: s.Study.Now().Add(openIDTime)}
	http.SetCookie(w, openIDCookie(v, s.openID.keep(one, s.Study.Now())))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.openID.config(r, v, provider).AuthCodeURL(one.state, oidc.Nonce(one.nonce), oauth2.S256ChallengeOption(one.verifier)), http.StatusFound)
}

// localPath keeps a redirect on this server: anything that a browser could read as another host becomes the front page.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") || len(next) > 2000 {
		return "/"
	}
	return next
}

// comeFromProvider ends a login: it holds what the provider says against what was asked, and begins a session.
func (s *server) comeFromProvider(w http.ResponseWriter, r *http.Request) {
	a, next, err := s.openIDAccount(w, r)
	if err != nil {
		var known *Problem
		if !errors.As(err, &known) {
			s.Log.WarnContext(r.Context(), "OpenID login refused", "request_id", requestID(r.Context()), "error", err.Error())
			known = unauthenticated("the login at the OpenID provider was not accepted; begin it again")
			known.Code = "wrong_login"
		}
		writeProblem(w, r, known)
		return
	}
	answer, err := s.begin(r.Context(), a)
	if err != nil {
		writeProblem(w, r, s.problemOf(r.Context(), err))
		return
	}
	w.Header().Add("Set-Cookie", answer.SetCookie)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// openIDAccount finds the account that the provider's answer stands for.
func (s *server) openIDAccount(w http.ResponseWriter, r *http.Request) (a data.Account, next string, err error) {
	ctx, v, query := r.Context(), visitOf(r.Context()), r.URL.Query()
	cookies := r.CookiesNamed(v.cookie + "-openid")
	http.SetCookie(w, openIDCookie(v, ""))
	if len(cookies) != 1 {
		return a, "", errors.New("this browser has begun no login")
	}
	one, ok := s.openID.take(cookies[0].Value, s.Study.Now())
	if !ok || !account.Same(query.Get("state"), one.state) {
		return a, "", errors.New("the state is not that of a login that this browser has begun")
	}
	if query.Get("code") == "" {
		return a, "", fmt.Errorf("the provider refused: %s", shorten(query.Get("error")))
	}
	provider, err := s.openID.reach(s.Study.Now)
	if err != nil {
		return a, "", err
	}
	token, err := s.openID.config(r, v, provider).Exchange(oidc.ClientContext(ctx, s.openID.Client), query.Get("code"), oauth2.VerifierOption(one.verifier))
	if err != nil {
		return a, "", fmt.Errorf("exchange the code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	verifier := provider.Verifier(&oidc.Config{ClientID: s.openID.ClientID, SupportedSigningAlgs: openIDAlgorithms, Now: s.Study.Now})
	id, err := verifier.Verify(oidc.ClientContext(ctx, s.openID.Client), raw)
	if err != nil {
		return a, "", fmt.Errorf("the ID token: %w", err)
	}
	var claims struct {
		Party string `json:"azp"`
	}
	switch err := id.Claims(&claims); {
	case err != nil:
		return a, "", fmt.Errorf("the ID token: %w", err)
	case !account.Same(id.Nonce, one.nonce):
		return a, "", errors.New("the nonce is not that of this login")
	case claims.Party != "" && claims.Party != s.openID.ClientID, claims.Party == "" && len(id.Audience) > 1 && !slices.Equal(slices.Compact(slices.Sorted(slices.Values(id.Audience))), []string{s.openID.ClientID}):
		return a, "", errors.New("the ID token was made out to another program")
	}
	subject := id.Issuer + " " + id.Subject
	a, err = s.accounts.store.AccountOfSubject(ctx, subject)
	if errors.Is(err, data.ErrNotFound) || err == nil && a.Disabled {
		return a, "", problem(http.StatusForbidden, "forbidden", fmt.Sprintf("no open account has the subject %q; an administrator can write it into one", shorten(subject))).with("subject", subject)
	}
	return a, one.next, err
}
