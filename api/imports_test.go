package api

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner/importing"
	"cuntong/planner/study"

	"github.com/paulmach/orb"
)

// importText is a list with one new village and one row that cannot be taken.
const importText = "统计用区划代码,行政村名称,常住人口（人）,经度,纬度\n370522101299,新村,120,118.301,37.505\n370522101298,坏村,一百,118.3,37.5\n"

// sendFile sends a file as a page does.
func sendFile(t *testing.T, server *httptest.Server, target, text string) reply {
	t.Helper()
	return ask(t, server, http.MethodPost, target, text, "Content-Type", fileType)
}

// sampleImports stages two imports, and commits and undoes a third one.
func sampleImports(t *testing.T, server *httptest.Server) (staged, past, given string) {
	t.Helper()
	for _, id := range []*string{&staged, &past, &given} {
		view := decode[ImportView](t, sendFile(t, server, "/api/v1/imports?name=x.csv", importText))
		*id = view.Staged.ID
		ask(t, server, http.MethodPatch, "/api/v1/imports/"+*id, `{"datum":"wgs84"}`)
	}
	path := "/api/v1/imports/" + past
	tag := ask(t, server, http.MethodGet, path, "").header.Get("ETag")
	if got := ask(t, server, http.MethodPost, path+"/commit", `{}`, "If-Match", tag); got.status != http.StatusOK {
		t.Fatalf("commit: %d %s", got.status, got.body)
	}
	if got := ask(t, server, http.MethodPost, path+"/undo", `{"whole":true}`); got.status != http.StatusOK {
		t.Fatalf("undo: %d %s", got.status, got.body)
	}
	return staged, past, given
}

// countyPlanner brings imports of the county.
func countyPlanner() importing.Owner { return importing.Owner{Actor: "planner-a", Area: countyCode} }

// tinyImport stages an import of the county's planner.
func tinyImport(t *testing.T, desk *importing.Desk) string {
	t.Helper()
	one, err := desk.Begin(t.Context(), countyPlanner(), "x.csv", strings.NewReader(importText))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Set(one.ID, importing.Reading{Datum: "wgs84"}); err != nil {
		t.Fatal(err)
	}
	return one.ID
}

// tinyPast commits an import of the county's planner.
func tinyPast(t *testing.T, s *study.Study) string {
	t.Helper()
	desk, err := importing.NewDesk(s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	id := tinyImport(t, desk)
	look, err := desk.Look(t.Context(), id, countyCode)
	if err != nil || look.Checked == nil {
		t.Fatalf("%+v, %v", look, err)
	}
	if _, err := desk.Commit(t.Context(), id, countyPlanner(), importing.Seen{Revision: look.Checked.Revision}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Undo(t.Context(), id, countyPlanner(), true); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestFilesAreStagedOverHTTP(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, ImportFolder: t.TempDir()})
	before, err := data.Digest(t.Context(), s.Store)
	if err != nil {
		t.Fatal(err)
	}
	for target, code := range map[string]string{"": "invalid", "?name=": "invalid", "?name=a.csv&name=b.csv": "invalid", "?name=a.csv&x=1": "invalid", "?name=a.exe": "invalid"} {
		got := sendFile(t, server, "/api/v1/imports"+target, importText)
		if problem := decode[Problem](t, got); problem.Code != code {
			t.Errorf("%q: %d %s", target, got.status, got.body)
		}
	}
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/imports?name=x.csv", importText, "Content-Type", "text/html"), http.StatusUnsupportedMediaType, "unsupported_type")
	wantProblem(t, ask(t, server, http.MethodPost, "/api/v1/scenarios", importText, "Content-Type", fileType), http.StatusUnsupportedMediaType, "unsupported_type")
	wantProblem(t, sendFile(t, server, "/api/v1/imports/none/files?name=x.csv", importText), http.StatusNotFound, "not_found")

	// More than other bodies may have, padded with what no reader knows.
	large := importText + strings.Repeat(",,,,\n", 300_000)
	sent := sendFile(t, server, "/api/v1/imports?name="+"%E6%9D%91.csv", large)
	view := decode[ImportView](t, sent)
	if sent.status != http.StatusCreated || view.Staged.Problem == nil || view.Staged.Sheets[0].Columns[1].Field != "village" || view.Staged.Files[0].Name != "村.csv" || sent.header.Get("ETag") != "" {
		t.Fatalf("%d %.500s", sent.status, sent.body)
	}
	path := sent.header.Get("Location")
	wantProblem(t, ask(t, server, http.MethodPost, path+"/commit", `{}`, "If-Match", `"1"`), http.StatusUnprocessableEntity, "invalid")
	read := ask(t, server, http.MethodPatch, path, `{"datum":"wgs84"}`)
	checked := decode[ImportView](t, read).Staged.Checked
	if checked == nil || checked.New != 1 || checked.Refused != 1 || len(checked.Refusals) != 1 || checked.Sample[0].Change != "new" {
		t.Fatalf("%s", read.body)
	}
	if got := ask(t, server, http.MethodGet, path+"/refused.csv", ""); !strings.Contains(string(got.body), "x.csv,3,") && !strings.Contains(string(got.body), "村.csv,3,") {
		t.Errorf("refused.csv: %s", got.body)
	}
	committed := ask(t, server, http.MethodPost, path+"/commit", `{"reason":"普查"}`, "If-Match", read.header.Get("ETag"))
	if past := decode[ImportView](t, committed).Past; past == nil || past.New != 1 || past.Reason != "普查" || past.Actor != "test" {
		t.Fatalf("%s", committed.body)
	}
	undone := decode[importing.Undoing](t, ask(t, server, http.MethodPost, path+"/undo", `{"whole":true}`))
	after, err := data.Digest(t.Context(), s.Store)
	if err != nil || after != before || undone.Removed != 1 || undone.UndoneAt == nil {
		t.Errorf("%+v, %v", undone, err)
	}
	if list := decode[ImportList](t, ask(t, server, http.MethodGet, "/api/v1/imports", "")); len(list.Past) != 1 || len(list.Waiting) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestWhoeverSendsAFileIsToldWhyItDidNotArrive(t *testing.T) {
	for code, err := range map[string]error{
		"507 unavailable": fmt.Errorf("stage x.csv: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}),
		"413 too_large":   fmt.Errorf("stage x.csv: %w", &http.MaxBytesError{Limit: 11}),
		"400 invalid":     fmt.Errorf("stage x.csv: %w", io.ErrUnexpectedEOF),
	} {
		p, ok := errors.AsType[*Problem](uploadTrouble(err))
		if !ok || fmt.Sprint(p.Status, " ", p.Code) != code {
			t.Errorf("%v: got %+v, want %s", err, p, code)
		}
	}
}

func TestFindingsAreFixedAndUndone(t *testing.T) {
	s := tinyStudy(t)
	server := serve(t, Options{Study: s, ImportFolder: t.TempDir()})
	villages, err := s.Store.Settlements(t.Context(), data.Query{IDs: []string{nearVillage}})
	if err != nil || len(villages) != 1 {
		t.Fatal(err)
	}
	lost := data.Facility{ID: "lost", Name: "丢失", Tier: data.ServicePoint, Status: data.Active, Operators: []data.Operator{data.Coop}, Town: villages[0].Town, Settlement: nearVillage, Provenance: data.Provenance{Datum: geo.WGS84}}
	if _, err := s.Store.EditFacility(t.Context(), lost, data.ChangeNote{At: noon()}); err != nil {
		t.Fatal(err)
	}
	list := decode[FindingList](t, ask(t, server, http.MethodGet, "/api/v1/findings?area=370522", ""))
	found := ""
	for _, f := range list.Items {
		if f.Code == "facility_without_position" && f.Fixable == 1 && f.Rows[0].Fix != nil {
			found = f.Rows[0].ID
		}
	}
	if found != "lost" {
		t.Fatalf("%+v", list)
	}
	fixed := decode[FindingFixed](t, ask(t, server, http.MethodPost, "/api/v1/findings/fix", `{"code":"facility_without_position","ids":["lost","none"]}`))
	place := func() *orb.Point {
		row, err := s.Store.Facilities(t.Context(), data.Query{IDs: []string{"lost"}})
		if err != nil {
			t.Fatal(err)
		}
		return row[0].Location
	}
	if fixed.Changed != 1 || len(fixed.Left) != 1 || place() == nil || *place() != *villages[0].Location {
		t.Fatalf("%+v, %v", fixed, place())
	}
	if undone := decode[importing.Undoing](t, ask(t, server, http.MethodPost, "/api/v1/imports/"+fixed.Import+"/undo", `{}`)); undone.Restored != 1 || place() != nil {
		t.Errorf("%+v", undone)
	}
}

func TestIfMatchOfACommitSaysWhatWasLookedAt(t *testing.T) {
	for tag, want := range map[string]importing.Seen{`"7"`: {Revision: 7}, `"7.2"`: {Revision: 7, Version: 2}, `"0.1"`: {Version: 1}, `"0"`: {}, `W/"7.2.31-gzip"`: {Revision: 7, Version: 2}} {
		if got, err := neededSeen(tag); err != nil || got != want {
			t.Errorf("%s: %+v, %v", tag, got, err)
		}
	}
	for _, tag := range []string{"", `"x"`, `"7.x"`, `"7.0"`, `"-1"`} {
		if got, err := neededSeen(tag); err == nil {
			t.Errorf("%q: %+v", tag, got)
		}
	}
}
