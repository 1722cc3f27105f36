package backup

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cordon-ot/cordon/internal/fault"
)

// WriteFile writes a backup of src to a new file that only its owner may read,
// and, if verify is given, reads it again with Verify. The file has its name
// only when it is whole, durable and, if asked for, verified; until then it
// lies beside it. Conflict if there is a file of this name, which stays as it
// is. Errors are those of Write and Verify.
func WriteFile(ctx context.Context, path string, src Source, o Options, verify *ReadOptions) (sum Summary, err error) {
	if _, err := os.Lstat(path); err == nil {
		return sum, exists(path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return sum, fileFail(path, err)
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".part-*") // made with mode 0600
	if err != nil {
		return sum, fileFail(path, err)
	}
	defer func() {
		err = errors.Join(err, fileFail(path, closeQuietly(f)))
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if o.Folder == "" {
		o.Folder = dir
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if sum, err = Write(ctx, w, src, o); err != nil {
		return Summary{}, err
	}
	if err := errors.Join(w.Flush(), f.Sync()); err != nil {
		return Summary{}, fileFail(path, err)
	}
	if verify != nil {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return Summary{}, fileFail(path, err)
		}
		if _, err := Verify(ctx, f, *verify); err != nil {
			return Summary{}, &fault.Error{Kind: fault.KindOf(err), Op: writeOp, Subject: path, Message: "the backup was written, but does not stand the check and was removed", Err: err}
		}
	}
	// A link is not made over a file that came meanwhile, as a rename is.
	if err := os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return Summary{}, exists(path)
	} else if err != nil {
		if err := os.Rename(f.Name(), path); err != nil { // a file system without links
			return Summary{}, fileFail(path, err)
		}
	} else if err := os.Remove(f.Name()); err != nil {
		return Summary{}, fileFail(path, err)
	}
	return sum, fileFail(path, syncFolder(dir))
}

func exists(path string) error {
	return &fault.Error{Kind: fault.Conflict, Op: writeOp, Subject: path, Message: "there is a file of this name already; choose another name or move it away"}
}

func closeQuietly(f *os.File) error {
	if err := f.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return nil
}

func fileFail(path string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	kind := fault.Unavailable
	if errors.Is(err, fs.ErrNotExist) {
		kind = fault.NotFound
	}
	return &fault.Error{Kind: kind, Op: writeOp, Subject: path, Message: "this place cannot be used; check that the folder is there, its permissions and the space on its disk", Err: err}
}

// syncFolder makes a new name in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some systems cannot sync a folder; there the name is durable with the file.
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
