package importing

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"cuntong/data"
)

// PastImport is an import, or a fix, that is in the store, as the change log tells of it.
type PastImport struct {
	ID       string            `json:"id"`
	At       time.Time         `json:"at" doc:"When it was committed"`
	Actor    string            `json:"actor" doc:"Who committed it"`
	Reason   string            `json:"reason" doc:"As it was given, else the names of the files; of a fix: fix and its code"`
	Fix      bool              `json:"fix" doc:"true: not an import but a fix of findings"`
	New      int               `json:"new" doc:"Rows that came with it"`
	Changed  int               `json:"changed" doc:"Rows that it changed"`
	Files    []data.SourceFile `json:"files" doc:"That the rows were read from"`
	Area     string            `json:"area" doc:"Code of the area that bounds whoever brought it; empty: the whole store"`
	UndoneAt *time.Time        `json:"undone_at" doc:"When it was undone; null: it stands"`
	UndoneBy string            `json:"undone_by,omitempty" doc:"Who undid it"`

	seq   int64
	lines int
}

const linesAtOnce = 500

// PastImports lists what was committed, newest first, at most so many. Those whose area keep turns down are left out.
func (d *Desk) PastImports(ctx context.Context, most int, keep func(area string) bool) ([]PastImport, error) {
	list := []PastImport{}
	err := d.eachPast(ctx, func(p PastImport) bool {
		if keep(p.Area) {
			list = append(list, p)
		}
		return len(list) < most
	})
	return list, err
}

// Past returns what was committed under an ID; ErrNotFound where nothing was.
func (d *Desk) Past(ctx context.Context, id string) (PastImport, error) {
	var found *PastImport
	if !wellFormed(id) {
		return PastImport{}, missing(shorten(id))
	}
	err := d.eachPast(ctx, func(p PastImport) bool {
		if p.ID == id {
			found = &p
		}
		return found == nil
	})
	if err != nil {
		return PastImport{}, err
	}
	if found == nil {
		return PastImport{}, missing(id)
	}
	return *found, nil
}

// eachPast goes back through the log while visit says so. Undoing comes after what it undoes, so it is met first.
func (d *Desk) eachPast(ctx context.Context, visit func(PastImport) bool) error {
	type undoing struct {
		at time.Time
		by string
	}
	undone := map[string]undoing{}
	q := data.ChangeQuery{Kind: "batch", Newest: true, Limit: linesAtOnce}
	for {
		page, err := d.Study.Store.FindChanges(ctx, q)
		if err != nil {
			return err
		}
		for _, line := range page {
			q.After = line.Seq
			var summary data.BatchSummary
			if json.Unmarshal([]byte(line.After), &summary) != nil {
				continue // another program's line
			}
			if summary.Undoes != "" {
				undone[summary.Undoes] = undoing{line.Note.At, line.Note.Actor}
			}
			if summary.Import == "" || summary.Inserted+summary.Updated+summary.Removed == 0 {
				continue // an import that changes nothing is none: it was committed twice at once
			}
			p := PastImport{ID: summary.Import, At: line.Note.At, Actor: line.Note.Actor, Reason: line.Note.Reason, Fix: strings.HasPrefix(line.Note.Reason, FixReason), New: summary.Inserted, Changed: summary.Updated,
				Files: summary.Files, Area: summary.Area, seq: line.Seq, lines: summary.Inserted + summary.Updated + summary.Removed}
			if p.Files == nil {
				p.Files = []data.SourceFile{}
			}
			if u, ok := undone[p.ID]; ok {
				p.UndoneAt, p.UndoneBy = &u.at, u.by
			}
			if !visit(p) {
				return nil
			}
		}
		if len(page) < linesAtOnce {
			return nil
		}
	}
}
