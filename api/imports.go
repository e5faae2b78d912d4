package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/data/ingest"
	"cuntong/planner/importing"

	"github.com/danielgtaylor/huma/v2"
)

// Imports in steps: a file is staged (importfiles.go), looked at, committed and perhaps undone. Whoever plans may do that; an account that is
// bounded by an area sees the imports of its area and brings rows of it alone.

// ImportView is an import as it stands: either staged or past.
type ImportView struct {
	State  string                `json:"state" enum:"staged,committed,undone" doc:"Where it stands"`
	Staged *importing.Look       `json:"staged,omitempty" doc:"What its files hold and would change; absent when it is committed"`
	Past   *importing.PastImport `json:"past,omitempty" doc:"What it did; absent while it is staged"`
}

// ImportList is what waits and what was done.
type ImportList struct {
	Waiting []importing.Staged     `json:"waiting" doc:"Staged and not committed, newest first; they are gone after a day"`
	Past    []importing.PastImport `json:"past" doc:"Committed, newest first, fixes of findings among them"`
}

// ImportID names an import in the path.
type ImportID struct {
	ID string `path:"id" maxLength:"40" doc:"ID of the import"`
}

// ImportCommit says why.
type ImportCommit struct {
	Reason string `json:"reason,omitempty" maxLength:"200" doc:"For the change log; absent: the names of the files"`
}

// ImportUndo says how much.
type ImportUndo struct {
	Whole bool `json:"whole,omitempty" doc:"true: all rows or none; absent: those that can be put back, the others are named and left"`
}

type importAnswer struct {
	ETag string `header:"ETag" doc:"The revision of the records that the difference was told upon and, behind a point, the version of the import, for If-Match of the commit; absent where nothing can be committed"`
	Body ImportView
}

type importsInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Most past imports in the answer"`
}

func (s *server) registerImports(o *operations) {
	planned := func(operation huma.Operation) huma.Operation { return needs(operation, mayPlan) }
	register(o, planned(get("listImports", "/api/v1/imports", "imports", "Imports that wait, and those that were committed", "Newest first.")), []int{400, 403}, s.listImports)
	register(o, planned(get("getImport", "/api/v1/imports/{id}", "imports", "What an import would change, or what it did",
		"The difference is worked out upon the records as they are now; rows that the files do not name stay as they are.")), []int{403, 404, 503}, s.getImport)
	register(o, huma.Operation{
		OperationID: "readImport", Method: http.MethodPatch, Path: "/api/v1/imports/{id}", Tags: []string{"imports"},
		Summary: "Say how the files of an import are read", Description: "Replaces all of how they were read before.",
	}, []int{400, 403, 404, 413, 415, 422, 503}, s.readImport)
	register(o, huma.Operation{
		OperationID: "giveUpImport", Method: http.MethodDelete, Path: "/api/v1/imports/{id}", Tags: []string{"imports"}, DefaultStatus: http.StatusNoContent,
		Summary: "Give up an import that waits", Description: "Its files are deleted. What is committed can be undone, not given up.",
	}, []int{403, 404, 503}, s.giveUpImport)
	register(o, planned(asCSV(get("importRefused", "/api/v1/imports/{id}/refused.csv", "imports", "All refused rows of an import that waits", "Each with what is wrong and what was expected."))), []int{403, 404, 422, 503}, s.importRefused)
	register(o, planned(get("importPositions", "/api/v1/imports/{id}/positions", "imports", "The positions of an import that waits, in each datum", "At most 400, evenly chosen; with where the same place is on record.")), []int{403, 404, 503}, s.importPositions)
	register(o, huma.Operation{
		OperationID: "commitImport", Method: http.MethodPost, Path: "/api/v1/imports/{id}/commit", Tags: []string{"imports"}, DefaultStatus: http.StatusOK,
		Summary: "Write what an import brings", Description: "In one transaction, with a line of every row in the change log, upon what If-Match names; if the records, the files or how they are read were changed since, the answer is 409 and the difference is to be looked at again. Committing twice does it once.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 428, 503}, s.commitImport)
	register(o, planned(get("planUndoImport", "/api/v1/imports/{id}/undo", "imports", "What undoing an import would do now", "")), []int{403, 404, 422, 503}, s.planUndoImport)
	register(o, huma.Operation{
		OperationID: "undoImport", Method: http.MethodPost, Path: "/api/v1/imports/{id}/undo", Tags: []string{"imports"}, DefaultStatus: http.StatusOK,
		Summary: "Undo an import or a fix", Description: "Rows that it changed are put back, rows that it brought go, where nobody has changed them since and nothing needs them. That is an entry of the change log itself. Undoing twice does it once.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 503}, s.undoImport)
}

func (s *server) listImports(ctx context.Context, in *importsInput) (*answer[ImportList], error) {
	known, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx)
	list := ImportList{Waiting: []importing.Staged{}}
	waiting, err := s.desk.Waiting()
	if err != nil {
		return nil, err
	}
	for _, one := range waiting {
		if caller.inside(known, one.Area) {
			list.Waiting = append(list.Waiting, one)
		}
	}
	list.Past, err = s.desk.PastImports(ctx, in.Limit, func(area string) bool { return caller.inside(known, area) })
	return &answer[ImportList]{list}, err
}

// stagedOf returns an import that waits, of the caller's area.
func (s *server) stagedOf(ctx context.Context, id string) (importing.Staged, error) {
	staged, err := s.desk.Staged(id)
	if err != nil {
		return staged, err
	}
	return staged, s.within(ctx, staged.Area)
}

// pastOf returns an import that is committed, of the caller's area.
func (s *server) pastOf(ctx context.Context, id string) (importing.PastImport, error) {
	past, err := s.desk.Past(ctx, id)
	if err != nil {
		return past, err
	}
	return past, s.within(ctx, past.Area)
}

// lookAt reads the files of an import, when it is its turn.
func (s *server) lookAt(ctx context.Context, staged importing.Staged) (*importAnswer, error) {
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	look, err := s.desk.Look(ctx, staged.ID, staged.Area)
	if err != nil {
		return nil, err
	}
	out := &importAnswer{Body: ImportView{State: "staged", Staged: look}}
	if tag := look.Tag(); tag != "" {
		out.ETag = `"` + tag + `"`
	}
	return out, nil
}

func (s *server) getImport(ctx context.Context, in *ImportID) (*importAnswer, error) {
	staged, err := s.stagedOf(ctx, in.ID)
	if err == nil {
		return s.lookAt(ctx, staged)
	}
	if !errors.Is(err, data.ErrNotFound) {
		return nil, err
	}
	past, err := s.pastOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return pastAnswer(past), nil
}

func pastAnswer(past importing.PastImport) *importAnswer {
	state := "committed"
	if past.UndoneAt != nil {
		state = "undone"
	}
	return &importAnswer{Body: ImportView{State: state, Past: &past}}
}

func (s *server) readImport(ctx context.Context, in *struct {
	ImportID
	Body importing.Reading
}) (*importAnswer, error) {
	if _, err := s.stagedOf(ctx, in.ID); err != nil {
		return nil, err
	}
	staged, err := s.desk.Set(in.ID, in.Body)
	if err != nil {
		return nil, err
	}
	return s.lookAt(ctx, staged)
}

func (s *server) giveUpImport(ctx context.Context, in *ImportID) (*noContent, error) {
	if _, err := s.stagedOf(ctx, in.ID); err != nil {
		return nil, err
	}
	return &noContent{}, s.desk.GiveUp(in.ID)
}

func (s *server) importRefused(ctx context.Context, in *ImportID) (*csvAnswer, error) {
	staged, err := s.stagedOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	refused, err := s.desk.Refused(ctx, in.ID, staged.Area)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"文件", "行", "列", "值", "应为", "expected"}}
	for _, r := range refused {
		rows = append(rows, refusedRow(r))
	}
	return table("refused-"+in.ID+".csv", rows)
}

func refusedRow(r ingest.Refusal) []string {
	return []string{r.File, strconv.Itoa(r.Line), r.Field, r.Value, r.ExpectedZH, r.Expected}
}

func (s *server) commitImport(ctx context.Context, in *struct {
	ImportID
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the import as it was looked at; the revision alone does too; required"`
	Body    ImportCommit
}) (*importAnswer, error) {
	seen, err := neededSeen(in.IfMatch)
	if err != nil {
		return nil, err
	}
	owner := importing.Owner{Actor: callerOf(ctx).Name}
	staged, err := s.stagedOf(ctx, in.ID)
	switch {
	case err == nil:
		owner.Area = staged.Area
	case errors.Is(err, data.ErrNotFound): // committed perhaps
		if _, err := s.pastOf(ctx, in.ID); err != nil {
			return nil, err
		}
	default:
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	past, err := s.desk.Commit(context.WithoutCancel(ctx), in.ID, owner, seen, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return pastAnswer(past), nil
}

// neededSeen reads from If-Match the revision of the records and, behind a point, the version of the import, see importing.Look.Tag. An empty store has the
// revision 0.
func neededSeen(tag string) (seen importing.Seen, err error) {
	revision, version, _ := strings.Cut(strings.Trim(plainTag(strings.TrimSpace(tag)), `"`), ".")
	if revision != "0" {
		if seen.Revision, err = neededVersion(tag); err != nil {
			return seen, err
		}
	}
	if version, _, _ = strings.Cut(version, "."); version != "" {
		if seen.Version, err = strconv.Atoi(version); err != nil || seen.Version < 1 {
			return seen, badTag(tag)
		}
	}
	return seen, nil
}

func (s *server) planUndoImport(ctx context.Context, in *ImportID) (*answer[importing.Undoing], error) {
	if _, err := s.pastOf(ctx, in.ID); err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	undoing, err := s.desk.PlanUndo(ctx, in.ID)
	return &answer[importing.Undoing]{undoing}, err
}

func (s *server) undoImport(ctx context.Context, in *struct {
	ImportID
	Body ImportUndo
}) (*answer[importing.Undoing], error) {
	past, err := s.pastOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	undoing, err := s.desk.Undo(context.WithoutCancel(ctx), in.ID, importing.Owner{Actor: callerOf(ctx).Name, Area: past.Area}, in.Body.Whole)
	return &answer[importing.Undoing]{undoing}, err
}
