package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// complain makes a fault about a project.
func complain(k fault.Kind, op, project, message string, err error) error {
	return &fault.Error{Kind: k, Op: op, Subject: project, Message: message, Err: err}
}

// fail turns an error of the database, met while doing op for a project, into a
// fault. A fault stays as it is; nil stays nil. ctx is the caller's: if it has
// ended, that is the reason.
func fail(ctx context.Context, project, op string, err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || lost(err)) {
		return store.Cancelled(op, ctx.Err())
	}
	kind, message := diagnose(err)
	return complain(kind, op, project, message, err)
}

// The sentences a person gets, with what to do.
const (
	diskFull   = "the database's disk is full; nothing was written; free some space on the database server and try again"
	readOnly   = "the database only allows reading (a standby, or set to read-only); nothing was written; connect to the one that takes writes"
	noMemory   = "the database server is short of memory; try again later"
	tooMany    = "the database server has no connection free; try again, or raise its max_connections"
	noAnswer   = "the database does not answer; check that it runs and can be reached, then try again"
	tooSlow    = "the database did not answer in time; try again, and read the last commit before you repeat a change"
	busy       = "other writers were in the way too often; nothing was written; try again"
	refused    = "the database refused the account; check user, password and what the account may do"
	noDatabase = "there is no such database on the server; create it or check the connection string"
	incomplete = "the database lacks a part every Cordon database has; restore it from a backup"
	damaged    = "the database is damaged; restore it from a backup"
	diskError  = "the database server's disk reported an error; check the disk, then read the last commit again before you repeat the change"
	tooBig     = "one commit, row or value, or one append, is larger than the database can take (1 GB)"
	internal   = "the database could not be used as expected"
)

// diagnose tells the kind of an error of the database and what to say about it.
func diagnose(err error) (fault.Kind, string) {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return diagnoseCode(p.Code)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err):
		return fault.Unavailable, tooSlow
	case lost(err):
		return fault.Unavailable, noAnswer
	}
	return fault.Internal, internal
}

// diagnoseCode is diagnose for an SQLSTATE (PostgreSQL manual, appendix A).
func diagnoseCode(code string) (fault.Kind, string) {
	switch code {
	case "53100":
		return fault.Unavailable, diskFull
	case "53200":
		return fault.Unavailable, noMemory
	case "53300":
		return fault.Unavailable, tooMany
	case "25006":
		return fault.Unavailable, readOnly
	case "57014":
		return fault.Unavailable, tooSlow
	case "58030":
		return fault.Unavailable, diskError
	case "42501":
		return fault.Unavailable, refused
	case "3D000":
		return fault.NotFound, noDatabase
	case "42P01", "42703", "3F000":
		return fault.Invalid, incomplete
	case "XX001", "XX002":
		return fault.Invalid, damaged
	case "54000":
		return fault.Invalid, tooBig
	case "55P03":
		return fault.Unavailable, busy
	}
	if len(code) != 5 {
		return fault.Internal, internal
	}
	switch code[:2] {
	case "08", "57":
		return fault.Unavailable, noAnswer
	case "28":
		return fault.Unavailable, refused
	case "40":
		return fault.Unavailable, busy
	case "53":
		return fault.Unavailable, noMemory
	}
	return fault.Internal, internal
}

// contended reports a transaction that the database undid because of another
// one and that may simply be run again.
func contended(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && (p.Code == "40001" || p.Code == "40P01")
}

// taken reports a unique key that exists already.
func taken(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && p.Code == "23505"
}

// lost reports a connection that broke or could not be made. What it was asked
// to do last may or may not have been done, unless pgconn.SafeToRetry knows.
func lost(err error) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		// A severity above ERROR ends the connection.
		return p.SeverityUnlocalized == "FATAL" || p.SeverityUnlocalized == "PANIC" || strings.HasPrefix(p.Code, "08") || p.Code == "40003"
	}
	var c *pgconn.ConnectError
	var n net.Error
	switch {
	case errors.As(err, &c), errors.As(err, &n), pgconn.SafeToRetry(err),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.ECONNREFUSED):
		return true
	}
	return strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "closed pool")
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
