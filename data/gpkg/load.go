package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"cuntong/data"
)

// Load inserts or replaces all rows of a batch in one transaction. A key that comes twice is refused, since
// order does not matter in a batch.
func (s *Store) Load(ctx context.Context, batch data.Batch, note data.ChangeNote) (data.LoadResult, error) {
	var result data.LoadResult
	if err := batch.Check(); err != nil {
		return result, err
	}
	err := s.write(ctx, "load into", func(tx *sql.Tx) error { return s.keepBatch(ctx, tx, batch, note, &result) })
	if err != nil {
		return data.LoadResult{}, err
	}
	return result, nil
}

// keepBatch is Load inside a transaction.
func (s *Store) keepBatch(ctx context.Context, tx *sql.Tx, batch data.Batch, note data.ChangeNote, result *data.LoadResult) error {
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
	if err := upsertBatch(ctx, tx, batch, lines, result); err != nil {
		return err
	}
	err = tellNetworks(ctx, tx, batch.Networks, lines, func(n data.Network) error {
		_, err := s.keepNetwork(ctx, tx, n, result)
		return err
	})
	if err != nil {
		return err
	}
	changed, ofCounts := result.Inserted+result.Updated > 0, data.LoadResult{}
	if err := upsertTold(ctx, tx, dailyCounts(), batch.DailyCounts, lines, &ofCounts); err != nil {
		return err
	}
	result.Add(ofCounts)
	removed, err := removeRows(ctx, tx, batch, lines, result)
	if err != nil {
		return err
	}
	changed = changed || removed.records
	if result.Inserted+result.Updated+result.Removed > 0 {
		if err := s.keepContents(ctx, tx, batch, removed.kinds); err != nil {
			return err
		}
	}
	if result.Revision, err = raiseRevision(ctx, tx, changed); err != nil {
		return err
	}
	log, err := lines.Behind(batchKey(batch), *result, batch)
	if err != nil {
		return err
	}
	return s.log(ctx, tx, log...)
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

func upsertBatch(ctx context.Context, tx *sql.Tx, b data.Batch, lines *data.RowLines, result *data.LoadResult) error {
	if err := upsertLayer(ctx, tx, areas(), b.Areas, lines, result); err != nil {
		return err
	}
	if len(b.Areas) > 0 {
		if err := checkRings(ctx, tx); err != nil {
			return err
		}
	}
	if err := upsertLayer(ctx, tx, settlements(), b.Settlements, lines, result); err != nil {
		return err
	}
	if err := upsertLayer(ctx, tx, facilities(), b.Facilities, lines, result); err != nil {
		return err
	}
	if err := upsertTold(ctx, tx, services(), b.Services, lines, result); err != nil {
		return err
	}
	if err := upsertTold(ctx, tx, vehicles(), b.Vehicles, lines, result); err != nil {
		return err
	}
	if err := upsertTold(ctx, tx, busLines(), b.BusLines, lines, result); err != nil {
		return err
	}
	return upsertTold(ctx, tx, standards(), b.Standards, lines, result)
}

// upsertLayer is upsert for a table with locations; many rows are filed in its R*Tree at once.
func upsertLayer[T any](ctx context.Context, tx *sql.Tx, t table[T], rows []T, lines *data.RowLines, result *data.LoadResult) error {
	packing, err := beginPacking(ctx, tx, t.name, len(rows))
	if err != nil {
		return err
	}
	before := result.Inserted + result.Updated
	if err := upsertTold(ctx, tx, t, rows, lines, result); err != nil {
		return err
	}
	return packing.end(ctx, tx, result.Inserted+result.Updated > before)
}

// upsertTold is upsert that tells the change log which rows changed.
func upsertTold[T any](ctx context.Context, tx *sql.Tx, t table[T], rows []T, lines *data.RowLines, result *data.LoadResult) error {
	return telling(ctx, tx, t, rows, lines, result, func() error { return upsert(ctx, tx, t, rows, result) })
}

// rowsPerStatement spreads the cost of a statement over many rows; beyond this it no longer falls. It keeps
// the widest table below SQLite's 32 766 parameters.
const rowsPerStatement = 200

// upsert writes rows in the order of their keys, so that equal content gives equal files and the indices
// fill from left to right.
func upsert[T any](ctx context.Context, tx *sql.Tx, t table[T], rows []T, result *data.LoadResult) error {
	order, err := data.KeyOrder(t.name, rows, t.key)
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	chunks := written(t, rows, order, stop)
	defer func() { // nobody reads the rows any more when this returns
		close(stop)
		for range chunks {
		}
	}()
	var pair upsertPair
	for chunk := range chunks {
		if chunk.err != nil {
			pair.close()
			return chunk.err
		}
		if chunk.rows != pair.rows {
			pair.close()
			if pair, err = prepareUpsert(ctx, tx, t, chunk.rows); err != nil {
				return err
			}
		}
		if err := pair.run(ctx, chunk.args, result); err != nil {
			pair.close()
			return err
		}
		chunk.free <- chunk.args
	}
	pair.close()
	return nil
}

// writtenRows are the values of some rows on their way into a statement.
type writtenRows struct {
	rows int
	args []any
	free chan []any // takes args back when they are used up
	err  error
}

// written turns rows into values, one statement ahead of the store, until stop is closed.
func written[T any](t table[T], rows []T, order []int32, stop <-chan struct{}) <-chan writtenRows {
	const ahead = 2
	out, free := make(chan writtenRows, ahead), make(chan []any, ahead+2)
	for range ahead + 2 {
		free <- make([]any, 0, min(len(rows), rowsPerStatement)*len(t.columns))
	}
	go func() {
		defer close(out)
		for chunk := range slices.Chunk(order, rowsPerStatement) {
			var v values
			select {
			case v.list = <-free:
			case <-stop:
				return
			}
			v.list = v.list[:0]
			next := writtenRows{rows: len(chunk), free: free}
			for _, i := range chunk {
				if t.write(&rows[i], &v); v.err != nil {
					next.err = fmt.Errorf("%s %s: %w: %w", t.name, t.key(&rows[i]), v.err, data.ErrInvalid)
					break
				}
			}
			next.args = v.list
			select {
			case out <- next:
			case <-stop:
				return
			}
			if next.err != nil {
				return
			}
		}
	}()
	return out
}

// upsertPair inserts the rows whose keys are new and then updates those that differ. It is no single
// INSERT … ON CONFLICT DO UPDATE, because the standard R*Tree triggers of GeoPackage 1.3 fail under one.
type upsertPair struct {
	rows           int
	insert, update *sql.Stmt
}

func prepareUpsert[T any](ctx context.Context, tx *sql.Tx, t table[T], rows int) (upsertPair, error) {
	row := "(?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
	all := row + strings.Repeat(", "+row, rows-1)
	old := make([]string, 0, len(t.columns))
	fresh := make([]string, 0, len(t.columns))
	set := make([]string, 0, len(t.columns))
	for i, column := range t.columns[1:] {
		from := fmt.Sprintf("v.column%d", i+2)
		old, fresh, set = append(old, "old."+column), append(fresh, from), append(set, column+" = "+from)
	}
	pair := upsertPair{rows: rows}
	var err error
	if pair.insert, err = tx.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.columns, ", ")+") VALUES "+all+
		" ON CONFLICT ("+t.columns[0]+") DO NOTHING"); err != nil {
		return pair, err
	}
	pair.update, err = tx.PrepareContext(ctx, "UPDATE "+t.name+" AS old SET "+strings.Join(set, ", ")+", version = version + 1 FROM (VALUES "+all+
		") AS v WHERE old."+t.columns[0]+" = v.column1 AND ("+strings.Join(old, ", ")+") IS NOT ("+strings.Join(fresh, ", ")+")")
	if err != nil {
		pair.close()
	}
	return pair, err
}

func (p upsertPair) close() {
	for _, prepared := range []*sql.Stmt{p.insert, p.update} {
		if prepared != nil {
			_ = prepared.Close() // its transaction ends it anyway
		}
	}
}

func (p upsertPair) run(ctx context.Context, args []any, result *data.LoadResult) error {
	done, err := p.insert.ExecContext(ctx, args...)
	if err != nil {
		return err
	}
	inserted, err := done.RowsAffected()
	if err != nil {
		return err
	}
	var updated int64
	if int(inserted) < p.rows {
		if done, err = p.update.ExecContext(ctx, args...); err != nil {
			return err
		}
		if updated, err = done.RowsAffected(); err != nil {
			return err
		}
	}
	// Rows just inserted equal themselves, so the update skips them.
	result.Inserted += int(inserted)
	result.Updated += int(updated)
	result.Unchanged += p.rows - int(inserted) - int(updated)
	return nil
}
