package account

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Session is one browser in which a user is signed in. It holds no secret.
type Session struct {
	ID            string // names it in lists and for EndSession
	Created       time.Time
	Seen          time.Time // to the minute
	Authenticated time.Time // when the user last proved who they are
	Expires       time.Time // at the latest; earlier if it is idle
	Method        string    // how it began: "password", "password+totp", "passkey", …
	Address       string    // where from, when it began
	Agent         string
}

// Principal is who a session or token stands for. It is shared and never changes.
type Principal struct {
	User       User
	Session    *Session // nil for a token
	Token      *Token   // nil for a session
	Restricted bool     // may only register a second factor, which the policy demands
	digest     string   // of the session's secret
	grants     map[string]access.Grant
}

// Who is the principal as somebody who asks about a project, by its id; empty
// for none. Who is restricted has no rights but over their own account.
func (p *Principal) Who(project string) access.Who {
	w := access.Who{SignedIn: true, Project: project}
	if p.Token != nil {
		scope := p.Token.Scope
		w.Token = &scope
	}
	if p.Restricted {
		return w
	}
	w.Admin = p.User.Admin
	if g, ok := p.grants[project]; ok {
		w.Grant = &g
	}
	return w
}

// By is the principal as the maker of a change, from an address.
func (p *Principal) By(address string) By {
	return By{ID: p.User.ID, Name: p.User.Login, Address: address, Admin: p.User.Admin && !p.Restricted}
}

// Roles gives the principal's roles by the id of the project, without the
// projects that a token is not for.
func (p *Principal) Roles() map[string]access.Grant {
	out := map[string]access.Grant{}
	if p.Restricted {
		return out
	}
	for id, g := range p.grants {
		if p.Token != nil && !p.Token.covers(id) {
			continue
		}
		out[id] = g
	}
	return out
}

// tokenPrefix marks the API tokens, so that a leaked one can be recognised.
const tokenPrefix = "cdn_"

// secretSize is the length of a secret without prefix.
const secretSize = 43

// Principal tells who a secret stands for: an API token, or that of a session.
// Denied with ErrSignIn if it stands for nobody (any more). It may be as old as
// Policy.Cache, and while the database does not answer as old as Policy.Away, but
// never older than a change made in this process.
func (s *Service) Principal(ctx context.Context, secret string) (*Principal, error) {
	const op = "verify session"
	bare := strings.TrimPrefix(secret, tokenPrefix)
	if len(bare) != secretSize {
		return nil, denied(op, ErrSignIn, "the session or token is not known; sign in again")
	}
	now := s.now()
	digest := sha256.Sum256([]byte(secret))
	if p := s.cache.find(digest, now); p != nil {
		return p, nil
	}
	generation := s.cache.generation.Load()
	var p *Principal
	var ends, seen time.Time
	err := s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		load := s.loadSession
		if len(bare) < len(secret) {
			load = s.loadToken
		}
		if p, seen, ends, err = load(ctx, tx, hex.EncodeToString(digest[:])); err != nil {
			return nothing(err, op, "", "")
		}
		p.grants, err = grantsOf(ctx, tx, p.User.ID)
		return err
	})
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return nil, denied(op, ErrSignIn, "the session or token is not known or has been ended; sign in again")
	case err != nil:
		// What people read is in memory. Nothing can be taken away from anybody
		// meanwhile either, unless on a node that still reaches the database.
		if p := s.cache.remembered(digest, now); p != nil && fault.KindOf(err) == fault.Unavailable && ctx.Err() == nil {
			return p, nil
		}
		return nil, err
	case p.User.Disabled || !now.Before(ends):
		return nil, denied(op, ErrSignIn, "the session or token has ended; sign in again")
	}
	p.Restricted = s.policy.RequireSecondFactor && !p.User.SecondFactor && p.Session != nil && p.Session.Method != MethodProviderTwo
	s.touch(ctx, p, seen, now)
	s.cache.keep(digest, p, generation, now, ends)
	return p, nil
}

// Who tells who asks with a secret about a project: Principal and its Who.
func (s *Service) Who(ctx context.Context, secret, project string) (access.Who, error) {
	p, err := s.Principal(ctx, secret)
	if err != nil {
		return access.Who{}, err
	}
	return p.Who(project), nil
}

func (s *Service) loadSession(ctx context.Context, tx *sql.Tx, digest string) (p *Principal, seen, ends time.Time, err error) {
	v := &Session{}
	var created, lastSeen, authenticated int64
	u, err := scanUser(tx.QueryRowContext(ctx, "SELECT "+userColumns+`, s.id, s.created, s.seen, s.authenticated, s.method, s.address, s.agent
		FROM admin_sessions s JOIN admin_users u ON u.id = s.user_id WHERE s.digest = $1`, digest),
		&v.ID, &created, &lastSeen, &authenticated, &v.Method, &v.Address, &v.Agent)
	v.Created, v.Seen, v.Authenticated = at(created), at(lastSeen), at(authenticated)
	v.Expires = v.Created.Add(s.policy.SessionLongest)
	ends = v.Expires
	if idle := v.Seen.Add(s.policy.SessionIdle); idle.Before(ends) {
		ends = idle
	}
	return &Principal{User: u, Session: v, digest: digest}, v.Seen, ends, err
}

// touch notes that a session or token was used, once a minute. That it cannot
// be written keeps nobody out: the disk may be full, and reading goes on.
func (s *Service) touch(ctx context.Context, p *Principal, seen, now time.Time) {
	if now.Sub(seen) < time.Minute {
		return
	}
	_ = s.db.Write(ctx, func(tx *sql.Tx) error {
		var err error
		if p.Session != nil {
			_, err = tx.ExecContext(ctx, "UPDATE admin_sessions SET seen = $1 WHERE digest = $2 AND seen < $1", millis(now), p.digest)
		} else {
			_, err = tx.ExecContext(ctx, "UPDATE admin_tokens SET used = $1 WHERE id = $2 AND used < $1", millis(now), p.Token.ID)
		}
		return err
	})
}

// Fresh reports whether the user of a session proved who they are within d. A
// token is never fresh.
func (s *Service) Fresh(p *Principal, d time.Duration) bool {
	if p.Session == nil {
		return false
	}
	age := s.now().Sub(p.Session.Authenticated)
	// A clock that was set back makes nobody fresh; those of two nodes may differ
	// a little.
	return age >= -time.Minute && age <= d
}

func (s *Service) needFresh(op string, p *Principal) error {
	if !s.Fresh(p, s.policy.Confirmed) {
		return denied(op, ErrStale, "confirm who you are first: sign in again, or give your password once more")
	}
	return nil
}

// Sessions lists the sessions of a user that have not ended, the newest first.
func (s *Service) Sessions(ctx context.Context, user string) (all []Session, err error) {
	now := s.now()
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, `SELECT id, created, seen, authenticated, method, address, agent FROM admin_sessions
			WHERE user_id = $1 AND created > $2 AND seen > $3 ORDER BY created DESC, id DESC`,
			[]any{user, millis(now.Add(-s.policy.SessionLongest)), millis(now.Add(-s.policy.SessionIdle))}, func(row scanner) error {
				var v Session
				var created, seen, authenticated int64
				err := row.Scan(&v.ID, &created, &seen, &authenticated, &v.Method, &v.Address, &v.Agent)
				v.Created, v.Seen, v.Authenticated = at(created), at(seen), at(authenticated)
				v.Expires = v.Created.Add(s.policy.SessionLongest)
				all = append(all, v)
				return err
			})
	})
	return all, err
}

// EndSession ends one session of a user at once, by its id; NotFound if the user
// has no such session.
func (s *Service) EndSession(ctx context.Context, by By, user, id string) error {
	const op = "end session"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		r, err := tx.ExecContext(ctx, "DELETE FROM admin_sessions WHERE id = $1 AND user_id = $2", id, user)
		if err := affected(r, err, op, id, "there is no such session; it may have ended by itself"); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.SessionRevoked, user, "session", id)}, nil
	})
}

// EndOthers ends all sessions of a principal's user but its own.
func (s *Service) EndOthers(ctx context.Context, p *Principal, address string) error {
	const op = "end other sessions"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := endSessions(ctx, tx, p.User.ID, p.digest); err != nil {
			return nil, err
		}
		return []audit.Event{p.By(address).event(audit.SessionRevoked, p.User.ID, "session", "all others")}, nil
	})
}

// EndAll ends all sessions of a user.
func (s *Service) EndAll(ctx context.Context, by By, user string) error {
	const op = "end all sessions"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if _, err := readUser(ctx, tx, op, user); err != nil {
			return nil, err
		}
		if err := endSessions(ctx, tx, user, ""); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.SessionRevoked, user, "session", "all")}, nil
	})
}

// AfterRestore ends all sessions, steps and open links, and forgets all browsers:
// a backup may hold some that were ended after it was made. Call it once when a
// backup has been loaded, then New again on every node. API tokens stay, also
// those revoked since.
func (s *Service) AfterRestore(ctx context.Context, by By) error {
	const op = "end sessions after restore"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		for _, statement := range []string{
			"DELETE FROM admin_sessions", "DELETE FROM admin_pending", "DELETE FROM admin_attempts", "DELETE FROM admin_keys WHERE name = 'device'",
		} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return nil, err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE admin_links SET revoked = $1 WHERE used = 0 AND revoked = 0", millis(s.now())); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.SessionRevoked, "", "session", "all of everybody, after a restore")}, nil
	})
}

// SignOut ends the principal's own session.
func (s *Service) SignOut(ctx context.Context, p *Principal, address string) error {
	const op = "sign out"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_sessions WHERE digest = $1", p.digest); err != nil {
			return nil, err
		}
		return []audit.Event{p.By(address).event(audit.SignedOut, "")}, nil
	})
}

// endSessions ends a user's sessions but one, and the steps they have begun.
func endSessions(ctx context.Context, tx *sql.Tx, user, but string) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM admin_sessions WHERE user_id = $1 AND digest <> $2", user, but); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM admin_pending WHERE user_id = $1 AND bound <> $2", user, but)
	return err
}

// Tidy deletes what has ended by itself: sessions, steps, failed attempts, links
// that ended a month ago. Call it now and then.
func (s *Service) Tidy(ctx context.Context) error {
	now := s.now()
	const month = 30 * 24 * time.Hour
	return s.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_sessions WHERE created <= $1 OR seen <= $2",
			millis(now.Add(-s.policy.SessionLongest)), millis(now.Add(-s.policy.SessionIdle))); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_pending WHERE expires <= $1", millis(now)); err != nil {
			return err
		}
		if err := s.throttle.shared.sweep(ctx, tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM admin_links WHERE expires <= $1", millis(now.Add(-month)))
		return err
	})
}
