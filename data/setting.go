package data

import (
	"context"
	"encoding/json"
	"fmt"
)

// Setting is something that whoever runs a store decided once for all who use it, such as its basemap. What a value holds is the business
// of whoever reads it.
type Setting struct {
	Key     string          `json:"key"`
	Value   json.RawMessage `json:"value"`
	Secret  string          `json:"-"`      // goes into no line of the change log, such as the key of a map service; empty: none
	Hidden  bool            `json:"secret"` // whether there is a secret; filled in by the store
	Version int64           `json:"version"`
}

// Settings keeps settings beside the records of a store but apart from them: they raise no revision, and copies of a store leave
// them out.
type Settings interface {
	// Setting returns the setting of a key; ErrNotFound where nothing was decided yet.
	Setting(ctx context.Context, key string) (Setting, error)
	// SaveSetting keeps a setting in place of the one of the same version, 0 where there is none yet, else ErrConflict; it returns the
	// new version and leaves a line in the change log, without the secret.
	SaveSetting(ctx context.Context, s Setting, note ChangeNote) (int64, error)
}

// mostSettingBytes bounds a value: settings are small.
const mostSettingBytes = 64 << 10

// Check refuses a setting that no store can keep.
func (s Setting) Check() error {
	c := check{key: s.Key}
	c.text("text", s.Key, string(s.Value), s.Secret)
	if s.Key == "" || len(s.Value) > mostSettingBytes || !json.Valid(s.Value) {
		c.fail("it lacks its key, or its value is no JSON of at most %d bytes", mostSettingBytes)
	}
	return c.asError("setting")
}

// Kept is the setting as stores keep it.
func (s Setting) Kept(version int64) Setting {
	s.Hidden, s.Version = s.Secret != "", version
	return s
}

// SettingConflict says that somebody was faster.
func SettingConflict(s Setting, stored int64) error {
	return fmt.Errorf("setting %q has version %d, not %d; read it again and repeat the change: %w", s.Key, stored, s.Version, ErrConflict)
}
