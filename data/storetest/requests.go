package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"cuntong/data"
)

// RequestStore is a store that keeps requests, links of couriers and settings too.
type RequestStore interface {
	data.Store
	data.RequestKeys
	data.RunLinks
	data.Settings
}

// RunRequests puts stores through the suite of data.RequestKeys, data.RunLinks and data.Settings, as Run does for data.Store.
func RunRequests(t *testing.T, open func(t *testing.T) RequestStore) {
	for _, part := range []struct {
		name string
		run  func(t *testing.T, s RequestStore)
	}{
		{"a request is answered once and its answer comes back", requestOnce},
		{"a request whose answer never came is taken over", requestTakenOver},
		{"old requests are forgotten", requestForgotten},
		{"of many who ask at once one answers", requestRace},
		{"a link counts its tries until one is right", linkTries},
		{"a session ends with its link", linkSessions},
		{"old links are forgotten and strange ones refused", oldLinks},
		{"a setting is replaced in its version alone", settingVersions},
		{"the secret of a setting is in no line of the change log", settingSecret},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Helper()
			part.run(t, open(t))
		})
	}
}

func someRequest(key, claim string) data.RequestKey {
	return data.RequestKey{Actor: "王五", Key: key, Digest: strings.Repeat("a", 64), Claim: claim, At: midday, Until: midday.Add(time.Minute)}
}

// claimKey keeps a request at a time and says whether the claim was granted.
func claimKey(t *testing.T, s RequestStore, k data.RequestKey, at time.Time) (data.RequestKey, bool) {
	t.Helper()
	kept, claimed, err := s.ClaimKey(background(), k, at, midday.Add(-48*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return kept, claimed
}

func requestOnce(t *testing.T, s RequestStore) {
	ctx := background()
	first := someRequest("k", "one")
	if _, claimed := claimKey(t, s, first, midday); !claimed {
		t.Fatal("the first is not granted")
	}
	if kept, claimed := claimKey(t, s, someRequest("k", "two"), midday); claimed || kept.Status != 0 || kept.Claim != "one" {
		t.Errorf("the second: %+v, %v", kept, claimed)
	}
	first.Status, first.Header, first.Body = 201, map[string]string{"Location": "/x", "ETag": `"1"`}, []byte("{\"名\":1}\x00")
	for want, k := range map[error]data.RequestKey{data.ErrConflict: someRequest("k", "two"), nil: first} {
		if err := s.AnswerKey(ctx, k); !errors.Is(err, want) {
			t.Errorf("answer of %s: %v, want %v", k.Claim, err, want)
		}
	}
	other := someRequest("k", "three")
	other.Digest = strings.Repeat("b", 64)
	for _, k := range []data.RequestKey{someRequest("k", "two"), other} {
		kept, claimed := claimKey(t, s, k, midday.Add(time.Hour))
		same(t, "answer", kept, first)
		if claimed {
			t.Errorf("%s is granted what was answered", k.Claim)
		}
	}
	if err := s.AnswerKey(ctx, first); !errors.Is(err, data.ErrConflict) {
		t.Errorf("answered twice: %v", err)
	}
	if err := s.DropKey(ctx, "王五", "k", "one"); err != nil {
		t.Fatal(err)
	}
	if kept, _ := claimKey(t, s, someRequest("k", "two"), midday); kept.Status != 201 {
		t.Errorf("an answer was dropped: %+v", kept)
	}
	stranger := someRequest("k", "two")
	stranger.Actor = ""
	if _, claimed := claimKey(t, s, stranger, midday); !claimed {
		t.Error("keys of two are the same")
	}
	for what, spoil := range map[string]func(*data.RequestKey){"no key": func(k *data.RequestKey) { k.Key = "" }, "a long key": func(k *data.RequestKey) { k.Key = strings.Repeat("x", 201) }, "no digest": func(k *data.RequestKey) { k.Digest = "" }} {
		bad := someRequest("bad", "one")
		spoil(&bad)
		if _, _, err := s.ClaimKey(ctx, bad, midday, midday); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", what, err)
		}
	}
	if info := must[data.Info](t)(s.Info(ctx)); info.Revision != 0 || info.Counts["changes"] != 0 {
		t.Errorf("requests left traces in the records: %+v", info)
	}
}

func requestTakenOver(t *testing.T, s RequestStore) {
	ctx := background()
	claimKey(t, s, someRequest("k", "one"), midday)
	late := someRequest("k", "two")
	late.At, late.Until = midday.Add(time.Minute), midday.Add(2*time.Minute)
	other := late
	other.Digest = strings.Repeat("b", 64)
	if _, claimed := claimKey(t, s, other, late.At); claimed {
		t.Error("another request took it over")
	}
	if kept, claimed := claimKey(t, s, late, late.At); !claimed || !kept.At.Equal(midday) {
		t.Errorf("not taken over: %+v", kept)
	}
	if _, claimed := claimKey(t, s, someRequest("k", "three"), midday.Add(90*time.Second)); claimed {
		t.Error("taken over twice")
	}
	if err := s.DropKey(ctx, "王五", "k", "one"); err != nil {
		t.Fatal(err)
	}
	if _, claimed := claimKey(t, s, someRequest("k", "three"), midday); claimed {
		t.Error("whoever lost the claim dropped it")
	}
	if err := s.DropKey(ctx, "王五", "k", "two"); err != nil {
		t.Fatal(err)
	}
	if _, claimed := claimKey(t, s, someRequest("k", "three"), midday); !claimed {
		t.Error("a dropped request is not free")
	}
}

func requestForgotten(t *testing.T, s RequestStore) {
	claimKey(t, s, someRequest("k", "one"), midday)
	again := someRequest("k", "two")
	again.At, again.Until = midday.Add(49*time.Hour), midday.Add(50*time.Hour)
	other := again
	other.Key = "other"
	if _, _, err := s.ClaimKey(background(), other, again.At, again.At.Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if kept, claimed := claimKey(t, s, again, midday); !claimed || !kept.At.Equal(again.At) {
		t.Errorf("not forgotten: %+v", kept)
	}
}

func requestRace(t *testing.T, s RequestStore) {
	var granted sync.Map
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			if _, claimed, err := s.ClaimKey(background(), someRequest("k", string(rune('a'+i))), midday, midday); err != nil {
				t.Error(err)
			} else if claimed {
				granted.Store(i, true)
			}
		})
	}
	group.Wait()
	count := 0
	granted.Range(func(any, any) bool { count++; return true })
	if count != 1 {
		t.Errorf("%d were granted the same request", count)
	}
}

func someLink(id string) data.RunLink {
	return data.RunLink{ID: id, Run: "2026-11-26_V#1", CreatedBy: "调度", CreatedAt: midday, Until: midday.Add(12 * time.Hour), Hash: strings.Repeat(id, 64), PINHash: "$argon2id$" + id}
}

func withLink(t *testing.T, s RequestStore) data.RunLink {
	t.Helper()
	if err := s.SaveRuns(background(), []data.Run{someRun("2026-11-26", "V#1")}, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	link := someLink("a")
	if err := s.AddRunLink(background(), link, data.ChangeNote{Actor: "调度", At: noon}); err != nil {
		t.Fatal(err)
	}
	return link
}

func linkTries(t *testing.T, s RequestStore) {
	ctx := background()
	link := withLink(t, s)
	for want := range int64(data.MostPINTries + 3) {
		got, err := s.TryRunLink(ctx, link.Hash)
		link.Tries = min(want+1, data.MostPINTries+1)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "link", got, link)
	}
	if err := s.StartRunSession(ctx, data.RunSession{Hash: strings.Repeat("s", 64), Link: "a", StartedAt: midday}); err != nil {
		t.Fatal(err)
	}
	link.Tries = 0
	same(t, "links", must[[]data.RunLink](t)(s.RunLinks(ctx, link.Run)), []data.RunLink{link})
	if _, err := s.TryRunLink(ctx, strings.Repeat("z", 64)); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a link that is not there: %v", err)
	}
}

func linkSessions(t *testing.T, s RequestStore) {
	ctx := background()
	link := withLink(t, s)
	one, two := data.RunSession{Hash: strings.Repeat("1", 64), Link: "a", StartedAt: midday}, data.RunSession{Hash: strings.Repeat("2", 64), Link: "a", StartedAt: midday}
	if err := errors.Join(s.StartRunSession(ctx, one), s.StartRunSession(ctx, two)); err != nil {
		t.Fatal(err)
	}
	got, of, err := s.RunSession(ctx, one.Hash)
	same(t, "session", got, one)
	if same(t, "link", of, link); err != nil || of.Over(midday) || !of.Over(link.Until) {
		t.Errorf("%v", err)
	}
	if err := s.EndRunSession(ctx, one.Hash); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.RevokeRunLink(ctx, "a", midday.Add(time.Minute), data.ChangeNote{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, hash := range []string{one.Hash, two.Hash} {
		if _, _, err := s.RunSession(ctx, hash); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("a session that ended: %v", err)
		}
	}
	if links := must[[]data.RunLink](t)(s.RunLinks(ctx, link.Run)); len(links) != 1 || !links[0].Over(midday) {
		t.Errorf("after it was revoked: %+v", links)
	}
	for what, err := range map[string]error{"end": s.EndRunSession(ctx, one.Hash), "revoke": s.RevokeRunLink(ctx, "none", midday, data.ChangeNote{}),
		"start": s.StartRunSession(ctx, data.RunSession{Hash: one.Hash, Link: "none", StartedAt: midday})} {
		if !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", what, err)
		}
	}
	changes := must[[]data.Change](t)(s.FindChanges(ctx, data.ChangeQuery{Kind: "run_link"}))
	if len(changes) != 2 || changes[1].Version != 2 {
		t.Fatalf("change log: %+v", changes)
	}
	for _, c := range changes {
		if strings.Contains(c.Before+c.After, link.Hash) || strings.Contains(c.Before+c.After, "argon2id") {
			t.Errorf("the change log tells a secret: %+v", c)
		}
	}
}

func oldLinks(t *testing.T, s RequestStore) {
	ctx := background()
	link := withLink(t, s)
	if err := s.StartRunSession(ctx, data.RunSession{Hash: strings.Repeat("1", 64), Link: "a", StartedAt: midday}); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(*data.RunLink){"without a run": func(l *data.RunLink) { l.Run = "" }, "that ends before it begins": func(l *data.RunLink) { l.Until = l.CreatedAt }, "without a PIN": func(l *data.RunLink) { l.PINHash = "" }} {
		bad := someLink("b")
		spoil(&bad)
		if err := s.AddRunLink(ctx, bad, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("a link %s: %v, want ErrInvalid", what, err)
		}
	}
	elsewhere := someLink("b")
	elsewhere.Run = "none"
	for want, l := range map[error]data.RunLink{data.ErrNotFound: elsewhere, data.ErrConflict: link} {
		if err := s.AddRunLink(ctx, l, data.ChangeNote{}); !errors.Is(err, want) {
			t.Errorf("link %+v: %v, want %v", l, err, want)
		}
	}
	late := someLink("b")
	late.CreatedAt = link.Until.Add(data.ForgetLinks + time.Hour)
	late.Until = late.CreatedAt.Add(time.Hour)
	if err := s.AddRunLink(ctx, late, data.ChangeNote{}); err != nil {
		t.Fatal(err)
	}
	same(t, "links", must[[]data.RunLink](t)(s.RunLinks(ctx, link.Run)), []data.RunLink{late})
}
