package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cuntong/data"
)

func TestNobodyGivesThemselvesMoreThanTheyHave(t *testing.T) {
	s := tinyStudy(t)
	if _, err := s.Store.Load(t.Context(), secondCounty(), data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	addPeople(t, s, data.Account{Name: "root", Role: data.RoleAdministrator}, data.Account{Name: "county", Role: data.RoleAdministrator, Area: countyCode},
		data.Account{Name: "viewer", Role: data.RoleViewer, Area: countyCode}, data.Account{Name: "other", Role: data.RoleViewer, Area: otherCounty})
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	root, county, viewer := login(t, server, "root"), login(t, server, "county"), login(t, server, "viewer")
	post := func(who *somebody, method, target, body string, status int, code string, headers ...string) {
		t.Helper()
		got := who.ask(t, method, target, body, headers...)
		if status < 300 {
			if got.status != status {
				t.Errorf("%s %s %s: got %d %s, want %d", method, target, body, got.status, got.body, status)
			}
			return
		}
		wantProblem(t, got, status, code)
	}
	secret := withToken(t, viewer, `{"name":"mine","may":["read"]}`)
	foreign := decode[NewToken](t, root.ask(t, http.MethodPost, "/api/v1/tokens", `{"name":"theirs","may":["administer"]}`))

	// Fields that are the server's are not taken from a body.
	for _, extra := range []string{`"version":9`, `"hash":"x"`, `"password_at":"2026-01-01T00:00:00Z"`, `"last_login":null`, `"Hash":"x"`} {
		post(root, http.MethodPost, "/api/v1/accounts", `{"name":"x","role":"viewer","password":"`+goodPassword+`",`+extra+`}`, 422, "invalid")
	}
	post(viewer, http.MethodPut, "/api/v1/session/password", `{"old_password":"`+goodPassword+`","new_password":"another horse 乡","role":"administrator"}`, 422, "invalid")
	post(viewer, http.MethodPost, "/api/v1/tokens", `{"name":"x","may":["read"],"account":"root"}`, 422, "invalid")
	post(viewer, http.MethodPost, "/api/v1/session", `{"name":"viewer","password":"`+goodPassword+`","area":""}`, 422, "invalid")

	// No token may more than its owner, and none makes tokens or passwords.
	for _, may := range []string{`"administer"`, `"plan"`, `"read","deliver"`} {
		post(viewer, http.MethodPost, "/api/v1/tokens", `{"name":"x","may":[`+may+`]}`, 422, "invalid")
	}
	post(viewer, http.MethodPost, "/api/v1/tokens", `{"name":"x","may":["read"],"area":"370503"}`, 403, "outside_area")
	post(viewer, http.MethodPost, "/api/v1/tokens", `{"name":"x","may":["read"],"area":"3705"}`, 403, "outside_area")
	post(secret, http.MethodPost, "/api/v1/tokens", `{"name":"x","may":["read"]}`, 403, "forbidden")
	post(secret, http.MethodPut, "/api/v1/session/password", `{"old_password":"`+goodPassword+`","new_password":"another horse 乡"}`, 403, "forbidden")
	post(secret, http.MethodDelete, "/api/v1/session", "", 403, "forbidden")

	// Nor accounts, passwords and roles, whatever it may: it lists accounts and disables them.
	program := withToken(t, root, `{"name":"admin","may":["read","administer"]}`)
	post(program, http.MethodPost, "/api/v1/accounts", `{"name":"x","role":"administrator","password":"`+goodPassword+`"}`, 403, "forbidden")
	post(program, http.MethodPost, "/api/v1/accounts", `{"name":"x","role":"viewer","subject":"https://id.example x"}`, 403, "forbidden")
	post(program, http.MethodPut, "/api/v1/accounts/other/password", `{"password":"another horse 乡"}`, 403, "forbidden")
	for _, body := range []string{`{"role":"administrator","area":"370503"}`, `{"role":"viewer","area":"370503","subject":"https://id.example x"}`, `{"role":"viewer"}`, `{"role":"viewer","area":"370503","courier":"王五"}`} {
		post(program, http.MethodPut, "/api/v1/accounts/other", body, 403, "forbidden", "If-Match", `"1"`)
	}
	post(program, http.MethodGet, "/api/v1/accounts", "", 200, "")
	post(program, http.MethodPut, "/api/v1/accounts/other", `{"role":"viewer","area":"370503","disabled":true}`, 200, "", "If-Match", `"1"`)
	post(program, http.MethodPut, "/api/v1/accounts/other", `{"role":"viewer","area":"370503"}`, 403, "forbidden", "If-Match", `"2"`)

	// Tokens and accounts of others.
	post(viewer, http.MethodGet, "/api/v1/tokens?all=true", "", 403, "forbidden")
	post(viewer, http.MethodGet, "/api/v1/tokens?account=root", "", 403, "forbidden")
	post(viewer, http.MethodDelete, "/api/v1/tokens/"+foreign.ID, "", 404, "not_found")
	post(county, http.MethodGet, "/api/v1/tokens?account=root", "", 403, "outside_area")
	post(county, http.MethodDelete, "/api/v1/tokens/"+foreign.ID, "", 403, "outside_area")
	post(county, http.MethodPut, "/api/v1/accounts/root/password", `{"password":"another horse 乡"}`, 403, "outside_area")
	if got := county.ask(t, http.MethodGet, "/api/v1/tokens?all=true", ""); strings.Contains(string(got.body), foreign.ID) || !strings.Contains(string(got.body), `"mine"`) {
		t.Errorf("an administrator of a county lists %s", got.body)
	}

	// An administrator of a county makes no account for more than the county, itself included.
	post(county, http.MethodPost, "/api/v1/accounts", `{"name":"x","role":"administrator","area":"3705","password":"`+goodPassword+`"}`, 403, "outside_area")
	post(county, http.MethodPut, "/api/v1/accounts/other", `{"role":"administrator","area":"370522"}`, 403, "outside_area", "If-Match", `"1"`)
	made := decode[Account](t, county.ask(t, http.MethodPost, "/api/v1/accounts", `{"name":"new","role":"administrator","password":"`+goodPassword+`"}`))
	if made.Area == nil || *made.Area != countyCode {
		t.Errorf("an account without an area has %v", made.Area)
	}
	self := decode[Account](t, county.ask(t, http.MethodPut, "/api/v1/accounts/county", `{"role":"administrator"}`, "If-Match", `"1"`))
	if self.Area == nil || *self.Area != countyCode {
		t.Errorf("an administrator took its own bound away: %+v", self)
	}
	for _, name := range []string{"a\\r\\nSet-Cookie: x", "a b", "<script>", "Root", "../root", ""} {
		post(root, http.MethodPost, "/api/v1/accounts", `{"name":"`+name+`","role":"viewer","password":"`+goodPassword+`"}`, 422, "invalid")
	}
}

func TestWhatIsTakenAwayIsGoneAtOnce(t *testing.T) {
	s, now := tinyStudy(t), noon()
	s.Now = func() time.Time { return now }
	if _, err := s.Store.Load(t.Context(), secondCounty(), data.ChangeNote{Actor: "test", At: noon()}); err != nil {
		t.Fatal(err)
	}
	addPeople(t, s, data.Account{Name: "root", Role: data.RoleAdministrator}, data.Account{Name: "li", Role: data.RolePlanner})
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	root, li := login(t, server, "root"), login(t, server, "li")
	reader, planner := withToken(t, li, `{"name":"r","may":["read"],"area":"370522","days":1}`), withToken(t, li, `{"name":"p","may":["read","plan"]}`)
	draft := `{"name":"一","model":"lscp"}`
	change := func(body, version string) {
		t.Helper()
		if got := root.ask(t, http.MethodPut, "/api/v1/accounts/li", body, "If-Match", version); got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", body, got.status, got.body)
		}
	}
	if got := planner.ask(t, http.MethodPost, "/api/v1/scenarios", draft); got.status != http.StatusCreated {
		t.Fatalf("%d %s", got.status, got.body)
	}
	if changes, err := s.Store.Changes(t.Context(), 0, 0); err != nil || !strings.HasPrefix(changes[len(changes)-1].Note.Actor, "li [token ") {
		t.Errorf("the change log does not say that a token did it: %+v, %v", changes[len(changes)-1], err)
	}
	wantProblem(t, reader.ask(t, http.MethodPost, "/api/v1/scenarios", draft), http.StatusForbidden, "forbidden")
	wantProblem(t, reader.ask(t, http.MethodGet, "/api/v1/settlements?area=370503", ""), http.StatusForbidden, "outside_area")
	change(`{"role":"viewer"}`, `"1"`)
	wantProblem(t, planner.ask(t, http.MethodPost, "/api/v1/scenarios", draft), http.StatusForbidden, "forbidden")
	wantProblem(t, li.ask(t, http.MethodPost, "/api/v1/scenarios", draft), http.StatusForbidden, "forbidden")
	change(`{"role":"viewer","area":"370503"}`, `"2"`) // the token's area lies outside now
	want401(t, reader.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	wantProblem(t, li.ask(t, http.MethodGet, "/api/v1/settlements?area=370522", ""), http.StatusForbidden, "outside_area")
	change(`{"role":"viewer"}`, `"3"`)
	if got := reader.ask(t, http.MethodGet, "/api/v1/info", ""); got.status != http.StatusOK {
		t.Errorf("the token does not work again: %d", got.status)
	}
	now = now.Add(23 * time.Hour)
	if got := reader.ask(t, http.MethodGet, "/api/v1/info", ""); got.status != http.StatusOK {
		t.Errorf("before its end: %d", got.status)
	}
	now = now.Add(time.Hour)
	want401(t, reader.ask(t, http.MethodGet, "/api/v1/info", ""), "unauthenticated")
	root = login(t, server, "root")
	again := login(t, server, "li")
	change(`{"role":"viewer","disabled":true}`, `"4"`)
	for what, who := range map[string]*somebody{"session": again, "token": planner} {
		if got := who.ask(t, http.MethodGet, "/api/v1/info", ""); got.status != http.StatusUnauthorized {
			t.Errorf("the %s of a closed account: %d", what, got.status)
		}
	}
	want401(t, ask(t, server, http.MethodPost, "/api/v1/session", `{"name":"li","password":"`+goodPassword+`"}`), "wrong_login")
}

func TestPathsLeadNowhereElse(t *testing.T) {
	server := serve(t, Options{Study: openedStudy(t), PasswordCost: cheapCost})
	root := login(t, server, "root")
	for _, path := range []string{
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/assets/%5c..%5c..%5cgo.mod", "/./api/../go.mod", "/.git/config", "/assets/%00",
		"/api/v1/plans/..%2f..%2fetc", "/api/v1/scenarios/%2e%2e", "/api/v1/scenarios/x%0d%0aSet-Cookie:%20a=b", "/api/v1/accounts/..%2froot", "/api/v1/reports/..%2f..%2fx/report.html",
		"/api/v1//accounts", "/API/v1/accounts", "/api/v1/accounts/", "/tiles/..%2f..%2fetc/1/1/1", "/ogc/collections/..%2f..%2fetc/items",
	} {
		got := root.ask(t, http.MethodGet, path, "")
		if got.status < 400 || got.status >= 500 || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: got %d %v %.200s", path, got.status, got.header, got.body)
		}
	}
	// Nobody reaches a closed operation by writing its path another way.
	for _, path := range []string{"/api/v1/./accounts", "/api//v1/accounts", "/api/v1/accounts?x", "/healthz/../api/v1/accounts", "/api/v1/session/../accounts", "//api/v1/accounts", "/api/v1/accounts%2f", "/api/v1/%61ccounts"} {
		if got := ask(t, server, http.MethodGet, path, ""); got.status < 400 || strings.Contains(string(got.body), `"root"`) {
			t.Errorf("%s without a login: got %d %.200s", path, got.status, got.body)
		}
	}
}
