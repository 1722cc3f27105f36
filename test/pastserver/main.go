// Command pastserver is the server with a clock that is late, for journeys of
// the web app that need a record with a past: what is done while it runs is
// recorded as of some days ago. It is a program of its own so that the real one
// has no way to date a commit back.
//
//	CORDON_AGO=192h go run ./test/pastserver serve --data FOLDER --listen 127.0.0.1:8099
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/cordon-ot/cordon/internal/cli"
	"github.com/cordon-ot/cordon/internal/serve"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
)

func main() {
	ago, err := time.ParseDuration(os.Getenv("CORDON_AGO"))
	if err != nil || ago <= 0 {
		fmt.Fprintln(os.Stderr, "pastserver: set CORDON_AGO to how late the clock is, such as 192h")
		os.Exit(2)
	}
	os.Exit(run(ago))
}

// run carries the command line out and gives its status.
func run(ago time.Duration) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	late := func() time.Time { return time.Now().Add(-ago) }
	return cli.Run(ctx, os.Args[1:], cli.Env{
		Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Now: late, Random: rand.Reader, Zone: time.LoadLocation, Server: server{now: late}, Version: "0.0.0-past",
	})
}

// server serves by a clock that is late; it does nothing else.
type server struct {
	cli.Server
	now func() time.Time
}

// Serve implements cli.Server.
func (s server) Serve(ctx context.Context, set *settings.Server, run cli.ServeRun) error {
	lib, err := standard.Shipped()
	if err != nil {
		return err
	}
	env := serve.Env{Now: s.now, Random: rand.Reader, Zone: time.LoadLocation, Library: lib, Log: run.Log, Version: run.Version}
	return serve.RunWith(ctx, set, env, run.Out, serve.Sample(run.Sample))
}
