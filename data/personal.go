package data

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Personal says what a field may tell about a person.
type Personal string

// What fields hold.
const (
	PersonName Personal = "name"  // of a person, or of an account: 张三 is shown as 张**
	PersonCall Personal = "phone" // telephone numbers: 13812345678 is shown as 138****5678
	FreeText   Personal = "text"  // words of people, in which telephone numbers are masked
	NotOfOne   Personal = "none"  // looks like one of these and is about nobody in particular
)

// PersonalField is a field of a record that may tell about a person, or looks as if it did.
type PersonalField struct {
	Record string // Go type
	Field  string // of the type
	JSON   string // the field's key
	Holds  Personal
	Why    string // with NotOfOne: why it is about nobody
}

// PersonalFields is the table of what is personal. Whoever need not know sees it masked (Masked, MaskedChange), and so do
// exports unless they are asked for with contacts, which leaves a line in the change log. A test walks all records and fails for
// a field that sounds personal and is not here.
func PersonalFields() []PersonalField {
	return []PersonalField{
		{"Facility", "Contact", "Contact", PersonName, ""},
		{"Facility", "Phone", "Phone", PersonCall, ""},
		{"Facility", "Name", "Name", FreeText, ""}, // lists of premises have telephone numbers in the cell of the name
		{"Service", "ExemptReason", "ExemptReason", FreeText, ""},
		{"Vehicle", "Name", "Name", FreeText, ""},
		{"BusLine", "Phone", "Phone", NotOfOne, "the number for complaints, as the route board shows it"},
		{"Standard", "Note", "note", NotOfOne, "about the source of a rule"},
		{"CostBook", "Note", "note", NotOfOne, "about the figures"},
		{"SubsidyBook", "Note", "note", NotOfOne, "about the figures"},
		{"RouteRules", "Note", "note", NotOfOne, "about the rules"},
		{"Job", "Actor", "Actor", PersonName, ""},
		{"JobDraft", "Actor", "Actor", PersonName, ""},
		{"RequestKey", "Actor", "Actor", PersonName, ""},
		{"RunLink", "CreatedBy", "created_by", PersonName, ""},
		{"EventFile", "Device", "device", PersonName, ""},
		{"Query", "Courier", "Courier", NotOfOne, "a question"},
		{"ChangeQuery", "Actor", "Actor", NotOfOne, "a question"},
		{"FacilityChange", "Note", "note", FreeText, ""},
		{"RoadChange", "Note", "note", FreeText, ""},
		{"Plan", "Reason", "Reason", NotOfOne, "why there is no answer, as the program says it"},
		{"Plan", "Notes", "Notes", NotOfOne, "codes of the program"},
		{"Blocked", "Reason", "reason", NotOfOne, "a word of the program"},
		{"Run", "Courier", "courier", PersonName, ""},
		{"Run", "VehicleName", "vehicle_name", FreeText, ""},
		{"StopEvent", "Reason", "reason", FreeText, ""},
		{"StopEvent", "Note", "note", FreeText, ""},
		{"StopEvent", "Device", "device", PersonName, ""}, // people name their telephones after themselves
		{"ChangeNote", "Actor", "Actor", PersonName, ""},
		{"ChangeNote", "Reason", "Reason", FreeText, ""},
		{"Account", "Name", "name", PersonName, ""},
		{"Account", "DisplayName", "display_name", PersonName, ""},
		{"Account", "Courier", "courier", PersonName, ""},
		{"Account", "Subject", "subject", PersonName, ""},
		{"Session", "Account", "account", PersonName, ""},
		{"APIToken", "Account", "account", PersonName, ""},
		{"APIToken", "Name", "name", FreeText, ""},
	}
}

// MaskName hides a name but for its first letter: 张三 becomes 张**.
func MaskName(name string) string {
	first, size := utf8.DecodeRuneInString(strings.TrimSpace(name))
	switch {
	case size == 0:
		return ""
	case first >= '0' && first <= '9': // a telephone number in the cell of the name
		return "**"
	}
	return string(first) + "**"
}

// MaskPhone hides the middle of telephone numbers: 13812345678 becomes 138****5678. Of short ones the end is left, and of anything that is
// no number nothing. Several stand apart by 、 , ; or /.
func MaskPhone(phone string) string {
	if strings.TrimSpace(phone) == "" {
		return ""
	}
	numbers := strings.FieldsFunc(phone, func(r rune) bool { return strings.ContainsRune("、，,;；/\n", r) })
	for i, number := range numbers {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, number)
		switch n := len(digits); {
		case n >= 11:
			numbers[i] = digits[:3] + "****" + digits[n-4:]
		case n >= 7:
			numbers[i] = "****" + digits[n-3:]
		default:
			numbers[i] = "****"
		}
	}
	return strings.Join(numbers, "、")
}

// telephone finds numbers in words: mobile ones, and those with an area code that stands apart.
var telephone = regexp.MustCompile(`(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]\d{7,8}`)

// MaskText hides telephone numbers in words. Names in words it cannot know.
func MaskText(words string) string {
	var out strings.Builder
	done := 0
	for _, at := range telephone.FindAllStringIndex(words, -1) {
		if at[0] > 0 && plain(words[at[0]-1]) || at[1] < len(words) && plain(words[at[1]]) {
			continue // part of a longer number or word, such as a code or a digest
		}
		out.WriteString(words[done:at[0]])
		out.WriteString(MaskPhone(words[at[0]:at[1]]))
		done = at[1]
	}
	return out.String() + words[done:]
}

func plain(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// mask hides what a field holds.
func (p Personal) mask(text string) string {
	switch p {
	case PersonName:
		return MaskName(text)
	case PersonCall:
		return MaskPhone(text)
	case FreeText:
		return MaskText(text)
	}
	return text
}

// Masked is a copy of a record with what is personal hidden. Only the record's own fields are looked at.
func Masked[T any](record T) T {
	value := reflect.ValueOf(&record).Elem()
	for _, field := range PersonalFields() {
		if field.Record != value.Type().Name() {
			continue
		}
		if f := value.FieldByName(field.Field); f.Kind() == reflect.String {
			f.SetString(field.Holds.mask(f.String()))
		}
	}
	return record
}

// recordOf names the Go type of the records of a kind in the change log.
func recordOf(kind string) string {
	if kind == "token" {
		return "APIToken"
	}
	var name strings.Builder
	for word := range strings.SplitSeq(kind, "_") {
		first := min(1, len(word))
		name.WriteString(strings.ToUpper(word[:first]) + word[first:])
	}
	return name.String()
}

// MaskedChange is a line of the change log with what is personal hidden: who, the words of the reason, and in the record before and
// after the fields of the table and telephone numbers in any text. Its hash is left
// out: whoever has it could try names until it fits, also in the line before, on which it stands.
func MaskedChange(c Change) Change {
	c.Note = Masked(c.Note)
	record := recordOf(c.Kind)
	fields := slices.DeleteFunc(PersonalFields(), func(f PersonalField) bool { return f.Record != record })
	if record == "Account" {
		c.Key = MaskName(c.Key)
	}
	c.Before, c.After = maskJSON(c.Before, fields), maskJSON(c.After, fields)
	c.Hash = ""
	return c
}

// maskJSON hides what is personal in a record as JSON; text that is no JSON is hidden whole.
func maskJSON(text string, fields []PersonalField) string {
	if text == "" {
		return ""
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return `"**"`
	}
	if record, ok := value.(map[string]any); ok {
		for _, field := range fields {
			if words, ok := record[field.JSON].(string); ok {
				record[field.JSON] = field.Holds.mask(words)
			}
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(maskWords(value)); err != nil {
		return `"**"`
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// maskWords hides telephone numbers in every text of a value.
func maskWords(value any) any {
	switch value := value.(type) {
	case string:
		return MaskText(value)
	case []any:
		for i := range value {
			value[i] = maskWords(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = maskWords(value[key])
		}
	}
	return value
}
