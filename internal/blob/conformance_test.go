package blob_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/blob/blobtest"
)

// spec: EVID-1, EVID-2, EVID-3, EVID-4, EVID-5, EVID-7
func TestAFolderKeepsThePromisesOfAStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Subject {
		dir := filepath.Join(t.TempDir(), "evidence", "files")
		path := func(digest string) string { return filepath.Join(dir, strings.TrimPrefix(digest, blob.Prefix)) }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		changed := time.Now().Add(-time.Hour)
		return blobtest.Subject{
			Store: blob.Open(dir),
			Other: func() blob.Store { return blob.Open(dir) },
			Overwrite: func(digest string, content []byte) {
				must(os.Chmod(path(digest), 0o666))
				must(os.WriteFile(path(digest), content, 0o666))
				// Old enough to be remembered, and later than the last time.
				changed = changed.Add(time.Second)
				must(os.Chtimes(path(digest), changed, changed))
			},
			Remove: func(digest string) { must(os.Remove(path(digest))) },
			Names: func() []string {
				var names []string
				entries, _ := os.ReadDir(dir)
				for _, e := range entries {
					if e.Name() != "verified" {
						names = append(names, e.Name())
					}
				}
				return names
			},
		}
	})
}
