package template_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/template"
	"github.com/cordon-ot/cordon/internal/trace"
)

// today is the day the samples are judged by in these tests.
const today = "2026-12-01"

// sample is a sample with the state after each of its commits.
type sample struct {
	t      *testing.T
	fsys   fs.FS
	basis  capability.Basis
	states []*model.Snapshot
}

func open(t *testing.T, name string) *sample {
	t.Helper()
	fsys, err := template.FS(name)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s := &sample{t: t, fsys: fsys, basis: capability.BasisFor(lib, model.Empty())}
	s.commit(fsys, text.Complete)
	steps, err := template.Steps(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		s.commit(step.FS, text.Partial)
	}
	return s
}

// commit applies a folder to the last state and remembers the fingerprints of
// the links it makes.
func (s *sample) commit(fsys fs.FS, mode text.Mode) {
	s.t.Helper()
	p, err := text.Read(fsys, "sample", s.now(), text.Options{Mode: mode})
	if err != nil {
		s.t.Fatal(err)
	}
	s.apply(p.Ops)
}

func (s *sample) apply(ops []model.Op) {
	s.t.Helper()
	b := model.NewBuilder(s.now(), s.now().Commit()+1, time.Time{}, model.Options{})
	b.Apply(ops)
	for _, f := range b.Faults() {
		s.t.Fatalf("commit %d: %v", s.now().Commit()+1, f)
	}
	state := b.Snapshot()
	prints := trace.NewPrints(s.basis, state)
	for _, op := range ops {
		if op.Kind != model.OpLink || !state.Schema().Verb(op.Verb).Suspect {
			continue
		}
		from, _ := state.ByID(op.Item)
		to, _ := state.ByID(op.To)
		b.Confirm(from, op.Verb, to, prints.Link(from, op.Verb, to))
	}
	s.states = append(s.states, b.Snapshot())
}

func (s *sample) now() *model.Snapshot {
	if len(s.states) == 0 {
		return model.Empty()
	}
	return s.states[len(s.states)-1]
}

// assess judges the state after a commit, from 1.
func (s *sample) assess(commit int) *gap.Project {
	return gap.Assess(gap.Input{Basis: s.basis, Snapshot: s.states[commit-1], Context: trace.Context{Date: today, Files: s.file}})
}

// file says whether the file of a digest is there and as it was.
func (s *sample) file(digest string) trace.FileState {
	name := strings.TrimPrefix(digest, "sha256:")
	data, err := fs.ReadFile(s.fsys, "files/"+name)
	if errors.Is(err, fs.ErrNotExist) {
		return trace.FileMissing
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != name {
		return trace.FileChanged
	}
	return trace.FilePresent
}

func (s *sample) node(key string) model.Node {
	s.t.Helper()
	k, err := model.ParseKey(key)
	if err != nil {
		s.t.Fatal(err)
	}
	n, ok := s.now().ByKey(k)
	if !ok {
		s.t.Fatalf("%s is not there", key)
	}
	return n
}

// known reports whether a reference names a row of a shipped catalogue.
func known(s *sample, ref string) bool {
	r, err := standard.ParseRef(ref)
	if err != nil {
		return false
	}
	lib, err := standard.Shipped()
	if err != nil {
		s.t.Fatal(err)
	}
	_, ok := lib.Lookup(r)
	return ok
}
