package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// querier is what a pool and a transaction have in common for reading.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// table says how records of one kind lie in the file.
type table[T any] struct {
	name    string
	counted string   // the kind in the plural, as Info.Counts names it
	columns []string // all but fid and version; the key comes first
	key     func(*T) string
	version func(*T) *int64            // where the record keeps its version; nil if it has none
	write   func(r *T, v *values)      // appends the columns' values in order
	read    func(r *T) []any           // destinations of the columns' values in order
	dated   bool                       // has a column date that Query.Date chooses by
	owner   string                     // condition on rows inside the areas of the CTE inside
	within  func(extent string) string // condition on rows with a location, given one on fid of a layer
}

// selection is the list of columns to read, the version last.
func (t table[T]) selection() string {
	return strings.Join(t.columns, ", ") + ", version"
}

// list reads the rows that a query with a FROM of this table alone selects.
func (t table[T]) list(ctx context.Context, from querier, tail statement) ([]T, error) {
	rows, err := from.QueryContext(ctx, tail.with+"SELECT "+t.selection()+" FROM "+t.name+tail.text, tail.args...)
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
	list, err := t.list(ctx, from, statement{text: " WHERE " + t.columns[0] + " = ?", args: []any{key}})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
