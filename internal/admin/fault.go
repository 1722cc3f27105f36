package admin

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/cordon-ot/cordon/internal/fault"
)

// The sentences a person gets, with what to do.
const (
	diskFull   = "the disk of the administrative database is full; nothing was written; free some space and try again"
	readOnly   = "the administrative database only allows reading; nothing was written; make it writable"
	busy       = "other writers were in the way of the administrative database for too long; nothing was written; try again"
	damaged    = "the administrative database is damaged; restore it from a backup"
	cantOpen   = "the administrative database cannot be opened; check that its folder exists and may be written"
	diskError  = "the disk of the administrative database reported an error; check the disk, then look before you repeat the change"
	noAnswer   = "the administrative database does not answer; check that it runs and can be reached, then look before you repeat the change"
	refused    = "the administrative database refused the account; check user, password and what the account may do"
	noDatabase = "there is no such database on the server; create it or check the connection string"
	overloaded = "the administrative database has no room for this now; try again later"
	ended      = "the request ended before the administrative database had answered"
	badText    = "a text holds a zero byte or is not UTF-8; no database takes it"
	unexpected = "the administrative database could not be used as expected"
)

// fail turns an error met while doing op into a fault. A fault stays as it is;
// nil stays nil.
func (db *DB) fail(ctx context.Context, op string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	kind, message := diagnose(ctx, err)
	return &fault.Error{Kind: kind, Op: op, Subject: db.subject, Message: message, Err: err}
}

func diagnose(ctx context.Context, err error) (fault.Kind, string) {
	var p *pgconn.PgError
	var s *sqlite.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil:
		return fault.Unavailable, ended
	case errors.As(err, &p):
		return diagnosePostgres(p)
	case errors.As(err, &s):
		return diagnoseSQLite(s)
	case lost(err): // also where the server's socket is a file that is gone
		return fault.Unavailable, noAnswer
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.Unavailable, diskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fault.Unavailable, readOnly
	case errors.Is(err, fs.ErrNotExist):
		return fault.Unavailable, cantOpen
	}
	return fault.Internal, unexpected
}

// diagnoseSQLite tells the kind by the result code (sqlite.org/rescode.html).
func diagnoseSQLite(err *sqlite.Error) (fault.Kind, string) {
	switch err.Code() & 0xff {
	case lib.SQLITE_FULL:
		return fault.Unavailable, diskFull
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return fault.Unavailable, readOnly
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
		return fault.Unavailable, busy
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_FORMAT:
		return fault.Invalid, damaged
	case lib.SQLITE_CANTOPEN:
		return fault.Unavailable, cantOpen
	case lib.SQLITE_IOERR:
		return fault.Unavailable, diskError
	case lib.SQLITE_NOMEM:
		return fault.Unavailable, overloaded
	case lib.SQLITE_INTERRUPT:
		return fault.Unavailable, ended
	}
	return fault.Internal, unexpected
}

// diagnosePostgres tells the kind by the SQLSTATE (PostgreSQL manual, appendix A).
func diagnosePostgres(err *pgconn.PgError) (fault.Kind, string) {
	switch err.Code {
	case "53100":
		return fault.Unavailable, diskFull
	case "25006":
		return fault.Unavailable, readOnly
	case "42501":
		return fault.Unavailable, refused
	case "3D000":
		return fault.NotFound, noDatabase
	case "XX001", "XX002":
		return fault.Invalid, damaged
	case "58030":
		return fault.Unavailable, diskError
	case "55P03":
		return fault.Unavailable, busy
	case "22021", "22P05":
		return fault.Invalid, badText
	}
	if len(err.Code) != 5 {
		return fault.Internal, unexpected
	}
	switch err.Code[:2] {
	case "08", "57":
		return fault.Unavailable, noAnswer
	case "28":
		return fault.Unavailable, refused
	case "40":
		return fault.Unavailable, busy
	case "53":
		return fault.Unavailable, overloaded
	}
	return fault.Internal, unexpected
}

// contended reports a transaction that the database undid, or did not begin,
// because of another one and that may simply be run again.
func contended(err error) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code == "40001" || p.Code == "40P01"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && s.Code()&0xff == lib.SQLITE_BUSY
}

// Taken reports a row that was refused because its key, or another value that
// must be unique, exists already. In a Write the transaction is then spent: give
// an error back.
func Taken(err error) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code == "23505"
	}
	var s *sqlite.Error
	return errors.As(err, &s) && (s.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || s.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// lost reports a connection that broke or could not be made.
func lost(err error) bool {
	if err == nil {
		return false
	}
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.SeverityUnlocalized == "FATAL" || p.SeverityUnlocalized == "PANIC" || strings.HasPrefix(p.Code, "08")
	}
	var c *pgconn.ConnectError
	var n net.Error
	return errors.As(err, &c) || errors.As(err, &n) || pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ECONNREFUSED) ||
		strings.Contains(err.Error(), "conn closed")
}

// away reports that no connection could be made because nobody is there, or who
// is there is still starting or about to stop.
func away(err error) bool {
	var c *pgconn.ConnectError
	if !errors.As(err, &c) || errors.Is(err, context.Canceled) {
		return false
	}
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code == "57P01" || p.Code == "57P02" || p.Code == "57P03"
	}
	return lost(err)
}
