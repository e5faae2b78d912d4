package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cuntong/api/account"
	"cuntong/data"
	"cuntong/planner/study"
)

// cheapCost makes hashing quick enough for tests.
var cheapCost = account.Cost{MemoryKiB: 64, Passes: 1}

// goodPassword is that of every account in these tests.
const goodPassword = "correct horse 村"

// goodHash is its hash.
func goodHash(t testing.TB) string {
	t.Helper()
	hash, err := account.NewPasswords(cheapCost, 1).Hash(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// addPeople makes accounts by name; those without a role named before the dash administer everything.
func addPeople(t testing.TB, s *study.Study, people ...data.Account) {
	t.Helper()
	hash := goodHash(t)
	for _, a := range people {
		a.CreatedAt, a.PasswordAt, a.Hash = noon(), noon(), hash
		if a.Role == data.RoleCourier && a.Courier == "" {
			a.Courier = a.Name
		}
		if _, err := s.Store.(data.Accounts).SaveAccount(t.Context(), a, data.ChangeNote{Actor: "test", At: noon()}); err != nil {
			t.Fatal(err)
		}
	}
}

// somebody is a browser or a program with a token.
type somebody struct {
	server  *httptest.Server
	headers []string
}

// ask sends a request as somebody.
func (p *somebody) ask(t testing.TB, method, target, body string, headers ...string) reply {
	t.Helper()
	return ask(t.(*testing.T), p.server, method, target, body, append(append([]string{}, p.headers...), headers...)...)
}

// cookieFrom returns the cookie that an answer sets, as a browser sends it back; empty where it takes it away.
func cookieFrom(t testing.TB, got reply) string {
	t.Helper()
	set, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	if err != nil {
		t.Fatalf("Set-Cookie %q: %v", got.header.Get("Set-Cookie"), err)
	}
	if set.MaxAge < 0 {
		return ""
	}
	return set.Name + "=" + set.Value
}

// login logs an account in and returns its browser.
func login(t *testing.T, server *httptest.Server, name string) *somebody {
	t.Helper()
	return loginWith(t, server, name, goodPassword)
}

func loginWith(t *testing.T, server *httptest.Server, name, password string) *somebody {
	t.Helper()
	got := ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"`+name+`","password":"`+password+`"}`)
	if got.status != http.StatusOK {
		t.Fatalf("login of %s: %d %s", name, got.status, got.body)
	}
	session := decode[Session](t, got)
	return &somebody{server, []string{"Cookie", cookieFrom(t, got), csrfHeader, *session.CSRFToken}}
}

// withToken makes a token for an account and returns the program that uses it.
func withToken(t *testing.T, owner *somebody, draft string) *somebody {
	t.Helper()
	got := owner.ask(t, http.MethodPost, "/api/v1/tokens", draft)
	if got.status != http.StatusCreated {
		t.Fatalf("token %s: %d %s", draft, got.status, got.body)
	}
	return &somebody{owner.server, []string{"Authorization", "Bearer " + decode[NewToken](t, got).Secret}}
}

// openedStudy is the tiny county with an administrator and a viewer.
func openedStudy(t *testing.T) *study.Study {
	t.Helper()
	s := tinyStudy(t)
	addPeople(t, s, data.Account{Name: "root", DisplayName: "管理员", Role: data.RoleAdministrator}, data.Account{Name: "wang", Role: data.RoleViewer})
	return s
}

func want401(t *testing.T, got reply, code string) {
	t.Helper()
	wantProblem(t, got, http.StatusUnauthorized, code)
	if !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer ") {
		t.Errorf("WWW-Authenticate is %q", got.header.Get("WWW-Authenticate"))
	}
}
