// Package cql reads filters of OGC API – Features and decides which features they keep: CQL2 text (OGC 21-065r2) and
// as much of the older CQL text as GDAL and QGIS send.
//
// Parse turns text into an Expression, Check holds it against the properties that may be asked about and gives a
// Filter, and Filter.Match decides about one feature. Logic has three values: what compares with an unknown value is
// unknown, and only what is true is kept. Text compares by its bytes, numbers as float64 (whole numbers are exact up to
// 2^53), division by zero is unknown. Positions in errors count characters from 1.
//
// Geometry is planar in degrees of longitude and latitude: lines between vertices are straight on that plane, nothing
// is geodetic. Points against boxes and polygons are decided exactly; all other pairs are left to simplefeatures.
//
// Supported: AND, OR, NOT, the six comparisons, BETWEEN, IN, LIKE (with % and _, escape \), ILIKE, IS NULL, CASEI,
// arithmetic (+ - * / % ^ DIV), DATE, TIMESTAMP, the eight S_ predicates with WKT and BBOX literals, BBOX(property, …).
// Not supported, and refused with a sentence: ACCENTI, temporal and array predicates, functions of one's own.
package cql

import "fmt"

// Limits of one filter. They come before any work on it.
const (
	MaxLength = 16 << 10 // bytes of text
	maxDepth  = 400      // nesting; a bracket counts twice
	maxNodes  = 5000     // operators, operands and list entries
	maxPoints = 2000     // vertices of all geometry together
)

// Dialect is the flavour of the text.
type Dialect int

// The dialects. They differ in text literals alone: only CQL2 escapes a quote by a backslash, and QGIS doubles
// backslashes there.
const (
	CQL2 Dialect = iota // filter-lang=cql2-text
	CQL1                // filter-lang=cql-text
)

// Error is what is wrong with a filter.
type Error struct {
	Position int    // character, from 1
	Reason   string // one sentence without its full stop
}

// Error gives the sentence with its position.
func (e *Error) Error() string { return fmt.Sprintf("character %d: %s", e.Position, e.Reason) }

func wrong(position int, format string, args ...any) *Error {
	return &Error{position, fmt.Sprintf(format, args...)}
}

// Expression is a filter that reads well; it knows nothing yet of properties.
type Expression struct{ root *node }

// Parse reads a filter. The error is an *Error.
func Parse(text string, dialect Dialect) (*Expression, error) {
	tokens, err := scan(text, dialect)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	root, err := p.whole()
	if err != nil {
		return nil, err
	}
	return &Expression{root}, nil
}
