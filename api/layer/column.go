package layer

import (
	"math"
	"slices"
	"strings"
)

// Type is what the values of a field are.
type Type string

// The types. Dates are written YYYY-MM-DD, instants as RFC 3339 in UTC.
const (
	String  Type = "string"
	Integer Type = "integer"
	Number  Type = "number"
	Boolean Type = "boolean"
	Date    Type = "date"
	Instant Type = "instant"
)

// Value is what a feature says in one field. Text holds strings, dates and instants.
type Value struct {
	Type    Type
	Null    bool
	Text    string
	Integer int64
	Number  float64
	Boolean bool
}

// texts are strings in one piece of memory; what edits bring comes behind it.
type texts struct {
	blob string
	ends []uint32 // of each text in the blob
	more []string
}

func (t *texts) at(i int) string {
	if i >= len(t.ends) {
		return t.more[i-len(t.ends)]
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.blob[start:t.ends[i]]
}

func (t *texts) len() int { return len(t.ends) + len(t.more) }

// packTexts copies a list into one piece.
func packTexts(list []string) texts {
	size := 0
	for _, text := range list {
		size += len(text)
	}
	var blob strings.Builder
	blob.Grow(size)
	ends := make([]uint32, len(list))
	for i, text := range list {
		blob.WriteString(text)
		ends[i] = uint32(blob.Len())
	}
	return texts{blob: blob.String(), ends: ends}
}

// with adds a text and returns its number; what shares the old list is left alone.
func (t texts) with(text string) (texts, uint32) {
	t.more = append(slices.Clip(t.more), text)
	return t, uint32(t.len() - 1)
}

// codes are texts of few different values, each stored once. Number 0 is the empty text.
type codes struct {
	of    []uint32
	words texts
}

func (c *codes) at(i int) string { return c.words.at(int(c.of[i])) }

// number finds the number of a word, or adds it.
func (c *codes) number(word string) uint32 {
	for i := range c.words.len() {
		if c.words.at(i) == word {
			return uint32(i)
		}
	}
	var n uint32
	c.words, n = c.words.with(word)
	return n
}

// The ways in which a column says null.
const (
	nullText           = 0
	nullInteger        = math.MinInt64
	booleanNo   uint32 = 1
	booleanYes  uint32 = 2
)

// column is one field of all features.
type column struct {
	kind     Type
	id       bool     // the feature's ID, stored elsewhere
	texts    []uint32 // numbers of words; of booleans booleanNo, booleanYes
	words    texts    // number 0 is null
	integers []int64
	numbers  []float64 // NaN is null
}

func (c *column) value(i int) Value {
	v := Value{Type: c.kind}
	switch c.kind {
	case Integer:
		v.Integer = c.integers[i]
		if v.Null = v.Integer == nullInteger; v.Null {
			v.Integer = 0
		}
	case Number:
		v.Number = c.numbers[i]
		if v.Null = math.IsNaN(v.Number); v.Null {
			v.Number = 0
		}
	case Boolean:
		v.Null, v.Boolean = c.texts[i] == nullText, c.texts[i] == booleanYes
	default:
		if v.Null = c.texts[i] == nullText; !v.Null {
			v.Text = c.words.at(int(c.texts[i]))
		}
	}
	return v
}

// code is a number that is the same for equal values of the column and different for others; false for null.
func (c *column) code(i int) (uint64, bool) {
	switch c.kind {
	case Integer:
		return uint64(c.integers[i]), c.integers[i] != nullInteger
	case Number:
		return math.Float64bits(c.numbers[i]), !math.IsNaN(c.numbers[i])
	}
	return uint64(c.texts[i]), c.texts[i] != nullText
}

// set replaces a value of a column that nobody else holds, or adds one at its end.
func (c *column) set(i int, v Value) {
	switch c.kind {
	case Integer:
		n := v.Integer
		if v.Null {
			n = nullInteger
		}
		c.integers = put(c.integers, i, n)
	case Number:
		n := v.Number
		if v.Null {
			n = math.NaN()
		}
		c.numbers = put(c.numbers, i, n)
	case Boolean:
		n := booleanNo
		switch {
		case v.Null:
			n = nullText
		case v.Boolean:
			n = booleanYes
		}
		c.texts = put(c.texts, i, n)
	default:
		n := uint32(nullText)
		if !v.Null {
			c.words, n = c.words.with(v.Text)
		}
		c.texts = put(c.texts, i, n)
	}
}

func put[T any](list []T, i int, v T) []T {
	list[i] = v
	return list
}
