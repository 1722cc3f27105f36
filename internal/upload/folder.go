package upload

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// record is the content of ID.json; times are milliseconds since 1970.
type record struct {
	ID        string `json:"id"`
	Owner     string `json:"owner"`
	Project   string `json:"project"`
	Size      int64  `json:"size"`
	Digest    string `json:"digest,omitempty"`
	Name      string `json:"name,omitempty"`
	MediaType string `json:"media_type,omitempty"`
	Offset    int64  `json:"offset"`
	Begun     int64  `json:"begun"`
	Touched   int64  `json:"touched"`
	Finished  string `json:"finished,omitempty"`
}

const (
	idBytes    = 16
	jsonSuffix = ".json"
	newSuffix  = ".json.new"
	// maxRecord bounds what is read of an ID.json; none that we write is longer.
	maxRecord = 16 << 10
	// keptFinished is how many finished uploads of one owner are remembered.
	keptFinished = 64
)

func (u *Uploads) newID() (string, error) {
	var b [idBytes]byte
	if _, err := io.ReadFull(u.conf.Random, b[:]); err != nil {
		return "", fault.Wrap(fault.Unavailable, "draw an id for an upload", err)
	}
	return hex.EncodeToString(b[:]), nil
}

func isID(s string) bool {
	return len(s) == hex.EncodedLen(idBytes) && strings.Trim(s, "0123456789abcdef") == ""
}

func (u *Uploads) data(id string) string { return filepath.Join(u.conf.Folder, id) }

// save replaces ID.json, durably.
func (u *Uploads) save(r record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	tmp := u.data(r.ID) + newSuffix
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(tmp, u.data(r.ID)+jsonSuffix)
	}
	if err != nil {
		os.Remove(tmp) // what stays of it is a stray
		return err
	}
	return syncDir(u.conf.Folder)
}

// load reads the record of an upload; NotFound if there is none that can be
// used.
func (u *Uploads) load(id string) (record, error) {
	none := &fault.Error{Kind: fault.NotFound, Subject: id}
	f, err := os.Open(u.data(id) + jsonSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(u.conf.Folder); err != nil {
			return record{}, u.fail(statusOp, err)
		}
		return record{}, none
	}
	if err != nil {
		return record{}, u.fail(statusOp, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxRecord))
	if err != nil {
		return record{}, u.fail(statusOp, err)
	}
	var r record
	if json.Unmarshal(b, &r) != nil || r.ID != id || r.Offset < 0 || r.Offset > r.Size {
		return record{}, none
	}
	if r.Finished != "" {
		return r, nil
	}
	info, err := os.Lstat(u.data(id))
	switch {
	case err != nil || !info.Mode().IsRegular():
		return record{}, none
	case info.Size() < r.Offset:
		r.Offset = info.Size() // the disk lost bytes that it had acknowledged
	}
	return r, nil
}

// records gives all uploads of the folder, by id.
func (u *Uploads) records() ([]record, error) {
	entries, err := os.ReadDir(u.conf.Folder)
	if err != nil {
		return nil, u.fail("list the uploads", err)
	}
	var all []record
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), jsonSuffix)
		if !ok || !isID(id) {
			continue
		}
		r, err := u.load(id)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// strays removes old files that belong to no upload: leftovers of a crash, or
// uploads whose other file is damaged or gone.
func (u *Uploads) strays() error {
	entries, err := os.ReadDir(u.conf.Folder)
	if err != nil {
		return u.fail("list the uploads", err)
	}
	for _, e := range entries {
		id, _, _ := strings.Cut(e.Name(), ".")
		if !isID(id) {
			continue
		}
		info, err := e.Info()
		if err != nil || u.conf.Clock().Sub(info.ModTime()) < u.conf.Silence+time.Hour {
			continue
		}
		release, ok := u.locks.try(id)
		if !ok {
			continue
		}
		if _, err = u.load(id); fault.KindOf(err) == fault.NotFound {
			err = u.drop(id)
		}
		release()
		if err != nil {
			return u.fail("remove what is left of an upload", err)
		}
	}
	return nil
}

// drop removes all files of an upload.
func (u *Uploads) drop(id string) error {
	var all []error
	for _, suffix := range []string{jsonSuffix, newSuffix, ""} {
		if err := os.Remove(u.data(id) + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// forget drops the oldest finished uploads of an owner beyond keptFinished.
func (u *Uploads) forget(owner string) error {
	all, err := u.records()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r record) bool { return r.Owner != owner || r.Finished == "" })
	slices.SortStableFunc(all, func(a, b record) int { return cmp.Compare(b.Touched, a.Touched) })
	for _, r := range all[min(len(all), keptFinished):] {
		if err := u.drop(r.ID); err != nil {
			return u.fail("forget a finished upload", err)
		}
	}
	return nil
}

// fail says what was being done to the folder. A fault stays what it is.
func (u *Uploads) fail(op string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	message := "the folder of uploads cannot be used; check its permissions and its disk"
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		message = "the disk is full; make space on it, then go on from the offset that the upload has reached"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		message = "the folder of uploads may not be written; give the service permission to write it, or mount its disk for writing"
	case errors.Is(err, fs.ErrNotExist):
		message = "the folder of uploads or a file in it is gone; mount its disk again, or begin the upload anew"
	}
	return &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: u.conf.Folder}, Message: message, Err: err}
}

// syncDir makes new names in a folder durable.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	// Some file systems do not sync folders; the file itself is synced.
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
