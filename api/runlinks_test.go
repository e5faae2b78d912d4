package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cuntong/data"
)

func TestACourierOpensARunByLinkAndPIN(t *testing.T) {
	s := tinyStudy(t)
	tinyRuns(t, s)
	addPeople(t, s, data.Account{Name: "root", Role: data.RoleAdministrator})
	server := serve(t, Options{Study: s, PasswordCost: cheapCost})
	office := login(t, server, "root")
	made := office.ask(t, http.MethodPost, runPath+"/links", `{"pin_digits":4}`)
	link := decode[NewRunLink](t, made)
	if made.status != http.StatusCreated || len(link.PIN) != 4 || link.Path != "/courier/#"+link.Secret || made.header.Get("Cache-Control") != "no-store" || link.Until.Format("2006-01-02") != "2026-11-24" {
		t.Fatalf("%d %s", made.status, made.body)
	}
	wrong := "0000"
	if link.PIN == wrong {
		wrong = "1111"
	}
	open := func(secret, pin string) reply {
		return ask(t, server, http.MethodPost, "/api/v1/run-session", `{"secret":"`+secret+`","pin":"`+pin+`"}`)
	}
	wantProblem(t, open(link.Secret, wrong), http.StatusUnauthorized, "wrong_login")
	wantProblem(t, open(link.Secret[:len(link.Secret)-2]+"AA", link.PIN), http.StatusUnauthorized, "wrong_login")
	wantProblem(t, open("ctl_x", link.PIN), http.StatusUnauthorized, "wrong_login")
	got := open(link.Secret, link.PIN)
	session := decode[RunSession](t, got)
	if got.status != http.StatusOK || session.Run != runID || !session.Until.Equal(link.Until) {
		t.Fatalf("%d %s", got.status, got.body)
	}
	courier := &somebody{server, []string{"Cookie", cookieFrom(t, got), csrfHeader, session.CSRFToken}}
	if list := decode[RunList](t, courier.ask(t, http.MethodGet, "/api/v1/runs", "")); len(list.Items) != 1 || list.Items[0].ID != runID {
		t.Errorf("it lists %+v", list)
	}
	if noted := courier.ask(t, http.MethodPost, runPath+"/events", tinyEvents); noted.status != http.StatusOK {
		t.Errorf("it notes %d %s", noted.status, noted.body)
	}
	if me := decode[Session](t, courier.ask(t, http.MethodGet, "/api/v1/session", "")); me.Run == nil || *me.Run != runID || me.CSRFToken == nil || !slices.Equal(me.May, []permission{mayDeliver}) {
		t.Errorf("it is told %+v", me)
	}
	wantProblem(t, courier.ask(t, http.MethodGet, "/api/v1/runs/2026-11-23_van-1%232", ""), http.StatusNotFound, "not_found")
	for _, target := range []string{"/api/v1/plans", "/api/v1/settlements", "/api/v1/road-reports", runPath + "/links", "/api/v1/tokens", "/api/v1/accounts"} {
		wantProblem(t, courier.ask(t, http.MethodGet, target, ""), http.StatusForbidden, "forbidden")
	}
	wantProblem(t, courier.ask(t, http.MethodPatch, runPath, `{"courier":"x"}`, "If-Match", `"1"`), http.StatusForbidden, "forbidden")
	wantProblem(t, ask(t, server, http.MethodPost, runPath+"/events", tinyEvents, "Cookie", courier.headers[1]), http.StatusForbidden, "csrf")
	changes, err := s.Store.Changes(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if strings.Contains(c.Before+c.After+c.Note.Reason, link.Secret) || strings.Contains(c.Before+c.After, "argon2id") {
			t.Errorf("the change log tells a secret: %+v", c)
		}
	}
	if last := changes[len(changes)-1]; last.Note.Actor != "link "+link.ID {
		t.Errorf("events were noted by %q", last.Note.Actor)
	}
	// Ten wrong PINs, counted anew since the right one, and the link is good for nothing.
	for range data.MostPINTries {
		wantProblem(t, open(link.Secret, wrong), http.StatusUnauthorized, "wrong_login")
	}
	wantProblem(t, open(link.Secret, link.PIN), http.StatusTooManyRequests, "locked")
	if links := decode[RunLinkList](t, office.ask(t, http.MethodGet, runPath+"/links", "")); len(links.Items) != 1 || !links.Items[0].Locked {
		t.Errorf("the office sees %+v", links)
	}
	if got := office.ask(t, http.MethodDelete, runPath+"/links/"+link.ID, ""); got.status != http.StatusNoContent {
		t.Errorf("revoke: %d %s", got.status, got.body)
	}
	wantProblem(t, courier.ask(t, http.MethodGet, runPath, ""), http.StatusUnauthorized, "unauthenticated")

	other := decode[NewRunLink](t, office.ask(t, http.MethodPost, runPath+"/links", `{}`))
	again := open(other.Secret, other.PIN)
	if len(other.PIN) != 6 || again.status != http.StatusOK {
		t.Fatalf("%d %s", again.status, again.body)
	}
	leaving := &somebody{server, []string{"Cookie", cookieFrom(t, again), csrfHeader, decode[RunSession](t, again).CSRFToken}}
	if got := leaving.ask(t, http.MethodDelete, "/api/v1/run-session", ""); got.status != http.StatusNoContent {
		t.Errorf("leave: %d %s", got.status, got.body)
	}
	wantProblem(t, leaving.ask(t, http.MethodGet, runPath, ""), http.StatusUnauthorized, "unauthenticated")
}
