package postgis

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// networkColumns are the columns of a network in a list; Network reads content besides.
const networkColumns = `id, name, fingerprint, vertices, stretches, length_m, source, line, datum, original, located_by, synthetic, created_at, version`

func networkCells(n *data.Network) []any {
	into := []any{text(&n.ID), text(&n.Name), text(&n.Fingerprint), &n.Vertices, &n.Stretches, &n.LengthMeters}
	return append(append(into, provenance(&n.Provenance)...), instantCell{&n.CreatedAt}, &n.Version)
}

// SaveNetwork stores a network under its ID. The same content again changes nothing.
func (s *Store) SaveNetwork(ctx context.Context, n data.Network, note data.ChangeNote) (version int64, err error) {
	if err := n.Check(); err != nil {
		return 0, err
	}
	err = s.write(ctx, "save network "+n.ID+" in", func(tx pgx.Tx) error {
		before, err := readNetwork(ctx, tx, n.ID, false)
		if err != nil {
			return err
		}
		var result data.LoadResult
		if version, err = keepNetwork(ctx, tx, n, &result); err != nil || result.Unchanged > 0 {
			return err
		}
		if _, err := raiseRevision(ctx, tx, true); err != nil {
			return err
		}
		var was any // plainly nil where nothing was
		if before != nil {
			was = before
		}
		n.Version, n.Content, n.CreatedAt = version, nil, keptTime(n.CreatedAt)
		return s.log(ctx, tx, data.Change{Note: acting(note, "network"), Kind: "network", Key: n.ID, Version: version}, was, n)
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}

// keepNetwork replaces one network inside a transaction and returns the version that is stored then.
func keepNetwork(ctx context.Context, tx pgx.Tx, n data.Network, result *data.LoadResult) (version int64, err error) {
	stored, err := readNetwork(ctx, tx, n.ID, false)
	if err != nil {
		return 0, err
	}
	version = 1
	switch {
	case stored == nil:
		result.Inserted++
	case stored.Fingerprint == n.Fingerprint:
		result.Unchanged++
		return stored.Version, nil
	default:
		result.Updated++
		version = stored.Version + 1
		if _, err := tx.Exec(ctx, "DELETE FROM cuntong.network WHERE id = $1", n.ID); err != nil {
			return 0, err
		}
	}
	var v values
	addText(&v, n.ID)
	addText(&v, n.Name)
	addText(&v, n.Fingerprint)
	for _, count := range []int64{n.Vertices, n.Stretches, n.LengthMeters} {
		v.add(count)
	}
	v.addProvenance(n.Provenance)
	v.add(keptTime(n.CreatedAt))
	v.add(version)
	v.add(n.Content)
	_, err = tx.Exec(ctx, "INSERT INTO cuntong.network ("+networkColumns+", content) VALUES ("+parameters(len(v.list))+")", v.list...)
	return version, err
}

// readNetwork returns the network with an ID, nil if there is none.
func readNetwork(ctx context.Context, from querier, id string, content bool) (*data.Network, error) {
	var n data.Network
	columns, into := networkColumns, networkCells(&n)
	if content {
		columns, into = columns+", content", append(into, &n.Content)
	}
	err := from.QueryRow(ctx, "SELECT "+columns+" FROM cuntong.network WHERE id = $1", id).Scan(into...)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &n, nil
}

// Network returns the network with an ID, with its content.
func (s *Store) Network(ctx context.Context, id string) (data.Network, error) {
	n, err := readNetwork(ctx, s.pool, id, true)
	if err != nil {
		return data.Network{}, s.fault("read", err)
	}
	if n == nil {
		return data.Network{}, fmt.Errorf("network %q is not in store %s: %w", id, s.name, data.ErrNotFound)
	}
	return *n, nil
}

// Networks lists the networks by ID, without their content.
func (s *Store) Networks(ctx context.Context) ([]data.Network, error) {
	rows, err := s.pool.Query(ctx, "SELECT "+networkColumns+" FROM cuntong.network ORDER BY id")
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var list []data.Network
	for rows.Next() {
		var n data.Network
		if err := rows.Scan(networkCells(&n)...); err != nil {
			return nil, fmt.Errorf("read networks: %w", err)
		}
		list = append(list, n)
	}
	return list, s.fault("read", rows.Err())
}
