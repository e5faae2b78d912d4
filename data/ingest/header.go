package ingest

import (
	"bytes"
	_ "embed" // headers.json is part of the program
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// field is the canonical name of a column, a key of headers.json or headers_own.json.
type field string

// ignored is what --map gives to a column that is to be left alone.
const ignored field = "ignore"

//go:embed headers.json
var headersJSON []byte

//go:embed headers_own.json
var headersOwnJSON []byte

// dictionary recognises column headers.
type dictionary struct {
	exact     map[string]field
	parts     []part // Chinese synonyms that may stand at the end of a longer header, longest first
	fields    map[field]bool
	first     map[field]string // its first Chinese synonym
	dropWords []string
}

type part struct {
	text  string
	field field
}

func newDictionary() (*dictionary, error) {
	d := &dictionary{exact: map[string]field{}, fields: map[field]bool{}, first: map[field]string{}}
	var entries []part
	for _, text := range [][]byte{headersJSON, headersOwnJSON} {
		var file struct {
			Canonical json.RawMessage `json:"canonical"`
			Drop      []string        `json:"rows_to_drop_if_first_cell_contains"`
		}
		if err := json.Unmarshal(text, &file); err != nil {
			return nil, fmt.Errorf("header dictionary: %w", err)
		}
		for _, word := range file.Drop {
			d.dropWords = append(d.dropWords, halfWidth(word))
		}
		more, err := orderedEntries(file.Canonical)
		if err != nil {
			return nil, fmt.Errorf("header dictionary: %w", err)
		}
		entries = append(entries, more...)
	}
	// Full forms first, so that "X坐标(经度)" without its bracket never takes "X坐标" away from another field;
	// among equals the earlier entry wins.
	for _, e := range entries {
		d.fields[e.field] = true
		if _, has := d.first[e.field]; !has && !isASCII(e.text) {
			d.first[e.field] = e.text
		}
		d.learn(normalise(e.text), e.field)
	}
	for _, e := range entries {
		d.learn(normalise(dropBrackets(e.text)), e.field)
	}
	for f := range d.fields {
		d.learn(normalise(string(f)), f)
	}
	for text, f := range d.exact {
		if utf8.RuneCountInString(text) >= 2 && !isASCII(text) {
			d.parts = append(d.parts, part{text, f})
		}
	}
	slices.SortFunc(d.parts, func(a, b part) int {
		if len(a.text) != len(b.text) {
			return len(b.text) - len(a.text)
		}
		return strings.Compare(a.text, b.text)
	})
	return d, nil
}

func (d *dictionary) learn(text string, f field) {
	if _, taken := d.exact[text]; !taken && text != "" {
		d.exact[text] = f
	}
}

// orderedEntries reads {"field": ["synonym", …], …} in file order, which a Go map would lose.
func orderedEntries(text json.RawMessage) ([]part, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	var entries []part
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var synonyms []string
		if err := decoder.Decode(&synonyms); err != nil {
			return nil, err
		}
		for _, synonym := range synonyms {
			entries = append(entries, part{synonym, field(fmt.Sprint(name))})
		}
	}
	return entries, nil
}

// match is how a header was recognised.
type match struct {
	field field
	rank  int // 0 by --map, 1 exact, 2 exact without brackets, 3 by its last or first words
}

// recognise names the field of a header; false where it is not sure.
func (d *dictionary) recognise(header string) (match, bool) {
	full := normalise(header)
	if f, ok := d.exact[full]; ok {
		return match{f, 1}, true
	}
	bare := normalise(dropBrackets(header))
	if f, ok := d.exact[bare]; ok {
		return match{f, 2}, true
	}
	for _, p := range d.parts {
		if rest, ok := strings.CutSuffix(bare, p.text); ok && mayPrecede(rest, p.field) {
			return match{p.field, 3}, true
		}
		if rest, ok := strings.CutPrefix(bare, p.text); ok && slices.Contains(harmlessTails(), rest) {
			return match{p.field, 3}, true
		}
	}
	return match{}, false
}

// harmlessTails are words after a synonym that leave its meaning.
func harmlessTails() []string {
	return []string{"数", "数量", "名", "名称", "值", "元", "万元", "人", "万人"}
}

// mayPrecede guards figures: 贫困人口 is not the population, 2020年末常住人口 is.
func mayPrecede(rest string, f field) bool {
	if utf8.RuneCountInString(rest) > 8 {
		return false
	}
	switch f {
	case "lon", "lat", "coord", "crs", "stat_code", "operator", "brands", "status", "valid_from", "valid_to":
		return true
	case "name":
		return !strings.ContainsAny(rest, "上父原曾") // 上级站点名称 names another place
	case "population", "population_resident", "population_registered", "households", "volume_in", "volume_out", "invest", "yearly_cost", "capacity_parcels_day":
		return strings.Trim(rest, "0123456789年末底全本村乡镇县普查第七次现有总约服务区域日均平行政建制点站网") == ""
	case "town", "village":
		return strings.Trim(rest, "所在属地服务网站点邮政快递县市区") == ""
	}
	return false
}

// normalise brings a header to the form in which headers are compared: half-width, lower-case, without
// blanks, line breaks, brackets, underscores and the marks of required columns.
func normalise(header string) string {
	text := strings.ToLower(halfWidth(header))
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '\ufeff', '_', '-', '*', '(', ')', '[', ']', '【', '】', '、', ':', '"', '\'':
			return -1
		}
		return r
	}, text)
}

// dropBrackets removes what stands in brackets, such as a unit.
func dropBrackets(header string) string {
	kept, _ := splitBrackets(header)
	return kept
}

// splitBrackets returns the header without its brackets and what stood in them.
func splitBrackets(header string) (kept, inside string) {
	var out, in strings.Builder
	depth := 0
	for _, r := range halfWidth(header) {
		switch r {
		case '(', '[', '【':
			depth++
		case ')', ']', '】':
			depth = max(0, depth-1)
		default:
			if depth > 0 {
				in.WriteRune(r)
			} else {
				out.WriteRune(r)
			}
		}
	}
	return out.String(), in.String()
}

// halfWidth turns full-width letters, digits, punctuation and blanks into their ASCII forms.
func halfWidth(text string) string {
	if isASCII(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0x00A0:
			return ' '
		}
		return r
	}, text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
