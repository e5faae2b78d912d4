package cql

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

type op uint8

const (
	opAnd op = iota
	opOr
	opNot
	opCompare // word: = <> < <= > >=
	opBetween
	opIn
	opLike // word: LIKE or ILIKE
	opIsNull
	opArithmetic // word: + - * / % ^ DIV
	opMinus
	opCase
	opSpatial // word: the predicate without S_
	opProperty
	opText
	opNumber
	opBool
	opNull
	opDate
	opTime
	opGeometry
)

// node is one operator or operand. A negated BETWEEN, IN, LIKE or IS NULL is wrapped in opNot.
type node struct {
	op       op
	at       int
	word     string // operator, name, or text
	number   float64
	micros   int64 // dates and times, since 1970
	geometry orb.Geometry
	box      bool // the geometry is a BBOX
	kids     []*node
}

type parser struct {
	tokens []token
	i      int
	depth  int
	nodes  int
	points int
}

func (p *parser) now() token { return p.tokens[p.i] }

func (p *parser) after() token { return p.tokens[min(p.i+1, len(p.tokens)-1)] }

func (p *parser) take() token {
	t := p.tokens[p.i]
	if t.kind != endToken {
		p.i++
	}
	return t
}

func (p *parser) takeSign(text string) bool {
	if p.now().sign(text) {
		p.i++
		return true
	}
	return false
}

func (p *parser) takeWord(keyword string) bool {
	if p.now().is(keyword) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(sign, where string) error {
	if p.takeSign(sign) {
		return nil
	}
	return wrong(p.now().at, "expected %q %s, found %s", sign, where, p.now().shown())
}

// deeper guards the stack: every way down goes through it.
func (p *parser) deeper() error {
	if p.depth++; p.depth > maxDepth {
		return wrong(p.now().at, "the filter is nested too deeply, expected at most %d brackets", maxDepth/2)
	}
	return nil
}

func (p *parser) make(n node) (*node, error) {
	if p.nodes++; p.nodes > maxNodes {
		return nil, wrong(n.at, "the filter has too many parts, expected at most %d", maxNodes)
	}
	return &n, nil
}

func (p *parser) whole() (*node, error) {
	if p.now().kind == endToken {
		return nil, wrong(1, "the filter is empty")
	}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.now(); t.kind != endToken {
		return nil, wrong(t.at, "expected AND, OR or the end, found %s", t.shown())
	}
	return root, nil
}

func (p *parser) or() (*node, error) { return p.chain("OR", opOr, p.and) }

func (p *parser) and() (*node, error) { return p.chain("AND", opAnd, p.not) }

func (p *parser) chain(keyword string, operation op, part func() (*node, error)) (*node, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	first, err := part()
	if err != nil || !p.now().is(keyword) {
		return first, err
	}
	all := node{op: operation, at: first.at, kids: []*node{first}}
	for p.takeWord(keyword) {
		next, err := part()
		if err != nil {
			return nil, err
		}
		all.kids = append(all.kids, next)
	}
	return p.make(all)
}

func (p *parser) not() (*node, error) {
	at := p.now().at
	if !p.now().is("NOT") {
		return p.predicate()
	}
	p.take()
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	inner, err := p.not()
	if err != nil {
		return nil, err
	}
	return p.make(node{op: opNot, at: at, kids: []*node{inner}})
}

var comparisons = []string{"=", "<>", "<", "<=", ">", ">="}

// predicate reads an operand and what may follow it.
func (p *parser) predicate() (*node, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	t := p.now()
	if t.kind == signToken && slices.Contains(comparisons, t.text) {
		p.take()
		right, err := p.sum()
		if err != nil {
			return nil, err
		}
		return p.make(node{op: opCompare, at: t.at, word: t.text, kids: []*node{left, right}})
	}
	negated := t.is("NOT")
	if negated {
		p.take()
	}
	var found *node
	switch word := p.now(); {
	case word.is("BETWEEN"):
		p.take()
		found, err = p.between(left, word.at)
	case word.is("LIKE"), word.is("ILIKE"):
		p.take()
		var pattern *node
		if pattern, err = p.sum(); err == nil {
			found, err = p.make(node{op: opLike, at: word.at, word: strings.ToUpper(word.text), kids: []*node{left, pattern}})
		}
	case word.is("IN"):
		p.take()
		found, err = p.in(left, word.at)
	case word.is("IS") && !negated:
		p.take()
		negated = p.takeWord("NOT")
		if !p.takeWord("NULL") {
			return nil, wrong(p.now().at, "expected NULL after IS, found %s", p.now().shown())
		}
		found, err = p.make(node{op: opIsNull, at: word.at, kids: []*node{left}})
	case negated:
		return nil, wrong(word.at, "expected BETWEEN, IN or LIKE after NOT, found %s", word.shown())
	default:
		return left, nil
	}
	if err != nil || !negated {
		return found, err
	}
	return p.make(node{op: opNot, at: found.at, kids: []*node{found}})
}

func (p *parser) between(left *node, at int) (*node, error) {
	low, err := p.sum()
	if err != nil {
		return nil, err
	}
	if !p.takeWord("AND") {
		return nil, wrong(p.now().at, "expected AND between the two ends of BETWEEN, found %s", p.now().shown())
	}
	high, err := p.sum()
	if err != nil {
		return nil, err
	}
	return p.make(node{op: opBetween, at: at, kids: []*node{left, low, high}})
}

func (p *parser) in(left *node, at int) (*node, error) {
	if err := p.expect("(", "after IN"); err != nil {
		return nil, err
	}
	list := node{op: opIn, at: at, kids: []*node{left}}
	for {
		entry, err := p.sum()
		if err != nil {
			return nil, err
		}
		list.kids = append(list.kids, entry)
		if !p.takeSign(",") {
			break
		}
	}
	if err := p.expect(")", "at the end of the list"); err != nil {
		return nil, err
	}
	return p.make(list)
}

func (p *parser) sum() (*node, error) { return p.arithmetic([]string{"+", "-"}, p.product) }

func (p *parser) product() (*node, error) {
	return p.arithmetic([]string{"*", "/", "%", "DIV"}, p.power)
}

func (p *parser) power() (*node, error) { return p.arithmetic([]string{"^"}, p.unary) }

// arithmetic reads a chain of operators of one rank, from the left.
func (p *parser) arithmetic(signs []string, part func() (*node, error)) (*node, error) {
	left, err := part()
	for err == nil {
		t := p.now()
		if word := strings.ToUpper(t.text); t.kind == signToken && slices.Contains(signs, word) || t.is("DIV") && slices.Contains(signs, word) {
			p.take()
			var right *node
			if right, err = part(); err == nil {
				left, err = p.make(node{op: opArithmetic, at: t.at, word: word, kids: []*node{left, right}})
			}
			continue
		}
		return left, nil
	}
	return nil, err
}

func (p *parser) unary() (*node, error) {
	t := p.now()
	if !t.sign("-") && !t.sign("+") {
		return p.operand()
	}
	p.take()
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	inner, err := p.unary()
	if err != nil {
		return nil, err
	}
	if t.text == "+" {
		return inner, nil
	}
	return p.make(node{op: opMinus, at: t.at, kids: []*node{inner}})
}

// reserved words are no names unless they stand in double quotes.
var reserved = []string{"AND", "OR", "NOT", "BETWEEN", "LIKE", "ILIKE", "IN", "IS", "DIV"}

func (p *parser) operand() (*node, error) {
	t := p.now()
	switch {
	case t.sign("("):
		p.take()
		inner, err := p.or()
		if err != nil {
			return nil, err
		}
		return inner, p.expect(")", "to close the bracket at character "+itoa(t.at))
	case t.kind == textToken:
		p.take()
		return p.make(node{op: opText, at: t.at, word: t.text})
	case t.kind == numberToken:
		p.take()
		return p.make(node{op: opNumber, at: t.at, number: t.number})
	case t.kind == nameToken:
		p.take()
		return p.make(node{op: opProperty, at: t.at, word: t.text})
	case t.kind != wordToken:
		return nil, wrong(t.at, "expected a property, a value or an opening bracket, found %s", t.shown())
	}
	if geometryWord(t) && (p.after().sign("(") || p.after().is("Z") || p.after().is("EMPTY")) {
		return p.geometry()
	}
	if p.after().sign("(") && !t.is("IN") && !t.is("NOT") && !t.is("AND") && !t.is("OR") {
		return p.call()
	}
	if slices.Contains(reserved, strings.ToUpper(t.text)) {
		return nil, wrong(t.at, "expected a property or a value, found %s; a property of that name stands in double quotes", t.shown())
	}
	p.take()
	switch {
	case t.is("TRUE"), t.is("FALSE"):
		value := 0.0
		if t.is("TRUE") {
			value = 1
		}
		return p.make(node{op: opBool, at: t.at, number: value})
	case t.is("NULL"):
		return p.make(node{op: opNull, at: t.at})
	}
	return p.make(node{op: opProperty, at: t.at, word: t.text})
}
