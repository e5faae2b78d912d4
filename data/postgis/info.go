package postgis

import (
	"context"

	"cuntong/data"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// Info describes the store as of one moment.
func (s *Store) Info(ctx context.Context) (data.Info, error) {
	info := data.Info{Kind: "postgis", Name: s.name, Newest: schemaVersion, Counts: map[string]int64{}}
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return describe(ctx, tx, &info)
	})
	if err != nil {
		return data.Info{}, s.fault("read", err)
	}
	return info, nil
}

func describe(ctx context.Context, tx pgx.Tx, info *data.Info) error {
	for _, kind := range []struct{ counted, name string }{
		{"areas", "area"}, {"settlements", "settlement"}, {"facilities", "facility"}, {"services", "service"}, {"vehicles", "vehicle"},
		{"bus_lines", "bus_line"}, {"daily_counts", "daily_count"}, {"runs", "run"}, {"stop_events", "stop_event"},
		{"standards", "standard"}, {"networks", "network"}, {"scenarios", "scenario"}, {"plans", "plan"}, {"changes", "change_log"},
	} {
		var count int64
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM cuntong."+kind.name).Scan(&count); err != nil {
			return err
		}
		info.Counts[kind.counted] = count
	}
	var err error
	if info.Schema, err = readSchema(ctx, tx); err != nil {
		return err
	}
	if info.Revision, err = raiseRevision(ctx, tx, false); err != nil {
		return err
	}
	if info.Extent, err = readExtent(ctx, tx); err != nil {
		return err
	}
	var real, some bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM cuntong.settlement WHERE NOT synthetic), EXISTS (SELECT 1 FROM cuntong.settlement WHERE synthetic) OR EXISTS (SELECT 1 FROM cuntong.facility WHERE synthetic)").Scan(&real, &some); err != nil {
		return err
	}
	info.Sample = info.Counts["settlements"] > 0 && !real
	info.Mixed = some && !info.Sample
	return nil
}

// readExtent joins the extents of outlines, seats, settlements and facilities.
func readExtent(ctx context.Context, tx pgx.Tx) (*orb.Bound, error) {
	var minX, minY, maxX, maxY *float64
	err := tx.QueryRow(ctx, `SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM (
		SELECT min(ST_XMin(geom)) AS min_x, min(ST_YMin(geom)) AS min_y, max(ST_XMax(geom)) AS max_x, max(ST_YMax(geom)) AS max_y FROM cuntong.area
		UNION ALL SELECT min(ST_X(seat)), min(ST_Y(seat)), max(ST_X(seat)), max(ST_Y(seat)) FROM cuntong.area
		UNION ALL SELECT min(ST_X(geom)), min(ST_Y(geom)), max(ST_X(geom)), max(ST_Y(geom)) FROM cuntong.settlement
		UNION ALL SELECT min(ST_X(geom)), min(ST_Y(geom)), max(ST_X(geom)), max(ST_Y(geom)) FROM cuntong.facility) AS layers`).Scan(&minX, &minY, &maxX, &maxY)
	if err != nil || minX == nil || minY == nil || maxX == nil || maxY == nil {
		return nil, err
	}
	return &orb.Bound{Min: orb.Point{*minX, *minY}, Max: orb.Point{*maxX, *maxY}}, nil
}

// Stamp reads the revision and the newest line's number in one statement.
func (s *Store) Stamp(ctx context.Context) (data.Stamp, error) {
	var stamp data.Stamp
	err := s.pool.QueryRow(ctx, "SELECT revision, (SELECT coalesce(max(seq), 0) FROM cuntong.change_log) FROM cuntong.store").Scan(&stamp.Revision, &stamp.Changes)
	return stamp, s.fault("read", err)
}
