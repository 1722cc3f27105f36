// Command cordon keeps the record of an industrial site's IEC 62443
// engineering. Run "cordon --help".
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"syscall"
	"time"
	_ "time/tzdata" // days are counted in the project's time zone, on any machine

	"github.com/cordon-ot/cordon/internal/cli"
	"github.com/cordon-ot/cordon/internal/serve"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// version is set by the build (-ldflags "-X main.version=1.2.3").
var version = "development"

func main() { os.Exit(run(os.Args[1:], getenv)) }

// getenv reads the environment. Services and containers often leave out who is
// signed in; the account says it then.
func getenv(name string) string {
	v := os.Getenv(name)
	if v != "" || name != "USER" {
		return v
	}
	if account, err := user.Current(); err == nil {
		return account.Username
	}
	return ""
}

// run wires the program to the machine and gives its exit status.
func run(args []string, getenv func(string) string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first interrupt, or the word of a service manager, ends the command in order, the second one at once.
	context.AfterFunc(ctx, stop)
	return cli.Run(ctx, args, environment(getenv))
}

func environment(getenv func(string) string) cli.Env {
	return cli.Env{
		Getenv: getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Now: time.Now, Random: rand.Reader, Zone: time.LoadLocation,
		Stores: stores{}, Server: servers{}, Screen: screen(), Version: version,
		ConfigDir: below(os.UserConfigDir()), CacheDir: below(os.UserCacheDir()), Secret: secret,
	}
}

// below gives our folder in one that the system names, empty if it names none.
func below(dir string, err error) string {
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "cordon")
}

// servers runs servers with the databases this program is built with.
type servers struct{}

// Serve implements cli.Server.
func (servers) Serve(ctx context.Context, s *settings.Server, run cli.ServeRun) error {
	env, err := serverEnv(run.Version, run.Log)
	if err != nil {
		return err
	}
	return serve.RunWith(ctx, s, env, run.Out, serve.Sample(run.Sample))
}

// stores opens the databases this program is built with.
type stores struct{}

// Open implements cli.Opener.
func (stores) Open(path string, readOnly bool) (store.Store, error) {
	return opened(sqlite.Open(path, sqlite.Options{ReadOnly: readOnly}))
}

// Create implements cli.Opener.
func (stores) Create(path string) (store.Store, error) { return opened(sqlite.Create(path)) }

// Memory implements cli.Opener.
func (stores) Memory() store.Store { return memory.New() }

// opened keeps a nil *sqlite.Store from becoming a store that is not nil.
func opened(s *sqlite.Store, err error) (store.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
