package postgis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

var _ data.Settings = (*Store)(nil)

// readSetting reads a setting; found is false where there is none.
func readSetting(row pgx.Row) (setting data.Setting, found bool, err error) {
	var body []byte
	err = row.Scan(&body, &setting.Secret)
	if errors.Is(err, pgx.ErrNoRows) {
		return setting, false, nil
	}
	if err == nil {
		err = json.Unmarshal(body, &setting)
	}
	return setting, err == nil, err
}

const selectSetting = "SELECT record, secret FROM cuntong.setting WHERE key = $1"

// Setting returns the setting of a key.
func (s *Store) Setting(ctx context.Context, key string) (data.Setting, error) {
	setting, found, err := readSetting(s.pool.QueryRow(ctx, selectSetting, key))
	if err != nil {
		return setting, s.fault("read", err)
	}
	if !found {
		return setting, fmt.Errorf("setting %q is not in store %s: %w", key, s.name, data.ErrNotFound)
	}
	return setting, nil
}

// SaveSetting keeps a setting in place of the one of the same version.
func (s *Store) SaveSetting(ctx context.Context, setting data.Setting, note data.ChangeNote) (version int64, err error) {
	if err := setting.Check(); err != nil {
		return 0, err
	}
	err = s.write(ctx, "change a setting of", func(tx pgx.Tx) error {
		stored, found, err := readSetting(tx.QueryRow(ctx, selectSetting, setting.Key))
		if err != nil {
			return err
		}
		if stored.Version != setting.Version {
			return data.SettingConflict(setting, stored.Version)
		}
		kept := setting.Kept(stored.Version + 1)
		body, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO cuntong.setting (key, record, secret) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET record = excluded.record, secret = excluded.secret", kept.Key, string(body), kept.Secret); err != nil {
			return err
		}
		version = kept.Version
		var before any
		if found {
			before = stored
		}
		return s.log(ctx, tx, data.Change{Note: acting(note, "setting"), Kind: "setting", Key: kept.Key, Version: kept.Version}, before, kept)
	})
	return version, err
}
