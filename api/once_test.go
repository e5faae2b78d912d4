package api

import (
	"encoding/json"
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

func mustRequest(t *testing.T) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/api/v1/scenarios", nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}
