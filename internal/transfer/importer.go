package transfer

import (
	"context"
	"io"
	"io/fs"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/inventory"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/starter"
)

// Importer carries imports out, or says what they would do. Each goes the same
// way: what comes in is read and compared with the newest state, tried there,
// and committed; if somebody else was faster, it is compared anew.
type Importer struct {
	Service  app.Service
	Author   string
	Message  string                                         // of the commits; what an import says of itself if empty
	DryRun   bool                                           // say what would change and change nothing
	Allow    func(at *model.Snapshot, ops []model.Op) error // see app.Change; may be nil
	Begin    func() error                                   // asked before anything is committed; may be nil
	Stored   func()                                         // told when files of evidence were stored; may be nil
	Finish   bool                                           // what has begun to be written is written to its end, even if the context ends
	Attempts int                                            // how often it is tried if others are faster; once if 0
	Items    int                                            // how many items a dry run lists at most; all if 0
	Progress func(what string, done, all int)               // called now and then; may be nil
}

// Imported is the report of an import with what it was made from.
type Imported struct {
	api.ImportReport
	Plan   *inventory.Plan // of a list of assets
	Done   []*model.Commit // the commits of the report
	Before app.State       // what it was compared with
	After  app.State       // with DryRun: where it would lead
}

// task is what makes one import different from another.
type task struct {
	label   string
	message string
	ops     func(app.State) ([]model.Op, error) // made anew if somebody else was faster
	before  func() error                        // once, before anything is written; may be nil
	locate  func(error) error                   // gives faults of the model their places; may be nil
}

// Inventory takes a list of assets in; source is what the record calls it.
func (im *Importer) Inventory(ctx context.Context, in *Inventory, source string) (*Imported, error) {
	rep := im.report()
	rep.Mapping = string(in.Mapping.Encode())
	t := &task{label: "import inventory"}
	t.ops = func(st app.State) ([]model.Op, error) {
		plan, err := in.Plan(st.Snapshot, im.Service.NewID, im.step("comparing rows"))
		if err != nil {
			return nil, err
		}
		rep.Plan, rep.Inventory, rep.Entries = plan, PlanDocument(plan), plan.Rows
		if im.DryRun {
			rep.Reading = in.Reading(st.Snapshot.Schema())
		}
		t.message = withCorrections(nonEmpty(im.Message, "inventory "+source), plan)
		return plan.Ops, nil
	}
	return im.run(ctx, rep, t)
}

// Folder takes in a text folder, which messages call name, with its files of
// evidence.
func (im *Importer) Folder(ctx context.Context, fsys fs.FS, name string, o FolderOptions, files starter.Files) (*Imported, error) {
	rep := im.report()
	o.Progress = im.step("reading files")
	return im.run(ctx, rep, &task{
		label: "import text", message: im.Message, locate: LocateFiles,
		ops: func(st app.State) ([]model.Op, error) {
			read, err := ReadFolder(fsys, name, st.Snapshot, im.Service.NewID, o)
			if err != nil {
				return nil, err
			}
			rep.Entries = read.Items
			return read.Ops, nil
		},
		before: func() (err error) {
			im.step("storing files of evidence")(0, 0)
			n := &counted{Files: files}
			rep.Damaged, err = starter.StoreFiles(n, fsys)
			rep.Damaged, rep.Files = texts(rep.Damaged), n.taken
			if im.Stored != nil {
				im.Stored()
			}
			return err
		},
	})
}

// counted counts the files of evidence that are taken.
type counted struct {
	starter.Files
	taken int
}

// Adopt implements starter.Files.
func (c *counted) Adopt(digest string, r io.Reader) (bool, error) {
	whole, err := c.Files.Adopt(digest, r)
	if whole {
		c.taken++
	}
	return whole, err
}

// Steps takes in steps, one a line; key gives keys as in LineOptions.
func (im *Importer) Steps(ctx context.Context, r io.ReadSeeker, key func(*model.Snapshot, model.Kind) model.Key) (*Imported, error) {
	rep := im.report()
	var lines *Lines
	_, err := im.run(ctx, rep, &task{label: "import", message: im.Message, locate: answer.LocateLines, ops: func(st app.State) ([]model.Op, error) {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		var err error
		step := im.step("reading steps")
		lines, err = ReadLines(ctx, r, st.Snapshot, LineOptions{
			NewID: im.Service.NewID, Key: func(k model.Kind) model.Key { return key(st.Snapshot, k) }, Progress: func(n int) { step(n, 0) },
		})
		if err != nil {
			return nil, err
		}
		rep.Entries = lines.Count
		return lines.Ops, nil
	}})
	if err == nil && !im.DryRun {
		rep.Given = lines.Given(rep.Done)
	}
	return rep, err
}

func (im *Importer) report() *Imported {
	return &Imported{ImportReport: api.ImportReport{
		DryRun: im.DryRun, Commits: []api.Commit{}, Items: []api.ItemChange{}, Given: []api.Given{}, Damaged: []string{},
	}}
}

func (im *Importer) step(what string) func(done, all int) {
	return func(done, all int) {
		if im.Progress != nil {
			im.Progress(what, done, all)
		}
	}
}

// run carries an import out, or says what it would do. What comes beside an
// error is what was done until then.
func (im *Importer) run(ctx context.Context, rep *Imported, t *task) (*Imported, error) {
	err := im.attempts(ctx, rep, t)
	if err != nil && t.locate != nil {
		err = t.locate(err)
	}
	return rep, err
}

func (im *Importer) attempts(ctx context.Context, rep *Imported, t *task) error {
	for attempt := 1; ; attempt++ {
		st, err := im.Service.Head(ctx)
		if err != nil {
			return err
		}
		ops, err := t.ops(st)
		if err != nil {
			return err
		}
		rep.Before, rep.Head, rep.Ops = st, st.Snapshot.Commit(), len(ops)
		if im.DryRun {
			return im.plan(ctx, rep, ops)
		}
		if t.before != nil {
			if err := t.before(); err != nil {
				return err
			}
			t.before = nil
		}
		if len(ops) == 0 {
			return nil
		}
		if im.Begin != nil {
			if err := im.Begin(); err != nil {
				return err
			}
		}
		im.step("writing")(0, len(ops))
		writing := ctx
		if im.Finish {
			writing = context.WithoutCancel(ctx)
		}
		done, err := Write(writing, im.Service, app.Change{
			Author: im.Author, Label: t.label, Message: t.message, Ops: ops, Expected: st.Snapshot.Commit(), Allow: im.Allow,
		}, nil, 0)
		rep.Done = done
		for _, c := range done {
			rep.Commits, rep.Head = append(rep.Commits, answer.Commit(c)), c.Number
		}
		if err == nil || len(done) > 0 || fault.KindOf(err) != fault.Conflict || attempt >= im.Attempts {
			return err
		}
	}
}

// plan says what ops would make different.
func (im *Importer) plan(ctx context.Context, rep *Imported, ops []model.Op) (err error) {
	rep.After = rep.Before
	if len(ops) == 0 {
		return nil
	}
	if rep.After, err = im.Service.Plan(ctx, rep.Before, ops); err != nil || rep.Inventory != nil { // a plan of its own says more
		return err
	}
	diff := model.Compare(rep.Before.Snapshot, rep.After.Snapshot)
	rep.Changed = len(diff.Items)
	if im.Items > 0 {
		diff.Items = diff.Items[:min(len(diff.Items), im.Items)]
	}
	rep.Items = answer.ItemChanges(diff)
	return nil
}
