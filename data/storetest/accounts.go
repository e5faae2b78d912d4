package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cuntong/data"
)

// AccountStore is a store that keeps accounts beside its records.
type AccountStore interface {
	data.Store
	data.Accounts
}

// RunAccounts puts stores through the suite of data.Accounts, as Run does for data.Store.
func RunAccounts(t *testing.T, open func(t *testing.T) AccountStore) {
	for _, part := range []struct {
		name string
		run  func(t *testing.T, s AccountStore)
	}{
		{"an account comes back and is replaced by version", accountComesBack},
		{"what no store can keep is refused", accountRefused},
		{"the last administrator of everything stays one", lastAdministrator},
		{"a subject belongs to one account", oneSubject},
		{"of many who change an account one wins", accountRace},
		{"a session lives until it ends or its account loses its password", sessions},
		{"sessions that ran out are forgotten at the next login", oldSessions},
		{"a token comes back until it is revoked, and stays on record", tokens},
		{"the change log tells of accounts without their secrets", accountLog},
		{"digests do not know accounts", accountsStay},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Helper()
			part.run(t, open(t))
		})
	}
}

// midday is noon as stores give it back.
var midday = noon.UTC()

// The secrets of this suite: none may be found in the change log.
var (
	secretHash   = "$argon2id$v=19$m=8,t=1,p=1$c2VjcmV0c2VjcmV0$c2VjcmV0"
	sessionHash  = strings.Repeat("5e", 32)
	anotherHash  = strings.Repeat("5f", 32)
	tokenHash    = strings.Repeat("70", 32)
	accountNote  = data.ChangeNote{Actor: "suite", At: midday, Reason: "为什么"}
	rootAccount  = data.Account{Name: "root", DisplayName: "管理员", Role: data.RoleAdministrator, Hash: secretHash, PasswordAt: midday, CreatedAt: midday}
	planAccount  = data.Account{Name: "李明@lijin", DisplayName: "李明", Role: data.RolePlanner, Area: "370522", Subject: "https://id.example 17", CreatedAt: midday}
	firstSession = data.Session{Hash: sessionHash, Account: "root", StartedAt: midday, SeenAt: midday, IdleUntil: midday.Add(time.Hour), Until: midday.Add(5 * time.Hour)}
	firstToken   = data.APIToken{ID: "t1", Account: "root", Name: "每夜导出", May: []string{"read"}, Area: "370522", CreatedAt: midday, ExpiresAt: midday.Add(time.Hour), Hash: tokenHash}
)

func saveAccount(t *testing.T, s AccountStore, a data.Account) data.Account {
	t.Helper()
	version, err := s.SaveAccount(background(), a, accountNote)
	if err != nil {
		t.Fatalf("save %s: %v", a.Name, err)
	}
	a.Version = version
	return a
}

func accountComesBack(t *testing.T, s AccountStore) {
	ctx := background()
	if has := must[bool](t)(s.HasAccounts(ctx)); has {
		t.Error("an empty store has accounts")
	}
	if list := must[[]data.Account](t)(s.Accounts(ctx)); len(list) != 0 {
		t.Errorf("an empty store lists %+v", list)
	}
	for what, err := range map[string]error{
		"name": second(s.Account(ctx, "root")), "subject": second(s.AccountOfSubject(ctx, "x")),
	} {
		if !errors.Is(err, data.ErrNotFound) {
			t.Errorf("an unknown %s: %v", what, err)
		}
	}
	root, plan := saveAccount(t, s, rootAccount), saveAccount(t, s, planAccount)
	if root.Version != 1 || !must[bool](t)(s.HasAccounts(ctx)) {
		t.Errorf("version %d", root.Version)
	}
	same(t, "account", must[data.Account](t)(s.Account(ctx, "root")), root)
	same(t, "account", must[data.Account](t)(s.AccountOfSubject(ctx, planAccount.Subject)), plan)
	same(t, "accounts", must[[]data.Account](t)(s.Accounts(ctx)), []data.Account{root, plan})
	if again := saveAccount(t, s, plan); again.Version != 1 {
		t.Errorf("saving what is stored gives version %d", again.Version)
	}
	plan.Role, plan.Disabled = data.RoleViewer, true
	plan = saveAccount(t, s, plan)
	if plan.Version != 2 {
		t.Errorf("a change gives version %d", plan.Version)
	}
	same(t, "account", must[data.Account](t)(s.Account(ctx, plan.Name)), plan)
	for _, version := range []int64{0, 1, 3} {
		stale := plan
		stale.Version, stale.DisplayName = version, "x"
		if _, err := s.SaveAccount(ctx, stale, accountNote); !errors.Is(err, data.ErrConflict) {
			t.Errorf("version %d: got %v, want ErrConflict", version, err)
		}
	}
}

// second drops the value of a read that has to fail.
func second[T any](_ T, err error) error { return err }

func accountRefused(t *testing.T, s AccountStore) {
	ctx := background()
	for what, change := range map[string]func(*data.Account){
		"no name": func(a *data.Account) { a.Name = "" }, "capital letters": func(a *data.Account) { a.Name = "Root" },
		"a blank": func(a *data.Account) { a.Name = "a b" }, "a line break": func(a *data.Account) { a.Name = "a\nb" },
		"a long name": func(a *data.Account) { a.Name = strings.Repeat("a", 65) }, "no role": func(a *data.Account) { a.Role = "" },
		"an unknown role": func(a *data.Account) { a.Role = "root" }, "an odd area": func(a *data.Account) { a.Area = "3705" + "xx" },
		"an area in another form": func(a *data.Account) { a.Area = "370500000000" }, "a zero byte": func(a *data.Account) { a.DisplayName = "\x00" },
		"no time": func(a *data.Account) { a.CreatedAt = time.Time{} }, "a password without a time": func(a *data.Account) { a.PasswordAt = time.Time{} },
		"a courier without a name": func(a *data.Account) { a.Role = data.RoleCourier },
	} {
		a := rootAccount
		change(&a)
		if _, err := s.SaveAccount(ctx, a, accountNote); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", what, err)
		}
	}
	saveAccount(t, s, rootAccount)
	if err := s.StartSession(ctx, data.Session{Account: "root"}); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("an empty session: %v", err)
	}
	if err := s.AddToken(ctx, data.APIToken{Account: "root"}, accountNote); !errors.Is(err, data.ErrInvalid) {
		t.Errorf("an empty token: %v", err)
	}
	nobodys, token := firstSession, firstToken
	nobodys.Account, token.Account = "nobody", "nobody"
	if err := s.StartSession(ctx, nobodys); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a session of nobody: %v", err)
	}
	if err := s.AddToken(ctx, token, accountNote); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a token of nobody: %v", err)
	}
}

func lastAdministrator(t *testing.T, s AccountStore) {
	ctx := background()
	root := saveAccount(t, s, rootAccount)
	local := rootAccount
	local.Name, local.Area = "county", "370522"
	saveAccount(t, s, local)
	for what, change := range map[string]func(*data.Account){
		"disabled": func(a *data.Account) { a.Disabled = true }, "a viewer": func(a *data.Account) { a.Role = data.RoleViewer },
		"of one county": func(a *data.Account) { a.Area = "370522" },
	} {
		a := root
		change(&a)
		if _, err := s.SaveAccount(ctx, a, accountNote); !errors.Is(err, data.ErrConflict) {
			t.Errorf("%s: got %v, want ErrConflict", what, err)
		}
	}
	other := rootAccount
	other.Name = "other"
	saveAccount(t, s, other)
	root.Disabled = true
	saveAccount(t, s, root)
}

func oneSubject(t *testing.T, s AccountStore) {
	saveAccount(t, s, planAccount)
	other := rootAccount
	other.Subject = planAccount.Subject
	if _, err := s.SaveAccount(background(), other, accountNote); !errors.Is(err, data.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
}

func accountRace(t *testing.T, s AccountStore) {
	a := saveAccount(t, s, planAccount)
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			mine := a
			mine.DisplayName = string(rune('a' + i))
			switch version, err := s.SaveAccount(background(), mine, accountNote); {
			case err == nil && version == 2:
				won.Add(1)
			case !errors.Is(err, data.ErrConflict):
				t.Errorf("version %d, %v", version, err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d of eight changed the account", won.Load())
	}
}

func sessions(t *testing.T, s AccountStore) {
	ctx := background()
	root := saveAccount(t, s, rootAccount)
	start := func(session data.Session) {
		t.Helper()
		if err := s.StartSession(ctx, session); err != nil {
			t.Fatal(err)
		}
	}
	gone := func(what, hash string) {
		t.Helper()
		for _, err := range []error{third(s.Session(ctx, hash)), s.SeeSession(ctx, hash, midday, midday), s.EndSession(ctx, hash)} {
			if !errors.Is(err, data.ErrNotFound) {
				t.Errorf("%s: got %v, want ErrNotFound", what, err)
			} else if strings.Contains(err.Error(), hash) {
				t.Errorf("%s: the sentence %q tells the hash", what, err)
			}
		}
	}
	gone("a session that never was", sessionHash)
	start(firstSession)
	second := firstSession
	second.Hash = anotherHash
	start(second)
	got, account, err := s.Session(ctx, sessionHash)
	if err != nil {
		t.Fatal(err)
	}
	root.LastLogin = midday
	same(t, "session", got, firstSession)
	same(t, "account", account, root)
	if err := s.SeeSession(ctx, sessionHash, midday.Add(time.Minute), midday.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	moved := firstSession
	moved.SeenAt, moved.IdleUntil = midday.Add(time.Minute), midday.Add(2*time.Hour)
	got, _, err = s.Session(ctx, sessionHash)
	same(t, "session", got, moved)
	if err != nil || got.Over(midday.Add(time.Hour)) || !got.Over(midday.Add(2*time.Hour)) {
		t.Errorf("it does not end when it should: %v", err)
	}
	if err := s.EndSession(ctx, sessionHash); err != nil {
		t.Fatal(err)
	}
	gone("a session that was ended", sessionHash)
	root.DisplayName = "改名"
	root = saveAccount(t, s, root) // the other session goes on
	if _, account, err := s.Session(ctx, anotherHash); err != nil || account.DisplayName != "改名" {
		t.Errorf("after another change the session has %+v, %v", account, err)
	}
	root.Hash += "x"
	root = saveAccount(t, s, root)
	gone("a session after a change of password", anotherHash)
	start(second)
	other := rootAccount
	other.Name = "other"
	saveAccount(t, s, other)
	root.Disabled = true
	saveAccount(t, s, root)
	gone("a session of a disabled account", anotherHash)
}

// third drops the values of a read that has to fail.
func third[S, T any](_ S, _ T, err error) error { return err }

func oldSessions(t *testing.T, s AccountStore) {
	ctx := background()
	saveAccount(t, s, rootAccount)
	if err := s.StartSession(ctx, firstSession); err != nil {
		t.Fatal(err)
	}
	later := firstSession
	later.Hash, later.StartedAt = anotherHash, firstSession.IdleUntil
	later.IdleUntil = later.StartedAt.Add(time.Hour)
	if err := s.StartSession(ctx, later); err != nil {
		t.Fatal(err)
	}
	if err := third(s.Session(ctx, sessionHash)); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func tokens(t *testing.T, s AccountStore) {
	ctx := background()
	root := saveAccount(t, s, rootAccount)
	saveAccount(t, s, planAccount)
	if err := third(s.Token(ctx, tokenHash)); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a token that never was: %v", err)
	}
	second := firstToken
	second.ID, second.Account, second.Hash, second.May, second.Area = "t0", planAccount.Name, anotherHash, nil, ""
	for _, token := range []data.APIToken{firstToken, second} {
		if err := s.AddToken(ctx, token, accountNote); err != nil {
			t.Fatal(err)
		}
	}
	again := firstToken
	again.Hash = sessionHash
	if err := s.AddToken(ctx, again, accountNote); !errors.Is(err, data.ErrConflict) {
		t.Errorf("the same ID twice: %v", err)
	}
	got, account, err := s.Token(ctx, tokenHash)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "token", got, firstToken)
	same(t, "account", account, root)
	same(t, "tokens", must[[]data.APIToken](t)(s.Tokens(ctx, "")), []data.APIToken{second, firstToken})
	same(t, "tokens", must[[]data.APIToken](t)(s.Tokens(ctx, "root")), []data.APIToken{firstToken})
	if err := s.UseToken(ctx, "t1", midday.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.RevokeToken(ctx, "t1", midday.Add(time.Minute), accountNote); err != nil {
			t.Fatal(err)
		}
	}
	want := firstToken
	want.LastUsed, want.RevokedAt = midday.Add(time.Second), midday.Add(time.Minute)
	got, _, err = s.Token(ctx, tokenHash)
	if same(t, "token", got, want); err != nil || !got.Over(midday) {
		t.Errorf("revoked: %v", err)
	}
	for what, err := range map[string]error{"revoke": s.RevokeToken(ctx, "none", midday, accountNote), "use": s.UseToken(ctx, "none", midday)} {
		if !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%s of a token that is not there: %v", what, err)
		}
	}
}

func accountLog(t *testing.T, s AccountStore) {
	ctx := background()
	root := saveAccount(t, s, rootAccount)
	root.Hash, root.PasswordAt = secretHash+"new", midday.Add(time.Hour)
	saveAccount(t, s, root)
	if err := errors.Join(s.StartSession(ctx, firstSession), s.AddToken(ctx, firstToken, accountNote), s.RevokeToken(ctx, "t1", midday, accountNote)); err != nil {
		t.Fatal(err)
	}
	changes := must[[]data.Change](t)(s.Changes(ctx, 0, 0))
	if len(changes) != 4 {
		t.Fatalf("%d lines, want 4: %+v", len(changes), changes)
	}
	for i, want := range []struct {
		kind, key string
		version   int64
	}{{"account", "root", 1}, {"account", "root", 2}, {"token", "t1", 1}, {"token", "t1", 2}} {
		c := changes[i]
		if c.Kind != want.kind || c.Key != want.key || c.Version != want.version || c.Note.Actor != "suite" || c.Note.Action != "account" || c.After == "" || (c.Before == "") != (want.version == 1) {
			t.Errorf("line %d: %+v, want %+v", i+1, c, want)
		}
		for _, secret := range []string{"argon2id", sessionHash, tokenHash} {
			if strings.Contains(c.Before+c.After, secret) {
				t.Errorf("line %d tells a secret: %+v", i+1, c)
			}
		}
	}
	if info := must[data.Info](t)(s.Info(ctx)); info.Revision != 0 {
		t.Errorf("accounts raised the revision to %d", info.Revision)
	}
}

func accountsStay(t *testing.T, s AccountStore) {
	ctx := context.Background()
	before := must[string](t)(data.Digest(ctx, s))
	saveAccount(t, s, rootAccount)
	if err := errors.Join(s.StartSession(ctx, firstSession), s.AddToken(ctx, firstToken, accountNote)); err != nil {
		t.Fatal(err)
	}
	if after := must[string](t)(data.Digest(ctx, s)); after != before {
		t.Errorf("digest %s, without accounts %s", after, before)
	}
}
