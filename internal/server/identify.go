package server

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// cookieName is the name of the cookie that holds a session. The prefix makes
// browsers refuse one that was set without TLS or for a whole domain.
func cookieName(secure bool) string {
	if secure {
		return "__Host-cordon-session"
	}
	return "cordon-session"
}

// deviceCookie is the name of the cookie by which a browser that signed in
// before is known again.
func deviceCookie(secure bool) string {
	if secure {
		return "__Host-cordon-device"
	}
	return "cordon-device"
}

// identify finds who makes a request: by its token, or by its session.
func (s *Server) identify(ctx context.Context, r *http.Request) (caller, error) {
	secret := s.secretOf(r)
	if secret == "" {
		return caller{}, notSignedIn("sign in first, or send a token")
	}
	p, err := s.cfg.Accounts.Principal(ctx, secret)
	if err != nil {
		return caller{}, err
	}
	c := caller{Principal: p, who: p.Who(""), user: p.User.ID, name: p.User.Name}
	if c.name == "" {
		c.name = p.User.Login
	}
	return c, nil
}

func (s *Server) secretOf(r *http.Request) string {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, token, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "unknown scheme" // not silently the cookie's user
		}
		return strings.TrimSpace(token)
	}
	c, err := r.Cookie(cookieName(s.cfg.Secure))
	if err != nil {
		return ""
	}
	return c.Value
}

// stillMay reports whether the caller of a long answer may still have it: the
// session may have ended, or the role been taken away.
func (s *Server) stillMay(ctx context.Context, r *http.Request, c *call) bool {
	now, err := s.identify(ctx, r)
	if err != nil {
		// A database that does not answer is no reason to cut readers off: what
		// they read is in memory.
		return fault.KindOf(err) == fault.Unavailable
	}
	return access.Decide(now.Who(c.entry.ID), c.action).Allowed
}

// freshFor is how long a sign-in counts as recent.
const freshFor = 10 * time.Minute

func (s *Server) demandFresh(c *call) error {
	if s.cfg.Accounts.Fresh(c.caller.Principal, freshFor) {
		return nil
	}
	return &fault.Error{Kind: fault.Denied, Op: "let a request in", Message: "confirm who you are first: sign in again, or give your password once more", Err: account.ErrStale}
}

// by is the caller as the maker of a change of accounts.
func by(ctx context.Context) account.By {
	c := callOf(ctx)
	return c.caller.By(c.address)
}

// client is where the request of a call comes from.
func (s *Server) client(r *http.Request, c *call) account.Client {
	address, _ := netip.ParseAddr(c.address) // unknown is the zero address, which all unknown ones share
	out := account.Client{Address: address.Unmap(), Agent: c.agent}
	if cookie, err := r.Cookie(deviceCookie(s.cfg.Secure)); err == nil {
		out.Device = cookie.Value
	}
	return out
}

// record keeps a security event of the caller's. What cannot be recorded is not
// done.
func (s *Server) record(ctx context.Context, e audit.Event) error {
	c := callOf(ctx)
	e.Actor, e.ActorName, e.Address = c.caller.user, c.caller.name, c.address
	return s.cfg.Audit.Record(ctx, e)
}
