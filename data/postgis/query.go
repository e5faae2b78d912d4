package postgis

import (
	"context"
	"fmt"
	"strings"

	"cuntong/data"
)

// statement is the part of a query around its columns and table.
type statement struct {
	with string // common table expressions
	text string // from WHERE on
	args []any
}

// arg adds an argument and returns its name.
func (s *statement) arg(value any) string {
	s.args = append(s.args, value)
	return fmt.Sprintf("$%d", len(s.args))
}

// insideAreas lists the area of a code and everything inside it; UNION ends even where parents form a ring.
// Conditions take its codes as an array: the server cannot guess how many rows a recursion gives and would
// read a nation's settlements for one county, while for an array it guesses few and goes by the index.
const insideAreas = `WITH RECURSIVE inside(code) AS (
  SELECT code FROM cuntong.area WHERE code = $1
  UNION SELECT area.code FROM cuntong.area JOIN inside ON area.parent = inside.code) `

// extentParameters name the sides of a closed bound.
type extentParameters struct{ minX, minY, maxX, maxY string }

// envelope is what the spatial index is asked with. The index keeps single precision, rounded outwards, so
// that what it finds is measured again.
func (e extentParameters) envelope() string {
	return fmt.Sprintf("ST_MakeEnvelope(%s, %s, %s, %s, 4326)", e.minX, e.minY, e.maxX, e.maxY)
}

// point holds for points inside the closed bound.
func (e extentParameters) point() string {
	return fmt.Sprintf("(geom && %s AND ST_X(geom) >= %s AND ST_X(geom) <= %s AND ST_Y(geom) >= %s AND ST_Y(geom) <= %s)",
		e.envelope(), e.minX, e.maxX, e.minY, e.maxY)
}

// shape holds for outlines whose extent meets the closed bound.
func (e extentParameters) shape() string {
	return fmt.Sprintf("(geom && %s AND ST_XMax(geom) >= %s AND ST_XMin(geom) <= %s AND ST_YMax(geom) >= %s AND ST_YMin(geom) <= %s)",
		e.envelope(), e.minX, e.maxX, e.minY, e.maxY)
}

// choose turns a query into the statement that selects its rows in the order of their keys.
func (t table[T]) choose(q data.Query) statement {
	var s statement
	var conditions []string
	if q.Area != "" {
		s.with = insideAreas
		s.arg(q.Area)
		conditions = append(conditions, t.owner)
	}
	if q.Bound != nil {
		if t.within == nil {
			conditions = append(conditions, "false") // rows without a location are in no bound
		} else {
			box := extentParameters{}
			box.minX, box.minY = s.arg(q.Bound.Min[0])+"::float8", s.arg(q.Bound.Min[1])+"::float8"
			box.maxX, box.maxY = s.arg(q.Bound.Max[0])+"::float8", s.arg(q.Bound.Max[1])+"::float8"
			conditions = append(conditions, t.within(box))
		}
	}
	if len(q.Status) > 0 && t.name == "facility" {
		list := make([]string, len(q.Status))
		for i, status := range q.Status {
			list[i] = string(status)
		}
		conditions = append(conditions, "status = ANY ("+s.arg(list)+"::text[])")
	}
	if q.Date != "" && t.dated {
		conditions = append(conditions, "date = "+s.arg(string(q.Date))+"::text::date")
	}
	if q.Run != "" && t.name == "stop_event" {
		conditions = append(conditions, "run = "+s.arg(q.Run))
	}
	if len(q.Kinds) > 0 && t.name == "stop_event" {
		list := make([]string, len(q.Kinds))
		for i, kind := range q.Kinds {
			list[i] = string(kind)
		}
		conditions = append(conditions, "kind = ANY ("+s.arg(list)+"::text[])")
	}
	if q.Courier != "" && t.name == "run" {
		conditions = append(conditions, "courier = "+s.arg(q.Courier))
	}
	if len(q.IDs) > 0 {
		conditions = append(conditions, t.columns[0]+" = ANY ("+s.arg(q.IDs)+"::text[])")
	}
	if q.After != "" {
		conditions = append(conditions, t.columns[0]+" > "+s.arg(q.After))
	}
	if len(conditions) > 0 {
		s.text = " WHERE " + strings.Join(conditions, " AND ")
	}
	s.text += " ORDER BY " + t.columns[0]
	if q.Limit > 0 {
		s.text += " LIMIT " + s.arg(q.Limit)
	}
	return s
}

// choose runs as one statement, so it sees one consistent state.
func choose[T any](ctx context.Context, s *Store, t table[T], q data.Query) ([]T, error) {
	list, err := t.list(ctx, s.pool, t.choose(q))
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
