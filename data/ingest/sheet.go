package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// sheet is a table being read: a CSV file, one sheet of a workbook or a GeoJSON collection.
type sheet struct {
	in          *intake
	report      *FileReport
	headers     []string
	columns     map[field]int
	used        map[field]bool // fields that the kind of the file reads
	filters     []filter
	leftOut     bool // lacks a column of Options.Where
	native      *nativeProfile
	spreadsheet bool      // blank place cells mean "as above"
	datum       geo.Datum // of the whole file; empty: not stated
	above       map[field]string
	buffer      []bufferedRow
	started     bool
	bytesTotal  int64        // size of the file; 0: not known
	bytesRead   func() int64 // how much of it has been read; nil: not known
	zeroPoints  int
	coarse      int
	notes       map[words]int // remarks on many rows, by text
}

type bufferedRow struct {
	line  int
	cells []string
}

// row is one data row with the sheet that knows its columns.
type row struct {
	sheet    *sheet
	line     int
	cells    []string
	geometry orb.Geometry
}

func (r row) cell(i int) string {
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// get returns the trimmed text of a field; empty where the column or the cell is missing.
func (r row) get(f field) string {
	i, ok := r.sheet.columns[f]
	if !ok {
		return ""
	}
	return strings.TrimSpace(r.cell(i))
}

// header returns the header that stands over a field, for messages; the field where there is none.
func (r row) header(f field) string { return r.sheet.header(f) }

func (s *sheet) header(f field) string {
	if i, ok := s.columns[f]; ok && strings.TrimSpace(s.headers[i]) != "" {
		return strings.TrimSpace(s.headers[i])
	}
	return string(f)
}

func (s *sheet) has(fields ...field) bool {
	for _, f := range fields {
		if _, ok := s.columns[f]; ok {
			return true
		}
	}
	return false
}

// take is given every row of a table with any content; it finds the header, then reads the rows below.
func (s *sheet) take(line int, cells []string) error {
	if blank(cells) {
		return nil
	}
	if len(cells) > maxColumns {
		return fileError(s.report.File, "有 %d 列（第 %d 行），超过上限 %d 列", "has %d columns at line %d, more than the limit of %d", len(cells), line, maxColumns)
	}
	if s.started {
		return s.read(line, cells, nil)
	}
	s.buffer = append(s.buffer, bufferedRow{line, slices.Clone(cells)})
	if len(s.buffer) < maxHeaderRows {
		return nil
	}
	return s.flush()
}

// flush finds the header among the buffered rows and reads those below it. It does nothing to a sheet
// without a header; found says so.
func (s *sheet) flush() error {
	if s.started {
		return nil
	}
	at, headers, height := s.findHeader()
	if headers == nil && s.in.peek != nil {
		at, headers, height = s.likelyHeader()
	}
	if headers == nil {
		return errNoHeader
	}
	if err := s.start(headers); err != nil {
		return err
	}
	for _, b := range s.buffer[at+height:] {
		if err := s.read(b.line, b.cells, nil); err != nil {
			return err
		}
	}
	s.buffer = nil
	return nil
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// findHeader returns the row, among the first ones, with the most recognised columns (the first of equals),
// joined with the row below it where that holds the lower half of a merged header.
func (s *sheet) findHeader() (at int, headers []string, height int) {
	best := 1 // a single recognised word is no header
	for i, b := range s.buffer {
		if matchNative(b.cells) != nil {
			return i, b.cells, 1
		}
		if n := s.in.recognised(b.cells); n > best {
			best, at, headers, height = n, i, b.cells, 1
		}
		if i+1 < len(s.buffer) {
			if joined := s.in.joinHeaders(b.cells, s.buffer[i+1].cells); joined != nil {
				// A title over the header joins to no more than the header alone; two halves of a header do.
				if n := s.in.recognised(joined); n > best && n > s.in.recognised(s.buffer[i+1].cells) {
					best, at, headers, height = n, i, joined, 2
				}
			}
		}
	}
	return at, headers, height
}

// joinHeaders joins a header of two rows with merged cells: 位置 over 经度 and 纬度. It returns nil unless the
// lower row has text only under merged cells, which a row of data does not.
func (in *intake) joinHeaders(upper, lower []string) []string {
	width := max(len(upper), len(lower))
	at := func(cells []string, i int) string {
		if i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	joined := make([]string, width)
	group, any := "", false
	for i := range width {
		up, low := at(upper, i), at(lower, i)
		if up != "" {
			group = up
		}
		switch {
		case low == "":
			joined[i] = up
			continue
		case up != "" && (i+1 >= width || at(upper, i+1) != "" || at(lower, i+1) == ""):
			return nil // text below a header cell that is not merged with its neighbour
		}
		any = true
		if _, ok := in.dictionary.recognise(low); ok || group == "" {
			joined[i] = low
		} else {
			joined[i] = group + low
		}
	}
	if !any {
		return nil
	}
	return joined
}

// recognised counts the different fields in a row of headers.
func (in *intake) recognised(headers []string) int {
	columns, _ := in.claim(headers)
	return len(columns)
}

// claim gives each field at most one column: the one asked for by --map, else the best match, else the first.
func (in *intake) claim(headers []string) (map[field]int, map[field]match) {
	columns, matches := map[field]int{}, map[field]match{}
	for i, header := range headers {
		if strings.TrimSpace(header) == "" {
			continue
		}
		m, ok := in.dictionary.recognise(header)
		if target, mapped := in.mapped[normalise(header)]; mapped {
			m, ok = match{target, 0}, target != ignored
		}
		if !ok {
			continue
		}
		if held, taken := matches[m.field]; !taken || m.rank < held.rank {
			columns[m.field], matches[m.field] = i, m
		}
	}
	return columns, matches
}

// start fixes the header and decides the kind of the file.
func (s *sheet) start(headers []string) error {
	s.started, s.headers, s.above = true, headers, map[field]string{}
	for _, header := range headers {
		key := normalise(header)
		if _, mapped := s.in.mapped[key]; mapped {
			s.in.mapUsed[key] = true
		}
		if h := strings.TrimSpace(header); h != "" && !slices.Contains(s.in.allHeaders, h) {
			s.in.allHeaders = append(s.in.allHeaders, h)
		}
	}
	if s.native = matchNative(headers); s.native != nil {
		s.columns = map[field]int{}
		for i, header := range headers {
			s.columns[field(header)] = i
		}
		s.datum = geo.WGS84
		s.report.Kind, s.report.Datum = "native "+s.native.kind, geo.WGS84
	} else {
		s.columns, _ = s.in.claim(headers)
		s.readOwnGaps()
		s.report.Kind = s.decideKind()
		s.used = usedFields(s.report.Kind)
	}
	s.report.Columns = map[string]string{}
	held := map[int]field{}
	for f, i := range s.columns {
		held[i] = f
	}
	for i, header := range headers {
		header = strings.TrimSpace(header)
		if f, ok := held[i]; ok && (s.native != nil || s.used[f]) {
			s.report.Columns[header] = string(f)
		} else if header != "" {
			s.report.IgnoredColumns = append(s.report.IgnoredColumns, header)
		}
	}
	s.tellValidity()
	s.bind(s.in.options.Where)
	s.checkMapUse()
	return nil
}

// read reads one row below the header.
func (s *sheet) read(line int, cells []string, geometry orb.Geometry) error {
	report := s.report
	if report.Rows++; report.Rows > maxRows {
		return fileError(report.File, "超过 %d 行，请按县拆分", "has more than %d rows; split it by county", maxRows)
	}
	if most := s.in.options.MostRows; most > 0 {
		if s.in.met++; s.in.met > most {
			return fileError(report.File, "与同时导入的文件合计超过 %d 行，请按县拆分", "and the files with it have more than %d rows; split them by county", most)
		}
	}
	if report.Rows%256 == 0 {
		if err := s.in.ctx.Err(); err != nil {
			return err
		}
	}
	if s.in.options.Progress != nil && report.Rows%1000 == 0 {
		s.in.options.Progress(report.File, report.Rows)
	}
	r := row{s, line, cells, geometry}
	if s.in.peek != nil {
		s.in.peek.look(r)
		return nil
	}
	if s.native == nil && (s.isSubtotal(r) || slices.Equal(trimmed(cells), trimmed(s.headers))) {
		report.SubtotalRows++
		return nil
	}
	if s.spreadsheet && s.native == nil {
		r.fillFromAbove()
	}
	if !r.matches() {
		report.Skipped++
		return nil
	}
	if n := filled(cells); n > len(s.headers) && !s.spreadsheet {
		s.in.refuse(r, "cells", strings.Join(cells[len(s.headers):n], ","), say("一行最多 %d 格（与表头相同），这一行有 %d 格；含分隔符的文字请加引号", "at most %d cells, as in the header, not %d; put text that holds a separator in quotation marks", len(s.headers), n))
		return nil
	}
	for i, c := range cells {
		if len(c) > maxCellBytes {
			s.in.refuse(r, s.headers[min(i, len(s.headers)-1)], c[:40]+"…", say("一格最多 32 kB", "at most 32 kB in a cell"))
			return nil
		}
		if !sound(c) {
			s.in.refuse(r, s.headers[min(i, len(s.headers)-1)], c, say("应为 UTF-8 或 GB18030 文字；请在 Excel 或 WPS 中另存为“CSV UTF-8”后再导入", "text in UTF-8 or GB18030; save the file as \"CSV UTF-8\" in Excel or WPS and load it again"))
			return nil
		}
	}
	if s.native != nil {
		return s.native.read(s.in, r)
	}
	return s.in.readRow(r)
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimSpace(c)
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// filled counts the cells up to the last one that is not blank.
func filled(cells []string) int {
	n := len(cells)
	for n > 0 && strings.TrimSpace(cells[n-1]) == "" {
		n--
	}
	return n
}

// sound reports whether a cell is text that was decoded without loss.
func sound(text string) bool {
	for i := range len(text) {
		if text[i] == 0 || text[i] >= utf8.RuneSelf {
			return !strings.ContainsAny(text[i:], "\uFFFD\x00") && utf8.ValidString(text[i:])
		}
	}
	return true
}

// rowsLeft estimates how many rows are still to come from the share of the file that has been read.
func (s *sheet) rowsLeft() int {
	if s.bytesRead == nil || s.bytesTotal == 0 {
		return 0
	}
	read := max(1, s.bytesRead())
	total := min(int64(s.report.Rows)*s.bytesTotal/read, maxRows)
	return int(max(0, total-int64(s.report.Rows))*51/50) + 64
}

// fillFromAbove repeats county and town where a merged cell left them blank; a new county forgets the town.
func (r row) fillFromAbove() {
	for _, f := range []field{"county", "town"} {
		i, ok := r.sheet.columns[f]
		if !ok || i >= len(r.cells) {
			continue
		}
		if text := strings.TrimSpace(r.cells[i]); text != "" {
			r.sheet.above[f] = text
			if f == "county" {
				delete(r.sheet.above, "town")
			}
		} else {
			r.cells[i] = r.sheet.above[f]
		}
	}
}

// isSubtotal reports whether a row is a total, a note or a signature rather than a record: its first cell with
// text begins or ends with one of the words (合计, 利津县合计, 注：…), or a cell that names a place does so with a
// word for a total (1, 北宋镇, 小计). A row with a division code is a record, unless it is called 合计 and no more.
func (s *sheet) isSubtotal(r row) bool {
	coded := false
	for _, f := range []field{"stat_code", "code"} {
		code := r.get(f)
		coded = coded || len(code) >= 6 && allDigits(code)
	}
	for _, f := range []field{"name", "village", "natural_village", "town", "county"} {
		if text := s.wordsOf(r.get(f)); strings.Contains(text, "计") && isTotal(text, coded) {
			return true
		}
	}
	if coded {
		return false
	}
	for _, c := range r.cells {
		text := s.wordsOf(c)
		if text == "" {
			continue
		}
		for _, word := range s.in.dictionary.dropWords {
			if strings.HasPrefix(text, word) || strings.HasSuffix(text, word) {
				return true
			}
		}
		return false
	}
	return false
}

// wordsOf is a cell as totals and notes are looked for.
func (s *sheet) wordsOf(cell string) string {
	return strings.ReplaceAll(halfWidth(strings.TrimSpace(cell)), " ", "")
}

// isTotal reports whether the name of a place is a total: exactly such a word, or where the row has no code one
// that begins or ends with it.
func isTotal(name string, coded bool) bool {
	for _, word := range []string{"合计", "小计", "总计", "共计"} {
		if strings.Trim(name, ":.;") == word || !coded && (strings.HasPrefix(name, word) || strings.HasSuffix(name, word)) {
			return true
		}
	}
	return false
}
