package postgis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"cuntong/data"

	"github.com/jackc/pgx/v5/pgconn"
)

// fault turns an error of the server or the way to it into a sentence with a way out. Errors that are
// already ours pass through. No sentence holds the password: connection errors name user and database only.
func (s *Store) fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	for _, kind := range []error{data.ErrInvalid, data.ErrNotFound, data.ErrConflict, data.ErrBusy, data.ErrUnavailable, data.ErrNewer} {
		if errors.Is(err, kind) {
			return err
		}
	}
	var reported *pgconn.PgError
	if errors.As(err, &reported) {
		return s.reported(doing, reported)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !isConnect(err) {
		return fmt.Errorf("%s store %s: stopped, nothing was changed: %w", doing, s.name, err)
	}
	if unreachable(err) {
		return fmt.Errorf("%s store %s: the database server cannot be reached (%s); see that PostgreSQL runs and that host and port are right, then try again: %w",
			doing, s.name, rootText(err), data.ErrUnavailable)
	}
	return fmt.Errorf("%s store %s: %w", doing, s.name, err)
}

func isConnect(err error) bool {
	var refused *pgconn.ConnectError
	return errors.As(err, &refused)
}

// unreachable tells the loss of a connection from other errors.
func unreachable(err error) bool {
	var network net.Error
	return isConnect(err) || errors.As(err, &network) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}

// rootText is the innermost cause, such as "connection refused".
func rootText(err error) string {
	for {
		if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) > 0 {
			err = joined.Unwrap()[0]
			continue
		}
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// reported reads the server's SQLSTATE (PostgreSQL 15 manual, appendix A).
func (s *Store) reported(doing string, err *pgconn.PgError) error {
	say := func(kind error, format string, args ...any) error {
		return fmt.Errorf("%s store %s: %s: %w", doing, s.name, fmt.Sprintf(format, args...), kind)
	}
	switch err.Code {
	case "28P01", "28000":
		return say(data.ErrInvalid, "the server does not let user %s in with this password; correct it in the address, in PGPASSWORD or in ~/.pgpass, or ask for an entry in pg_hba.conf", s.user)
	case "3D000":
		return say(data.ErrNotFound, "there is no such database on the server; make it with: createdb NAME, and in it: CREATE EXTENSION postgis")
	case "42501":
		return say(data.ErrInvalid, "user %s may not do this (%s); ask the owner of the database for the right", s.user, err.Message)
	case "25006":
		return say(data.ErrInvalid, "the server takes no writes (it is a standby, or the store was opened read-only); name the primary server")
	case "23503":
		return say(data.ErrInvalid, "a record refers to another that does not exist (%s)", err.Detail)
	case "23505":
		return say(data.ErrConflict, "another program stored the same record meanwhile (%s); try again", err.Detail)
	case "55P03", "40P01", "40001":
		return say(data.ErrBusy, "another program holds rows or tables that are needed; finish there and try again")
	case "53100":
		return say(err, "the server's disk is full; free some space and try again, nothing was changed")
	case "53200", "53300", "53400":
		return say(data.ErrUnavailable, "the server has no room for more (%s); try again later", err.Message)
	case "57014":
		return fmt.Errorf("%s store %s: the server gave the statement up (%s); nothing was changed: %w", doing, s.name, err.Message, err)
	case "58030", "XX001", "XX002":
		return say(err, "the server's disk failed or its files are damaged; nothing was changed, see its log")
	}
	if strings.HasPrefix(err.Code, "57P") || strings.HasPrefix(err.Code, "08") {
		return say(data.ErrUnavailable, "the database server is going down or not yet up (%s); try again when it runs", err.Message)
	}
	return fmt.Errorf("%s store %s: %w", doing, s.name, err)
}
