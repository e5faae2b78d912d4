package data

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// What a load leaves in the change log: one line that counts what it brought and names its files with their digests; before
// it, where no more than RowsLogged rows changed, one line for each of them with the record before and after. Of larger
// loads, which bring whole lists, the files are what tells.
const (
	// RowsLogged is how many changed rows of one write leave lines of their own: corrections do, whole lists do not.
	RowsLogged = 200 // without Batch.Each
	// RowsCompared is how many rows of a kind are compared with what is stored to tell which changed; it bounds memory and time.
	RowsCompared = 5_000
	// recordLogged is how long a record before or after may be, in bytes of JSON; outlines of areas may be longer.
	recordLogged = 64 << 10
)

// SourceFile is a file that rows were read from, as the change log keeps it.
type SourceFile struct {
	Name   string `json:"name" doc:"Without folder"`
	Bytes  int64  `json:"bytes" doc:"Its size"`
	SHA256 string `json:"sha256" doc:"Hexadecimal"`
}

// Rows in BatchSummary.
const (
	RowsEach    = "each"    // every changed row has a line of its own, before that of the batch
	RowsCounted = "counted" // there were too many
)

// BatchSummary is what the line of a batch says it brought, as JSON in Change.After.
type BatchSummary struct {
	Inserted  int          `json:"inserted"`
	Updated   int          `json:"updated"`
	Unchanged int          `json:"unchanged"`
	Rows      string       `json:"rows"` // RowsEach or RowsCounted
	Files     []SourceFile `json:"files,omitempty"`
	Removed   int          `json:"removed,omitempty"`
	Import    string       `json:"import,omitempty"` // as in Batch
	Undoes    string       `json:"undoes,omitempty"`
	Area      string       `json:"area,omitempty"`
}

// RowLines collects lines of rows that one write changes.
type RowLines struct {
	note  ChangeNote
	lines []Change
	many  bool
	each  bool // there is no limit
	saw   map[RowKey]int64
}

// NewRowLines begins the lines of one write.
func NewRowLines(note ChangeNote) *RowLines { return &RowLines{note: note} }

// NewBatchLines begins the lines of a load.
func NewBatchLines(note ChangeNote, batch Batch) *RowLines {
	return &RowLines{note: note, each: batch.Each, saw: batch.Saw}
}

// Stood refuses a row that had another version, 0 where it was not there, than the batch was made upon.
func (l *RowLines) Stood(kind, key string, version int64) error {
	saw, asked := l.saw[RowKey{kind, key}]
	if !asked || saw == version {
		return nil
	}
	return fmt.Errorf("%s %s was changed meanwhile: the batch was made upon version %d, the store has %d; look at the difference again: %w", kind, key, saw, version, ErrConflict)
}

// Compare reports whether so many rows of a kind are worth comparing; where they are not, all rows of the write are counted only.
func (l *RowLines) Compare(rows int) bool {
	if rows > RowsCompared && !l.each {
		l.tooMany()
	}
	return !l.many && rows > 0
}

// Room reports whether so many further rows may leave lines of their own.
func (l *RowLines) Room(changed int) bool {
	if len(l.lines)+changed > RowsLogged && !l.each {
		l.tooMany()
	}
	return !l.many && changed > 0
}

func (l *RowLines) tooMany() { l.many, l.lines = true, nil }

// Add takes a row, unless it is the same before and after; before is nil where it was not there.
func (l *RowLines) Add(kind, key string, version int64, before, after any) error {
	if l.many {
		return nil
	}
	before, after = trimmed(before, after)
	c := Change{Note: l.note, Kind: kind, Key: key, Version: version}
	var err error
	if c.Before, err = logged(before, l.each); err != nil {
		return fmt.Errorf("%s %s: %w", kind, key, err)
	}
	if c.After, err = logged(after, l.each); err != nil {
		return fmt.Errorf("%s %s: %w", kind, key, err)
	}
	if c.Before == c.After {
		return nil
	}
	if len(l.lines) == RowsLogged && !l.each {
		l.tooMany()
		return nil
	}
	l.lines = append(l.lines, c)
	return nil
}

// With returns the lines of the rows and, behind them, that of the batch with what it says it brought. Files are those that rows were read from.
func (l *RowLines) With(key string, result LoadResult, files []SourceFile) ([]Change, error) {
	return l.Behind(key, result, Batch{Files: files})
}

// Behind is With for a load, whose batch says more.
func (l *RowLines) Behind(key string, result LoadResult, batch Batch) ([]Change, error) {
	summary := BatchSummary{Inserted: result.Inserted, Updated: result.Updated, Unchanged: result.Unchanged, Rows: RowsEach, Files: batch.Files,
		Removed: result.Removed, Import: batch.Import, Undoes: batch.Undoes, Area: batch.Area}
	if l.many {
		summary.Rows = RowsCounted
	}
	body, err := json.Marshal(summary)
	if err != nil {
		return nil, err
	}
	return append(l.lines, Change{Note: l.note, Kind: "batch", Key: key, After: string(body)}), nil
}

// trimmed leaves out what is long and the same on both sides: outlines of areas and stops of runs.
func trimmed(before, after any) (any, any) {
	switch was := before.(type) {
	case *Area:
		if is, ok := after.(*Area); ok && was != nil && was.Outline.Equal(is.Outline) {
			old, fresh := *was, *is
			old.Outline, fresh.Outline = nil, nil
			return &old, &fresh
		}
	case *Run:
		if is, ok := after.(*Run); ok && was != nil && slices.EqualFunc(was.Stops, is.Stops, func(a, b RunStop) bool {
			return a.Stop == b.Stop && a.Reload == b.Reload && a.Name == b.Name && a.Place == b.Place && a.Arrive == b.Arrive && a.Leave == b.Leave &&
				a.Down == b.Down && a.Up == b.Up && slices.Equal(a.Villages, b.Villages)
		}) {
			old, fresh := *was, *is
			old.Stops, fresh.Stops = nil, nil
			return &old, &fresh
		}
	}
	return before, after
}

// logged is a record as the log keeps it; nil is an empty text. Of a very long one the log keeps its digest, unless it is wanted in full.
func logged(record any, full bool) (string, error) {
	if record == nil {
		return "", nil
	}
	body, err := json.Marshal(record)
	if err != nil || full || len(body) <= recordLogged {
		return string(body), err
	}
	sum := sha256.Sum256(body)
	body, err = json.Marshal(struct {
		Bytes  int    `json:"omitted_bytes"`
		SHA256 string `json:"sha256"`
	}{len(body), hex.EncodeToString(sum[:])})
	return string(body), err
}

// Disclosure is the line that says that personal data went out unmasked: what of it, to whom and why.
func Disclosure(what string, note ChangeNote) Change {
	note.Action = DisclosureKind
	return Change{Note: note, Kind: DisclosureKind, Key: what}
}

// DisclosureKind is the kind and the action of such a line.
const DisclosureKind = "disclosure"

// AddRows takes the rows of a kind that one write changed, given what was stored under their keys before and after.
func AddRows[T any](l *RowLines, kind string, before, after []T, key func(*T) string, version func(*T) *int64) error {
	was := make(map[string]*T, len(before))
	for i := range before {
		was[key(&before[i])] = &before[i]
	}
	for i := range after {
		row, seen, stood := &after[i], int64(0), int64(0)
		if version != nil {
			seen = *version(row)
		}
		var old any // plainly nil where nothing was
		if stored := was[key(row)]; stored != nil {
			old = stored
			if version != nil {
				stood = *version(stored)
			}
		}
		if err := l.Stood(kind, key(row), stood); err != nil {
			return err
		}
		if err := l.Add(kind, key(row), seen, old, row); err != nil {
			return err
		}
	}
	return nil
}
