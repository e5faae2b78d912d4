package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cuntong/api/account"
	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
)

// Session says who a request acts for.
type Session struct {
	LoginRequired bool         `json:"login_required" doc:"false: the store has no accounts, and whoever is at this machine may do everything"`
	Name          *string      `json:"name" doc:"Of the account; null: nobody is logged in"`
	DisplayName   *string      `json:"display_name" doc:"For people; null: nobody is logged in"`
	Role          *string      `json:"role" doc:"viewer, courier, planner or administrator; null: nobody is logged in"`
	May           []permission `json:"may" doc:"Permissions: own, read, deliver, plan, administer"`
	Area          *string      `json:"area" doc:"Code of the area that bounds what is seen and changed; null: everything"`
	AreaName      *string      `json:"area_name" doc:"Its name"`
	Courier       *string      `json:"courier" doc:"Couriers: the name on the runs that are theirs"`
	Run           *string      `json:"run" doc:"Logins by link and PIN: the one run that they see"`
	CSRFToken     *string      `json:"csrf_token" doc:"Send it as X-Csrf-Token with every POST, PUT, PATCH and DELETE; null: no cookie came, so none is needed"`
	Until         *time.Time   `json:"until" doc:"When the login ends in any case; null: no cookie came"`
	OpenID        *string      `json:"openid" doc:"Address to go to in order to log in by OpenID Connect; null: that is not set up"`
}

// Login is what a person types.
type Login struct {
	Name     string `json:"name" minLength:"1" maxLength:"64" doc:"Name of the account, in any case"`
	Password string `json:"password" minLength:"1" maxLength:"256" doc:"Its password"`
}

// PasswordChange replaces one's own password.
type PasswordChange struct {
	Old string `json:"old_password" minLength:"1" maxLength:"256" doc:"The password that holds now"`
	New string `json:"new_password" minLength:"1" maxLength:"256" doc:"At least 10 characters, not among the most common ones"`
}

type sessionAnswer struct {
	SetCookie    string `header:"Set-Cookie" doc:"The session; HttpOnly and SameSite=Strict, over TLS Secure"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Body         Session
}

type loginInput struct{ Body Login }

type passwordInput struct{ Body PasswordChange }

// noContent is the answer of an operation that leaves nothing to say.
type noContent struct {
	SetCookie string `header:"Set-Cookie" hidden:"true"`
}

func (s *server) registerSession(o *operations) {
	register(o, needs(get("whoAmI", "/api/v1/session", "accounts", "Who a request acts for, and what it may do", "Also for nobody, so that a page learns whether to ask for a login."), mayAnyone), []int{503}, s.whoAmI)
	register(o, needs(huma.Operation{
		OperationID: "login", Method: http.MethodPost, Path: "/api/v1/session", Tags: []string{"accounts"}, DefaultStatus: http.StatusOK,
		Summary: "Log in", Description: "Sets a cookie and ends the session of a cookie that came. 401 does not say whether the name or the password is wrong; after some tries it takes longer and longer until the next one counts (429 with Retry-After).",
	}, mayAnyone), []int{401, 403, 409, 422, 429, 503}, s.login)
	register(o, needs(huma.Operation{
		OperationID: "logout", Method: http.MethodDelete, Path: "/api/v1/session", Tags: []string{"accounts"}, DefaultStatus: http.StatusNoContent,
		Summary: "Log out", Description: "Ends the session for good: its cookie is worth nothing any more.",
	}, mayOwn), []int{401, 403, 409, 503}, s.logout)
	register(o, needs(huma.Operation{
		OperationID: "changePassword", Method: http.MethodPut, Path: "/api/v1/session/password", Tags: []string{"accounts"}, DefaultStatus: http.StatusOK,
		Summary: "Change one's own password", Description: "Ends all sessions of the account and begins a new one.",
	}, mayOwn), []int{401, 403, 409, 422, 429, 503}, s.changePassword)
}

// noAccounts says why an operation on accounts has nothing to work on.
func noAccounts() *Problem {
	return problem(http.StatusConflict, "no_accounts", "the store has no accounts; make the first one on the server with: cuntong user add NAME --role administrator --store STORE")
}

// needAccounts refuses where nobody could log in.
func (s *server) needAccounts(ctx context.Context) error {
	has, err := s.accounts.exist(ctx, s.Study.Now())
	if err == nil && !has {
		return noAccounts()
	}
	return err
}

func (s *server) whoAmI(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
	body, err := s.describe(ctx, callerOf(ctx))
	if err != nil {
		return nil, err
	}
	return &sessionAnswer{CacheControl: "no-store", Body: *body}, nil
}

// describe says who a caller is.
func (s *server) describe(ctx context.Context, c caller) (*Session, error) {
	has, err := s.accounts.exist(ctx, s.Study.Now())
	if err != nil {
		return nil, err
	}
	d := &Session{LoginRequired: has || s.RequireLogin, May: listed(c.May), Area: known(c.Area), Courier: known(c.Courier)}
	if s.openID != nil {
		login := openIDLogin
		d.OpenID = &login
	}
	if c.account != nil {
		role := string(c.account.Role)
		d.Name, d.DisplayName, d.Role = &c.account.Name, &c.account.DisplayName, &role
		if c.account.DisplayName == "" {
			d.DisplayName = d.Name
		}
	}
	if c.Area != "" {
		places, err := s.currentPlaces(ctx)
		if err != nil {
			return nil, err
		}
		if area, ok := places.tree.Area(c.Area); ok {
			d.AreaName = known(area.Name)
		}
	}
	if c.Run != "" {
		token := account.CSRFToken(c.secret)
		d.Run, d.CSRFToken, d.Until = &c.Run, &token, &c.until
	}
	if c.session != nil {
		token := account.CSRFToken(c.secret)
		d.CSRFToken, d.Until = &token, &c.session.Until
	}
	return d, nil
}

// wrongLogin does not say what is wrong.
func wrongLogin() *Problem {
	p := unauthenticated("name or password is wrong, or the account is closed")
	p.Code = "wrong_login"
	return p
}

// wait says how long to wait before the next try counts.
func waitProblem(code, detail string, wait time.Duration) *Problem {
	seconds := strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10)
	p := problem(http.StatusTooManyRequests, code, fmt.Sprintf("%s; try again in %s s", detail, seconds)).with("wait_s", seconds)
	p.header = http.Header{"Retry-After": {seconds}}
	return p
}

// crowded tells those who wait in vain for their password to be hashed.
func crowded(err error) error {
	if !errors.Is(err, account.ErrCrowded) {
		return err
	}
	p := problem(http.StatusServiceUnavailable, "busy", "too many logins at once; try again shortly")
	p.header = http.Header{"Retry-After": {busyRetrySeconds}}
	return p
}

// tryPassword compares a password within the limits of tries. A name that is no account takes as long and is limited alike.
func (s *server) tryPassword(ctx context.Context, name, password string) (data.Account, error) {
	from := visitOf(ctx).address
	if wait := s.accounts.addresses.Begin(from); wait > 0 {
		return data.Account{}, waitProblem("rate_limited", "too many logins failed from this address", wait)
	}
	here := name + " " + from // of a name from one address, so that nobody elsewhere can lock its owner out
	if wait := s.accounts.names.Begin(here); wait > 0 {
		s.accounts.addresses.Uncount(from)
		return data.Account{}, waitProblem("locked", "too many logins of this account failed", wait)
	}
	if wait := s.accounts.everywhere.Begin(name); wait > 0 {
		s.accounts.addresses.Uncount(from)
		s.accounts.names.Uncount(here)
		return data.Account{}, waitProblem("locked", "too many logins of this account failed", wait)
	}
	a, err := s.comparePassword(ctx, name, password)
	if err != nil {
		return data.Account{}, err
	}
	s.accounts.names.Succeeded(here)
	s.accounts.everywhere.Uncount(name)
	s.accounts.addresses.Uncount(from)
	return a, nil
}

// retryPassword compares the password of somebody who is logged in. Only his own tries in this session slow him down.
func (s *server) retryPassword(ctx context.Context, c caller, password string) (data.Account, error) {
	key := c.Name + " "
	if c.session != nil {
		key += "session " + c.session.Hash
	} else { // a token
		key += visitOf(ctx).address
	}
	if wait := s.accounts.names.Begin(key); wait > 0 {
		return data.Account{}, waitProblem("locked", "too many logins of this account failed", wait)
	}
	a, err := s.comparePassword(ctx, c.account.Name, password)
	if err == nil {
		s.accounts.names.Succeeded(key)
	}
	return a, err
}

func (s *server) comparePassword(ctx context.Context, name, password string) (data.Account, error) {
	a, err := s.accounts.store.Account(ctx, name)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return data.Account{}, err
	}
	matches, err := s.accounts.passwords.Matches(ctx, a.Hash, password)
	if err != nil {
		return data.Account{}, crowded(err)
	}
	if !matches || a.Disabled {
		return data.Account{}, wrongLogin()
	}
	return a, nil
}

func (s *server) login(ctx context.Context, in *loginInput) (*sessionAnswer, error) {
	if err := s.needAccounts(ctx); err != nil {
		return nil, err
	}
	a, err := s.tryPassword(ctx, strings.ToLower(strings.TrimSpace(in.Body.Name)), in.Body.Password)
	if err != nil {
		return nil, err
	}
	return s.begin(ctx, a)
}

// begin starts a session under a new secret and ends the one that the request came with: a session that somebody else put
// into the browser never becomes one that is logged in.
func (s *server) begin(ctx context.Context, a data.Account) (*sessionAnswer, error) {
	now, secret := s.Study.Now(), account.NewSecret(account.SessionPrefix)
	idle, whole := account.Lifetime(a.Role)
	session := data.Session{Hash: account.HashOf(secret), Account: a.Name, StartedAt: now, SeenAt: now, IdleUntil: now.Add(idle), Until: now.Add(whole)}.Kept()
	if err := s.accounts.store.StartSession(ctx, session); err != nil {
		return nil, err
	}
	if old := callerOf(ctx).session; old != nil {
		if err := s.accounts.store.EndSession(ctx, old.Hash); err != nil && !errors.Is(err, data.ErrNotFound) {
			return nil, err
		}
	}
	c := caller{Name: a.Name, May: account.Of(a.Role), Area: a.Area, account: &a, session: &session, secret: secret}
	if a.Role == data.RoleCourier {
		c.Courier = a.Courier
	}
	body, err := s.describe(ctx, c)
	if err != nil {
		return nil, err
	}
	cookie := cookieOf(visitOf(ctx), secret)
	if a.Role == data.RoleCourier { // a phone forgets what is not written down; a shared desk should
		cookie.MaxAge = int(whole / time.Second)
	}
	return &sessionAnswer{SetCookie: cookie.String(), CacheControl: "no-store", Body: *body}, nil
}

// cookieOf is the cookie of a session; of an empty secret the one that takes it away.
func cookieOf(v visit, secret string) *http.Cookie {
	cookie := &http.Cookie{Name: v.cookie, Value: secret, Path: "/", HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteStrictMode}
	if secret == "" {
		cookie.MaxAge = -1
	}
	return cookie
}

func (s *server) logout(ctx context.Context, _ *struct{}) (*noContent, error) {
	session := callerOf(ctx).session
	if session == nil {
		return nil, noAccounts()
	}
	if err := s.accounts.store.EndSession(ctx, session.Hash); err != nil && !errors.Is(err, data.ErrNotFound) {
		return nil, err
	}
	return &noContent{cookieOf(visitOf(ctx), "").String()}, nil
}

func (s *server) changePassword(ctx context.Context, in *passwordInput) (*sessionAnswer, error) {
	own := callerOf(ctx).account
	if own == nil {
		return nil, noAccounts()
	}
	if own.Hash == "" {
		return nil, problem(http.StatusConflict, "conflict", "this account logs in by OpenID Connect alone; an administrator can give it a password")
	}
	a, err := s.retryPassword(ctx, callerOf(ctx), in.Body.Old)
	if err != nil {
		var known *Problem
		if errors.As(err, &known) && known.Code == "wrong_login" {
			return nil, invalidBody("old_password", "", "expected the password that holds now")
		}
		return nil, err
	}
	if err := s.setPassword(ctx, &a, "new_password", in.Body.New); err != nil {
		return nil, err
	}
	return s.begin(ctx, a)
}

// setPassword gives an account a new password and ends its sessions.
func (s *server) setPassword(ctx context.Context, a *data.Account, field, password string) error {
	if err := s.newPassword(ctx, a, field, password); err != nil {
		return err
	}
	version, err := s.accounts.store.SaveAccount(ctx, *a, s.note(ctx, "account", "new password"))
	a.Version = version
	return err
}

// newPassword checks and hashes a password. It is echoed nowhere.
func (s *server) newPassword(ctx context.Context, a *data.Account, field, password string) error {
	if wrong := account.CheckPassword(password, a.Name); wrong != "" {
		return invalidBody(field, "", wrong)
	}
	hash, err := s.accounts.passwords.Hash(ctx, password)
	if err != nil {
		return crowded(err)
	}
	a.Hash, a.PasswordAt = hash, s.Study.Now()
	return nil
}
