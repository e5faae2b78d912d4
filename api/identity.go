package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"cuntong/api/account"
	"cuntong/data"
)

// csrfHeader carries the token that every unsafe request with a cookie needs.
const csrfHeader = "X-Csrf-Token"

// challenge says with every 401 how to log in. A browser opens no window for it.
const challenge = `Bearer realm="cuntong"`

// accounts is what the server needs to tell callers apart.
type accounts struct {
	store      data.Accounts // nil: the store keeps no accounts
	passwords  *account.Passwords
	names      *account.Tries // by account and address, or session
	addresses  *account.Tries // by network address
	everywhere *account.Tries // by name alone
	mutex      sync.Mutex
	any        bool      // some account is known to be there; they never go away again
	asked      time.Time // when none was found last
}

// How many tries are free before delays begin: one person mistypes, an office shares an address.
const (
	freeTriesOfName     = 5   // from one address
	freeTriesOfAddress  = 30  // of any names
	freeTriesEverywhere = 100 // of a name from all addresses: many more, as whoever makes them locks its owner out
)

// hashesAtOnce bounds the memory and the processors that logins take.
const hashesAtOnce = 2

// noticeAfter is how soon the first account, made by another program, closes a server that was open.
const noticeAfter = time.Second

// touchAfter is how old the note of a session's or token's last use may become before it is written anew.
const touchAfter = 5 * time.Minute

// touchTime is how long such a note may wait for others that write; else the next request makes it.
const touchTime = 250 * time.Millisecond

func newAccounts(o Options) *accounts {
	a := &accounts{store: o.Accounts}
	if a.store == nil {
		a.store, _ = o.Study.Store.(data.Accounts)
	}
	cost := o.PasswordCost
	if cost == (account.Cost{}) {
		cost = account.DefaultCost()
	}
	a.passwords = account.NewPasswords(cost, hashesAtOnce)
	a.names, a.addresses, a.everywhere = account.NewTries(freeTriesOfName, o.Study.Now), account.NewTries(freeTriesOfAddress, o.Study.Now), account.NewTries(freeTriesEverywhere, o.Study.Now)
	return a
}

// exist reports whether anybody could log in. Accounts that another program makes are noticed within a second.
func (a *accounts) exist(ctx context.Context, now time.Time) (bool, error) {
	if a.store == nil {
		return false, nil
	}
	a.mutex.Lock()
	fresh := a.any || !a.asked.IsZero() && now.Sub(a.asked) < noticeAfter && !now.Before(a.asked)
	known := a.any
	a.mutex.Unlock()
	if fresh {
		return known, nil
	}
	has, err := a.store.HasAccounts(ctx)
	if err != nil {
		return false, err
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.any, a.asked = a.any || has, now
	return a.any, nil
}

// visit is what handlers of logins need to know of a request.
type visit struct {
	address string // for limits: account.AddressKey
	cookie  string // name of the session's cookie
	secure  bool   // over TLS
}

type visitKey struct{}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// visitFrom reads a request. Browsers send a cookie to every port of a host, so without TLS the port is in its name; with
// TLS the prefix keeps all others, neighbours on the same domain too, from setting it.
func (s *server) visitFrom(r *http.Request) visit {
	v := visit{address: account.AddressKey(s.remote(r)), cookie: "cuntong", secure: r.TLS != nil || s.BehindTLS}
	if v.secure {
		v.cookie = "__Host-cuntong"
	} else if _, port, err := net.SplitHostPort(r.Host); err == nil && port != "" && strings.Trim(port, "0123456789") == "" {
		v.cookie += "-" + port
	}
	return v
}

// remote is where a request comes from. Behind a proxy all come from the proxy, which appends the address that it saw: what
// stands before that was written by whoever called.
func (s *server) remote(r *http.Request) string {
	if !s.BehindTLS {
		return r.RemoteAddr
	}
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	last := strings.Trim(strings.TrimSpace(list[len(list)-1]), "[]")
	if _, err := netip.ParseAddr(last); err != nil {
		return r.RemoteAddr
	}
	return net.JoinHostPort(last, "0")
}

// withCaller finds out whoever a request acts for. It refuses nothing by itself: health and the page need nobody.
func (s *server) withCaller(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visitFrom(r)
		c := s.identify(r, v)
		if c.account != nil || c.Run != "" {
			w.Header().Add("Vary", "Cookie, Authorization") // no cache between may give one's answers to another
		}
		ctx := context.WithValue(r.Context(), visitKey{}, v)
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, callerKey{}, c)))
	})
}

// identify looks at a request's token or cookie.
func (s *server) identify(r *http.Request, v visit) caller {
	ctx := r.Context()
	closed, err := s.accounts.exist(ctx, s.Study.Now())
	if err != nil {
		return caller{refused: s.problemOf(ctx, err)}
	}
	if !closed {
		if s.RequireLogin {
			return caller{refused: unauthenticated("no account is there yet; make the first one on the server with: cuntong user add NAME --role administrator --store STORE")}
		}
		return s.local()
	}
	if headers := r.Header.Values("Authorization"); len(headers) > 0 {
		scheme, secret, _ := strings.Cut(headers[0], " ")
		if len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") || !account.WellFormed(account.TokenPrefix, strings.TrimSpace(secret)) {
			return caller{refused: invalidToken()}
		}
		return s.byToken(ctx, strings.TrimSpace(secret))
	}
	cookies := r.CookiesNamed(v.cookie)
	if len(cookies) == 0 {
		return caller{}
	}
	var c caller
	switch {
	case len(cookies) == 1 && account.WellFormed(account.SessionPrefix, cookies[0].Value):
		c = s.bySession(ctx, cookies[0].Value)
	case len(cookies) == 1 && account.WellFormed(account.RunPrefix, cookies[0].Value):
		c = s.byRunSession(ctx, cookies[0].Value)
	default:
		return caller{refused: overProblem()}
	}
	if c.secret != "" && !safeMethod(r.Method) && !account.Same(r.Header.Get(csrfHeader), account.CSRFToken(c.secret)) {
		// It keeps its session, so that logging in anew can end that one.
		c.May = nil
		c.refused = problem(http.StatusForbidden, "csrf", "the header "+csrfHeader+" is missing or wrong: send csrf_token of GET /api/v1/session")
	}
	return c
}

func safeMethod(method string) bool {
	return slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, method)
}

// bySession is the caller of a cookie.
func (s *server) bySession(ctx context.Context, secret string) caller {
	session, a, err := s.accounts.store.Session(ctx, account.HashOf(secret))
	now := s.Study.Now()
	switch {
	case errors.Is(err, data.ErrNotFound):
		return caller{refused: overProblem()}
	case err != nil:
		return caller{refused: s.problemOf(ctx, err)}
	case session.Over(now) || a.Disabled || session.StartedAt.Before(a.PasswordAt):
		return caller{refused: overProblem()}
	}
	if now.Sub(session.SeenAt) >= touchAfter {
		idle, _ := account.Lifetime(a.Role)
		s.touch(ctx, func(ctx context.Context) error {
			return s.accounts.store.SeeSession(ctx, session.Hash, now, now.Add(idle))
		})
	}
	c := caller{Name: a.Name, May: account.Of(a.Role), Area: a.Area, account: &a, session: &session, secret: secret}
	if a.Role == data.RoleCourier {
		c.Courier = a.Courier
	}
	return c
}

// byToken is the caller of a token.
func (s *server) byToken(ctx context.Context, secret string) caller {
	token, a, err := s.accounts.store.Token(ctx, account.HashOf(secret))
	now := s.Study.Now()
	switch {
	case errors.Is(err, data.ErrNotFound):
		return caller{refused: invalidToken()}
	case err != nil:
		return caller{refused: s.problemOf(ctx, err)}
	case token.Over(now) || a.Disabled:
		return caller{refused: invalidToken()}
	}
	c := caller{Name: a.Name + " [token " + token.ID + "]", May: account.OfToken(a.Role, token.May), Area: a.Area, account: &a}
	if token.Area != "" {
		if a.Area != "" { // the account's area may have become smaller since
			known, err := s.currentPlaces(ctx)
			if err != nil {
				return caller{refused: s.problemOf(ctx, err)}
			}
			if !known.tree.Inside(token.Area, a.Area) {
				return caller{refused: invalidToken()}
			}
		}
		c.Area = token.Area
	}
	if a.Role == data.RoleCourier {
		c.Courier = a.Courier
	}
	if len(c.May) == 0 {
		c.refused = problem(http.StatusForbidden, "forbidden", "this token may do nothing any more: its account has lost the permissions it was given")
	}
	if now.Sub(token.LastUsed) >= touchAfter {
		s.touch(ctx, func(ctx context.Context) error { return s.accounts.store.UseToken(ctx, token.ID, now) })
	}
	return c
}

// touch makes a note that may fail: a store that is being written gets it with a later request.
func (s *server) touch(ctx context.Context, note func(context.Context) error) {
	short, cancel := context.WithTimeout(ctx, touchTime)
	defer cancel()
	if err := note(short); err != nil {
		s.Log.DebugContext(ctx, "last use not noted", "request_id", requestID(ctx), "error", err.Error())
	}
}

// unauthenticated asks whoever calls to say who it is.
func unauthenticated(detail string) *Problem {
	p := problem(http.StatusUnauthorized, "unauthenticated", detail)
	p.header = http.Header{"Www-Authenticate": {challenge}}
	return p
}

func overProblem() *Problem { return unauthenticated("this login has ended; log in again") }

func invalidToken() *Problem {
	p := unauthenticated("this token is unknown, has expired or was revoked; expected Authorization: Bearer TOKEN")
	p.header = http.Header{"Www-Authenticate": {challenge + `, error="invalid_token"`}}
	return p
}
