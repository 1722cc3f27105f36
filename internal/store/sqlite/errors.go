package sqlite

import (
	"errors"
	"io/fs"
	"syscall"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/fault"
)

// complain makes a fault about the project file at path.
func complain(k fault.Kind, op, path, message string, err error) error {
	return &fault.Error{Kind: k, Op: op, Subject: path, Message: message, Err: err}
}

// fail is the package's fail for this store's file.
func (s *Store) fail(op string, err error) error { return fail(s.path, op, err) }

// fail turns an error of SQLite or of the file system, met while doing op, into
// a fault about the file at path. A fault stays as it is; nil stays nil.
func fail(path, op string, err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	kind, message := diagnose(err)
	return complain(kind, op, path, message, err)
}

// The sentences a person gets, with what to do.
const (
	diskFull       = "the disk is full; nothing was written; free some space and try again"
	readOnly       = "the file or its folder is read-only; nothing was written; make it writable or copy the project elsewhere"
	locked         = "another program is writing to it and did not finish in time; try again"
	damaged        = "the file is damaged or was changed by another program; restore it from a backup"
	cantOpen       = "it cannot be opened; check that its folder exists and may be written"
	diskError      = "the disk reported an error; check the disk, then read the last commit again before you repeat the change"
	readOnlyOpened = "the project was opened for reading only; nothing was written"
	tooBig         = "one commit, row or value is larger than a project file can hold (1 GB)"
)

func diagnose(err error) (fault.Kind, string) {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultFull:
		return fault.Unavailable, diskFull
	case sqlite.ResultReadOnly, sqlite.ResultPerm:
		return fault.Unavailable, readOnly
	case sqlite.ResultBusy, sqlite.ResultLocked, sqlite.ResultProtocol:
		return fault.Unavailable, locked
	case sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultFormat:
		return fault.Invalid, damaged
	case sqlite.ResultCantOpen:
		return fault.Unavailable, cantOpen
	case sqlite.ResultIOErr:
		return fault.Unavailable, diskError
	case sqlite.ResultNoMem:
		return fault.Unavailable, "there is not enough memory; close other programs and try again"
	case sqlite.ResultTooBig:
		return fault.Invalid, tooBig
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fault.Unavailable, diskFull
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return fault.Unavailable, readOnly
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return fault.Unavailable, diskError
	}
	return fault.Internal, "the project file could not be used as expected"
}
