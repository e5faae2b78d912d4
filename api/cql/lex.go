package cql

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	endToken  tokenKind = iota
	wordToken           // a bare name or keyword
	nameToken           // a name in double quotes
	textToken           // '…'
	numberToken
	signToken // an operator or a bracket
)

type token struct {
	kind   tokenKind
	at     int    // character, from 1
	text   string // without quotes; words as written
	number float64
}

// is reports whether the token is a keyword, in any case.
func (t token) is(keyword string) bool {
	return t.kind == wordToken && strings.EqualFold(t.text, keyword)
}

func (t token) sign(text string) bool { return t.kind == signToken && t.text == text }

// shown is the token as an error names it.
func (t token) shown() string {
	switch t.kind {
	case endToken:
		return "the end"
	case textToken:
		return "the text '" + shorten(t.text) + "'"
	}
	return strconv.Quote(shorten(t.text))
}

func shorten(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// scan cuts text into tokens and ends them with an endToken.
func scan(text string, dialect Dialect) ([]token, error) {
	if len(text) > MaxLength {
		return nil, wrong(1, "the filter has %d bytes, expected at most %d", len(text), MaxLength)
	}
	if !utf8.ValidString(text) {
		return nil, wrong(1, "the filter is not valid UTF-8")
	}
	s := &scanner{text: []rune(text), dialect: dialect}
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		s.tokens = append(s.tokens, t)
		if t.kind == endToken {
			return s.tokens, nil
		}
		if len(s.tokens) > 4*maxNodes {
			return nil, wrong(t.at, "the filter is too long, expected at most %d words and signs", 4*maxNodes)
		}
	}
}

type scanner struct {
	text    []rune
	i       int
	dialect Dialect
	tokens  []token
}

// peek returns the character k places on, 0 behind the end.
func (s *scanner) peek(k int) rune {
	if s.i+k < len(s.text) {
		return s.text[s.i+k]
	}
	return 0
}

func (s *scanner) next() (token, error) {
	for s.i < len(s.text) && unicode.IsSpace(s.text[s.i]) {
		s.i++
	}
	start := s.i
	at := start + 1
	if start == len(s.text) {
		return token{kind: endToken, at: at}, nil
	}
	c := s.text[start]
	switch {
	case c == '\'':
		text, err := s.literal()
		return token{kind: textToken, at: at, text: text}, err
	case c == '"':
		name, err := s.quoted()
		return token{kind: nameToken, at: at, text: name}, err
	case isDigit(c) || c == '.' && isDigit(s.peek(1)):
		return s.number(at)
	case startsName(c):
		for s.i < len(s.text) && continuesName(s.text[s.i]) {
			s.i++
		}
		return token{kind: wordToken, at: at, text: string(s.text[start:s.i])}, nil
	}
	for _, sign := range []string{"<>", "<=", ">="} {
		if c == rune(sign[0]) && s.peek(1) == rune(sign[1]) {
			s.i += 2
			return token{kind: signToken, at: at, text: sign}, nil
		}
	}
	if c == '!' && s.peek(1) == '=' {
		return token{}, wrong(at, "\"!=\" is no operator here, expected \"<>\"")
	}
	if strings.ContainsRune("=<>()+-*/%^,", c) {
		s.i++
		return token{kind: signToken, at: at, text: string(c)}, nil
	}
	return token{}, wrong(at, "the character %q belongs to no filter", c)
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

func startsName(c rune) bool { return c == '_' || c == ':' || unicode.IsLetter(c) }

func continuesName(c rune) bool {
	return startsName(c) || c == '.' || unicode.IsDigit(c) || unicode.IsMark(c)
}

// literal reads '…'; a quote inside is doubled, or in CQL2 has a backslash before it.
func (s *scanner) literal() (string, error) {
	at := s.i + 1
	var b strings.Builder
	for s.i++; s.i < len(s.text); s.i++ {
		c := s.text[s.i]
		if c == '\'' && s.peek(1) == '\'' || s.dialect == CQL2 && c == '\\' && (s.peek(1) == '\'' || s.peek(1) == '\\') {
			s.i++
			b.WriteRune(s.text[s.i])
			continue
		}
		if c == '\'' {
			s.i++
			return b.String(), nil
		}
		b.WriteRune(c)
	}
	return "", wrong(at, "the text that begins here has no closing quote")
}

func (s *scanner) quoted() (string, error) {
	at := s.i + 1
	var b strings.Builder
	for s.i++; s.i < len(s.text); s.i++ {
		c := s.text[s.i]
		if c == '"' && s.peek(1) == '"' {
			s.i++
		} else if c == '"' {
			s.i++
			return b.String(), nil
		}
		b.WriteRune(c)
	}
	return "", wrong(at, "the name that begins here has no closing quote")
}

func (s *scanner) number(at int) (token, error) {
	start := s.i
	for isDigit(s.peek(0)) {
		s.i++
	}
	if s.peek(0) == '.' {
		s.i++
		for isDigit(s.peek(0)) {
			s.i++
		}
	}
	if c := s.peek(0); c == 'e' || c == 'E' {
		skip := 1
		if c := s.peek(1); c == '+' || c == '-' {
			skip = 2
		}
		if isDigit(s.peek(skip)) {
			s.i += skip
			for isDigit(s.peek(0)) {
				s.i++
			}
		}
	}
	text := string(s.text[start:s.i])
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return token{}, wrong(at, "the number %s is too large", shorten(text))
	}
	if startsName(s.peek(0)) {
		return token{}, wrong(at, "%q is neither a number nor a name; a name that begins with a digit stands in double quotes", shorten(text+string(s.peek(0))))
	}
	return token{kind: numberToken, at: at, text: text, number: value}, nil
}
