package cql

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// predicates of space, without S_.
var predicates = []string{"INTERSECTS", "DISJOINT", "EQUALS", "TOUCHES", "CROSSES", "WITHIN", "CONTAINS", "OVERLAPS"}

// call reads what looks like a function. The older CQL writes the predicates of space without S_.
func (p *parser) call() (*node, error) {
	t := p.take()
	name := strings.ToUpper(t.text)
	if err := p.expect("(", "after "+name); err != nil {
		return nil, err
	}
	switch bare := strings.TrimPrefix(name, "S_"); {
	case name == "DATE" || name == "TIMESTAMP":
		return p.instant(t, name)
	case name == "CASEI":
		inner, err := p.argument()
		if err != nil {
			return nil, err
		}
		if err := p.expect(")", "after the one value of CASEI"); err != nil {
			return nil, err
		}
		return p.make(node{op: opCase, at: t.at, kids: []*node{inner}})
	case slices.Contains(predicates, bare):
		first, err := p.argument()
		if err != nil {
			return nil, err
		}
		if err := p.expect(",", "between the two geometries of "+name); err != nil {
			return nil, err
		}
		second, err := p.argument()
		if err != nil {
			return nil, err
		}
		if err := p.expect(")", "after the two geometries of "+name); err != nil {
			return nil, err
		}
		return p.make(node{op: opSpatial, at: t.at, word: bare, kids: []*node{first, second}})
	}
	return nil, wrong(t.at, "there is no function %q; there are CASEI, DATE, TIMESTAMP, BBOX and S_%s", shorten(t.text), strings.Join(predicates, ", S_"))
}

func (p *parser) argument() (*node, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	return p.sum()
}

func (p *parser) instant(t token, name string) (*node, error) {
	value := p.take()
	if value.kind != textToken {
		return nil, wrong(value.at, "expected %s('…'), found %s", name, value.shown())
	}
	if err := p.expect(")", "after the text of "+name); err != nil {
		return nil, err
	}
	n := node{op: opDate, at: t.at}
	var ok bool
	if name == "DATE" {
		n.micros, ok = parseDate(value.text)
	} else {
		n.op = opTime
		n.micros, ok = parseTime(value.text)
	}
	if !ok {
		return nil, wrong(value.at, "%q is no %s, expected %s", shorten(value.text), strings.ToLower(name), map[string]string{"DATE": "YYYY-MM-DD", "TIMESTAMP": "YYYY-MM-DDThh:mm:ssZ"}[name])
	}
	return p.make(n)
}

// parseDate reads a day as microseconds since 1970 of its midnight in UTC.
func parseDate(text string) (int64, bool) {
	day, err := time.Parse(time.DateOnly, text)
	return day.UnixMicro(), err == nil
}

// parseTime reads an instant of RFC 3339 as microseconds since 1970; a day is its midnight in UTC.
func parseTime(text string) (int64, bool) {
	instant, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return parseDate(text)
	}
	return instant.UnixMicro(), true
}
