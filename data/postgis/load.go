package postgis

import (
	"context"
	"fmt"
	"strings"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
)

// Load inserts or replaces all rows of a batch in one transaction.
func (s *Store) Load(ctx context.Context, batch data.Batch, note data.ChangeNote) (data.LoadResult, error) {
	var result data.LoadResult
	if err := batch.Check(); err != nil {
		return result, err
	}
	err := s.write(ctx, "load into", func(tx pgx.Tx) error { return s.keepBatch(ctx, tx, batch, note, &result) })
	if err != nil {
		return data.LoadResult{}, err
	}
	return result, nil
}

// keepBatch is Load inside a transaction.
func (s *Store) keepBatch(ctx context.Context, tx pgx.Tx, batch data.Batch, note data.ChangeNote, result *data.LoadResult) error {
	standing, err := raiseRevision(ctx, tx, false)
	if err == nil {
		err = batch.CheckUpon(standing)
	}
	if err == nil {
		err = checkReferences(ctx, tx, batch)
	}
	if err != nil {
		return err
	}
	lines := data.NewBatchLines(acting(note, "load"), batch)
	if err := bringBatch(ctx, tx, batch, lines, result); err != nil {
		return err
	}
	err = tellNetworks(ctx, tx, batch.Networks, lines, func(n data.Network) error {
		_, err := keepNetwork(ctx, tx, n, result)
		return err
	})
	if err != nil {
		return err
	}
	changed, ofCounts := result.Inserted+result.Updated > 0, data.LoadResult{}
	if err := bring(ctx, tx, dailyCounts(), batch.DailyCounts, lines, &ofCounts); err != nil {
		return err
	}
	result.Add(ofCounts)
	records, err := removeRows(ctx, tx, batch, lines, result)
	if err != nil {
		return err
	}
	changed = changed || records
	if result.Revision, err = raiseRevision(ctx, tx, changed); err != nil {
		return err
	}
	log, err := lines.Behind(batchKey(batch), *result, batch)
	if err != nil {
		return err
	}
	return s.logLines(ctx, tx, log...)
}

// batchKey counts what a batch brings, leaving out kinds it does not bring.
func batchKey(b data.Batch) string {
	var parts []string
	for _, kind := range []struct {
		name  string
		count int
	}{{"areas", len(b.Areas)}, {"settlements", len(b.Settlements)}, {"facilities", len(b.Facilities)},
		{"services", len(b.Services)}, {"vehicles", len(b.Vehicles)}, {"bus lines", len(b.BusLines)}, {"daily counts", len(b.DailyCounts)},
		{"standards", len(b.Standards)}, {"networks", len(b.Networks)}, {"removed", len(b.Remove)}} {
		if kind.count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", kind.name, kind.count))
		}
	}
	if len(parts) == 0 {
		return "empty"
	}
	return strings.Join(parts, ", ")
}

// bringBatch goes from the records that others name to those that name them.
func bringBatch(ctx context.Context, tx pgx.Tx, b data.Batch, lines *data.RowLines, result *data.LoadResult) error {
	if err := bring(ctx, tx, areas(), b.Areas, lines, result); err != nil {
		return err
	}
	if len(b.Areas) > 0 {
		if err := checkRings(ctx, tx); err != nil {
			return err
		}
	}
	if err := bring(ctx, tx, settlements(), b.Settlements, lines, result); err != nil {
		return err
	}
	if err := bring(ctx, tx, facilities(), b.Facilities, lines, result); err != nil {
		return err
	}
	if err := bring(ctx, tx, services(), b.Services, lines, result); err != nil {
		return err
	}
	if err := bring(ctx, tx, vehicles(), b.Vehicles, lines, result); err != nil {
		return err
	}
	if err := bring(ctx, tx, busLines(), b.BusLines, lines, result); err != nil {
		return err
	}
	return bring(ctx, tx, standards(), b.Standards, lines, result)
}

// rowsWorthCounting is from how many changed rows on a load has the server count its table anew.
const rowsWorthCounting = 500

// bring puts rows into a table. After many it has the server take its statistics at once: until then the
// server believes the table small and reads a nation for one county (measured: 65 ms instead of 1 ms).
func bring[T any](ctx context.Context, tx pgx.Tx, t table[T], rows []T, lines *data.RowLines, result *data.LoadResult) error {
	before := result.Inserted + result.Updated
	err := telling(ctx, tx, t, rows, lines, result, func() error {
		inserted, updated, err := upsertAll(ctx, tx, t, rows)
		result.Add(data.LoadResult{Inserted: inserted, Updated: updated, Unchanged: len(rows) - inserted - updated})
		return err
	})
	if err == nil && result.Inserted+result.Updated-before >= rowsWorthCounting {
		_, err = tx.Exec(ctx, "ANALYZE cuntong."+t.name)
	}
	return err
}

// upsertAll copies rows into a table that is still empty, or else beside it and from there by an upsert.
func upsertAll[T any](ctx context.Context, tx pgx.Tx, t table[T], rows []T) (inserted, updated int, err error) {
	if len(rows) == 0 {
		return 0, 0, nil
	}
	var filled bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM cuntong."+t.name+")").Scan(&filled); err != nil {
		return 0, 0, err
	}
	if !filled {
		return len(rows), 0, copyInto(ctx, tx, t, pgx.Identifier{"cuntong", t.name}, rows)
	}
	beside, columns := "beside_"+t.name, strings.Join(t.columns, ", ")
	if _, err := tx.Exec(ctx, "CREATE TEMPORARY TABLE "+beside+" ON COMMIT DROP AS SELECT "+columns+" FROM cuntong."+t.name+" WITH NO DATA"); err != nil {
		return 0, 0, err
	}
	if err := copyInto(ctx, tx, t, pgx.Identifier{"pg_temp", beside}, rows); err != nil {
		return 0, 0, err
	}
	var touched int
	err = tx.QueryRow(ctx, "WITH touched AS ("+t.upsert("SELECT "+columns+" FROM pg_temp."+beside+" ORDER BY "+t.columns[0])+
		") SELECT count(*) FILTER (WHERE version = 1), count(*) FROM touched").Scan(&inserted, &touched)
	return inserted, touched - inserted, err
}

// copyInto sends rows by COPY, in the order of their keys so that indices fill from left to right.
func copyInto[T any](ctx context.Context, tx pgx.Tx, t table[T], into pgx.Identifier, rows []T) error {
	order, err := data.KeyOrder(t.name, rows, t.key)
	if err != nil {
		return err
	}
	v := values{list: make([]any, 0, len(t.columns))}
	next := 0
	_, err = tx.CopyFrom(ctx, into, t.columns, pgx.CopyFromFunc(func() ([]any, error) {
		if next == len(order) {
			return nil, nil
		}
		row := &rows[order[next]]
		next++
		v.list = v.list[:0]
		t.write(row, &v)
		if v.err != nil {
			return nil, fmt.Errorf("%s %s: %w: %w", t.name, t.key(row), v.err, data.ErrInvalid)
		}
		return v.list, nil
	}))
	return err
}
