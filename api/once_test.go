package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cuntong/data"
)

const onceBody = `{"name":"一","model":"lscp"}`

func TestARequestWithAKeyIsDoneOnce(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s})
	post := func(key, body string) reply {
		return ask(t, server, http.MethodPost, "/api/v1/scenarios", body, onceHeader, key)
	}
	count := func() int {
		return len(decode[ScenarioList](t, ask(t, server, http.MethodGet, "/api/v1/scenarios", "")).Items)
	}
	first := post("k-1", onceBody)
	server = serve(t, Options{Study: s}) // after a restart
	again := post("k-1", onceBody)
	if first.status != http.StatusCreated || again.status != first.status || string(again.body) != string(first.body) || again.header.Get("Location") != first.header.Get("Location") ||
		again.header.Get("ETag") != first.header.Get("ETag") || again.header.Get("Content-Type") != first.header.Get("Content-Type") || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %d %v %s\nagain %d %v %s", first.status, first.header, first.body, again.status, again.header, again.body)
	}
	wantProblem(t, post("k-1", `{"name":"二","model":"lscp"}`), http.StatusUnprocessableEntity, "idempotency_key_reused")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios?x=1", onceBody, onceHeader, "k-1"), http.StatusUnprocessableEntity, "idempotency_key_reused")
	if got := count(); got != 1 {
		t.Errorf("%d scenarios, want 1", got)
	}
	wantProblem(t, post("k-2", `{"name":" ","model":"lscp"}`), http.StatusUnprocessableEntity, "invalid")
	if got := post("k-2", onceBody); got.status != http.StatusCreated || got.header.Get("Location") == first.header.Get("Location") {
		t.Errorf("a key whose request was refused is not free: %d %s", got.status, got.body)
	}
	for _, key := range []string{strings.Repeat("x", 201), "a b", "键"} {
		wantProblem(t, post(key, onceBody), http.StatusBadRequest, "invalid")
	}
	if got := ask(t, server, http.MethodPost, "/api/v1/scenarios", onceBody); got.status != http.StatusCreated {
		t.Errorf("without a key: %d", got.status)
	}
	if got := count(); got != 3 {
		t.Errorf("%d scenarios, want 3", got)
	}
}

func TestOfTwoRequestsAtOnceOneIsDone(t *testing.T) {
	server := serve(t, Options{Study: tinyStudy(t)})
	bodies := make([]string, 6)
	var group sync.WaitGroup
	for i := range bodies {
		group.Go(func() {
			got := ask(t, server, http.MethodPost, "/api/v1/scenarios", onceBody, onceHeader, "same")
			bodies[i] = fmt.Sprint(got.status, " ", string(got.body))
		})
	}
	group.Wait()
	for _, body := range bodies {
		if body != bodies[0] || !strings.HasPrefix(body, "201 ") {
			t.Errorf("got %s, want %s", body, bodies[0])
		}
	}
	if list := decode[ScenarioList](t, ask(t, server, http.MethodGet, "/api/v1/scenarios", "")); len(list.Items) != 1 {
		t.Errorf("%d scenarios, want 1", len(list.Items))
	}
}

// A program dies after the scenario was kept and before its answer was: the next one takes the request over and finds it.
func TestARequestIsDoneOnceAcrossACrash(t *testing.T) {
	s := tinyStudy(t)
	first := ask(t, serve(t, Options{Study: s}), http.MethodPost, "/api/v1/scenarios", onceBody, onceHeader, "k")
	id := decode[data.Scenario](t, first).ID
	forgetful := tinyStudy(t) // has the scenario and a claim that nobody will answer
	saved, err := s.Store.Scenario(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	saved.Version = 0
	if _, err := forgetful.Store.SaveScenario(t.Context(), saved, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	request := data.RequestKey{Actor: "test", Key: "k", Digest: digestOf(mustRequest(t), []byte(onceBody)), Claim: "dead", At: noon().Add(-time.Hour), Until: noon().Add(-time.Minute)}
	if _, claimed, err := forgetful.Store.(data.RequestKeys).ClaimKey(t.Context(), request, request.At, request.At); err != nil || !claimed {
		t.Fatal(claimed, err)
	}
	server := serve(t, Options{Study: forgetful})
	again := ask(t, server, http.MethodPost, "/api/v1/scenarios", onceBody, onceHeader, "k")
	var one, two any
	if json.Unmarshal(first.body, &one) != nil || json.Unmarshal(again.body, &two) != nil || fmt.Sprint(one) != fmt.Sprint(two) || again.status != http.StatusCreated || again.header.Get("Location") != first.header.Get("Location") {
		t.Errorf("first %s, again %d %s", first.body, again.status, again.body)
	}
	if list := decode[ScenarioList](t, ask(t, server, http.MethodGet, "/api/v1/scenarios", "")); len(list.Items) != 1 {
		t.Errorf("%d scenarios, want 1", len(list.Items))
	}
}

// A key is forgotten after two days; what comes with it then is a request of its own.
func TestAKeyThatWasForgottenMakesSomethingNew(t *testing.T) {
	s, now := tinyStudy(t), noon()
	s.Now = func() time.Time { return now }
	server := serve(t, Options{Study: s})
	first := ask(t, server, http.MethodPost, "/api/v1/scenarios", onceBody, onceHeader, "k")
	now = now.Add(keysKept + time.Minute)
	second := ask(t, server, http.MethodPost, "/api/v1/scenarios", `{"name":"二","model":"lscp"}`, onceHeader, "k")
	one, two := decode[data.Scenario](t, first), decode[data.Scenario](t, second)
	if second.status != http.StatusCreated || one.ID == two.ID || two.Name != "二" {
		t.Errorf("first %s, second %d %s", first.body, second.status, second.body)
	}
}

// Nor does a key lead to what an account made while it had another area.
func TestAKeyLeadsToNothingOfAnotherArea(t *testing.T) {
	s := tinyStudy(t)
	saved := data.Scenario{ID: "made-before", Name: "一", Area: countyCode, Standard: data.DefaultStandard, Model: "lscp"}
	if _, err := s.Store.SaveScenario(t.Context(), saved, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	server, err := build(Options{Study: s})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithValue(context.WithValue(t.Context(), onceKey{}, saved.ID), callerKey{}, caller{Name: "li", May: []permission{mayRead, mayPlan}, Area: "370523"})
	_, scenario := server.createScenario(ctx, &struct{ Body ScenarioDraft }{ScenarioDraft{Name: "一", Model: "lscp"}})
	_, merges := server.confirmMerges(ctx, &struct{ Body MergeConfirmation }{MergeConfirmation{IDs: []string{"x"}}})
	for what, err := range map[string]error{"scenario": scenario, "merges": merges} {
		var p *Problem
		if !errors.As(err, &p) || p.Code != "outside_area" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func mustRequest(t *testing.T) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/api/v1/scenarios", nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}
