package app_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// spec: REC-8
func TestTheSavedSnapshotChangesNoAnswer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.cordon")
	s, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f := create(t, s)
	f.commit("import", func(m *app.Maker) {
		z := m.Create(model.KindZone, "Control", nil)
		for range 2500 { // enough to be saved
			f.must(m.Link(m.Create(model.KindAsset, "asset", model.Props{text("firmware", "1.0")}), model.In, z, nil))
		}
	})
	want := dump(f.head())
	f.must(f.Close())
	saved := sqlite.SnapshotPath(path)
	whole, err := os.ReadFile(saved)
	if err != nil {
		t.Fatalf("nothing was saved: %v", err)
	}
	// With the saved snapshot, with commits after it, with a damaged one, and
	// without any.
	for _, step := range []struct {
		name string
		do   func()
		edit bool
	}{
		{"as it was saved", func() {}, true},
		{"a commit behind", func() {}, true},
		{"two commits behind", func() {}, false},
		{"damaged", func() {
			damaged := append([]byte(nil), whole...)
			damaged[len(damaged)/2] ^= 1
			f.must(os.WriteFile(saved, damaged, 0o666))
		}, false},
		{"cut short", func() { f.must(os.WriteFile(saved, whole[:100], 0o666)) }, false},
		{"gone", func() { os.Remove(saved) }, false},
	} {
		step.do()
		p, s, err := openProject(t, path)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		st, err := p.Head(background)
		f.must(err)
		if got := dump(st.Snapshot); got != want {
			t.Fatalf("%s: %s", step.name, firstDifference(got, want))
		}
		checkStored(t, p, s)
		if step.edit {
			m := app.NewMaker(st.Snapshot, p.NewID)
			f.must(m.Set(mustKey(t, "AST-7"), "", model.Props{text("firmware", step.name)}))
			_, err := p.Commit(background, app.Change{Author: "a", Ops: m.Ops()})
			f.must(err)
			st, _ = p.Head(background)
			want = dump(st.Snapshot)
		}
		f.must(p.Close())
	}
}

// broken writes a saved snapshot, one row of which ends in nonsense. Its
// checksums are right, for the store makes them.
type broken struct{ *model.Snapshot }

func (b broken) WriteTo(w io.Writer) (int64, error) {
	var whole bytes.Buffer
	if _, err := b.Snapshot.WriteTo(&whole); err != nil {
		return 0, err
	}
	data := whole.Bytes()
	row := model.AppendRow(nil, b.Item(model.Node(b.Len()-1)))
	data[bytes.LastIndex(data, row)+21] = 99 // the number of links, revision, …
	n, err := w.Write(data)
	return int64(n), err
}

func TestSavedSnapshotThatNoProgramWroteIsNoticedAndReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.cordon")
	s, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f := create(t, s)
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Control", nil) })
	want := dump(f.head())
	f.must(s.SaveSnapshot(background, f.head().Commit(), broken{f.head()}))
	f.must(f.Close())

	p, _, err := openProject(t, path)
	f.must(err)
	st, err := p.Head(background)
	f.must(err)
	m := app.NewMaker(st.Snapshot, p.NewID)
	_ = m.Set(mustKey(t, "ZON-1"), "Hall", nil)
	_, err = p.Commit(background, app.Change{Author: "a", Ops: m.Ops()})
	if fault.KindOf(err) != fault.Unavailable && fault.KindOf(err) != fault.Invalid {
		t.Errorf("a commit on a damaged state: %v; want it refused", err)
	}
	if err := p.Close(); fault.KindOf(err) != fault.Unavailable || err == nil {
		t.Errorf("close: %v; want a word that the answers are not to be relied on", err)
	}

	p, _, err = openProject(t, path)
	f.must(err)
	st, err = p.Head(background)
	f.must(err)
	if got := dump(st.Snapshot); got != want || st.Snapshot.Damaged() {
		t.Errorf("opened again: %s", firstDifference(got, want))
	}
	f.must(p.Close())
}
