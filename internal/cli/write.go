package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Edit is a change in the making: a maker of ops and the state it stands on.
type Edit struct {
	*app.Maker
	State   app.State
	Project app.Service
}

// Written says what a command changed.
type Written struct {
	Commit *model.Commit // nil if there was nothing to change
	Before app.State
	After  app.State
	Files  []string // of a text folder: those written or removed
	folder string
}

// maxAttempts bounds how often a change is made again because somebody else
// was given its keys first.
const maxAttempts = 50

// Write makes a change and commits it. label says what is meant, fn makes the
// ops; without any nothing is committed. For a text folder the files are
// written. If another program was given the keys of new items first, fn is
// called again on the state as it is then.
func (ss *Session) Write(ctx context.Context, label string, fn func(e *Edit) error) (*Written, error) {
	o, author, err := ss.writer(ctx)
	if err != nil {
		return nil, err
	}
	for range maxAttempts - 1 {
		w, made, err := ss.attempt(ctx, o, author, label, fn)
		if !keysTaken(err, made) {
			return w, err
		}
	}
	w, _, err := ss.attempt(ctx, o, author, label, fn)
	return w, err
}

// writer opens the project for a change and names who makes it.
func (ss *Session) writer(ctx context.Context) (*opened, string, error) {
	if ss.flags.At != "" {
		return nil, "", fault.New(fault.Invalid, "change the project", "--at looks at the past and changes are made to the present; leave it out")
	}
	author, err := ss.signer(ctx)
	if err != nil {
		return nil, "", err
	}
	o, err := ss.open(ctx, writing)
	return o, author, err
}

// begin is asked before a change is committed.
func (ss *Session) begin(o *opened) error {
	if o.folder == nil || ss.flags.RewriteComments {
		return nil
	}
	return o.folder.refuseComments()
}

// wrote looks at the state that a change has led to; for a text folder it
// writes the files.
func (w *Written) wrote(ctx context.Context, o *opened) (err error) {
	if w.After, err = o.service.Head(ctx); err != nil || o.folder == nil {
		return err
	}
	w.folder = o.path
	w.Files, err = o.folder.write(w.After.Snapshot)
	return err
}

// keysTaken reports whether a change was refused for nothing but this: keys it
// gave to its new items were given to others in the meantime.
func keysTaken(err error, made []model.Op) bool {
	if err == nil {
		return false
	}
	mine := map[string]bool{}
	for _, op := range made {
		if op.Kind == model.OpCreate {
			mine[op.Key.String()] = true
		}
	}
	return !slices.ContainsFunc(spread(err), func(f *fault.Error) bool {
		return f.Kind != fault.Conflict || !mine[f.Subject]
	})
}

// attempt makes a change on the newest state and commits it. made are the ops
// of the maker, which gives new items the next free keys.
func (ss *Session) attempt(ctx context.Context, o *opened, author, label string, fn func(e *Edit) error) (w *Written, made []model.Op, err error) {
	before, err := o.service.Head(ctx)
	if err == nil {
		err = ss.dated(&before)
	}
	if err != nil {
		return nil, nil, err
	}
	e := &Edit{Maker: app.NewMaker(before.Snapshot, o.service.NewID), State: before, Project: o.project}
	if err := fn(e); err != nil {
		return nil, nil, err
	}
	w = &Written{Before: before, After: before}
	ops := e.Ops()
	if len(ops) == 0 {
		return w, nil, nil
	}
	if err := ss.begin(o); err != nil {
		return nil, nil, err
	}
	commits, err := app.CommitInParts(ctx, o.service, app.Change{
		Author: author, Label: label, Message: ss.flags.Message, Ops: ops, Expected: before.Snapshot.Commit(),
	}, 0)
	if err != nil {
		return nil, ops, err
	}
	w.Commit = commits[len(commits)-1]
	if err := w.wrote(ctx, o); err != nil {
		return nil, nil, err
	}
	return w, nil, nil
}

// Author names who makes a change.
func (ss *Session) Author() (string, error) {
	for _, name := range []string{ss.flags.Author, ss.env.Getenv("USER"), ss.env.Getenv("LOGNAME"), ss.env.Getenv("USERNAME")} {
		if name = strings.TrimSpace(name); name != "" {
			return name, nil
		}
	}
	return "", fault.New(fault.Invalid, "find the author", "a change needs its author; say who you are with --author NAME or CORDON_AUTHOR")
}

// Report ends a writing command: lines for people and what was committed, or
// with --json one document, the facts of more beside the commit.
func (ss *Session) Report(w *Written, more map[string]any, lines ...string) error {
	if ss.flags.JSON {
		doc := orderedMap{{"commit", commitHead(w)}}
		if w.folder != "" {
			doc = append(doc, field{"files", nonNil(w.Files)})
		}
		return ss.JSON(append(doc, sortedFields(more)...))
	}
	for _, l := range lines {
		ss.Printf("%s", l)
	}
	ss.Printf("%s", w.sentence())
	return nil
}

// sentence says what was written.
func (w *Written) sentence() string {
	switch {
	case w.Commit == nil:
		return "Nothing to change."
	case w.folder != "" && len(w.Files) == 0:
		return "The folder " + w.folder + " says so already."
	case w.folder != "":
		return fmt.Sprintf("Wrote %s in %s: %s.", count(len(w.Files), "file", "files"), w.folder, shortList(w.Files, 5))
	}
	return fmt.Sprintf("Commit %d (%s) by %s.", w.Commit.Number, w.Commit.Label, w.Commit.Author)
}

// commitHead gives the commit for JSON: null if nothing was committed, or if
// the project is a text folder, which has none.
func commitHead(w *Written) *api.Commit {
	if w.Commit == nil || w.folder != "" {
		return nil
	}
	return commitOf(w.Commit)
}

func commitOf(c *model.Commit) *api.Commit {
	d := answer.Commit(c)
	return &d
}

// count prints a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// shortList joins the first of a list and says how many more there are.
func shortList(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), len(list)-most)
}
