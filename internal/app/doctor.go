package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
)

// DoctorReport says what Doctor found.
type DoctorReport struct {
	Commits uint64 // commits replayed
	Items   int    // items they lead to, retired ones included
	// Differences are sentences about what did not fit, the first
	// maxDifferences of them; Found counts all. None means a sound record.
	Differences []string
	Found       int
	Rebuilt     bool // the rows were written again
	// Snapshot is the state the log leads to.
	Snapshot *model.Snapshot
}

// maxDifferences bounds the list in a report: a record whose rows are all wrong
// has one cause.
const maxDifferences = 100

func (r *DoctorReport) differ(format string, a ...any) {
	r.Found++
	if len(r.Differences) < maxDifferences {
		r.Differences = append(r.Differences, fmt.Sprintf(format, a...))
	}
}

// Doctor examines the record in the store of cfg (its other fields may be
// zero, but for Progress): it replays the whole log, compares the tree over it
// with the stored hashes, and the state it leads to with the stored rows. With
// repair it rebuilds the rows if they differ.
//
// What cannot be repaired is an error of kind Invalid: a commit that cannot be
// read or replayed, or bytes that do not fit the stored tree. The project need
// not be open, and may be.
func Doctor(ctx context.Context, cfg Config, repair bool) (DoctorReport, error) {
	if cfg.Store == nil {
		return DoctorReport{}, fault.New(fault.Invalid, "examine the record", "the configuration lacks Store")
	}
	p := &Project{cfg: cfg}
	for {
		rep, err := p.examine(ctx, repair)
		if fault.KindOf(err) != fault.Conflict || err == nil {
			return rep, err
		}
		// Another process wrote meanwhile: examine the longer record.
	}
}

func (p *Project) examine(ctx context.Context, repair bool) (DoctorReport, error) {
	var rep DoctorReport
	head, root, err := p.cfg.Store.Head(ctx)
	if err != nil {
		return rep, err
	}
	s, err := p.rerun(ctx, head, root)
	if err != nil {
		return rep, err
	}
	rep.Commits, rep.Items, rep.Snapshot = head, s.Len(), s
	if err := p.compareRows(ctx, s, &rep); err != nil {
		return rep, err
	}
	if rep.Found == 0 || !repair {
		return rep, nil
	}
	err = p.cfg.Store.ReplaceRows(ctx, head, func(add func(store.Row) error) error {
		var body []byte
		for n := range model.Node(s.Len()) {
			body = model.AppendRow(body[:0], s.Item(n))
			if err := add(store.Row{Node: uint32(n), Body: body}); err != nil {
				return err
			}
		}
		return nil
	})
	rep.Rebuilt = err == nil
	return rep, err
}

// rerun replays the first head commits and checks that their bytes have the
// stored root.
func (p *Project) rerun(ctx context.Context, head uint64, root tlog.Hash) (*model.Snapshot, error) {
	s := model.Empty()
	if head == 0 {
		return s, nil
	}
	var tree ledger.Frontier
	var hashes []tlog.Hash
	err := p.cfg.Store.Commits(ctx, 1, head, func(n uint64, data []byte) error {
		hashes = tree.Add(tlog.RecordHash(data), hashes[:0])
		next, err := replayOne(s, n, data)
		if err != nil {
			return err
		}
		s = next
		p.progress("examining commits", n, head)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if tree.Root() != root {
		return nil, p.misfit(ctx, head)
	}
	return s, nil
}

// misfit names the first commit whose bytes do not fit the stored tree.
func (p *Project) misfit(ctx context.Context, head uint64) error {
	err := p.cfg.Store.Commits(ctx, 1, head, func(n uint64, data []byte) error {
		stored, err := p.cfg.Store.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(n)-1)})
		if err == nil && stored[0] != tlog.RecordHash(data) {
			err = damagedCommit(n, errors.New("its bytes do not fit the hash stored with it; restore the project from a backup"))
		}
		return err
	})
	if err == nil {
		err = fault.New(fault.Invalid, "examine the record", "the stored hashes do not fit each other; restore the project from a backup")
	}
	return err
}

// compareRows reports where the stored rows differ from state s. Conflict if
// the record went on meanwhile.
func (p *Project) compareRows(ctx context.Context, s *model.Snapshot, rep *DoctorReport) error {
	next := model.Node(0)
	var want []byte
	missing := func(to model.Node) {
		for ; next < to; next++ {
			rep.differ("%s: its row is missing", s.Key(next))
		}
	}
	head, err := p.cfg.Store.Rows(ctx, func(r store.Row) error {
		n := model.Node(r.Node)
		if int(n) >= s.Len() {
			missing(model.Node(s.Len()))
			rep.differ("there is a row of node %d, which the log does not lead to", r.Node)
			return nil
		}
		missing(n)
		next = n + 1
		if want = model.AppendRow(want[:0], s.Item(n)); !bytes.Equal(want, r.Body) {
			rep.differ("%s: %s", s.Key(n), describeRow(r.Body, s.Item(n)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if head != s.Commit() {
		return store.Moved("examine the record", s.Commit(), head)
	}
	missing(model.Node(s.Len()))
	return nil
}

// describeRow says how a stored row differs from the item the log leads to.
func describeRow(body []byte, want *model.Item) string {
	it, err := model.DecodeRow(body)
	switch {
	case err != nil:
		return "its row cannot be read"
	case it.Commit != want.Commit:
		return fmt.Sprintf("its row is of commit %d, the log says commit %d", it.Commit, want.Commit)
	}
	return "its row differs from what the log says"
}
