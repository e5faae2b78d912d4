package cql

import (
	"cmp"
	"strings"
)

// pair compiles two nodes that are compared, and brings them to one type: text against a date or a timestamp is read
// as one, because GDAL writes timestamps as text; a date against a timestamp is its midnight in UTC.
func (c *checker) pair(a, b *node) (left, right scalar, err error) {
	left, kindA, err := c.scalar(a)
	if err != nil {
		return nil, nil, err
	}
	right, kindB, err := c.scalar(b)
	if err != nil {
		return nil, nil, err
	}
	if left, kindA, err = instantOf(a, left, kindA, kindB); err != nil {
		return nil, nil, err
	}
	if right, kindB, err = instantOf(b, right, kindB, kindA); err != nil {
		return nil, nil, err
	}
	if kindA == Geometry || kindB == Geometry {
		return nil, nil, wrong(a.at, "geometries are compared by predicates such as S_INTERSECTS")
	}
	temporal := (kindA == Date || kindA == Time) && (kindB == Date || kindB == Time)
	if kindA != kindB && kindA != Null && kindB != Null && !temporal {
		return nil, nil, wrong(b.at, "%s is %s and does not compare with %s, which is %s", b.shown(), kindB, a.shown(), kindA)
	}
	return left, right, nil
}

func instantOf(n *node, value scalar, kind, other Type) (scalar, Type, error) {
	if n.op != opText || other != Date && other != Time {
		return value, kind, nil
	}
	micros, ok := parseTime(n.word)
	if !ok {
		return nil, kind, wrong(n.at, "%q is no date or timestamp, expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ", shorten(n.word))
	}
	v := Value{Type: Time, Micros: micros}
	return func(*reading) Value { return v }, Time, nil
}

// order compares two known values of one type.
func order(a, b Value) int {
	switch a.Type {
	case Text:
		return strings.Compare(a.Text, b.Text)
	case Date, Time:
		return cmp.Compare(a.Micros, b.Micros)
	}
	return cmp.Compare(a.Number, b.Number)
}

func (c *checker) comparison(n *node) (truth, error) {
	left, right, err := c.pair(n.kids[0], n.kids[1])
	if err != nil {
		return nil, err
	}
	holds := map[string]func(int) bool{
		"=": func(o int) bool { return o == 0 }, "<>": func(o int) bool { return o != 0 },
		"<": func(o int) bool { return o < 0 }, "<=": func(o int) bool { return o <= 0 },
		">": func(o int) bool { return o > 0 }, ">=": func(o int) bool { return o >= 0 },
	}[n.word]
	return func(r *reading) tri {
		a, b := left(r), right(r)
		if a.Type == Null || b.Type == Null {
			return unknown
		}
		return triOf(holds(order(a, b)))
	}, nil
}

// between is closed at both ends.
func (c *checker) between(n *node) (truth, error) {
	value, low, high := n.kids[0], n.kids[1], n.kids[2]
	above, err := c.comparison(&node{op: opCompare, at: n.at, word: ">=", kids: []*node{value, low}})
	if err != nil {
		return nil, err
	}
	below, err := c.comparison(&node{op: opCompare, at: n.at, word: "<=", kids: []*node{value, high}})
	if err != nil {
		return nil, err
	}
	return func(r *reading) tri { return min(above(r), below(r)) }, nil
}

func (c *checker) in(n *node) (truth, error) {
	if keep, ok, err := c.inTexts(n); ok || err != nil {
		return keep, err
	}
	parts := make([]truth, len(n.kids)-1)
	for i, entry := range n.kids[1:] {
		var err error
		if parts[i], err = c.comparison(&node{op: opCompare, at: n.at, word: "=", kids: []*node{n.kids[0], entry}}); err != nil {
			return nil, err
		}
	}
	return func(r *reading) tri { return anyOf(parts, r) }, nil
}

// inTexts answers long lists of text literals from a set.
func (c *checker) inTexts(n *node) (truth, bool, error) {
	value, kind, err := c.scalar(n.kids[0])
	if err != nil || kind != Text {
		return nil, false, err
	}
	set := make(map[string]bool, len(n.kids))
	for _, entry := range n.kids[1:] {
		if entry.op != opText {
			return nil, false, nil
		}
		set[entry.word] = true
	}
	return func(r *reading) tri {
		v := value(r)
		if v.Type == Null {
			return unknown
		}
		return triOf(set[v.Text])
	}, true, nil
}

func (c *checker) isNull(n *node) (truth, error) {
	if n.kids[0].op == opProperty {
		i, err := c.find(n.kids[0])
		if err != nil {
			return nil, err
		}
		if c.properties[i].Type == Geometry {
			return func(r *reading) tri { return triOf(r.row.Geometry() == nil) }, nil
		}
	}
	value, _, err := c.scalar(n.kids[0])
	return func(r *reading) tri { return triOf(value(r).Type == Null) }, err
}

// like compares text with a pattern that is known beforehand.
func (c *checker) like(n *node) (truth, error) {
	value, kind, err := c.scalar(n.kids[0])
	if err != nil {
		return nil, err
	}
	if kind != Text && kind != Null {
		return nil, wrong(n.kids[0].at, "LIKE takes text, %s is %s", n.kids[0].shown(), kind)
	}
	folded := n.word == "ILIKE"
	written := n.kids[1]
	if written.op == opCase {
		folded = folded || n.kids[0].op == opCase
		if !folded {
			return nil, wrong(written.at, "CASEI stands on both sides of LIKE or on none")
		}
		written = written.kids[0]
	}
	if written.op == opNull {
		return func(*reading) tri { return unknown }, nil
	}
	if written.op != opText {
		return nil, wrong(written.at, "the pattern of LIKE must be a text in single quotes")
	}
	p := newPattern(written.word, folded)
	return func(r *reading) tri {
		v := value(r)
		if v.Type == Null {
			return unknown
		}
		return triOf(p.matches(v.Text))
	}, nil
}
