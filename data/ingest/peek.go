package ingest

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Preview is a table as it stands in a file, for a person who says what its columns are before it is read.
type Preview struct {
	File       string          `json:"file" doc:"Of a workbook with several sheets file#sheet"`
	Encoding   string          `json:"encoding" doc:"Of its text"`
	Kind       string          `json:"kind" doc:"What the columns say that it holds: place (areas and settlements), facility, service, vehicle, count, bus timetable; native before it for files of this program"`
	Recognised bool            `json:"recognised" doc:"false: no row looks like a header; the columns must be named"`
	Columns    []PreviewColumn `json:"columns" doc:"In their order"`
	Rows       []PreviewRow    `json:"rows" doc:"The first rows below the header, as they are"`
	Count      int             `json:"count" doc:"Rows below the header, totals and notes among them"`
	Datum      geo.Datum       `json:"datum,omitempty" doc:"That the file itself states for all its rows; absent: none"`
	Words      geo.Datum       `json:"datum_words,omitempty" doc:"That words of its headers or its name speak of, such as 高德经度; absent: none"`
	Fields     []PreviewField  `json:"fields" doc:"What a column of this kind of table may be"`

	// Given are the positions as the rows give them, in no datum yet.
	Given []GivenPosition `json:"-"`
}

// PreviewColumn is a column and what it is taken for.
type PreviewColumn struct {
	Header string `json:"header" doc:"As it stands"`
	Field  string `json:"field" doc:"Empty: it is left alone"`
	How    string `json:"how,omitempty" doc:"map: it was said; exact, bare (without brackets) or part (by its first or last words): recognised; absent: left alone"`
}

// PreviewRow is a row as it stands.
type PreviewRow struct {
	Line  int      `json:"line"`
	Cells []string `json:"cells" doc:"In the order of the columns"`
}

// PreviewField is a field that a column may be read as.
type PreviewField struct {
	Field string `json:"field" doc:"The word for reading.map"`
	ZH    string `json:"zh" doc:"In Chinese"`
	EN    string `json:"en" doc:"In English"`
}

// GivenPosition is where a row says that something lies.
type GivenPosition struct {
	Line    int
	Name    string    // of the place or the premises
	Town    string    // name of its town
	Village string    // name of the village that it stands in
	Code    string    // of a settlement, an area or a facility; empty: not given
	At      orb.Point // as written, longitude first
	Datum   geo.Datum // that the row itself states; empty: none
}

// previewRows is how many rows a preview shows, previewPositions how many positions it gathers, spread over the file by nothing but their order.
const (
	previewRows      = 20
	previewPositions = 5_000
)

// peeking gathers a preview.
type peeking struct {
	byReport map[*FileReport]*Preview
	at       *GivenPosition // of the row that is looked at
}

// Peek looks at the tables of a file without reading them: no datum is needed, and no header either.
// An error is that of Read for a file that cannot be read at all.
func Peek(ctx context.Context, file string, options Options) ([]Preview, error) {
	options.Where, options.Known = nil, Known{}
	stated := options.Datum
	options.Datum = ""
	in, err := newIntake(ctx, options)
	if err != nil {
		return nil, err
	}
	in.peek = &peeking{byReport: map[*FileReport]*Preview{}}
	if err := in.readFile(file); err != nil {
		return nil, err
	}
	var list []Preview
	for _, report := range in.files {
		p := in.peek.byReport[report]
		if p == nil {
			continue
		}
		p.Kind = report.Kind
		if stated == "" {
			p.Datum = report.Datum
		}
		list = append(list, *p)
	}
	return list, nil
}

// look takes a row down.
func (p *peeking) look(r row) {
	report := r.sheet.report
	report.Rows++
	preview := p.byReport[report]
	if preview == nil {
		preview = r.sheet.preview()
		p.byReport[report] = preview
	}
	preview.Count++
	if len(preview.Rows) < previewRows {
		cells := make([]string, len(r.sheet.headers))
		for i := range cells {
			cells[i] = shortCell(r.cell(i))
		}
		preview.Rows = append(preview.Rows, PreviewRow{r.line, cells})
	}
	if len(preview.Given) == previewPositions || r.sheet.native == nil && r.sheet.isSubtotal(r) {
		return
	}
	before := report.Datum
	p.at = nil
	_, _, _, _ = r.position() // what is wrong with it is said when it is read
	report.Datum = before
	if p.at != nil {
		preview.Given = append(preview.Given, *p.at)
	}
}

// given is told by position.
func (p *peeking) given(r row, at orb.Point) {
	datum, _ := parseDatum(r.get("crs"))
	p.at = &GivenPosition{Line: r.line, Name: r.firstOf("name", "village", "natural_village"), Town: r.get("town"), Village: r.get("village"), Code: r.firstOf("stat_code", "settlement_code", "code", "facility_id", "id"), At: at, Datum: datum}
}

// shortCell keeps what is shown short.
func shortCell(text string) string {
	const most = 200
	text = strings.ToValidUTF8(text, "\uFFFD")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// preview begins the preview of a table whose header is known.
func (s *sheet) preview() *Preview {
	p := &Preview{File: s.report.File, Encoding: s.report.Encoding, Recognised: s.native != nil || len(s.columns) > 1}
	held := map[int]match{}
	if s.native == nil {
		columns, matches := s.in.claim(s.headers)
		for f, i := range columns {
			held[i] = matches[f]
		}
	}
	words := fileStem(s.report.File)
	for i, header := range s.headers {
		header = strings.TrimSpace(header)
		column := PreviewColumn{Header: header}
		if m, ok := held[i]; ok && s.used[m.field] {
			column.Field, column.How = string(m.field), [...]string{"map", "exact", "bare", "part"}[m.rank]
		}
		if s.native != nil {
			column.Field, column.How = header, "exact"
		}
		switch column.Field {
		case "lon", "lat", "x", "y", "coord":
			words += " " + header
		}
		p.Columns = append(p.Columns, column)
	}
	p.Words, _ = parseDatum(words)
	p.Fields = s.in.dictionary.described(s.used)
	return p
}

// described names fields for people: in Chinese by the first word that the dictionary has for them.
func (d *dictionary) described(fields map[field]bool) []PreviewField {
	var list []PreviewField
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		zh := string(f)
		if word, ok := d.first[f]; ok {
			zh = word
		}
		list = append(list, PreviewField{string(f), zh, strings.ReplaceAll(string(f), "_", " ")})
	}
	return list
}

// likelyHeader is the first row with the most cells of text, for a table whose header nobody recognises.
func (s *sheet) likelyHeader() (at int, headers []string, height int) {
	most := 0
	for i, b := range s.buffer {
		texts := 0
		for _, c := range b.cells {
			if c = strings.TrimSpace(c); c != "" && strings.Trim(c, "0123456789.-+") != "" {
				texts++
			}
		}
		if texts > most {
			most, at, headers = texts, i, b.cells
		}
	}
	return at, headers, 1
}

// Readable reports whether Read knows files of this name: a table or GeoJSON.
func Readable(name string) bool {
	return slices.Contains(ReadableEndings(), strings.ToLower(filepath.Ext(name)))
}

// ReadableEndings lists the endings of the names of files that hold rows.
func ReadableEndings() []string {
	return []string{".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".geojson"}
}
