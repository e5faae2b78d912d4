package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"cuntong/data"
)

// saveSetting keeps a setting and returns its version.
func saveSetting(t *testing.T, s RequestStore, setting data.Setting) int64 {
	t.Helper()
	return must[int64](t)(s.SaveSetting(background(), setting, data.ChangeNote{Actor: "王五", At: noon, Reason: "底图"}))
}

func settingVersions(t *testing.T, s RequestStore) {
	ctx := background()
	if _, err := s.Setting(ctx, "basemap"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("nothing was decided yet: %v", err)
	}
	before := must[data.Stamp](t)(s.Stamp(ctx))
	first := data.Setting{Key: "basemap", Value: json.RawMessage(`{"kind":"xyz","name":"底图"}`)}
	if got := saveSetting(t, s, first); got != 1 {
		t.Errorf("version %d, want 1", got)
	}
	saveSetting(t, s, data.Setting{Key: "other", Value: json.RawMessage(`[1]`), Secret: "z"})
	first.Version = 1
	same(t, "setting", must[data.Setting](t)(s.Setting(ctx, "basemap")), first)
	second := data.Setting{Key: "basemap", Value: json.RawMessage(`null`), Secret: "k", Version: 1}
	if got := saveSetting(t, s, second); got != 2 {
		t.Errorf("version %d, want 2", got)
	}
	second.Version, second.Hidden = 2, true
	same(t, "setting", must[data.Setting](t)(s.Setting(ctx, "basemap")), second)
	for _, stale := range []int64{0, 1, 3} {
		if _, err := s.SaveSetting(ctx, data.Setting{Key: "basemap", Value: json.RawMessage(`1`), Version: stale}, data.ChangeNote{}); !errors.Is(err, data.ErrConflict) {
			t.Errorf("in place of version %d: %v, want a conflict", stale, err)
		}
	}
	for what, bad := range map[string]data.Setting{"without a key": {Value: json.RawMessage(`1`)}, "no JSON": {Key: "k", Value: json.RawMessage(`{`)}, "nothing": {Key: "k"},
		"too large": {Key: "k", Value: json.RawMessage(`"` + strings.Repeat("x", 1<<17) + `"`)}, "no text": {Key: "k", Value: json.RawMessage(`1`), Secret: "a\x00"}} {
		if _, err := s.SaveSetting(ctx, bad, data.ChangeNote{}); !errors.Is(err, data.ErrInvalid) {
			t.Errorf("a setting %s: %v, want it refused", what, err)
		}
	}
	same(t, "setting", must[data.Setting](t)(s.Setting(ctx, "basemap")), second)
	if after := must[data.Stamp](t)(s.Stamp(ctx)); after.Revision != before.Revision {
		t.Errorf("revision %d became %d: settings are no records", before.Revision, after.Revision)
	}
	var kept atomic.Int64
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			_, err := s.SaveSetting(background(), data.Setting{Key: "race", Value: json.RawMessage(fmt.Sprint(i))}, data.ChangeNote{})
			switch {
			case err == nil:
				kept.Add(1)
			case !errors.Is(err, data.ErrConflict):
				t.Error(err)
			}
		})
	}
	group.Wait()
	if kept.Load() != 1 {
		t.Errorf("%d of many at once were kept, want one", kept.Load())
	}
}

func settingSecret(t *testing.T, s RequestStore) {
	ctx := background()
	saveSetting(t, s, data.Setting{Key: "basemap", Value: json.RawMessage(`{"kind":"tianditu"}`), Secret: "very-secret-key"})
	saveSetting(t, s, data.Setting{Key: "basemap", Value: json.RawMessage(`{"kind":"none"}`), Version: 1})
	changes := must[[]data.Change](t)(s.FindChanges(ctx, data.ChangeQuery{Kind: "setting"}))
	if len(changes) != 2 {
		t.Fatalf("%d lines, want 2", len(changes))
	}
	for _, c := range changes {
		if strings.Contains(c.Before+c.After, "very-secret") {
			t.Errorf("a line holds the secret: %+v", c)
		}
	}
	if c := changes[0]; c.Before != "" || c.Version != 1 || c.Key != "basemap" || c.Note.Actor != "王五" || c.Note.Action != "setting" || !strings.Contains(c.After, `"secret":true`) {
		t.Errorf("first line %+v", c)
	}
	if c := changes[1]; !strings.Contains(c.Before, `"tianditu"`) || !strings.Contains(c.Before, `"secret":true`) || !strings.Contains(c.After, `"secret":false`) || c.Version != 2 {
		t.Errorf("second line %+v", c)
	}
}
