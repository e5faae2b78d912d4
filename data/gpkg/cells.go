package gpkg

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// values collects the columns of rows on their way into a statement. Empty texts and lists become NULL.
type values struct {
	list []any
	err  error // the first value that could not be written
}

func addText[S ~string](v *values, text S) {
	if text == "" {
		v.list = append(v.list, nil)
		return
	}
	v.list = append(v.list, string(text))
}

func addTexts[S ~string](v *values, texts []S) {
	parts := make([]string, len(texts))
	for i, text := range texts {
		parts[i] = string(text)
	}
	addText(v, strings.Join(parts, ","))
}

func addUnknown[N int64 | float64](v *values, number *N) {
	if number == nil {
		v.list = append(v.list, nil)
		return
	}
	v.list = append(v.list, *number)
}

func (v *values) add(value any) { v.list = append(v.list, value) }

func (v *values) addPoint(p *orb.Point) {
	if p == nil {
		v.list = append(v.list, nil)
		return
	}
	v.list = append(v.list, encodePoint(*p))
}

func (v *values) addOutline(outline orb.MultiPolygon) {
	if len(outline) == 0 {
		v.list = append(v.list, nil)
		return
	}
	blob, err := encodeOutline(outline)
	if err != nil && v.err == nil {
		v.err = err
	}
	v.list = append(v.list, blob)
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

// cell reads one column into a record; NULL leaves the record's zero value.
type cell func(value any) error

// Scan is what database/sql calls for each column.
func (c cell) Scan(value any) error {
	if value == nil {
		return nil
	}
	return c(value)
}

func text[S ~string](to *S) cell {
	return func(value any) error {
		switch value := value.(type) {
		case string:
			*to = S(value)
		case []byte:
			*to = S(value)
		case time.Time: // a DATE column
			*to = S(value.Format(time.DateOnly))
		default:
			*to = S(fmt.Sprint(value))
		}
		return nil
	}
}

func texts[S ~string](to *[]S) cell {
	return func(value any) error {
		var joined string
		if err := text(&joined)(value); err != nil || joined == "" {
			return err
		}
		list := make([]S, 0, 1+strings.Count(joined, ","))
		for part := range strings.SplitSeq(joined, ",") {
			list = append(list, S(part))
		}
		*to = list
		return nil
	}
}

func whole[N ~int | ~int64](to *N) cell {
	return func(value any) error {
		number, err := readNumber(value)
		if err == nil && number != float64(N(number)) {
			return fmt.Errorf("%v is not a whole number", value)
		}
		if exact, ok := value.(int64); ok {
			*to = N(exact)
			return nil
		}
		*to = N(number)
		return err
	}
}

func unknownWhole(to **int64) cell {
	return func(value any) error {
		var number int64
		if err := whole(&number)(value); err != nil {
			return err
		}
		*to = &number
		return nil
	}
}

func number(to *float64) cell {
	return func(value any) (err error) {
		*to, err = readNumber(value)
		return err
	}
}

func unknownNumber(to **float64) cell {
	return func(value any) error {
		number, err := readNumber(value)
		if err != nil {
			return err
		}
		*to = &number
		return nil
	}
}

// readNumber accepts the text that some programs write into number columns.
func readNumber(value any) (float64, error) {
	switch value := value.(type) {
	case int64:
		return float64(value), nil
	case float64:
		return value, nil
	case string:
		return strconv.ParseFloat(value, 64)
	}
	return 0, fmt.Errorf("%v is not a number", value)
}

func flag(to *bool) cell {
	return func(value any) error {
		switch value := value.(type) {
		case bool:
			*to = value
		case int64:
			*to = value != 0
		default:
			return fmt.Errorf("%v is not true or false", value)
		}
		return nil
	}
}

func instant(to *time.Time) cell {
	return func(value any) error {
		switch value := value.(type) {
		case time.Time:
			*to = value.UTC()
			return nil
		case string:
			parsed, err := time.Parse(time.RFC3339Nano, value)
			*to = parsed.UTC()
			return err
		}
		return fmt.Errorf("%v is not a time", value)
	}
}

func unknownInstant(to **time.Time) cell {
	return func(value any) error {
		var at time.Time
		if err := instant(&at)(value); err != nil {
			return err
		}
		*to = &at
		return nil
	}
}

// timeLayout is the form GeoPackage asks for in DATETIME columns.
const timeLayout = "2006-01-02T15:04:05.000Z"

func formatTime(at time.Time) string { return at.UTC().Format(timeLayout) }

// addTime adds a time, NULL for none.
func addTime(v *values, at *time.Time) {
	if at == nil {
		v.add(nil)
		return
	}
	v.add(formatTime(*at))
}

func point(to **orb.Point) cell {
	return func(value any) error {
		geometry, err := readGeometry(value)
		if err != nil || geometry == nil {
			return err
		}
		place, ok := geometry.(orb.Point)
		if !ok {
			return fmt.Errorf("location is a %s, expected a point", geometry.GeoJSONType())
		}
		*to = &place
		return nil
	}
}

func outline(to *orb.MultiPolygon) cell {
	return func(value any) error {
		geometry, err := readGeometry(value)
		if err != nil || geometry == nil {
			return err
		}
		shape, ok := geometry.(orb.MultiPolygon)
		if !ok {
			return fmt.Errorf("outline is a %s, expected a polygon", geometry.GeoJSONType())
		}
		*to = shape
		return nil
	}
}

func readGeometry(value any) (orb.Geometry, error) {
	blob, ok := value.([]byte)
	if !ok {
		return nil, fmt.Errorf("geometry is not a blob")
	}
	return decodeGeometry(blob)
}

// provenanceColumns are the columns of data.Provenance in every record table.
func provenanceColumns() []string {
	return []string{"source", "line", "datum", "original", "located_by", "synthetic"}
}

func provenance(p *data.Provenance) []any {
	return []any{text(&p.Source), whole(&p.Line), text(&p.Datum), text(&p.Original), text(&p.LocatedBy), flag(&p.Synthetic)}
}
