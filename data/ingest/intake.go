package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/geo"
)

// intake gathers what the files bring until references can be settled.
type intake struct {
	ctx        context.Context
	options    Options
	dictionary *dictionary
	mapped     map[string]field // normalised header to the field --map gives it
	met        int              // rows that were met so far, where Options.MostRows bounds them
	peek       *peeking         // rows are only looked at; nil: they are read
	mapUsed    map[string]bool
	mapUseful  map[string]bool  // columns of --map whose field a file with them reads
	mapUseless map[string]error // what to say of the others
	conditions []*conditionUse  // of Options.Where, in its order
	allHeaders []string

	files   []*FileReport
	refused []Refusal
	notices []Notice

	areas       []pendingArea
	settlements []data.Settlement // as the rows give them, in their order
	rows        []settlementRow   // where each of them comes from
	facilities  []pendingFacility
	services    []pendingService
	vehicles    []pendingVehicle
	counts      []pendingCount
	busCalls    []pendingBusCall
	counties    map[string]countyMention // by county code: names that rows gave
	batch       data.Batch
	shelf       shelf // of native rows
}

// origin is the row that a record came from.
type origin struct {
	report *FileReport
	line   int
}

func (o origin) String() string { return fmt.Sprintf("%s line %d", o.report.File, o.line) }

// native reports whether the row is of the native profile, where blank means unknown, exactly.
func (o origin) native() bool { return strings.HasPrefix(o.report.Kind, "native ") }

// place is how a row names where it belongs; empty parts are not said.
type place struct {
	countyCode, countyName, cityName string
	townCode, townName               string
	village, villageCode             string
}

type countyMention struct{ name, city string }

type pendingArea struct {
	origin
	record data.Area
}

// settlementRow is apart from its record, and small, because a nation has 600,000 of them.
type settlementRow struct {
	origin
	said *said // nil for native rows, which refer by code
}

// said is how the row of a settlement names where it belongs.
type said struct {
	place    place
	region   string // where there is no code: the name of the synthetic county
	sourceID string
}

// pendingSettlement is a row with what it said.
type pendingSettlement struct {
	origin
	said
}

func (r settlementRow) pending() pendingSettlement {
	p := pendingSettlement{origin: r.origin}
	if r.said != nil {
		p.said = *r.said
	}
	return p
}

// addSettlement takes a settlement. The room for all rows of a file is estimated from its first ones, since
// growing step by step would hold the list twice.
func (in *intake) addSettlement(r row, record data.Settlement, how *said) {
	if n := len(in.settlements); n == cap(in.settlements) && n >= 4096 {
		more := r.sheet.rowsLeft()
		in.settlements, in.rows = slices.Grow(in.settlements, more), slices.Grow(in.rows, more)
	}
	in.settlements = append(in.settlements, record)
	in.rows = append(in.rows, settlementRow{r.origin(), how})
}

type pendingFacility struct {
	origin
	record data.Facility
	place  place
}

type pendingService struct {
	origin
	record       data.Service
	place        place
	facilityName string
}

type pendingVehicle struct {
	origin
	record data.Vehicle
}

func newIntake(ctx context.Context, options Options) (*intake, error) {
	dictionary, err := newDictionary()
	if err != nil {
		return nil, err
	}
	in := &intake{ctx: ctx, options: options, dictionary: dictionary,
		mapped: map[string]field{}, mapUsed: map[string]bool{}, mapUseful: map[string]bool{}, mapUseless: map[string]error{}, counties: map[string]countyMention{}}
	if options.Datum != "" && !slices.Contains(geo.Datums(), options.Datum) {
		return nil, loadError("坐标系“%s”不是 wgs84、cgcs2000、gcj02、bd09 之一", "datum %q is not one of wgs84, cgcs2000, gcj02, bd09", string(options.Datum))
	}
	if options.Kind != "" && !slices.Contains(Kinds(), options.Kind) {
		return nil, loadError("没有“%s”这种文件；可用的是 %s", "there are no files of the kind %q; the kinds are %s", options.Kind, strings.Join(Kinds(), ", "))
	}
	for range options.Where {
		in.conditions = append(in.conditions, &conditionUse{values: map[string]bool{}})
	}
	for column, target := range options.Map {
		f := field(strings.ToLower(strings.TrimSpace(target)))
		if alias, ok := dictionary.exact[normalise(target)]; ok && !dictionary.fields[f] {
			f = alias // the name that records have: opening_cost_yuan, operators
		}
		if !dictionary.fields[f] && f != ignored {
			return nil, loadError("--map %s=%s：没有字段“%s”；可用的字段是 %s", "--map %s=%s: there is no field %q; the fields are %s", column, target, target, strings.Join(dictionary.fieldNames(), ", "))
		}
		in.mapped[normalise(column)] = f
	}
	return in, nil
}

// fieldNames lists the canonical fields in order, and ignore.
func (d *dictionary) fieldNames() []string {
	names := []string{string(ignored)}
	for f := range d.fields {
		names = append(names, string(f))
	}
	slices.Sort(names)
	return names
}

func (in *intake) newSheet(name, encoding string) *sheet {
	report := &FileReport{File: name, Encoding: encoding, Columns: map[string]string{}, IgnoredColumns: []string{}}
	in.files = append(in.files, report)
	return &sheet{in: in, report: report}
}

// finish tells progress and the notices that need the whole file.
func (s *sheet) finish() {
	if s.in.options.Progress != nil {
		s.in.options.Progress(s.report.File, s.report.Rows)
	}
	if s.zeroPoints > 0 {
		s.in.notice("%s：%d 行的坐标为 0, 0，即未填写；它们没有位置", "%s: %d rows give the coordinates 0, 0, which means not filled in; they stay without a position", s.report.File, s.zeroPoints)
	}
	if s.coarse > 0 {
		s.in.notice("%s：%d 行的坐标只有两位或更少小数（约 1 公里），距离不准", "%s: %d rows give coordinates to two decimals or fewer, which is about 1 km; distances there are rough", s.report.File, s.coarse)
	}
	for _, note := range s.notesSeen() {
		s.in.notice("%[1]s：%[2]s（%[4]d 行）", "%[1]s: %[3]s (%[4]d rows)", s.report.File, note.zh, note.en, s.notes[note])
	}
}

func (s *sheet) notesSeen() []words {
	var seen []words
	for note := range s.notes {
		seen = append(seen, note)
	}
	slices.SortFunc(seen, func(a, b words) int { return strings.Compare(a.en, b.en) })
	return seen
}

// note counts a remark that concerns many rows, so that it is told once.
func (s *sheet) note(text words) {
	if s.notes == nil {
		s.notes = map[words]int{}
	}
	s.notes[text]++
}

func (in *intake) notice(zh, en string, args ...any) {
	said := say(zh, en, args...)
	if notice := (Notice{said.zh, said.en}); !slices.Contains(in.notices, notice) {
		in.notices = append(in.notices, notice)
	}
}

// problem says what is wrong with one field of a row.
type problem struct {
	field, value string
	expected     words
}

func (in *intake) refuse(r row, field, value string, expected words) {
	r.sheet.report.Refused++
	in.list(Refusal{r.sheet.report.File, r.line, field, value, expected.en, expected.zh})
}

// refuseAccepted takes back a row whose references or place turned out wrong.
func (in *intake) refuseAccepted(o origin, field, value string, expected words) {
	o.report.Accepted--
	o.report.Refused++
	in.list(Refusal{o.report.File, o.line, field, value, expected.en, expected.zh})
}

// longestShown is how much of a value a refusal shows.
const longestShown = 120

func (in *intake) list(r Refusal) {
	if len(in.refused) == maxRefusals {
		in.notice("被拒绝的行超过 %d 行，只列出前面的", "more than %d rows were refused; only the first are listed", maxRefusals)
		return
	}
	if text := []rune(r.Value); len(text) > longestShown {
		r.Value = string(text[:longestShown]) + "…"
	}
	in.refused = append(in.refused, r)
}

func (r row) origin() origin { return origin{r.sheet.report, r.line} }

// result orders the refusals by file and line.
func (in *intake) result() *Result {
	if in.refused == nil {
		in.refused = []Refusal{} // an empty list, not null, in JSON
	}
	if in.notices == nil {
		in.notices = []Notice{}
	}
	order := map[string]int{}
	files := make([]FileReport, len(in.files))
	for i, report := range in.files {
		if _, seen := order[report.File]; !seen {
			order[report.File] = i
		}
		files[i] = *report
	}
	slices.SortStableFunc(in.refused, func(a, b Refusal) int {
		if a.File != b.File {
			return order[a.File] - order[b.File]
		}
		return a.Line - b.Line
	})
	return &Result{Batch: in.batch, Refused: in.refused, Files: files, Notices: in.notices}
}
