package cql

import (
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// Reference brings a point of the filter's geometry literals to longitude and latitude on WGS 84; nil leaves it.
type Reference func(orb.Point) (orb.Point, error)

// Filter decides about features. It is safe for many goroutines.
type Filter struct {
	keep    truth
	bound   *orb.Bound
	spatial bool
}

// Spatial reports whether the filter compares geometries.
func (f *Filter) Spatial() bool { return f.spatial }

// Bound is a closed box outside which the filter keeps nothing; nil where the filter does not say.
func (f *Filter) Bound() *orb.Bound { return f.bound }

// Match reports whether the filter is true of a feature. An error says that two geometries cannot be compared.
func (f *Filter) Match(row Row) (kept bool, err error) {
	r := &reading{row: row}
	kept = f.keep(r) == yes
	return kept && r.err == nil, r.err
}

// Check holds an expression against the properties it may ask about. The error is an *Error.
func (e *Expression) Check(properties []Property, reference Reference) (*Filter, error) {
	c := &checker{properties: properties, reference: reference, bounds: map[*node]orb.Bound{}}
	keep, err := c.truth(e.root)
	if err != nil {
		return nil, err
	}
	bound, _ := c.boundOf(e.root)
	return &Filter{keep, bound, c.compares}, nil
}

type checker struct {
	properties []Property
	reference  Reference
	bounds     map[*node]orb.Bound // of geometry literals, on WGS 84
	compares   bool                // geometries
}

// tri is a truth value of three-valued logic.
type tri uint8

const (
	no tri = iota
	unknown
	yes
)

func triOf(holds bool) tri {
	if holds {
		return yes
	}
	return no
}

// reading is one feature while it is looked at, with what went wrong.
type reading struct {
	row Row
	err error
}

type (
	truth  func(*reading) tri
	scalar func(*reading) Value
)

// truth compiles a node that must be true or false.
func (c *checker) truth(n *node) (truth, error) {
	switch n.op {
	case opAnd, opOr:
		parts := make([]truth, len(n.kids))
		for i, kid := range n.kids {
			var err error
			if parts[i], err = c.truth(kid); err != nil {
				return nil, err
			}
		}
		if n.op == opAnd {
			return func(r *reading) tri { return all(parts, r) }, nil
		}
		return func(r *reading) tri { return anyOf(parts, r) }, nil
	case opNot:
		inner, err := c.truth(n.kids[0])
		return func(r *reading) tri { return yes - inner(r) }, err
	case opCompare:
		return c.comparison(n)
	case opBetween:
		return c.between(n)
	case opIn:
		return c.in(n)
	case opLike:
		return c.like(n)
	case opIsNull:
		return c.isNull(n)
	case opSpatial:
		return c.spatial(n)
	}
	value, kind, err := c.scalar(n)
	if err != nil {
		return nil, err
	}
	if kind != Bool && kind != Null {
		return nil, wrong(n.at, "expected something true or false, such as a comparison; %s is %s", n.shown(), kind)
	}
	return func(r *reading) tri {
		v := value(r)
		if v.Type == Null {
			return unknown
		}
		return triOf(v.Number != 0)
	}, nil
}

func all(parts []truth, r *reading) tri {
	least := yes
	for _, part := range parts {
		if least = min(least, part(r)); least == no {
			break
		}
	}
	return least
}

func anyOf(parts []truth, r *reading) tri {
	most := no
	for _, part := range parts {
		if most = max(most, part(r)); most == yes {
			break
		}
	}
	return most
}

// shown names a node in a sentence.
func (n *node) shown() string {
	switch n.op {
	case opProperty:
		return "the property " + n.word
	case opText:
		return "'" + shorten(n.word) + "'"
	case opCase:
		return "CASEI(…)"
	case opGeometry:
		return "the geometry"
	}
	return "this"
}

// scalar compiles a node that gives a value, and says of which type.
func (c *checker) scalar(n *node) (scalar, Type, error) {
	constant := func(v Value) (scalar, Type, error) {
		return func(*reading) Value { return v }, v.Type, nil
	}
	switch n.op {
	case opProperty:
		i, err := c.find(n)
		if err != nil {
			return nil, Null, err
		}
		return func(r *reading) Value { return r.row.Value(i) }, c.properties[i].Type, nil
	case opText:
		return constant(TextValue(n.word))
	case opNumber:
		return constant(NumberValue(n.number))
	case opBool:
		return constant(BoolValue(n.number != 0))
	case opNull:
		return constant(Value{})
	case opDate:
		return constant(Value{Type: Date, Micros: n.micros})
	case opTime:
		return constant(Value{Type: Time, Micros: n.micros})
	case opCase:
		inner, kind, err := c.scalar(n.kids[0])
		if err != nil {
			return nil, Null, err
		}
		if kind != Text && kind != Null {
			return nil, Null, wrong(n.kids[0].at, "CASEI takes text, %s is %s", n.kids[0].shown(), kind)
		}
		return func(r *reading) Value {
			v := inner(r)
			v.Text = fold(v.Text)
			return v
		}, kind, nil
	case opMinus:
		inner, err := c.number(n.kids[0])
		return func(r *reading) Value {
			v := inner(r)
			v.Number = -v.Number
			return v
		}, Number, err
	case opArithmetic:
		compute, err := c.arithmetic(n)
		return compute, Number, err
	case opGeometry:
		return nil, Null, wrong(n.at, "a geometry stands inside a predicate such as S_INTERSECTS only")
	}
	keep, err := c.truth(n) // (a = 1) = TRUE
	return func(r *reading) Value {
		t := keep(r)
		if t == unknown {
			return Value{}
		}
		return BoolValue(t == yes)
	}, Bool, err
}

func (c *checker) find(n *node) (int, error) {
	var names []string
	near := ""
	for i, p := range c.properties {
		if p.Name == n.word {
			return i, nil
		}
		if strings.EqualFold(p.Name, n.word) {
			near = p.Name
		}
		names = append(names, p.Name)
	}
	if near != "" {
		return 0, wrong(n.at, "there is no property %q, but there is %q; upper and lower case matter", shorten(n.word), near)
	}
	return 0, wrong(n.at, "there is no property %q; there are %s, and text stands in single quotes", shorten(n.word), strings.Join(names, ", "))
}

func (c *checker) number(n *node) (scalar, error) {
	value, kind, err := c.scalar(n)
	if err == nil && kind != Number && kind != Null {
		err = wrong(n.at, "expected a number to reckon with, %s is %s", n.shown(), kind)
	}
	return value, err
}

func (c *checker) arithmetic(n *node) (scalar, error) {
	left, err := c.number(n.kids[0])
	if err != nil {
		return nil, err
	}
	right, err := c.number(n.kids[1])
	if err != nil {
		return nil, err
	}
	compute := map[string]func(a, b float64) float64{
		"+": func(a, b float64) float64 { return a + b },
		"-": func(a, b float64) float64 { return a - b },
		"*": func(a, b float64) float64 { return a * b },
		"/": func(a, b float64) float64 { return a / b },
		"%": math.Mod, "^": math.Pow,
		"DIV": func(a, b float64) float64 { return math.Trunc(a / b) },
	}[n.word]
	return func(r *reading) Value {
		a, b := left(r), right(r)
		if a.Type == Null || b.Type == Null {
			return Value{}
		}
		result := compute(a.Number, b.Number)
		if math.IsNaN(result) || math.IsInf(result, 0) {
			return Value{}
		}
		return NumberValue(result)
	}, nil
}
