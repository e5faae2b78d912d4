package postgis

import (
	"encoding/json"
	"time"

	"cuntong/data"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
)

// values collects the columns of a row on their way to the server. Empty texts and lists become NULL.
type values struct {
	list []any
	err  error // the first value that could not be written
}

func (v *values) add(value any) { v.list = append(v.list, value) }

func addText[S ~string](v *values, text S) {
	if text == "" {
		v.add(nil)
		return
	}
	v.add(string(text))
}

func addTexts[S ~string](v *values, texts []S) {
	if len(texts) == 0 {
		v.add(nil)
		return
	}
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = string(text)
	}
	v.add(list)
}

func addUnknown[N int64 | float64](v *values, number *N) {
	if number == nil {
		v.add(nil)
		return
	}
	v.add(*number)
}

func (v *values) addDate(day data.Date) {
	if day == "" {
		v.add(nil)
		return
	}
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil && v.err == nil {
		v.err = err
	}
	v.add(pgtype.Date{Time: at, Valid: true})
}

func (v *values) addPoint(p *orb.Point) {
	if p == nil {
		v.add(nil)
		return
	}
	v.add(*p)
}

func (v *values) addOutline(outline orb.MultiPolygon) {
	if len(outline) == 0 {
		v.add(nil)
		return
	}
	v.add(outline)
}

// addRaw adds JSON text as it is.
func (v *values) addRaw(body json.RawMessage) {
	if len(body) == 0 {
		v.add(nil)
		return
	}
	v.add([]byte(body))
}

func addDocument[T any](v *values, list []T) {
	if len(list) == 0 {
		v.add(nil)
		return
	}
	body, err := json.Marshal(list)
	if err != nil && v.err == nil {
		v.err = err
	}
	v.add(body)
}

func (v *values) addProvenance(p data.Provenance) {
	addText(v, p.Source)
	if p.Line == 0 {
		v.add(nil)
	} else {
		v.add(int64(p.Line))
	}
	addText(v, p.Datum)
	addText(v, p.Original)
	addText(v, p.LocatedBy)
	v.add(p.Synthetic)
}

// textCell reads a text column; NULL is the empty text.
type textCell[S ~string] struct{ to *S }

// ScanText is what pgx calls for each column.
func (c textCell[S]) ScanText(value pgtype.Text) error {
	*c.to = S(value.String)
	return nil
}

func text[S ~string](to *S) textCell[S] { return textCell[S]{to} }

// textsCell reads a column of several texts; NULL is no list.
type textsCell[S ~string] struct{ to *[]S }

// SetDimensions is what pgx calls with the size of the list.
func (c textsCell[S]) SetDimensions(dimensions []pgtype.ArrayDimension) error {
	*c.to = nil
	if len(dimensions) > 0 {
		*c.to = make([]S, dimensions[0].Length)
	}
	return nil
}

// ScanIndex names the place of one text.
func (c textsCell[S]) ScanIndex(i int) any { return text(&(*c.to)[i]) }

// ScanIndexType names the type of the places.
func (c textsCell[S]) ScanIndexType() any { return textCell[S]{} }

func texts[S ~string](to *[]S) textsCell[S] { return textsCell[S]{to} }

// wholeCell reads a whole number; NULL is 0.
type wholeCell struct{ to *int }

// ScanInt64 is what pgx calls for each column.
func (c wholeCell) ScanInt64(value pgtype.Int8) error {
	*c.to = int(value.Int64)
	return nil
}

// dateCell reads a day; NULL is the open end.
type dateCell struct{ to *data.Date }

// ScanDate is what pgx calls for each column.
func (c dateCell) ScanDate(value pgtype.Date) error {
	*c.to = ""
	if value.Valid && value.InfinityModifier == pgtype.Finite { // an infinite day, written by hand, is an open end
		*c.to = data.Date(value.Time.Format(time.DateOnly))
	}
	return nil
}

// instantCell reads a time in UTC.
type instantCell struct{ to *time.Time }

// ScanTimestamptz is what pgx calls for each column.
func (c instantCell) ScanTimestamptz(value pgtype.Timestamptz) error {
	*c.to = value.Time.UTC()
	return nil
}

// unknownInstantCell reads a time that may be unknown.
type unknownInstantCell struct{ to **time.Time }

// ScanTimestamptz is what pgx calls for each column.
func (c unknownInstantCell) ScanTimestamptz(value pgtype.Timestamptz) error {
	if value.Valid {
		at := value.Time.UTC()
		*c.to = &at
	}
	return nil
}

// documentCell reads JSON into a value; NULL leaves it as it is.
type documentCell[T any] struct{ to *T }

// ScanBytes is what pgx calls for each column.
func (c documentCell[T]) ScanBytes(body []byte) error {
	if body == nil {
		return nil
	}
	return json.Unmarshal(body, c.to)
}

func document[T any](to *T) documentCell[T] { return documentCell[T]{to} }

// raw reads JSON text as it is.
func raw(to *json.RawMessage) *[]byte { return (*[]byte)(to) }

// keptTime is a time as the stores keep it: in UTC, to the millisecond.
func keptTime(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }

// addTime adds a time, NULL for none.
func addTime(v *values, at *time.Time) {
	if at == nil {
		v.add(nil)
		return
	}
	v.add(keptTime(*at))
}

// provenanceColumns are the columns of data.Provenance in every record table.
func provenanceColumns() []string {
	return []string{"source", "line", "datum", "original", "located_by", "synthetic"}
}

func provenance(p *data.Provenance) []any {
	return []any{text(&p.Source), wholeCell{&p.Line}, text(&p.Datum), text(&p.Original), text(&p.LocatedBy), &p.Synthetic}
}
