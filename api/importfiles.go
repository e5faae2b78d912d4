package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cuntong/planner/importing"

	"github.com/go-chi/chi/v5"
)

// Files of imports come as they are, one a request, larger than any JSON and streamed to disk:
//
//	POST /api/v1/imports?name=村庄.csv              begins an import
//	POST /api/v1/imports/{id}/files?name=网点.xlsx   adds a file to it
//
// Content-Type is application/octet-stream; the answer is the import as GET gives it.

const (
	importsPath = "/api/v1/imports"
	uploadTime  = 10 * time.Minute // how long a file may take to arrive
	fileType    = "application/octet-stream"
)

func (s *server) mountImportFiles(r chi.Router) {
	r.Post(importsPath, require(mayPlan, s.takeFile))
	r.Post(importsPath+"/{id}/files", require(mayPlan, s.takeFile))
}

// fileBody reports whether a request may bring a file as it is.
func fileBody(r *http.Request) bool {
	rest, ok := strings.CutPrefix(r.URL.Path, importsPath)
	if !ok || r.Method != http.MethodPost || rest != "" && !strings.HasSuffix(rest, "/files") {
		return false
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == fileType
}

// takeFile stages a file and answers with the import.
func (s *server) takeFile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	view, err := s.stageFile(w, r)
	if err != nil {
		writeProblem(w, r, s.problemOf(ctx, uploadTrouble(err)))
		return
	}
	body, err := json.Marshal(view.Body)
	if err != nil {
		writeProblem(w, r, s.problemOf(ctx, err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", importsPath+"/"+view.Body.Staged.ID)
	if view.ETag != "" {
		w.Header().Set("ETag", view.ETag)
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(body) // only the connection can fail
}

func (s *server) stageFile(w http.ResponseWriter, r *http.Request) (*importAnswer, error) {
	ctx := r.Context()
	if given := r.Header.Get("Content-Type"); !fileBody(r) {
		return nil, problem(http.StatusUnsupportedMediaType, "unsupported_type", fmt.Sprintf("the request body is %q, expected the file as it is, as %s", shorten(given), fileType)).with("content_type", given)
	}
	names := r.URL.Query()["name"]
	if len(names) != 1 || len(r.URL.Query()) != 1 {
		return nil, invalidQuery("name", strings.Join(names, ", "), "expected once, the name of the file, and nothing else")
	}
	if control, ok := ctx.Value(controlKey{}).(*http.ResponseController); ok {
		until := time.Now().Add(uploadTime)
		_ = control.SetReadDeadline(until) // where the connection knows none there is nothing to stretch
		_ = control.SetWriteDeadline(until.Add(uploadTime))
	}
	var staged importing.Staged
	body, id := io.Reader(http.MaxBytesReader(w, r.Body, importing.MostBytes+1)), chi.URLParam(r, "id")
	if id == "" {
		begun, err := s.desk.Begin(ctx, importing.Owner{Actor: callerOf(ctx).Name, Area: callerOf(ctx).Area}, names[0], body)
		if err != nil {
			return nil, err
		}
		staged = begun
	} else {
		if _, err := s.stagedOf(ctx, id); err != nil {
			return nil, err
		}
		added, err := s.desk.Add(ctx, id, names[0], body)
		if err != nil {
			return nil, err
		}
		staged = added
	}
	arrived(ctx)
	return s.lookAt(context.WithoutCancel(ctx), staged)
}

// uploadTrouble says what the sender can do about a file that did not arrive.
func uploadTrouble(err error) error {
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem(http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("the file has more than %d bytes; split it by county", large.Limit-1)).with("limit_bytes", strconv.FormatInt(large.Limit-1, 10))
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return problem(http.StatusInsufficientStorage, "unavailable", "the disk of the server is full, so that the file could not be taken in; nothing was changed")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return problem(http.StatusBadRequest, "invalid", "the file did not arrive to its end; send it again")
	}
	return err
}
