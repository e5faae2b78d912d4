package gpkg

import (
	"context"
	"errors"
	"fmt"

	"cuntong/data"

	"modernc.org/sqlite"
)

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that mean something to a user.
const (
	codePermission  = 3
	codeBusy        = 5
	codeLocked      = 6
	codeReadOnly    = 8
	codeInputOutput = 10
	codeCorrupt     = 11
	codeFull        = 13
	codeCannotOpen  = 14
	codeNotADB      = 26
	codeForeignKey  = 787 // extended: SQLITE_CONSTRAINT_FOREIGNKEY
)

func codeOf(err error) int {
	var fault *sqlite.Error
	if errors.As(err, &fault) {
		return fault.Code()
	}
	return 0
}

func isCannotOpen(err error) bool {
	code := codeOf(err) & 0xff
	return code == codeCannotOpen || code == codeReadOnly
}

// fault turns an error of SQLite into a sentence with a way out. Errors that are already ours pass through.
func (s *Store) fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s store %s: stopped, nothing was changed: %w", doing, s.path, err)
	}
	code := codeOf(err)
	if code == 0 {
		return err
	}
	what := ""
	switch code & 0xff {
	case codeBusy, codeLocked:
		return fmt.Errorf("%s store %s: %s; finish there and try again, nothing was changed: %w", doing, s.path, whoHolds(s.path), data.ErrBusy)
	case codeReadOnly, codePermission:
		what = "the file or its folder is read-only; copy the store to a folder that you may write to"
	case codeCannotOpen:
		what = "the file or the -wal and -shm beside it cannot be opened; the folder must allow writing, or copy the store to one that does"
	case codeFull:
		what = "the disk is full; free some space and try again, nothing was changed"
	case codeInputOutput:
		what = "the disk failed or is full; nothing was changed"
	case codeCorrupt, codeNotADB:
		what = "the file is damaged; go back to a copy of it"
	default:
		if code == codeForeignKey {
			return fmt.Errorf("%s store %s: a record refers to another that does not exist: %w", doing, s.path, data.ErrInvalid)
		}
		return fmt.Errorf("%s store %s: %w", doing, s.path, err)
	}
	return fmt.Errorf("%s store %s: %s: %w", doing, s.path, what, err)
}
