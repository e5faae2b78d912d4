package report

import (
	"math"
	"strconv"
)

// Table is a table of a paper. The same cells stand on the page, in the HTML file, in the workbook and in the CSV file.
type Table struct {
	Name    string // of the sheet, at most 31 letters
	Caption string
	Columns []Column
	Rows    [][]Cell
}

// Column is one column's heading, and whether it holds figures or a code.
type Column struct {
	Name   string
	Figure bool
	Code   bool
}

// Short reports whether the table is better moved to the next page than broken.
func (t Table) Short() bool { return len(t.Rows) <= 20 }

// Cell is what stands in a table: words, and for a known figure its number.
type Cell struct {
	Text   string
	Number *float64
	Share  bool // the number is a fraction, to be shown as per cent with one decimal
}

func word(text string) Cell { return Cell{Text: text} }

// figure is a whole number; nil is unknown and stands in words.
func figure(n *int64, unknown string) Cell {
	if n == nil {
		return Cell{Text: unknown}
	}
	return Cell{Text: Thousands(*n), Number: new(float64(*n))}
}

func figureOf(n int) Cell { return figure(new(int64(n)), "") }

// shareOf is part of whole. Its number is what is written, so that a workbook shows no 100 % where this shows 99.9 %.
func shareOf(part, whole int) Cell {
	text := Percent(part, whole)
	if whole == 0 {
		return Cell{Text: text}
	}
	return shareCell(text)
}

// shareFigure is a fraction; nil is unknown.
func shareFigure(share *float64, unknown string) Cell {
	if share == nil {
		return Cell{Text: unknown}
	}
	return shareCell(PercentOf(*share))
}

func shareCell(text string) Cell {
	percent, err := strconv.ParseFloat(text[:len(text)-1], 64)
	if err != nil {
		return Cell{Text: text}
	}
	return Cell{Text: text, Number: new(percent / 100), Share: true}
}

// PercentOf writes a fraction as Percent does: 100% only for all, 0% only for none.
func PercentOf(share float64) string {
	switch {
	case share >= 1:
		return "100%"
	case share <= 0:
		return "0%"
	}
	return strconv.FormatFloat(math.Min(999, math.Max(1, math.Round(share*1000)))/10, 'f', 1, 64) + "%"
}

// Language chooses the words of a paper.
type Language string

// The languages.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Say returns a sentence in the language.
func (l Language) Say(s Sentence) string {
	if l == English {
		return s.EN
	}
	return s.ZH
}

func (l Language) say(zh, en string) string { return l.Say(Sentence{zh, en}) }

func (l Language) unknown() string { return l.say("未知", "unknown") }
