package network

import (
	"fmt"
	"strings"
	"time"
)

// Calendar lists the days on which a road is closed, as spans that take in their first and last day,
// parted by semicolons: "12-01/03-31" every year, "2026-07-01/2026-07-20" once. Empty is never closed.
type Calendar string

// Day is a calendar day. The zero Day is no day: on it no closure is in force.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// IsZero reports whether the day is no day.
func (d Day) IsZero() bool { return d == Day{} }

// String writes the day as ParseDay reads it; the zero Day is "".
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// ParseDay reads a day such as 2026-11-23.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		return Day{}, fmt.Errorf("day %q is not written as 2026-11-23", text)
	}
	return Day{t.Year(), t.Month(), t.Day()}, nil
}

// number orders the days of one year.
func (d Day) number() int { return int(d.Month)*100 + d.Day }

// span is one closure; Year 0 means every year.
type span struct{ first, last Day }

func (s span) holds(d Day) bool {
	if s.first.Year != 0 {
		at := d.Year*10_000 + d.number()
		return at >= s.first.Year*10_000+s.first.number() && at <= s.last.Year*10_000+s.last.number()
	}
	if s.first.number() <= s.last.number() {
		return d.number() >= s.first.number() && d.number() <= s.last.number()
	}
	return d.number() >= s.first.number() || d.number() <= s.last.number() // over New Year
}

// ParseCalendar checks a calendar's text.
func ParseCalendar(text string) (Calendar, error) {
	c := Calendar(strings.TrimSpace(text))
	_, err := c.spans()
	return c, err
}

// Closed reports whether the road is closed on a day; it never is on the zero Day.
func (c Calendar) Closed(d Day) bool {
	if c == "" || d.IsZero() {
		return false
	}
	spans, err := c.spans()
	if err != nil {
		panic(err) // Traits are checked when they come in
	}
	for _, s := range spans {
		if s.holds(d) {
			return true
		}
	}
	return false
}

func (c Calendar) spans() ([]span, error) {
	if c == "" {
		return nil, nil
	}
	var spans []span
	for _, part := range strings.Split(string(c), ";") {
		first, last, ok := strings.Cut(strings.TrimSpace(part), "/")
		if !ok {
			return nil, fmt.Errorf("closure %q is not written as 12-01/03-31 or 2026-07-01/2026-07-20", part)
		}
		from, err := parseSpanDay(first)
		if err != nil {
			return nil, err
		}
		to, err := parseSpanDay(last)
		if err != nil {
			return nil, err
		}
		if (from.Year == 0) != (to.Year == 0) {
			return nil, fmt.Errorf("closure %q gives a year on one side only", part)
		}
		if from.Year != 0 && (to.Year < from.Year || to.Year == from.Year && to.number() < from.number()) {
			return nil, fmt.Errorf("closure %q ends before it begins", part)
		}
		spans = append(spans, span{from, to})
	}
	return spans, nil
}

// leapYear lets 02-29 stand in a closure of every year.
const leapYear = "2024-"

func parseSpanDay(text string) (Day, error) {
	if len(text) == len("01-02") {
		d, err := ParseDay(leapYear + text)
		d.Year = 0
		return d, err
	}
	return ParseDay(text)
}
