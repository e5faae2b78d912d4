package gpkg

import (
	"context"
	"encoding/json"
	"strings"

	"cuntong/data"
)

// statement is the part of a query around its columns and table.
type statement struct {
	with string // common table expressions
	text string // from WHERE on
	args []any
}

// insideAreas lists the area of a code and everything inside it; UNION ends even where parents form a ring.
const insideAreas = `WITH RECURSIVE inside(code) AS (
  SELECT code FROM area WHERE code = ?
  UNION SELECT area.code FROM area JOIN inside ON area.parent = inside.code) `

// extentCondition holds for rows of a layer whose extent meets a closed bound. The R*Tree keeps single
// precision, rounded outwards, so what it finds is measured again.
func extentCondition(layer string) string {
	return "(fid IN (SELECT id FROM rtree_" + layer + "_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)" +
		" AND ST_MaxX(geom) >= ? AND ST_MinX(geom) <= ? AND ST_MaxY(geom) >= ? AND ST_MinY(geom) <= ?)"
}

// layerOf names the layer that holds the location of a table's rows.
func layerOf(name string) string {
	switch name {
	case "service":
		return "settlement"
	case "vehicle", "daily_count", "run":
		return "facility"
	}
	return name
}

// choose turns a query into the statement that selects its rows in the order of their keys.
func (t table[T]) choose(q data.Query) statement {
	var s statement
	var conditions []string
	if q.Area != "" {
		s.with = insideAreas
		s.args = append(s.args, q.Area)
		conditions = append(conditions, t.owner)
	}
	if q.Bound != nil {
		if t.within == nil {
			conditions = append(conditions, "0") // rows without a location are in no bound
		} else {
			conditions = append(conditions, t.within(extentCondition(layerOf(t.name))))
			for range 2 {
				s.args = append(s.args, q.Bound.Min[0], q.Bound.Max[0], q.Bound.Min[1], q.Bound.Max[1])
			}
		}
	}
	if len(q.Status) > 0 && t.name == "facility" {
		conditions = append(conditions, "status IN (?"+strings.Repeat(", ?", len(q.Status)-1)+")")
		for _, status := range q.Status {
			s.args = append(s.args, string(status))
		}
	}
	if q.Date != "" && t.dated {
		conditions = append(conditions, "date = ?")
		s.args = append(s.args, string(q.Date))
	}
	if q.Run != "" && t.name == "stop_event" {
		conditions = append(conditions, "run = ?")
		s.args = append(s.args, q.Run)
	}
	if len(q.Kinds) > 0 && t.name == "stop_event" {
		conditions = append(conditions, "kind IN (?"+strings.Repeat(", ?", len(q.Kinds)-1)+")")
		for _, kind := range q.Kinds {
			s.args = append(s.args, string(kind))
		}
	}
	if q.Courier != "" && t.name == "run" {
		conditions = append(conditions, "courier = ?")
		s.args = append(s.args, q.Courier)
	}
	if len(q.IDs) > 0 {
		list, err := json.Marshal(q.IDs)
		if err != nil {
			panic("gpkg: a list of texts does not marshal: " + err.Error())
		}
		conditions = append(conditions, t.columns[0]+" IN (SELECT value FROM json_each(?))")
		s.args = append(s.args, string(list))
	}
	if q.After != "" {
		conditions = append(conditions, t.columns[0]+" > ?")
		s.args = append(s.args, q.After)
	}
	if len(conditions) > 0 {
		s.text = " WHERE " + strings.Join(conditions, " AND ")
	}
	s.text += " ORDER BY " + t.columns[0]
	if q.Limit > 0 {
		s.text += " LIMIT ?"
		s.args = append(s.args, q.Limit)
	}
	return s
}

func choose[T any](ctx context.Context, s *Store, t table[T], q data.Query) ([]T, error) {
	list, err := t.list(ctx, s.reads, t.choose(q))
	return list, s.fault("read", err)
}

// Areas lists areas by code.
func (s *Store) Areas(ctx context.Context, q data.Query) ([]data.Area, error) {
	return choose(ctx, s, areas(), q)
}

// Settlements lists settlements by code.
func (s *Store) Settlements(ctx context.Context, q data.Query) ([]data.Settlement, error) {
	return choose(ctx, s, settlements(), q)
}

// Facilities lists facilities by ID; Query.Area selects by their town.
func (s *Store) Facilities(ctx context.Context, q data.Query) ([]data.Facility, error) {
	return choose(ctx, s, facilities(), q)
}

// Services lists service records by ID; Query.Area and Bound select by the settlement served.
func (s *Store) Services(ctx context.Context, q data.Query) ([]data.Service, error) {
	return choose(ctx, s, services(), q)
}

// Vehicles lists vehicles by ID; Query.Area and Bound select by the facility where they start.
func (s *Store) Vehicles(ctx context.Context, q data.Query) ([]data.Vehicle, error) {
	return choose(ctx, s, vehicles(), q)
}

// BusLines lists bus lines by ID.
func (s *Store) BusLines(ctx context.Context, q data.Query) ([]data.BusLine, error) {
	return choose(ctx, s, busLines(), q)
}

// DailyCounts lists counts by day, then facility.
func (s *Store) DailyCounts(ctx context.Context, q data.Query) ([]data.DailyCount, error) {
	return choose(ctx, s, dailyCounts(), q)
}

// Standards lists the standards kept in the store by ID.
func (s *Store) Standards(ctx context.Context) ([]data.Standard, error) {
	return choose(ctx, s, standards(), data.Query{})
}
