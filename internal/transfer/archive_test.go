package transfer_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/transfer"
)

// entry is one entry of an archive of a test.
type entry struct {
	name, content string
	kind          byte // of tar; 0 for a file
}

func tarOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.content)), Typeflag: e.kind}
		if e.kind == 0 {
			h.Typeflag = tar.TypeReg
		} else {
			h.Linkname, h.Size = e.content, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, e.content); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.kind == tar.TypeSymlink {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, e.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unpack unpacks an archive below dir/in.
func unpack(t testing.TB, dir string, data []byte, b transfer.Bounds) (fs.FS, error) {
	t.Helper()
	in := filepath.Join(dir, "in")
	if err := os.MkdirAll(in, 0o700); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return transfer.Unpack(context.Background(), "hall", bytes.NewReader(data), int64(len(data)), root, b)
}

var header = entry{name: "hall/cordon.yaml", content: "format: 1\n"}

// spec: XFER-18
func TestAnArchiveOfATextFolderIsUnpackedInEveryForm(t *testing.T) {
	entries := []entry{header, {name: "./hall/zone.yaml", content: "{}"}, {name: "hall/.git/config", content: "x"}, {name: "hall/files/" + strings.Repeat("a", 64), content: "e"}}
	for name, data := range map[string][]byte{"tar": tarOf(t, entries...), "tar.gz": gzipped(t, tarOf(t, entries...)), "zip": zipOf(t, entries...)} {
		fsys, err := unpack(t, t.TempDir(), data, transfer.Bounds{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var found []string
		_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				found = append(found, p)
			}
			return err
		})
		if want := []string{"cordon.yaml", "files/" + strings.Repeat("a", 64), "zone.yaml"}; !slices.Equal(found, want) {
			t.Errorf("%s: got %q, want %q", name, found, want)
		}
	}
}

// spec: XFER-18
func TestHostileArchivesAreRefusedAndNothingLeavesTheFolder(t *testing.T) {
	small := transfer.Bounds{Bytes: 1 << 20, Texts: 1 << 16, Entries: 50, Depth: 3}
	var many []entry
	for i := range 60 {
		many = append(many, entry{name: "hall/x" + strings.Repeat("y", i), content: "z"})
	}
	zeros := strings.Repeat("\x00", 2<<20)
	hex := strings.Repeat("b", 64)
	for name, c := range map[string]struct {
		data []byte
		say  string
	}{
		"a path out":            {tarOf(t, header, entry{name: "../evil", content: "x"}), "no name within a folder"},
		"a path out in the mid": {tarOf(t, header, entry{name: "hall/../../evil", content: "x"}), "no name within a folder"},
		"an absolute path":      {tarOf(t, header, entry{name: "/tmp/evil", content: "x"}), "no name within a folder"},
		"a Windows path":        {zipOf(t, header, entry{name: `..\evil`, content: "x"}), ""},
		"a drive":               {tarOf(t, header, entry{name: `c:evil`, content: "x"}), "no name within a folder"},
		"a symlink":             {tarOf(t, header, entry{"hall/zone.yaml", "/etc/passwd", tar.TypeSymlink}), "only ordinary files"},
		"a symlink of ZIP":      {zipOf(t, header, entry{"hall/zone.yaml", "/etc/passwd", tar.TypeSymlink}), "only ordinary files"},
		"a hard link":           {tarOf(t, header, entry{"hall/zone.yaml", "/etc/passwd", tar.TypeLink}), "only ordinary files"},
		"a device":              {tarOf(t, header, entry{"hall/zone.yaml", "", tar.TypeChar}), "only ordinary files"},
		"the same twice":        {tarOf(t, header, header), "stands twice"},
		"too many":              {tarOf(t, append(many, header)...), "more than 50 entries"},
		"too many of ZIP":       {zipOf(t, append(many, header)...), "more than 50 entries"},
		"too deep":              {tarOf(t, header, entry{name: "hall/a/b/c/d", content: "x"}), "folders deep"},
		"a bomb":                {gzipped(t, tarOf(t, header, entry{name: "hall/files/" + hex, content: zeros})), "unpacks to more than"},
		"a bomb of ZIP":         {zipOf(t, header, entry{name: "hall/files/" + hex, content: zeros}), "unpacks to more than"},
		"a hidden bomb":         {gzipped(t, tarOf(t, entry{name: "hall/.x", content: zeros}, header)), "unpacks to more than"},
		"much text":             {zipOf(t, header, entry{name: "hall/zone.yaml", content: zeros[:1<<17]}), "texts of the archive"},
		"no project":            {tarOf(t, entry{name: "a.txt", content: "x"}), "no text folder"},
		"two projects":          {tarOf(t, header, entry{name: "b/cordon.yaml", content: "x"}), "2 text folders"},
		"nothing":               {nil, "empty"},
		"no archive":            {[]byte("this is a letter to somebody"), "no archive"},
		"half a gzip":           {gzipped(t, tarOf(t, header))[:30], "no archive"},
		"half a ZIP":            {zipOf(t, header)[:40], "no archive"},
	} {
		dir := t.TempDir()
		_, err := unpack(t, dir, c.data, small)
		if fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: got %v, want Invalid with %q", name, err, c.say)
		}
		if out, _ := os.ReadDir(dir); len(out) != 1 {
			t.Errorf("%s: beside the folder there is %v", name, out)
		}
	}
}

// spec: XFER-18
func TestAListOfEntriesThatIsMadeToBeHugeIsNotRead(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for range 400_000 {
		if _, err := w.CreateHeader(&zip.FileHeader{Name: "hall/" + strings.Repeat("n", 60)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := unpack(t, t.TempDir(), b.Bytes(), transfer.Bounds{}); err == nil || !strings.Contains(err.Error(), "more than 100000 entries") {
		t.Errorf("got %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(tarOf(f, header, entry{name: "hall/zone.yaml", content: "{}"}))
	f.Add(gzipped(f, tarOf(f, header)))
	f.Add(zipOf(f, header, entry{name: "../x", content: "y"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		_, err := unpack(t, dir, data, transfer.Bounds{Bytes: 1 << 20, Texts: 1 << 20, Entries: 100})
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Errorf("an internal fault: %v", err)
		}
		if out, _ := os.ReadDir(dir); len(out) != 1 {
			t.Errorf("beside the folder there is %v", out)
		}
	})
}
