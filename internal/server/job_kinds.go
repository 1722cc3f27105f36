package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

// jobKind is what is known of a kind of job.
type jobKind struct {
	action access.Action                              // what somebody has to be allowed to start it, and to read what it left
	writes bool                                       // it changes the project
	params []string                                   // members of api.JobParams that have a meaning for it
	needs  func(*Server) bool                         // whether this server can do it; nil for always
	run    func(*jobRun) (res api.JobResult, e error) // does it
}

// kindsOfJob are the kinds there are. It is filled at the start, for the
// functions in it look things up in it.
var kindsOfJob map[string]jobKind

func init() {
	imports := []string{"file", "upload", "name", "message", "dry_run"}
	with := func(more ...string) []string { return append(slices.Clone(imports), more...) }
	kindsOfJob = map[string]jobKind{
		"import-inventory": {action: access.Import, writes: true, params: with("mapping", "sheet"), run: (*jobRun).importInventory},
		"import-text":      {action: access.Import, writes: true, params: with("partial"), run: (*jobRun).importText},
		"import-ndjson":    {action: access.Import, writes: true, params: imports, run: (*jobRun).importLines},
		"export-text":      {action: access.Export, params: []string{"at"}, run: (*jobRun).exportText},
		"export-ndjson":    {action: access.Export, params: []string{"at"}, run: (*jobRun).exportLines},
		"export-log":       {action: access.ReadProofs, run: (*jobRun).exportLog},
		"doctor":           {action: access.ManageProject, params: []string{"repair"}, needs: func(s *Server) bool { return s.cfg.Examine != nil }, run: (*jobRun).doctor},
	}
}

// refuseOthers refuses parameters that have no meaning for the kind.
func (k *jobKind) refuseOthers(p *api.JobParams) error {
	var given map[string]any
	if err := json.Unmarshal(mustJSON(p), &given); err != nil {
		return fault.Wrap(fault.Internal, "read the parameters of a job", err)
	}
	var errs []error
	for name := range given {
		if !slices.Contains(k.params, name) {
			errs = append(errs, badField("body/params/"+name, "%s has no meaning for this kind of job; leave it out", name))
		}
	}
	return errors.Join(errs...)
}

// jobKinds tells the runner how jobs are done.
func (s *Server) jobKinds() {
	if s.cfg.Jobs == nil {
		return
	}
	for name, k := range kindsOfJob {
		if k.needs != nil && !k.needs(s) {
			continue
		}
		s.cfg.Jobs.Register(name, func(ctx context.Context, t *job.Task) (any, error) { return s.runJob(ctx, t, k) })
	}
}

// jobRun is a job that runs.
type jobRun struct {
	s      *Server
	ctx    context.Context //nolint:containedctx // the job itself, as its function sees it
	task   *job.Task
	call   *call // its owner in the project, as of now
	params api.JobParams
	files  blob.Store
}

// runJob does a job in the name of its owner, if he may have it done now.
func (s *Server) runJob(ctx context.Context, t *job.Task, k jobKind) (any, error) {
	r := &jobRun{s: s, ctx: ctx, task: t}
	if err := json.Unmarshal(t.Params, &r.params); err != nil {
		return nil, fault.Wrap(fault.Internal, "read the parameters of a job", err)
	}
	var err error
	if r.call, err = s.jobCall(ctx, t, k); err != nil {
		return nil, err
	}
	if k.writes {
		if err := refuseRetired(r.call); err != nil {
			return nil, unwrapStatus(err)
		}
	}
	if r.call.lease, err = s.cfg.Host.Acquire(ctx, t.Project); err != nil {
		return nil, err
	}
	defer r.call.lease.Release()
	if r.files, err = r.call.lease.Files(); err != nil {
		return nil, err
	}
	res, err := k.run(r)
	if err != nil {
		return nil, unwrapStatus(err)
	}
	return res, nil
}

// jobCall is the owner of a job as a caller: his role may have changed since he
// asked for it.
func (s *Server) jobCall(ctx context.Context, t *job.Task, k jobKind) (*call, error) {
	u, err := s.cfg.Accounts.User(ctx, t.Owner)
	if err != nil {
		return nil, err
	}
	if u.Disabled {
		return nil, fault.New(fault.Denied, "do a job", "the user who asked for this may no longer sign in")
	}
	roles, err := s.cfg.Accounts.Memberships(ctx, t.Owner)
	if err != nil {
		return nil, err
	}
	c := &call{id: "job-" + t.ID, action: k.action}
	c.caller.user, c.caller.name = u.ID, u.Name
	if c.caller.name == "" {
		c.caller.name = u.Login
	}
	c.caller.who = access.Who{SignedIn: true, Admin: u.Admin, Project: t.Project}
	for i := range roles {
		if roles[i].Project == t.Project {
			c.caller.who.Grant = &roles[i].Grant
		}
	}
	if c.verdict = access.Decide(c.caller.who, k.action); !c.verdict.Allowed {
		return nil, fault.New(fault.Denied, "do a job", "who asked for this may no longer have it done: %s", c.verdict.Why)
	}
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e host.Entry) bool { return e.ID == t.Project })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "do a job", "the project of this job is gone")
	}
	c.entry = all[i]
	return c, nil
}

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
		Mapping: r.params.Mapping, Sheet: r.params.Sheet,
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
	c, err := r.s.jobCall(r.ctx, r.task, kindsOfJob[r.task.Kind])
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

// state finds the state that an export is of.
func (r *jobRun) state() (app.State, error) { return r.call.lease.At(r.ctx, r.params.At) }

func (r *jobRun) exportText() (res api.JobResult, err error) {
	st, err := r.state()
	if err != nil {
		return res, err
	}
	key := r.call.entry.Key
	out, err := r.task.Create(key+".tar.gz", "application/gzip")
	if err != nil {
		return res, err
	}
	packed, err := transfer.Pack(r.ctx, out, key, st.Snapshot, transfer.HeaderOf(r.call.lease.ID()), r.files,
		func(n int) { r.task.Report("writing files", uint64(n), 0) })
	if err != nil {
		return res, err
	}
	rep := &api.ExportReport{Commit: st.Snapshot.Commit(), Items: st.Snapshot.Len(), Files: packed.Files, Missing: []string{}, Lacking: len(packed.Missing)}
	rep.Missing = append(rep.Missing, packed.Missing[:min(len(packed.Missing), 1000)]...)
	return api.JobResult{Export: rep}, nil
}

func (r *jobRun) exportLines() (res api.JobResult, err error) {
	st, err := r.state()
	if err != nil {
		return res, err
	}
	out, err := r.task.Create(r.call.entry.Key+".ndjson", ndjson)
	if err != nil {
		return res, err
	}
	w := bufio.NewWriterSize(out, 64<<10)
	all := st.Snapshot.Len()
	pick := &picker{s: st.Snapshot, kinds: model.Kinds(), live: true, retired: true}
	slices.Sort(pick.kinds)
	count, line := 0, []byte(nil)
	for n, err := range pick.all(r.ctx, model.NoNode) {
		if err != nil {
			return res, err
		}
		line = append(answer.AppendItem(line[:0], st.Snapshot, n, nil), '\n')
		if _, err := w.Write(line); err != nil {
			return res, err
		}
		if count++; count%lookEvery == 0 {
			r.task.Report("writing items", uint64(count), uint64(all))
		}
	}
	end := append(mustJSON(api.BulkEnd{End: api.BulkCount{Items: count, Commit: st.Snapshot.Commit()}}), '\n')
	if _, err := w.Write(end); err != nil {
		return res, err
	}
	return api.JobResult{Export: &api.ExportReport{Commit: st.Snapshot.Commit(), Items: count, Missing: []string{}}}, w.Flush()
}

func (r *jobRun) exportLog() (res api.JobResult, err error) {
	e := audit.Event{
		Kind: audit.LogExported, Subject: r.call.entry.Key, Project: r.call.entry.ID, Actor: r.call.caller.user, ActorName: r.call.caller.name,
	}
	if err := r.s.cfg.Audit.Record(r.ctx, e); err != nil {
		return res, err
	}
	st, err := r.call.lease.Head(r.ctx)
	if err != nil {
		return res, err
	}
	key, err := r.call.lease.VerifierKey()
	if err != nil {
		return res, err
	}
	out, err := r.task.Create(r.call.entry.Key+".log", "application/octet-stream")
	if err != nil {
		return res, err
	}
	r.task.Report("writing the log", 0, st.Snapshot.Commit())
	w := bufio.NewWriterSize(out, 64<<10)
	if err := r.call.lease.ExportLog(r.ctx, w); err != nil {
		return res, err
	}
	return api.JobResult{Export: &api.ExportReport{Commit: st.Snapshot.Commit(), Missing: []string{}, Verifier: key}}, w.Flush()
}

func (r *jobRun) doctor() (res api.JobResult, err error) {
	word := "no"
	if r.params.Repair {
		word = "yes"
	}
	e := audit.Event{
		Kind: audit.DoctorRun, Subject: r.call.entry.Key, Project: r.call.entry.ID, Actor: r.call.caller.user, ActorName: r.call.caller.name,
		Details: map[string]string{"repair": word},
	}
	if err := r.s.cfg.Audit.Record(r.ctx, e); err != nil {
		return res, err
	}
	rep, err := r.s.cfg.Examine(r.ctx, r.task.Project, r.params.Repair, r.task.Report)
	if err != nil {
		return res, err
	}
	d := &api.DoctorReport{
		Commits: rep.Commits, Items: rep.Items, Found: rep.Found, Rebuilt: rep.Rebuilt, Differences: words(rep.Differences),
		Evidence: api.EvidenceCheck{Changed: []string{}, Missing: []string{}},
	}
	return api.JobResult{Doctor: d}, r.checkFiles(&d.Evidence)
}

// checkFiles reads every file that evidence of the newest state records.
func (r *jobRun) checkFiles(d *api.EvidenceCheck) error {
	st, err := r.call.lease.Head(r.ctx)
	if err != nil {
		return err
	}
	recorded := recordedFiles(st.Snapshot)
	digests := make([]string, 0, len(recorded))
	for digest := range recorded {
		digests = append(digests, digest)
	}
	slices.Sort(digests)
	const most = 100
	for i, digest := range digests {
		r.task.Report("reading files of evidence", uint64(i), uint64(len(digests)))
		if err := r.ctx.Err(); err != nil {
			return err
		}
		into := &d.Missing
		switch r.files.Check(digest) {
		case app.FilePresent:
			d.Present++
			continue
		case app.FileChanged:
			into = &d.Changed
		}
		if d.Wrong++; len(*into) < most {
			*into = append(*into, digest)
		}
	}
	r.call.lease.FilesChanged()
	return nil
}
