package quality

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Bounds of what is read, so that a wrong header cannot ask for more memory than a machine has.
const (
	maxToken     = 64          // bytes
	maxPlaces    = 4_000_000   // points, rows, columns, sites or customers
	maxPairs     = 200_000_000 // entries of a covering matrix or a table of costs
	maxMagnitude = 1 << 50     // of any number; sums are checked by planner.Siting.Check
)

// tokens splits a file into words and remembers the line of the last one.
type tokens struct {
	name string
	r    *bufio.Reader
	line int // of the last word, from 1
	next int // of the next byte

	ahead string // a word that was looked at and not taken yet
}

func newTokens(r *bufio.Reader, name string) *tokens {
	return &tokens{name: name, r: r, line: 1, next: 1}
}

// wrong makes an error about the last word.
func (t *tokens) wrong(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", t.name, t.line, fmt.Sprintf(format, args...))
}

// peek returns the next word without taking it; "" at the end of the file.
func (t *tokens) peek() (string, error) {
	var err error
	if t.ahead == "" {
		t.ahead, err = t.some(false)
	}
	return t.ahead, err
}

// take returns the next word, or "" at the end of the file.
func (t *tokens) take() (string, error) {
	if word := t.ahead; word != "" {
		t.ahead = ""
		return word, nil
	}
	return t.some(false)
}

// word returns the next word; what says what was expected there.
func (t *tokens) word(what string) (string, error) {
	word, err := t.take()
	if err == nil && word == "" {
		return "", t.wrong("the file ends, expected %s", what)
	}
	return word, err
}

// rest returns what is left of the line of the last word, trimmed, and moves on to the next line.
func (t *tokens) rest() (string, error) { return t.some(true) }

// some collects bytes up to the next white space, or with line to the next end of line. At the end of the file it
// returns "".
func (t *tokens) some(line bool) (string, error) {
	var text []byte
	for {
		c, err := t.r.ReadByte()
		if errors.Is(err, io.EOF) {
			t.line = t.next
			return string(text), nil
		}
		if err != nil {
			return "", fmt.Errorf("%s:%d: %w", t.name, t.next, err)
		}
		blank := c == ' ' || c == '\t' || c == '\r'
		if c == '\n' || blank && !line {
			if len(text) > 0 || line {
				t.line = t.next
				if c == '\n' {
					if line {
						t.next++
					} else if err := t.r.UnreadByte(); err != nil {
						return "", err
					}
				}
				return string(text), nil
			}
			if c == '\n' {
				t.next++
			}
			continue
		}
		if blank && len(text) == 0 {
			continue
		}
		if line && len(text) >= maxToken { // the rest of a line is only read for short values; comments may be long
			continue
		}
		if text = append(text, c); !line && len(text) > maxToken {
			t.line = t.next
			return "", t.wrong("a word of more than %d characters, expected numbers", maxToken)
		}
	}
}

// whole reads a whole number from least to most; a point at its end (7500.) is taken.
func (t *tokens) whole(what string, least, most int64) (int64, error) {
	word, err := t.word(what)
	if err != nil {
		return 0, err
	}
	d, err := parseDecimal(word)
	if err != nil {
		return 0, t.wrong("%s is %q, expected a whole number", what, word)
	}
	v, ok := d.times(1)
	if !ok {
		return 0, t.wrong("%s is %q, expected a whole number", what, word)
	}
	if v < least || v > most {
		return 0, t.wrong("%s is %s, expected %d to %d", what, word, least, most)
	}
	return v, nil
}

// count reads how many of something follow.
func (t *tokens) count(what string, least int) (int, error) {
	n, err := t.whole("the number of "+what, int64(least), maxPlaces)
	return int(n), err
}

// decimal reads a number exactly.
func (t *tokens) decimal(what string, least int64) (decimal, error) {
	word, err := t.word(what)
	if err != nil {
		return decimal{}, err
	}
	d, err := parseDecimal(word)
	if err != nil {
		return decimal{}, t.wrong("%s is %q, expected a number with at most %d digits", what, word, maxDigits)
	}
	if d.mantissa < 0 && least >= 0 {
		return decimal{}, t.wrong("%s is %s, expected at least %d", what, word, least)
	}
	return d, nil
}

// coordinate reads a floating point number as the authors' programs do.
func (t *tokens) coordinate(what string) (float64, error) {
	word, err := t.word(what)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(word, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > maxCoordinate {
		return 0, t.wrong("%s is %q, expected a number between -%g and %g", what, word, maxCoordinate, maxCoordinate)
	}
	return v, nil
}

// end sees that nothing follows.
func (t *tokens) end() error {
	word, err := t.take()
	if err == nil && word != "" {
		return t.wrong("%q follows where the file should end: its header promises less", word)
	}
	return err
}
