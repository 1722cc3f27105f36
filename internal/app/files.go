package app

import (
	"io"

	"github.com/cordon-ot/cordon/internal/fault"
)

// noFiles is the store of a project without evidence files.
type noFiles struct{}

func (noFiles) State(string) FileState { return FileMissing }

func (noFiles) Put(io.Reader) (string, int64, error) {
	return "", 0, fault.New(fault.Unavailable, "store a file", "this project has no place for files of evidence; open it with one")
}

func (noFiles) Open(digest string) (io.ReadCloser, error) {
	f := fault.New(fault.NotFound, "read a file", "no file with this digest is stored")
	f.Subject = digest
	return nil, f
}
