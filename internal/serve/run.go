package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/server"
	"github.com/cordon-ot/cordon/internal/settings"
)

const (
	// graceTime is how long requests that run may go on when the server stops.
	graceTime   = 20 * time.Second
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	answerTime  = 2 * time.Minute // streams set their own
	requestTime = 2 * time.Minute // uploads set their own
	headerBytes = 64 << 10
)

// OriginOf gives the address people use.
func OriginOf(s *settings.Server) string {
	if s.Origin != "" {
		return s.Origin
	}
	scheme := "http"
	if s.Secure() {
		scheme = "https"
	}
	name, port, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(name); name == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		name = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(name, port)
}

// Run serves until ctx ends, and then finishes what runs. out gets what people
// should see; the log goes elsewhere.
func Run(ctx context.Context, s *settings.Server, env Env, out io.Writer) error {
	return RunWith(ctx, s, env, out, nil)
}

// RunWith is Run with something to do once the server is open and before it
// listens, such as making a sample project.
func RunWith(ctx context.Context, s *settings.Server, env Env, out io.Writer, before func(context.Context, *Node) error) error {
	if err := s.Check(); err != nil {
		return err
	}
	// The port may be the system's choice, and addresses that are given out
	// name it: so it is known before anything else. Who connects now waits.
	l, s, err := listen(ctx, s)
	if err != nil {
		return err
	}
	defer l.Close() // it is closed already if it was served
	n, err := Open(ctx, s, env)
	if err != nil {
		return err
	}
	err = n.run(ctx, s, l, out, before)
	if ctx.Err() != nil && fault.KindOf(err) == fault.Unavailable {
		err = nil // it was told to stop while it started, and what it asked for then was not answered
	}
	return errors.Join(err, n.Close(context.Background()))
}

// listen opens the address and gives the settings with the port it has.
func listen(ctx context.Context, s *settings.Server) (net.Listener, *settings.Server, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return nil, nil, &fault.Error{
			Kind: fault.Unavailable, Op: "listen", Subject: s.Listen,
			Message: "the address cannot be used; another program may listen there, or it is not this machine's", Err: err,
		}
	}
	known := *s
	host, _, err := net.SplitHostPort(s.Listen)
	_, port, err2 := net.SplitHostPort(l.Addr().String())
	if err == nil && err2 == nil {
		known.Listen = net.JoinHostPort(host, port)
	}
	return l, &known, nil
}

func (n *Node) run(ctx context.Context, s *settings.Server, l net.Listener, out io.Writer, before func(context.Context, *Node) error) error {
	if before != nil {
		if err := before(ctx, n); err != nil {
			return err
		}
	}
	secrets, err := tlsConfig(s, n.layout, n.env.Now, n.env.Random)
	if err != nil {
		return err
	}
	web := &http.Server{
		Handler: n.Server, TLSConfig: secrets, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(quiet{n.env.Log.Handler()}, slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	if err := n.greet(ctx, s, l.Addr(), out); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() {
		if secrets != nil {
			failed <- web.ServeTLS(l, "", "")
		} else {
			failed <- web.Serve(l)
		}
	}()
	tidy := n.tidy(ctx)
	defer tidy()
	select {
	case err := <-failed:
		return fault.Wrap(fault.Unavailable, "serve", err)
	case <-ctx.Done():
	}
	n.env.Log.InfoContext(ctx, "stopping", "wait", graceTime)
	n.Server.Stop()
	grace, cancel := context.WithTimeout(context.Background(), graceTime)
	defer cancel()
	if err := web.Shutdown(grace); err != nil {
		n.env.Log.WarnContext(ctx, "requests were cut short", "error", err)
		_ = web.Close()
	}
	return nil
}

// quiet keeps what callers do wrong with TLS or HTTP out of the ordinary log.
type quiet struct{ slog.Handler }

// greet says where the server is, and while there is no administrator how the
// first one gets in.
func (n *Node) greet(ctx context.Context, s *settings.Server, a net.Addr, out io.Writer) error {
	origin := OriginOf(s)
	n.env.Log.InfoContext(ctx, "listening", "address", a.String(), "origin", origin, "data", n.dataFolder())
	fmt.Fprintf(out, "Cordon is at %s\n", origin)
	link, l, err := n.Accounts.FirstLink(ctx)
	if fault.KindOf(err) == fault.Denied && err != nil {
		return nil // there is an administrator
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "There is no administrator yet. This link makes the first one; it works once, until %s:\n  %s\n",
		l.Expires.Local().Format("2006-01-02 15:04"), server.LinkAddress(origin, link))
	return nil
}

// tidyEvery is how often what has ended is cleared away, and expireEvery how
// often uploads that nobody goes on with.
const (
	tidyEvery   = 10 * time.Minute
	expireEvery = time.Hour
)

// tidy clears away what has ended, now and then, until the function it gives is
// called.
func (n *Node) tidy(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick, expire := time.NewTicker(tidyEvery), time.NewTicker(expireEvery)
		defer tick.Stop()
		defer expire.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-expire.C:
				if _, err := n.upload.Expire(ctx); err != nil && ctx.Err() == nil {
					n.env.Log.WarnContext(ctx, "clearing away uploads that nobody goes on with", "error", err)
				}
			case <-tick.C:
				if err := n.Accounts.Tidy(ctx); err != nil && ctx.Err() == nil {
					n.env.Log.WarnContext(ctx, "clearing away what has ended", "error", err)
				}
			}
		}
	}()
	return func() { cancel(); <-done }
}
