// Package importing brings files into a store in steps that a person looks at: they are staged beside the store, shown as
// they stand and as they would be read, held against what is stored, committed in one transaction, and put back if that was wrong.
//
// What is staged lies in a folder of its own and is gone after a day, when it is committed or given up, and at the next
// start; nothing of it is needed any more once it is in the store. What was committed is told by the change log alone: every
// changed row has a line with the record before and after, and before the lines' batch nothing is left to a folder. So an
// import is either in the store with all that undoes it, or not at all.
package importing

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/planner/study"
)

// Limits of what may lie staged. A county's list of villages has 0.2 MB, of all its premises and services a few.
const (
	MostBytes   = 64 << 20  // of one file, and of all of one import
	MostFiles   = 8         // of one import
	mostStaged  = 20        // imports at once
	mostInAll   = 512 << 20 // bytes of all of them
	KeptFor     = 24 * time.Hour
	mostRows    = 200_000 // in the tables of one import
	MostChanged = 50_000  // rows that one import may change, because each leaves a line in the change log
)

// Desk is where imports lie and are worked on. It is safe for many at once.
type Desk struct {
	Study *study.Study

	folder string
	mu     sync.Mutex // over the folder, the states in it and coming
	coming int        // files on their way
	shown  shelf
}

// folderPrefix marks the folders of imports, the only ones that a Desk ever deletes.
const folderPrefix = "import-"

// NewDesk makes the desk of a folder, which need not exist yet, and clears away what an earlier program left staged there.
// An empty folder is one of the system's for temporary files, made when the first import comes.
func NewDesk(s *study.Study, folder string) (*Desk, error) {
	d := &Desk{Study: s, folder: folder}
	if folder == "" {
		return d, nil
	}
	left, err := filepath.Glob(filepath.Join(folder, folderPrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("look for staged imports: %w", err)
	}
	for _, old := range left {
		if err := os.RemoveAll(old); err != nil {
			return nil, fmt.Errorf("clear staged imports: %w", err)
		}
	}
	return d, nil
}

// Reading say how the files of an import are to be read.
type Reading struct {
	Map   map[string]string `json:"map,omitempty" doc:"Header to field, or to ignore; absent: as recognised"`
	Datum string            `json:"datum,omitempty" enum:"wgs84,cgcs2000,gcj02,bd09" doc:"In which the coordinates are given; absent: as the files state"`
	Where []string          `json:"where,omitempty" maxItems:"20" doc:"column=value: only rows for which all hold; absent: all rows"`
	Kind  string            `json:"kind,omitempty" enum:"place,facility,service,vehicle,count,bus timetable" doc:"What the files hold; absent: as their columns say"`
}

// options turns the settings into those of a reader.
func (s Reading) options() (ingest.Options, error) {
	o := ingest.Options{Map: s.Map, Kind: s.Kind, MostRows: mostRows}
	if s.Datum != "" {
		datum, err := parseDatum(s.Datum)
		if err != nil {
			return o, err
		}
		o.Datum = datum
	}
	for _, text := range s.Where {
		condition, err := ingest.ParseCondition(text)
		if err != nil {
			return o, err
		}
		o.Where = append(o.Where, condition)
	}
	return o, nil
}

// Owner is who works on an import.
type Owner struct {
	Actor string // for the change log
	Area  string // code of the area that bounds them; empty: the whole store
}

// newID makes the identifier of an import: letters and digits.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

// wellFormed keeps paths out of identifiers.
func wellFormed(id string) bool {
	return len(id) > 0 && len(id) <= 40 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

func missing(id string) error {
	return fmt.Errorf("import %q is not there: it was given up, is older than a day, or the server was started anew; choose the file again: %w", id, data.ErrNotFound)
}
