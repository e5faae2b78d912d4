package ingest

import (
	"slices"
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
	use    *conditionUse
}

// conditionUse is what became of a condition in all files.
type conditionUse struct {
	found   bool            // a file has the column
	matched bool            // a row has the value
	values  map[string]bool // others that the column has, up to maxValuesKept
}

// maxValuesKept bounds the values remembered to suggest one.
const maxValuesKept = 2_000

// bind finds the columns of all conditions. A file that lacks one is left out whole, with a notice: none of its
// rows can be said to match.
func (s *sheet) bind(conditions []Condition) {
	for n, c := range conditions {
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
			s.leftOut = true
			s.in.notice("%s 没有 --where 所要的列“%s”，整个文件跳过", "%s has no column %q that --where asks for; the whole file was skipped", s.report.File, c.Column)
			continue
		}
		s.in.conditions[n].found = true
		s.filters = append(s.filters, filter{column, plainValue(c.Value), s.in.conditions[n]})
	}
}

// checkConditions refuses a condition on a column that no file has, or on a value that no row has: most likely
// it is misspelt, and the load would be empty without a word.
func (in *intake) checkConditions() error {
	for n, c := range in.options.Where {
		use := in.conditions[n]
		switch {
		case !use.found:
			return loadError("--where 所写的列“%s”不在任何文件中；现有的列是 %s", "--where names the column %q, which no file has; the columns are %s", c.Column, strings.Join(in.allHeaders, ", "))
		case !use.matched:
			return loadError("--where %s=%s 在所有文件中没有一行符合；相近的值有 %s", "--where %s=%s matches no row of any file; the nearest values are %s", c.Column, c.Value, strings.Join(nearest(c.Value, use.values), "、"))
		}
	}
	return nil
}

// nearest lists the five values that take the fewest changes to become the one given.
func nearest(value string, values map[string]bool) []string {
	given := []rune(plainValue(value))
	changes := map[string]int{}
	list := sortedKeys(values)
	for _, v := range list {
		changes[v] = editDistance(given, []rune(v))
		if strings.Contains(v, string(given)) || v != "" && strings.Contains(string(given), v) {
			changes[v] = min(changes[v], 1)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return changes[a] - changes[b] })
	return list[:min(5, len(list))]
}

// editDistance is the number of letters to insert, delete or replace (Levenshtein).
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// matches reports whether a row meets all conditions.
func (r row) matches() bool {
	if r.sheet.leftOut {
		return false
	}
	matched := true
	for _, f := range r.sheet.filters {
		value := plainValue(r.cell(f.column))
		if value == f.value {
			f.use.matched = true
			continue
		}
		if !f.use.matched && len(f.use.values) < maxValuesKept && value != "" && len(value) <= 90 {
			f.use.values[strings.Clone(value)] = true
		}
		matched = false
	}
	return matched
}

func plainValue(text string) string { return strings.ToLower(strings.TrimSpace(halfWidth(text))) }
