package cql

import "github.com/paulmach/orb"

// Type is what a property holds.
type Type uint8

// The types of properties and values. Null is the type of the literal NULL alone.
const (
	Null Type = iota
	Text
	Number
	Bool
	Date // a day, as microseconds since 1970 of its midnight in UTC
	Time // an instant, as microseconds since 1970
	Geometry
)

// String names the type as a sentence does.
func (t Type) String() string {
	return [...]string{"NULL", "text", "a number", "a truth value", "a date", "a timestamp", "a geometry"}[t]
}

// Property is what a filter may ask about. A name of type Geometry stands for Row.Geometry.
type Property struct {
	Name string
	Type Type
}

// Value is what a property holds. The zero Value is unknown.
type Value struct {
	Type   Type
	Text   string
	Number float64 // also 0 and 1 of Bool
	Micros int64   // of Date and Time
}

// TextValue is a text, the empty one too.
func TextValue(text string) Value { return Value{Type: Text, Text: text} }

// NumberValue is a number that is one.
func NumberValue(number float64) Value { return Value{Type: Number, Number: number} }

// BoolValue is a truth value.
func BoolValue(yes bool) Value {
	if yes {
		return Value{Type: Bool, Number: 1}
	}
	return Value{Type: Bool}
}

// DateValue reads YYYY-MM-DD; what is no day is unknown.
func DateValue(text string) Value {
	micros, ok := parseDate(text)
	if !ok {
		return Value{}
	}
	return Value{Type: Date, Micros: micros}
}

// TimeValue reads an instant of RFC 3339, or a day as its midnight in UTC; what is neither is unknown.
func TimeValue(text string) Value {
	micros, ok := parseTime(text)
	if !ok {
		return Value{}
	}
	return Value{Type: Time, Micros: micros}
}

// Row is one feature, with properties counted as in the list that Check was given.
type Row interface {
	Value(property int) Value
	Geometry() orb.Geometry // nil where there is none
}
