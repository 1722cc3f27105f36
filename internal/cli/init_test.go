package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/starter"
	"github.com/cordon-ot/cordon/internal/trace"
)

func TestEvidenceFilesOfAFolderAreTakenAsTheyAreAndLinksAreNot(t *testing.T) {
	sum := func(text string) string { h := sha256.Sum256([]byte(text)); return hex.EncodeToString(h[:]) }
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "files")
	files := filepath.Join(from, "files")
	outside := filepath.Join(t.TempDir(), "secret")
	for path, text := range map[string]string{
		filepath.Join(files, sum("report")): "report",
		filepath.Join(files, sum("photo")):  "another photo",
		filepath.Join(files, "notes.txt"):   "no evidence",
		outside:                             "secret",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(files, sum("secret"))); err != nil {
		t.Skip("links cannot be made here:", err)
	}
	changed, err := starter.StoreFiles(blob.Open(to), os.DirFS(from))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"files/" + sum("photo")}; !slices.Equal(changed, want) {
		t.Errorf("changed %v, want %v", changed, want)
	}
	for text, want := range map[string]trace.FileState{
		"report": trace.FilePresent, "photo": trace.FileChanged, "secret": trace.FileMissing, "no evidence": trace.FileMissing,
	} {
		if got := blob.Open(to).State(blob.Prefix + sum(text)); got != want {
			t.Errorf("%s: state %v, want %v", text, got, want)
		}
	}

	elsewhere := t.TempDir()
	if err := os.Symlink(files, filepath.Join(elsewhere, "files")); err != nil {
		t.Fatal(err)
	}
	if changed, err := starter.StoreFiles(blob.Open(filepath.Join(to, "2")), os.DirFS(elsewhere)); err != nil || changed != nil {
		t.Errorf("a folder that is a link: changed %v, %v; want nothing taken", changed, err)
	}
}
