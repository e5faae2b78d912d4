package postgis

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// table says how records of one kind lie in the database.
type table[T any] struct {
	name    string
	counted string   // the kind in the plural, as Info.Counts names it
	columns []string // all but version; the key comes first
	json    []string // those of the columns that hold JSON, which compares only as text
	key     func(*T) string
	version func(*T) *int64                   // where the record keeps its version; nil if it has none
	write   func(r *T, v *values)             // appends the columns' values in order
	read    func(r *T) []any                  // destinations of the columns' values in order
	dated   bool                              // has a column date that Query.Date chooses by
	owner   string                            // condition on rows inside the areas of the CTE inside
	within  func(box extentParameters) string // condition on rows with a location inside a bound; nil: they have none
}

// list reads the rows that a query with a FROM of this table alone selects.
func (t table[T]) list(ctx context.Context, from querier, s statement) ([]T, error) {
	rows, err := from.Query(ctx, s.with+"SELECT "+strings.Join(t.columns, ", ")+", version FROM cuntong."+t.name+s.text, s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var record T
	var version int64
	into := append(t.read(&record), &version)
	var list []T
	for rows.Next() {
		var zero T
		record = zero
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("read %s after row %d: %w", t.name, len(list), err)
		}
		if t.version != nil {
			*t.version(&record) = version
		}
		list = append(list, record)
	}
	return list, rows.Err()
}

// one reads the record with a key and its version; nil if there is none.
func (t table[T]) one(ctx context.Context, from querier, key string) (*T, error) {
	list, err := t.list(ctx, from, statement{text: " WHERE " + t.columns[0] + " = $1", args: []any{key}})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// upsert is the statement that inserts the rows of a source or replaces those that differ. It returns the
// versions of the rows it touched: 1 for a new one.
func (t table[T]) upsert(source string) string {
	set := make([]string, 0, len(t.columns))
	old := make([]string, 0, len(t.columns))
	fresh := make([]string, 0, len(t.columns))
	for _, column := range t.columns[1:] {
		cast := ""
		if slices.Contains(t.json, column) {
			cast = "::text"
		}
		set = append(set, column+" = excluded."+column)
		old, fresh = append(old, "old."+column+cast), append(fresh, "excluded."+column+cast)
	}
	return "INSERT INTO cuntong." + t.name + " AS old (" + strings.Join(t.columns, ", ") + ") " + source +
		" ON CONFLICT (" + t.columns[0] + ") DO UPDATE SET " + strings.Join(set, ", ") + ", version = old.version + 1" +
		" WHERE (" + strings.Join(old, ", ") + ") IS DISTINCT FROM (" + strings.Join(fresh, ", ") + ") RETURNING version"
}
