package data

import (
	"context"
	"fmt"
	"strings"
)

// Finding is what one check of a store came to.
type Finding struct {
	Check  string `json:"check"` // what was looked at: integrity, schema, indices, spatial index, references, change log, …
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what was seen and, where it is not well, the way out
}

// shownWrong is how many of the things wrong a finding lists.
const shownWrong = 10

// NewFinding puts what a check saw into words: seen where nothing is wrong, otherwise what is, and the way out.
func NewFinding(check, seen string, wrong []string, way string) Finding {
	if len(wrong) == 0 {
		return Finding{Check: check, OK: true, Detail: seen}
	}
	more := ""
	if len(wrong) > shownWrong {
		more = fmt.Sprintf("; and %d more", len(wrong)-shownWrong)
		wrong = wrong[:shownWrong]
	}
	return Finding{Check: check, Detail: strings.Join(wrong, "; ") + more + "; " + way}
}

// Examiner is a store that can look for damage in itself.
type Examiner interface {
	// Doctor runs all checks and changes nothing. The findings come in a fixed order, one at least for each
	// check; an error means that a check could not be run, not that it found something.
	Doctor(ctx context.Context) ([]Finding, error)
}

// Backuper is a store that can copy itself into a file while it is in use.
type Backuper interface {
	// Backup writes a consistent copy as of one moment; readers and writers go on. The file appears when it is
	// complete and on disk. ErrConflict: there is something under that name already.
	Backup(ctx context.Context, file string) error
}
