package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

// spec: REC-10
func TestSQLiteKeepsThePromisesOfAStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store { return create(t) },
		func(t testing.TB, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Fatalf("Close: %v", err)
			}
			return open(t, s.(*Store).path, Options{})
		})
}

// create makes a project in a fresh folder, closed at the end of the test.
func create(t testing.TB) *Store {
	t.Helper()
	s, err := Create(filepath.Join(t.TempDir(), "plant.cordon"))
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// open opens a project, closed at the end of the test.
func open(t testing.TB, path string, opts Options) *Store {
	t.Helper()
	s, err := Open(path, opts)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
