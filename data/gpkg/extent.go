package gpkg

import (
	"context"
	"database/sql"
	"slices"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// keepContents brings the extents and times in gpkg_contents up to date after a load; removed are kinds of which it took rows away.
func (s *Store) keepContents(ctx context.Context, tx *sql.Tx, b data.Batch, removed []string) error {
	for _, layer := range []struct {
		name    string
		touched bool
		spatial bool
	}{{"area", len(b.Areas) > 0, true}, {"settlement", len(b.Settlements) > 0, true}, {"facility", len(b.Facilities) > 0, true},
		{"service", len(b.Services) > 0, false}, {"vehicle", len(b.Vehicles) > 0, false}, {"bus_line", len(b.BusLines) > 0, false},
		{"daily_count", len(b.DailyCounts) > 0, false}, {"standard", len(b.Standards) > 0, false}} {
		if !layer.touched && !slices.Contains(removed, layer.name) {
			continue
		}
		if err := s.touch(ctx, tx, layer.name); err != nil {
			return err
		}
		if layer.spatial {
			if err := keepExtent(ctx, tx, layer.name); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepExtent measures a layer's extent anew. The R*Tree narrows the search: its single-precision sides are
// rounded outwards, so the exact extreme lies among the entries that share the rounded extreme.
func keepExtent(ctx context.Context, tx *sql.Tx, layer string) error {
	tree := "rtree_" + layer + "_geom"
	_, err := tx.ExecContext(ctx, `UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = (
		SELECT (SELECT min(ST_MinX(geom)) FROM `+layer+` WHERE fid IN (SELECT id FROM `+tree+` WHERE minx <= low_x)),
		       (SELECT min(ST_MinY(geom)) FROM `+layer+` WHERE fid IN (SELECT id FROM `+tree+` WHERE miny <= low_y)),
		       (SELECT max(ST_MaxX(geom)) FROM `+layer+` WHERE fid IN (SELECT id FROM `+tree+` WHERE maxx >= high_x)),
		       (SELECT max(ST_MaxY(geom)) FROM `+layer+` WHERE fid IN (SELECT id FROM `+tree+` WHERE maxy >= high_y))
		FROM (SELECT min(minx) AS low_x, min(miny) AS low_y, max(maxx) AS high_x, max(maxy) AS high_y FROM `+tree+`))
		WHERE table_name = ?`, layer)
	return err
}

// readExtent joins the extents of all layers with locations and the seats of areas.
func readExtent(ctx context.Context, from querier) (*orb.Bound, error) {
	var minX, minY, maxX, maxY sql.NullFloat64
	err := from.QueryRowContext(ctx, `SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM (
		SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name IN ('area', 'settlement', 'facility')
		UNION ALL SELECT min(seat_lon), min(seat_lat), max(seat_lon), max(seat_lat) FROM area)`).Scan(&minX, &minY, &maxX, &maxY)
	if err != nil || !minX.Valid || !minY.Valid || !maxX.Valid || !maxY.Valid {
		return nil, err
	}
	return &orb.Bound{Min: orb.Point{minX.Float64, minY.Float64}, Max: orb.Point{maxX.Float64, maxY.Float64}}, nil
}
