package gpkg

import (
	"context"
	"database/sql"

	"cuntong/data"
)

// byKeys reads what is stored under the keys of rows, by key.
func (t table[T]) byKeys(ctx context.Context, from querier, rows []T) ([]T, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	keys := make([]string, len(rows))
	for i := range rows {
		keys[i] = t.key(&rows[i])
	}
	return t.list(ctx, from, t.choose(data.Query{IDs: keys}))
}

// telling writes rows and tells the change log which of them changed: result must count what write does.
func telling[T any](ctx context.Context, tx *sql.Tx, t table[T], rows []T, lines *data.RowLines, result *data.LoadResult, write func() error) error {
	if !lines.Compare(len(rows)) {
		return write()
	}
	before, err := t.byKeys(ctx, tx, rows)
	if err != nil {
		return err
	}
	counted := result.Inserted + result.Updated
	if err := write(); err != nil {
		return err
	}
	if !lines.Room(result.Inserted + result.Updated - counted) {
		return nil
	}
	after, err := t.byKeys(ctx, tx, rows)
	if err != nil {
		return err
	}
	return data.AddRows(lines, t.name, before, after, t.key, t.version)
}

// tellNetworks tells the change log which networks of a load changed; write puts them into the store.
func tellNetworks(ctx context.Context, tx *sql.Tx, list []data.Network, lines *data.RowLines, write func(data.Network) error) error {
	for _, n := range list {
		before, err := readNetwork(ctx, tx, n.ID, false)
		if err != nil {
			return err
		}
		if err := write(n); err != nil {
			return err
		}
		after, err := readNetwork(ctx, tx, n.ID, false)
		if err != nil {
			return err
		}
		var was any // plainly nil where nothing was
		if before != nil {
			was = before
		}
		if err := lines.Add("network", n.ID, after.Version, was, after); err != nil {
			return err
		}
	}
	return nil
}

// Disclose leaves a line in the change log that says that personal data goes out unmasked.
func (s *Store) Disclose(ctx context.Context, what string, note data.ChangeNote) error {
	return s.write(ctx, "note a disclosure in", func(tx *sql.Tx) error { return s.log(ctx, tx, data.Disclosure(what, note)) })
}
