package importing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cuntong/data"
	"cuntong/data/finding"
	"cuntong/data/ingest"
	"cuntong/planner/study"
)

// ImportWords say a thing in both languages.
type ImportWords struct {
	ZH string `json:"zh" doc:"In Chinese"`
	EN string `json:"en" doc:"In English"`
}

// Look is an import as it stands: what its files hold, what they would change.
type Look struct {
	Staged
	Sheets  []ingest.Preview `json:"sheets" doc:"The tables of its files as they stand"`
	Datum   DatumGuess       `json:"datum" doc:"What speaks for which datum"`
	Problem *ImportWords     `json:"problem,omitempty" doc:"Why the files cannot be read as they are, and the way out; absent: they can"`
	Checked *Checked         `json:"checked,omitempty" doc:"What reading them comes to; absent while there is a problem"`
}

// Checked is what reading the files came to.
type Checked struct {
	Revision  int64               `json:"revision" doc:"Of the store that they were held against; the commit names it"`
	Rows      int                 `json:"rows" doc:"With content, below the headers"`
	Accepted  int                 `json:"accepted" doc:"Rows that can be taken"`
	Refused   int                 `json:"refused" doc:"Rows that cannot"`
	Skipped   int                 `json:"skipped" doc:"That did not match where"`
	Totals    int                 `json:"totals" doc:"Totals, notes, signatures and repeated headers"`
	Repeated  int                 `json:"repeated" doc:"Equal in everything to an earlier row"`
	Unlocated int                 `json:"unlocated" doc:"Accepted without a position"`
	ByName    int                 `json:"located_by_name" doc:"Placed at the village of their name"`
	Refusals  []ingest.Refusal    `json:"refusals" doc:"The first of the refused rows; refused.csv has all"`
	Notices   []ingest.Notice     `json:"notices" doc:"Remarks on the files as a whole"`
	Findings  []finding.Finding   `json:"findings" doc:"What is probably wrong with the rows that are new or changed"`
	Files     []ingest.FileReport `json:"files" doc:"The same for each file, or sheet of a workbook"`
	Difference

	batch     data.Batch // what is new or changed
	hasCounts bool       // daily counts were among the rows
	changes   int64      // newest line of the change log
	refusals  []ingest.Refusal
}

// Tag names what was checked: the revision of the records, the version of the import and, where daily counts are among its rows, which raise no revision,
// the newest line of the change log. Empty where nothing could be checked.
func (l *Look) Tag() string {
	switch c := l.Checked; {
	case c == nil:
		return ""
	case c.hasCounts:
		return fmt.Sprintf("%d.%d.%d", c.Revision, l.Version, c.changes)
	default:
		return fmt.Sprintf("%d.%d", c.Revision, l.Version)
	}
}

// shownRefusals, shownFound and shownRows bound what is sent to a page.
const (
	shownRefusals = 200
	shownFound    = 20
)

// shelf keeps the last looks, so that the steps of one import do not read its files again and again.
type shelf struct {
	mu   sync.Mutex
	kept []shelved
}

type shelved struct {
	id       string
	version  int
	revision int64
	changes  int64 // newest line of the change log
	area     string
	look     *Look
}

// answers reports whether a look that is kept still holds. Daily counts raise no revision.
func (s shelved) answers(want shelved) bool {
	counts := s.look.Checked != nil && s.look.Checked.hasCounts
	return s.id == want.id && s.version == want.version && s.revision == want.revision && s.area == want.area && (!counts || s.changes == want.changes)
}

const shelfRoom = 4

func (s *shelf) get(want shelved) *Look {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.kept {
		if one.answers(want) {
			return one.look
		}
	}
	return nil
}

func (s *shelf) put(one shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(old shelved) bool { return old.id == one.id && old.area == one.area })
	s.kept = append(s.kept, one)
	if len(s.kept) > shelfRoom {
		s.kept = s.kept[1:]
	}
}

// forget lets go of all looks at an import.
func (s *shelf) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(old shelved) bool { return old.id == id })
}

// Look reads the files of an import and holds them against the store. Rows outside the given area are refused; empty: none are.
func (d *Desk) Look(ctx context.Context, id, area string) (*Look, error) {
	s, err := d.Staged(id)
	if err != nil {
		return nil, err
	}
	stamp, err := d.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	want := shelved{id: id, version: s.Version, revision: stamp.Revision, changes: stamp.Changes, area: area}
	if look := d.shown.get(want); look != nil {
		return look, nil
	}
	options, err := s.Reading.options()
	if err != nil {
		return nil, err
	}
	look := &Look{Staged: s, Sheets: []ingest.Preview{}}
	for _, file := range d.paths(s) {
		sheets, err := ingest.Peek(ctx, file, options)
		if problem := problemOf(err); problem != nil {
			look.Problem = problem
			return look, nil
		}
		if err != nil {
			return nil, err
		}
		look.Sheets = append(look.Sheets, sheets...)
	}
	records, err := d.Study.FindingRecords(ctx)
	if err != nil {
		return nil, err
	}
	look.Datum = guessDatum(look.Sheets, newPlaces(records, area), options.Datum)
	if look.Datum.Positions > 0 && look.Datum.Chosen == "" && look.Datum.Stated == "" && !everyRowStates(look.Sheets) {
		look.Problem = &ImportWords{"文件有坐标，但没有写明坐标系：请在“坐标系”一步选择", "the files give coordinates without saying in which system: choose it in the step “Coordinate system”"}
		return look, nil
	}
	report, batch, err := d.Study.ReadFiles(ctx, study.LoadRequest{Files: d.paths(s), Options: options, DryRun: true})
	if problem := problemOf(err); problem != nil {
		look.Problem = problem
		for _, sheet := range look.Sheets {
			if !sheet.Recognised {
				look.Problem = &ImportWords{fmt.Sprintf("%s：没有认出表头，请在“列”一步说明至少两列是什么", sheet.File), fmt.Sprintf("%s: no header was recognised; say in the step “Columns” what at least two of them are", sheet.File)}
			}
		}
		return look, nil
	}
	if err != nil {
		return nil, err
	}
	if len(batch.Networks) > 0 {
		look.Problem = &ImportWords{"这是道路文件，请在服务器上用 cuntong load 导入", "this is a file of roads; load it on the server with cuntong load"}
		return look, nil
	}
	checked, err := d.check(ctx, report, batch, records, area)
	if err != nil {
		return nil, err
	}
	checked.Revision, checked.changes = stamp.Revision, stamp.Changes
	after, err := d.Study.Store.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	look.Checked = checked
	if after.Revision == stamp.Revision { // else somebody wrote meanwhile: the next look sees it, and the commit refuses
		want.look = look
		d.shown.put(want)
	}
	return look, nil
}

// everyRowStates reports whether all rows with a position say themselves in which datum it is.
func everyRowStates(sheets []ingest.Preview) bool {
	for _, sheet := range sheets {
		for _, given := range sheet.Given {
			if given.Datum == "" {
				return false
			}
		}
	}
	return true
}

// inSteps says what a reader says about flags of the command line in the words of a page with steps.
func inSteps(text string) string {
	return strings.NewReplacer("请加 --map ", "请在“列”一步指定 ", "请用 --map ", "请在“列”一步指定 ", "say --map ", "choose in the step “Columns” ", "name its columns with --map ", "name its columns in the step “Columns”, ", " --map ", " ").Replace(text)
}

// problemOf is what a person can do something about; nil for all other errors.
func problemOf(err error) *ImportWords {
	if err == nil || !errors.Is(err, data.ErrInvalid) {
		return nil
	}
	text := strings.TrimSuffix(err.Error(), ": "+data.ErrInvalid.Error())
	zh, en, both := strings.Cut(text, " / ")
	if !both {
		en = zh
	}
	return &ImportWords{inSteps(zh), inSteps(en)}
}

// check holds a batch against the store.
func (d *Desk) check(ctx context.Context, report *study.LoadReport, batch data.Batch, records finding.Records, area string) (*Checked, error) {
	c := &Checked{Files: report.Files, Notices: report.Notices, refusals: report.Refused}
	for _, f := range report.Files {
		c.Rows += f.Rows
		c.Accepted += f.Accepted
		c.Refused += f.Refused
		c.Skipped += f.Skipped
		c.Totals += f.SubtotalRows
		c.Repeated += f.Repeated
		c.Unlocated += f.Unlocated
		c.ByName += f.LocatedByName
	}
	for i := range c.refusals {
		c.refusals[i].Expected, c.refusals[i].ExpectedZH = inSteps(c.refusals[i].Expected), inSteps(c.refusals[i].ExpectedZH)
	}
	if area != "" {
		outside, err := d.keepWithin(ctx, &batch, records, area)
		if err != nil {
			return nil, err
		}
		c.refusals = append(c.refusals, outside...)
		c.Refused += len(outside)
		c.Accepted -= len(outside)
	}
	c.Refusals = append([]ingest.Refusal{}, c.refusals[:min(shownRefusals, len(c.refusals))]...)
	c.hasCounts = len(batch.DailyCounts) > 0
	var err error
	if c.Difference, c.batch, err = d.difference(ctx, batch); err != nil {
		return nil, err
	}
	if c.Moved > 0 {
		c.Notices = append(c.Notices, notice("%d 行的坐标与库中相差不到 1 米（换算的零头），保留库中坐标", "the positions of %d rows differ from those stored by less than 1 m, the rounding of a conversion; those stored are kept", c.Moved))
	}
	c.Findings = findingsOf(records, c.batch)
	return c, nil
}

// findingsOf applies the rules to the records as they would be, and tells of the rows that the batch brings.
func findingsOf(records finding.Records, batch data.Batch) []finding.Finding {
	brought := map[data.RowKey]bool{}
	for i := range batch.Settlements {
		brought[data.RowKey{Kind: "settlement", Key: batch.Settlements[i].Code}] = true
	}
	for i := range batch.Facilities {
		brought[data.RowKey{Kind: "facility", Key: batch.Facilities[i].ID}] = true
	}
	list := []finding.Finding{}
	if len(brought) == 0 {
		return list
	}
	records.Areas = over(records.Areas, batch.Areas, func(a *data.Area) string { return a.Code })
	records.Settlements = over(records.Settlements, batch.Settlements, func(s *data.Settlement) string { return s.Code })
	records.Facilities = over(records.Facilities, batch.Facilities, func(f *data.Facility) string { return f.ID })
	for _, f := range finding.Only(finding.Check(records), func(kind string, row *finding.Found) bool { return brought[data.RowKey{Kind: kind, Key: row.ID}] }) {
		list = append(list, f.Shown(shownFound))
	}
	return list
}

// over lays rows over others of the same key.
func over[T any](below, above []T, key func(*T) string) []T {
	at := make(map[string]int, len(below))
	list := append([]T(nil), below...)
	for i := range list {
		at[key(&list[i])] = i
	}
	for i := range above {
		if k, there := at[key(&above[i])]; there {
			list[k] = above[i]
		} else {
			list = append(list, above[i])
		}
	}
	return list
}
