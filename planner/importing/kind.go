package importing

import (
	"context"
	"encoding/json"
	"fmt"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// row is a record of any kind.
type row struct {
	kind, key, name string
	record          any // pointer to the record
	location        **orb.Point
	provenance      *data.Provenance
	version         *int64 // nil: it has none
}

// rowKind is what imports need to know of a kind of records.
type rowKind struct {
	name   string // as the change log has it
	of     func(*data.Batch) []row
	add    func(*data.Batch, row)
	stored func(ctx context.Context, s data.Store, keys []string) ([]row, error)
	all    func(ctx context.Context, s data.Store) ([]row, error)
	parse  func(text string) (row, error)
}

// rowKinds lists the kinds of records that files bring, those that are named by others first.
func rowKinds() []rowKind {
	return []rowKind{
		kindOf("area", func(b *data.Batch) *[]data.Area { return &b.Areas }, data.Store.Areas, func(a *data.Area) row {
			return row{key: a.Code, name: a.Name, location: &a.Seat, provenance: &a.Provenance, version: &a.Version}
		}),
		kindOf("settlement", func(b *data.Batch) *[]data.Settlement { return &b.Settlements }, data.Store.Settlements, func(s *data.Settlement) row {
			return row{key: s.Code, name: s.Name, location: &s.Location, provenance: &s.Provenance, version: &s.Version}
		}),
		kindOf("facility", func(b *data.Batch) *[]data.Facility { return &b.Facilities }, data.Store.Facilities, func(f *data.Facility) row {
			return row{key: f.ID, name: f.Name, location: &f.Location, provenance: &f.Provenance, version: &f.Version}
		}),
		kindOf("service", func(b *data.Batch) *[]data.Service { return &b.Services }, data.Store.Services, func(s *data.Service) row {
			return row{key: s.ID, name: s.Settlement, provenance: &s.Provenance, version: &s.Version}
		}),
		kindOf("vehicle", func(b *data.Batch) *[]data.Vehicle { return &b.Vehicles }, data.Store.Vehicles, func(v *data.Vehicle) row {
			return row{key: v.ID, name: v.Name, provenance: &v.Provenance, version: &v.Version}
		}),
		kindOf("bus_line", func(b *data.Batch) *[]data.BusLine { return &b.BusLines }, data.Store.BusLines, func(l *data.BusLine) row {
			return row{key: l.ID, name: l.Name, provenance: &l.Provenance, version: &l.Version}
		}),
		kindOf(dailyCount, func(b *data.Batch) *[]data.DailyCount { return &b.DailyCounts }, data.Store.DailyCounts, func(c *data.DailyCount) row {
			return row{key: c.ID(), name: c.Facility, provenance: &c.Provenance, version: &c.Version}
		}),
	}
}

// dailyCount is the kind that raises no revision.
const dailyCount = "daily_count"

// noted notes in which version a daily count was seen; nil: it was not there.
func noted(saw map[data.RowKey]int64, key string, version *int64) map[data.RowKey]int64 {
	if saw == nil {
		saw = map[data.RowKey]int64{}
	}
	seen := int64(0)
	if version != nil {
		seen = *version
	}
	saw[data.RowKey{Kind: dailyCount, Key: key}] = seen
	return saw
}

func kindOf[T any](name string, list func(*data.Batch) *[]T, read func(data.Store, context.Context, data.Query) ([]T, error), look func(*T) row) rowKind {
	view := func(record *T) row {
		r := look(record)
		r.kind, r.record = name, record
		return r
	}
	rows := func(records []T) []row {
		out := make([]row, len(records))
		for i := range records {
			out[i] = view(&records[i])
		}
		return out
	}
	return rowKind{
		name: name,
		of:   func(b *data.Batch) []row { return rows(*list(b)) },
		add:  func(b *data.Batch, r row) { *list(b) = append(*list(b), *r.record.(*T)) },
		stored: func(ctx context.Context, s data.Store, keys []string) ([]row, error) {
			if len(keys) == 0 {
				return nil, nil
			}
			records, err := read(s, ctx, data.Query{IDs: keys})
			return rows(records), err
		},
		all: func(ctx context.Context, s data.Store) ([]row, error) {
			records, err := read(s, ctx, data.Query{})
			return rows(records), err
		},
		parse: func(text string) (row, error) {
			record := new(T)
			if err := json.Unmarshal([]byte(text), record); err != nil {
				return row{}, fmt.Errorf("read a %s of the change log: %w", name, err)
			}
			return view(record), nil
		},
	}
}
