// Command provider is an OpenID provider with two people in it, for journeys of
// the web app that sign in through one: the example of another project, with
// its own pages, keys and memory. It keeps nothing and is no part of the product.
//
//	go run ./test/provider http://localhost:8099/api/v1/sign-in/providers/plant/back
//
// It says where it is and what its people are called, and ends on SIGTERM.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "provider: name the address it sends browsers back to")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "provider:", err)
		os.Exit(1)
	}
}

// run serves until it is told to end.
func run(back string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the provider logs each request there
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	issuer := "http://" + l.Addr().String()
	people := storage.NewUserStore(issuer)
	clients := map[string]*storage.Client{"cordon": storage.WebClient("cordon", "client-secret", back)}
	s := &http.Server{
		Handler:           exampleop.SetupServer(issuer, storage.NewStorageWithClients(people, clients), nil, false),
		ReadHeaderTimeout: 10 * time.Second,
	}
	go func() {
		<-ctx.Done()
		_ = s.Close()
	}()
	first, second := people.GetUserByID("id1"), people.GetUserByID("id2")
	fmt.Printf("people %s %s %s\n", first.Username, second.Username, first.Password)
	fmt.Printf("provider is at %s\n", issuer)
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
