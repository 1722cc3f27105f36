package cli

import (
	"io"
	"time"

	"github.com/cordon-ot/cordon/internal/store"
)

// Env is what a run needs of the outside world. Every field is needed but those
// that say so.
type Env struct {
	Getenv  func(string) string
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Now     func() time.Time
	Random  io.Reader // identities and keys; secure outside tests
	Zone    func(name string) (*time.Location, error)
	Stores  Opener
	Server  Server
	Screen  Terminal
	Version string

	ConfigDir string // folder for saved logins; empty if there is none
	CacheDir  string // folder for states of servers; empty to keep none
	// Secret asks on the terminal for a text that is not shown. Nil where that
	// cannot be done; then it is read from Stdin.
	Secret func(prompt string) (string, error)
}

// Opener opens the databases that hold records. Errors are *fault.Error, as
// those of store.Store.
type Opener interface {
	// Open opens the project file at path, which must exist. A store opened
	// read-only works on a read-only disk.
	Open(path string, readOnly bool) (store.Store, error)
	// Create makes a new project file; Conflict if there is something at path.
	Create(path string) (store.Store, error)
	// Memory gives an empty store that ends with the process.
	Memory() store.Store
}

// Terminal says what the streams are connected to.
type Terminal struct {
	Out   bool // standard output is a terminal
	Err   bool // standard error is a terminal
	Width int  // columns of the terminal, 0 if not known
}
