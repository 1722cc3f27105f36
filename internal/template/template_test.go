package template_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/template"
	"github.com/cordon-ot/cordon/internal/trace"
)

func names() []string {
	var out []string
	for _, i := range template.List() {
		out = append(out, i.Name)
	}
	return out
}

func TestTheSamplesAreListedByName(t *testing.T) {
	if got, want := names(), []string{"press-line", "turbine-hall"}; !slices.Equal(got, want) {
		t.Fatalf("List() names %q, want %q", got, want)
	}
	for _, i := range template.List() {
		if i.Title == "" || i.Description == "" {
			t.Errorf("%s: title %q, description %q; both must be there", i.Name, i.Title, i.Description)
		}
	}
}

func TestAnUnknownNameGivesTheNamesThereAre(t *testing.T) {
	for _, ask := range []func() error{
		func() error { _, err := template.FS("boiler"); return err },
		func() error { _, err := template.Steps("boiler"); return err },
	} {
		err := ask()
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("asking for \"boiler\": kind %v (%v), want %v", fault.KindOf(err), err, fault.NotFound)
		}
		for _, name := range names() {
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("asking for \"boiler\": %v, want a sentence that names %s", err, name)
			}
		}
	}
}

func TestSizesAreThoseOfTheList(t *testing.T) {
	for _, i := range template.List() {
		s := open(t, i.Name).states[0]
		if got := count(s, model.KindAsset); got != i.Assets {
			t.Errorf("%s has %d assets, the list says %d", i.Name, got, i.Assets)
		}
		if got := count(s, model.KindZone); got != i.Zones {
			t.Errorf("%s has %d zones, the list says %d", i.Name, got, i.Zones)
		}
	}
}

func count(s *model.Snapshot, k model.Kind) int {
	n := 0
	for range s.OfKind(k) {
		n++
	}
	return n
}

// TestEverythingResolves opens each sample with every step: open fails on any
// fault of the reader and of the model, which knows every reference and every
// row.
//
// spec: PLANT-3
func TestEverythingResolves(t *testing.T) {
	for _, name := range names() {
		s := open(t, name)
		steps, err := template.Steps(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(steps) == 0 {
			t.Errorf("%s has no steps, so no history", name)
		}
		for i, step := range steps {
			if step.Author == "" || step.Label == "" || step.Message == "" {
				t.Errorf("%s, step %d: author %q, label %q, message %q; none may be blank", name, i+1, step.Author, step.Label, step.Message)
			}
		}
		for n := range model.Node(s.now().Len()) {
			for _, p := range s.now().Item(n).Props {
				if p.Value.Type() == model.Row && !known(s, p.Value.Text()) {
					t.Errorf("%s: %s names the row %q, which is none", name, s.now().Item(n).Key, p.Value.Text())
				}
			}
		}
	}
}

func TestExportingASampleChangesNothing(t *testing.T) {
	for _, name := range names() {
		fsys, err := template.FS(name)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := text.Load(fsys, name, text.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = text.Write(s, text.Header{}, func(path string, data []byte) error {
			if strings.HasPrefix(path, "record") {
				return nil // identities, which a sample gets when it is imported
			}
			want, err := fs.ReadFile(fsys, path)
			if err != nil || !bytes.Equal(data, want) {
				t.Errorf("%s: %s is written otherwise than it was read (%v)", name, path, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryRowThatATargetAsksForIsAllocated is rules, section 1.
func TestEveryRowThatATargetAsksForIsAllocated(t *testing.T) {
	for _, name := range names() {
		s := open(t, name)
		for _, p := range s.assess(1).Places {
			key := s.states[0].Item(p.Node).Key
			for i, r := range p.Rows {
				row := s.basis.Rows()[i]
				asked := row.Level <= p.Target.At(row.FR)
				if asked != (r.Allocation != model.NoNode) {
					t.Errorf("%s: %s at %s with target %v: asked for %v, allocated %v", name, row.Ref.Code, key, p.Target, asked, !asked)
				}
			}
		}
	}
}

// TestFilesHaveTheirDigests looks both ways: a file nobody names would be dead
// weight, and only the turbine hall may have a file changed and one missing.
func TestFilesHaveTheirDigests(t *testing.T) {
	for _, name := range names() {
		s := open(t, name)
		var changed, missing []string
		named := map[string]bool{}
		for n := range s.now().OfKind(model.KindEvidence) {
			digest := s.now().Item(n).Props.Value("digest").Text()
			named[strings.TrimPrefix(digest, "sha256:")] = true
			switch s.file(digest) {
			case trace.FileChanged:
				changed = append(changed, s.now().Item(n).Key.String())
			case trace.FileMissing:
				missing = append(missing, s.now().Item(n).Key.String())
			}
		}
		want := 0
		if name == "turbine-hall" {
			want = 1
		}
		if len(changed) != want || len(missing) != want {
			t.Errorf("%s: changed files of %v, missing files of %v, want %d of each", name, changed, missing, want)
		}
		list, err := fs.ReadDir(s.fsys, text.FilesFolder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if !named[f.Name()] {
				t.Errorf("%s: no evidence names the file %s", name, f.Name())
			}
		}
	}
}
