package transfer_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/starter"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/transfer"
)

func newProject(t testing.TB) *app.Project {
	t.Helper()
	library, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.Create(background, app.Config{
		Store: memory.New(), Library: library, Clock: func() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) },
		Random: rand.NewChaCha8([32]byte{1}), Zone: time.LoadLocation,
	}, app.Genesis{Author: "a", Title: "Plant"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func names(part int) string { return fmt.Sprintf("call%d.hash", part) }

func zones(p *app.Project, n int) []model.Op {
	var ops []model.Op
	for i := range n {
		ops = append(ops, model.Op{Kind: model.OpCreate, Item: p.NewID(), Key: model.Key{Kind: model.KindZone, Number: uint32(i + 1)}, Title: "Zone"})
	}
	return ops
}

// spec: XFER-10
func TestPartsOfAChangeBearNamesOfTheirOwn(t *testing.T) {
	p := newProject(t)
	c := app.Change{Author: "a", Label: "import", Message: "all", Ops: zones(p, 10)}
	done, err := transfer.Write(background, p, c, names, 4)
	if err != nil || len(done) != 3 {
		t.Fatalf("%d commits, %v", len(done), err)
	}
	again, err := transfer.Done(background, p, names, 4)
	if err != nil || len(again) != 3 || again[2].Number != done[2].Number {
		t.Errorf("done before: %d commits, %v", len(again), err)
	}
	if none, err := transfer.Done(background, p, func(int) string { return "other.hash" }, 4); err != nil || len(none) != 0 {
		t.Errorf("another call: %d commits, %v", len(none), err)
	}
	st, _ := p.Head(background)
	if n := len(st.Snapshot.Item(0).Title); n == 0 || st.Snapshot.Len() != 11 {
		t.Errorf("%d items", st.Snapshot.Len())
	}
}

// spec: XFER-10
func TestACallThatWasBrokenOffBetweenPartsIsTold(t *testing.T) {
	p := newProject(t)
	ops := zones(p, 8)
	if _, err := p.Commit(background, app.Change{Author: "a", Label: "import", Message: "part 1 of 2", Ops: ops[:4], Once: names(1)}); err != nil {
		t.Fatal(err)
	}
	_, err := transfer.Done(background, p, names, 4)
	if fault.KindOf(err) != fault.Conflict || err == nil || !strings.Contains(err.Error(), "part 1 of 2") {
		t.Errorf("got %v", err)
	}
	// A whole change may have any message.
	if done, err := transfer.Done(background, p, names, 5); err != nil || len(done) != 1 {
		t.Errorf("a smaller commit: %d, %v", len(done), err)
	}
}

// spec: XFER-13
func TestAPackedFolderIsReadBackAsItWas(t *testing.T) {
	p := newProject(t)
	files := blob.Open(t.TempDir() + "/files")
	src, err := starter.Template("press-line")
	if err != nil {
		t.Fatal(err)
	}
	fresh := newEmpty(t)
	if _, err := src.Fill(background, fresh, starter.Options{Author: "a", Files: files}); err != nil {
		t.Fatal(err)
	}
	st, err := fresh.Head(background)
	if err != nil {
		t.Fatal(err)
	}
	var one, two bytes.Buffer
	for _, b := range []*bytes.Buffer{&one, &two} {
		if _, err := transfer.Pack(background, b, "line", st.Snapshot, transfer.HeaderOf(p.ID()), files, nil); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("packed twice, it is not the same")
	}
	fsys, err := unpack(t, t.TempDir(), one.Bytes(), transfer.Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	back, err := transfer.ReadFolder(fsys, "line", st.Snapshot, fresh.NewID, transfer.FolderOptions{})
	if err != nil || len(back.Ops) != 0 || back.Header.Project.String() != p.ID() {
		t.Errorf("read back: %d ops, %v, %v", len(back.Ops), back.Header, err)
	}
}

func newEmpty(t testing.TB) *app.Project {
	t.Helper()
	library, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.Create(background, app.Config{
		Store: memory.New(), Library: library, Clock: func() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) },
		Random: rand.NewChaCha8([32]byte{2}), Zone: time.LoadLocation,
	}, app.Genesis{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// spec: XFER-12
func TestOnlyWholeFilesOfEvidenceAreTaken(t *testing.T) {
	files := blob.Open(t.TempDir() + "/files")
	right := "sha256 is of this"
	digest, _, err := blob.Digest(strings.NewReader(right))
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Repeat("a", 64)
	fsys := fstest.MapFS{
		text.FilesFolder + "/" + strings.TrimPrefix(digest, blob.Prefix): {Data: []byte(right)},
		text.FilesFolder + "/" + wrong:                                   {Data: []byte("another")},
	}
	damaged, err := starter.StoreFiles(transfer.WholeFiles(background, files), fsys)
	if err != nil || len(damaged) != 1 || damaged[0] != text.FilesFolder+"/"+wrong {
		t.Errorf("damaged %v, %v", damaged, err)
	}
	if files.State(digest) != app.FilePresent || files.State(blob.Prefix+wrong) != app.FileMissing {
		t.Error("the wrong file was stored, or the right one was not")
	}
}
