package importing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/geo"
)

// Difference is what an import would change. Rows of the store that the files do not name stay as they are: a list that
// leaves something out never deletes it.
type Difference struct {
	New     int         `json:"new" doc:"新增"`
	Changed int         `json:"changed" doc:"修改"`
	Same    int         `json:"same" doc:"未变: equal to what is stored but for the file that they come from"`
	Moved   int         `json:"-"`
	Kinds   []KindCount `json:"kinds" doc:"The same for each kind of records"`
	Sample  []RowChange `json:"sample" doc:"The first new and changed rows of each kind"`
}

// KindCount counts the rows of one kind.
type KindCount struct {
	Kind    string `json:"kind" enum:"area,settlement,facility,service,vehicle,bus_line,daily_count"`
	New     int    `json:"new" doc:"新增"`
	Changed int    `json:"changed" doc:"修改"`
	Same    int    `json:"same" doc:"未变"`
}

// RowChange is a row before and after.
type RowChange struct {
	Kind   string        `json:"kind"`
	Key    string        `json:"key" doc:"Code or ID"`
	Name   string        `json:"name"`
	Change string        `json:"change" enum:"new,changed" doc:"新增 or 修改"`
	Line   int           `json:"line" doc:"Of its file"`
	Fields []FieldChange `json:"fields" doc:"Those that change, by name"`
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field  string  `json:"field" doc:"Such as population, parcels_in_day, location"`
	Before *string `json:"before" doc:"null: unknown, or the row is new"`
	After  *string `json:"after" doc:"null: unknown"`
	Meters *int64  `json:"moved_m,omitempty" doc:"Of a position: how far it moves, in metres"`
}

// sampleRows is how many new and how many changed rows of a kind are shown.
const sampleRows = 50

// sameSpot is how far a position may move by being converted and rounded.
const sameSpot geo.Meters = 1

// difference holds a batch against the store and leaves in it what is new or changed.
func (d *Desk) difference(ctx context.Context, batch data.Batch) (Difference, data.Batch, error) {
	diff, kept := Difference{Kinds: []KindCount{}, Sample: []RowChange{}}, data.Batch{}
	for _, kind := range rowKinds() {
		rows := kind.of(&batch)
		if len(rows) == 0 {
			continue
		}
		keys := make([]string, len(rows))
		for i, r := range rows {
			keys[i] = r.key
		}
		stored, err := kind.stored(ctx, d.Study.Store, keys)
		if err != nil {
			return diff, kept, err
		}
		before := make(map[string]row, len(stored))
		for _, r := range stored {
			before[r.key] = r
		}
		count := KindCount{Kind: kind.name}
		for _, r := range rows {
			was, there := before[r.key]
			if there && stays(was, r) {
				diff.Moved++
			}
			if there {
				same, err := equal(was, r)
				if err != nil {
					return diff, kept, err
				}
				if same {
					count.Same++
					continue
				}
			}
			change := RowChange{Kind: kind.name, Key: r.key, Name: r.name, Change: "new", Line: r.provenance.Line}
			shown := count.New
			count.New++
			if there {
				count.New--
				change.Change, shown = "changed", count.Changed
				count.Changed++
			}
			if shown < sampleRows {
				if change.Fields, err = fieldChanges(was, r); err != nil {
					return diff, kept, err
				}
				diff.Sample = append(diff.Sample, change)
			}
			kind.add(&kept, r)
			if kind.name == dailyCount {
				kept.Saw = noted(kept.Saw, r.key, was.version)
			}
		}
		diff.Kinds = append(diff.Kinds, count)
		diff.New, diff.Changed, diff.Same = diff.New+count.New, diff.Changed+count.Changed, diff.Same+count.Same
	}
	return diff, kept, nil
}

// stays gives a row the stored position where its own is the same but for rounding, and reports whether that changed anything.
func stays(was, is row) bool {
	if was.location == nil || *was.location == nil || *is.location == nil {
		return false
	}
	if **was.location == **is.location || geo.Distance(**was.location, **is.location) >= sameSpot {
		return false
	}
	*is.location = *was.location
	is.provenance.Datum, is.provenance.Original, is.provenance.LocatedBy = was.provenance.Datum, was.provenance.Original, was.provenance.LocatedBy
	return true
}

// equal reports whether two records are the same but for version and the file that they come from.
func equal(was, is row) (bool, error) {
	a, err := content(was)
	if err != nil {
		return false, err
	}
	b, err := content(is)
	return string(a) == string(b), err
}

// content is a record without version and source.
func content(r row) ([]byte, error) {
	source, line, synthetic, version := r.provenance.Source, r.provenance.Line, r.provenance.Synthetic, int64(0)
	original, datum := r.provenance.Original, r.provenance.Datum
	defer func() {
		r.provenance.Source, r.provenance.Line, r.provenance.Synthetic = source, line, synthetic
		r.provenance.Original, r.provenance.Datum = original, datum
		if r.version != nil {
			*r.version = version
		}
	}()
	r.provenance.Source, r.provenance.Line, r.provenance.Synthetic = "", 0, false
	r.provenance.Original, r.provenance.Datum = "", "" // the position itself is compared
	if r.version != nil {
		version, *r.version = *r.version, 0
	}
	return json.Marshal(r.record)
}

// fieldChanges lists the fields that differ, by name.
func fieldChanges(was, is row) ([]FieldChange, error) {
	before, err := fieldsOf(was)
	if err != nil {
		return nil, err
	}
	after, err := fieldsOf(is)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range after {
		names = append(names, name)
	}
	slices.Sort(names)
	var list []FieldChange
	for _, name := range names {
		b, a := before[name], after[name]
		if b == a || name == "Version" || name == "Provenance" {
			continue
		}
		change := FieldChange{Field: snake(name), Before: told(b), After: told(a)}
		if was.location != nil && is.location != nil && *was.location != nil && *is.location != nil && (name == "Location" || name == "Seat") {
			meters := int64(geo.Distance(**was.location, **is.location) + 0.5)
			change.Meters = &meters
		}
		list = append(list, change)
	}
	return list, nil
}

func fieldsOf(r row) (map[string]string, error) {
	if r.record == nil {
		return nil, nil
	}
	text, err := json.Marshal(r.record)
	if err != nil {
		return nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	fields := make(map[string]string, len(raw))
	for name, value := range raw {
		fields[name] = string(value)
	}
	return fields, nil
}

// longestTold is how much of a value is shown.
const longestTold = 120

// told is a value as a person reads it; nil where it is unknown.
func told(text string) *string {
	if text == "" || text == "null" || text == `""` || text == "[]" {
		return nil
	}
	var word string
	if json.Unmarshal([]byte(text), &word) == nil {
		text = word
	}
	if runes := []rune(text); len(runes) > longestTold {
		text = string(runes[:longestTold]) + "…"
	}
	return &text
}

// snake is the name of a field as the API writes it.
func snake(name string) string {
	var out strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(rune(name[i-1])) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

func notice(zh, en string, args ...any) ingest.Notice {
	return ingest.Notice{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}
