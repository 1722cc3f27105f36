package answer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/template"
	"github.com/cordon-ot/cordon/internal/trace"
)

// drawn is the view of a plant written in the fixture language. Evidence with
// the digest of ones is present, any other file is missing.
func drawn(t *testing.T, date, text string) (*plant.Plant, *View) {
	t.Helper()
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	basis := capability.BasisFor(lib, model.Empty())
	p, err := plant.Reader{Seal: func(s *model.Snapshot) plant.Prints { return trace.NewPrints(basis, s) }}.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	files := func(digest string) trace.FileState {
		if strings.HasPrefix(digest, "sha256:11") {
			return trace.FilePresent
		}
		return trace.FileMissing
	}
	return p, NewView(app.State{Snapshot: p.Snapshot, Date: date, Label: "head"}, basis, trace.Context{Files: files}, nil)
}

// asked lends an explainer for the length of a test.
func asked(t *testing.T, v *View) *explainer {
	t.Helper()
	x, done := v.explain()
	t.Cleanup(done)
	return x
}

// sample is the record of a sample plant: its commits lie 30 days apart, the
// first on 2026-03-02.
type sample struct {
	project *app.Project
	fsys    fs.FS
}

// hall is the turbine hall, made once for all tests, which must not change it.
func hall(t *testing.T) *sample {
	t.Helper()
	s, err := turbineHall()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var turbineHall = sync.OnceValues(func() (*sample, error) {
	fsys, err := template.FS("turbine-hall")
	if err != nil {
		return nil, err
	}
	steps, err := template.Steps("turbine-hall")
	if err != nil {
		return nil, err
	}
	var days atomic.Int64
	clock := func() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).AddDate(0, 0, int(days.Load())) }
	read, err := text.Read(fsys, "turbine-hall", model.Empty(), text.Options{})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	p, err := app.Create(ctx, inMemory(clock), app.Genesis{Author: "anna", Ops: read.Ops})
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		days.Add(30)
		head, err := p.Head(ctx)
		if err != nil {
			return nil, err
		}
		read, err := text.Read(step.FS, "turbine-hall", head.Snapshot, text.Options{Mode: text.Partial})
		if err != nil {
			return nil, err
		}
		if _, err := p.Commit(ctx, app.Change{Author: step.Author, Label: step.Label, Message: step.Message, Ops: read.Ops}); err != nil {
			return nil, err
		}
	}
	return &sample{p, fsys}, nil
})

// inMemory is a project in memory whose identities are the same in each run.
func inMemory(clock func() time.Time) app.Config {
	lib, err := standard.Shipped()
	if err != nil {
		panic(err)
	}
	return app.Config{Store: memory.New(), Library: lib, Clock: clock, Random: rand.NewChaCha8([32]byte{1}), Zone: time.LoadLocation}
}

// view is a state of the sample, judged by 2026-12-01.
func (s *sample) view(t *testing.T, ref string) *View {
	t.Helper()
	st, err := s.project.At(context.Background(), ref)
	if err != nil {
		t.Fatal(err)
	}
	st.Date = "2026-12-01"
	return NewView(st, s.project.Basis(st.Snapshot), trace.Context{Files: s.file}, nil)
}

// file says whether the file of a digest is there and as it was.
func (s *sample) file(digest string) trace.FileState {
	name := strings.TrimPrefix(digest, "sha256:")
	data, err := fs.ReadFile(s.fsys, "files/"+name)
	if err != nil {
		return trace.FileMissing
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != name {
		return trace.FileChanged
	}
	return trace.FilePresent
}

func TestAnAssessmentOfAnotherStateOrDayIsLeftAside(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	mine := gap.Assess(v.Input())
	if got := NewView(v.State, v.Basis, v.Evidence, mine).Assessment(); got != mine {
		t.Error("the assessment of this very state was made again")
	}
	other := s.view(t, "commit 1")
	if got := NewView(v.State, v.Basis, v.Evidence, other.Assessment()).Assessment(); got.Snapshot() != v.Snapshot() {
		t.Errorf("given that of commit 1: got the assessment of commit %d, want that of %d", got.Snapshot().Commit(), v.Snapshot().Commit())
	}
	late := v.State
	late.Date = "2030-01-01"
	if got := NewView(late, v.Basis, v.Evidence, mine).Assessment(); got.Date() != late.Date {
		t.Errorf("given that of %s: got the assessment of %s, want %s", v.State.Date, got.Date(), late.Date)
	}
}

// It is worth most with the race detector.
func TestOneViewAnswersManyAtOnceAndAlwaysTheSame(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	ask := func(v *View) []any {
		levels, err1 := Levels(v, LevelOptions{Items: []string{"ZON-1", "AST-1", "PRD-1"}, Why: true})
		found, err2 := Check(v, CheckOptions{})
		layers, err3 := Defence(v, DefenceOptions{Zone: "ZON-2"})
		return []any{levels, err1, found, err2, layers, err3}
	}
	want := ask(s.view(t, "head"))
	var wait sync.WaitGroup
	for range 2 * idleMost {
		wait.Go(func() {
			if got := ask(v); !reflect.DeepEqual(got, want) {
				t.Error("asked at the same time as others: got another answer than alone")
			}
		})
	}
	wait.Wait()
	if len(v.idle) == 0 || len(v.idle) > idleMost {
		t.Errorf("got %d explainers kept, want 1 to %d", len(v.idle), idleMost)
	}
}

func TestAnExplainerIsLentToOneAtATime(t *testing.T) {
	v := hall(t).view(t, "head")
	a, backA := v.explain()
	backA()
	b, backB := v.explain()
	c, backC := v.explain()
	if a != b {
		t.Error("one that was given back was not lent again")
	}
	if b == c {
		t.Error("one explainer was lent to two")
	}
	backB()
	backC()
}

func TestFindingsAreRememberedForTheSameOptionsOnly(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	with := FindingOptions{Library: s.project.Library(), TimeZone: time.UTC}
	a, b := v.Findings(with), v.Findings(with)
	if len(a) == 0 || &a[0] != &b[0] {
		t.Error("the same question was worked out twice")
	}
	c := v.Findings(FindingOptions{})
	if len(c) > 0 && &c[0] == &a[0] {
		t.Error("without a library: got what was remembered with one")
	}
}
