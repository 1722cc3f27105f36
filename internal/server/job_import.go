package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
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
	in, err := transfer.ReadInventory(name, &anywhere{f: f}, f.Size(), transfer.InventoryOptions{
		Mapping: r.params.Mapping, Sheet: r.params.Sheet, HeaderRow: r.params.Header,
		Progress: func(rows int) { r.task.Report("reading rows", uint64(rows), 0) },
	})
	if err != nil {
		return res, err
	}
	rep := newImport(r)
	rep.Mapping = string(in.Mapping.Encode())
	message := "inventory " + name
	err = r.write(rep, "import inventory", message, func(st app.State) ([]model.Op, error) {
		plan, err := in.Plan(st.Snapshot, r.call.lease.NewID, func(done, all int) { r.task.Report("comparing rows", uint64(done), uint64(all)) })
		if err != nil {
			return nil, err
		}
		rep.Inventory, rep.Entries = transfer.PlanDocument(plan), plan.Rows
		if rep.DryRun {
			rep.Reading = in.Reading(st.Snapshot.Schema())
		}
		return plan.Ops, nil
	}, nil)
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
	rep := newImport(r)
	err = r.write(rep, "import text", "", func(st app.State) ([]model.Op, error) {
		read, err := transfer.ReadFolder(fsys, name, st.Snapshot, r.call.lease.NewID, transfer.FolderOptions{
			Partial: r.params.Partial, Progress: func(done, all int) { r.task.Report("reading files", uint64(done), uint64(all)) },
		})
		if err != nil {
			return nil, err
		}
		rep.Entries = read.Items
		return read.Ops, nil
	}, func() (err error) {
		r.task.Report("storing files of evidence", 0, 0)
		rep.Files, rep.Damaged, err = transfer.TakeFiles(r.ctx, r.files, fsys)
		r.call.lease.FilesChanged()
		return err
	})
	return r.imported(rep, transfer.LocateFiles(err))
}

func (r *jobRun) importLines() (res api.JobResult, err error) {
	f, _, err := r.source()
	if err != nil {
		return res, err
	}
	defer f.Close()
	rep := newImport(r)
	var lines *transfer.Lines
	err = r.write(rep, "import", "", func(st app.State) ([]model.Op, error) {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		var err error
		lines, err = transfer.ReadLines(r.ctx, f, st.Snapshot, transfer.LineOptions{
			NewID:    r.call.lease.NewID,
			Key:      func(k model.Kind) model.Key { return r.call.lease.NextKey(st.Snapshot, k) },
			Progress: func(n int) { r.task.Report("reading steps", uint64(n), 0) },
		})
		if err != nil {
			return nil, err
		}
		rep.Entries = lines.Count
		return lines.Ops, nil
	}, nil)
	if err == nil && !rep.DryRun {
		rep.Given = lines.Given(rep.done)
	}
	return r.imported(rep, answer.LocateLines(err))
}

// importing is the report of an import that runs.
type importing struct {
	api.ImportReport
	done []*model.Commit
}

func newImport(r *jobRun) *importing {
	return &importing{ImportReport: api.ImportReport{
		DryRun: r.params.DryRun, Commits: []api.Commit{}, Items: []api.ItemChange{}, Given: []api.Given{}, Damaged: []string{},
	}}
}

// mostChanges bounds the items of a dry run that are listed.
const mostChanges = 100_000

// write carries an import out, or says what it would do. ops makes it on a
// state, once more if others were faster; before is done before anything is
// written, if it is not nil.
func (r *jobRun) write(rep *importing, label, message string, ops func(app.State) ([]model.Op, error), before func() error) error {
	if r.params.Message != "" {
		message = r.params.Message
	}
	lease := r.call.lease
	for attempt := 1; ; attempt++ {
		st, err := lease.Head(r.ctx)
		if err != nil {
			return err
		}
		list, err := ops(st)
		if err != nil {
			return err
		}
		rep.Head, rep.Ops = st.Snapshot.Commit(), len(list)
		if rep.DryRun {
			return r.plan(rep, st, list)
		}
		if before != nil {
			if err := before(); err != nil {
				return err
			}
			before = nil
		}
		if len(list) == 0 {
			return nil
		}
		if err := r.lastLook(); err != nil {
			return err
		}
		r.task.Report("writing", 0, uint64(len(list)))
		// What has begun to be written is written to its end.
		done, err := transfer.Write(context.WithoutCancel(r.ctx), lease, app.Change{
			Author: r.call.caller.name, Label: label, Message: message, Ops: list, Expected: st.Snapshot.Commit(),
			Allow: func(at *model.Snapshot, ops []model.Op) error { return decideOps(r.call, at, ops) },
		}, nil, 0)
		if len(done) > 0 {
			lease.Wrote(r.ctx)
		}
		if err == nil {
			rep.wrote(done)
			return nil
		}
		if len(done) > 0 || fault.KindOf(err) != fault.Conflict || attempt == keyAttempts {
			return err
		}
	}
}

func (rep *importing) wrote(done []*model.Commit) {
	rep.done = done
	for _, c := range done {
		rep.Commits = append(rep.Commits, answer.Commit(c))
		rep.Head = c.Number
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

// plan says what ops would make different.
func (r *jobRun) plan(rep *importing, st app.State, ops []model.Op) error {
	if len(ops) == 0 {
		return nil
	}
	after, err := r.call.lease.Plan(r.ctx, st, ops)
	if err != nil || rep.Inventory != nil { // a plan of its own says more
		return err
	}
	diff := model.Compare(st.Snapshot, after.Snapshot)
	rep.Changed = len(diff.Items)
	diff.Items = diff.Items[:min(len(diff.Items), mostChanges)]
	rep.Items = answer.ItemChanges(diff)
	return nil
}

// imported leaves the whole report as the file of the job, and its beginning as
// the result.
func (r *jobRun) imported(rep *importing, err error) (api.JobResult, error) {
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
func (r *jobRun) afterAll(rep *importing, err error) error {
	if len(rep.Commits) == 0 {
		return err
	}
	return &fault.Error{Kind: fault.KindOf(err), Op: "do a job", Message: "everything was imported, but the report could not be kept", Err: err}
}

// mostResult is how many bytes of a result are kept with the job.
const mostResult = 48 << 10
