package gpkg

import (
	"context"
	"database/sql"

	"cuntong/data"
)

// Info describes the store as of one moment.
func (s *Store) Info(ctx context.Context) (data.Info, error) {
	info := data.Info{Kind: "gpkg", Name: s.Name(), Newest: schemaVersion, Counts: map[string]int64{}}
	tx, err := s.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return info, s.fault("read", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	for _, kind := range []struct{ counted, name string }{
		{"areas", "area"}, {"settlements", "settlement"}, {"facilities", "facility"}, {"services", "service"}, {"vehicles", "vehicle"},
		{"bus_lines", "bus_line"}, {"daily_counts", "daily_count"}, {"runs", "run"}, {"stop_events", "stop_event"},
		{"standards", "standard"}, {"networks", "network"}, {"scenarios", "scenario"}, {"plans", "plan"}, {"changes", "change_log"},
	} {
		var count int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+kind.name).Scan(&count); err != nil {
			return info, s.fault("read", err)
		}
		info.Counts[kind.counted] = count
	}
	if info.Schema, err = readSchema(ctx, tx); err != nil {
		return info, s.fault("read", err)
	}
	if err := tx.QueryRowContext(ctx, "SELECT revision FROM cuntong_store").Scan(&info.Revision); err != nil {
		return info, s.fault("read", err)
	}
	if info.Extent, err = readExtent(ctx, tx); err != nil {
		return info, s.fault("read", err)
	}
	var real, some bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM settlement WHERE NOT synthetic), EXISTS (SELECT 1 FROM settlement WHERE synthetic) OR EXISTS (SELECT 1 FROM facility WHERE synthetic)").Scan(&real, &some); err != nil {
		return info, s.fault("read", err)
	}
	info.Sample = info.Counts["settlements"] > 0 && !real
	info.Mixed = some && !info.Sample
	return info, nil
}

// Stamp reads the revision and the newest line's number in one statement.
func (s *Store) Stamp(ctx context.Context) (data.Stamp, error) {
	var stamp data.Stamp
	err := s.reads.QueryRowContext(ctx, "SELECT revision, (SELECT coalesce(max(seq), 0) FROM change_log) FROM cuntong_store").Scan(&stamp.Revision, &stamp.Changes)
	return stamp, s.fault("read", err)
}
