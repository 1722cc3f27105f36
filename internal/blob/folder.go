package blob

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	folderGone = "the folder of evidence files is gone; mount its disk again or restore it from a backup (nothing was stored or changed)"
	diskFull   = "the disk is full; nothing was stored; make space on it and try again"
	readOnly   = "the folder of evidence files may not be written; give the service permission to write it, or mount its disk for writing (reading goes on)"
	diskError  = "the folder of evidence files cannot be used; check its permissions and its disk"
)

const (
	putPattern = ".put-*"
	// abandoned is the time since its last byte after which nobody can still be
	// writing a file.
	abandoned = 48 * time.Hour
)

// ready makes the folder if it was never there. One that was there and went
// away is not made anew: its disk is not mounted, and the files would land on
// another.
func (d *Dir) ready() error {
	_, err := os.Stat(d.path)
	if errors.Is(err, fs.ErrNotExist) {
		if d.there.Load() {
			return d.fail(storeOp, err)
		}
		err = os.MkdirAll(d.path, 0o777)
	}
	if err != nil {
		return d.fail(storeOp, err)
	}
	d.there.Store(true)
	d.tidied.Do(d.tidy)
	return nil
}

// tidy removes what a process that was killed while storing left behind.
func (d *Dir) tidy() {
	half, err := filepath.Glob(filepath.Join(d.path, putPattern))
	if err != nil {
		return
	}
	for _, path := range half {
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > abandoned {
			os.Remove(path) // what cannot be removed is tried again at the next start
		}
	}
}

// absent says that a file is not there, or that its whole folder went away.
func (d *Dir) absent(digest string) error {
	_, err := os.Stat(d.path)
	switch {
	case err == nil:
		d.there.Store(true)
	case d.there.Load():
		return d.fail(readOp, err)
	}
	return Missing(digest)
}

// fail says what was being done to the folder. A fault stays what it is.
func (d *Dir) fail(op string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	message := diskError
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		message = diskFull
	case op == storeOp && (errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)):
		message = readOnly
	case errors.Is(err, fs.ErrNotExist):
		message = folderGone
	}
	return &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: d.path}, Message: message, Err: err}
}
