package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
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
