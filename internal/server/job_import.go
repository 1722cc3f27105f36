package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

// source opens the file that an import reads.
func (r *jobRun) source() (f blob.File, name string, err error) {
	if f, err = r.files.OpenSeeker(r.params.File); err != nil {
		return nil, "", err
	}
	if name = r.params.Name; name == "" {
		name = "the file"
	}
	return f, name, nil
}

// anywhere reads a file at any place.
type anywhere struct {
	mu sync.Mutex
	f  blob.File
}

// ReadAt implements io.ReaderAt.
func (a *anywhere) ReadAt(p []byte, off int64) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if off >= a.f.Size() {
		return 0, io.EOF
	}
	if _, err := a.f.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(a.f, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

func (r *jobRun) importInventory() (res api.JobResult, err error) {
	f, name, err := r.source()
	if err != nil {
		return res, err
	}
	defer f.Close()
	o := transfer.InventoryOptions{
		Sheet: r.params.Sheet, HeaderRow: r.params.Header,
		Progress: func(rows int) { r.task.Report("reading rows", uint64(rows), 0) },
	}
	if r.params.Mapping != "" {
		o.Mapping = []byte(r.params.Mapping)
	}
	if o.Corrections, err = transfer.Corrections(r.params.Corrections); err != nil {
		return res, err
	}
	in, err := transfer.ReadInventory(name, &anywhere{f: f}, f.Size(), o)
	if err != nil {
		return res, err
	}
	rep, err := r.importer().Inventory(r.ctx, in, name)
	return r.imported(rep, err)
}

func (r *jobRun) importText() (res api.JobResult, err error) {
	f, name, err := r.source()
	if err != nil {
		return res, err
	}
	defer f.Close()
	dir, err := r.task.Folder()
	if err != nil {
		return res, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return res, fault.Wrap(fault.Unavailable, "open the folder of the job", err)
	}
	defer root.Close()
	const unpacked = "unpacked"
	if err := root.Mkdir(unpacked, 0o700); err != nil {
		return res, fault.Wrap(fault.Unavailable, "open the folder of the job", err)
	}
	defer root.RemoveAll(unpacked) //nolint:errcheck // the runner removes the whole folder in the end
	below, err := root.OpenRoot(unpacked)
	if err != nil {
		return res, fault.Wrap(fault.Unavailable, "open the folder of the job", err)
	}
	defer below.Close()
	r.task.Report("unpacking", 0, 0)
	fsys, err := transfer.Unpack(r.ctx, name, &anywhere{f: f}, f.Size(), below, transfer.Bounds{})
	if err != nil {
		return res, err
	}
	im := r.importer()
	im.Stored = r.call.lease.FilesChanged
	rep, err := im.Folder(r.ctx, fsys, name, transfer.FolderOptions{Partial: r.params.Partial}, transfer.WholeFiles(r.ctx, r.files))
	return r.imported(rep, err)
}

func (r *jobRun) importLines() (res api.JobResult, err error) {
	f, _, err := r.source()
	if err != nil {
		return res, err
	}
	defer f.Close()
	rep, err := r.importer().Steps(r.ctx, f, r.call.lease.NextKey)
	return r.imported(rep, err)
}

// mostChanges bounds the items of a dry run that are listed.
const mostChanges = 100_000

// importer imports in the name of the job's owner.
func (r *jobRun) importer() *transfer.Importer {
	return &transfer.Importer{
		Service: r.call.lease, Author: r.call.caller.name, Message: r.params.Message, DryRun: r.params.DryRun,
		Allow: func(at *model.Snapshot, ops []model.Op) error { return decideOps(r.call, at, ops) },
		Begin: r.lastLook, Finish: true, Attempts: keyAttempts, Items: mostChanges,
		Progress: func(what string, done, all int) { r.task.Report(what, uint64(done), uint64(all)) },
	}
}

// lastLook asks once more, before anything is written, whether the job goes on
// and its owner may have it done.
func (r *jobRun) lastLook() error {
	if err := r.ctx.Err(); err != nil {
		return &fault.Error{Kind: fault.Unavailable, Op: "do a job", Message: "the job was stopped; nothing was written", Err: context.Cause(r.ctx)}
	}
	c, err := r.s.jobCall(r.ctx, r.task, r.kind)
	if err == nil {
		err = unwrapStatus(refuseRetired(c))
	}
	return err
}

// imported leaves the whole report as the file of the job, and its beginning as
// the result.
func (r *jobRun) imported(rep *transfer.Imported, err error) (api.JobResult, error) {
	if len(rep.Done) > 0 {
		r.call.lease.Wrote(r.ctx)
	}
	if err != nil {
		return api.JobResult{}, err
	}
	out, err := r.task.Create("import.json", "application/json")
	if err != nil {
		return api.JobResult{}, err
	}
	w := bufio.NewWriterSize(out, 64<<10)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := errors.Join(e.Encode(&rep.ImportReport), w.Flush()); err != nil {
		return api.JobResult{}, r.afterAll(rep, err)
	}
	return api.JobResult{Import: transfer.Shorten(&rep.ImportReport, mostResult)}, nil
}

// afterAll says that an import was carried out though its report was not.
func (r *jobRun) afterAll(rep *transfer.Imported, err error) error {
	if len(rep.Commits) == 0 {
		return err
	}
	return &fault.Error{Kind: fault.KindOf(err), Op: "do a job", Message: "everything was imported, but the report could not be kept", Err: err}
}

// mostResult is how many bytes of a result are kept with the job.
const mostResult = 48 << 10
