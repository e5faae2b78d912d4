package ingest

import (
	"strings"
)

// Condition selects rows: the column's text must equal the value (case and width of letters do not count).
type Condition struct {
	Column string // header of the file, or a canonical field
	Value  string
}

// ParseCondition reads "column=value" as given to --where.
func ParseCondition(text string) (Condition, error) {
	column, value, found := strings.Cut(text, "=")
	if column = strings.TrimSpace(column); !found || column == "" {
		return Condition{}, loadError("条件“%s”不是 列=值 的形式", "condition %q is not of the form column=value", text)
	}
	return Condition{column, strings.TrimSpace(value)}, nil
}

// filter is a condition bound to a column of one file.
type filter struct {
	column int
	value  string
}

// bind finds the columns of all conditions; a column that the file lacks is an error, because taking or
// dropping all of its rows would both be guesses.
func (s *sheet) bind(conditions []Condition) error {
	for _, c := range conditions {
		column := -1
		for i, header := range s.headers {
			if normalise(header) == normalise(c.Column) {
				column = i
				break
			}
		}
		if at, ok := s.columns[field(c.Column)]; column < 0 && ok {
			column = at
		}
		if column < 0 {
			return fileError(s.report.File, "没有 --where 所要的列“%s”；它的列是 %s", "has no column %q that --where asks for; its columns are %s", c.Column, strings.Join(s.headers, ", "))
		}
		s.filters = append(s.filters, filter{column, plainValue(c.Value)})
	}
	return nil
}

// matches reports whether a row meets all conditions.
func (r row) matches() bool {
	for _, f := range r.sheet.filters {
		if plainValue(r.cell(f.column)) != f.value {
			return false
		}
	}
	return true
}

func plainValue(text string) string { return strings.ToLower(strings.TrimSpace(halfWidth(text))) }
